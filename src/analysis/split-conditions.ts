import { ts } from '../engine/ts.js';

/**
 * An `if` whose condition asks behind `&&` or `||`, so that it does not always ask. Written as two, one in the other
 * or one after the other, it does the same, and the second one always asks.
 */
export interface SplitCondition {
  readonly is: 'condition';
  readonly statement: ts.IfStatement;
  /** The second one stands inside the first one, or behind it with the same way out. */
  readonly isNested: boolean;
  /** Operands of the condition of the first one, and of the second one. */
  readonly first: readonly ts.Expression[];
  readonly second: readonly ts.Expression[];
}

type Chain = ts.SyntaxKind.AmpersandAmpersandToken | ts.SyntaxKind.BarBarToken;

/**
 * Looks for the place where the condition around an expression can be parted.
 * @returns undefined where the expression is no part of such a condition, or parting it would repeat more than a
 * `return` or `throw`
 */
export function conditionAround(
  expression: ts.Expression,
  statement: ts.IfStatement,
  standsFirst: (expression: ts.Expression, operand: ts.Expression) => boolean,
): SplitCondition | undefined {
  if (statement.elseStatement) return undefined;
  const { expression: condition, thenStatement } = statement;
  const chain = ts.isBinaryExpression(condition) ? condition.operatorToken.kind : undefined;
  const isNested = chain === ts.SyntaxKind.AmpersandAmpersandToken;
  if (!isNested && chain !== ts.SyntaxKind.BarBarToken) return undefined;
  if (!isNested && !isRepeatable(thenStatement)) return undefined;
  const operands = operandsOf(condition, chain);
  const index = operands.findIndex(each => each.pos <= expression.pos && expression.end <= each.end);
  if (index < 1 || !standsFirst(expression, operands[index]!)) return undefined;
  const between = statement.getSourceFile().text.slice(operands[index - 1]!.end, operands[index]!.getStart());
  if (/\/[/*]/.test(between)) return undefined;
  return {
    is: 'condition',
    statement,
    isNested,
    first: operands.slice(0, index),
    second: operands.slice(index),
  };
}

function operandsOf(condition: ts.Expression, chain: Chain): ts.Expression[] {
  const isLonger = ts.isBinaryExpression(condition) && condition.operatorToken.kind === chain;
  return isLonger ? [...operandsOf(condition.left, chain), condition.right] : [condition];
}

/** Whether a branch is nothing but one way out, short enough to stand there twice. */
function isRepeatable(branch: ts.Statement): boolean {
  const [only, ...more] = ts.isBlock(branch) ? branch.statements : [branch];
  if (!only || more.length > 0 || !(ts.isReturnStatement(only) || ts.isThrowStatement(only))) return false;
  const text = ts.isBlock(branch) ? branch.getText().slice(1, -1).trim() : only.getText();
  return !/\n|\/[/*]|\bawait\b/.test(text);
}
