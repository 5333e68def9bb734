import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  memberValue,
  mentions,
  methodCall,
  siblings,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { listOf } from './client-answer-sends.js';
import { ownStatement } from './client-calls.js';
import type { Asked, RequestFunction } from './client-requests.js';
import type { StandingStream } from './client-standing.js';
import { carrierOf, functionCalled, type WireSite } from './client-wire.js';
import { isEqualTest, methodTest } from './messages.js';

/** What a filter of `subscriptions/listen` calls the changes that a notification announces. */
const FILTERS: Readonly<Record<string, string>> = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
  'notifications/resources/list_changed': 'resourcesListChanged',
};

const BEGINS = /^resources\/subscribe$/;
const ENDS = /^resources\/unsubscribe$/;

/** How a client asks a server of 2026-07-28 to announce changes, so that what it has for them gets to hear of them. */
export type Listening =
  | { readonly kind: 'stream'; readonly stream: StandingStream; readonly checks: readonly ts.IfStatement[] }
  | { readonly kind: 'request'; readonly request: RequestFunction }
  | { readonly kind: 'line'; readonly carrier: FunctionNode };

/** The changes that a client waits for. */
export interface ClientChanges {
  /** Keys of a filter, in the order of the specification. */
  readonly lists: readonly string[];
  /** Undefined where it cannot be told how they would reach the code that waits for them. */
  readonly listening: Listening | undefined;
  /** Statements that subscribe to a resource, with its URI. */
  readonly subscribes: readonly Subscribe[];
  /** Other requests to begin or to end a subscription. */
  readonly left: readonly Asked[];
}

export interface Subscribe {
  readonly statement: ts.ExpressionStatement;
  readonly uri: ts.Expression;
}

/** The stream that a client hears of changes on, in the place of one that only earlier revisions have. */
export function heardStream({ lists, listening }: ClientChanges) {
  return lists.length > 0 && listening?.kind === 'stream' ? listening : undefined;
}

/** What of a client says how it waits. */
export interface WaitingParts {
  readonly asked: readonly Asked[];
  readonly functions: readonly RequestFunction[];
  readonly sites: readonly WireSite[];
  readonly standing: readonly StandingStream[];
}

/**
 * The changes that a client waits for, and the way to ask for them.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export function clientChanges(project: ProjectModel, unit: SourceUnit, parts: WaitingParts): ClientChanges {
  const tests = changeTests(project, unit);
  const lists = Object.entries(FILTERS).flatMap(([method, key]) =>
    tests.some(each => each.method === method) ? [key] : [],
  );
  const listening = wayToListen(project, unit, parts, tests);
  const begun = parts.asked.filter(each => BEGINS.test(each.method));
  const ended = parts.asked.filter(each => ENDS.test(each.method));
  const written = begun.map(each => subscribeOf(each, parts.functions, project));
  const isRewritten =
    listening?.kind === 'request' && ended.length === 0 && written.every(each => each !== undefined);
  return {
    lists,
    listening,
    subscribes: isRewritten ? written.filter(each => each !== undefined) : [],
    left: isRewritten ? [] : [...begun, ...ended],
  };
}

interface ChangeTest {
  readonly method: string;
  readonly owner: FunctionNode | undefined;
}

/** Where a client does something about a change. */
function changeTests(project: ProjectModel, unit: SourceUnit): ChangeTest[] {
  const found: ChangeTest[] = [];
  walk(unit.ast, node => {
    const test = methodTest(project, node);
    if (!test || !Object.hasOwn(FILTERS, test.method) || !actsOn(test.node)) return;
    found.push({ method: test.method, owner: enclosingFunction(node) });
  });
  return found;
}

/** Whether what is done for a method is more than to go on with something else. */
function actsOn(test: ts.BinaryExpression | ts.CaseClause): boolean {
  if (ts.isCaseClause(test)) {
    const { clauses } = test.parent;
    const own = clauses.slice(clauses.indexOf(test)).find(each => each.statements.length > 0);
    return own?.statements.some(acts) ?? false;
  }
  const branch = test.parent;
  return isEqualTest(test) && (!ts.isIfStatement(branch) || acts(branch.thenStatement));
}

function acts(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) return statement.statements.some(acts);
  const isJump =
    ts.isBreakStatement(statement) || ts.isContinueStatement(statement) || ts.isReturnStatement(statement);
  return !isJump || (ts.isReturnStatement(statement) && statement.expression !== undefined);
}

function wayToListen(
  project: ProjectModel,
  unit: SourceUnit,
  { functions, sites, standing }: WaitingParts,
  tests: readonly ChangeTest[],
): Listening | undefined {
  const [stream] = standing;
  const reaches = (from: FunctionNode) => {
    const run = functionsRun(project, from);
    return tests.every(each => each.owner === undefined || run.has(each.owner));
  };
  if (stream) {
    const checks = standing.length === 1 && reaches(stream.node) ? sessionChecks(stream.node) : undefined;
    return checks && { kind: 'stream', stream, checks };
  }
  const asking = functions.filter(each => each.isRequest && each.params !== undefined);
  const [request] = asking;
  if (!request || asking.length > 1) return undefined;
  const run = [...functionsRun(project, request.node)].map(each => each.getText());
  const isTimed = run.some(each => /\b(?:setTimeout|timeout)\b/i.test(each));
  const isPipe = sites.every(each => each.kind === 'lines');
  if (isPipe && !isTimed) return { kind: 'request', request };
  if (isPipe) return lineWay(project, unit, sites);
  // What comes before the answer has to be handed on as it comes; and an open stream has to be closed in the end.
  const handsOn =
    run.some(each => /\bfor\s*await\b|\.read\(\)/.test(each)) && !run.some(each => /\.text\(\)/.test(each));
  const isClosed = sites.some(({ options }) => options && memberValue(options, 'signal'));
  return tests.length > 0 && handsOn && isClosed && !isTimed && reaches(request.node)
    ? { kind: 'request', request }
    : undefined;
}

/** The tests `if (!sessionId) return;` of a function; undefined when it does anything else with a session. */
function sessionChecks(node: FunctionNode): ts.IfStatement[] | undefined {
  const found: ts.IfStatement[] = [];
  let isKnown = true;
  walk(node, at => {
    if (!ts.isIdentifier(at) && !ts.isStringLiteralLike(at) && !ts.isPrivateIdentifier(at)) return;
    if (!/session/i.test(at.text)) return;
    const check = ancestors(at).find(ts.isIfStatement);
    const [only, ...more] = check ? listOf(check.thenStatement) : [];
    const isReturn = only && more.length === 0 && ts.isReturnStatement(only) && !only.expression;
    const isCheck =
      check && isReturn && !check.elseStatement && /^!\s*[\w.#]+$/.test(check.expression.getText());
    if (isCheck && siblings(check)) found.push(check);
    else isKnown = false;
  });
  return isKnown ? found : undefined;
}

/** The functions of a file that a function runs, itself among them. */
function functionsRun(project: ProjectModel, from: FunctionNode): Set<FunctionNode> {
  const found = new Set([from]);
  for (const each of found)
    walk(each, node => {
      const callee = ts.isCallExpression(node) ? functionCalled(project, node) : undefined;
      if (callee) found.add(callee);
    });
  return found;
}

/** A function that writes the message it is handed, in a client that takes no harm from answers nobody waits for. */
function lineWay(project: ProjectModel, unit: SourceUnit, sites: readonly WireSite[]): Listening | undefined {
  const carriers = sites.flatMap(each => carrierOf(project, each.message) ?? []);
  const [carrier] = carriers;
  const isOne = carriers.length === 1 && carrier?.parameters.length === 1;
  return isOne && takesAnyAnswer(project, unit) ? { kind: 'line', carrier } : undefined;
}

/** Whether every answer is looked up before it is used. */
function takesAnyAnswer(project: ProjectModel, unit: SourceUnit): boolean {
  let isSafe = true;
  walk(unit.ast, node => {
    const call = ts.isCallExpression(node) ? methodCall(node) : undefined;
    const isLookup =
      call?.name === 'get' &&
      call.call.arguments.length === 1 &&
      /\bid\b/i.test(call.call.arguments[0]!.getText());
    if (isLookup) isSafe &&= isGuarded(project, call.call, call.object.getText());
    return isSafe;
  });
  return isSafe;
}

function isGuarded(project: ProjectModel, call: ts.CallExpression, map: string): boolean {
  let outer: ts.Node = call;
  while (ts.isParenthesizedExpression(outer.parent)) outer = outer.parent;
  const { parent } = outer;
  if ((ts.isPropertyAccessExpression(parent) || ts.isCallExpression(parent)) && parent.questionDotToken)
    return true;
  for (let at: ts.Node = call; at.parent; at = at.parent) {
    const { parent: around } = at;
    const isTested = ts.isIfStatement(around) && around.thenStatement === at && asks(around.expression, map);
    if (isTested) return true;
    if (ts.isStatement(at)) {
      const before = siblings(at)?.slice(0, siblings(at)!.indexOf(at)) ?? [];
      if (before.some(each => ts.isIfStatement(each) && asks(each.expression, map))) return true;
    }
  }
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  const uses = project.names.references(parent.name).filter(each => each !== parent.name);
  const [first] = uses;
  return first !== undefined && isTest(first);
}

function asks(condition: ts.Expression, map: string): boolean {
  return condition.getText().includes(`${map}.has(`);
}

/** Whether a name stands where only its truth counts. */
function isTest(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isPropertyAccessExpression(parent)) return parent.questionDotToken !== undefined;
  if (ts.isCallExpression(parent)) return parent.expression === node && parent.questionDotToken !== undefined;
  if (ts.isIfStatement(parent)) return parent.expression === node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    /^(?:&&|[!=]==?)$/.test(parent.operatorToken.getText())
  );
}

/** A statement that does nothing but subscribe to a resource. */
function subscribeOf(
  { call, params }: Asked,
  functions: readonly RequestFunction[],
  project: ProjectModel,
): Subscribe | undefined {
  const statement = ownStatement(call);
  const literal = params && unwrap(params);
  const callee = functionCalled(project, call);
  const isRequest = functions.some(each => each.isRequest && each.node === callee);
  if (!statement || !isRequest || !literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  const uri = memberValue(literal, 'uri');
  return uri && literal.properties.length === 1 && !mentions(statement, 'catch')
    ? { statement, uri }
    : undefined;
}
