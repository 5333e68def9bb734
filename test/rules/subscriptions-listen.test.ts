import { subscriptionsListen } from '../../rules/subscriptions-listen.js';
import { tester } from './tester.js';

const V1 = `import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import * as types from '@modelcontextprotocol/sdk/types.js';
`;
const STDIO = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
`;
const V2 = `import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { Client } from '@modelcontextprotocol/client';
`;
const KEEPS = `import { isLegacyRequest } from '@modelcontextprotocol/server';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
`;
const drop = { mcp: { legacy: 'drop' } };

/** A client without the SDK, with what it does about messages that belong to no request. */
const byHand = (
  take: string,
  more = '',
) => `await rpc('initialize', { protocolVersion, capabilities: {} }); await rpc('tools/list');
child.stdout.on('data', chunk => { const message = JSON.parse(chunk); ${take} });
${more}`;

tester.run('subscriptions-listen', subscriptionsListen, {
  valid: [
    {
      name: 'a table of the methods that there are',
      code: `export const METHODS = [
  request('initialize', ['client']),
  request('tools/list', ['client']),
  request('resources/subscribe', ['client']),
];
const old = { methods: { subscribe: request('resources/subscribe', ['client']) } };`,
    },
    {
      name: 'a hand-written client that listens',
      code: byHand(
        `if (message.method === 'notifications/tools/list_changed') refresh();`,
        `send({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true } } });`,
      ),
    },
    {
      name: 'a hand-written client that does nothing about changes',
      code: byHand(`if (message.method === 'notifications/tools/list_changed') return;
switch (message.method) { case 'notifications/prompts/list_changed': break; }
if (message.method !== 'notifications/resources/list_changed') show(message);`),
    },
    {
      name: 'a server, and what looks into messages that pass',
      code: `process.stdin.on('data', line => { const message = JSON.parse(line);
if (message.method === 'initialize') send({ jsonrpc: '2.0', id: message.id, result: {} });
if (message.method === 'notifications/tools/list_changed') log(message); });
send({ jsonrpc: '2.0', id: 1, method: 'initialize' });`,
    },
    {
      name: 'code that shakes no hands itself',
      code: `client.on('message', message => { if (message.method === 'notifications/tools/list_changed') refresh(); });`,
    },
    {
      name: 'a language server and its client',
      code: `await rpc('initialize', { processId, capabilities });
connection.on(message => { if (message.method === 'workspace/didChangeConfiguration') refresh(); });`,
    },
    {
      name: 'a hand-written client that watches resources in either revision',
      code: byHand(
        `if (message.method === 'notifications/resources/updated') refresh();`,
        `if (isLegacy) await rpc('resources/subscribe', { uri });
else rpc('subscriptions/listen', { notifications: { resourceSubscriptions: [uri] } });`,
      ),
    },
    {
      name: 'words that are looked up',
      code: byHand('', `if (known.has('resources/subscribe', true)) log('resources/unsubscribe', 1);`),
    },
    {
      name: 'a handler that does nothing, under a name that says so',
      code: `${V1}const client = new Client(info);
client.setNotificationHandler(types.ToolListChangedNotificationSchema, noop);
client.setNotificationHandler(types.PromptListChangedNotificationSchema, () => undefined);`,
    },
    {
      name: 'a client that listens by an option that is added later',
      code: `${V1}options.listChanged = { tools: { onChanged } };
new Client(info, options).setNotificationHandler(types.ToolListChangedNotificationSchema, hear);`,
    },
    {
      name: 'a wrapper that passes on what it is asked for, on SDK v2',
      code: `import type { Client } from '@modelcontextprotocol/client';
class Traced { constructor(private inner: Client) {}
  subscribeResource(params, options) { return this.inner.subscribeResource(params, options); } }`,
    },
    {
      name: 'a handler that only takes the place of another',
      code: `${V1}const nothing = () => {};
const client = new Client(info);
client.setNotificationHandler(types.ToolListChangedNotificationSchema, nothing);`,
    },
    {
      name: 'other handlers that a loop registers, and lists that are not known',
      code: `import { Client } from '@modelcontextprotocol/client';
const client = new Client(info);
for (const method of ['notifications/progress', 'notifications/cancelled']) client.setNotificationHandler(method, hear);
for (const method of methods) client.setNotificationHandler(method, hear);
[['notifications/progress', hear]].forEach(([method, handler]) => client.setNotificationHandler(method, handler));
Object.keys(known).forEach(key => client.setNotificationHandler(other[key], hear));`,
    },
    {
      name: 'a label that a method which stays has as well',
      code: `const METHODS = ['tools/list', 'tools/call'];
if (methodName === 'resources/read' || methodName === 'resources/subscribe') label = methodName + body.params.uri;`,
    },
    {
      name: 'a word on the command line, and options that hold it',
      code: `const METHODS = ['tools/list', 'tools/call'];
if (args.method === 'resources/subscribe') watch(); run({ method: 'resources/subscribe', uri });`,
    },
    {
      name: 'a project that tells the era by a function of its own',
      code: `import { Client } from '@modelcontextprotocol/client';
class Watcher {
  client = new Client(info, { versionNegotiation: { mode: 'auto' } });
  async watch(uri) {
    if (this.isModernEra()) { await this.listen(uri); return; }
    await this.client.subscribeResource({ uri });
  }
  async leave(uri) {
    if (this.isModernEra()) await this.listen(); else await this.client.unsubscribeResource({ uri });
  }
}`,
    },
    {
      name: 'subscriptions of something else',
      code: `${V1}store.subscribe(render); channel.unsubscribe(a);`,
    },
    { name: 'prose', code: `${V1}// resources/subscribe\nlog('the client may send resources/subscribe');` },
    {
      name: 'a handler for older clients, on v2',
      code: `${V2}const server = new McpServer(info, { capabilities: { resources: { subscribe: true } } });
server.server.setRequestHandler('resources/subscribe', request => { uris.add(request.params.uri); return {}; });`,
    },
    {
      name: 'the capability, which 2026-07-28 has as well',
      code: `${V1}new McpServer(info, { capabilities: { resources: { subscribe: true, listChanged: true } } });`,
    },
    {
      name: 'a handler of another method',
      code: `${V1}new McpServer(info).server.setRequestHandler(types.ListResourcesRequestSchema, list);`,
    },
    {
      name: 'announcements over stdio',
      code: `${STDIO}const server = new McpServer(info); server.sendToolListChanged();
await server.server.sendResourceUpdated({ uri });`,
    },
    {
      name: 'announcements over stdio beside those of the handler',
      code: `${V2}const handler = createMcpHandler(create);
const server = new McpServer(info);
const changed = () => (isHttp ? handler.notify.toolsChanged() : server.sendToolListChanged());`,
    },
    {
      name: 'a subscription for older servers only',
      code: `${V2}const client = new Client(info);
if (client.getProtocolEra() === 'legacy') await client.subscribeResource({ uri });
else await client.listen({ resourceSubscriptions: [uri] });`,
    },
    {
      name: 'a client that asks for changes',
      code: `${V2}const client = new Client(info, { listChanged: { tools: { onChanged } } });
client.setNotificationHandler('notifications/tools/list_changed', refresh);`,
    },
    {
      name: 'a client that listens',
      code: `${V2}const client = new Client(info);
client.setNotificationHandler('notifications/resources/updated', refresh);
await client.listen({ resourceSubscriptions: [uri] });`,
    },
    {
      name: 'a client in memory',
      code: `${V1}import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
const [a, b] = InMemoryTransport.createLinkedPair();
const client = new Client(info); await client.subscribeResource({ uri });`,
    },
    {
      name: 'the stream of kept sessions',
      code: `${KEEPS}const sessions = new Map<string, NodeStreamableHTTPServerTransport>();
app.post('/mcp', async (req, res) => { if (!(await isLegacyRequest(req))) await modern(req, res); });
app.get('/mcp', async (req, res) => { await sessions.get(id(req)).handleRequest(req, res); });`,
    },
    {
      name: 'routes that answer GET themselves',
      code: `${V1}app.get('/mcp', (req, res) => { res.status(405).end(); });
app.get('/health', (req, res) => res.json({ ok: true }));
const session = sessions.get(id, options);`,
    },
    {
      name: 'a route for every method',
      code: `${V1}app.all('/mcp', async (req, res) => { await transport.handleRequest(req, res, req.body); });`,
    },
    {
      name: 'both revisions by hand',
      code: `switch (message.method) {
  case 'resources/subscribe': return subscribe(message);
  case 'subscriptions/listen': return listen(message);
}`,
    },
    {
      name: 'a dispatcher of another protocol',
      code: "const mcp = 1; if (message.method === 'resources/subscribe') go();",
    },
    {
      name: 'a test',
      filename: 'test/subscribe.test.ts',
      code: `${V1}const client = new Client(info); await client.subscribeResource({ uri });`,
    },
  ],
  invalid: [
    {
      name: 'maps of schemas',
      code: `${V1}const client = new Client(info);
const map = { tools: types.ToolListChangedNotificationSchema, log: types.LoggingMessageNotificationSchema };
Object.keys(map).forEach(key => { client.setNotificationHandler(map[key], () => hear(key)); });
for (const [key, schema] of Object.entries(map)) client.setNotificationHandler(schema, () => hear(key));
Object.values(map).forEach(schema => client.setNotificationHandler(schema, hear));
for (const key in map) client.setNotificationHandler(map[key], hear);
[{ schema: types.PromptListChangedNotificationSchema }].forEach(({ schema }) => client.setNotificationHandler(schema, hear));
for (const each of [{ schema: types.PromptListChangedNotificationSchema }]) client.setNotificationHandler(each.schema, hear);
[['notifications/tools/list_changed', hear]].forEach(([method, handler]) => client.setNotificationHandler(method, handler));`,
      errors: [7, 8, 9, 10, 11, 12, 13].map(line => ({ messageId: 'unheard' as const, line })),
    },
    {
      name: 'a client that names the option in a line of its log only',
      code: `${V1}const client = new Client(info);
log(\`did not declare 'listChanged' capability\`);
client.setNotificationHandler(types.ToolListChangedNotificationSchema, hear);`,
      errors: [{ messageId: 'unheard', line: 7 }],
    },
    {
      name: 'a client that looks at the capability of the server, and listens to a port',
      code: `${V1}const client = new Client(info);
app.listen(port);
if (client.getServerCapabilities()?.tools?.listChanged) {
  client.setNotificationHandler(types.ToolListChangedNotificationSchema, refresh);
}`,
      errors: [{ messageId: 'unheard', line: 8, column: 3 }],
    },
    {
      name: 'handlers that a loop registers',
      code: `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { CancelledNotificationSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
const client = new Client(info);
[CancelledNotificationSchema, ToolListChangedNotificationSchema].forEach(schema => {
  client.setNotificationHandler(schema, hear);
});
const METHODS = ['notifications/progress', 'notifications/resources/updated'] as const;
for (const method of METHODS) client.setNotificationHandler(method, hear);`,
      errors: [
        { messageId: 'unheard', data: { method: 'notifications/tools/list_changed' }, line: 5, column: 3 },
        { messageId: 'unheard', data: { method: 'notifications/resources/updated' }, line: 8, column: 31 },
      ],
    },
    {
      name: 'the branch of peers that are not legacy',
      code: `import { Client } from '@modelcontextprotocol/client';
const client = new Client(info, { versionNegotiation: { mode: 'auto' } });
if (isModernEra()) await client.subscribeResource({ uri });`,
      errors: [{ messageId: 'call', line: 3, column: 26 }],
    },
    {
      name: 'a branch for subscriptions alone',
      code: `const METHODS = ['tools/list', 'tools/call'];
if (method === 'resources/subscribe' || method === 'resources/unsubscribe') record(body);`,
      errors: [
        { messageId: 'byHand', line: 2, column: 5 },
        { messageId: 'byHand', line: 2, column: 41 },
      ],
    },
    {
      name: 'handlers, by schemas',
      code: `${V1}const server = new McpServer(info);
server.server.setRequestHandler(types.SubscribeRequestSchema, subscribe);
server.server.setRequestHandler(types.UnsubscribeRequestSchema, unsubscribe);`,
      errors: [
        { messageId: 'handler', data: { method: 'resources/subscribe' }, line: 6, column: 1 },
        { messageId: 'handler', data: { method: 'resources/unsubscribe' }, line: 7, column: 1 },
      ],
    },
    {
      name: 'a handler on v2 whose clients are gone',
      code: `${V2}new McpServer(info).server.setRequestHandler('resources/subscribe', subscribe);`,
      settings: drop,
      errors: [{ messageId: 'handler' }],
    },
    {
      name: 'calls of a client, v1 and v2',
      code: `${V1}class App { #client = new Client(info);
  async watch(uri) { await this.#client.subscribeResource({ uri }); }
  async unwatch(uri) { await this.#client.unsubscribeResource({ uri }); }
}`,
      errors: [
        { messageId: 'call', data: { name: 'subscribeResource' }, line: 6, column: 28 },
        { messageId: 'call', data: { name: 'unsubscribeResource' }, line: 7 },
      ],
    },
    {
      name: 'a call on v2',
      code: `${V2}const client = new Client(info); await client.subscribeResource({ uri });`,
      errors: [{ messageId: 'call' }],
    },
    {
      name: 'a request',
      code: `${V1}const client = new Client(info);
await client.request({ method: 'resources/subscribe', params: { uri } }, types.EmptyResultSchema);`,
      errors: [{ messageId: 'byHand', line: 6, column: 7 }],
    },
    {
      name: 'a message',
      code: "post({ jsonrpc: '2.0', id: 1, method: 'resources/unsubscribe', params });\npost({ jsonrpc: '2.0', id: 2, method: 'tools/list' }); const version = '2025-06-18';",
      errors: [{ messageId: 'byHand', line: 1, column: 6 }],
    },
    {
      name: 'a dispatcher',
      code: `switch (method) {
  case 'tools/list': return list();
  case 'resources/subscribe': return subscribe();
}`,
      errors: [{ messageId: 'byHand', line: 3, column: 3 }],
    },
    {
      name: 'a test of the method',
      code: "const known = 'tools/list';\nif (methodName === 'resources/subscribe') refuse();",
      errors: [{ messageId: 'byHand', line: 2, column: 5 }],
    },
    {
      name: 'announcements over HTTP',
      code: `${V1}const server = new McpServer(info); new StreamableHTTPServerTransport({});
server.sendToolListChanged();
await server.server.sendResourceUpdated({ uri });
await server.server.notification({ method: 'notifications/resources/list_changed' });`,
      errors: [
        { messageId: 'lost', data: { name: 'sendToolListChanged', notify: 'toolsChanged()' }, line: 6 },
        { messageId: 'lost', data: { name: 'sendResourceUpdated', notify: 'resourceUpdated(uri)' }, line: 7 },
        {
          messageId: 'lost',
          data: { name: 'notifications/resources/list_changed', notify: 'resourcesChanged()' },
          line: 8,
        },
      ],
    },
    {
      name: 'announcements in a handler over HTTP, on v2',
      code: `${V2}const create = () => { const server = new McpServer(info);
  server.registerTool('a', {}, async () => { server.sendPromptListChanged(); });
  return server; };
createMcpHandler(create);`,
      errors: [{ messageId: 'lost', data: { name: 'sendPromptListChanged', notify: 'promptsChanged()' } }],
    },
    {
      name: 'a hand-written client that waits for changes',
      code: byHand(`if (message.method === 'notifications/tools/list_changed') refresh();
switch (message.method) {
  case 'notifications/resources/updated': read(message.params.uri); break;
}`),
      errors: [
        {
          messageId: 'unheardByHand',
          data: { method: 'notifications/tools/list_changed', filter: 'toolsListChanged: true' },
          line: 2,
        },
        {
          messageId: 'unheardByHand',
          data: { method: 'notifications/resources/updated', filter: 'resourceSubscriptions: [uri]' },
          line: 4,
        },
      ],
    },
    {
      name: 'a hand-written client of both revisions that asks for other changes',
      code: byHand(
        `if (message.method === 'notifications/prompts/list_changed') refresh();`,
        `await rpc('server/discover', {});
rpc('subscriptions/listen', { notifications: { toolsListChanged: true } });`,
      ),
      errors: [{ messageId: 'unheardByHand', line: 2 }],
    },
    {
      name: 'a hand-written client that subscribes through its own function',
      code: byHand(
        '',
        `await rpc('resources/subscribe', { uri });\nawait rpc('resources/unsubscribe', { uri });`,
      ),
      errors: [
        { messageId: 'byHand', data: { method: 'resources/subscribe' }, line: 3 },
        { messageId: 'byHand', data: { method: 'resources/unsubscribe' }, line: 4 },
      ],
    },
    {
      name: 'a client that only waits',
      code: `${V1}const client = new Client(info);
client.setNotificationHandler(types.ToolListChangedNotificationSchema, refresh);
client.setNotificationHandler(types.ResourceUpdatedNotificationSchema, refresh);`,
      errors: [
        { messageId: 'unheard', data: { method: 'notifications/tools/list_changed' }, line: 6, column: 1 },
        { messageId: 'unheard', data: { method: 'notifications/resources/updated' }, line: 7 },
      ],
    },
    {
      name: 'the route of the stream',
      code: `${V1}const transports: Record<string, StreamableHTTPServerTransport> = {};
const handle = async (req, res) => { await transports[req.headers['mcp-session-id']].handleRequest(req, res); };
app.get('/mcp', handle);`,
      errors: [{ messageId: 'stream', line: 7, column: 1 }],
    },
    {
      name: 'a chain of routes',
      code: `${V1}app.route('/mcp').post(post).get((req, res) => find(req).handleRequest(req, res));`,
      errors: [{ messageId: 'stream' }],
    },
    {
      name: 'an exported handler',
      code: `${V1}export async function GET(request) { return transport.handleRequest(request); }`,
      errors: [{ messageId: 'stream' }],
    },
    {
      name: 'a case for the method',
      code: `${V1}switch (req.method) { case 'GET': await transport.handleRequest(req, res); break; }`,
      errors: [{ messageId: 'stream' }],
    },
  ],
});
