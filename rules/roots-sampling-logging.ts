import type { TSESTree } from '@typescript-eslint/utils';
import { assignedCapability, capability } from '../src/eslint/capabilities.js';
import { createRule } from '../src/eslint/create-rule.js';
import { writtenMethod } from '../src/eslint/dispatch.js';
import { doesNothing } from '../src/eslint/handlers.js';
import { isOnV2 } from '../src/eslint/kept-legacy.js';
import { serverRequest } from '../src/eslint/server-requests.js';
import { propertyValue } from '../src/eslint/tree.js';

const LOG = 'notifications/message';
/** Handlers of a client for what is deprecated and goes on working. */
const HANDLED = new Set(['roots/list', 'sampling/createMessage', LOG]);
const REQUESTS: Readonly<Record<string, string>> = {
  'sampling/createMessage': 'Sampling is deprecated. Call the API of a model provider instead.',
  'roots/list': 'Roots are deprecated. Take paths from tool arguments, resource URIs or configuration.',
};
const CAPABILITIES: Readonly<Record<'client' | 'server', readonly string[]>> = {
  client: ['roots', 'sampling'],
  server: ['logging'],
};

/**
 * Reports the three features. In SDK v2 the log messages that a request asks for are what the rest of Logging becomes:
 * `ctx.mcpReq.log`, the capability that it needs and the handlers that hear it are right there.
 */
export const rootsSamplingLogging = createRule({
  change: 'roots-sampling-logging',
  description: 'Disallow Roots, Sampling and Logging, which are deprecated',
  messages: {
    capability:
      'The capability `{{name}}` is deprecated; it goes on working until 2027-07-28 at least. Offer what it provides in tool arguments, resources or configuration; log to stderr.',
    handler:
      '`{{method}}` is deprecated; the handler goes on working, for input requests too. Offer what it provides in tool arguments, resources or configuration in time.',
    logHandler:
      'Logging is deprecated; the handler goes on working for servers that still send messages to requests that ask for them.',
    log: '{{what}} is lost on 2026-07-28 HTTP connections, and on stdio it goes to clients that asked for no logs. In a handler call `ctx.mcpReq.log(level, data)`; elsewhere write to stderr.',
    logUnasked:
      '`notifications/message` also goes to 2026-07-28 clients that asked for no logs, which is not allowed. Call `ctx.mcpReq.log(level, data)`, which sends what the request asks for only.',
    request: '{{instead}}',
  },
  listen({ file, report }) {
    const declares = (node: TSESTree.NewExpression | TSESTree.CallExpression | TSESTree.ObjectExpression) => {
      for (const of of ['client', 'server'] as const) {
        for (const name of CAPABILITIES[of]) {
          const declared = capability(file, node, name);
          if (declared?.of !== of || (name === 'logging' && isOnV2(file))) continue;
          report({ node: declared.node, messageId: 'capability', data: { name } });
        }
      }
    };
    return {
      CallExpression(node) {
        declares(node);
        const call = file.call(node);
        const sent = file.sent(node);
        const handled = file.handled(node, method => HANDLED.has(method));
        const request = serverRequest(file, node);
        if (call?.name === 'sendLoggingMessage' && call.on !== 'Client') {
          report({ node, messageId: 'log', data: { what: '`sendLoggingMessage`' } });
        } else if (sent?.method === LOG && sent.on !== 'Client') {
          const isOfRequest = propertyValue(node.arguments[1], 'relatedRequestId') !== undefined;
          if (sent.on === 'Context' || isOfRequest) report({ node, messageId: 'logUnasked' });
          else report({ node, messageId: 'log', data: { what: `\`${LOG}\`` } });
        } else if (handled?.on === 'Client' && HANDLED.has(handled.method)) {
          if (doesNothing(file, handled.callback)) return;
          if (handled.method !== LOG) {
            report({ node, messageId: 'handler', data: { method: handled.method } });
          } else if (!isOnV2(file)) {
            report({ node, messageId: 'logHandler' });
          }
        } else if (request && REQUESTS[request.method] !== undefined) {
          report({ node, messageId: 'request', data: { instead: REQUESTS[request.method] } });
        }
      },
      NewExpression: declares,
      AssignmentExpression(node) {
        const { of, name } = assignedCapability(file, node) ?? {};
        if (of === undefined || name === undefined || !CAPABILITIES[of].includes(name)) return;
        if (name !== 'logging' || !isOnV2(file)) report({ node, messageId: 'capability', data: { name } });
      },
      ObjectExpression(node) {
        declares(node);
        if (file.speaksMcp && writtenMethod(file, node) === LOG) {
          report({ node, messageId: 'log', data: { what: `\`${LOG}\`` } });
        }
      },
    };
  },
});
