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

/** The expression inside parentheses, type assertions, non-null marks and `await`. */
export function unwrapAwaited(node: ts.Expression): ts.Expression {
  const inner = unwrap(node);
  return ts.isAwaitExpression(inner) ? unwrapAwaited(inner.expression) : inner;
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

/** The outermost functions in a node for which a test holds. */
export function outerFunctions(node: ts.Node, test: (node: FunctionNode) => boolean): FunctionNode[] {
  const found: FunctionNode[] = [];
  walk(node, at => {
    if (at === node || !isFunctionNode(at)) return undefined;
    if (test(at)) found.push(at);
    return false;
  });
  return found;
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
  return found && propertyValue(found);
}

/** The value an element of an object literal is written with; methods, accessors and spreads have none. */
export function propertyValue(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
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

/** The value assigned when the node is the left side of a plain assignment. */
export function assignedValue(node: ts.Node): ts.Expression | undefined {
  const { parent } = node;
  return ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
    ? parent.right
    : undefined;
}

/** The class whose instance `this` is at a node, when no function of its own stands in between. */
export function classOfThis(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (const at of ancestors(node)) {
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return undefined;
    if (ts.isClassStaticBlockDeclaration(at)) return undefined;
    if (isFunctionNode(at) && ts.isObjectLiteralExpression(at.parent)) return undefined;
    if (!ts.isClassElement(at) || !ts.isClassLike(at.parent)) continue;
    const modifiers = ts.canHaveModifiers(at) ? (ts.getModifiers(at) ?? []) : [];
    return modifiers.some(modifier => modifier.kind === ts.SyntaxKind.StaticKeyword) ? undefined : at.parent;
  }
  return undefined;
}

/** The statement a node belongs to directly, itself included; blocks do not count. */
export function enclosingStatement(node: ts.Node): ts.Statement {
  let current = node;
  while (!ts.isStatement(current) || ts.isBlock(current)) current = current.parent;
  return current;
}

/** Whether `inner` is `outer` or lies inside it. */
export function isWithin(inner: ts.Node, outer: ts.Node): boolean {
  return inner === outer || ancestors(inner).includes(outer);
}

/** The statements among which a statement stands; undefined where there can be only one. */
export function siblings(statement: ts.Statement): readonly ts.Statement[] | undefined {
  const { parent } = statement;
  return ts.isBlock(parent) ||
    ts.isSourceFile(parent) ||
    ts.isCaseOrDefaultClause(parent) ||
    ts.isModuleBlock(parent)
    ? parent.statements
    : undefined;
}

/** Whether a statement has the `export` modifier. */
export function isExportedStatement(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

/** Whether an expression is the target of an assignment, an update, a `delete` or a destructuring assignment. */
export function isWritten(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node) {
    const operator = parent.operatorToken.kind;
    return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
  }
  if (ts.isDeleteExpression(parent)) return true;
  return ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)
    ? parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    : ts.isShorthandPropertyAssignment(parent) && isAssignmentPattern(parent.parent);
}

function isAssignmentPattern(literal: ts.ObjectLiteralExpression): boolean {
  return (
    ts.isBinaryExpression(literal.parent) &&
    literal.parent.left === literal &&
    literal.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

/** Whether an expression is `undefined` or `void 0`. */
export function isUndefined(node: ts.Expression): boolean {
  return (ts.isIdentifier(node) && node.text === 'undefined') || ts.isVoidExpression(node);
}

/** Whether a variable is declared with `const`. */
export function isConst(declaration: ts.VariableDeclaration): boolean {
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}
