import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  methodCall,
  siblings,
  walk,
} from '../recognise/syntax.js';
import { isVariableUse } from '../recognise/scope.js';

/** Whether something else than the message decides that it gets to a test: a setting, a state, who is there. */
export function isGated(project: ProjectModel, test: ts.Node): boolean {
  const around = enclosingFunction(test);
  for (let at = test; at !== around && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (
      ts.isIfStatement(parent) &&
      at !== parent.expression &&
      dependsOnMore(project, parent.expression, around)
    )
      return true;
    const list = ts.isStatement(at) ? siblings(at) : undefined;
    const earlier = list?.slice(0, list.indexOf(at as ts.Statement)) ?? [];
    if (
      earlier.some(
        each => ts.isIfStatement(each) && leavesIt(each) && dependsOnMore(project, each.expression, around),
      )
    )
      return true;
  }
  return false;
}

function leavesIt({ thenStatement }: ts.IfStatement): boolean {
  let does = false;
  walk(thenStatement, node => {
    if (isFunctionNode(node)) return false;
    does ||=
      ts.isReturnStatement(node) ||
      ts.isThrowStatement(node) ||
      ts.isContinueStatement(node) ||
      ts.isBreakStatement(node);
    return !does;
  });
  return does;
}

/** Whether a condition reads what is declared outside of its function; which requests wait for an answer may be. */
function dependsOnMore(
  project: ProjectModel,
  condition: ts.Node,
  around: ts.Node | undefined,
  depth = 0,
): boolean {
  let does = false;
  walk(condition, node => {
    const isName = ts.isIdentifier(node) && isVariableUse(node);
    const isOwn = node.kind === ts.SyntaxKind.ThisKeyword;
    if ((!isName && !isOwn) || does) return !does;
    if (isName && /^(?:JSON|undefined|Array|Object|Number|String|Boolean)$/.test(node.text)) return true;
    const call = ancestors(node).find(ts.isCallExpression);
    const name = call && methodCall(call)?.name;
    const asksById =
      call !== undefined &&
      /^(?:get|has)$/.test(name ?? '') &&
      /\bid\b/i.test(call.arguments[0]?.getText() ?? '');
    if (asksById && isWithin(call, condition)) return true;
    const declaration = isName ? project.names.symbol(node)?.declarations?.[0] : undefined;
    if (!declaration || !around || !isWithin(declaration, around)) does = true;
    else if (ts.isVariableDeclaration(declaration) && declaration.initializer && depth < 3)
      does = dependsOnMore(project, declaration.initializer, around, depth + 1);
    return !does;
  });
  return does;
}
