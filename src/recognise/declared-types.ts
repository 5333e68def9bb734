import { ts } from '../engine/ts.js';
import { isFunctionNode, wrapped } from './syntax.js';

/** The types an expression is declared or asserted to have: on itself, on its variable, or as a result. */
export function declaredTypes(node: ts.Expression): ts.TypeNode[] {
  const found: (ts.TypeNode | undefined)[] = [];
  let at: ts.Expression = node;
  while (at !== wrapped(node)) {
    at = at.parent as ts.Expression;
    if (ts.isAsExpression(at) || ts.isSatisfiesExpression(at)) found.push(at.type);
  }
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isParameter(parent)) {
    found.push(parent.type);
  }
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at)) {
    let owner: ts.Node = parent;
    while (!ts.isSourceFile(owner) && !isFunctionNode(owner)) owner = owner.parent;
    if (isFunctionNode(owner)) found.push(owner.type);
  }
  return found.filter(type => type !== undefined);
}
