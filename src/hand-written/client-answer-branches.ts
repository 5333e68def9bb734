import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { unwrap, walk } from '../recognise/syntax.js';
import { listOf, endingSends, withoutJump, type AnswerSends } from './client-answer-sends.js';
import { functionCalled } from './client-wire.js';
import { isEqualTest } from './messages.js';

/** Statements, and how ways through them leave in the middle when they are done. */
export interface Run {
  readonly list: readonly ts.Statement[];
  readonly exit: ts.SyntaxKind | undefined;
}

/** What runs when a test holds, and nothing else does. */
export function branchOf(
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
export function handedTo(
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
export function inside(run: Run, sends: AnswerSends): Run | undefined {
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
