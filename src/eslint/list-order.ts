import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { handlersRunning } from './handlers.js';
import { servedMethod } from './served-method.js';
import {
  contains,
  enclosingFunction,
  isFunction,
  memberName,
  propertyValue,
  somewhere,
  unwrap,
  walk,
  wrapped,
  type FunctionNode,
} from './tree.js';

const METHOD = 'tools/list';
const SETTLES = /^(?:all|allSettled)$/;
/** Methods that keep the order of the list they are called on. */
const KEEPS_ORDER = /^(?:map|filter|flatMap|slice|concat)$/;

/** Whether a call adds to the list that answers `tools/list` whenever one of several promises is done. */
export function addsWhenDone(file: McpFile, node: TSESTree.CallExpression): boolean {
  const { callee } = node;
  if (
    callee.type !== AST_NODE_TYPES.MemberExpression ||
    !/^(?:push|unshift)$/.test(memberName(callee) ?? '')
  ) {
    return false;
  }
  const { object: list } = callee;
  if (list.type !== AST_NODE_TYPES.Identifier || !file.speaksMcp) return false;
  const callback = concurrentCallback(file, node);
  const declared = file.names.variable(list)?.defs[0]?.node;
  if (!callback || declared?.type !== AST_NODE_TYPES.VariableDeclarator || contains(callback, declared)) {
    return false;
  }
  const owner = enclosingFunction(declared);
  return (
    owner !== undefined &&
    !isSorted(file, list) &&
    exitsWith(file, owner, list).some(exit => isList(file, exit))
  );
}

/** Whether a call registers a tool whenever one of several promises is done. */
export function registersWhenDone(file: McpFile, node: TSESTree.CallExpression): boolean {
  const call = file.call(node);
  const isRegistration = call?.on === 'McpServer' && /^(?:registerTool|tool)$/.test(call.name);
  return isRegistration && concurrentCallback(file, node) !== undefined;
}

/**
 * The async function around a call that runs for the items of a list at once, when the call comes after it has waited:
 * `Promise.all(items.map(async item => …))`, `items.forEach(async item => …)`.
 */
function concurrentCallback(file: McpFile, node: TSESTree.CallExpression): FunctionNode | undefined {
  const callback = enclosingFunction(node);
  if (!callback?.async) return undefined;
  const { parent: call } = wrapped(callback);
  if (call?.type !== AST_NODE_TYPES.CallExpression || call.arguments[0] !== callback) return undefined;
  const { callee } = call;
  const method = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
  const isAtOnce = method === 'forEach' || (method === 'map' && isSettled(call));
  return isAtOnce && waitsBefore(file, callback, node) ? callback : undefined;
}

/** Whether promises are waited for together. */
function isSettled(node: TSESTree.Node): boolean {
  const { parent: call } = wrapped(node);
  return (
    call?.type === AST_NODE_TYPES.CallExpression &&
    call.callee.type === AST_NODE_TYPES.MemberExpression &&
    call.callee.object.type === AST_NODE_TYPES.Identifier &&
    call.callee.object.name === 'Promise' &&
    SETTLES.test(memberName(call.callee) ?? '')
  );
}

function waitsBefore(file: McpFile, callback: FunctionNode, node: TSESTree.CallExpression): boolean {
  let waits = false;
  walk(file.sourceCode, callback.body, at => {
    if (waits || isFunction(at)) return false;
    const isWait =
      at.type === AST_NODE_TYPES.AwaitExpression || (at.type === AST_NODE_TYPES.ForOfStatement && at.await);
    waits = isWait && at.range[0] < node.range[1];
    return undefined;
  });
  return waits;
}

function isSorted(file: McpFile, list: TSESTree.Identifier): boolean {
  const uses = file.names.variable(list)?.references ?? [];
  return uses.some(({ identifier }) => {
    for (let at: TSESTree.Node | undefined = identifier; at; at = at.parent) {
      if (at.type === AST_NODE_TYPES.CallExpression) {
        const { callee } = at;
        const name =
          callee.type === AST_NODE_TYPES.MemberExpression
            ? memberName(callee)
            : callee.type === AST_NODE_TYPES.Identifier
              ? callee.name
              : undefined;
        if (/sort|order/i.test(name ?? '')) return true;
      }
      if (isFunction(at) || /Statement$|Declaration$/.test(at.type)) return false;
    }
    return false;
  });
}

/** Where a function gives out a list: `return list`, `{ tools: list.map(…) }`. */
function exitsWith(file: McpFile, owner: FunctionNode, list: TSESTree.Identifier): TSESTree.Node[] {
  const variable = file.names.variable(list);
  const isOf = (node: TSESTree.Node | null | undefined): boolean => {
    const value = node && unwrap(node);
    if (value?.type === AST_NODE_TYPES.Identifier) return file.names.variable(value) === variable;
    const isKept =
      value?.type === AST_NODE_TYPES.CallExpression &&
      value.callee.type === AST_NODE_TYPES.MemberExpression &&
      KEEPS_ORDER.test(memberName(value.callee) ?? '');
    return isKept && isOf((value.callee as TSESTree.MemberExpression).object);
  };
  const found: TSESTree.Node[] = [];
  walk(file.sourceCode, owner.body, node => {
    if (isFunction(node)) return false;
    if (isOf(propertyValue(node, 'tools'))) found.push(node);
    else if (node.type === AST_NODE_TYPES.ReturnStatement && isOf(node.argument)) found.push(node);
    return undefined;
  });
  return found;
}

/** Whether what leaves a function at a node answers `tools/list`. */
function isList(file: McpFile, exit: TSESTree.Node): boolean {
  const handlers = handlersRunning(file, exit);
  if (handlers) return handlers.every(each => each.kind === 'request' && each.method === METHOD);
  if (exit.type !== AST_NODE_TYPES.ObjectExpression) return false;
  return servedMethod(file, exit) === METHOD || (asksForTools(file, exit) && servesTools(file));
}

/** Whether the function around asks other servers for their tools, as a proxy does to list them as its own. */
function asksForTools(file: McpFile, exit: TSESTree.Node): boolean {
  const owner = enclosingFunction(exit);
  return (
    owner !== undefined &&
    somewhere(file.sourceCode, owner.body, node => {
      if (node.type !== AST_NODE_TYPES.CallExpression) return false;
      const { callee } = node;
      const isListing = callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'listTools';
      return (
        isListing || node.arguments.some(each => file.names.string(propertyValue(each, 'method')) === METHOD)
      );
    })
  );
}

/** Whether the file registers a handler of `tools/list`. */
function servesTools(file: McpFile): boolean {
  return somewhere(
    file.sourceCode,
    file.sourceCode.ast,
    node => node.type === AST_NODE_TYPES.CallExpression && file.handled(node)?.method === METHOD,
  );
}
