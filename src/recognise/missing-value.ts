import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isConst } from './syntax.js';

/**
 * Whether the place of an expression treats `null` and `undefined` the same, so that one can stand for the
 * other: tests, `??`, `?.`, comparisons with text. A constant is followed to all its uses.
 */
export function ignoresNull(project: ProjectModel, node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return ignoresNull(project, parent);
  if (ts.isNonNullExpression(parent)) return true;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return true;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isConditionalExpression(parent)) {
    return parent.condition === node || ignoresNull(project, parent);
  }
  if (ts.isBinaryExpression(parent)) return binaryIgnoresNull(project, parent, node);
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) {
    return parent.expression === node;
  }
  if (ts.isTypeOfExpression(parent)) return isTypeOfText(parent);
  if (ts.isCallExpression(parent)) return isArrayTest(parent);
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== node) return false;
  if (!ts.isIdentifier(parent.name) || parent.type) return false;
  if (!isConst(parent)) return false;
  return project.names.references(parent.name).every(use => ignoresNull(project, use));
}

function binaryIgnoresNull(project: ProjectModel, parent: ts.BinaryExpression, node: ts.Expression): boolean {
  const other = parent.left === node ? parent.right : parent.left;
  switch (parent.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken:
      return parent.left === node || ignoresNull(project, parent);
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return ignoresNull(project, parent);
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return true;
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return ts.isStringLiteralLike(other);
    default:
      return false;
  }
}

/** `typeof value === 'string'`, which is false for both. */
function isTypeOfText(node: ts.TypeOfExpression): boolean {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent)) return false;
  const other = parent.left === node ? parent.right : parent.left;
  return ts.isStringLiteralLike(other) && other.text !== 'undefined' && other.text !== 'object';
}

function isArrayTest(call: ts.CallExpression): boolean {
  return /^Array\.isArray$/.test(call.expression.getText());
}
