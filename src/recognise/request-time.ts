import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  methodCall,
  wrapped,
  type FunctionNode,
} from './syntax.js';
import { declaredName } from './http-routes.js';

/** Methods that run their callback before they return. */
const DIRECT = new Set(['forEach', 'map', 'flatMap', 'filter', 'find', 'some', 'every', 'reduce', 'sort']);

/**
 * Whether a node runs before the function `owner` around it has come to its end: not in a timer, an event listener or
 * anything else that nobody waits for.
 */
export function runsWithin(project: ProjectModel, node: ts.Node, owner: FunctionNode): boolean {
  return within(project, node, owner, new Set());
}

function within(project: ProjectModel, node: ts.Node, owner: FunctionNode, seen: Set<FunctionNode>): boolean {
  for (const at of ancestors(node)) {
    if (at === owner) return true;
    if (!isFunctionNode(at)) continue;
    if (seen.has(at)) return false;
    seen.add(at);
    const calls = runsOf(project, at);
    if (!calls?.length) return false;
    const isWaitedFor = isAsync(at) ? calls.every(isAwaited) : true;
    return isWaitedFor && calls.every(call => within(project, call, owner, seen));
  }
  return false;
}

/** The calls that run a function, when all of them can be seen. */
function runsOf(project: ProjectModel, node: FunctionNode): ts.Expression[] | undefined {
  const name = declaredName(node);
  if (name) {
    const uses = project.names.references(name);
    const calls = uses.map(use =>
      ts.isCallExpression(use.parent) && use.parent.expression === use ? use.parent : undefined,
    );
    return calls.every(call => call !== undefined) ? calls : undefined;
  }
  if (!ts.isExpression(node)) return undefined;
  const { parent } = wrapped(node);
  if (ts.isNewExpression(parent)) return parent.expression.getText() === 'Promise' ? [parent] : undefined;
  if (!ts.isCallExpression(parent)) return undefined;
  if (wrapped(node) === parent.expression) return [parent];
  const method = methodCall(parent);
  if (!method) return undefined;
  if (DIRECT.has(method.name)) return [parent];
  return ['then', 'catch', 'finally'].includes(method.name) && isAwaited(parent) ? [parent] : undefined;
}

function isAsync(node: FunctionNode): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(each => each.kind === ts.SyntaxKind.AsyncKeyword)
  );
}

/** Whether the function around a promise waits for it, or hands it on. */
function isAwaited(node: ts.Expression): boolean {
  const outer = wrapped(node);
  const { parent } = outer;
  if (ts.isAwaitExpression(parent) || ts.isReturnStatement(parent)) return true;
  if (ts.isArrowFunction(parent)) return parent.body === outer;
  const chained = ts.isPropertyAccessExpression(parent) ? methodCall(parent.parent) : undefined;
  if (chained && ['then', 'catch', 'finally'].includes(chained.name)) return isAwaited(chained.call);
  if (ts.isArrayLiteralExpression(parent)) return isAwaited(parent);
  const isAll = ts.isCallExpression(parent) && /^Promise\.all(?:Settled)?$/.test(parent.expression.getText());
  return isAll && enclosingFunction(parent) !== undefined && isAwaited(parent);
}
