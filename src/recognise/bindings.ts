import { ts } from '../engine/ts.js';
import { isFunctionNode, unwrap, type FunctionNode } from './syntax.js';

/** The name an access or call chain starts with. */
export function rootName(node: ts.Expression): ts.Identifier | undefined {
  let at = unwrap(node);
  for (;;) {
    if (ts.isIdentifier(at)) return at;
    if (
      ts.isPropertyAccessExpression(at) ||
      ts.isElementAccessExpression(at) ||
      ts.isCallExpression(at) ||
      ts.isAwaitExpression(at)
    )
      at = unwrap(at.expression);
    else return undefined;
  }
}

/** The names a declaration binds, patterns taken apart. */
export function boundNames(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap(each => (ts.isOmittedExpression(each) ? [] : boundNames(each.name)));
}

/** The function a declaration declares. */
export function functionOf(declaration: ts.Node | undefined): FunctionNode | undefined {
  if (!declaration) return undefined;
  if (isFunctionNode(declaration)) return declaration;
  const value = ts.isVariableDeclaration(declaration)
    ? declaration.initializer && unwrap(declaration.initializer)
    : undefined;
  return value && isFunctionNode(value) ? value : undefined;
}

/** The statement or field that declares a function and nothing else. */
export function declarationOf(node: ts.Node): ts.Statement | ts.ClassElement | undefined {
  if (ts.isPropertyDeclaration(node)) return node;
  const list = ts.isVariableDeclaration(node) ? node.parent : undefined;
  if (!list || !ts.isVariableDeclarationList(list) || list.declarations.length !== 1) return undefined;
  return ts.isVariableStatement(list.parent) ? list.parent : undefined;
}
