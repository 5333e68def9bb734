import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { dispatched, sharesBranch } from '../src/eslint/dispatch.js';
import { doesNothing } from '../src/eslint/handlers.js';
import { servesMethod } from '../src/eslint/http-routes.js';
import { keepsHandWritten, keepsLegacy } from '../src/eslint/kept-legacy.js';
import { messageMethod } from '../src/eslint/messages.js';
import { isPassedOn } from '../src/eslint/pass-through.js';
import { keepsSessions } from '../src/eslint/serving-era.js';
import { property } from '../src/eslint/tree.js';
import { subscribingCall, unheardChange } from '../src/eslint/unheard-changes.js';
import { speaksOverWire } from '../src/eslint/wire.js';
import { CHANGE_EVENTS, PUBLISHES } from '../src/facts/change-events.js';
import { LISTENS } from '../src/facts/protocol-words.js';

const SUBSCRIBES = /^resources\/(?:un)?subscribe$/;
const CALLS = /^(?:un)?subscribeResource$/;
/** Methods and messages of servers that announce a change, with what does it over HTTP. */
const NOTIFIERS: Readonly<Record<string, string>> = Object.fromEntries(
  CHANGE_EVENTS.flatMap(({ sender, method, notify }) => {
    const call = `${notify}(${notify === 'resourceUpdated' ? 'uri' : ''})`;
    return [
      [sender, call],
      [method, call],
    ];
  }),
);
const SERVES_HTTP = /\b(?:createMcpHandler|\w*StreamableHTTPServerTransport|McpAgent)\b/;

/** Finds resource subscriptions, the stream of GET, and change notifications that nobody listens for. */
export const subscriptionsListen = createRule({
  change: 'subscriptions-listen',
  description: 'Disallow resource subscriptions and the GET stream, and require listening for changes',
  messages: {
    handler:
      '`{{method}}` is never called on 2026-07-28 connections, so what it records stays as it is. Keep it for 2025-11-25, and announce updates without looking at the record: only listeners get them.',
    byHand:
      '`{{method}}` is gone in 2026-07-28. Use `subscriptions/listen` with `resourceSubscriptions`, and end it by closing its stream.',
    call: '`{{name}}` fails on 2026-07-28 connections. There, call `client.listen({ resourceSubscriptions: [uri] })`, and close the subscription when done.',
    lost: '`{{name}}` is lost without a word on 2026-07-28 HTTP connections. Call `notify.{{notify}}` on what `createMcpHandler` returned, and keep this for 2025-11-25.',
    unheard:
      '`{{method}}` arrives on 2026-07-28 connections only while the client listens for it. Give the client the `listChanged` option, or call `client.listen(…)` after connecting.',
    unheardByHand:
      '`{{method}}` arrives from servers of 2026-07-28 only while a `subscriptions/listen` request asks for it. Send one with `{{filter}}` in its `notifications` after the handshake, and read its stream with this code; older servers announce it unasked.',
    stream:
      'No 2026-07-28 client opens the stream of GET. `createMcpHandler` answers `subscriptions/listen` instead; change notifications go through its `notify`.',
  },
  listen({ file, report }) {
    const { code } = file;
    const isKept = keepsSessions(file);
    // A file that publishes through the handler as well sends by itself where that is right, as over stdio.
    const isLost = SERVES_HTTP.test(code) && !(file.importsV2 && PUBLISHES.test(code));
    const listens = LISTENS.test(code);
    const overWire = () => speaksOverWire(file);

    const inspectRoute = (node: TSESTree.Node): void => {
      if (!isKept && servesMethod(file, node, 'GET')) report({ node, messageId: 'stream' });
    };
    const inspectDispatch = (node: TSESTree.Node): void => {
      if (!file.speaksMcp || keepsLegacy(file)) return;
      for (const { node: at, method } of dispatched(file, node)) {
        if (SUBSCRIBES.test(method) && !sharesBranch(file, at))
          report({ node: at, messageId: 'byHand', data: { method } });
      }
    };
    const inspectWaiting = (node: TSESTree.Node): void => {
      const unheard = overWire() ? unheardChange(file, node) : undefined;
      if (unheard) report({ node, messageId: 'unheardByHand', data: { ...unheard } });
    };
    const inspectHandler = (node: TSESTree.CallExpression): void => {
      const handled = file.handled(node, method => SUBSCRIBES.test(method) || isAnnouncement(method));
      if (!handled) return;
      const { method, on, callback } = handled;
      if (SUBSCRIBES.test(method) && on !== 'Client' && !keepsLegacy(file)) {
        report({ node, messageId: 'handler', data: { method } });
      }
      if (
        isAnnouncement(method) &&
        on === 'Client' &&
        !listens &&
        !doesNothing(file, callback) &&
        overWire()
      ) {
        report({ node, messageId: 'unheard', data: { method } });
      }
    };
    const inspectCall = (node: TSESTree.CallExpression): void => {
      const call = file.call(node);
      const sent = file.sent(node);
      if (sent && SUBSCRIBES.test(sent.method)) {
        report({ node, messageId: 'byHand', data: { method: sent.method } });
      }
      if (!call) return;
      if (call.on === 'Client') {
        const isCall = CALLS.test(call.name) && overWire() && !(keepsLegacy(file) && isPassedOn(file, call));
        if (isCall) report({ node, messageId: 'call', data: { name: call.name } });
        return;
      }
      const name = sent?.method ?? call.name;
      const notify = Object.hasOwn(NOTIFIERS, name) ? NOTIFIERS[name] : undefined;
      if (notify !== undefined && isLost) report({ node, messageId: 'lost', data: { name, notify } });
    };

    return {
      CallExpression(node) {
        inspectRoute(node);
        inspectHandler(node);
        inspectCall(node);
        inspectDispatch(node);
        const method = overWire() ? subscribingCall(file, node) : undefined;
        if (method !== undefined) report({ node, messageId: 'byHand', data: { method } });
      },
      NewExpression: inspectDispatch,
      ObjectExpression(node) {
        inspectDispatch(node);
        const method = messageMethod(file.names, node);
        if (method === undefined || !SUBSCRIBES.test(method) || keepsHandWritten(file)) return;
        const isMessage = property(node, 'jsonrpc') !== undefined || property(node, 'params') !== undefined;
        if (!isMessage) return;
        const { parent } = node;
        const isSent = parent.type === AST_NODE_TYPES.CallExpression && file.sent(parent) !== undefined;
        if (!isSent && file.speaksMcp) report({ node, messageId: 'byHand', data: { method } });
      },
      ExportNamedDeclaration: inspectRoute,
      BinaryExpression(node) {
        inspectRoute(node);
        inspectDispatch(node);
        inspectWaiting(node);
      },
      SwitchCase(node) {
        inspectRoute(node);
        inspectDispatch(node);
        inspectWaiting(node);
      },
    };
  },
});

function isAnnouncement(method: string): boolean {
  return method.startsWith('notifications/') && Object.hasOwn(NOTIFIERS, method);
}
