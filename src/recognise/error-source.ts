import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { caughtFrom } from './narrowing.js';
import { isFunctionNode, methodCall, unwrap, walk, type FunctionNode } from './syntax.js';
import { valuesOf } from './values.js';

/** SDK objects whose methods talk to a server over the network. */
const CLIENTS = new Set(['Client', 'StreamableHTTPClientTransport', 'SSEClientTransport']);

/** How many project functions deep a call to the SDK is looked for. */
const DEPTH = 3;

/** Whether an error was caught around calls of an SDK client or client transport. */
export function isClientError(project: ProjectModel, subject: ts.Expression): boolean {
  const guarded = caughtFrom(project, subject);
  return guarded !== undefined && callsClient(project, guarded, DEPTH, new Set());
}

function callsClient(project: ProjectModel, node: ts.Node, depth: number, seen: Set<FunctionNode>): boolean {
  const values = valuesOf(project);
  let found = false;
  walk(node, at => {
    if (found || (at !== node && isFunctionNode(at) && !isRunHere(at))) return false;
    if (!ts.isCallExpression(at)) return undefined;
    const call = methodCall(at);
    if (call && CLIENTS.has(values.sdkName(call.object) ?? '')) found = true;
    const target = found || depth === 0 ? undefined : values.callee(at);
    if (target?.body && !seen.has(target)) {
      seen.add(target);
      found = callsClient(project, target.body, depth - 1, seen);
    }
    return !found;
  });
  return found;
}

/** Whether a function is passed to a call on the spot, and so most likely runs within it. */
function isRunHere(node: FunctionNode): boolean {
  return ts.isCallExpression(node.parent) && node.parent.arguments.some(each => unwrap(each) === node);
}
