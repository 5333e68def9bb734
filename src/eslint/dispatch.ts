import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { methodFacts } from '../facts/protocol.js';
import type { McpFile } from './file.js';
import { isJsonRpc, messageMethod, methodTest } from './messages.js';
import { isFunction, keyName, memberName, unwrap } from './tree.js';

/** A place where code that speaks the protocol by hand looks for a method. */
export interface Dispatch {
  readonly node: TSESTree.Node;
  readonly method: string;
}

/** The methods of the protocol whose names say so; the others are words of other protocols as well. */
const isUnmistakable = (method: string) => method.includes('/') && methodFacts(method) !== undefined;

/**
 * Methods that a node looks for: `message.method === 'ping'`, `case 'ping':`, `['ping'].includes(method)`, and the
 * keys of a table of handlers that has other methods of the protocol.
 */
export function dispatched(file: McpFile, node: TSESTree.Node): readonly Dispatch[] {
  if (node.type === AST_NODE_TYPES.SwitchCase || node.type === AST_NODE_TYPES.BinaryExpression) {
    const test = methodTest(file.names, node);
    return test ? [{ node, method: test.method }] : [];
  }
  if (node.type === AST_NODE_TYPES.CallExpression) return included(file, node);
  return node.type === AST_NODE_TYPES.ObjectExpression ? table(node) : [];
}

/** `['initialize', 'tools/list'].includes(message.method)`. */
function included(file: McpFile, node: TSESTree.CallExpression): Dispatch[] {
  const { callee } = node;
  if (callee.type !== AST_NODE_TYPES.MemberExpression || memberName(callee) !== 'includes') return [];
  const list = unwrap(callee.object);
  const value = node.arguments[0] && unwrap(node.arguments[0]);
  const isMethod =
    (value?.type === AST_NODE_TYPES.MemberExpression && memberName(value) === 'method') ||
    (value?.type === AST_NODE_TYPES.Identifier && value.name === 'method');
  if (!isMethod || list.type !== AST_NODE_TYPES.ArrayExpression) return [];
  return list.elements.flatMap(each => {
    const method = each ? file.names.string(each) : undefined;
    return each && method !== undefined ? [{ node: each, method }] : [];
  });
}

function table(node: TSESTree.ObjectExpression): Dispatch[] {
  const entries = node.properties.flatMap(each => {
    const method = each.type === AST_NODE_TYPES.Property && isHandler(each.value) ? keyName(each) : undefined;
    return method === undefined ? [] : [{ node: each, method }];
  });
  return entries.some(each => isUnmistakable(each.method)) ? entries : [];
}

function isHandler(node: TSESTree.Node): boolean {
  return (
    isFunction(node) ||
    node.type === AST_NODE_TYPES.Identifier ||
    node.type === AST_NODE_TYPES.MemberExpression ||
    node.type === AST_NODE_TYPES.CallExpression
  );
}

/**
 * The method of a JSON-RPC message that is written by hand; not of one that is handed to a call of the SDK, which
 * `McpFile.sent` tells.
 */
export function writtenMethod(file: McpFile, node: TSESTree.ObjectExpression): string | undefined {
  const method = messageMethod(file.names, node);
  if (method === undefined || !isJsonRpc(file.names, node)) return undefined;
  const { parent } = node;
  return parent.type === AST_NODE_TYPES.CallExpression && file.sent(parent) ? undefined : method;
}
