import { createRule } from '../src/eslint/create-rule.js';
import { OpenGuards } from '../src/eslint/open-guards.js';
import { serverRequest, writtenRequest } from '../src/eslint/server-requests.js';

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
    writtenRequest:
      'A server sends no `{{method}}` at 2026-07-28. Answer the request of the client with `resultType: "input_required"` and `inputRequests`; the client repeats it with `inputResponses`.',
  },
  listen({ file, report }) {
    const guards = new OpenGuards(file);
    return {
      CallExpression(node) {
        const request = serverRequest(file, node);
        if (!request) return;
        report({
          node,
          messageId: guards.opensWhenItFails(node) ? 'failureGrants' : 'serverRequest',
          data: { spelling: request.spelling, builder: BUILDERS[request.method] },
        });
      },
      ObjectExpression(node) {
        const method = writtenRequest(file, node);
        if (method !== undefined) report({ node, messageId: 'writtenRequest', data: { method } });
      },
    };
  },
});
