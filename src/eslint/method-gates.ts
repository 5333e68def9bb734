import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { ancestors, contains, isFunction, memberName, somewhere, unwrap } from './tree.js';

const FEATURE = /^(?:tools|resources|prompts)\//;

/**
 * The list behind a test that lets messages through by their method, when it names `initialize`, with which clients of
 * 2025-11-25 begin, and not `server/discover`, with which those of 2026-07-28 do.
 * @returns the first item of the list; undefined for every other call
 */
export function methodGate(file: McpFile, node: TSESTree.CallExpression): TSESTree.Node | undefined {
  const callee = unwrap(node.callee);
  const [asked, more] = node.arguments;
  if (file.isTest || callee.type !== AST_NODE_TYPES.MemberExpression || !asked || more) return undefined;
  const name = memberName(callee);
  if ((name !== 'has' && name !== 'includes') || !isMethod(unwrap(asked)) || !decides(file, node))
    return undefined;
  const items = file.names.items(callee.object);
  const methods = items.map(each => file.names.string(each));
  if (!methods.includes('initialize') || methods.includes('server/discover')) return undefined;
  return methods.some(each => each !== undefined && FEATURE.test(each)) ? items[0] : undefined;
}

/** `method`, `message.method`, `req.body.method`. */
function isMethod(node: TSESTree.Node): boolean {
  if (node.type === AST_NODE_TYPES.Identifier) return /^(?:\w*M|m)ethod$/.test(node.name);
  return node.type === AST_NODE_TYPES.MemberExpression && memberName(node) === 'method';
}

/** Whether what follows depends on the answer: an `if` that leaves, or a function that gives the answer. */
function decides(file: McpFile, call: TSESTree.Node): boolean {
  for (const at of ancestors(call)) {
    if (at.type === AST_NODE_TYPES.IfStatement) return contains(at.test, call) && leaves(file, at.consequent);
    if (at.type === AST_NODE_TYPES.ReturnStatement) return true;
    if (at.type === AST_NODE_TYPES.ArrowFunctionExpression)
      return contains(at.body, call) && !isBlock(at.body);
    if (isFunction(at) || at.type === AST_NODE_TYPES.Program) return false;
  }
  return false;
}

function isBlock(node: TSESTree.Node): boolean {
  return node.type === AST_NODE_TYPES.BlockStatement;
}

function leaves({ sourceCode }: McpFile, node: TSESTree.Node): boolean {
  return somewhere(
    sourceCode,
    node,
    at => at.type === AST_NODE_TYPES.ReturnStatement || at.type === AST_NODE_TYPES.ThrowStatement,
  );
}
