import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { usesOf } from './handlers.js';
import { calledFunction } from './functions.js';
import {
  ancestors,
  isFunction,
  keyName,
  literalText,
  memberName,
  propertyValue,
  somewhere,
  unwrap,
  walk,
  type FunctionNode,
} from './tree.js';

/** How far calls are followed into functions of the file. */
const DEPTH = 2;
const READ = 'resources/read';
const SDK_ERROR = /^(?:McpError|ProtocolError|ResourceNotFoundError)$/;

/**
 * Where an error may come from, as far as MCP goes.
 * - `resource`: reading a resource, with an SDK client or by hand
 * - `mcp`: some other call of an SDK client, or it is tested to be an SDK error
 */
export type ErrorSource = 'resource' | 'mcp';

/** The source of the error whose `code` an expression reads: `error.code`, or a variable that holds it. */
export function errorSource(file: McpFile, code: TSESTree.Node): ErrorSource | undefined {
  const answer = answerBehind(file, code);
  if (answer) {
    if (answersRead(file, answer, isRead, DEPTH)) return 'resource';
    // One function for all methods of a client that reads resources.
    const reads = file.speaksMcp && /['"`]resources\/read['"`]/.test(file.code);
    return reads && answersRead(file, answer, isOpenMessage, DEPTH) ? 'mcp' : undefined;
  }
  const error = errorBehind(file, code);
  return error && sourceOf(file, error, DEPTH);
}

/**
 * What a response is read from whose error code an expression reads: `response.error.code`, or `error.code` after
 * `const { error } = response`.
 */
function answerBehind(file: McpFile, code: TSESTree.Node): TSESTree.Node | undefined {
  const node = unwrap(code);
  if (node.type !== AST_NODE_TYPES.MemberExpression || memberName(node) !== 'code') return undefined;
  const owner = unwrap(node.object);
  if (owner.type === AST_NODE_TYPES.MemberExpression)
    return memberName(owner) === 'error' ? owner.object : undefined;
  const name = owner.type === AST_NODE_TYPES.Identifier ? file.names.variable(owner)?.defs[0] : undefined;
  const declarator = name?.node;
  const bound = name?.name.parent;
  const isError = bound?.type === AST_NODE_TYPES.Property && keyName(bound) === 'error';
  if (!isError || declarator?.type !== AST_NODE_TYPES.VariableDeclarator) return undefined;
  return bound.parent === declarator.id ? (declarator.init ?? undefined) : undefined;
}

/** Whether an expression comes from a request that is written by hand. */
function answersRead(
  file: McpFile,
  root: TSESTree.Node,
  isAsked: (node: TSESTree.Node) => boolean,
  depth: number,
): boolean {
  return somewhere(file.sourceCode, root, node => {
    if (isAsked(node)) return true;
    if (node.type !== AST_NODE_TYPES.Identifier || depth === 0) return false;
    const declarator = file.names.variable(node)?.defs[0]?.node;
    const isHeld = declarator?.type === AST_NODE_TYPES.VariableDeclarator && declarator.init;
    return isHeld ? answersRead(file, isHeld, isAsked, depth - 1) : false;
  });
}

/** A request to read a resource. */
function isRead(node: TSESTree.Node): boolean {
  if (node.type === AST_NODE_TYPES.CallExpression) return literalText(node.arguments[0]) === READ;
  return (
    node.type === AST_NODE_TYPES.Property && keyName(node) === 'method' && literalText(node.value) === READ
  );
}

/** A message for any method: `{ jsonrpc: '2.0', id, method, params }`. */
function isOpenMessage(node: TSESTree.Node): boolean {
  if (node.type !== AST_NODE_TYPES.ObjectExpression) return false;
  const method = propertyValue(node, 'method');
  return (
    literalText(propertyValue(node, 'jsonrpc')) === '2.0' &&
    method?.type === AST_NODE_TYPES.Identifier &&
    propertyValue(node, 'id') !== undefined
  );
}

/** The name that `error` in `error.code` is declared as, through casts, `const code = error.code` and patterns. */
function errorBehind(file: McpFile, code: TSESTree.Node, depth = 0): TSESTree.Identifier | undefined {
  const node = unwrap(code);
  if (node.type === AST_NODE_TYPES.MemberExpression && memberName(node) === 'code') {
    return declared(file, node.object);
  }
  const definition = node.type === AST_NODE_TYPES.Identifier ? file.names.variable(node)?.defs[0] : undefined;
  const declarator = definition?.node;
  if (declarator?.type !== AST_NODE_TYPES.VariableDeclarator || !declarator.init || depth > 5)
    return undefined;
  if (declarator.id.type === AST_NODE_TYPES.Identifier) return errorBehind(file, declarator.init, depth + 1);
  const bound = definition?.name.parent;
  const isCode = bound?.type === AST_NODE_TYPES.Property && keyName(bound) === 'code';
  return isCode && bound.parent === declarator.id ? declared(file, declarator.init) : undefined;
}

function declared(file: McpFile, node: TSESTree.Node): TSESTree.Identifier | undefined {
  const value = unwrap(node);
  const name =
    value.type === AST_NODE_TYPES.Identifier ? file.names.variable(value)?.defs[0]?.name : undefined;
  return name?.type === AST_NODE_TYPES.Identifier ? name : undefined;
}

function sourceOf(file: McpFile, error: TSESTree.Identifier, depth: number): ErrorSource | undefined {
  const tested = isTestedForSdk(file, error) ? 'mcp' : undefined;
  const { parent } = error;
  if (parent.type === AST_NODE_TYPES.CatchClause) {
    return clientCalls(file, parent.parent.block, depth) ?? tested;
  }
  if (!isFunction(parent)) return tested;
  const chain = parent.parent;
  if (chain.type === AST_NODE_TYPES.CallExpression && chain.callee.type === AST_NODE_TYPES.MemberExpression) {
    const isCatch = memberName(chain.callee) === 'catch' && chain.arguments[0] === parent;
    if (isCatch) return clientCalls(file, chain.callee.object, depth) ?? tested;
  }
  if (depth === 0) return tested;
  const index = parent.params.indexOf(error);
  const sources = usesOf(file, parent).map(use => {
    const call = use.parent;
    const isCall = call?.type === AST_NODE_TYPES.CallExpression && call.callee === use;
    const argument = isCall ? call.arguments[index] : undefined;
    const passed = argument && declared(file, argument);
    return passed && sourceOf(file, passed, depth - 1);
  });
  return sources.includes('resource') ? 'resource' : sources.includes('mcp') ? 'mcp' : tested;
}

/** Whether the function around tests the error with `instanceof McpError` or `ProtocolError.isInstance`. */
function isTestedForSdk(file: McpFile, error: TSESTree.Identifier): boolean {
  const scope = [...ancestors(error)].find(
    at => isFunction(at) || at.type === AST_NODE_TYPES.CatchClause || at.type === AST_NODE_TYPES.Program,
  );
  const isError = (node: TSESTree.Node | undefined) => node !== undefined && declared(file, node) === error;
  const isSdk = (node: TSESTree.Node) => SDK_ERROR.test(file.names.sdkName(node) ?? '');
  return (
    scope !== undefined &&
    somewhere(file.sourceCode, scope, node => {
      if (node.type === AST_NODE_TYPES.BinaryExpression) {
        return node.operator === 'instanceof' && isError(node.left) && isSdk(node.right);
      }
      if (node.type !== AST_NODE_TYPES.CallExpression) return false;
      const { callee } = node;
      const isTest = callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'isInstance';
      return isTest && isError(node.arguments[0]) && isSdk(callee.object);
    })
  );
}

/** What clients are asked for below a node, in functions of the file that it calls too. */
function clientCalls(file: McpFile, root: TSESTree.Node, depth: number): ErrorSource | undefined {
  let found: ErrorSource | undefined;
  const seen = new Set<FunctionNode>();
  walk(file.sourceCode, root, node => {
    if (found === 'resource') return false;
    if (node.type !== AST_NODE_TYPES.CallExpression) return undefined;
    const call = file.call(node);
    if (call?.on === 'Client') {
      const isRead = call.name === 'readResource' || file.sent(node)?.method === 'resources/read';
      found = isRead ? 'resource' : 'mcp';
      return undefined;
    }
    // By whatever function: no other protocol has a method of this name.
    if (literalText(node.arguments[0]) === READ) {
      found = 'resource';
      return false;
    }
    const target = depth > 0 ? calledFunction(file.names, node) : undefined;
    if (!target || seen.has(target)) return undefined;
    seen.add(target);
    found = clientCalls(file, target.body, depth - 1) ?? found;
    return undefined;
  });
  return found;
}
