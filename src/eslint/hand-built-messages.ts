import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { META_KEYS, methodFacts } from '../facts/protocol.js';
import { writtenMethod } from './dispatch.js';
import type { McpFile } from './file.js';
import { hasSpread, keyName, property } from './tree.js';

/** What every request of 2026-07-28 says about its sender, in its `_meta`. */
const REQUIRED = [META_KEYS.protocolVersion, META_KEYS.clientCapabilities];

/**
 * The method of a request that is written by hand and certainly lacks its metadata: `{ jsonrpc, id, method, params }`
 * of a method that 2026-07-28 has, without `_meta` or with one that leaves out what is required.
 */
export function methodWithoutMeta(file: McpFile, node: TSESTree.ObjectExpression): string | undefined {
  const method = writtenMethod(file, node);
  const facts = method === undefined ? undefined : methodFacts(method);
  if (facts?.kind !== 'request' || !facts.new.includes('client')) return undefined;
  if (!property(node, 'id') || hasSpread(node)) return undefined;
  return lacksMeta(file, property(node, 'params')?.value) ? method : undefined;
}

function lacksMeta(file: McpFile, given: TSESTree.Node | undefined): boolean {
  if (!given) return true;
  const params = file.names.object(given);
  if (!params || hasSpread(params) || isAddedTo(file, given)) return false;
  const meta = property(params, '_meta');
  if (!meta) return true;
  const object = file.names.object(meta.value);
  if (!object || hasSpread(object)) return false;
  const keys = object.properties.map(each => {
    if (each.type !== AST_NODE_TYPES.Property) return undefined;
    return each.computed ? file.names.string(each.key) : keyName(each);
  });
  return !keys.includes(undefined) && REQUIRED.some(key => !keys.includes(key));
}

/** Whether an object that is kept in a variable gets further members later: `params._meta = …`. */
function isAddedTo(file: McpFile, node: TSESTree.Node): boolean {
  if (node.type !== AST_NODE_TYPES.Identifier) return false;
  const references = file.names.variable(node)?.references ?? [];
  return references.some(({ identifier }) => identifier.parent?.type === AST_NODE_TYPES.MemberExpression);
}
