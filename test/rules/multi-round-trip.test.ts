import path from 'node:path';
import { multiRoundTrip } from '../../rules/multi-round-trip.js';
import { tester } from './tester.js';

const V1 = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ElicitResultSchema, CreateMessageResultSchema } from '@modelcontextprotocol/sdk/types.js';
`;
const V2 = `import { McpServer, Server, inputRequired, isLegacyRequest } from '@modelcontextprotocol/server';
`;
const request = { messageId: 'serverRequest' as const };
/** A file beside modules that pass the SDK on. */
const filename = path.join(import.meta.dirname, 'resources/server.ts');

tester.run('multi-round-trip', multiRoundTrip, {
  valid: [
    {
      name: 'the method as the key of a table, and in prose',
      code: `${V1}const LABELS = { 'elicitation/create': 'Question', 'roots/list': 'Folders' };
log('the client has no sampling/createMessage');`,
    },
    {
      name: 'a question of a library for terminals',
      code: `${V1}import { elicitInput } from './prompts.js';\nawait elicitInput({ message: 'Name?' });`,
    },
    {
      name: 'input requests of SDK v2, with what earlier rounds learned',
      code: `${V2}export const ask = async () => inputRequired({
  inputRequests: { folders: inputRequired.listRoots(), text: inputRequired.createMessage(params) },
  requestState: await seal({}),
});`,
    },
    {
      name: 'a client that answers such requests',
      code: `import { Client } from '@modelcontextprotocol/client';
const client = new Client(info);
client.setRequestHandler('elicitation/create', async () => ({ action: 'decline' }));
client.setRequestHandler('roots/list', async () => ({ roots: [] }));`,
    },
    {
      name: 'input requests in a result',
      code: `${V2}const server = new McpServer(info);
server.registerTool('a', {}, async (args, ctx) => inputRequired({ inputRequests: { name: inputRequired.elicit({ message: 'Go on?' }) } }));`,
    },
    {
      name: 'roots that a tool asks for, and a notification that only forgets them',
      code: `${V2}const server = new McpServer(info);
server.server.setNotificationHandler('notifications/roots/list_changed', () => { known.clear(); });
server.registerTool('a', {}, async ctx => inputRequired({ inputRequests: { roots: inputRequired.listRoots() } }));`,
    },
    {
      name: 'a client that tells what changed',
      code: `import { Client } from '@modelcontextprotocol/client';
const client = new Client(info);
client.setNotificationHandler('notifications/tools/list_changed', async () => { show(await client.listTools()); });`,
    },
    {
      name: 'roots of something else when the handshake is over',
      code: `${V1}const server = new Server(info);
server.oninitialized = async () => { mount(await disk.listRoots()); };`,
    },
    {
      name: 'a chat bot that has messages',
      code: `${V1}import { Bot } from './bot.js'; const bot = new Bot(); await bot.createMessage({ text: 'hi' });`,
    },
    {
      name: 'the API of a model',
      code: `${V1}const anthropic = new Anthropic(); await anthropic.messages.createMessage({ max_tokens: 1 });`,
    },
    {
      name: 'the method in a comment and in prose',
      code: `${V1}// sends elicitation/create\nconst text = 'It used to send sampling/createMessage requests.';`,
    },
    {
      name: 'handlers of the client',
      code: `import { Client } from '@modelcontextprotocol/client';
const client = new Client(info); client.setRequestHandler('elicitation/create', async () => ({ action: 'decline' }));`,
    },
    {
      name: 'a client that dispatches by hand',
      code: `function answer(message) { switch (message.method) { case 'sampling/createMessage': return sample(message.params); case 'roots/list': return { roots }; } }`,
    },
    {
      name: 'requests of a client',
      code: `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
const client = new Client(info); await client.request({ method: 'tools/list' }, schema); await client.listTools();`,
    },
    {
      name: 'only for legacy requests',
      code: `${V2}const server = new McpServer(info);
server.registerTool('a', {}, async (args, ctx) => { if (ctx.mcpReq.envelope === undefined) { return await ctx.mcpReq.elicitInput({ message: 'Go on?' }); } return inputRequired({ inputRequests: {} }); });`,
    },
    {
      name: 'behind a branch on the era',
      code: `${V2}const server = new Server(info);
async function ask(era) { if (era !== 'legacy') return undefined; return server.listRoots(); }`,
    },
    {
      name: 'an elicitInput of something else in a file without the SDK',
      code: `const form = new Wizard(); await form.elicitInput({ message: 'Name?' });`,
    },
    {
      name: 'a request in an input request',
      code: `const result = { resultType: 'input_required', inputRequests: { roots: { method: 'roots/list' } } };`,
    },
    {
      name: 'a test',
      filename: 'test/tools.test.ts',
      code: `${V1}const server = new Server(info); await server.elicitInput({});`,
    },
  ],
  invalid: [
    {
      name: 'when the roots of the client change, which 2026-07-28 does not tell',
      code: `${V1}import { RootsListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
const server = new Server(info);
server.setNotificationHandler(RootsListChangedNotificationSchema, async () => { allow(await server.listRoots()); });
server.oninitialized = async () => { allow(await server.listRoots()); };`,
      errors: [
        {
          messageId: 'notReached',
          data: {
            spelling: 'listRoots',
            builder: 'inputRequired.listRoots',
            notifications: '`notifications/roots/list_changed`',
          },
          line: 6,
        },
        {
          messageId: 'notReached',
          data: {
            spelling: 'listRoots',
            builder: 'inputRequired.listRoots',
            notifications: '`notifications/initialized`',
          },
          line: 7,
        },
      ],
    },
    {
      name: 'in a helper of a notification that is still sent',
      code: `${V2}const server = new Server(info);
async function ask() { return server.elicitInput(params); }
server.setNotificationHandler('notifications/cancelled', async () => { await ask(); });`,
      errors: [
        {
          messageId: 'notified',
          data: { spelling: 'elicitInput', builder: 'inputRequired.elicit' },
          line: 3,
        },
      ],
    },
    {
      name: 'in a helper of a notification and of a timer',
      code: `${V2}const server = new Server(info);
async function ask() { return server.elicitInput(params); }
server.setNotificationHandler('notifications/cancelled', async () => { await ask(); });
setTimeout(() => ask(), 5);`,
      errors: [{ ...request, line: 3 }],
    },
    {
      name: 'a request that is written first and sent then, once',
      code: `${V1}const request = { jsonrpc: '2.0', id: 7, method: 'elicitation/create', params: { message: 'Sure?' } };
await transport.send(request);`,
      errors: [{ messageId: 'serverRequest' }],
    },
    {
      name: 'elicitation on the server inside',
      code: `${V1}const server = new McpServer(info);
server.registerTool('delete', {}, async () => {
  const answer = await server.server.elicitInput({ message: 'Delete?' });
});`,
      errors: [
        {
          ...request,
          line: 6,
          column: 24,
          data: { spelling: 'elicitInput', builder: 'inputRequired.elicit' },
        },
      ],
    },
    {
      name: 'sampling and roots on a low-level server',
      code: `${V1}const server = new Server(info); await server.createMessage({ messages: [], maxTokens: 1 }); await server.listRoots();`,
      errors: [request, request],
    },
    {
      name: 'through the context of a tool',
      code: `${V1}const server = new McpServer(info);
server.tool('a', async extra => { await extra.sendRequest({ method: 'elicitation/create', params: {} }, ElicitResultSchema); });`,
      errors: [request],
    },
    {
      name: 'through a name out of the context, with a request in a constant',
      code: `${V1}const server = new McpServer(info);
server.registerTool('a', {}, async (args, { sendRequest }) => {
  const message = { method: 'sampling/createMessage', params: {} };
  return sendRequest(message, CreateMessageResultSchema);
});`,
      errors: [{ ...request, line: 7, column: 10 }],
    },
    {
      name: 'known by the schema of its answer',
      code: `${V1}async function ask(server: Server, message: unknown) { return server.request(message, CreateMessageResultSchema); }`,
      errors: [request],
    },
    {
      name: 'by its method, on a member of a class',
      code: `${V1}class Tools { constructor(private readonly server: McpServer) {} roots() { return this.server.server.request({ method: 'roots/list' }, schema); } }`,
      errors: [request],
    },
    {
      name: 'a bound alias',
      code: `${V1}const server = new Server(info); const ask = server.elicitInput.bind(server); await ask({});`,
      errors: [request],
    },
    {
      name: 'in a file that gets its server from elsewhere',
      code: `${V1}export const ask = deps => deps.server.elicitInput({ message: 'Go on?' });`,
      errors: [request],
    },
    {
      name: 'through a module of the project',
      filename,
      settings: { mcp: { tests: true } },
      code: `import { McpServer } from './sdk-v1.js'; const server = new McpServer(info); await server.server.elicitInput({});`,
      errors: [request],
    },
    {
      name: 'CommonJS and a namespace',
      code: `const sdk = require('@modelcontextprotocol/sdk/server/index.js'); const server = new sdk.Server(info); server.listRoots();`,
      errors: [request],
    },
    {
      name: 'the spellings of SDK v2',
      code: `${V2}const server = new McpServer(info);
server.registerTool('a', {}, async (args, ctx) => {
  await ctx.mcpReq.elicitInput({});
  await ctx.mcpReq.requestSampling({});
  await ctx.mcpReq.send({ method: 'roots/list' });
});`,
      errors: [
        {
          ...request,
          line: 4,
          data: { spelling: 'ctx.mcpReq.elicitInput', builder: 'inputRequired.elicit' },
        },
        { ...request, line: 5 },
        { ...request, line: 6, data: { spelling: 'ctx.mcpReq.send', builder: 'inputRequired.listRoots' } },
      ],
    },
    {
      name: 'a failure that is taken for a yes',
      code: `${V1}const server = new McpServer(info);
async function confirm() {
  try {
    const answer = await server.server.elicitInput({ message: 'Delete?' });
    return answer.action === 'accept';
  } catch {
    return true;
  }
}`,
      errors: [{ messageId: 'failureGrants', line: 7 }],
    },
    {
      name: 'a promise whose failure is taken for a yes',
      code: `${V1}const server = new Server(info);
const confirm = () => server.elicitInput({}).catch(() => ({ action: 'accept' }));`,
      errors: [{ messageId: 'failureGrants' }],
    },
    {
      name: 'a message written by hand',
      code: `function ask(id) { write({ jsonrpc: '2.0', id, method: 'elicitation/create', params: { message: 'Go on?' } }); }`,
      errors: [{ messageId: 'writtenRequest', data: { method: 'elicitation/create' }, column: 26 }],
    },
    {
      name: 'also where tests are looked at',
      filename: 'test/tools.test.ts',
      settings: { mcp: { tests: true } },
      code: `${V1}const server = new Server(info); await server.elicitInput({});`,
      errors: [request],
    },
  ],
});
