import type { TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { dispatched, writtenMethod } from '../src/eslint/dispatch.js';
import { keepsLegacy } from '../src/eslint/kept-legacy.js';
import { isPassedOn } from '../src/eslint/pass-through.js';
import { speaksOverWire } from '../src/eslint/wire.js';

const INSTEAD: Readonly<Record<string, string>> = {
  ping: 'Any answer shows that the other side lives; ping only where `getProtocolEra()` is `legacy`.',
  'logging/setLevel': 'Put `io.modelcontextprotocol/logLevel` into the `_meta` of each request.',
  'notifications/roots/list_changed': 'Servers ask for roots when they need them.',
};
const CALLS: Readonly<Record<string, string>> = {
  ping: 'ping',
  setLoggingLevel: 'logging/setLevel',
  sendRootsListChanged: 'notifications/roots/list_changed',
};
/** What has a peer to call; transports and other objects have methods of these names for other things. */
const PEERS = new Set(['Server', 'McpServer', 'Client']);

export const removedMethods = createRule({
  change: 'removed-methods',
  description: 'Disallow `ping`, `logging/setLevel` and `notifications/roots/list_changed`',
  messages: {
    call: '`{{what}}` fails on 2026-07-28 connections, which have no `{{method}}`. {{instead}}',
    handler:
      '`{{method}}` is gone: this handler is never called for 2026-07-28 peers. {{instead}} `npx mcp-migrate` keeps it for 2025-11-25.',
    dispatch: '`{{method}}` is gone: no 2026-07-28 message has it. {{instead}}',
    message: 'There is no `{{method}}` at 2026-07-28. {{instead}}',
  },
  listen({ file, report }) {
    const isRemoved = (method: string | undefined) => method !== undefined && Object.hasOwn(INSTEAD, method);
    const looksFor = (node: TSESTree.Node) => {
      if (keepsLegacy(file) || !file.speaksMcp) return;
      for (const { node: at, method } of dispatched(file, node)) {
        if (isRemoved(method)) report({ node: at, messageId: 'dispatch', data: data(method) });
      }
    };
    return {
      CallExpression(node) {
        const call = file.call(node);
        const isPeer = call && PEERS.has(call.on) && Object.hasOwn(CALLS, call.name);
        const called = isPeer ? CALLS[call.name] : undefined;
        const sent = called === undefined ? file.sent(node)?.method : undefined;
        const method = called ?? sent;
        const handled = file.handled(node, isRemoved);
        if (method !== undefined && isRemoved(method)) {
          if (call?.on === 'Client' && !speaksOverWire(file)) return;
          if (call && keepsLegacy(file) && isPassedOn(file, call)) return;
          report({ node, messageId: 'call', data: { ...data(method), what: called ? call?.name : method } });
        } else if (handled && isRemoved(handled.method) && !keepsLegacy(file)) {
          report({ node, messageId: 'handler', data: data(handled.method) });
        } else {
          looksFor(node);
        }
      },
      BinaryExpression: looksFor,
      SwitchCase: looksFor,
      NewExpression: looksFor,
      ObjectExpression(node) {
        const method = file.speaksMcp ? writtenMethod(file, node) : undefined;
        if (method !== undefined && isRemoved(method)) {
          report({ node, messageId: 'message', data: data(method) });
        } else {
          looksFor(node);
        }
      },
    };
  },
});

function data(method: string): { readonly method: string; readonly instead: string | undefined } {
  return { method, instead: INSTEAD[method] };
}
