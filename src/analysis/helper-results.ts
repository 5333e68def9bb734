import { ts } from '../engine/ts.js';
import { INPUT_METHODS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { serverRequest } from '../recognise/server-requests.js';
import { isConst, returnedExpressions, unwrapAwaited, type FunctionNode } from '../recognise/syntax.js';
import { exits } from './runs-before.js';

/** What a helper returns, when it can travel in the state of a request: a value of JSON, and never nothing. */
export type Given = 'boolean' | 'string' | 'number' | 'answer' | 'value';

/** Tells what a helper gives; undefined when that may be nothing, or no plain value. */
export function givenBy(project: ProjectModel, owner: FunctionNode): Given | undefined {
  const { body } = owner;
  if (!body) return undefined;
  const last = ts.isBlock(body) ? body.statements.at(-1) : undefined;
  if (ts.isBlock(body) && !(last && exits(last))) return undefined;
  const kinds = new Set(returnedExpressions(owner).map(each => kindOf(project, each)));
  if (kinds.size === 0 || kinds.has(undefined)) return undefined;
  const [kind] = kinds;
  const given = kinds.size === 1 ? kind : 'value';
  // The type of a method's result cannot be named where the method may be private.
  return given === 'value' && ts.isMethodDeclaration(owner) ? undefined : given;
}

function kindOf(project: ProjectModel, expression: ts.Expression): Given | undefined {
  const node = unwrapAwaited(expression);
  if (isAnswer(project, node)) return 'answer';
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return 'string';
  if (ts.isNumericLiteral(node)) return 'number';
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return 'boolean';
  if (ts.isPrefixUnaryExpression(node)) {
    return node.operator === ts.SyntaxKind.ExclamationToken ? 'boolean' : undefined;
  }
  if (ts.isConditionalExpression(node)) return same(project, node.whenTrue, node.whenFalse);
  if (ts.isBinaryExpression(node)) return kindOfOperation(project, node);
  if (ts.isCallExpression(node)) {
    const name = node.expression.getText();
    return name === 'Boolean'
      ? 'boolean'
      : name === 'String'
        ? 'string'
        : name === 'Number'
          ? 'number'
          : undefined;
  }
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const isPlain = node.properties.every(
    each => ts.isPropertyAssignment(each) && (isPart(each.initializer) || kindOf(project, each.initializer)),
  );
  return isPlain ? 'value' : undefined;
}

function kindOfOperation(
  project: ProjectModel,
  { left, operatorToken, right }: ts.BinaryExpression,
): Given | undefined {
  const { kind } = operatorToken;
  const isComparison =
    (kind >= ts.SyntaxKind.EqualsEqualsToken && kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken) ||
    (kind >= ts.SyntaxKind.LessThanToken && kind <= ts.SyntaxKind.GreaterThanEqualsToken) ||
    kind === ts.SyntaxKind.InKeyword;
  if (isComparison) return 'boolean';
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) {
    return same(project, left, right) === 'boolean' ? 'boolean' : undefined;
  }
  return undefined;
}

function same(project: ProjectModel, first: ts.Expression, second: ts.Expression): Given | undefined {
  const [a, b] = [kindOf(project, first), kindOf(project, second)];
  if (!a || !b) return undefined;
  return a === b ? a : 'value';
}

/** `answer.content`, `answer.action`: members of an answer are JSON, and may be left out. */
function isPart(expression: ts.Expression): boolean {
  const node = unwrapAwaited(expression);
  return ts.isPropertyAccessExpression(node) && /^(?:action|content)$/.test(node.name.text);
}

/** Whether an expression is the result of an elicitation as it came. */
function isAnswer(project: ProjectModel, node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) {
    const declaration = project.names.declaration(node);
    const made =
      declaration && ts.isVariableDeclaration(declaration) && isConst(declaration)
        ? declaration.initializer
        : undefined;
    return (
      made !== undefined && !ts.isIdentifier(unwrapAwaited(made)) && isAnswer(project, unwrapAwaited(made))
    );
  }
  const request = serverRequest(project, node);
  return request?.method === 'elicitation/create' && INPUT_METHODS.includes(request.method);
}
