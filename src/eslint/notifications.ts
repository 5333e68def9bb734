import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { handlerOf, usesOf } from './handlers.js';
import { ancestors, isFunction, memberName, wrapped, type FunctionNode } from './tree.js';

const MAX_STEPS = 4;

/**
 * The notifications in whose handlers a node runs, by their methods: `notifications/initialized` for what is assigned
 * to `oninitialized`.
 * @returns undefined when something else runs it as well, or when nothing in the file runs it
 */
export function notificationsRunning(file: McpFile, node: TSESTree.Node): readonly string[] | undefined {
  const found = new Set<string>();
  return collect(file, node, found, 0) && found.size > 0 ? [...found].sort() : undefined;
}

function collect(file: McpFile, node: TSESTree.Node, found: Set<string>, depth: number): boolean {
  let outermost: FunctionNode | undefined;
  for (const at of ancestors(node)) {
    if (!isFunction(at)) continue;
    outermost = at;
    const handler = handlerOf(file, at);
    const method = handler?.kind === 'notification' ? (handler.method ?? 'notifications') : assigned(at);
    if (handler && handler.kind !== 'notification') return false;
    if (method === undefined) continue;
    found.add(method);
    return true;
  }
  const uses = outermost && depth < MAX_STEPS ? usesOf(file, outermost) : [];
  return uses.length > 0 && uses.every(use => isCalled(use) && collect(file, use, found, depth + 1));
}

function isCalled(use: TSESTree.Node): boolean {
  const { parent } = use;
  return parent?.type === AST_NODE_TYPES.CallExpression && parent.callee === use;
}

/** `server.oninitialized = async () => …` */
function assigned(owner: FunctionNode): string | undefined {
  const { parent } = wrapped(owner);
  const isAssigned =
    parent?.type === AST_NODE_TYPES.AssignmentExpression &&
    parent.operator === '=' &&
    parent.left.type === AST_NODE_TYPES.MemberExpression &&
    memberName(parent.left) === 'oninitialized';
  return isAssigned ? 'notifications/initialized' : undefined;
}
