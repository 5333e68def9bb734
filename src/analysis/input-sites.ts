import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isLegacyOnly } from '../recognise/era-guard.js';
import type { Handler } from '../recognise/handlers.js';
import { serverRequest } from '../recognise/server-requests.js';
import { INPUT_METHODS } from '../facts/protocol.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  memberValue,
  methodCall,
  siblings,
  somewhere,
  unwrap,
  walk,
  wrapped,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { Effects, type Effect } from './effects.js';
import { questionOf, questionsTogether, type Question } from './input-questions.js';
import { surroundings, type Surroundings } from './runs-before.js';

/** Why a request stays what it is. */
export type Obstacle =
  | {
      readonly is:
        'loop' | 'callback' | 'background' | 'form' | 'parameters' | 'handler' | 'helper' | 'type' | 'caught';
    }
  /** What may not run again before the request. */
  | { readonly is: 'effect' | 'chance'; readonly node: ts.Node };

/** One `await` of a request, or of several in `Promise.all`. */
export interface InputPart {
  readonly questions: readonly Question[];
  /** The `await` that gives the answer. */
  readonly awaited: ts.AwaitExpression;
  readonly statement: ts.Statement;
}

/** Where a handler asks for input, and goes on with the answers. */
export interface InputSite extends InputPart {
  readonly around: Surroundings;
  /** Awaits right behind it that do not need its answer: they are asked in the same round. */
  readonly along: readonly InputPart[];
  /** Requests that may have been answered when this one is reached. */
  readonly earlier: readonly InputSite[];
}

/** What is to be done in a handler. */
export interface InputPlan {
  readonly handler: Handler;
  /** What can be rewritten, in the order of the text. */
  readonly sites: readonly InputSite[];
  /** Calls whose result differs in each round and has to be the same in all of them. */
  readonly kept: readonly Effect[];
  readonly obstacles: ReadonlyMap<ts.CallExpression, Obstacle>;
}

type Found = Omit<InputSite, 'earlier' | 'along'>;

const ASKING = ['tools/call', 'prompts/get', 'resources/read'];

/** Looks at all requests that a handler sends, and tells which of them can become input requests. */
export function planInput(project: ProjectModel, handler: Handler): InputPlan {
  const owner = handler.function;
  const obstacles = new Map<ts.CallExpression, Obstacle>();
  const calls = requestsIn(project, owner);
  const isAsking = handler.on !== 'Client' && ASKING.includes(handler.method ?? '');
  const isCalled = !handler.inline && valuesOf(project).callsOf(owner).length > 0;
  let sites: Found[] = [];
  for (const call of calls) {
    const site = isAsking && !isCalled ? siteOf(project, owner, call) : { is: 'handler' as const };
    if ('is' in site) obstacles.set(call, site);
    else if (!sites.some(each => each.awaited === site.awaited)) sites.push(site);
  }
  const statements = sites.map(each => each.statement);
  sites = sites.filter(site => {
    const isAlone = statements.filter(each => each === site.statement).length === 1;
    if (!isAlone) block(site, { is: 'form' });
    return isAlone;
  });
  for (;;) {
    const requests = new Set<ts.Node>(sites.flatMap(site => site.questions.map(each => each.request.call)));
    const effects = new Effects(project, owner, requests);
    const stopped = sites.filter(site => {
      const found = obstacleBefore(effects, site);
      if (found) block(site, found);
      return found !== undefined;
    });
    sites = sites.filter(site => !stopped.includes(site));
    if (stopped.length === 0)
      return { handler, obstacles, sites: inOrder(project, sites), kept: keptValues(effects, sites) };
  }

  function block(site: Pick<InputSite, 'questions'>, obstacle: Obstacle): void {
    for (const { request } of site.questions) obstacles.set(request.call, obstacle);
  }
}

/** The requests written in a function, in functions inside it as well. */
export function requestsIn(project: ProjectModel, owner: ts.Node): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  walk(owner, node => {
    const request = serverRequest(project, node);
    if (request && INPUT_METHODS.includes(request.method) && !isLegacyOnly(project, node))
      found.push(request.call);
  });
  return found;
}

function siteOf(project: ProjectModel, owner: ts.Node, call: ts.CallExpression): Found | Obstacle {
  if (enclosingFunction(call) !== owner) return { is: 'callback' };
  let outer = wrapped(call);
  let questions: readonly Question[] | undefined;
  if (ts.isArrayLiteralExpression(outer.parent) && ts.isCallExpression(outer.parent.parent)) {
    outer = wrapped(outer.parent.parent);
    questions = questionsTogether(project, outer);
    if (!questions) return { is: 'form' };
  } else {
    const question = questionOf(project, call);
    if (!question) return { is: 'parameters' };
    questions = [question];
  }
  const awaited = outer.parent;
  if (ts.isExpressionStatement(awaited) || ts.isVoidExpression(awaited)) return { is: 'background' };
  if (methodCall(awaited.parent)?.object === outer) return { is: 'form' };
  if (!ts.isAwaitExpression(awaited)) return { is: 'form' };
  const around = surroundings(awaited);
  if (around.loop) return { is: 'loop' };
  if (around.caughtBy && !givesUp(around.caughtBy.block)) return { is: 'caught' };
  const statement = ancestors(awaited).find(ts.isStatement)!;
  if (!siblings(statement) || !standsFirst(awaited, statement)) return { is: 'form' };
  const isInFinally = ancestors(awaited).some(
    at =>
      ts.isBlock(at) && ts.isTryStatement(at.parent) && at.parent.finallyBlock === at && isWithin(at, owner),
  );
  return isInFinally ? { is: 'form' } : { questions, awaited, statement, around };
}

/**
 * Whether a `catch` ends the call with an error. Failures of the request no longer get there: a client that cannot
 * answer gets an error, too. A `catch` that goes on without an answer would be lost.
 */
function givesUp({ statements }: ts.Block): boolean {
  const last = statements.at(-1);
  if (last && ts.isThrowStatement(last)) return true;
  const result = last && ts.isReturnStatement(last) && last.expression ? unwrap(last.expression) : undefined;
  if (!result || !ts.isObjectLiteralExpression(result)) return false;
  const isError = memberValue(result, 'isError');
  return isError?.kind === ts.SyntaxKind.TrueKeyword;
}

/** Whether an expression is certainly evaluated, and once, when its statement runs. */
function standsFirst(expression: ts.Expression, statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement) && statement.declarationList.declarations.length > 1) return false;
  for (let inner: ts.Node = expression, outer = inner.parent; ; inner = outer, outer = outer.parent) {
    if (isFunctionNode(outer) || ts.isBindingElement(outer)) return false;
    if (ts.isBinaryExpression(outer) && inner === outer.right && isShortCircuit(outer)) return false;
    if (ts.isConditionalExpression(outer) && inner !== outer.condition) return false;
    const isArgument =
      ts.isCallExpression(outer) || ts.isElementAccessExpression(outer) ? inner !== outer.expression : false;
    if (isArgument && outer.flags & ts.NodeFlags.OptionalChain) return false;
    if (outer !== statement) continue;
    if (ts.isIfStatement(outer) || ts.isSwitchStatement(outer)) return inner === outer.expression;
    return (
      ts.isVariableStatement(outer) ||
      ts.isExpressionStatement(outer) ||
      ts.isReturnStatement(outer) ||
      ts.isThrowStatement(outer)
    );
  }
}

function isShortCircuit({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken ||
    kind === ts.SyntaxKind.BarBarEqualsToken ||
    kind === ts.SyntaxKind.QuestionQuestionEqualsToken
  );
}

/** What keeps the code in front of a request, or its parameters, from running in every round. */
function obstacleBefore(effects: Effects, site: Found): Obstacle | undefined {
  const repeated = [...site.around.before, ...site.around.onLeaving].flatMap(part => effects.of(part));
  const asked = site.questions.flatMap(({ request }) =>
    request.call.arguments.flatMap(each => effects.of(each)),
  );
  const lasting = [...repeated, ...asked].find(each => each.kind !== 'chance');
  if (lasting) return { is: 'effect', node: lasting.node };
  const changing = repeated.find(each => !isKeepable(each));
  return changing && { is: 'chance', node: changing.node };
}

/** Whether the value of a call can travel in the state of the request: it runs once, and its value is plain. */
function isKeepable({ kind, node, gives }: Effect): boolean {
  if (kind !== 'chance') return false;
  const isDate = ts.isNewExpression(node);
  if (!gives && !isDate) return false;
  for (const at of ancestors(node)) {
    if (ts.isIterationStatement(at, false) || ts.isParameter(at)) return false;
    if (isFunctionNode(at)) return true;
  }
  return false;
}

function keptValues(effects: Effects, sites: readonly Found[]): Effect[] {
  const found = new Map<ts.Node, Effect>();
  for (const part of sites.flatMap(site => site.around.before)) {
    for (const effect of effects.of(part)) found.set(effect.node, effect);
  }
  return [...found.values()].sort((a, b) => a.node.pos - b.node.pos);
}

function inOrder(project: ProjectModel, sites: readonly Found[]): InputSite[] {
  const sorted = [...sites].sort((a, b) => a.awaited.pos - b.awaited.pos);
  const done: InputSite[] = [];
  for (const site of sorted) {
    const last = done.at(-1);
    if (last && isIndependent(project, last, site)) {
      done[done.length - 1] = { ...last, along: [...last.along, site] };
      continue;
    }
    const earlier = done.filter(each => site.around.before.some(part => isWithin(each.awaited, part)));
    done.push({ ...site, along: [], earlier });
  }
  return done;
}

/** Whether a request follows right on another one and does not use its answer, so that both can be asked at once. */
function isIndependent(project: ProjectModel, site: InputSite, next: Found): boolean {
  const parts = [site, ...site.along];
  const list = siblings(site.statement);
  const last = parts.at(-1)!.statement;
  if (!list || list[list.indexOf(last) + 1] !== next.statement) return false;
  if (next.statement.getFullText().trimStart().startsWith('/')) return false;
  if (![...parts, next].every(part => resultNames(part) !== undefined)) return false;
  const known = new Set<ts.Node | undefined>(
    parts.flatMap(part => resultNames(part)!.map(each => project.names.declaration(each))),
  );
  return !somewhere(
    next.statement,
    node => ts.isIdentifier(node) && node.parent !== undefined && known.has(project.names.declaration(node)),
  );
}

/** The constants that hold nothing but results: `const a = await …`, `const [a, b] = await Promise.all(…)`. */
export function resultNames(part: InputPart): readonly ts.Identifier[] | undefined {
  const { parent } = part.awaited;
  if (!ts.isVariableDeclaration(parent) || parent.type) return undefined;
  if (!(parent.parent.flags & ts.NodeFlags.Const)) return undefined;
  if (!isTogether(part)) return ts.isIdentifier(parent.name) ? [parent.name] : undefined;
  if (!ts.isArrayBindingPattern(parent.name)) return undefined;
  const { elements } = parent.name;
  const found = elements.flatMap(each =>
    ts.isBindingElement(each) && !each.initializer && !each.dotDotDotToken && ts.isIdentifier(each.name)
      ? [each.name]
      : [],
  );
  return found.length === part.questions.length && found.length === elements.length ? found : undefined;
}

/** Whether the requests of a part stand in `Promise.all([…])`. */
export function isTogether({ awaited, questions }: InputPart): boolean {
  const { parent } = questions[0]!.request.call;
  return ts.isArrayLiteralExpression(parent) && isWithin(parent, awaited);
}
