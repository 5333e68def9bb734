import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { keepsLegacy } from '../src/eslint/kept-legacy.js';
import { literalText, memberName, propertyValue, unwrap } from '../src/eslint/tree.js';

/** The event by which a server says where to POST, as it goes over the wire. */
const ENDPOINT_EVENT = /(?:^|\n)event: ?endpoint\r?\n/;

/** Finds the HTTP+SSE transport of 2024-11-05, of the SDK and written by hand. */
export const httpSseTransport = createRule({
  change: 'http-sse-transport',
  description: 'Disallow the deprecated HTTP+SSE transport',
  messages: {
    server:
      'The HTTP+SSE transport is deprecated and cannot serve 2026-07-28. Serve `createMcpHandler` beside it, and take these routes out when no client needs them.',
    client:
      'The HTTP+SSE transport is deprecated; as a fallback for old servers it goes on working. Try `StreamableHTTPClientTransport` first.',
    endpoint:
      'The `endpoint` event belongs to the HTTP+SSE transport, which is deprecated and cannot carry 2026-07-28. Serve Streamable HTTP.',
    listener:
      'The `endpoint` event belongs to the HTTP+SSE transport, which is deprecated. Try Streamable HTTP first, and fall back to this for old servers.',
  },
  listen({ file, report }) {
    const inspectText = (node: TSESTree.Node, text: string | undefined): void => {
      if (text !== undefined && ENDPOINT_EVENT.test(text)) report({ node, messageId: 'endpoint' });
    };
    const inspectClass = (node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): void => {
      const base = node.superClass ? file.names.sdkName(node.superClass) : undefined;
      if (base === 'SSEServerTransport') report({ node: node.superClass!, messageId: 'server' });
      if (base === 'SSEClientTransport' && !keepsLegacy(file)) {
        report({ node: node.superClass!, messageId: 'client' });
      }
    };
    return {
      NewExpression(node) {
        const name = file.names.sdkName(node.callee);
        if (name === 'SSEServerTransport') report({ node, messageId: 'server' });
        if (name === 'SSEClientTransport' && !keepsLegacy(file)) report({ node, messageId: 'client' });
      },
      ClassDeclaration: inspectClass,
      ClassExpression: inspectClass,
      Literal: node => inspectText(node, literalText(node)),
      TemplateLiteral: node => inspectText(node, node.quasis[0]?.value.cooked ?? undefined),
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== AST_NODE_TYPES.MemberExpression || !file.speaksMcp) return;
        const name = memberName(callee) ?? '';
        const [first] = node.arguments;
        if (/sse|send|push/i.test(name) && first && isEndpoint(propertyValue(unwrap(first), 'event'))) {
          report({ node, messageId: 'endpoint' });
        }
        if (name !== 'addEventListener' || !isEndpoint(first) || keepsLegacy(file)) return;
        const source = unwrap(callee.object);
        const made = source.type === AST_NODE_TYPES.Identifier ? file.names.initializer(source) : source;
        const isEventSource =
          made?.type === AST_NODE_TYPES.NewExpression &&
          made.callee.type === AST_NODE_TYPES.Identifier &&
          made.callee.name === 'EventSource';
        if (isEventSource) report({ node, messageId: 'listener' });
      },
    };
  },
});

function isEndpoint(node: TSESTree.Node | undefined): boolean {
  return literalText(node) === 'endpoint';
}
