import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { mcpObject } from './mcp-objects.js';
import { ancestors, isFunctionNode, methodCall, walk } from './syntax.js';

/** A read of what the client said about itself in the handshake. */
export interface ClientRead {
  readonly call: ts.CallExpression;
  readonly method: 'getClientVersion' | 'getClientCapabilities';
}

/**
 * Reads of `getClientVersion()` and `getClientCapabilities()` on an SDK server that do not look at the request's
 * envelope first.
 */
export function clientReads(project: ProjectModel, unit: SourceUnit): ClientRead[] {
  const found: ClientRead[] = [];
  if (!unit.text.includes('getClient')) return found;
  walk(unit.ast, node => {
    const call = methodCall(node);
    if (!call || call.call.arguments.length > 0) return;
    const { name: method } = call;
    if (method !== 'getClientVersion' && method !== 'getClientCapabilities') return;
    if (mcpObject(project, call.object) !== 'server' || looksAtEnvelope(call.call)) return;
    found.push({ call: call.call, method });
  });
  return found;
}

/** Whether a read is the alternative to one from the envelope: `envelope?.[key] ?? server.getClientVersion()`. */
function looksAtEnvelope(node: ts.Node): boolean {
  let inner: ts.Node = node;
  for (const at of ancestors(node)) {
    if (isFunctionNode(at)) return false;
    if (/\benvelope/.test(testedBefore(at, inner)?.getText() ?? '')) return true;
    inner = at;
  }
  return false;
}

/** What is looked at before a part of an expression or statement is run. */
function testedBefore(outer: ts.Node, inner: ts.Node): ts.Node | undefined {
  if (ts.isBinaryExpression(outer) && outer.right === inner) return outer.left;
  if (ts.isConditionalExpression(outer) && outer.condition !== inner) return outer.condition;
  return ts.isIfStatement(outer) && outer.expression !== inner ? outer.expression : undefined;
}
