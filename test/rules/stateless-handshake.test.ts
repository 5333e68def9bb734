import path from 'node:path';
import { statelessHandshake } from '../../rules/stateless-handshake.js';
import { tester } from './tester.js';

const V1 = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isInitializeRequest, InitializeRequestSchema, InitializedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
`;
const V2 = `import { McpServer, Server, isInitializeRequest, isLegacyRequest } from '@modelcontextprotocol/server';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
`;
const STDIO = `import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
const server = new McpServer(info);
`;
const CLIENT = `import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
`;
const BY_HAND = `if (message.method === 'tools/list') list(); if (message.method === 'tools/call') run();
`;
const DROP = { mcp: { legacy: 'drop' } };
/** A file beside modules that pass the SDK on. */
const filename = path.join(import.meta.dirname, 'resources/server.ts');

tester.run('stateless-handshake', statelessHandshake, {
  valid: [
    {
      name: 'a test of the handshake that goes into a log only',
      code: `${V1}logger.warn('rejected', { isInit: req.method === 'POST' && isInitializeRequest(req.body) });`,
    },
    {
      name: 'the client of a server over HTTP, which SDK v2 fills in for each request',
      code: `${V1}const server = new Server(info, options);
server.setRequestHandler(schema, request => run(request, server.getClientVersion()));
await server.connect(new StreamableHTTPServerTransport({ sessionIdGenerator: undefined }));`,
    },
    {
      name: 'a function for what the envelope does not say',
      code: `${V2}function earlier(server: McpServer) { return server.server.getClientVersion(); }
const run = ctx => readEnvelope(ctx) ?? earlier(server);`,
    },
    {
      name: 'a function that looks at the envelope as well',
      code: `import { CLIENT_INFO_META_KEY, isJSONRPCRequest } from '@modelcontextprotocol/server';
function clientOf(body) {
  if (!isJSONRPCRequest(body)) return undefined;
  if (body.method === 'initialize') return body.params.clientInfo;
  return body.params._meta?.[CLIENT_INFO_META_KEY];
}`,
    },
    {
      name: 'a word on the command line',
      code: `${V2}const args = parse(); if (args.method === 'initialize') show(); else if (args.method === 'tools/list') list();`,
    },
    {
      name: 'a language server',
      code: `connection.onInitialize(params => ({ capabilities: {} })); connection.sendRequest('initialize', { processId: 1, rootUri: null, capabilities: {} });
if (message.method === 'initialize') start(); write({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { processId: 1 } });`,
    },
    {
      name: 'other calls with the word behind something',
      code: `on(server, 'initialize', () => ({ protocolVersion: '2025-11-25' })); log('start', 'initialize'); peer.send(socket, 'initialize', { processId: 1 });
peer.send(socket, 'initialize', { protocolVersion: 1 }); peer.send(socket, 'initialize', options); peer.send(socket, { protocolVersion: '2025-11-25' }, 'initialize');`,
    },
    {
      name: 'the Agent Client Protocol',
      code: `send({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: 1, clientCapabilities: { fs: {} } } }); await agent.request('initialize', { protocolVersion: 1 });`,
    },
    {
      name: 'MCP Apps',
      code: `${V2}app.send({ jsonrpc: '2.0', method: 'ui/notifications/initialized' }); if (message.method === 'ui/initialize') open();`,
    },
    {
      name: 'other initializers',
      code: `${V1}await database.initialize(); i18n.on('initialized', go); firebase.initializeApp();`,
    },
    {
      name: 'prose and comments',
      code: `${V1}// 'initialize' comes first\nthrow new Error('Not initialized: send initialize first');`,
    },
    {
      name: 'reads of the envelope with the handshake behind it',
      code: `${V2}const server = new McpServer(info);
server.registerTool('a', {}, async (args, ctx) => { const client = ctx.mcpReq.envelope?.[CLIENT_INFO] ?? server.server.getClientVersion(); return use(client); });`,
    },
    {
      name: 'reads behind a variable that the envelope is kept in',
      code: `${V2}const server = new McpServer(info);
server.registerTool('a', {}, async ctx => { const sent = ctx.mcpReq.envelope?.[CLIENT_INFO]; const client = sent ?? server.server.getClientVersion(); return use(client); });`,
    },
    {
      name: 'reads where the envelope was looked at',
      code: `${V2}const server = new Server(info);
function who(ctx) { if (ctx.mcpReq.envelope) return ctx.mcpReq.envelope.client; else return server.getClientVersion(); }`,
    },
    {
      name: 'what a client knows of its server',
      code: `${CLIENT}const client = new Client(info, { versionNegotiation: { mode: 'auto' } }); client.getServerVersion(); client.getServerCapabilities();`,
    },
    {
      name: 'capabilities of a wrapper of a client',
      code: `${V2}export const shown = inspectorClient.getClientCapabilities();`,
    },
    {
      name: 'oninitialized that only logs',
      code: `${V1}const server = new Server(info); server.oninitialized = () => console.error('ready');`,
    },
    {
      name: 'oninitialized for 2025-11-25 clients that are kept',
      code: `${V2}const server = new Server(info); server.oninitialized = () => { track(server.getClientVersion()); };`,
    },
    {
      name: 'oninitialized of something else',
      code: `${V1}bridge.oninitialized = () => { track('app'); };`,
    },
    {
      name: 'private members of a class of its own',
      code: `${V1}class Session { _clientCapabilities = {}; can() { return this._clientCapabilities.sampling; } }`,
    },
    {
      name: 'the start of a session behind the era',
      code: `${V2}app.post('/mcp', async (req, res) => {
  if (!(await isLegacyRequest(req, req.body))) { await handler(req, res, req.body); return; }
  if (isInitializeRequest(req.body)) start();
});`,
    },
    {
      name: 'the start of a session behind the era, which an unreadable request counts as',
      code: `${V2}app.post('/mcp', async (req, res) => {
  if (!(await toWebRequest(req, req.body).then(isLegacyRequest, () => true))) { await handler(req, res, req.body); return; }
  if (isInitializeRequest(req.body)) start();
});`,
    },
    {
      name: 'the start of a session that another module routes to',
      code: `${V2}export async function legacy(req, res) { if (isInitializeRequest(req.body)) { transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator }); } }`,
    },
    {
      name: 'an isInitializeRequest of its own',
      code: `${V1}import { isInitializeRequest as isFirst } from './protocol.js'; isFirst(body);`,
    },
    {
      name: 'code by hand that speaks both revisions',
      code: `${BY_HAND}if (message.method === 'server/discover') discover(); if (message.method === 'initialize') greet();`,
    },
    {
      name: 'a server on stdio as SDK v1 connects it',
      code: `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'; await server.connect(new StdioServerTransport());`,
    },
    {
      name: 'a server on stdio that is served',
      code: `import { serveStdio } from '@modelcontextprotocol/server/stdio'; serveStdio(() => server);`,
    },
    {
      name: 'a transport for serveStdio',
      code: `${STDIO}import { serveStdio } from '@modelcontextprotocol/server/stdio';
const transport = new StdioServerTransport(process.stdin, process.stdout); serveStdio(() => server, { transport });`,
    },
    {
      name: 'one end of a pipe',
      code: `import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
const local = new StdioServerTransport(); local.onmessage = message => remote.send(message); await local.start();`,
    },
    {
      name: 'a client of SDK v1',
      code: `import { Client } from '@modelcontextprotocol/sdk/client/index.js'; const client = new Client(info);`,
    },
    {
      name: 'a client that negotiates',
      code: `${CLIENT}new Client(info, { versionNegotiation: { mode: 'auto' } });`,
    },
    {
      name: 'a client whose options are in a constant',
      code: `${CLIENT}const options = { versionNegotiation: { mode: 'auto' } }; new Client(info, options);`,
    },
    {
      name: 'a client whose options come from elsewhere',
      code: `${CLIENT}export const connect = options => new Client(info, options);`,
    },
    {
      name: 'clients of a file that chooses',
      code: `${CLIENT}const old = new Client(info, { versionNegotiation: { mode: 'legacy' } }); const other = new Client(info);`,
    },
    {
      name: 'a client that is told the answer to its probe',
      code: `${CLIENT}const worker = new Client(info); await worker.connect(new StreamableHTTPClientTransport(url), { prior });`,
    },
    {
      name: 'a client of a linked pair',
      code: `import { Client, InMemoryTransport } from '@modelcontextprotocol/client'; const client = new Client(info);`,
    },
    {
      name: 'a client of a linked pair beside others',
      code: `import { Client, InMemoryTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
const [near, far] = InMemoryTransport.createLinkedPair(); const client = new Client(info); await client.connect(near);`,
    },
    {
      name: 'a Client of something else',
      code: `${CLIENT}import { Client as Database } from 'pg'; new Database(info); new discord.Client(info);`,
    },
    {
      name: 'a test',
      filename: 'test/a.test.ts',
      code: `${V1}isInitializeRequest(body); new Server(info).getClientVersion();`,
    },
  ],
  invalid: [
    {
      name: 'a function that looks at the envelope, where 2025-11-25 is dropped',
      code: `import { CLIENT_INFO_META_KEY } from '@modelcontextprotocol/server';
function clientOf(body) { if (body.method === 'initialize') return body.params.clientInfo; return body.params._meta?.[CLIENT_INFO_META_KEY]; }`,
      settings: { mcp: { legacy: 'drop' } },
      errors: [{ messageId: 'neverSeen', line: 2, column: 31 }],
    },
    {
      name: 'the start of a session',
      code: `${V1}app.post('/mcp', (req, res) => { if (sessionId) { reuse(); }
  else if (!sessionId && isInitializeRequest(req.body)) { transport = new StreamableHTTPServerTransport({}); } });`,
      errors: [{ messageId: 'neverSeen', line: 6, column: 26 }],
    },
    {
      name: 'other spellings of the test',
      code: `${V1}messages.some(isInitializeRequest); messages.filter(m => InitializeRequestSchema.safeParse(m).success);`,
      errors: [{ messageId: 'neverSeen' }, { messageId: 'neverSeen' }],
    },
    {
      name: 'a namespace and CommonJS',
      code: `const types = require('@modelcontextprotocol/sdk/types.js'); if (types.isInitializeRequest(body)) start();`,
      errors: [{ messageId: 'neverSeen' }],
    },
    {
      name: 'a test through a module of the project',
      filename,
      settings: { mcp: { tests: true } },
      code: `import { isInitializeRequest as isFirst } from './sdk-v1.js'; if (isFirst(body)) start();`,
      errors: [{ messageId: 'neverSeen' }],
    },
    {
      name: 'a client through a module of the project',
      filename,
      settings: { mcp: { tests: true } },
      code: `import { Client, StdioClientTransport } from './sdk-v2.js'; new Client(info, { versionNegotiation: { mode: 'auto' } }); new Client(info, {});`,
      errors: [
        {
          messageId: 'notNegotiated',
          column: 121,
          suggestions: [
            {
              messageId: 'negotiate',
              output: `import { Client, StdioClientTransport } from './sdk-v2.js'; new Client(info, { versionNegotiation: { mode: 'auto' } }); new Client(info, { versionNegotiation: { mode: 'auto' } });`,
            },
          ],
        },
      ],
    },
    {
      name: 'a test without a session in SDK v2',
      code: `${V2}if (isInitializeRequest(body)) count();`,
      errors: [{ messageId: 'neverSeen' }],
    },
    {
      name: 'handlers of the handshake',
      code: `${V1}const server = new McpServer(info);
server.server.setRequestHandler(InitializeRequestSchema, async request => answer(request));
server.server.setNotificationHandler(InitializedNotificationSchema, async () => { await load(); });`,
      errors: [
        { messageId: 'neverCalled', line: 6, column: 1 },
        { messageId: 'neverCalled', line: 7 },
      ],
    },
    {
      name: 'oninitialized',
      code: `${V1}const server = new McpServer(info); server.server.oninitialized = async () => { await loadRoots(); };`,
      errors: [{ messageId: 'neverCalled' }],
    },
    {
      name: 'oninitialized that registers, also in SDK v2',
      code: `${V2}const server = new McpServer(info); server.server.oninitialized = () => { addTools(); };
function addTools() { server.registerTool('a', {}, run); }
server.server.oninitialized = () => { server.registerTool('a', {}, run); };`,
      errors: [{ messageId: 'registersNothing', line: 5 }],
    },
    {
      name: 'oninitialized, once 2025-11-25 is dropped',
      settings: DROP,
      code: `${V2}const server = new Server(info); server.oninitialized = () => console.error('ready');`,
      errors: [{ messageId: 'neverCalled' }],
    },
    {
      name: 'private members',
      code: `${V1}const server = new Server(info); const first = (server as any)._oninitialize.bind(server); use(server['_clientVersion']);`,
      errors: [{ messageId: 'privateMember' }, { messageId: 'privateMember' }],
    },
    {
      name: 'client info outside of a request',
      code: `${V1}class Telemetry { constructor(private server: McpServer) {} name() { return this.server.server.getClientVersion()?.name; } }
export const can = deps => deps.server.getClientCapabilities()?.sampling;`,
      errors: [
        { messageId: 'clientInfo', data: { name: 'getClientVersion' }, line: 5, column: 77 },
        { messageId: 'clientInfo', data: { name: 'getClientCapabilities' } },
      ],
    },
    {
      name: 'client info in SDK v2',
      code: `${V2}const server = new Server(info); log(server.getClientVersion());`,
      errors: [{ messageId: 'clientInfo' }],
    },
    {
      name: 'a guard that returns a yes',
      code: `${V1}const server = new McpServer(info);
async function confirm() {
  if (!server.server.getClientCapabilities()?.elicitation) return true;
  const answer = await server.server.elicitInput({ message: 'Delete?' });
  return answer.action === 'accept';
}`,
      errors: [{ messageId: 'failsOpen', line: 7, column: 8 }],
    },
    {
      name: 'a guard that skips the question',
      code: `${V1}const server = new Server(info);
async function run() {
  const capabilities = server.getClientCapabilities();
  if (capabilities?.elicitation) {
    const answer = await server.elicitInput({ message: 'Delete?' });
    if (answer.action !== 'accept') return { content: [] };
  }
  await remove();
}`,
      errors: [{ messageId: 'failsOpen', line: 7 }],
    },
    {
      name: 'a guard behind a method',
      code: `${V1}class Elicitation {
  constructor(private readonly server: Server) {}
  supports(): boolean { return this.server.getClientCapabilities()?.elicitation !== undefined; }
  async confirm(message: string): Promise<boolean> {
    if (!this.supports()) return true;
    const result = await this.server.elicitInput({ message });
    return result.action === 'accept';
  }
}`,
      errors: [{ messageId: 'failsOpen', line: 7 }],
    },
    {
      name: 'a guard that refuses, and one that only chooses features',
      code: `${V1}const server = new Server(info);
async function confirm() {
  if (!server.getClientCapabilities()?.elicitation) return false;
  return (await server.elicitInput({ message: 'Delete?' })).action === 'accept';
}
if (server.getClientCapabilities()?.roots) await server.listRoots();`,
      errors: [
        { messageId: 'clientInfo', line: 7 },
        { messageId: 'clientInfo', line: 10 },
      ],
    },
    {
      name: 'dispatch by hand',
      code: `${BY_HAND}switch (request.method) { case 'initialize': return greet(); case 'notifications/initialized': return; }
const handlers = { initialize: greet, 'tools/list': list };`,
      errors: [
        { messageId: 'neverSeen', line: 2, column: 27 },
        { messageId: 'neverSeen', line: 2 },
        { messageId: 'neverSeen', line: 3, column: 20 },
      ],
    },
    {
      name: 'requests by hand',
      code: `post({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
post({ jsonrpc: '2.0', method: 'notifications/initialized' });
await rpc('initialize', { protocolVersion: '2024-11-05', capabilities: {} });`,
      errors: [
        { messageId: 'byHand', line: 1, column: 6, data: { method: 'initialize' } },
        { messageId: 'byHand', line: 2, column: 6, data: { method: 'notifications/initialized' } },
        { messageId: 'byHand', line: 3, column: 7 },
      ],
    },
    {
      name: 'a request by hand behind the connection that it goes to',
      code: `post({ jsonrpc: '2.0', method: 'tools/list' });
await this.request(connection, 'initialize', { protocolVersion: '2025-06-18', capabilities: {} });`,
      errors: [{ messageId: 'byHand', data: { method: 'initialize' } }],
    },
    {
      name: 'a request by hand with the version of the SDK',
      code: `import { LATEST_PROTOCOL_VERSION } from '@modelcontextprotocol/sdk/types.js';
const first = { method: 'initialize', params: { protocolVersion: LATEST_PROTOCOL_VERSION, capabilities: {}, clientInfo } };`,
      errors: [{ messageId: 'byHand' }],
    },
    {
      name: 'a server on stdio that is connected by hand',
      code: `${STDIO}
async function main() {
  await server.connect(new StdioServerTransport());
}`,
      errors: [
        {
          messageId: 'connectedByHand',
          line: 6,
          column: 9,
          suggestions: [
            {
              messageId: 'useServeStdio',
              output: `import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
const server = new McpServer(info);

async function main() {
  serveStdio(() => server);
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a server on stdio with its transport in a constant',
      code: `${STDIO}async function main() {
  // over stdio
  const transport = new StdioServerTransport();
  await server.connect(transport);
}`,
      errors: [
        {
          messageId: 'connectedByHand',
          line: 7,
          suggestions: [
            {
              messageId: 'useServeStdio',
              output: `import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
const server = new McpServer(info);
async function main() {
  // over stdio
  serveStdio(() => server);
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a server on stdio whose transport is a member',
      code: `${STDIO}class App { transport = new StdioServerTransport(); async run() { await server.connect(this.transport); } }`,
      errors: [{ messageId: 'connectedByHand', suggestions: [] }],
    },
    {
      name: 'a server on stdio whose connection is waited for otherwise',
      code: `${STDIO}server.connect(new StdioServerTransport()).catch(error => exit(error));`,
      errors: [{ messageId: 'connectedByHand', suggestions: [] }],
    },
    {
      name: 'a client without options',
      code: `${CLIENT}const client = new Client({ name: 'a', version: '1.0.0' });`,
      errors: [
        {
          messageId: 'notNegotiated',
          line: 2,
          column: 16,
          suggestions: [
            {
              messageId: 'negotiate',
              output: `${CLIENT}const client = new Client({ name: 'a', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });`,
            },
          ],
        },
      ],
    },
    {
      name: 'a client with options',
      code: `${CLIENT}const client = new Client(info, {
  capabilities: {}, // none
});`,
      errors: [
        {
          messageId: 'notNegotiated',
          suggestions: [
            {
              messageId: 'negotiate',
              output: `${CLIENT}const client = new Client(info, {
  capabilities: {},
  versionNegotiation: { mode: 'auto' }, // none
});`,
            },
          ],
        },
      ],
    },
    {
      name: 'a subclass of the client',
      code: `${CLIENT}class Peer extends Client { constructor() { super({ name: 'a', version: '1' }, {}); } }`,
      errors: [
        {
          messageId: 'notNegotiated',
          column: 45,
          suggestions: [
            {
              messageId: 'negotiate',
              output: `${CLIENT}class Peer extends Client { constructor() { super({ name: 'a', version: '1' }, { versionNegotiation: { mode: 'auto' } }); } }`,
            },
          ],
        },
      ],
    },
  ],
});
