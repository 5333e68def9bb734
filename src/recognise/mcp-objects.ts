import type { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { valuesOf } from './values.js';

/** The SDK v2 objects that migrated code talks to. */
export type McpObject = 'client' | 'mcp-server' | 'server' | 'context';

const KINDS: Readonly<Record<string, McpObject>> = {
  Client: 'client',
  McpServer: 'mcp-server',
  Server: 'server',
  ServerContext: 'context',
  ClientContext: 'context',
  BaseContext: 'context',
};

/**
 * Which SDK object an expression is: a client, a high-level or low-level server, the context of a handler. Told by
 * the origin of its class, through variables, members, factories, declared types and callers; never by its name.
 */
export function mcpObject(project: ProjectModel, node: ts.Expression): McpObject | undefined {
  const name = valuesOf(project).sdkName(node);
  return name === undefined ? undefined : KINDS[name];
}

/** Whether an expression certainly is a server of the SDK, high-level or low-level. */
export function isServer(project: ProjectModel, expression: ts.Expression): boolean {
  const object = mcpObject(project, expression);
  return object === 'mcp-server' || object === 'server';
}
