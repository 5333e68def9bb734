import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { numberValue, unwrap, wrapped } from './syntax.js';
import { writtenAs } from './written.js';

/**
 * The numbers an expression is compared with: by an operator, in a `switch`, by `[…].includes(x)`, or after it was
 * kept in a constant. Empty when it is compared with none.
 */
export function comparedNumbers(project: ProjectModel, node: ts.Expression): number[] {
  const outer = wrapped(node);
  const { parent } = outer;
  if (ts.isBinaryExpression(parent) && isComparison(parent.operatorToken.kind)) {
    return numbers(project, parent.left === outer ? parent.right : parent.left);
  }
  if (ts.isSwitchStatement(parent) && parent.expression === outer) {
    return parent.caseBlock.clauses.flatMap(each =>
      ts.isCaseClause(each) ? numbers(project, each.expression) : [],
    );
  }
  if (ts.isCallExpression(parent) && parent.arguments[0] === outer) {
    const callee = unwrap(parent.expression);
    const isTest = ts.isPropertyAccessExpression(callee) && /^(?:includes|has)$/.test(callee.name.text);
    return isTest ? listed(project, callee.expression) : [];
  }
  if (ts.isConditionalExpression(parent) && parent.condition !== outer)
    return comparedNumbers(project, parent);
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    const passes =
      kind === ts.SyntaxKind.QuestionQuestionToken ||
      kind === ts.SyntaxKind.BarBarToken ||
      (kind === ts.SyntaxKind.AmpersandAmpersandToken && parent.right === outer);
    return passes ? comparedNumbers(project, parent) : [];
  }
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [];
  return project.names.references(parent.name).flatMap(use => comparedNumbers(project, use));
}

function listed(project: ProjectModel, list: ts.Expression): number[] {
  const [only] = writtenAs(project, list) ?? [];
  const value = only && unwrap(only);
  const array = value && ts.isNewExpression(value) ? value.arguments?.[0] : value;
  const items = array && unwrap(array);
  return items && ts.isArrayLiteralExpression(items)
    ? items.elements.flatMap(each => numbers(project, each))
    : [];
}

function numbers(project: ProjectModel, node: ts.Expression): number[] {
  const [only, ...more] = writtenAs(project, node) ?? [];
  const value = only && more.length === 0 ? numberValue(unwrap(only)) : undefined;
  return value === undefined ? [] : [value];
}

function isComparison(kind: ts.SyntaxKind): boolean {
  switch (kind) {
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.LessThanToken:
    case ts.SyntaxKind.LessThanEqualsToken:
    case ts.SyntaxKind.GreaterThanToken:
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return true;
    default:
      return false;
  }
}

/** Whether a number is an HTTP status of an error. */
export function isErrorStatus(value: number): boolean {
  return Number.isInteger(value) && value >= 400 && value <= 599;
}
