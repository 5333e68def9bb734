import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isLegacyOnly } from './era-guard.js';
import { mcpObject, type McpObject } from './mcp-objects.js';
import { isRequestContext, requestMember, writtenMethod } from './server-requests.js';
import { methodCall, walk } from './syntax.js';

/** What a method is called on: an SDK object, or the `mcpReq` of a handler's context. */
export type CallTarget = McpObject | 'request';

/** A call of a method of the SDK. */
export interface McpCall {
  readonly call: ts.CallExpression;
  readonly name: string;
  readonly on: CallTarget;
}

/** Methods that carry a JSON-RPC message, whose `method` is what matters. */
const CARRIERS = ['request', 'send', 'notification', 'notify'];

/**
 * Calls of SDK methods that also run on 2026-07-28 connections; those in branches for legacy peers are left out.
 * @param names methods to look for
 */
export function mcpCalls(project: ProjectModel, unit: SourceUnit, names: readonly string[]): McpCall[] {
  const found: McpCall[] = [];
  if (!names.some(name => unit.text.includes(name))) return found;
  walk(unit.ast, node => {
    const taken = ts.isCallExpression(node) ? requestMember(project, node) : undefined;
    if (taken !== undefined && names.includes(taken) && !isLegacyOnly(project, node)) {
      found.push({ call: node as ts.CallExpression, name: taken, on: 'request' });
    }
    const call = methodCall(node);
    if (!call || !names.includes(call.name)) return;
    const on = isRequestContext(project, call.object) ? 'request' : mcpObject(project, call.object);
    if (on && !isLegacyOnly(project, node)) found.push({ call: call.call, name: call.name, on });
  });
  return found;
}

/** Requests and notifications that are sent by their JSON-RPC method, with that method. */
export function sentMessages(
  project: ProjectModel,
  unit: SourceUnit,
  methods: readonly string[],
): (McpCall & { readonly method: string })[] {
  if (!methods.some(method => unit.text.includes(method))) return [];
  return mcpCalls(project, unit, CARRIERS).flatMap(call => {
    const method = writtenMethod(project, call.call.arguments[0]);
    return method !== undefined && methods.includes(method) ? [{ ...call, method }] : [];
  });
}

/** Registrations of handlers by their JSON-RPC method, with that method. */
export function handledMethods(
  project: ProjectModel,
  unit: SourceUnit,
  methods: readonly string[],
): (McpCall & { readonly method: string })[] {
  if (!methods.some(method => unit.text.includes(method))) return [];
  return mcpCalls(project, unit, ['setRequestHandler', 'setNotificationHandler']).flatMap(call => {
    const [first] = call.call.arguments;
    const isKnown = first && ts.isStringLiteralLike(first) && methods.includes(first.text);
    return isKnown ? [{ ...call, method: first.text }] : [];
  });
}

/** Whether a file has anything to do with SDK v2, by its imports; a cheap test before looking closer. */
export function mentionsSdk(unit: SourceUnit): boolean {
  return unit.text.includes('@modelcontextprotocol/');
}
