import { ts } from '../engine/ts.js';

/** Whether an expression with operators of any kind can take the place of another one without parentheses. */
export function standsAlone(node: ts.Expression): boolean {
  const { parent } = node;
  return (
    ts.isParenthesizedExpression(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isTemplateSpan(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isExpressionStatement(parent) ||
    ts.isIfStatement(parent) ||
    ts.isWhileStatement(parent) ||
    ts.isDoStatement(parent) ||
    ts.isSwitchStatement(parent) ||
    (ts.isArrowFunction(parent) && parent.body === node) ||
    (ts.isCallExpression(parent) && parent.arguments.includes(node)) ||
    (ts.isNewExpression(parent) && (parent.arguments?.includes(node) ?? false)) ||
    (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) ||
    (ts.isBinaryExpression(parent) &&
      parent.right === node &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node)
  );
}
