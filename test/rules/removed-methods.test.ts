import path from 'node:path';
import { removedMethods } from '../../rules/removed-methods.js';
import { tester } from './tester.js';

const V1 = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SetLevelRequestSchema, PingRequestSchema, RootsListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
`;
const V2_SERVER = `import { McpServer, Server } from '@modelcontextprotocol/server';
`;
const V2_CLIENT = `import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
`;
const BY_HAND = `if (message.method === 'tools/list') list(); if (message.method === 'tools/call') run();
`;
const DROP = { mcp: { legacy: 'drop' } };
/** A file beside modules that pass the SDK on. */
const filename = path.join(import.meta.dirname, 'resources/server.ts');

tester.run('removed-methods', removedMethods, {
  valid: [
    {
      name: 'tables of other protocols',
      code: `connection.onRequest('initialize', start);
rpc.addMethod('ping', () => ({}));
rpc.addMethod('textDocument/hover', hover);
a2a.addMethod('tasks/get', get);
a2a.addMethod('ping', () => ({}));
const words = ['tools/list', 'tools/call'];`,
    },
    {
      name: 'functions that settle to something else',
      code: `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
const redis = await import('redis').catch(() => null);
await new redis.Client().ping();`,
    },
    {
      name: 'a wrapper that passes on what it is asked for, on SDK v2',
      code: `${V2_CLIENT}class Traced { constructor(private inner: Client) {}
  ping(options) { return this.inner.ping(options); }
  setLoggingLevel = (level, options) => this.inner.setLoggingLevel(level, this.traced(options)); }`,
    },
    {
      name: 'an SSE event',
      code: `${V1}res.write('event: ping\\n\\n'); events.addEventListener('ping', () => {});`,
    },
    { name: 'a route', code: `${V1}app.get('/ping', (req, res) => res.send('pong'));` },
    {
      name: 'a tool',
      code: `${V1}new McpServer(info).registerTool('ping', {}, async () => ({ content: [] })); client.callTool({ name: 'ping' });`,
    },
    { name: 'a websocket', code: `${V1}const socket = new WebSocket(url); socket.ping();` },
    { name: 'a database', code: `${V1}await redis.ping(); await mongo.db().command({ ping: 1 });` },
    {
      name: 'JSON-RPC that is not MCP',
      code: `socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })); if (message.method === 'ping') pong();`,
    },
    { name: 'a comment and prose', code: `${V1}// answers ping\nlog('logging/setLevel is not supported');` },
    {
      name: 'a handler for 2025-11-25 clients that is kept',
      code: `${V2_SERVER}new McpServer(info).server.setRequestHandler('logging/setLevel', async () => ({}));`,
    },
    {
      name: 'a handler that is kept, through a module of the project',
      filename,
      settings: { mcp: { tests: true } },
      code: `import { McpServer } from './sdk-v2.js'; new McpServer(info).server.setRequestHandler('logging/setLevel', () => ({}));`,
    },
    {
      name: 'a roots handler that is kept',
      code: `${V2_SERVER}new Server(info).setNotificationHandler('notifications/roots/list_changed', reload);`,
    },
    {
      name: 'calls behind the era',
      code: `${V2_CLIENT}const client = new Client(info);
if (client.getProtocolEra() === 'legacy') { await client.ping(); await client.setLoggingLevel('info'); }`,
    },
    {
      name: 'calls where the era has been told before',
      code: `${V2_CLIENT}async function alive(client: Client) { if (client.getProtocolEra() !== 'legacy') return true; await client.ping(); return true; }`,
    },
    {
      name: 'calls behind an era that is worked out',
      code: `${V2_CLIENT}async function quiet(client: Client) {
  const era = client.getProtocolEra() === 'modern' ? 'modern' : 'legacy';
  if (era === 'legacy' && client.getServerCapabilities()?.logging) await client.setLoggingLevel('error');
}`,
    },
    {
      name: 'a client of a linked pair',
      code: `import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
const client = new Client(info); await client.ping();`,
    },
    {
      name: 'code by hand that speaks both revisions',
      code: `${BY_HAND}if (message.method === 'server/discover') discover(); if (message.method === 'ping') pong();`,
    },
    {
      name: 'counters by method',
      code: `const calls = { 'tools/list': 0, 'tools/call': 0, ping: 0 };`,
    },
    {
      name: 'a test',
      filename: 'src/server.test.ts',
      code: `${V1}const client = new Client(info); await client.ping();`,
    },
    {
      name: 'a Map of other things',
      code: `const seen = 'tools/call';
const counts = new Map([['tools/list', 0], ['ping', 1]]);
const own = new Map([['ping', pong], ['hover', hover]]);
const three = new Map([['tools/list', list, 1], ['ping', pong, 2]]);
const other = new Registry([['tools/list', list], ['ping', pong]]);`,
    },
    {
      name: 'handlers of other methods',
      code: `${V1}new Server(info).setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [] }));`,
    },
  ],
  invalid: [
    {
      name: 'a Map of pairs',
      code: `const handlers = new Map([
  ['tools/list', list],
  ['tools/call', call],
  ['ping', () => ({})],
]);`,
      errors: [{ messageId: 'dispatch', line: 4 }],
    },
    {
      name: 'a table that is filled by calls',
      code: `rpc.addMethod('tools/list', list);
rpc.addMethod('resources/read', read);
rpc.addMethod('ping', () => ({}));
const seen = 'tools/call';`,
      errors: [{ messageId: 'dispatch', line: 3 }],
    },
    {
      name: 'a class that is imported late',
      code: `const { Client } = await import('@modelcontextprotocol/sdk/client/index.js').catch(fail);
await new Client(info).ping();
const C = await import('@modelcontextprotocol/sdk/client/index.js').then(m => m.Client);
await new C(info).ping();`,
      errors: [
        { messageId: 'call', line: 2 },
        { messageId: 'call', line: 4 },
      ],
    },
    {
      name: 'a wrapper that makes something else of it, and one on SDK v1',
      code: `${V2_CLIENT}class Checked { constructor(private inner: Client) {}
  isAlive() { return this.inner.ping(); } }`,
      errors: [{ messageId: 'call', line: 3 }],
    },
    {
      name: 'a wrapper on SDK v1',
      code: `${V1}class Traced { constructor(private inner: Client) {} ping() { return this.inner.ping(); } }`,
      errors: [{ messageId: 'call' }],
    },
    {
      name: 'handlers that a loop registers',
      code: `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema, SetLevelRequestSchema } from '@modelcontextprotocol/sdk/types.js';
const server = new Server(info, {});
for (const schema of [ListToolsRequestSchema, SetLevelRequestSchema]) server.setRequestHandler(schema, forward);`,
      errors: [{ messageId: 'handler', line: 4, column: 71 }],
    },
    {
      name: 'a keep-alive of a server',
      code: `${V1}const server = new McpServer(info);
setInterval(() => { void server.server.ping(); }, 30_000);`,
      errors: [{ messageId: 'call', line: 6, column: 26 }],
    },
    {
      name: 'calls of a client',
      code: `${V1}const client = new Client(info);
await client.ping(); await client.setLoggingLevel('debug'); await client.sendRootsListChanged();`,
      errors: [{ messageId: 'call' }, { messageId: 'call' }, { messageId: 'call' }],
    },
    {
      name: 'messages through the SDK',
      code: `${V1}async function run(client: Client, server: Server) {
  await client.request({ method: 'ping' }, EmptyResultSchema);
  await client.notification({ method: 'notifications/roots/list_changed' });
  await server.request({ method: 'ping' }, EmptyResultSchema);
}`,
      errors: [
        { messageId: 'call', line: 6 },
        { messageId: 'call', line: 7 },
        { messageId: 'call', line: 8 },
      ],
    },
    {
      name: 'a ping of the client in a handler',
      code: `${V1}new McpServer(info).registerTool('a', {}, async (args, extra) => { await extra.sendRequest({ method: 'ping' }, EmptyResultSchema); });`,
      errors: [{ messageId: 'call' }],
    },
    {
      name: 'a client that comes from elsewhere',
      code: `${V1}export const quiet = session => session.client.setLoggingLevel('error');`,
      errors: [{ messageId: 'call' }],
    },
    {
      name: 'handlers in SDK v1',
      code: `${V1}const server = new Server(info);
server.setRequestHandler(SetLevelRequestSchema, async () => ({}));
server.setRequestHandler(PingRequestSchema, async () => ({}));
server.setNotificationHandler(RootsListChangedNotificationSchema, async () => {});`,
      errors: [
        { messageId: 'handler', line: 6, column: 1 },
        { messageId: 'handler', line: 7 },
        { messageId: 'handler', line: 8 },
      ],
    },
    {
      name: 'through a module of the project',
      filename,
      settings: { mcp: { tests: true } },
      code: `import * as sdk from './sdk-v1.js'; new sdk.McpServer(info).server.setRequestHandler(sdk.SetLevelRequestSchema, () => ({}));`,
      errors: [{ messageId: 'handler' }],
    },
    {
      name: 'a namespace and CommonJS',
      code: `const types = require('@modelcontextprotocol/sdk/types.js'); const { Server } = require('@modelcontextprotocol/sdk/server/index.js');
new Server(info).setRequestHandler(types.SetLevelRequestSchema, () => ({}));`,
      errors: [{ messageId: 'handler', line: 2 }],
    },
    {
      name: 'a handler for 2025-11-25 clients, once these are dropped',
      settings: DROP,
      code: `${V2_SERVER}new McpServer(info).server.setRequestHandler('logging/setLevel', async () => ({}));`,
      errors: [{ messageId: 'handler' }],
    },
    {
      name: 'a call in SDK v2',
      code: `${V2_CLIENT}const client = new Client(info); await client.setLoggingLevel('info');`,
      errors: [{ messageId: 'call', line: 2, column: 40 }],
    },
    {
      name: 'dispatch by hand',
      code: `${BY_HAND}switch (request.method) { case 'ping': return {}; case 'logging/setLevel': return {}; }
if ('ping' === request.method) pong();
if (['ping', 'tools/list'].includes(request.method)) open();`,
      errors: [
        { messageId: 'dispatch', line: 2, column: 27 },
        { messageId: 'dispatch', line: 2 },
        { messageId: 'dispatch', line: 3 },
        { messageId: 'dispatch', line: 4, column: 6 },
      ],
    },
    {
      name: 'a table of handlers',
      code: `const handlers = { 'tools/list': listTools, 'tools/call': callTool, ping: () => ({}) };`,
      errors: [{ messageId: 'dispatch', column: 69 }],
    },
    {
      name: 'messages by hand',
      code: `${BY_HAND}socket.write({ jsonrpc: '2.0', id: 7, method: 'ping' });`,
      errors: [{ messageId: 'message', line: 2, column: 14 }],
    },
    {
      name: 'dispatch by hand in both revisions, once the old one is dropped',
      settings: DROP,
      code: `${BY_HAND}if (message.method === 'server/discover') discover(); if (message.method === 'ping') pong();`,
      errors: [{ messageId: 'dispatch' }],
    },
  ],
});
