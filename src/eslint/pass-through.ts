import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import type { McpCall, McpFile } from './file.js';
import { servedMethod } from './served-method.js';
import { enclosingFunction, keyName } from './tree.js';

/** The methods that calls of clients send, where both have a name of their own. */
const SENT: Readonly<Record<string, string>> = {
  ping: 'ping',
  setLoggingLevel: 'logging/setLevel',
  subscribeResource: 'resources/subscribe',
  unsubscribeResource: 'resources/unsubscribe',
};

/**
 * Whether a call only passes on what a method of the same name was asked for, as a wrapper of a client does:
 * `ping(options) { return this.inner.ping(options); }`, or a message of the method that it sends, as a proxy does. Who
 * asks chooses the era.
 */
export function isPassedOn(file: McpFile, { node, name }: McpCall): boolean {
  if (Object.hasOwn(SENT, name) && servedMethod(file, node) === SENT[name]) return true;
  const owner = enclosingFunction(node);
  if (!owner || (owner.params.length > 0 && node.arguments.length === 0)) return false;
  const { parent } = owner;
  const isMember =
    parent.type === AST_NODE_TYPES.MethodDefinition ||
    parent.type === AST_NODE_TYPES.PropertyDefinition ||
    parent.type === AST_NODE_TYPES.Property;
  return isMember && parent.value === owner && keyName(parent) === name;
}
