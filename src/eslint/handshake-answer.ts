import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { calledMethod, functionValue } from './functions.js';
import { methodTest } from './messages.js';
import { ancestors, property, somewhere } from './tree.js';

const MAX_DEPTH = 2;

/**
 * Whether what a dispatcher runs for `initialize` makes the answer of a server, with the identity that it states:
 * proxies and clients only look at the message.
 * @param node a test for the method, a `case`, or an entry in a table of handlers
 */
export function answersInitialize(file: McpFile, node: TSESTree.Node): boolean {
  return branches(file, node).some(each => makesAnswer(file, each, 0));
}

function branches(file: McpFile, node: TSESTree.Node): readonly TSESTree.Node[] {
  if (node.type === AST_NODE_TYPES.Property) {
    return [functionValue(file.names, node.value) ?? node.value];
  }
  if (node.type === AST_NODE_TYPES.MethodDefinition) return [node.value];
  if (node.type === AST_NODE_TYPES.PropertyDefinition) return node.value ? [node.value] : [];
  if (node.type === AST_NODE_TYPES.CallExpression) {
    return node.arguments.slice(1).map(each => functionValue(file.names, each) ?? each);
  }
  if (node.type === AST_NODE_TYPES.ArrayExpression) {
    return node.elements.slice(1).flatMap(each => (each ? [functionValue(file.names, each) ?? each] : []));
  }
  const branch = methodTest(file.names, node)?.branch;
  if (Array.isArray(branch)) return branch.length > 0 ? branch : following(node);
  if (branch) return [branch as TSESTree.Node];
  for (const at of ancestors(node)) {
    if (at.type === AST_NODE_TYPES.LogicalExpression) continue;
    return at.type === AST_NODE_TYPES.IfStatement || at.type === AST_NODE_TYPES.ConditionalExpression
      ? [at.consequent]
      : [];
  }
  return [];
}

/** The statements that an empty `case` falls through to. */
function following(node: TSESTree.Node): readonly TSESTree.Node[] {
  if (node.parent?.type !== AST_NODE_TYPES.SwitchStatement) return [];
  const { cases } = node.parent;
  const next = cases
    .slice(cases.indexOf(node as TSESTree.SwitchCase))
    .find(each => each.consequent.length > 0);
  return next?.consequent ?? [];
}

function makesAnswer(file: McpFile, root: TSESTree.Node, depth: number): boolean {
  return somewhere(file.sourceCode, root, node => {
    if (node.type === AST_NODE_TYPES.ObjectExpression) {
      return property(node, 'serverInfo') !== undefined && property(node, 'protocolVersion') !== undefined;
    }
    if (node.type !== AST_NODE_TYPES.CallExpression || depth >= MAX_DEPTH) return false;
    const { callee } = node;
    const isOwn =
      callee.type === AST_NODE_TYPES.MemberExpression && callee.object.type === AST_NODE_TYPES.ThisExpression;
    const called = isOwn ? calledMethod(callee) : file.names.function(callee);
    return called !== undefined && makesAnswer(file, called.body, depth + 1);
  });
}
