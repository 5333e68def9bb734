import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { dispatched } from './dispatch.js';
import type { McpFile } from './file.js';
import { isJsonRpc, messageMethod, methodTest } from './messages.js';
import { isFunction, walk } from './tree.js';

/** What a filter of `subscriptions/listen` calls the changes that a notification announces. */
const FILTERS: Readonly<Record<string, string>> = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
  'notifications/resources/list_changed': 'resourcesListChanged',
  'notifications/resources/updated': 'resourceSubscriptions',
};
const GREETS = /^initialize$/;
const REQUESTS = /^(?:initialize|(?:tools|prompts|resources)\/(?:list|call|get|read))$/;
const SUBSCRIBES = /^resources\/(?:un)?subscribe$/;

/** A place in a client without the SDK that waits for a change nobody announces to it at 2026-07-28. */
export interface UnheardChange {
  readonly method: string;
  /** What to put into the filter of `subscriptions/listen`. */
  readonly filter: string;
}

/**
 * The change that a client without the SDK waits for where it compares a method, when it never asks for it.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export function unheardChange(file: McpFile, node: TSESTree.Node): UnheardChange | undefined {
  const test = methodTest(file.names, node);
  const filter = test && Object.hasOwn(FILTERS, test.method) ? FILTERS[test.method] : undefined;
  if (!test || filter === undefined || new RegExp(String.raw`\b${filter}\b`).test(file.code))
    return undefined;
  const isTold = node.type !== AST_NODE_TYPES.BinaryExpression || node.operator.startsWith('=');
  if (!isTold || (test.branch && !acts(test.branch)) || !isHandWrittenClient(file)) return undefined;
  const given = filter === 'resourceSubscriptions' ? `${filter}: [uri]` : `${filter}: true`;
  return { method: test.method, filter: given };
}

/** The request by which a call of a client without the SDK subscribes to a resource, or ends that. */
export function subscribingCall(file: McpFile, node: TSESTree.CallExpression): string | undefined {
  const method = node.arguments
    .map(each => file.names.string(each))
    .find(each => each !== undefined && SUBSCRIBES.test(each));
  if (method === undefined || /\bresourceSubscriptions\b/.test(file.code)) return undefined;
  return isRun(node) && isHandWrittenClient(file) && requesters(file).has(calleeOf(file, node))
    ? method
    : undefined;
}

/** Whether a call is made for what it does or brings: one that makes an entry of a table or a member sends nothing. */
function isRun(node: TSESTree.CallExpression): boolean {
  const { parent } = node;
  if (parent.type === AST_NODE_TYPES.Property) return false;
  if (parent.type !== AST_NODE_TYPES.ArrayExpression) return true;
  const taker = parent.parent;
  return (
    taker.type === AST_NODE_TYPES.CallExpression && taker.callee.type === AST_NODE_TYPES.MemberExpression
  );
}

const knownRequesters = new WeakMap<McpFile, ReadonlySet<string>>();

/** What a file calls to send a request, by its own words for it. */
function requesters(file: McpFile): ReadonlySet<string> {
  let found = knownRequesters.get(file);
  if (found) return found;
  const names = new Set<string>();
  walk(file.sourceCode, file.sourceCode.ast, node => {
    const isRequest =
      node.type === AST_NODE_TYPES.CallExpression &&
      !node.arguments.some(isFunction) &&
      isRun(node) &&
      node.arguments.some(each => REQUESTS.test(file.names.string(each) ?? ''));
    if (isRequest) names.add(calleeOf(file, node));
  });
  knownRequesters.set(file, (found = names));
  return found;
}

function calleeOf(file: McpFile, { callee }: TSESTree.CallExpression): string {
  return file.sourceCode.getText(callee);
}

/** Whether a branch does more than to go on with something else. */
function acts(branch: TSESTree.Node | readonly TSESTree.Node[]): boolean {
  if (Array.isArray(branch)) return branch.length === 0 || branch.some(each => acts(each as TSESTree.Node));
  const node = branch as TSESTree.Node;
  if (node.type === AST_NODE_TYPES.BlockStatement) return node.body.some(acts);
  if (node.type === AST_NODE_TYPES.ReturnStatement) return node.argument !== null;
  return ![
    AST_NODE_TYPES.BreakStatement,
    AST_NODE_TYPES.ContinueStatement,
    AST_NODE_TYPES.EmptyStatement,
  ].includes(node.type);
}

const known = new WeakMap<McpFile, boolean>();

/** Whether a file shakes hands with a server by hand, and answers no client by itself. */
function isHandWrittenClient(file: McpFile): boolean {
  let is = known.get(file);
  if (is === undefined) known.set(file, (is = !file.usesSdk && greets(file)));
  return is;
}

function greets(file: McpFile): boolean {
  let sends = false;
  let serves = false;
  walk(file.sourceCode, file.sourceCode.ast, node => {
    if (node.type === AST_NODE_TYPES.ObjectExpression)
      sends ||= isJsonRpc(file.names, node) && GREETS.test(messageMethod(file.names, node) ?? '');
    if (node.type === AST_NODE_TYPES.CallExpression)
      sends ||=
        node.arguments.length > 1 &&
        isRun(node) &&
        node.arguments.some(each => GREETS.test(file.names.string(each) ?? '')) &&
        !node.arguments.some(isFunction);
    serves ||= dispatched(file, node).some(each => GREETS.test(each.method));
  });
  return sends && !serves;
}
