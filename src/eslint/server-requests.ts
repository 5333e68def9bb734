import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { INPUT_METHODS } from '../facts/protocol.js';
import type { McpFile } from './file.js';
import { calledFunction } from './functions.js';
import { isJsonRpc, messageMethod } from './messages.js';
import { isFunction, memberName, unwrap, walk, type FunctionNode } from './tree.js';

/** A request that a server sends to its client. */
export interface ServerRequest {
  /** `elicitation/create`, `sampling/createMessage` or `roots/list`. */
  readonly method: string;
  /** What is written: `elicitInput`, `ctx.mcpReq.send`. */
  readonly spelling: string;
}

const SERVER_METHODS: Readonly<Record<string, string>> = {
  elicitInput: 'elicitation/create',
  createMessage: 'sampling/createMessage',
  listRoots: 'roots/list',
};
const CONTEXT_METHODS: Readonly<Record<string, string>> = {
  'mcpReq.elicitInput': 'elicitation/create',
  'mcpReq.requestSampling': 'sampling/createMessage',
};
/** Schemas of SDK v1 for the answers, by which a request shows whose method is not written out. */
const RESULT_SCHEMAS: Readonly<Record<string, string>> = {
  ElicitResultSchema: 'elicitation/create',
  CreateMessageResultSchema: 'sampling/createMessage',
  CreateMessageResultWithToolsSchema: 'sampling/createMessage',
  ListRootsResultSchema: 'roots/list',
};
const CARRIER = /^(?:request|send|sendRequest)$/;

/** The request to the client that a call sends, if it is one. */
export function serverRequest(file: McpFile, node: TSESTree.CallExpression): ServerRequest | undefined {
  const call = file.call(node);
  if (call?.on === 'Context') {
    const method = CONTEXT_METHODS[call.name];
    if (method) return { method, spelling: `ctx.${call.name}` };
    const sent = /(?:^|\.)(?:send|sendRequest)$/.test(call.name) ? sentMethod(file, node) : undefined;
    return sent === undefined
      ? undefined
      : { method: sent, spelling: call.name === 'sendRequest' ? 'sendRequest' : `ctx.${call.name}` };
  }
  if (call?.on === 'Server' || call?.on === 'McpServer') {
    const method = Object.hasOwn(SERVER_METHODS, call.name) ? SERVER_METHODS[call.name] : undefined;
    if (method) return { method, spelling: call.name };
    const sent = call.name === 'request' ? sentMethod(file, node) : undefined;
    return sent === undefined ? undefined : { method: sent, spelling: 'request' };
  }
  return call ? undefined : carried(file, node);
}

/** A request through an object that cannot be told, as a context that is a member of something. */
function carried(file: McpFile, node: TSESTree.CallExpression): ServerRequest | undefined {
  const callee = unwrap(node.callee);
  const name =
    callee.type === AST_NODE_TYPES.MemberExpression
      ? memberName(callee)
      : callee.type === AST_NODE_TYPES.Identifier
        ? callee.name
        : undefined;
  if (name === undefined || !CARRIER.test(name) || node.arguments.length === 0 || !file.usesSdk) {
    return undefined;
  }
  const method = sentMethod(file, node);
  return method === undefined ? undefined : { method, spelling: name };
}

function sentMethod(file: McpFile, node: TSESTree.CallExpression): string | undefined {
  const written = messageMethod(file.names, node.arguments[0]);
  if (written !== undefined) return INPUT_METHODS.includes(written) ? written : undefined;
  const schema = node.arguments[1] && file.names.sdkName(node.arguments[1]);
  return schema === undefined ? undefined : RESULT_SCHEMAS[schema];
}

/** The method of a JSON-RPC request to the client that is written by hand, and not handed to a call of the SDK. */
export function writtenRequest(file: McpFile, node: TSESTree.ObjectExpression): string | undefined {
  const method = messageMethod(file.names, node);
  if (method === undefined || !INPUT_METHODS.includes(method) || !isJsonRpc(file.names, node))
    return undefined;
  const isSent = file.names.passedTo(node).some(call => serverRequest(file, call) !== undefined);
  return isSent ? undefined : method;
}

/**
 * Whether running a node asks the client something: directly, or in functions of the file that it calls. Functions
 * that are only written there are not entered.
 * @param methods the requests that count
 */
export function asksClient(
  file: McpFile,
  root: TSESTree.Node,
  methods: readonly string[] = INPUT_METHODS,
  depth = 2,
): boolean {
  let found = false;
  const seen = new Set<FunctionNode>();
  walk(file.sourceCode, root, node => {
    if (found || (node !== root && isFunction(node))) return false;
    if (node.type !== AST_NODE_TYPES.CallExpression) return true;
    const request = serverRequest(file, node);
    found = request !== undefined && methods.includes(request.method);
    const target = !found && depth > 0 ? calledFunction(file.names, node) : undefined;
    if (target && !seen.has(target)) {
      seen.add(target);
      found = asksClient(file, target.body, methods, depth - 1);
    }
    return !found;
  });
  return found;
}

/** The calls of a function in its file: by its name, or as a method of `this`. */
export function callsOf(file: McpFile, owner: FunctionNode): TSESTree.CallExpression[] {
  const found: TSESTree.CallExpression[] = [];
  walk(file.sourceCode, file.sourceCode.ast, node => {
    if (node.type === AST_NODE_TYPES.CallExpression && calledFunction(file.names, node) === owner)
      found.push(node);
  });
  return found;
}
