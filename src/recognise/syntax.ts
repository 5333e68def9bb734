import { walk } from '../engine/node-list.js';
import { ts } from '../engine/ts.js';

export { walk } from '../engine/node-list.js';

/** A function with a body, or a signature that has one elsewhere. */
export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.GetAccessorDeclaration
  | ts.SetAccessorDeclaration;

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isAccessor(node)
  );
}

/** The expression inside parentheses, type assertions and non-null marks. */
export function unwrap(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** The outermost expression that is `node` in parentheses, type assertions and non-null marks. */
export function wrapped(node: ts.Expression): ts.Expression {
  let outer = node;
  while (
    ts.isParenthesizedExpression(outer.parent) ||
    ts.isAsExpression(outer.parent) ||
    ts.isSatisfiesExpression(outer.parent) ||
    ts.isNonNullExpression(outer.parent)
  ) {
    outer = outer.parent;
  }
  return outer;
}

/** The innermost function around a node, the node itself left out. */
export function enclosingFunction(node: ts.Node): FunctionNode | undefined {
  return ancestors(node).find(isFunctionNode);
}

/** Everything around a node, innermost first. */
export function ancestors(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) found.push(at);
  return found;
}

/** Whether some node at or below `node` passes; functions nested in it are not entered. */
export function somewhere(node: ts.Node, test: (node: ts.Node) => boolean): boolean {
  let found = false;
  walk(node, at => {
    if (found || (at !== node && isFunctionNode(at))) return false;
    found = test(at);
    return !found;
  });
  return found;
}

/** `object.name(…)` taken apart; optional calls and accesses count as well. */
export function methodCall(
  node: ts.Node,
): { readonly call: ts.CallExpression; readonly object: ts.Expression; readonly name: string } | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const callee = unwrap(node.expression);
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.name)) return undefined;
  return { call: node, object: callee.expression, name: callee.name.text };
}

/** Text of a property name that is known without running the program. */
export function nameText(name: ts.Node | undefined): string | undefined {
  if (!name) return undefined;
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) return name.text;
  if (ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name)) {
    return ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
  }
  return undefined;
}

/** The member of an object literal with this name: an assignment, a shorthand, a method or an accessor. */
export function member(
  literal: ts.ObjectLiteralExpression,
  name: string,
): ts.ObjectLiteralElementLike | undefined {
  return literal.properties.find(each => nameText(each.name) === name);
}

/** The value a member of an object literal is written with: `b` in `{ a: b }` and in `{ b }`. */
export function memberValue(literal: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = member(literal, name);
  if (!found) return undefined;
  if (ts.isPropertyAssignment(found)) return found.initializer;
  return ts.isShorthandPropertyAssignment(found) ? found.name : undefined;
}

/** The number a literal stands for, minus sign included. */
export function numberValue(node: ts.Node): number | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  const isNegative = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken;
  return isNegative && ts.isNumericLiteral(node.operand) ? -Number(node.operand.text) : undefined;
}

/** The expressions a function may return, nested functions left out. */
export function returnedExpressions(node: FunctionNode): ts.Expression[] {
  if (!node.body) return [];
  if (!ts.isBlock(node.body)) return [node.body];
  const found: ts.Expression[] = [];
  walk(node.body, at => {
    if (isFunctionNode(at)) return false;
    if (ts.isReturnStatement(at) && at.expression) found.push(at.expression);
    return undefined;
  });
  return found;
}

/** Whether a name is used anywhere below a node, as a variable or a parameter. */
export function mentions(node: ts.Node, name: string): boolean {
  let found = false;
  walk(node, at => {
    if (ts.isIdentifier(at) && at.text === name) {
      const { parent } = at;
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === at) ||
        (ts.isPropertyAssignment(parent) && parent.name === at);
      if (!isMember) found = true;
    }
    return !found;
  });
  return found;
}
