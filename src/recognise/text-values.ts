import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { methodCall, unwrap, unwrapAwaited } from './syntax.js';

const TEXT_METHODS = new Set([
  'join',
  'trim',
  'toString',
  'toUpperCase',
  'toLowerCase',
  'padEnd',
  'question',
]);

/** Whether an expression is a string, as far as the code around it tells without types. */
export function isText(project: ProjectModel, node: ts.Expression, depth = 0): boolean {
  const value = unwrapAwaited(unwrap(node));
  if (depth > 5) return false;
  const again = (each: ts.Expression) => isText(project, each, depth + 1);
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return true;
  if (ts.isBinaryExpression(value)) {
    const { kind } = value.operatorToken;
    if (kind === ts.SyntaxKind.PlusToken) return again(value.left) || again(value.right);
    const isDefault = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
    return isDefault && again(value.left) && again(value.right);
  }
  if (ts.isConditionalExpression(value)) return again(value.whenTrue) && again(value.whenFalse);
  if (ts.isElementAccessExpression(value)) return value.expression.getText() === 'process.argv';
  if (ts.isPropertyAccessExpression(value)) return value.expression.getText() === 'process.env';
  const call = methodCall(value);
  if (call) return TEXT_METHODS.has(call.name);
  if (!ts.isIdentifier(value)) return false;
  const declaration = project.names.declaration(value);
  if (!declaration) return false;
  if (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration)) {
    if (declaration.type) return declaration.type.kind === ts.SyntaxKind.StringKeyword;
    return declaration.initializer !== undefined && again(declaration.initializer);
  }
  return false;
}
