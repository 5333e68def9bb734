import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { SCHEMA_METHODS } from '../facts/request-schemas.js';
import { listedValues } from './loops.js';
import type { Names } from './names.js';
import { memberName, property, propertyValue, unwrap } from './tree.js';

/** The JSON-RPC method that the first argument of `setRequestHandler` means: a string, or a schema of SDK v1. */
export function methodOf(names: Names, node: TSESTree.Node | undefined): string | undefined {
  if (!node) return undefined;
  const text = names.string(node);
  if (text !== undefined) return text;
  const schema = names.sdkName(node);
  return schema === undefined ? undefined : SCHEMA_METHODS[schema];
}

/** The methods that it means, one after the other where a loop goes through a list of them. */
export function methodsOf(names: Names, node: TSESTree.Node | undefined): string[] {
  const method = methodOf(names, node);
  if (method !== undefined) return [method];
  return node ? listedValues(names, node).flatMap(each => methodOf(names, each) ?? []) : [];
}

/** The method of a JSON-RPC message that is written as an object: `{ method: 'ping' }`. */
export function messageMethod(names: Names, node: TSESTree.Node | undefined): string | undefined {
  const value = propertyValue(names.object(node), 'method');
  return value && names.string(value);
}

/** Whether an object literal is a whole JSON-RPC message, with `jsonrpc: '2.0'`. */
export function isJsonRpc(names: Names, node: TSESTree.ObjectExpression): boolean {
  const version = property(node, 'jsonrpc');
  if (!version) return false;
  const text = names.string(version.value);
  return text === undefined || text === '2.0';
}

/** A test of a message for its method. */
export interface MethodTest {
  /** `message.method`, or what was compared. */
  readonly subject: TSESTree.Node;
  readonly method: string;
  /** What runs for that method, as far as the syntax tells: a branch, the statements of a case, a function. */
  readonly branch?: TSESTree.Node | readonly TSESTree.Node[];
}

/** `message.method === 'initialize'` and `case 'initialize':` of a switch over a method. */
export function methodTest(names: Names, node: TSESTree.Node): MethodTest | undefined {
  if (node.type === AST_NODE_TYPES.SwitchCase && node.test) {
    const { discriminant } = node.parent;
    const method = isMethod(discriminant) ? names.string(node.test) : undefined;
    return method === undefined ? undefined : { subject: discriminant, method, branch: node.consequent };
  }
  if (node.type !== AST_NODE_TYPES.BinaryExpression || !/^[!=]==?$/.test(node.operator)) return undefined;
  const [subject, value] = isMethod(node.left) ? [node.left, node.right] : [node.right, node.left];
  const method = isMethod(subject) ? names.string(value) : undefined;
  if (method === undefined) return undefined;
  const { parent } = node;
  const isThen =
    node.operator.startsWith('=') && parent.type === AST_NODE_TYPES.IfStatement && parent.test === node;
  return { subject, method, ...(isThen && { branch: parent.consequent }) };
}

/** What keeps the words of a command line. */
const COMMAND_LINE = /^(?:args|argv|cliArgs|flags|options|opts)$/;

/** Whether an expression is the method of a message, by its name, and no word of a command line. */
export function isMethod(node: TSESTree.Node): boolean {
  const inner = unwrap(node);
  if (inner.type === AST_NODE_TYPES.MemberExpression) {
    const owner = unwrap(inner.object);
    const isOption = owner.type === AST_NODE_TYPES.Identifier && COMMAND_LINE.test(owner.name);
    return memberName(inner) === 'method' && !isOption;
  }
  return inner.type === AST_NODE_TYPES.Identifier && /^(?:rpc|mcp)?method(?:Name)?$/i.test(inner.name);
}
