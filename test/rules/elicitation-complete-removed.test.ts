import { elicitationCompleteRemoved } from '../../rules/elicitation-complete-removed.js';
import { tester } from './tester.js';

const V1 = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UrlElicitationRequiredError, McpError, ErrorCode, ElicitationCompleteNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
`;
const V2 = `import { McpServer, UrlElicitationRequiredError, inputRequired } from '@modelcontextprotocol/server';
import { Client } from '@modelcontextprotocol/client';
`;

tester.run('elicitation-complete-removed', elicitationCompleteRemoved, {
  valid: [
    {
      name: 'what SDK v2 asks clients of 2025-11-25',
      code: `${V2}const server = new McpServer(info); server.registerTool('connect', { inputSchema }, async (args, ctx) => {
  const done = server.server.createElicitationCompletionNotifier(id, { relatedRequestId: ctx.mcpReq.id });
  await ctx.mcpReq.elicitInput({ mode: 'url', message: 'Connect', url, elicitationId: id });
  await done();
});`,
    },
    {
      name: 'an input request with a URL',
      code: `${V2}const result = inputRequired({ inputRequests: { auth: inputRequired.elicitUrl({ message: 'Sign in', url }) } });`,
    },
    {
      name: 'a number of something else',
      code: `const offset = -32042; if (row.value === -32042) skip(); const elicitationForm = {};`,
    },
    { name: 'an id in a form', code: `${V1}const schema = { url: z.string(), elicitationId: z.string() };` },
    {
      name: 'an error of its own',
      code: `${V1}import { UrlElicitationRequiredError as Own } from './errors.js'; throw new Own('elicitation');`,
    },
    {
      name: 'checks for 2025-11-25 servers that are kept',
      code: `${V2}try { await call(); } catch (error) { if (error instanceof UrlElicitationRequiredError) open(error); if (error.code === -32042) open(error); }`,
    },
    {
      name: 'a handler for 2025-11-25 servers that is kept',
      code: `${V2}new Client(info).setNotificationHandler('notifications/elicitation/complete', done);`,
    },
    {
      name: 'thrown for legacy requests only',
      code: `${V2}function ask(ctx) { if (ctx.mcpReq.envelope === undefined) throw new UrlElicitationRequiredError([]); return inputRequired({}); }`,
    },
    {
      name: 'other codes',
      code: `${V1}throw new McpError(ErrorCode.InvalidParams, 'No elicitation'); if (error.code === -32602) retry();`,
    },
    {
      name: 'comments and prose',
      code: `${V1}// notifications/elicitation/complete\nlog('-32042 asks for a URL elicitation');`,
    },
    { name: 'a test', filename: 'test/url.test.ts', code: `${V1}throw new UrlElicitationRequiredError([]);` },
  ],
  invalid: [
    {
      name: 'what SDK v2 asks clients of 2025-11-25, where they are dropped',
      code: `${V2}const server = new McpServer(info); server.registerTool('connect', { inputSchema }, async (args, ctx) => {
  const done = server.server.createElicitationCompletionNotifier(id);
  await ctx.mcpReq.elicitInput({ mode: 'url', message: 'Connect', url, elicitationId: id });
});`,
      settings: { mcp: { legacy: 'drop' } },
      errors: [{ messageId: 'notified' }, { messageId: 'id' }],
    },
    {
      name: 'the id of an input request',
      code: `${V2}const ask = () => inputRequired.elicitUrl({ mode: 'url', message: 'Connect', url, elicitationId: id });`,
      errors: [{ messageId: 'id' }],
    },
    {
      name: 'the error, with an id',
      code: `${V1}function ask() {
  throw new UrlElicitationRequiredError([{ mode: 'url', message: 'Sign in', url, elicitationId: id }]);
}`,
      errors: [
        { messageId: 'thrown', line: 5, column: 9 },
        { messageId: 'id', line: 5, column: 82 },
      ],
    },
    {
      name: 'the error by its code',
      code: `${V1}throw new McpError(-32042, 'Sign in'); throw new McpError(ErrorCode.UrlElicitationRequired, 'Sign in');`,
      errors: [{ messageId: 'thrown' }, { messageId: 'thrown' }],
    },
    {
      name: 'the error by hand',
      code: `if (message.method === 'tools/call' || message.method === 'elicitation/create') respond({ jsonrpc: '2.0', id, error: { code: -32042, message: 'Sign in' } });`,
      errors: [{ messageId: 'thrown', column: 120 }],
    },
    {
      name: 'SDK v2 on all connections',
      code: `${V2}function ask() { throw new UrlElicitationRequiredError([]); }`,
      errors: [{ messageId: 'thrown' }],
    },
    {
      name: 'checks of a client',
      code: `${V1}try { await call(); } catch (error) {
  if (error instanceof UrlElicitationRequiredError) open(error);
  if (error.code === ErrorCode.UrlElicitationRequired) open(error);
  switch (error.code) { case -32042: open(error); }
}`,
      errors: [
        { messageId: 'caught', line: 5, column: 7 },
        { messageId: 'caught', line: 6 },
        { messageId: 'caught', line: 7, column: 25 },
      ],
    },
    {
      name: 'a namespace',
      code: `import * as types from '@modelcontextprotocol/sdk/types.js'; throw new types.UrlElicitationRequiredError([]);`,
      errors: [{ messageId: 'thrown' }],
    },
    {
      name: 'notifiers and notifications',
      code: `${V1}const server = new McpServer(info); const done = server.server.createElicitationCompletionNotifier(id);
server.server.notification({ method: 'notifications/elicitation/complete', params: { elicitationId: id } });
write({ jsonrpc: '2.0', method: 'notifications/elicitation/complete' });`,
      errors: [
        { messageId: 'notified', line: 4, column: 50 },
        { messageId: 'notified', line: 5, column: 1 },
        { messageId: 'notified', line: 6, column: 7 },
      ],
    },
    {
      name: 'a client that waits',
      code: `${V1}const client = new Client(info); client.setNotificationHandler(ElicitationCompleteNotificationSchema, done);
if (message.method === 'notifications/elicitation/complete') done();`,
      errors: [
        { messageId: 'awaited', line: 4 },
        { messageId: 'awaited', line: 5 },
      ],
    },
    {
      name: 'a handler, once 2025-11-25 is dropped',
      settings: { mcp: { legacy: 'drop' } },
      code: `${V2}new Client(info).setNotificationHandler('notifications/elicitation/complete', done);`,
      errors: [{ messageId: 'awaited' }],
    },
  ],
});
