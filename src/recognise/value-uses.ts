import { ts } from '../engine/ts.js';

/** What is done with a value, with a part of it, or with something that holds it. */
export type ValueUse =
  /** A member is read: by an access, or by a name in a pattern. */
  | { readonly is: 'read'; readonly name: string; readonly node: ts.Node }
  /** It is given something else; `node` is the variable or access on the left. */
  | { readonly is: 'written'; readonly node: ts.Expression; readonly value: ts.Expression }
  /** It is compared with something, by an operator or as one `case` of a `switch`. */
  | { readonly is: 'compared'; readonly node: ts.Expression; readonly other: ts.Expression }
  /** Elements are added to the list that it is or is in. */
  | { readonly is: 'added'; readonly node: ts.Expression; readonly elements: readonly ts.Expression[] }
  /** Its inferred type is asked for, or it goes where a type is declared. */
  | { readonly is: 'typed'; readonly node: ts.Node }
  /** It goes where it is not followed. */
  | { readonly is: 'lost'; readonly node: ts.Node };

export function literalText(node: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

export function memberName(callee: ts.Expression): string | undefined {
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

export function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

/** The variable, or `this`, that a chain of accesses starts with. */
export function rootOf(node: ts.Expression): ts.Expression {
  const isChain =
    ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isNonNullExpression(node);
  return isChain ? rootOf(node.expression) : node;
}

export function isLeftSide(node: ts.Expression): boolean {
  return (
    ts.isBinaryExpression(node.parent) &&
    node.parent.left === node &&
    isAssignment(node.parent.operatorToken.kind)
  );
}

/** Whether what stands in a place decides something or is printed there, and goes nowhere. */
export function isSpent(parent: ts.Node): boolean {
  return (
    ts.isTemplateSpan(parent) ||
    ts.isExpressionStatement(parent) ||
    ts.isIfStatement(parent) ||
    ts.isWhileStatement(parent) ||
    ts.isForInStatement(parent) ||
    ts.isPrefixUnaryExpression(parent) ||
    ts.isTypeOfExpression(parent) ||
    ts.isVoidExpression(parent)
  );
}

/** Whether a name stands where it is imported, exported or declared. */
export function isMention(node: ts.Identifier): boolean {
  const { parent } = node;
  return ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent);
}
