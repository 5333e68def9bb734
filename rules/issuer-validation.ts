import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import type { McpFile } from '../src/eslint/file.js';
import { hasSpread, literalText, memberName, property, unwrap } from '../src/eslint/tree.js';

const TRANSPORTS = /^(?:StreamableHTTP|SSE)ClientTransport$/;

export const issuerValidation = createRule({
  change: 'issuer-validation',
  description: 'Require the `iss` of an authorization response where its code is redeemed',
  messages: {
    finishAuth:
      '`finishAuth` gets the code without `iss`, so nothing tells which server it comes from. Pass the parameters of the callback, `new URL(callbackUrl).searchParams`, after comparing `state`.',
    auth: '`auth` gets the code without `iss`, so nothing tells which server it comes from. Pass `iss` from the callback beside `authorizationCode`, after comparing `state`.',
  },
  listen({ file, report }) {
    return {
      CallExpression(node) {
        if (finishesWithCode(file, node)) report({ node, messageId: 'finishAuth' });
        else if (authorizesWithCode(file, node)) report({ node, messageId: 'auth' });
      },
    };
  },
});

/** `transport.finishAuth(code)`. */
function finishesWithCode(file: McpFile, node: TSESTree.CallExpression): boolean {
  const [code] = node.arguments;
  if (!code || node.arguments.length > 1) return false;
  const { callee } = node;
  if (callee.type !== AST_NODE_TYPES.MemberExpression || memberName(callee) !== 'finishAuth') return false;
  const owner = file.values.classOf(callee.object);
  const isTransport = owner === undefined ? isCalledTransport(file, callee.object) : TRANSPORTS.test(owner);
  return isTransport && isCode(file, code);
}

/** Whether an object that was made elsewhere is called a transport, in a file that uses the SDK. */
function isCalledTransport(file: McpFile, node: TSESTree.Node): boolean {
  return file.usesSdk && /transport$/i.test(file.sourceCode.getText(unwrap(node)));
}

/** `auth(provider, { authorizationCode })`. */
function authorizesWithCode(file: McpFile, node: TSESTree.CallExpression): boolean {
  if (file.names.sdkName(node.callee) !== 'auth') return false;
  const options = file.names.object(node.arguments[1]);
  if (!options || hasSpread(options) || property(options, 'iss')) return false;
  return property(options, 'authorizationCode') !== undefined;
}

/** Whether an argument is the code itself and not the parameters it came with. */
function isCode(file: McpFile, node: TSESTree.Node): boolean {
  const value = withoutDefault(unwrap(node));
  const assigned = value.type === AST_NODE_TYPES.Identifier ? file.names.initializer(value) : undefined;
  const source = assigned ? withoutDefault(unwrap(assigned)) : value;
  if (
    source.type === AST_NODE_TYPES.CallExpression &&
    source.callee.type === AST_NODE_TYPES.MemberExpression
  ) {
    if (memberName(source.callee) === 'get') return literalText(source.arguments[0]) === 'code';
  }
  const { sourceCode } = file;
  if (literalText(value) !== undefined) return true;
  return /code$/i.test(sourceCode.getText(value)) || /code\(\)$/i.test(sourceCode.getText(source));
}

function withoutDefault(node: TSESTree.Node): TSESTree.Node {
  const isDefault = node.type === AST_NODE_TYPES.LogicalExpression && node.operator !== '&&';
  return isDefault ? unwrap(node.left) : node;
}
