import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { methodFacts } from '../facts/protocol.js';
import type { McpFile } from './file.js';
import { usesOf } from './handlers.js';
import { methodTest } from './messages.js';
import { ancestors, isFunction, keyName, type FunctionNode } from './tree.js';

const MAX_DEPTH = 3;

/**
 * The MCP method that code written without the SDK runs a node for: the branch it lies in, such as
 * `case 'tools/list':`, the entry of a table of functions, or the branches that call the function it lies in.
 */
export function servedMethod(file: McpFile, node: TSESTree.Node, depth = 0): string | undefined {
  let outermost: FunctionNode | undefined;
  let inner = node;
  for (const at of ancestors(node)) {
    const method = branchMethod(file, at, inner) ?? entryMethod(file, at, inner);
    if (method !== undefined) return method;
    if (isFunction(at)) outermost = at;
    inner = at;
  }
  if (!outermost || depth >= MAX_DEPTH) return undefined;
  const uses = usesOf(file, outermost);
  const methods = new Set(uses.map(use => servedMethod(file, use, depth + 1)));
  return methods.size === 1 ? [...methods][0] : undefined;
}

function branchMethod(file: McpFile, at: TSESTree.Node, inner: TSESTree.Node): string | undefined {
  if (at.type === AST_NODE_TYPES.SwitchCase) {
    return at.test === inner ? undefined : known(methodTest(file.names, at)?.method);
  }
  const isBranch = at.type === AST_NODE_TYPES.IfStatement || at.type === AST_NODE_TYPES.ConditionalExpression;
  if (!isBranch || inner !== at.consequent || at.test.type !== AST_NODE_TYPES.BinaryExpression) {
    return undefined;
  }
  return at.test.operator.startsWith('=') ? known(methodTest(file.names, at.test)?.method) : undefined;
}

/** `{ 'tools/list': () => … }`, and the same as a method. */
function entryMethod(file: McpFile, at: TSESTree.Node, inner: TSESTree.Node): string | undefined {
  if (at.type !== AST_NODE_TYPES.Property || at.value !== inner) return undefined;
  const { type } = at.value;
  const isEntry =
    isFunction(at.value) || type === AST_NODE_TYPES.Identifier || type === AST_NODE_TYPES.MemberExpression;
  return isEntry ? known(at.computed ? file.names.string(at.key) : keyName(at)) : undefined;
}

function known(method: string | undefined): string | undefined {
  return method !== undefined && methodFacts(method) ? method : undefined;
}
