import { ts } from '../engine/ts.js';
import { alwaysLeaves } from './era-guard.js';
import { goesOnAfter, grantsFirst, isGrant, leavesSometimes } from './grants.js';
import { ancestors, isFunctionNode, methodCall } from './syntax.js';

/**
 * Whether the failure of a request lets what it asks for happen: its `catch` grants, or goes on to where a yes
 * would have led.
 */
export function opensWhenItFails(request: ts.CallExpression): boolean {
  let inner: ts.Node = request;
  for (const at of ancestors(request)) {
    const caught = methodCall(at);
    if (caught?.name === 'catch' && request.end <= caught.object.end) {
      const handler = caught.call.arguments[0];
      return handler !== undefined && isFunctionNode(handler) && returnsGrant(handler);
    }
    if (isFunctionNode(at)) return false;
    if (ts.isTryStatement(at) && inner === at.tryBlock) {
      const block = at.catchClause?.block;
      if (!block) return false;
      if (block.statements.some(alwaysLeaves)) return grantsFirst(block.statements);
      return leavesSometimes(at.tryBlock) && !alwaysLeaves(at.tryBlock) && goesOnAfter(at);
    }
    inner = at;
  }
  return false;
}

function returnsGrant(handler: ts.Expression): boolean {
  if (!isFunctionNode(handler) || !handler.body) return false;
  return ts.isBlock(handler.body) ? grantsFirst(handler.body.statements) : isGrant(handler.body);
}
