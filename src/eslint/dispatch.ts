import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { methodFacts } from '../facts/protocol.js';
import type { McpFile } from './file.js';
import { isJsonRpc, isMethod, messageMethod, methodTest } from './messages.js';
import { isFunction, keyName, memberName, unwrap, walk } from './tree.js';

/** A place where code that speaks the protocol by hand looks for a method. */
export interface Dispatch {
  readonly node: TSESTree.Node;
  readonly method: string;
}

/** The methods of the protocol whose names say so; the others, and those of tasks, are words of other protocols too. */
const isUnmistakable = (method: string) =>
  method.includes('/') && !method.startsWith('tasks/') && methodFacts(method) !== undefined;

/**
 * Methods that a node looks for: `message.method === 'ping'`, `case 'ping':`, `['ping'].includes(method)`, and the
 * keys of a table of handlers, an object or a `Map`, that has other methods of the protocol.
 */
export function dispatched(file: McpFile, node: TSESTree.Node): readonly Dispatch[] {
  if (node.type === AST_NODE_TYPES.SwitchCase || node.type === AST_NODE_TYPES.BinaryExpression) {
    const test = methodTest(file.names, node);
    return test ? [{ node, method: test.method }] : [];
  }
  if (node.type === AST_NODE_TYPES.CallExpression) return [...included(file, node), ...added(file, node)];
  if (node.type === AST_NODE_TYPES.NewExpression) return pairs(file, node);
  if (node.type === AST_NODE_TYPES.ClassBody) return members(file, node);
  return node.type === AST_NODE_TYPES.ObjectExpression ? table(file, node) : [];
}

/** The pairs of `new Map([['initialize', …], …])` that has other methods of the protocol. */
function pairs(file: McpFile, node: TSESTree.NewExpression): Dispatch[] {
  const [list] = node.arguments;
  if (node.callee.type !== AST_NODE_TYPES.Identifier || node.callee.name !== 'Map' || !list) return [];
  const entries = unwrap(list);
  if (entries.type !== AST_NODE_TYPES.ArrayExpression) return [];
  const found = entries.elements.flatMap(each => {
    if (each?.type !== AST_NODE_TYPES.ArrayExpression || each.elements.length !== 2) return [];
    const [key, handler] = each.elements;
    const method = key && handler && isHandler(handler) ? file.names.string(key) : undefined;
    return method === undefined ? [] : [{ node: each, method }];
  });
  return found.some(each => isUnmistakable(each.method)) ? found : [];
}

/** `['initialize', 'tools/list'].includes(message.method)`. */
function included(file: McpFile, node: TSESTree.CallExpression): Dispatch[] {
  const { callee } = node;
  if (callee.type !== AST_NODE_TYPES.MemberExpression || memberName(callee) !== 'includes') return [];
  const list = unwrap(callee.object);
  const [value] = node.arguments;
  if (!value || !isMethod(value) || list.type !== AST_NODE_TYPES.ArrayExpression) return [];
  return list.elements.flatMap(each => {
    const method = each ? file.names.string(each) : undefined;
    return each && method !== undefined ? [{ node: each, method }] : [];
  });
}

function table(file: McpFile, node: TSESTree.ObjectExpression): Dispatch[] {
  const entries = node.properties.flatMap(each => {
    if (each.type !== AST_NODE_TYPES.Property || !isHandler(each.value)) return [];
    const method = each.computed ? file.names.string(each.key) : keyName(each);
    return method === undefined ? [] : [{ node: each, method }];
  });
  return entries.some(each => isUnmistakable(each.method)) ? entries : [];
}

/** `initialize() { … }` and `'tools/list'() { … }` of a class whose method is looked up as `this[method]`. */
function members(file: McpFile, node: TSESTree.ClassBody): Dispatch[] {
  const entries = node.body.flatMap(each => {
    if (each.type !== AST_NODE_TYPES.MethodDefinition && each.type !== AST_NODE_TYPES.PropertyDefinition)
      return [];
    const isReached = !each.static && each.key.type !== AST_NODE_TYPES.PrivateIdentifier;
    if (!isReached || !each.value || !isHandler(each.value)) return [];
    const method = each.computed ? file.names.string(each.key) : keyName(each);
    return method === undefined ? [] : [{ node: each, method }];
  });
  return entries.some(each => isUnmistakable(each.method)) ? entries : [];
}

/** Methods that fill a table of handlers. */
const ADDS =
  /^(?:add|register|set)?(?:Method|(?:Request|Notification|Message|Method)?Handler)$|^(?:on|handle|method|set|register)$/i;

/** `rpc.addMethod('initialize', …)`, where the same table gets other methods of the protocol. */
function added(file: McpFile, node: TSESTree.CallExpression): Dispatch[] {
  const [name, handler] = node.arguments;
  const table = handler && isHandler(handler) ? tableOf(file, node) : undefined;
  if (!name || table === undefined) return [];
  const method = file.names.string(name);
  const isOfMcp = method !== undefined && methodFacts(method) !== undefined && tables(file).has(table);
  return isOfMcp ? [{ node, method }] : [];
}

/** What a call adds an entry to, and how: `this.#server.addMethod`. Undefined when it is none, or the SDK's. */
function tableOf(file: McpFile, node: TSESTree.CallExpression): string | undefined {
  const { callee } = node;
  if (callee.type !== AST_NODE_TYPES.MemberExpression || !ADDS.test(memberName(callee) ?? ''))
    return undefined;
  return file.call(node) ? undefined : file.sourceCode.getText(callee);
}

const knownTables = new WeakMap<McpFile, ReadonlySet<string>>();

/** The tables of a file that get a method whose name is of this protocol only. */
function tables(file: McpFile): ReadonlySet<string> {
  let found = knownTables.get(file);
  if (found) return found;
  const names = new Set<string>();
  walk(file.sourceCode, file.sourceCode.ast, node => {
    if (node.type !== AST_NODE_TYPES.CallExpression || node.arguments.length < 2) return;
    const method = file.names.string(node.arguments[0]);
    const table = method !== undefined && isUnmistakable(method) ? tableOf(file, node) : undefined;
    if (table !== undefined) names.add(table);
  });
  knownTables.set(file, (found = names));
  return found;
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
 * Whether a test for a method shares its branch with a method that stays, as where only a label or a parameter of the
 * message is looked up: `method === 'resources/read' || method === 'resources/subscribe'`.
 */
export function sharesBranch(file: McpFile, node: TSESTree.Node): boolean {
  let top = node;
  while (top.parent?.type === AST_NODE_TYPES.LogicalExpression && top.parent.operator === '||')
    top = top.parent;
  return testsOf(file, top).some(each => methodFacts(each)?.new.length);
}

function testsOf(file: McpFile, node: TSESTree.Node): string[] {
  if (node.type === AST_NODE_TYPES.LogicalExpression) {
    return [...testsOf(file, node.left), ...testsOf(file, node.right)];
  }
  const method = methodTest(file.names, node)?.method;
  return method === undefined ? [] : [method];
}

/**
 * The method of a JSON-RPC message that is written by hand; not of one that is handed to a call of the SDK, which
 * `McpFile.sent` tells.
 */
export function writtenMethod(file: McpFile, node: TSESTree.ObjectExpression): string | undefined {
  const method = messageMethod(file.names, node);
  if (method === undefined || !isJsonRpc(file.names, node)) return undefined;
  return file.names.passedTo(node).some(call => file.sent(call)) ? undefined : method;
}
