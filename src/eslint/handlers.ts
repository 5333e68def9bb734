import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { referencesTo } from './functions.js';
import { methodOf } from './messages.js';
import { registrarCall } from './registrars.js';
import {
  ancestors,
  enclosingClass,
  isFunction,
  keyName,
  memberName,
  unwrap,
  walk,
  wrapped,
  type FunctionNode,
} from './tree.js';

/** What an SDK server or client calls a function for. */
export interface Handler {
  readonly kind: 'tool' | 'prompt' | 'resource' | 'request' | 'notification';
  /** JSON-RPC method that it serves, when the source tells. */
  readonly method?: string;
  /** Class of the object it is registered on. */
  readonly on: 'McpServer' | 'Server' | 'Client';
}

const KINDS: Readonly<Record<string, Omit<Handler, 'on'>>> = {
  tool: { kind: 'tool', method: 'tools/call' },
  registerTool: { kind: 'tool', method: 'tools/call' },
  prompt: { kind: 'prompt', method: 'prompts/get' },
  registerPrompt: { kind: 'prompt', method: 'prompts/get' },
  resource: { kind: 'resource', method: 'resources/read' },
  registerResource: { kind: 'resource', method: 'resources/read' },
  setRequestHandler: { kind: 'request' },
  setNotificationHandler: { kind: 'notification' },
};

/** Names of functions that do nothing. */
const NOTHING = /^(?:\w+\.)?(?:noop|nothing|ignore)$/i;

/** The registration, of SDK v1 or v2, that a function is the callback of. */
export function handlerOf(file: McpFile, owner: FunctionNode): Handler | undefined {
  for (const use of [owner, ...usesOf(file, owner)]) {
    const call = callWithLast(passed(use));
    const found = call && registered(file, call);
    if (found) return found;
  }
  return undefined;
}

/**
 * The handlers that run a node: the one it lies in, or those that call the functions it lies in. Undefined when
 * something that is no handler runs it as well, or when nothing in the file runs it.
 */
export function handlersRunning(file: McpFile, node: TSESTree.Node): readonly Handler[] | undefined {
  const found = new Set<Handler>();
  return collect(file, node, found, new Set()) && found.size > 0 ? [...found] : undefined;
}

function collect(file: McpFile, node: TSESTree.Node, found: Set<Handler>, seen: Set<FunctionNode>): boolean {
  let outermost: FunctionNode | undefined;
  for (const at of ancestors(node)) {
    if (!isFunction(at)) continue;
    outermost = at;
    const handler = handlerOf(file, at);
    if (handler) {
      found.add(handler);
      return true;
    }
  }
  if (!outermost) return false;
  if (seen.has(outermost)) return true;
  seen.add(outermost);
  const uses = usesOf(file, outermost);
  return uses.length > 0 && uses.every(use => isCalled(use) && collect(file, use, found, seen));
}

/** Where the file names a function: by the variable it is kept in, or as a method of the class around. */
export function usesOf(file: McpFile, owner: FunctionNode): readonly TSESTree.Node[] {
  const { parent } = owner;
  const isMember =
    parent.type === AST_NODE_TYPES.MethodDefinition || parent.type === AST_NODE_TYPES.PropertyDefinition;
  if (!isMember)
    return referencesTo(file.sourceCode, owner).flatMap(each => (each.init ? [] : each.identifier));
  const name = keyName(parent);
  const around = enclosingClass(parent);
  const found: TSESTree.Node[] = [];
  if (name === undefined || !around) return found;
  walk(file.sourceCode, around, node => {
    const isUse =
      node.type === AST_NODE_TYPES.MemberExpression &&
      node.object.type === AST_NODE_TYPES.ThisExpression &&
      memberName(node) === name;
    if (isUse) found.push(node);
  });
  return found;
}

function isCalled(use: TSESTree.Node): boolean {
  const { parent } = use;
  return parent?.type === AST_NODE_TYPES.CallExpression && parent.callee === use;
}

/** What is handed over of a function: the function itself, or what `bind` makes of it. */
function passed(node: TSESTree.Node): TSESTree.Node {
  const { parent } = node;
  const isBound = parent?.type === AST_NODE_TYPES.MemberExpression && memberName(parent) === 'bind';
  return isBound && isCalled(parent) ? parent.parent : node;
}

function callWithLast(node: TSESTree.Node): TSESTree.CallExpression | undefined {
  const outer = wrapped(node);
  const { parent } = outer;
  return parent?.type === AST_NODE_TYPES.CallExpression && parent.arguments.at(-1) === outer
    ? parent
    : undefined;
}

function registered(file: McpFile, node: TSESTree.CallExpression): Handler | undefined {
  const through = registrarCall(file.names, node);
  const call = through ? { name: through.method, on: file.values.classOf(through.server) } : file.call(node);
  const kind = call && Object.hasOwn(KINDS, call.name) ? KINDS[call.name] : undefined;
  if (!call || !kind) return undefined;
  const { on } = call;
  if (on !== 'McpServer' && on !== 'Server' && on !== 'Client') return undefined;
  const method = kind.method ?? methodOf(file.names, node.arguments[0]);
  return { ...kind, on, ...(method !== undefined && { method }) };
}

/** Whether a handler is there only to take another one's place: `() => {}`, `noop`. */
export function doesNothing(file: McpFile, callback: TSESTree.Node | undefined): boolean {
  if (!callback) return false;
  const body = file.names.function(callback)?.body;
  if (!body) return NOTHING.test(file.sourceCode.getText(callback));
  if (body.type === AST_NODE_TYPES.BlockStatement) {
    return body.body.every(each => each.type === AST_NODE_TYPES.ReturnStatement && isNothing(each.argument));
  }
  return isNothing(body);
}

function isNothing(node: TSESTree.Node | null): boolean {
  if (!node) return true;
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.Literal) return value.value === null;
  if (value.type === AST_NODE_TYPES.UnaryExpression) {
    return value.operator === 'void' && value.argument.type === AST_NODE_TYPES.Literal;
  }
  return value.type === AST_NODE_TYPES.Identifier && value.name === 'undefined';
}
