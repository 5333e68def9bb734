import { rootsSamplingLogging } from '../../rules/roots-sampling-logging.js';
import { tester } from './tester.js';

const V1 = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ListRootsRequestSchema, LoggingMessageNotificationSchema, type ClientCapabilities } from '@modelcontextprotocol/sdk/types.js';
`;
const V2 = `import { McpServer, Server, isLegacyRequest } from '@modelcontextprotocol/server';
import { Client } from '@modelcontextprotocol/client';
`;

tester.run('roots-sampling-logging', rootsSamplingLogging, {
  valid: [
    {
      name: 'a handler that only takes the place of another',
      code: `${V1}const nothing = () => {};
const client = new Client(info);
client.setNotificationHandler(LoggingMessageNotificationSchema, nothing);`,
    },
    {
      name: 'capabilities of something else that are added',
      code: `${V1}this.capabilities.logging = {};
options.logging = { level };
caps.sampling = undefined;
const client = new Client(info, { capabilities: caps });`,
    },
    {
      name: 'the roots of Jest',
      code: `${V1}export default { roots: ['<rootDir>/src'], capabilities: { roots: true } };`,
    },
    { name: 'parameters of a model', code: `${V1}generate({ sampling: { topK: 40 }, logging: true });` },
    {
      name: 'a chat bot',
      code: `${V1}const chat = new Chat(); await chat.createMessage({ text: 'hi' }); chat.listRoots();`,
    },
    {
      name: 'logs of a request, with the capability for them',
      code: `${V2}const server = new McpServer(info, { capabilities: { logging: {} } });
server.registerTool('a', {}, async (args, ctx) => { await ctx.mcpReq.log('info', 'started'); return { content: [] }; });`,
    },
    {
      name: 'a client that hears them',
      code: `${V2}new Client(info).setNotificationHandler('notifications/message', show);`,
    },
    {
      name: 'other capabilities',
      code: `${V1}new Server(info, { capabilities: { tools: {}, prompts: {} } }); new Client(info, { capabilities: { elicitation: {} } });`,
    },
    { name: 'other handlers', code: `${V1}new Client(info).setRequestHandler(ElicitRequestSchema, answer);` },
    {
      name: 'for 2025-11-25 requests only',
      code: `${V2}const server = new Server(info); async function report(era) { if (era === 'legacy') await server.sendLoggingMessage({ level: 'info', data }); }`,
    },
    {
      name: 'input requests',
      code: `${V2}const result = inputRequired({ inputRequests: { roots: inputRequired.listRoots() } });`,
    },
    {
      name: 'a logger of its own',
      code: `${V1}logger.sendMessage('x'); logger.notification({ method: 'notify' });`,
    },
    { name: 'comments and prose', code: `${V1}// sendLoggingMessage\nlog('notifications/message');` },
    { name: 'a test', filename: 'test/a.test.ts', code: `${V1}new Server(info).sendLoggingMessage({});` },
  ],
  invalid: [
    {
      name: 'capabilities that are added to what a server is given',
      code: `${V1}class App {
  constructor() {
    this.capabilities.logging = {};
    this.server = new McpServer(info, { capabilities: this.capabilities });
  }
}
const caps = {};
if (canSample) caps.sampling = {};
const client = new Client(info, { capabilities: caps });`,
      errors: [
        { messageId: 'capability', data: { name: 'logging' } },
        { messageId: 'capability', data: { name: 'sampling' } },
      ],
    },
    {
      name: 'capabilities of a server and a client',
      code: `${V1}const server = new McpServer(info, { capabilities: { logging: {} } });
const client = new Client(info, {
  capabilities: {
    roots: { listChanged: true },
    sampling: {},
  },
});`,
      errors: [
        { messageId: 'capability', line: 5, column: 54, data: { name: 'logging' } },
        { messageId: 'capability', line: 8, column: 5, data: { name: 'roots' } },
        { messageId: 'capability', line: 9, column: 5, data: { name: 'sampling' } },
      ],
    },
    {
      name: 'capabilities elsewhere',
      code: `${V1}const capabilities: ClientCapabilities = { roots: {} };
class Peer extends Client { constructor() { super(info, { capabilities: { sampling: {} } }); } }
new Server(info).registerCapabilities({ logging: {} });`,
      errors: [
        { messageId: 'capability', line: 5 },
        { messageId: 'capability', line: 6 },
        { messageId: 'capability', line: 7 },
      ],
    },
    {
      name: 'capabilities and handlers of a client on SDK v2',
      code: `${V2}const client = new Client(info, { capabilities: { roots: {} } }); client.setRequestHandler('roots/list', roots); client.setRequestHandler('sampling/createMessage', sample);`,
      errors: [{ messageId: 'capability' }, { messageId: 'handler' }, { messageId: 'handler' }],
    },
    {
      name: 'handlers of a client',
      code: `${V1}const client = new Client(info);
client.setRequestHandler(ListRootsRequestSchema, async () => ({ roots: [] }));
client.setNotificationHandler(LoggingMessageNotificationSchema, show);`,
      errors: [
        { messageId: 'handler', line: 6, column: 1, data: { method: 'roots/list' } },
        { messageId: 'logHandler', line: 7 },
      ],
    },
    {
      name: 'log messages',
      code: `${V1}const server = new McpServer(info);
await server.sendLoggingMessage({ level: 'info', data: 'x' });
server.registerTool('a', {}, async (args, { sendNotification }) => {
  await sendNotification({ method: 'notifications/message', params: { level: 'info', data: 'x' } });
});
process.stdout.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: {} }));`,
      errors: [
        { messageId: 'log', line: 6, column: 7 },
        { messageId: 'logUnasked', line: 8, column: 9 },
        { messageId: 'log', line: 10, column: 37 },
      ],
    },
    {
      name: 'log messages on SDK v2',
      code: `${V2}const server = new McpServer(info); server.server.sendLoggingMessage({}); server.registerTool('a', {}, async (args, ctx) => { await ctx.mcpReq.notify({ method: 'notifications/message', params: {} }); });`,
      errors: [{ messageId: 'log' }, { messageId: 'logUnasked' }],
    },
    {
      name: 'a log message of a request',
      code: `${V1}const server = new McpServer(info); await server.server.notification({ method: 'notifications/message', params }, { relatedRequestId: id });`,
      errors: [{ messageId: 'logUnasked' }],
    },
    {
      name: 'a logger that gets its server',
      code: `${V1}export class Logger { constructor(private readonly server: McpServer) {} info(data) { void this.server.server.sendLoggingMessage({ level: 'info', data }); } }`,
      errors: [{ messageId: 'log' }],
    },
    {
      name: 'requests of a server',
      code: `${V1}const server = new Server(info); await server.createMessage({ messages: [] }); await server.listRoots();`,
      errors: [{ messageId: 'request' }, { messageId: 'request' }],
    },
  ],
});
