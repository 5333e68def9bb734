import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { headerUse } from './headers.js';
import { memberName, unwrap, wrapped } from './tree.js';

/** Who gets the header that a node names: `sent` to a peer, `answered` by a server, or `requested` as a part of a request. */
export type HeaderRole = 'sent' | 'answered' | 'requested';

/** Calls that send a request over HTTP and resolve to its response. */
const REQUESTS = /^(?:fetch|request|post|put|get|axios|got)$|fetch$/i;

/** The role of a header in code that reads or writes it. */
export function headerRole(file: McpFile, node: TSESTree.Node): HeaderRole {
  const use = headerUse(node);
  if (use === 'write') return isOfRequest(node) ? 'requested' : 'sent';
  return use === 'read' && isOfResponse(file, node) ? 'answered' : 'requested';
}

/** `req.headers['mcp-session-id'] = id`: what a server makes of a request for itself. */
function isOfRequest(node: TSESTree.Node): boolean {
  const { parent } = wrapped(node);
  if (parent?.type !== AST_NODE_TYPES.MemberExpression) return false;
  const headers = unwrap(parent.object);
  if (headers.type !== AST_NODE_TYPES.MemberExpression) return false;
  const owner = unwrap(headers.object);
  return owner.type === AST_NODE_TYPES.Identifier && /^re?q(?:uest)?$/i.test(owner.name);
}

/** `(await fetch(…)).headers.get(name)`, with the response in a variable or not. */
function isOfResponse(file: McpFile, node: TSESTree.Node): boolean {
  const { parent } = wrapped(node);
  const read =
    parent?.type === AST_NODE_TYPES.CallExpression && parent.callee.type === AST_NODE_TYPES.MemberExpression
      ? parent.callee
      : parent;
  if (read?.type !== AST_NODE_TYPES.MemberExpression) return false;
  const headers = unwrap(read.object);
  if (headers.type !== AST_NODE_TYPES.MemberExpression || memberName(headers) !== 'headers') return false;
  const owner = unwrap(headers.object);
  const value = owner.type === AST_NODE_TYPES.Identifier ? file.names.initializer(owner) : owner;
  const call = value && unwrap(value);
  if (call?.type !== AST_NODE_TYPES.CallExpression) return false;
  const { callee } = call;
  const name =
    callee.type === AST_NODE_TYPES.MemberExpression
      ? memberName(callee)
      : callee.type === AST_NODE_TYPES.Identifier
        ? callee.name
        : undefined;
  return name !== undefined && REQUESTS.test(name);
}
