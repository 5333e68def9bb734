import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { functionValue } from './functions.js';
import { messageMethod } from './messages.js';
import { isFunction, literalText, memberName, property, propertyValue, unwrap, walk } from './tree.js';

export const HANDSHAKE: readonly string[] = ['initialize', 'notifications/initialized'];
const LOGGERS = /^(?:log|debug|info|warn|error|trace|write|sendLoggingMessage)$/;
const REGISTERS = /^(?:register\w*|enable|disable|update|remove|tool|prompt|resource)$/;
const REVISION = /^20\d\d-\d\d-\d\d$/;

/** What is missed when a callback never runs. */
export type Missed = 'log' | 'registrations' | 'other';

/** What a callback of the handshake does, functions of the file that it names by their own calls. */
export function missedWithout(file: McpFile, callback: TSESTree.Node | undefined): Missed {
  const owner = callback && functionValue(file.names, callback);
  if (!owner) return 'other';
  const names: string[] = [];
  walk(file.sourceCode, owner.body, node => {
    if (node.type === AST_NODE_TYPES.CallExpression) {
      const callee = unwrap(node.callee);
      const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
      names.push(name ?? file.sourceCode.getText(callee));
    }
    const changes =
      node.type === AST_NODE_TYPES.AssignmentExpression || node.type === AST_NODE_TYPES.UpdateExpression;
    if (changes) names.push('=');
  });
  if (names.every(name => LOGGERS.test(name))) return 'log';
  return names.some(name => REGISTERS.test(name)) ? 'registrations' : 'other';
}

/**
 * Whether an object is an `initialize` request of MCP: `{ method: 'initialize', params: { protocolVersion } }` with a
 * revision as version. Other protocols have an `initialize` of their own, with numbers or process ids.
 */
export function isInitialize(file: McpFile, node: TSESTree.ObjectExpression): boolean {
  if (messageMethod(file.names, node) !== 'initialize') return false;
  const params = property(node, 'params');
  if (!params) return file.speaksMcp && property(node, 'jsonrpc') !== undefined;
  const object = file.names.object(params.value);
  return object ? saysRevision(file, object) : file.speaksMcp;
}

/** `send('initialize', { protocolVersion: '2025-06-18', … })`, `send(connection, 'initialize', { … })`. */
export function sendsInitialize(file: McpFile, node: TSESTree.CallExpression): boolean {
  const at = node.arguments.findIndex(each => literalText(each) === 'initialize');
  const params = at < 0 ? undefined : node.arguments[at + 1];
  if (!params || isFunction(params)) return false;
  const object = file.names.object(params);
  return object !== undefined && saysRevision(file, object);
}

function saysRevision(file: McpFile, params: TSESTree.ObjectExpression): boolean {
  const value = propertyValue(params, 'protocolVersion');
  if (!value) return false;
  const text = file.names.string(value);
  if (text !== undefined) return REVISION.test(text);
  return (
    file.names.sdkName(value) !== undefined || (file.speaksMcp && file.names.number(value) === undefined)
  );
}
