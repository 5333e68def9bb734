import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isWithin, siblings, unwrap, walk, type FunctionNode } from '../recognise/syntax.js';
import { classAround, functionCalled } from './client-wire.js';

/** The statement that does nothing but a call, and perhaps look away when it fails. */
export function ownStatement(call: ts.CallExpression): ts.ExpressionStatement | undefined {
  let outer: ts.Node = call;
  for (;;) {
    const { parent }: ts.Node = outer;
    const isChain = ts.isPropertyAccessExpression(parent) && /^(?:catch|finally)$/.test(parent.name.text);
    if (isChain && ts.isCallExpression(parent.parent)) outer = parent.parent;
    else if (ts.isParenthesizedExpression(parent) || ts.isAwaitExpression(parent)) outer = parent;
    else if (ts.isVoidExpression(parent)) outer = parent;
    else return ts.isExpressionStatement(parent) && siblings(parent) ? parent : undefined;
  }
}

/** How a call of a function is taken: its promise is awaited, or handed on by the function that it is in. */
export function isAwaitedOrReturned(call: ts.CallExpression): boolean {
  let outer: ts.Node = call.parent;
  while (ts.isParenthesizedExpression(outer) || ts.isAsExpression(outer) || ts.isConditionalExpression(outer))
    outer = outer.parent;
  if (ts.isForOfStatement(outer))
    return outer.awaitModifier !== undefined && unwrap(outer.expression) === call;
  return ts.isAwaitExpression(outer) || ts.isReturnStatement(outer) || ts.isYieldExpression(outer);
}

/** The calls of a function in its file; undefined when it is used in any other way, or from another file. */
export function callsInFile(
  project: ProjectModel,
  unit: SourceUnit,
  node: FunctionNode,
): ts.CallExpression[] | undefined {
  const name =
    node.name ??
    (ts.isVariableDeclaration(node.parent) || ts.isPropertyDeclaration(node.parent)
      ? node.parent.name
      : undefined);
  if (!name || !(ts.isIdentifier(name) || ts.isPrivateIdentifier(name))) return undefined;
  const calls: ts.CallExpression[] = [];
  let isKnown = true;
  walk(unit.ast, at => {
    if (!(ts.isIdentifier(at) || ts.isPrivateIdentifier(at)) || at === name || at.text !== name.text) return;
    const callee = ts.isPropertyAccessExpression(at.parent) && at.parent.name === at ? at.parent : at;
    const call = callee.parent;
    const isCall = ts.isCallExpression(call) && call.expression === callee;
    if (isCall && functionCalled(project, call) === node) calls.push(call);
    else if (callee !== at ? isOwn(callee as ts.PropertyAccessExpression, node) : refersTo(project, at, name))
      isKnown = false;
  });
  return isKnown ? calls : undefined;
}

function isOwn({ expression }: ts.PropertyAccessExpression, node: FunctionNode): boolean {
  return classAround(node) !== undefined && expression.kind === ts.SyntaxKind.ThisKeyword;
}

function refersTo(project: ProjectModel, at: ts.Node, name: ts.Node): boolean {
  if (!ts.isIdentifier(at)) return true;
  const declaration = project.names.symbol(at)?.declarations?.[0];
  return declaration !== undefined && isWithin(name, declaration);
}
