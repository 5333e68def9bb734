import { createRule } from '../src/eslint/create-rule.js';
import { notificationsRunning } from '../src/eslint/notifications.js';
import { OpenGuards } from '../src/eslint/open-guards.js';
import { serverRequest, writtenRequest } from '../src/eslint/server-requests.js';
import { REMOVED_METHODS } from '../src/facts/protocol.js';

const BUILDERS: Readonly<Record<string, string>> = {
  'elicitation/create': 'inputRequired.elicit',
  'sampling/createMessage': 'inputRequired.createMessage',
  'roots/list': 'inputRequired.listRoots',
};

export const multiRoundTrip = createRule({
  change: 'multi-round-trip',
  description: 'Disallow requests from a server to its client',
  messages: {
    serverRequest:
      '`{{spelling}}` fails on 2026-07-28 connections: a server sends no requests there. Return `inputRequired({ inputRequests: { name: {{builder}}(…) } })` from the handler, and read `ctx.mcpReq.inputResponses` when it runs again.',
    failureGrants:
      '`{{spelling}}` fails on 2026-07-28 connections, and this code takes the failure for a yes. Return `inputRequired({ inputRequests: { name: {{builder}}(…) } })` from the handler, and refuse without an answer.',
    notified:
      '`{{spelling}}` fails on 2026-07-28 connections, and nothing goes back to the client from a notification. Ask in the tools, prompts and resources that need the answer: return `inputRequired({ inputRequests: { name: {{builder}}(…) } })` there, and read `ctx.mcpReq.inputResponses` when they run again.',
    notReached:
      '`{{spelling}}` is not reached on 2026-07-28 connections: clients send no {{notifications}} there. Ask in the tools, prompts and resources that need the answer: return `inputRequired({ inputRequests: { name: {{builder}}(…) } })` there, and read `ctx.mcpReq.inputResponses` when they run again.',
    writtenRequest:
      'A server sends no `{{method}}` at 2026-07-28. Answer the request of the client with `resultType: "input_required"` and `inputRequests`; the client repeats it with `inputResponses`.',
  },
  listen({ file, report }) {
    const guards = new OpenGuards(file);
    return {
      CallExpression(node) {
        const request = serverRequest(file, node);
        if (!request) return;
        const { spelling, method } = request;
        const notifications = notificationsRunning(file, node) ?? [];
        report({
          node,
          messageId: messageFor(notifications, guards.opensWhenItFails(node)),
          data: {
            spelling,
            builder: BUILDERS[method],
            notifications: notifications.map(each => `\`${each}\``).join(' or '),
          },
        });
      },
      ObjectExpression(node) {
        const method = writtenRequest(file, node);
        if (method !== undefined) report({ node, messageId: 'writtenRequest', data: { method } });
      },
    };
  },
});

function messageFor(notifications: readonly string[], grants: boolean) {
  if (notifications.length === 0) return grants ? 'failureGrants' : 'serverRequest';
  return notifications.every(each => REMOVED_METHODS.includes(each)) ? 'notReached' : 'notified';
}
