import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { SAYS_MISSING } from '../facts/error-codes.js';
import { ERROR_CODES, RETIRED_ERROR_CODES } from '../facts/protocol.js';
import type { McpFile } from './file.js';
import {
  enclosingClass,
  keyName,
  literalText,
  memberName,
  property,
  propertyValue,
  unwrap,
  walk,
} from './tree.js';

/** Members of the SDK's enumeration of codes, v1 and v2, as far as the rules ask for them. */
const SDK_CODES: Readonly<Record<string, number>> = {
  InvalidParams: ERROR_CODES.invalidParams,
  ResourceNotFound: RETIRED_ERROR_CODES.resourceNotFound,
  UrlElicitationRequired: RETIRED_ERROR_CODES.urlElicitationRequired,
};
const SDK_ENUM = /^(?:Protocol)?ErrorCode$/;
const SDK_ERROR = /^(?:McpError|ProtocolError)$/;

/** A number that is written as an error code. */
export interface ErrorCode {
  readonly value: number;
  /** The name it is written with, if any: `RESOURCE_NOT_FOUND`, `ResourceNotFound`. */
  readonly name?: string;
  /** The SDK's enumeration as this file calls it, when the code is one of its members. */
  readonly sdkEnum?: string;
}

/** The error code that an expression stands for: a literal, a constant, a member of an enumeration or an object. */
export function errorCode(file: McpFile, node: TSESTree.Node | undefined): ErrorCode | undefined {
  if (!node) return undefined;
  const expression = unwrap(node);
  if (expression.type === AST_NODE_TYPES.MemberExpression) {
    const name = memberName(expression);
    if (name === undefined) return undefined;
    if (SDK_ENUM.test(file.names.sdkName(expression.object) ?? '')) {
      const value = Object.hasOwn(SDK_CODES, name) ? SDK_CODES[name] : undefined;
      const sdkEnum = file.sourceCode.getText(expression.object);
      return value === undefined ? undefined : { value, name, sdkEnum };
    }
    const value = file.names.number(expression);
    return value === undefined ? undefined : { value, name };
  }
  const value = file.names.number(expression);
  if (value === undefined) return undefined;
  return { value, ...(expression.type === AST_NODE_TYPES.Identifier && { name: expression.name }) };
}

/** An error with a code that is being made. */
export interface MadeError {
  readonly node: TSESTree.Node;
  readonly code: TSESTree.Node;
  readonly value: ErrorCode;
  /** Made with the SDK's error class, so certainly an MCP error. */
  readonly fromSdk: boolean;
  /** What else is known about the error: further arguments, or the other members. */
  readonly rest: readonly TSESTree.Node[];
}

/**
 * The error that a node makes: `new McpError(code, …)` and subclasses, `McpError.fromError(code, …)`, the `super` call
 * of a subclass, `{ code, … }`, `error.code = …`.
 */
export function madeError(file: McpFile, node: TSESTree.Node): MadeError | undefined {
  const args = sdkErrorArguments(file, node);
  if (args) return made(file, node, args[0], args.slice(1), true);
  if (node.type === AST_NODE_TYPES.Property && node.parent.type === AST_NODE_TYPES.ObjectExpression) {
    return keyName(node) === 'code'
      ? made(file, node, node.value, siblings(node, node.parent), false)
      : undefined;
  }
  if (node.type !== AST_NODE_TYPES.AssignmentExpression || node.operator !== '=') return undefined;
  const target = unwrap(node.left);
  const isCode = target.type === AST_NODE_TYPES.MemberExpression && memberName(target) === 'code';
  return isCode ? made(file, node, node.right, [], false) : undefined;
}

function made(
  file: McpFile,
  node: TSESTree.Node,
  code: TSESTree.Node | undefined,
  rest: readonly TSESTree.Node[],
  fromSdk: boolean,
): MadeError | undefined {
  const value = errorCode(file, code);
  return code && value ? { node, code, value, fromSdk, rest } : undefined;
}

function sdkErrorArguments(file: McpFile, node: TSESTree.Node): readonly TSESTree.Node[] | undefined {
  if (node.type === AST_NODE_TYPES.NewExpression) {
    return SDK_ERROR.test(file.values.classOf(node) ?? '') ? node.arguments : undefined;
  }
  if (node.type !== AST_NODE_TYPES.CallExpression) return undefined;
  if (node.callee.type === AST_NODE_TYPES.Super) {
    const extended = enclosingClass(node)?.superClass;
    return extended && SDK_ERROR.test(file.names.sdkName(extended) ?? '') ? node.arguments : undefined;
  }
  const isFrom =
    node.callee.type === AST_NODE_TYPES.MemberExpression && memberName(node.callee) === 'fromError';
  if (!isFrom) return undefined;
  const owner = (node.callee as TSESTree.MemberExpression).object;
  return SDK_ERROR.test(file.names.sdkName(owner) ?? '') ? node.arguments : undefined;
}

/** What stands around `code: …`: the other members, and the message of `Object.assign(new Error(…), …)`. */
function siblings(node: TSESTree.Property, literal: TSESTree.ObjectExpression): TSESTree.Node[] {
  const others: TSESTree.Node[] = literal.properties.filter(each => each !== node);
  const around = literal.parent;
  return around.type === AST_NODE_TYPES.CallExpression
    ? [...others, ...around.arguments.filter(each => each !== literal)]
    : others;
}

/** Whether what is known about an error says that something is missing, or names a `uri`. */
export function saysMissing(file: McpFile, nodes: readonly TSESTree.Node[]): boolean {
  let found = false;
  for (const node of nodes) {
    walk(file.sourceCode, node, at => {
      const text = at.type === AST_NODE_TYPES.TemplateElement ? at.value.raw : literalText(at);
      if (text !== undefined && SAYS_MISSING.test(text)) found = true;
      if (at.type === AST_NODE_TYPES.ObjectExpression && property(at, 'uri')) found = true;
      return !found;
    });
  }
  return found;
}

/** The message of an error, as far as it is written out: an argument or the member `message`. */
export function messageText(file: McpFile, { rest, fromSdk }: MadeError): string | undefined {
  const message = fromSdk
    ? rest[0]
    : rest
        .map(each =>
          each.type === AST_NODE_TYPES.Property && keyName(each) === 'message' ? each.value : undefined,
        )
        .find(Boolean);
  if (!message) return undefined;
  const text = file.names.string(message);
  if (text !== undefined) return text;
  const value = unwrap(message);
  if (value.type !== AST_NODE_TYPES.TemplateLiteral) return undefined;
  return value.quasis.map(each => each.value.cooked ?? '').join(' ');
}

/** How a file writes "invalid params": a member of the SDK's enumeration where it uses one, else the number. */
export function invalidParams(file: McpFile, like: ErrorCode | undefined): string {
  const name = like?.sdkEnum ?? enumName(file);
  return name ? `${name}.InvalidParams` : String(ERROR_CODES.invalidParams);
}

function enumName(file: McpFile): string | undefined {
  if (!file.sourceCode.text.includes('ErrorCode')) return undefined;
  let found: string | undefined;
  walk(file.sourceCode, file.sourceCode.ast, node => {
    if (!found && node.type === AST_NODE_TYPES.MemberExpression) {
      if (SDK_ENUM.test(file.names.sdkName(node.object) ?? '')) found = file.sourceCode.getText(node.object);
    }
    return !found;
  });
  return found;
}

/** Whether an object is the `error` of a response: `{ error: { code, … } }`. */
export function isResponseError(node: TSESTree.Node): boolean {
  const owner = node.parent;
  return (
    owner?.type === AST_NODE_TYPES.Property &&
    owner.value === node &&
    keyName(owner) === 'error' &&
    propertyValue(owner.parent, 'error') === node
  );
}
