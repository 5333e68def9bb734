import { streamResumability } from '../../rules/stream-resumability.js';
import { tester } from './tester.js';

const V1 = `import { StreamableHTTPServerTransport, type EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
`;
const V2 = `import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { McpServer, type EventStore } from '@modelcontextprotocol/server';
import { Client } from '@modelcontextprotocol/client';
`;
const KEEPS = `import { isLegacyRequest } from '@modelcontextprotocol/server';
${V2}`;
const drop = { mcp: { legacy: 'drop' } };

tester.run('stream-resumability', streamResumability, {
  valid: [
    {
      name: 'a transport without a store',
      code: `${V1}new StreamableHTTPServerTransport({ sessionIdGenerator });`,
    },
    {
      name: 'a store that is not there',
      code: `${V1}new StreamableHTTPServerTransport({ eventStore: undefined });`,
    },
    {
      name: 'an event store of something else',
      code: `${V1}import { Bus } from './bus.js'; new Bus({ eventStore: new Events(), retryInterval: 10 });
class Orders implements OrderEventStore {}`,
    },
    {
      name: 'a stream of events of something else',
      code: "const mcp = 1; const id = req.headers['last-event-id'];",
    },
    {
      name: 'prose and comments',
      code: `${V1}// reads Last-Event-ID\nlog('Client reconnecting with Last-Event-ID');`,
    },
    {
      name: 'the header in a CORS list',
      code: `${V1}cors({ allowedHeaders: ['mcp-session-id', 'last-event-id'] });`,
    },
    {
      name: 'resuming without the SDK',
      code: 'const mcp = upload({ resumptionToken: token }); video.resumeStream(token);',
    },
    {
      name: 'a store for kept sessions',
      code: `${KEEPS}if (await isLegacyRequest(request)) {
  new NodeStreamableHTTPServerTransport({ sessionIdGenerator, eventStore: new Store(), retryInterval: 300 });
}`,
    },
    {
      name: 'a store outside of the guard, in a file that keeps sessions',
      code: `${KEEPS}const eventStore = new Store();
const open = () => new NodeStreamableHTTPServerTransport({ sessionIdGenerator, eventStore });
const id = req.headers['last-event-id'];`,
    },
    { name: 'a class on v2', code: `${V2}export class Store implements EventStore {}` },
    {
      name: 'the header beside a transport of sessions, on v2',
      code: `${V2}const transport = new NodeStreamableHTTPServerTransport({}); const id = req.header('Last-Event-ID');`,
    },
    {
      name: 'a stream that is closed on v2, for older clients',
      code: `${V2}new McpServer(info).registerTool('a', {}, async (args, ctx) => { ctx.http?.closeSSE?.(); });`,
    },
    {
      name: 'a token for older servers only',
      code: `${V2}const client = new Client(info);
if (client.getProtocolEra() === 'legacy') await client.callTool(call, { resumptionToken: token });`,
    },
    {
      name: 'a call with other options',
      code: `${V1}const client = new Client(info); await client.callTool(call, undefined, { timeout: 10 });`,
    },
    {
      name: 'a test',
      filename: 'test/resume.test.ts',
      code: `${V1}new StreamableHTTPServerTransport({ eventStore });`,
    },
  ],
  invalid: [
    {
      name: 'options of a transport',
      code: `${V1}new StreamableHTTPServerTransport({
  eventStore,
  retryInterval: 300,
});`,
      errors: [
        { messageId: 'option', data: { name: 'eventStore' }, line: 5, column: 3 },
        { messageId: 'option', data: { name: 'retryInterval' }, line: 6, column: 3 },
      ],
    },
    {
      name: 'options over web standards, in CommonJS',
      code: `const { WebStandardStreamableHTTPServerTransport: Transport } = require('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js');
new Transport({ eventStore: new Store() });`,
      errors: [{ messageId: 'option' }],
    },
    {
      name: 'a store on v2 without a way for 2026-07-28',
      code: `${V2}new NodeStreamableHTTPServerTransport({ sessionIdGenerator, eventStore });`,
      errors: [{ messageId: 'option' }],
    },
    {
      name: 'a class',
      code: `${V1}export class Store implements EventStore {}`,
      errors: [{ messageId: 'store', line: 4, column: 8 }],
    },
    {
      name: 'an object',
      code: `${V1}const store: EventStore = { async storeEvent() {}, async replayEventsAfter() {} };`,
      errors: [{ messageId: 'store' }],
    },
    {
      name: 'the store of the examples',
      code: `import { InMemoryEventStore } from '@modelcontextprotocol/sdk/examples/shared/inMemoryEventStore.js';
const store = new InMemoryEventStore();`,
      errors: [{ messageId: 'store', line: 2, column: 15 }],
    },
    {
      name: 'a class on v2 whose clients are gone',
      code: `${V2}export class Store implements EventStore {}`,
      settings: drop,
      errors: [{ messageId: 'store' }],
    },
    {
      name: 'the header, in any case',
      code: `${V1}req.headers['last-event-id'];\nheaders.get('Last-Event-ID');`,
      errors: [
        { messageId: 'header', line: 4, column: 13 },
        { messageId: 'header', line: 5 },
      ],
    },
    {
      name: 'the header by hand',
      code: `const RESUME = 'last-event-id';
fetch(url, { headers: { [RESUME]: id, 'mcp-session-id': session, 'mcp-protocol-version': version } });`,
      errors: [{ messageId: 'header', line: 2 }],
    },
    {
      name: 'a token',
      code: `${V1}const client = new Client(info);
await client.request(message, schema, {
  onresumptiontoken: token => { last = token; },
  resumptionToken: last,
});`,
      errors: [{ messageId: 'token', line: 7, column: 3 }],
    },
    {
      name: 'a callback for tokens, on v2',
      code: `${V2}const client = new Client(info); await client.callTool(call, { onresumptiontoken: keep });`,
      errors: [{ messageId: 'tokenCallback' }],
    },
    {
      name: 'a stream that is resumed',
      code: `${V1}await transport.resumeStream(last, { onresumptiontoken: keep });`,
      errors: [{ messageId: 'resume' }, { messageId: 'tokenCallback' }],
    },
    {
      name: 'a stream that is closed',
      code: `${V1}new McpServer(info).registerTool('a', {}, async (args, extra) => { extra.closeSSEStream?.(); });
const transport = new StreamableHTTPServerTransport({}); transport.closeStandaloneSSEStream();`,
      errors: [
        { messageId: 'close', data: { name: 'closeSSEStream' } },
        { messageId: 'close', data: { name: 'closeStandaloneSSEStream' } },
      ],
    },
    {
      name: 'a stream that is closed on v2 whose clients are gone',
      code: `${V2}new McpServer(info).registerTool('a', {}, async (args, ctx) => { ctx.http?.closeSSE?.(); });`,
      settings: drop,
      errors: [{ messageId: 'close', data: { name: 'closeSSE' } }],
    },
  ],
});
