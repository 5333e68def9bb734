import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { methodFacts } from '../facts/protocol.js';
import type { McpFile } from './file.js';
import { calledFunction, valuesReturned } from './functions.js';
import { usesOf } from './handlers.js';
import { keepsHandWritten } from './kept-legacy.js';
import { isJsonRpc } from './messages.js';
import { servedMethod } from './served-method.js';
import { hasSpread, isFunction, memberName, property, propertyValue, unwrap } from './tree.js';

/** A result that goes out in a JSON-RPC message written by hand, so that no SDK completes it. */
export interface HandBuiltResult {
  /** The object that the result is. */
  readonly node: TSESTree.ObjectExpression;
  /** A method of 2026-07-28. */
  readonly method: string;
}

/** Members that tell which method a result belongs to. */
const TELLING: Readonly<Record<string, string>> = {
  tools: 'tools/list',
  prompts: 'prompts/list',
  resources: 'resources/list',
  resourceTemplates: 'resources/templates/list',
  contents: 'resources/read',
  content: 'tools/call',
  messages: 'prompts/get',
  completion: 'completion/complete',
  supportedVersions: 'server/discover',
};
/** Members of what a client answered to requests of servers, which are gone. */
const ANSWERS = ['role', 'action', 'model', 'protocolVersion'];
const MAX_DEPTH = 4;

/**
 * The results of methods of 2026-07-28 that an object sends when it is a JSON-RPC response: `{ jsonrpc, id, result }`,
 * with the result written there, kept in a variable, returned by a function of the file or passed as an argument.
 * Results that take in others, so that what they lack cannot be told, are left out.
 */
export function handBuiltResults(file: McpFile, node: TSESTree.ObjectExpression): HandBuiltResult[] {
  const result = propertyValue(node, 'result');
  if (!result || isExpected(node) || !isJsonRpc(file.names, node)) return [];
  if (!file.speaksMcp || keepsHandWritten(file)) return [];
  return [...new Set(sources(file, result, 0))].flatMap(each => {
    const method = hasSpread(each) ? undefined : methodOfResult(file, each);
    return method === undefined ? [] : [{ node: each, method }];
  });
}

/** Whether a test compares something with an object: `expect(response).toEqual({ … })`. */
function isExpected({ parent }: TSESTree.ObjectExpression): boolean {
  if (parent.type !== AST_NODE_TYPES.CallExpression) return false;
  const { callee } = parent;
  const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
  return name !== undefined && /^(?:to[A-Z]|objectContaining$|\w*[eE]quals?$|match$)/.test(name);
}

function methodOfResult(file: McpFile, node: TSESTree.ObjectExpression): string | undefined {
  if (ANSWERS.some(name => property(node, name))) return undefined;
  const served = servedMethod(file, node);
  if (served !== undefined) return isAnsweredNow(served) ? served : undefined;
  const telling = Object.keys(TELLING).find(name => {
    const value = propertyValue(node, name);
    return value !== undefined && file.names.string(value) === undefined;
  });
  return telling === undefined ? undefined : TELLING[telling];
}

function isAnsweredNow(method: string): boolean {
  const facts = methodFacts(method);
  return facts?.kind === 'request' && facts.new.includes('client');
}

/** The object literals that an expression may be. */
function sources(file: McpFile, expression: TSESTree.Node, depth: number): TSESTree.ObjectExpression[] {
  if (depth > MAX_DEPTH) return [];
  const node = unwrap(expression);
  const all = (nodes: readonly TSESTree.Node[]) => nodes.flatMap(each => sources(file, each, depth + 1));
  switch (node.type) {
    case AST_NODE_TYPES.ObjectExpression:
      return [node];
    case AST_NODE_TYPES.ConditionalExpression:
      return all([node.consequent, node.alternate]);
    case AST_NODE_TYPES.LogicalExpression:
      return all([node.left, node.right]);
    case AST_NODE_TYPES.Identifier:
      return all(valuesOf(file, node));
    case AST_NODE_TYPES.CallExpression: {
      const called = calledFunction(file.names, node);
      return called ? all(valuesReturned(file.sourceCode, called)) : [];
    }
    default:
      return [];
  }
}

/** What a variable is set to, or what a parameter is called with. */
function valuesOf(file: McpFile, node: TSESTree.Identifier): TSESTree.Node[] {
  const variable = file.names.variable(node);
  const definition = variable?.defs[0];
  if (!variable || !definition) return [];
  const owner = definition.node;
  if (isFunction(owner)) {
    const index = owner.params.findIndex(each => each === definition.name);
    if (index < 0) return [];
    return usesOf(file, owner).flatMap(({ parent }, position, uses) => {
      const isCall = parent?.type === AST_NODE_TYPES.CallExpression && parent.callee === uses[position];
      return (isCall && parent.arguments[index]) || [];
    });
  }
  if (owner.type !== AST_NODE_TYPES.VariableDeclarator || owner.id !== definition.name) return [];
  return variable.references.flatMap(each => each.writeExpr ?? []);
}

/** Where to put further members into an object, and the text that puts them there. */
export function insertedMembers(
  file: McpFile,
  node: TSESTree.ObjectExpression,
  members: string,
): { readonly range: readonly [number, number]; readonly text: string } {
  const [first] = node.properties;
  if (!first) return { range: node.range, text: `{ ${members} }` };
  const isAlone = first.loc.start.line > node.loc.start.line;
  const indent = /^\s*/.exec(file.sourceCode.lines[first.loc.start.line - 1] ?? '')![0];
  const [at] = first.range;
  return { range: [at, at], text: isAlone ? `${members},\n${indent}` : `${members}, ` };
}

/** A string in the quotes that a file writes its first string with. */
export function quoted(file: McpFile, text: string): string {
  const quote = /['"]/.exec(file.sourceCode.text)?.[0] ?? "'";
  return `${quote}${text}${quote}`;
}
