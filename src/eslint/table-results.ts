import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { methodFacts } from '../facts/protocol.js';
import { dispatched } from './dispatch.js';
import type { McpFile } from './file.js';
import { functionValue, valuesReturned } from './functions.js';
import type { HandBuiltResult } from './hand-built-results.js';
import { speaksNewWords } from './kept-legacy.js';
import { hasSpread, memberName, property, unwrap, walk } from './tree.js';

/** The member without which an object is no result of a method. */
const MEMBERS: Readonly<Record<string, string>> = {
  'tools/list': 'tools',
  'tools/call': 'content',
  'prompts/list': 'prompts',
  'prompts/get': 'messages',
  'resources/list': 'resources',
  'resources/templates/list': 'resourceTemplates',
  'resources/read': 'contents',
  'completion/complete': 'completion',
};

/** An entry of a table: the method, and what serves it. */
interface Entry {
  readonly method: string;
  readonly handler: TSESTree.Node;
}

const knownSets = new WeakMap<McpFile, ReadonlyMap<string, readonly Entry[]>>();

/**
 * The results that functions of a table of methods return: an object, a `Map`, calls that fill one. Only tables that
 * serve MCP for certain count: with `initialize`, with which clients of 2025-11-25 begin, and a list of MCP. Files with
 * the SDK, which completes results, and those that speak 2026-07-28 already are left out.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic
 */
export function tableResults(file: McpFile, node: TSESTree.Node): HandBuiltResult[] {
  if (file.isTest || file.usesSdk || speaksNewWords(file) || /\bresultType\b/.test(file.code)) return [];
  const own = entriesAt(file, node);
  const table = node.type === AST_NODE_TYPES.CallExpression ? filled(file, node) : own;
  if (own.length === 0 || !isOfMcp(table)) return [];
  return own.flatMap(({ method, handler }) => {
    const facts = methodFacts(method);
    const name = MEMBERS[method];
    if (facts?.kind !== 'request' || !facts.new.includes('client') || name === undefined) return [];
    const owner = functionValue(file.names, handler);
    return (owner ? valuesReturned(file.sourceCode, owner) : []).flatMap(each => {
      const value = unwrap(each);
      const isResult =
        value.type === AST_NODE_TYPES.ObjectExpression && !hasSpread(value) && property(value, name);
      return isResult ? [{ node: value, method }] : [];
    });
  });
}

function isOfMcp(table: readonly Entry[]): boolean {
  const methods = new Set(table.map(each => each.method));
  const hasList = ['tools/list', 'resources/list', 'prompts/list'].some(each => methods.has(each));
  return methods.has('initialize') && hasList && !methods.has('server/discover');
}

function entriesAt(file: McpFile, node: TSESTree.Node): Entry[] {
  const isTable =
    node.type === AST_NODE_TYPES.ObjectExpression ||
    node.type === AST_NODE_TYPES.NewExpression ||
    node.type === AST_NODE_TYPES.CallExpression;
  if (!isTable) return [];
  return dispatched(file, node).flatMap(each => {
    const handler = handlerIn(each.node);
    return handler ? [{ method: each.method, handler }] : [];
  });
}

function handlerIn(node: TSESTree.Node): TSESTree.Node | undefined {
  if (node.type === AST_NODE_TYPES.Property) return node.value;
  if (node.type === AST_NODE_TYPES.ArrayExpression) return node.elements[1] ?? undefined;
  return node.type === AST_NODE_TYPES.CallExpression ? node.arguments[1] : undefined;
}

/** All entries of the table that a call, `handlers.set('ping', …)`, fills. */
function filled(file: McpFile, node: TSESTree.CallExpression): readonly Entry[] {
  let sets = knownSets.get(file);
  if (!sets) {
    const found = new Map<string, Entry[]>();
    walk(file.sourceCode, file.sourceCode.ast, at => {
      if (at.type !== AST_NODE_TYPES.CallExpression) return;
      const name = tableName(file, at);
      if (name !== undefined) found.set(name, [...(found.get(name) ?? []), ...entriesAt(file, at)]);
    });
    knownSets.set(file, (sets = found));
  }
  return sets.get(tableName(file, node) ?? '') ?? [];
}

function tableName(file: McpFile, { callee }: TSESTree.CallExpression): string | undefined {
  if (callee.type !== AST_NODE_TYPES.MemberExpression || memberName(callee) === undefined) return undefined;
  return file.sourceCode.getText(callee);
}
