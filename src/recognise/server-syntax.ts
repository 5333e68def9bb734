import { ts } from '../engine/ts.js';
import { ancestors, isFunctionNode, unwrap } from './syntax.js';

/** The expression inside parentheses, type assertions, non-null marks and `await`. */
export function stripped(node: ts.Expression): ts.Expression {
  const inner = unwrap(node);
  return ts.isAwaitExpression(inner) ? stripped(inner.expression) : inner;
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
