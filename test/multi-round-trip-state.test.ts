import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import * as sdk from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { afterEach, expect, test, vi } from 'vitest';
import { multiRoundTrip } from '../transforms/multi-round-trip.js';
import { loadText } from './helpers/loaded-text.js';
import { migrateText } from './helpers/migrate-text.js';

const SCHEMA = `{ type: 'object', properties: { color: { type: 'string' } }, required: ['color'] }`;
const TEXT = `import { McpServer } from '@modelcontextprotocol/server';
import { randomUUID } from 'node:crypto';

export function createServer() {
  const server = new McpServer({ name: 'painter', version: '1.0.0' });
  server.registerTool('paint', {}, async ctx => {
    const id = randomUUID();
    const wall = await ctx.mcpReq.elicitInput({ message: 'Wall?', requestedSchema: ${SCHEMA} });
    if (wall.action !== 'accept') return { content: [{ type: 'text', text: wall.action }] };
    const door = await ctx.mcpReq.elicitInput({ message: \`Door for \${id}?\`, requestedSchema: ${SCHEMA} });
    return { content: [{ type: 'text', text: \`\${id} \${wall.content?.color} \${door.content?.color}\` }] };
  });
  return server;
}
`;

const { files } = migrateText({ 'src/a.ts': TEXT }, [multiRoundTrip]);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** An instance of the migrated server, as a process of its own would have it. */
function instance(ids: () => string = () => 'id') {
  const modules = { '@modelcontextprotocol/server': sdk, 'node:crypto': { randomUUID: ids }, 'zod/v4': z };
  const { createServer } = loadText(files, modules, 'src/a.ts') as { createServer: () => sdk.McpServer };
  return sdk.createMcpHandler(createServer);
}

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

async function connected(fetch: Fetch, answer: (message: string) => sdk.ElicitResult): Promise<Client> {
  const client = new Client(
    { name: 'a', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  client.setRequestHandler('elicitation/create', ({ params }) => answer(params.message));
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch }));
  return client;
}

const accept = (color: unknown) => ({ action: 'accept', content: { color } }) as sdk.ElicitResult;

test('every round may reach another instance, when they share the key', async () => {
  vi.stubEnv('MCP_REQUEST_STATE_KEY', 'k'.repeat(32));
  let ids = 0;
  const instances = [instance(() => `first-${++ids}`), instance(() => `second-${++ids}`)];
  let turn = 0;
  const client = await connected(
    (url, init) => instances[turn++ % 2]!.fetch(new Request(url, init)),
    message => accept(message.slice(0, 4)),
  );
  const { content } = await client.callTool({ name: 'paint' });
  expect(content).toEqual([
    { type: 'text', text: expect.stringMatching(/^(?:first|second)-1 Wall Door$/) as unknown },
  ]);
  expect(ids).toBe(1);
});

test('an instance with another key refuses the state', async () => {
  const instances = [instance(), instance()];
  let turn = 0;
  const client = await connected(
    (url, init) => instances[turn++ % 2]!.fetch(new Request(url, init)),
    () => accept('red'),
  );
  await expect(client.callTool({ name: 'paint' })).rejects.toThrow('Invalid or expired requestState');
});

test('a state that was changed is refused, and one that is old', async () => {
  const handler = instance();
  const tampering: Fetch = (url, init) => {
    const body = ((init?.body as string | undefined) ?? '').replace(
      /("requestState":"v1\.)(.)/,
      (_, start: string, first: string) => start + (first === 'A' ? 'B' : 'A'),
    );
    return handler.fetch(new Request(url, init?.body ? { ...init, body } : init));
  };
  const client = await connected(tampering, () => accept('red'));
  await expect(client.callTool({ name: 'paint' })).rejects.toThrow('Invalid or expired requestState');

  vi.useFakeTimers({ toFake: ['Date'] });
  const late = await connected(
    (url, init) => handler.fetch(new Request(url, init)),
    () => {
      vi.setSystemTime(Date.now() + 3_600_000);
      return accept('red');
    },
  );
  await expect(late.callTool({ name: 'paint' })).rejects.toThrow('Invalid or expired requestState');
});

test('without a key the server does not start in production', () => {
  vi.stubEnv('NODE_ENV', 'production');
  vi.stubEnv('MCP_REQUEST_STATE_KEY', '');
  expect(() => instance()).toThrow('Set MCP_REQUEST_STATE_KEY to a secret of at least 32 bytes');
});

test('an answer that does not fit is asked for again; decline and cancel keep their paths', async () => {
  const handler = instance();
  const asked: string[] = [];
  const answers = [accept(5), accept('blue'), accept('green')];
  const client = await connected(
    (url, init) => handler.fetch(new Request(url, init)),
    message => {
      asked.push(message);
      return answers.shift()!;
    },
  );
  const { content } = await client.callTool({ name: 'paint' });
  expect(content).toEqual([{ type: 'text', text: 'id blue green' }]);
  expect(asked).toEqual(['Wall?', 'Wall?', 'Door for id?']);
  for (const action of ['decline', 'cancel'] as const) {
    answers.push({ action });
    expect((await client.callTool({ name: 'paint' })).content).toEqual([{ type: 'text', text: action }]);
  }
});
