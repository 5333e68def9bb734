import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unaskedClient } from '../src/eslint/client-negotiation.js';
import { clientRead, servesHttpOnly } from '../src/eslint/client-reads.js';
import { createRule } from '../src/eslint/create-rule.js';
import { dispatched, writtenMethod } from '../src/eslint/dispatch.js';
import { methodWithoutMeta } from '../src/eslint/hand-built-messages.js';
import { framework } from '../src/eslint/frameworks.js';
import { HANDSHAKE, isInitialize, missedWithout, sendsInitialize } from '../src/eslint/handshake.js';
import { keepsHandWritten, keepsLegacy, readsEnvelope } from '../src/eslint/kept-legacy.js';
import { OpenGuards } from '../src/eslint/open-guards.js';
import { isOnlyLogged } from '../src/eslint/session-reads.js';
import { startsSession } from '../src/eslint/session-start.js';
import { unservedStdio } from '../src/eslint/stdio-serving.js';
import { memberName, unwrap } from '../src/eslint/tree.js';

const PRIVATE = new Set(['_oninitialize', '_clientCapabilities', '_clientVersion']);
/** Exports of the SDK that tell messages of the handshake. */
const TELLERS = new Set(['isInitializeRequest', 'isInitializedNotification']);
const SCHEMAS = new Set(['InitializeRequestSchema', 'InitializedNotificationSchema']);

export const statelessHandshake = createRule({
  change: 'stateless-handshake',
  description:
    'Disallow relying on the `initialize` handshake, and require opting in to 2026-07-28 in SDK v2',
  messages: {
    neverCalled:
      '{{what}} is never called for 2026-07-28 clients. Do this when the server is built, or read the client from `ctx.mcpReq.envelope` in the handlers.',
    registersNothing:
      '{{what}} is never called for 2026-07-28 clients, so what it registers is missing there. Register it when the server is built; look at `ctx.mcpReq.envelope` in the handler for what the client can do.',
    neverSeen:
      '{{what}} never succeeds for 2026-07-28 clients, which start without a handshake. Let `isLegacyRequest` or the era decide first, and take what it learns from the envelope of each request.',
    byHand:
      "There is no `{{method}}` at 2026-07-28: servers that speak it only refuse it. Connect with the SDK's `Client` and `versionNegotiation: { mode: 'auto' }`, or send `server/discover` first.",
    noMeta:
      "This request of `{{method}}` does not say in `_meta` who sends it. Every request of 2026-07-28 carries `io.modelcontextprotocol/protocolVersion` and `io.modelcontextprotocol/clientCapabilities`; add them, or send it with the SDK's `Client`.",
    privateMember:
      '`{{name}}` is private and stays empty on 2026-07-28 connections. Read the client from `ctx.mcpReq.envelope` in the handler.',
    clientInfo:
      '`{{name}}()` is undefined on 2026-07-28 stdio connections; the client says it with every request. Read `ctx.mcpReq.envelope` in the handler first; `npx mcp-migrate` rewrites reads in handlers.',
    failsOpen:
      'This guard fails open: `getClientCapabilities()` is undefined on 2026-07-28 stdio and on stateless HTTP connections, and the code goes on without asking. Read the capabilities from `ctx.mcpReq.envelope`, and refuse when the client cannot be asked.',
    connectedByHand:
      'A stdio server that is connected by hand serves 2025-11-25 only. Serve it with `serveStdio(() => server)`; `npx mcp-migrate` rewrites this.',
    notNegotiated:
      "This client speaks 2025-11-25 only. Add `versionNegotiation: { mode: 'auto' }` to its options; `npx mcp-migrate` rewrites this.",
    framework: '{{message}} {{advice}}',
    useServeStdio: 'Serve it with `serveStdio`.',
    negotiate: "Add `versionNegotiation: { mode: 'auto' }`.",
  },
  hasSuggestions: true,
  listen({ context, file, report }) {
    const guards = new OpenGuards(file);

    const neverCalled = (node: TSESTree.Node, what: string, callback: TSESTree.Node | undefined) => {
      const missed = missedWithout(file, callback);
      if (missed === 'registrations') report({ node, messageId: 'registersNothing', data: { what } });
      else if (!keepsLegacy(file) && (missed !== 'log' || file.settings.legacy === 'drop')) {
        report({ node, messageId: 'neverCalled', data: { what } });
      }
    };

    const looksFor = (node: TSESTree.Node) => {
      if (!file.speaksMcp || keepsHandWritten(file)) return;
      for (const { node: at, method } of dispatched(file, node)) {
        if (!HANDSHAKE.includes(method) || readsEnvelope(file, at)) continue;
        report({ node: at, messageId: 'neverSeen', data: { what: `A test for \`${method}\`` } });
      }
    };

    /** `isInitializeRequest(body)`, `messages.some(isInitializeRequest)`, `InitializeRequestSchema.safeParse(body)`. */
    const tellsHandshake = (node: TSESTree.CallExpression): string | undefined => {
      for (const each of [node.callee, ...node.arguments]) {
        const name = file.names.sdkName(each);
        if (name !== undefined && TELLERS.has(name)) return name;
      }
      const { callee } = node;
      if (callee.type !== AST_NODE_TYPES.MemberExpression) return undefined;
      const schema = file.names.sdkName(callee.object);
      return schema !== undefined && SCHEMAS.has(schema) ? schema : undefined;
    };

    const startsFramework = (node: TSESTree.CallExpression | TSESTree.NewExpression) => {
      const found = framework(file, context.filename, node, 'stateless-handshake');
      if (found) report({ node, messageId: 'framework', data: { ...found } });
    };

    return {
      CallExpression(node) {
        startsFramework(node);
        const read = clientRead(file, node);
        if (read !== undefined) {
          const isOpen = read === 'getClientCapabilities' && guards.opensWithoutCapability(node);
          if (!isOpen && servesHttpOnly(file)) return;
          report({ node, messageId: isOpen ? 'failsOpen' : 'clientInfo', data: { name: read } });
          return;
        }
        const handled = file.handled(node, method => HANDSHAKE.includes(method));
        if (handled && HANDSHAKE.includes(handled.method) && handled.on !== 'Client') {
          neverCalled(node, `The handler of \`${handled.method}\``, handled.callback);
          return;
        }
        const teller = tellsHandshake(node);
        if (teller !== undefined) {
          if (isOnlyLogged(file, node)) return;
          if (!keepsLegacy(file) || !startsSession(file, node)) {
            report({ node, messageId: 'neverSeen', data: { what: `\`${teller}\`` } });
          }
          return;
        }
        if (sendsInitialize(file, node) && !keepsHandWritten(file)) {
          report({ node, messageId: 'byHand', data: { method: 'initialize' } });
          return;
        }
        const client = node.callee.type === AST_NODE_TYPES.Super ? unaskedClient(file, node) : undefined;
        if (client) notNegotiated(client);
        looksFor(node);
      },
      NewExpression(node) {
        startsFramework(node);
        looksFor(node);
        const client = unaskedClient(file, node);
        if (client) notNegotiated(client);
        const stdio = unservedStdio(file, node);
        if (!stdio) return;
        const { fix } = stdio;
        report({
          node: stdio.node,
          messageId: 'connectedByHand',
          suggest: fix ? [{ messageId: 'useServeStdio', fix }] : [],
        });
      },
      AssignmentExpression(node) {
        const { left } = node;
        if (left.type !== AST_NODE_TYPES.MemberExpression || memberName(left) !== 'oninitialized') return;
        const owner = file.values.classOf(left.object);
        if (owner === 'Server' || owner === 'McpServer') {
          neverCalled(node, '`oninitialized`', node.right);
        }
      },
      MemberExpression(node) {
        const name = memberName(node);
        if (name === undefined || !PRIVATE.has(name)) return;
        if (unwrap(node.object).type === AST_NODE_TYPES.ThisExpression) return;
        const owner = file.values.classOf(node.object) ?? (file.usesSdk ? 'Server' : undefined);
        if (owner === 'Server') {
          report({ node, messageId: 'privateMember', data: { name } });
        }
      },
      ObjectExpression(node) {
        if (keepsHandWritten(file)) return;
        const written = writtenMethod(file, node);
        if (isInitialize(file, node)) report({ node, messageId: 'byHand', data: { method: 'initialize' } });
        else if (written === 'notifications/initialized') {
          report({ node, messageId: 'byHand', data: { method: written } });
        } else if (file.speaksMcp && !keepsLegacy(file) && methodWithoutMeta(file, node) !== undefined) {
          report({ node, messageId: 'noMeta', data: { method: written } });
        } else looksFor(node);
      },
      BinaryExpression: looksFor,
      SwitchCase: looksFor,
    };

    function notNegotiated({ node, fix }: NonNullable<ReturnType<typeof unaskedClient>>) {
      report({
        node,
        messageId: 'notNegotiated',
        suggest: fix ? [{ messageId: 'negotiate', fix }] : [],
      });
    }
  },
});
