import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { memberName, property, unwrap, wrapped } from './tree.js';

const MAX_DEPTH = 3;

/**
 * Whether an expression asks if the result of a tool has structured content by the truth of it, so that `0`, `false`,
 * `''` and `null` count as none. Tools that are called by their name return what the client knows they do.
 */
export function asksByTruth(file: McpFile, node: TSESTree.MemberExpression): boolean {
  return memberName(node) === 'structuredContent' && isAsked(node) && isAnyResult(file, node.object, 0);
}

/** Whether only the truth of a value counts. */
function isAsked(node: TSESTree.Node): boolean {
  const { parent } = wrapped(node);
  const value = wrapped(node);
  switch (parent?.type) {
    case AST_NODE_TYPES.UnaryExpression:
      return parent.operator === '!';
    case AST_NODE_TYPES.IfStatement:
    case AST_NODE_TYPES.ConditionalExpression:
      return parent.test === value;
    case AST_NODE_TYPES.LogicalExpression:
      return parent.operator !== '??' && (parent.left === value || isAsked(parent));
    default:
      return false;
  }
}

/** Whether a value is what `callTool` of an SDK client returned for a tool that the code does not name. */
function isAnyResult(file: McpFile, node: TSESTree.Node, depth: number): boolean {
  const value = unwrap(node);
  if (depth > MAX_DEPTH) return false;
  if (value.type === AST_NODE_TYPES.Identifier) {
    const assigned = file.names.initializer(value);
    return assigned !== undefined && isAnyResult(file, assigned, depth + 1);
  }
  if (value.type !== AST_NODE_TYPES.CallExpression) return false;
  const call = file.call(value);
  if (call?.name !== 'callTool' || call.on !== 'Client') return false;
  const request = file.names.object(value.arguments[0]);
  if (!request) return true;
  const name = property(request, 'name');
  return name !== undefined && file.names.string(name.value) === undefined;
}

/** Whether a comparison is the reason to throw at an output schema whose root is of another type than `object`. */
export function refusesOtherOutput(file: McpFile, node: TSESTree.BinaryExpression): boolean {
  if (node.operator !== '!==' && node.operator !== '!=') return false;
  const read = unwrap(node.left);
  if (read.type !== AST_NODE_TYPES.MemberExpression || memberName(read) !== 'type') return false;
  const schema = unwrap(read.object);
  if (schema.type !== AST_NODE_TYPES.MemberExpression || memberName(schema) !== 'outputSchema') return false;
  if (file.names.string(node.right) !== 'object' || !file.speaksMcp) return false;
  let test: TSESTree.Node = node;
  while (test.parent?.type === AST_NODE_TYPES.LogicalExpression) test = test.parent;
  const branch = test.parent;
  return branch?.type === AST_NODE_TYPES.IfStatement && branch.test === test && throws(branch.consequent);
}

function throws(node: TSESTree.Statement): boolean {
  const last = node.type === AST_NODE_TYPES.BlockStatement ? node.body.at(-1) : node;
  return last?.type === AST_NODE_TYPES.ThrowStatement;
}
