import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createRequestStateCodec } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { after } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startProxy, type RecordingProxy } from './support/proxy.js';
import { startHttp, type HttpServer } from './support/server.js';

const KEY = 'a key that both instances know, of 32 bytes and more';
const ORDER = 'test_input_required_result_request_state';
const SURVEY = 'test_input_required_result_multi_round';

let instances: HttpServer[];
let proxy: RecordingProxy;

beforeAll(async () => {
  const directory = await after('conformance');
  const environment = { MCP_REQUEST_STATE_KEY: KEY, NODE_ENV: 'production' };
  instances = [
    await startHttp(directory, '/mcp', environment),
    await startHttp(directory, '/mcp', environment),
  ];
  proxy = await startProxy(...instances.map(each => each.url));
});

afterAll(async () => {
  await proxy.stop();
  await Promise.all(instances.map(each => each.stop()));
  await removeTemporaryDirectories();
});

type Params = Readonly<Record<string, unknown>> & { readonly message: string };
type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** A client that reaches each instance in turn. */
async function connected(answer: (params: Params) => unknown, fetch?: Fetch): Promise<Client> {
  const client = new Client(
    { name: 'a', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  client.setRequestHandler('elicitation/create', ({ params }) => answer(params as never) as never);
  await client.connect(new StreamableHTTPClientTransport(new URL(proxy.url), { ...(fetch && { fetch }) }));
  return client;
}

async function textOf(client: Client, name: string): Promise<string> {
  const { content } = await client.callTool({ name });
  return (content as { text: string }[])[0]!.text;
}

const accept = (content: unknown) => ({ action: 'accept', content });

test('a value of the first round is the same on the instance of the second', async () => {
  const asked: string[] = [];
  const client = await connected(({ message }) => {
    asked.push(message);
    return accept({ ok: true });
  });
  const calls = proxy.seen('mcp-method').length;
  const text = await textOf(client, ORDER);
  const id = /^Please confirm order (\S+)$/.exec(asked[0]!)?.[1];
  expect(text).toBe(`Order ${id} is placed.`);
  // One request for each round, so that the rounds were on two instances.
  expect(proxy.seen('mcp-method').slice(calls)).toEqual(['tools/call', 'tools/call']);
});

test('what earlier rounds learned reaches the last one', async () => {
  const client = await connected(({ message }) =>
    accept(message.startsWith('Step 1') ? { name: 'Ada' } : { color: 'blue' }),
  );
  const text = await textOf(client, SURVEY);
  expect(text).toContain('Ada');
  expect(text).toContain('blue');
});

test.each(['decline', 'cancel'])('%s keeps its way on the other instance', async action => {
  const client = await connected(() => ({ action }));
  expect(await textOf(client, ORDER)).toMatch(/^Order \S+ is dropped\.$/);
  expect(await textOf(client, SURVEY)).toBe('The survey was not started.');
});

test('an answer that does not fit is asked for again, for the same order', async () => {
  const asked: string[] = [];
  const answers: unknown[] = [{ ok: 'yes' }, {}, { ok: true }];
  const client = await connected(({ message }) => {
    asked.push(message);
    return accept(answers.shift());
  });
  expect(await textOf(client, ORDER)).toMatch(/ is placed\.$/);
  expect(asked).toHaveLength(3);
  expect(new Set(asked).size).toBe(1);
});

test('a state that was changed is refused', async () => {
  const client = await connected(() => accept({ ok: true }), withState(changed));
  await expect(client.callTool({ name: ORDER })).rejects.toThrow('Invalid or expired requestState');
});

test('a state that is old is refused, and a new one of the same kind is not', async () => {
  const codec = createRequestStateCodec({ key: KEY, bind: () => 'tools/call\0' });
  const payload = { request: ORDER, learned: { orderId: 'of-the-test' } };
  const fresh = await codec.mint(payload, {} as never);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
  const old = await codec.mint(payload, {} as never);
  vi.useRealTimers();

  const first = await connected(
    () => accept({ ok: true }),
    withState(() => fresh),
  );
  expect(await textOf(first, ORDER)).toBe('Order of-the-test is placed.');
  const second = await connected(
    () => accept({ ok: true }),
    withState(() => old),
  );
  await expect(second.callTool({ name: ORDER })).rejects.toThrow('Invalid or expired requestState');
});

test('the state of another request is none', async () => {
  const codec = createRequestStateCodec({ key: KEY, bind: () => 'tools/call\0' });
  const state = await codec.mint({ request: SURVEY, learned: { orderId: 'stolen' } }, {} as never);
  const client = await connected(
    () => accept({ ok: true }),
    withState(() => state),
  );
  expect(await textOf(client, ORDER)).not.toContain('stolen');
});

/** Sends another `requestState` than the one that came. */
function withState(other: (state: string) => string): Fetch {
  return (url, init) => {
    if (typeof init?.body !== 'string') return fetch(url, init);
    const message = JSON.parse(init.body) as { params?: { requestState?: string } };
    if (message.params?.requestState) message.params.requestState = other(message.params.requestState);
    return fetch(url, { ...init, body: JSON.stringify(message) });
  };
}

/** The state with another character in the middle of what it says. */
function changed(state: string): string {
  const at = Math.floor(state.length / 2);
  return state.slice(0, at) + (state[at] === 'A' ? 'B' : 'A') + state.slice(at + 1);
}
