import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { INPUT_METHODS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  methodCall,
  siblings,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { isVariableUse } from '../recognise/scope.js';
import { AnswerSends, endingSends, listOf, withoutJump, type AnswerSend } from './client-answer-sends.js';
import { functionCalled, sentMessages, wireSites } from './client-wire.js';
import { isEqualTest, messageOf, methodTest } from './messages.js';

/** The code that answers one method, in the middle of other code. */
export interface InlineAnswer {
  readonly method: string;
  /** The expression that tests for the method, without what it compares. */
  readonly subject: ts.Expression;
  /** The statements that work out the answer and send it. */
  readonly statements: readonly ts.Statement[];
  readonly sends: readonly AnswerSend[];
  /** The request, as these statements name it. */
  readonly request: ts.Identifier;
}

/**
 * The places that answer questions of the server, each with its own sending; undefined when one of them is of another
 * shape, or when what it does cannot be told from what is around it.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function inlineAnswers(project: ProjectModel, unit: SourceUnit): InlineAnswer[] | undefined {
  const sent = sentMessages(project, unit, wireSites(project, unit));
  if (!sent) return undefined;
  const sends = new AnswerSends(project, sent);
  const found: InlineAnswer[] = [];
  let isKnown = true;
  walk(unit.ast, node => {
    const test = methodTest(project, node);
    if (!test || !INPUT_METHODS.includes(test.method)) return;
    const answer = answerAt(project, sends, test.node, test.subject, test.method);
    if (answer) found.push(answer);
    else isKnown = false;
  });
  const isEachOwn = new Set(found.map(each => each.method)).size === found.length;
  const isApart = found.every(each => !found.some(other => other !== each && overlaps(each, other)));
  return isKnown && found.length > 0 && isEachOwn && isApart ? found : undefined;
}

function overlaps(one: InlineAnswer, other: InlineAnswer): boolean {
  return one.statements.some(each => other.statements.some(inner => isWithin(inner, each)));
}

function answerAt(
  project: ProjectModel,
  sends: AnswerSends,
  test: ts.BinaryExpression | ts.CaseClause,
  subject: ts.Expression,
  method: string,
): InlineAnswer | undefined {
  const whole = messageOf(project, subject)?.whole;
  const branch = whole && ts.isIdentifier(whole) ? branchOf(test, whole.text) : undefined;
  if (!branch || !whole || !ts.isIdentifier(whole) || isGated(project, test)) return undefined;
  const own = withoutJump(branch);
  const handler = own.length === 1 ? handedTo(project, own[0]!, whole) : undefined;
  const request = handler?.request ?? whole;
  const last = branch.at(-1);
  const leaves = own !== branch || (last && ts.isReturnStatement(last));
  const jump = leaves ? last!.kind : undefined;
  const run: Run = handler
    ? { list: handler.list, exit: ts.SyntaxKind.ReturnStatement }
    : { list: branch, exit: jump };
  const place = inside(run, sends);
  const region = place && endingSends(sends, place.list, place.exit);
  if (!region || !region.every(each => isIdOf(project, each.id, request))) return undefined;
  return { method, subject, statements: withoutJump(place.list), sends: region, request };
}

/** Whether something else than the message decides that it gets to a test: a setting, a state, who is there. */
function isGated(project: ProjectModel, test: ts.Node): boolean {
  const around = enclosingFunction(test);
  for (let at = test; at !== around && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (
      ts.isIfStatement(parent) &&
      at !== parent.expression &&
      dependsOnMore(project, parent.expression, around)
    )
      return true;
    const list = ts.isStatement(at) ? siblings(at) : undefined;
    const earlier = list?.slice(0, list.indexOf(at as ts.Statement)) ?? [];
    if (
      earlier.some(
        each => ts.isIfStatement(each) && leavesIt(each) && dependsOnMore(project, each.expression, around),
      )
    )
      return true;
  }
  return false;
}

function leavesIt({ thenStatement }: ts.IfStatement): boolean {
  let does = false;
  walk(thenStatement, node => {
    if (isFunctionNode(node)) return false;
    does ||=
      ts.isReturnStatement(node) ||
      ts.isThrowStatement(node) ||
      ts.isContinueStatement(node) ||
      ts.isBreakStatement(node);
    return !does;
  });
  return does;
}

/** Whether a condition reads what is declared outside of its function; which requests wait for an answer may be. */
function dependsOnMore(
  project: ProjectModel,
  condition: ts.Node,
  around: ts.Node | undefined,
  depth = 0,
): boolean {
  let does = false;
  walk(condition, node => {
    const isName = ts.isIdentifier(node) && isVariableUse(node);
    const isOwn = node.kind === ts.SyntaxKind.ThisKeyword;
    if ((!isName && !isOwn) || does) return !does;
    if (isName && /^(?:JSON|undefined|Array|Object|Number|String|Boolean)$/.test(node.text)) return true;
    const call = ancestors(node).find(ts.isCallExpression);
    const name = call && methodCall(call)?.name;
    const asksById =
      call !== undefined &&
      /^(?:get|has)$/.test(name ?? '') &&
      /\bid\b/i.test(call.arguments[0]?.getText() ?? '');
    if (asksById && isWithin(call, condition)) return true;
    const declaration = isName ? project.names.symbol(node)?.declarations?.[0] : undefined;
    if (!declaration || !around || !isWithin(declaration, around)) does = true;
    else if (ts.isVariableDeclaration(declaration) && declaration.initializer && depth < 3)
      does = dependsOnMore(project, declaration.initializer, around, depth + 1);
    return !does;
  });
  return does;
}

/** Statements, and how ways through them leave in the middle when they are done. */
interface Run {
  readonly list: readonly ts.Statement[];
  readonly exit: ts.SyntaxKind | undefined;
}

/** What runs when a test holds, and nothing else does. */
function branchOf(
  test: ts.BinaryExpression | ts.CaseClause,
  message: string,
): readonly ts.Statement[] | undefined {
  if (ts.isCaseClause(test)) {
    const { clauses } = test.parent;
    const before = clauses[clauses.indexOf(test) - 1];
    if (before && !leavesSwitch(before)) return undefined;
    const [only, ...more] = test.statements;
    const list =
      only && ts.isBlock(only) && more.every(isBreak) ? [...only.statements, ...more] : test.statements;
    const isLast = clauses.at(-1) === test;
    return leavesSwitch({ statements: list }) || isLast ? list : undefined;
  }
  if (!isEqualTest(test)) return undefined;
  let condition: ts.Node = test;
  for (;;) {
    const { parent }: ts.Node = condition;
    const isAnd =
      ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
    if (isAnd && !isAboutId(parent.left === condition ? parent.right : parent.left, message))
      return undefined;
    if (!isAnd && !ts.isParenthesizedExpression(parent)) break;
    condition = parent;
  }
  const { parent } = condition;
  return ts.isIfStatement(parent) && parent.expression === condition
    ? listOf(parent.thenStatement)
    : undefined;
}

function isBreak(node: ts.Statement): boolean {
  return ts.isBreakStatement(node) || ts.isReturnStatement(node) || ts.isContinueStatement(node);
}

function leavesSwitch({
  statements,
}: Pick<ts.CaseOrDefaultClause, 'statements'> | { statements: readonly ts.Statement[] }): boolean {
  const last = statements.at(-1);
  if (!last) return false;
  if (ts.isBlock(last)) return leavesSwitch(last);
  return isBreak(last) || ts.isThrowStatement(last);
}

/** Whether a condition only tells requests from notifications: `message.id !== undefined`, `'id' in message`. */
function isAboutId(node: ts.Expression, message: string): boolean {
  const inner = unwrap(node);
  const isAnd =
    ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  if (isAnd) return isAboutId(inner.left, message) && isAboutId(inner.right, message);
  const [, name] = ABOUT_ID.map(each => each.exec(inner.getText())).find(Boolean) ?? [];
  return name === message;
}

const ABOUT_ID = [
  /^(\w+)\.id(?:\s*!==?\s*(?:undefined|null))?$/,
  /^typeof (\w+)\.id\s*!==?\s*['"]undefined['"]$/,
  /^['"]id['"] in (\w+)$/,
];

/** The body of the function that a branch does nothing but call, and how it names the request. */
function handedTo(
  project: ProjectModel,
  statement: ts.Statement,
  whole: ts.Identifier,
): { list: readonly ts.Statement[]; request: ts.Identifier } | undefined {
  const isRun = ts.isExpressionStatement(statement) || ts.isReturnStatement(statement);
  let value = isRun && statement.expression ? unwrap(statement.expression) : undefined;
  while (value && (ts.isAwaitExpression(value) || ts.isVoidExpression(value)))
    value = unwrap(value.expression);
  if (!value || !ts.isCallExpression(value) || value.arguments.length !== 1) return undefined;
  const given = unwrap(value.arguments[0]!);
  const node = functionCalled(project, value);
  const name = node?.parameters.length === 1 ? node.parameters[0]!.name : undefined;
  const isHanded = ts.isIdentifier(given) && given.text === whole.text;
  if (!isHanded || !node?.body || !ts.isBlock(node.body) || !name || !ts.isIdentifier(name)) return undefined;
  return { list: node.body.statements, request: name };
}

/** Statements in a `try` whose failures are told to the server, or in the function that is run at once around them. */
function inside(run: Run, sends: AnswerSends): Run | undefined {
  const [only, ...more] = withoutJump(run.list);
  if (!only || more.length > 0) return run;
  const body = bodyAtOnce(only);
  if (body) return inside({ list: body, exit: ts.SyntaxKind.ReturnStatement }, sends);
  if (!ts.isTryStatement(only) || !only.catchClause || endingSends(sends, [only], run.exit)) return run;
  const isLeft = only.finallyBlock ?? answersIn(sends, only.catchClause.block);
  return isLeft ? undefined : { list: only.tryBlock.statements, exit: run.exit };
}

/** Whether a block sends a result somewhere. */
function answersIn(sends: AnswerSends, block: ts.Block): boolean {
  let found = false;
  walk(block, node => {
    found ||= ts.isStatement(node) && sends.sendOf(node) !== undefined;
    return !found;
  });
  return found;
}

/** The statements of `(async () => { … })()`. */
function bodyAtOnce(statement: ts.Statement): readonly ts.Statement[] | undefined {
  let value = ts.isExpressionStatement(statement) ? unwrap(statement.expression) : undefined;
  while (value && ts.isVoidExpression(value)) value = unwrap(value.expression);
  const callee =
    value && ts.isCallExpression(value) && value.arguments.length === 0
      ? unwrap(value.expression)
      : undefined;
  const isOwn = callee && ts.isArrowFunction(callee) && callee.parameters.length === 0;
  return isOwn && ts.isBlock(callee.body) ? callee.body.statements : undefined;
}

function isIdOf(project: ProjectModel, id: ts.Expression, request: ts.Identifier): boolean {
  const value = unwrap(id);
  if (ts.isPropertyAccessExpression(value)) {
    const owner = unwrap(value.expression);
    return value.name.text === 'id' && ts.isIdentifier(owner) && owner.text === request.text;
  }
  const declaration = ts.isIdentifier(value) ? project.names.symbol(value)?.declarations?.[0] : undefined;
  if (!declaration) return false;
  const holder = ts.isBindingElement(declaration) ? declaration.parent.parent : declaration;
  if (!ts.isVariableDeclaration(holder) || !holder.initializer) return false;
  const key = ts.isBindingElement(declaration)
    ? (declaration.propertyName ?? declaration.name).getText()
    : undefined;
  const source = unwrap(holder.initializer);
  return key === undefined
    ? ts.isPropertyAccessExpression(source) && isIdOf(project, source, request)
    : key === 'id' && ts.isIdentifier(source) && source.text === request.text;
}

/** The outermost function around a node, below a place. */
export function functionBelow(node: ts.Node, place: ts.Node): FunctionNode | undefined {
  return ancestors(node)
    .filter(each => isWithin(each, place) && each !== place)
    .findLast((each): each is FunctionNode => isFunctionNode(each));
}

/** Whether working out an answer waits for something, apart from functions of its own. */
export function waits({ statements, sends }: InlineAnswer): boolean {
  let found = false;
  const look = (node: ts.Node): void =>
    walk(node, at => {
      const send = sends.find(each => each.statement === at);
      if (send) look(send.result);
      if (send || isFunctionNode(at)) return false;
      found ||= ts.isAwaitExpression(at) || (ts.isForOfStatement(at) && at.awaitModifier !== undefined);
      return !found;
    });
  statements.forEach(look);
  return found;
}

/** Whether `await` may stand at a node. */
export function mayWait(node: ts.Node): boolean {
  const owner = enclosingFunction(node);
  if (!owner) return false;
  return (ts.getModifiers(owner) ?? []).some(each => each.kind === ts.SyntaxKind.AsyncKeyword);
}
