import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isFunctionNode, unwrap } from '../recognise/syntax.js';
import { isEqualTest, methodTest } from './messages.js';
import { isServedNow, type Results } from './results.js';

/** Whether a node only runs for methods that 2026-07-28 does not have, by the branch it is in. */
export function isInHandshake(project: ProjectModel, results: Results, node: ts.Node): boolean {
  const methods = results.served(node);
  if (methods && methods.size > 0) return [...methods].every(each => !isServedNow(each));
  let inner: ts.Node = node;
  for (const at of ancestors(node)) {
    if (ts.isIfStatement(at) && inner === at.thenStatement && asksForHandshake(project, at.expression))
      return true;
    if (isFunctionNode(at)) return false;
    inner = at;
  }
  return false;
}

/** Whether a condition holds only for a method that 2026-07-28 does not have. */
export function asksForHandshake(project: ProjectModel, condition: ts.Expression): boolean {
  const node = unwrap(condition);
  if (!ts.isBinaryExpression(node)) return false;
  if (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    return asksForHandshake(project, node.left) || asksForHandshake(project, node.right);
  }
  const method = isEqualTest(node) ? methodTest(project, node)?.method : undefined;
  return method !== undefined && !isServedNow(method);
}
