import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { holdsSchemas, is2020Dialect, isKnownDialect, isRemoteReference } from '../facts/json-schema.js';
import type { McpFile } from './file.js';
import { hasSpread, keyName, property, propertyValue, unwrap, walk } from './tree.js';

const SCHEMA = /^(?:input|output)Schema$/;
const MAX_DEPTH = 12;

/** What 2026-07-28, or SDK v2, does not take in the schema of a tool. */
export type SchemaProblem =
  | { readonly kind: 'remote'; readonly node: TSESTree.Property }
  | { readonly kind: 'dialect'; readonly node: TSESTree.Property; readonly uri: string }
  /** A list of schemas in `items`, with what else belongs to it. */
  | {
      readonly kind: 'tuple';
      readonly node: TSESTree.Property;
      readonly rest: TSESTree.Property | undefined;
    };

/** The schema of a tool that a member of a tool holds, written out in the file: `inputSchema: { type: 'object' }`. */
export function memberSchema(file: McpFile, node: TSESTree.Property): TSESTree.ObjectExpression | undefined {
  const key = keyName(node);
  if (key === undefined || !SCHEMA.test(key) || !file.speaksMcp) return undefined;
  return file.names.object(node.value);
}

/** The schema of a tool that `fromJsonSchema(…)` of SDK v2 is given. */
export function convertedSchema(
  file: McpFile,
  node: TSESTree.CallExpression,
): TSESTree.ObjectExpression | undefined {
  return file.names.sdkName(node.callee) === 'fromJsonSchema'
    ? file.names.object(node.arguments[0])
    : undefined;
}

export function schemaProblems(file: McpFile, schema: TSESTree.ObjectExpression): SchemaProblem[] {
  const dialect = property(schema, '$schema');
  const uri = file.names.string(dialect?.value);
  const problems: SchemaProblem[] = remoteReferences(file, schema).map(node => ({ kind: 'remote', node }));
  if (dialect && uri !== undefined && !isKnownDialect(uri)) {
    problems.push({ kind: 'dialect', node: dialect, uri });
  }
  const isTold = (!dialect && !hasSpread(schema)) || uri !== undefined;
  return isTold && is2020Dialect(uri) && isJsonSchema(schema)
    ? [...problems, ...tuples(file, schema)]
    : problems;
}

function remoteReferences(file: McpFile, schema: TSESTree.ObjectExpression): TSESTree.Property[] {
  const references: { readonly node: TSESTree.Property; readonly text: string }[] = [];
  const ids: string[] = [];
  walk(file.sourceCode, schema, node => {
    if (node.type !== AST_NODE_TYPES.Property) return;
    const name = keyName(node);
    const text = name === '$ref' || name === '$id' ? file.names.string(node.value) : undefined;
    if (text === undefined) return;
    if (name === '$id') ids.push(text);
    else references.push({ node, text });
  });
  return references.filter(({ text }) => isRemoteReference(text, ids)).map(({ node }) => node);
}

/** The members `items` that hold a list, which 2020-12 calls `prefixItems`; names of properties are no keywords. */
function tuples(file: McpFile, schema: TSESTree.Node, depth = 0): SchemaProblem[] {
  const object = depth > MAX_DEPTH ? undefined : file.names.object(schema);
  if (!object) return [];
  return object.properties.flatMap((node): SchemaProblem[] => {
    const keyword = node.type === AST_NODE_TYPES.Property ? keyName(node) : undefined;
    const kind = keyword === undefined ? undefined : holdsSchemas(keyword);
    if (node.type !== AST_NODE_TYPES.Property || kind === undefined) return [];
    const value = unwrap(node.value);
    if (keyword === 'items' && value.type === AST_NODE_TYPES.ArrayExpression) {
      if (property(object, 'prefixItems')) return [];
      return [{ kind: 'tuple', node, rest: property(object, 'additionalItems') }];
    }
    return schemasOf(file, kind, value).flatMap(each => tuples(file, each, depth + 1));
  });
}

function schemasOf(file: McpFile, kind: 'schema' | 'list' | 'map', value: TSESTree.Node): TSESTree.Node[] {
  if (kind === 'schema') return [value];
  if (kind === 'list') {
    return value.type === AST_NODE_TYPES.ArrayExpression
      ? value.elements.flatMap(each => (each && each.type !== AST_NODE_TYPES.SpreadElement ? [each] : []))
      : [];
  }
  const members = file.names.object(value)?.properties ?? [];
  return members.flatMap(each => (each.type === AST_NODE_TYPES.Property ? [each.value] : []));
}

/** Whether an object is a schema of a tool rather than a shape of validators, which `items` may be a member of. */
function isJsonSchema(schema: TSESTree.ObjectExpression): boolean {
  return ['type', '$schema', '$ref', 'allOf', 'anyOf', 'oneOf'].some(name => {
    const value = propertyValue(schema, name);
    return value !== undefined && unwrap(value).type !== AST_NODE_TYPES.CallExpression;
  });
}
