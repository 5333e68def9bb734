import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import type { McpCall } from './file.js';
import { enclosingFunction, keyName } from './tree.js';

/**
 * Whether a call only passes on what a method of the same name was asked for, as a wrapper of a client does:
 * `ping(options) { return this.inner.ping(options); }`. Who calls that method chooses the era.
 */
export function isPassedOn({ node, name }: McpCall): boolean {
  const owner = enclosingFunction(node);
  if (!owner || (owner.params.length > 0 && node.arguments.length === 0)) return false;
  const { parent } = owner;
  const isMember =
    parent.type === AST_NODE_TYPES.MethodDefinition ||
    parent.type === AST_NODE_TYPES.PropertyDefinition ||
    parent.type === AST_NODE_TYPES.Property;
  return isMember && parent.value === owner && keyName(parent) === name;
}
