import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { callsOf, referencesTo } from './functions.js';
import { ancestors, isFunction, memberName, unwrap, type FunctionNode } from './tree.js';

const READS = new Set(['getClientVersion', 'getClientCapabilities']);
const MAY_BE_EARLIER = /\benvelope|[a-z]Envelope/;

/**
 * The method by which a call reads what the client said about itself in the handshake; not when the envelope of the
 * request is looked at first, and not in `oninitialized`, which only runs after a handshake.
 */
export function clientRead(file: McpFile, node: TSESTree.CallExpression): string | undefined {
  if (node.arguments.length > 0) return undefined;
  const call = file.call(node);
  if (!call || call.on !== 'Server' || !READS.has(call.name)) return undefined;
  return looksAtEnvelope(file, node) || isInOninitialized(node) ? undefined : call.name;
}

/**
 * Whether a file makes servers for HTTP only. There SDK v2 fills in what the client says with each request, so that
 * what reads it goes on working.
 */
export function servesHttpOnly({ code }: McpFile): boolean {
  if (/stdio/i.test(code) || !/\bnew\s+(?:Mcp)?Server\(/.test(code)) return false;
  return /\bnew\s+\w*StreamableHTTPServerTransport\(|\bextends\s+McpAgent\b|\bcreateMcpHandler\(/.test(code);
}

/** Whether a read is the alternative to one from the envelope: `envelope?.[key] ?? server.getClientVersion()`. */
function looksAtEnvelope(file: McpFile, node: TSESTree.Node, depth = 0): boolean {
  let inner = node;
  for (const at of ancestors(node)) {
    if (isFunction(at)) {
      const calls = callsOf(file.sourceCode, at);
      const isPlain =
        calls.length > 0 &&
        calls.length === referencesTo(file.sourceCode, at).filter(each => !each.init).length;
      return (
        depth < 2 && isPlain && !isExported(at) && calls.every(each => looksAtEnvelope(file, each, depth + 1))
      );
    }
    const before = testedBefore(at, inner);
    if (before && isFromEnvelope(file, before)) return true;
    inner = at;
  }
  return false;
}

/** Whether an expression reads the envelope, or tests a variable that is set from it. */
function isFromEnvelope(file: McpFile, node: TSESTree.Node): boolean {
  const subject = unwrap(node);
  const value = subject.type === AST_NODE_TYPES.Identifier ? file.names.initializer(subject) : undefined;
  return [node, ...(value ? [value] : [])].some(each => MAY_BE_EARLIER.test(file.sourceCode.getText(each)));
}

/** What is looked at before a part of an expression or statement is run. */
function testedBefore(outer: TSESTree.Node, inner: TSESTree.Node): TSESTree.Node | undefined {
  switch (outer.type) {
    case AST_NODE_TYPES.LogicalExpression:
      return outer.right === inner ? outer.left : undefined;
    case AST_NODE_TYPES.ConditionalExpression:
    case AST_NODE_TYPES.IfStatement:
      return outer.test === inner ? undefined : outer.test;
    default:
      return undefined;
  }
}

function isInOninitialized(node: TSESTree.Node): boolean {
  for (const at of ancestors(node)) {
    const isAssigned =
      at.type === AST_NODE_TYPES.AssignmentExpression &&
      at.left.type === AST_NODE_TYPES.MemberExpression &&
      memberName(at.left) === 'oninitialized';
    if (isAssigned) return true;
  }
  return false;
}

function isExported(node: FunctionNode): boolean {
  return [...ancestors(node)].some(at => /^Export/.test(at.type));
}
