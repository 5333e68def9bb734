import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, isFunctionNode, unwrap, unwrapAwaited, type FunctionNode } from '../recognise/syntax.js';
import { givenBy } from './helper-results.js';
import { ownMethod } from './own-methods.js';

const MAX_DEPTH = 5;

/** Whether an expression is `true` or `false`, and nothing else, for certain. */
export function isBoolean(project: ProjectModel, expression: ts.Expression, depth = 0): boolean {
  const node = unwrap(expression);
  const inner = (each: ts.Expression) => isBoolean(project, each, depth + 1);
  if (depth > MAX_DEPTH) return false;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isConditionalExpression(node)) return inner(node.whenTrue) && inner(node.whenFalse);
  if (ts.isAwaitExpression(node)) return isGivenBoolean(project, unwrapAwaited(node));
  if (ts.isCallExpression(node)) {
    const { expression: callee } = node;
    const isTest =
      ts.isPropertyAccessExpression(callee) && /^(?:startsWith|endsWith)$/.test(callee.name.text);
    return isTest || callee.getText() === 'Boolean';
  }
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node;
    if (isComparison(operatorToken.kind)) return true;
    const isLogical = ['&&', '||'].includes(operatorToken.getText());
    return isLogical && inner(left) && inner(right);
  }
  if (!ts.isIdentifier(node)) return false;
  const declaration = project.names.declaration(node);
  if (!declaration || !(ts.isParameter(declaration) || ts.isVariableDeclaration(declaration))) return false;
  if (declaration.type) {
    const isOptional = ts.isParameter(declaration) && declaration.questionToken !== undefined;
    return declaration.type.kind === ts.SyntaxKind.BooleanKeyword && !isOptional;
  }
  const isConstant =
    ts.isVariableDeclaration(declaration) && isConst(declaration) && ts.isIdentifier(declaration.name);
  return isConstant && declaration.initializer !== undefined && inner(declaration.initializer);
}

/** Whether a call awaits a function of the project that says it gives a boolean, or shows it. */
function isGivenBoolean(project: ProjectModel, node: ts.Expression): boolean {
  const target = ts.isCallExpression(node) ? targetOf(project, unwrap(node.expression)) : undefined;
  if (!target) return false;
  return target.type ? target.type.getText() === 'Promise<boolean>' : givenBy(project, target) === 'boolean';
}

function targetOf(project: ProjectModel, callee: ts.Expression): FunctionNode | undefined {
  if (ts.isPropertyAccessExpression(callee)) return ownMethod(project, callee);
  const declaration = ts.isIdentifier(callee) ? project.names.declaration(callee) : undefined;
  if (declaration && ts.isFunctionDeclaration(declaration)) return declaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  const value = declaration.initializer && unwrap(declaration.initializer);
  return value && isFunctionNode(value) ? value : undefined;
}

function isComparison(kind: ts.SyntaxKind): boolean {
  return (
    (kind >= ts.SyntaxKind.EqualsEqualsToken && kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken) ||
    (kind >= ts.SyntaxKind.LessThanToken && kind <= ts.SyntaxKind.GreaterThanEqualsToken) ||
    kind === ts.SyntaxKind.InKeyword ||
    kind === ts.SyntaxKind.InstanceOfKeyword
  );
}
