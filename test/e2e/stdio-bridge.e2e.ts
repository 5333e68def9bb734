import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';

interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params?: {
    readonly clientInfo?: { readonly name: string };
    readonly _meta?: Readonly<Record<string, unknown>>;
  };
}

/** Requests whose streams the other side closed before they were answered. */
let closed: string[];

type Seen = { readonly headers: http.IncomingHttpHeaders; readonly body: Message };

/** Answers what a server of the revision does to the first requests of a client, and refuses the rest. */
function answer(revision: string, { id, method }: Message): { status: number; body?: unknown } {
  const result = (value: object) => ({ status: 200, body: { jsonrpc: '2.0', id, result: value } });
  const serverInfo = { name: 'recorder', version: '1.0.0' };
  if (id === undefined) return { status: 202 };
  if (revision === '2025-11-25' && method === 'initialize')
    return result({ protocolVersion: revision, capabilities: { tools: {} }, serverInfo });
  if (revision === '2026-07-28' && method === 'server/discover')
    return result({
      resultType: 'complete',
      supportedVersions: [revision],
      capabilities: { tools: {} },
      ttlMs: 0,
      cacheScope: 'private',
      _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo },
    });
  if (method === 'tools/list')
    return result({ tools: [], resultType: 'complete', ttlMs: 0, cacheScope: 'private' });
  return { status: 400, body: { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'Bad Request' } } };
}

let seen: Seen[];
let server: http.Server | undefined;
let clients: { close(): Promise<void> }[];

async function startServer(revision: string): Promise<string> {
  server = http.createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', chunk => (text += chunk));
    request.on('end', () => {
      if (request.method !== 'POST') return response.writeHead(405).end();
      const body = JSON.parse(text) as Message;
      seen.push({ headers: request.headers, body });
      if (body.method === 'tools/call') {
        // Takes longer than anybody waits.
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
        return response.on('close', () => closed.push(body.method));
      }
      const { status, body: answered } = answer(revision, body);
      response.writeHead(status, { 'Content-Type': 'application/json' });
      return response.end(answered === undefined ? undefined : JSON.stringify(answered));
    });
  });
  await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

beforeEach(() => {
  seen = [];
  closed = [];
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map(each => each.close()));
  server?.closeAllConnections();
  await new Promise(resolve => server?.close(resolve) ?? resolve(undefined));
});

afterAll(removeTemporaryDirectories);

function program(directory: string, url: string) {
  return {
    command: process.execPath,
    args: ['dist/main.js'],
    cwd: directory,
    env: { SERVER_URL: url },
    stderr: 'ignore' as const,
  };
}

const INFO = { name: 'tests', version: '1.0.0' };

describe('a migrated bridge', () => {
  test('passes requests of 2026-07-28 on with their headers, and names itself in each', async () => {
    const url = await startServer('2026-07-28');
    const client = new Client(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    clients.push(client);
    await client.connect(new StdioClientTransport(program(await after('stdio-bridge'), url)));
    await client.listTools();
    expect(seen.map(each => each.body.method)).toEqual(['server/discover', 'tools/list']);
    for (const { headers, body } of seen) {
      expect(headers).toMatchObject({
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': body.method,
      });
      expect(body.params?._meta?.['io.modelcontextprotocol/clientInfo']).toMatchObject({
        name: 'tests (via bridge)',
      });
    }
  });

  test('lets a client of both revisions fall back to initialize at once', async () => {
    const url = await startServer('2025-11-25');
    const client = new Client(INFO, { versionNegotiation: { mode: 'auto' } });
    clients.push(client);
    const started = Date.now();
    await client.connect(new StdioClientTransport(program(await after('stdio-bridge'), url)));
    expect(client.getProtocolEra()).toBe('legacy');
    // A client that is told nothing waits for a minute.
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(seen.map(each => each.body.method).slice(0, 2)).toEqual(['server/discover', 'initialize']);
  });
});

describe('a migrated bridge cancels a request', () => {
  test('of 2026-07-28 by closing its stream', async () => {
    const url = await startServer('2026-07-28');
    await cancelCall(url, '2026-07-28');
    await expect.poll(() => closed, { timeout: 10_000 }).toEqual(['tools/call']);
    expect(seen.map(each => each.body.method)).not.toContain('notifications/cancelled');
  });

  test('of 2025-11-25 by the notification', async () => {
    const url = await startServer('2025-11-25');
    await cancelCall(url, 'auto');
    await expect
      .poll(() => seen.map(each => each.body.method), { timeout: 10_000 })
      .toContain('notifications/cancelled');
    expect(closed).toEqual([]);
  });

  async function cancelCall(url: string, mode: 'auto' | '2026-07-28'): Promise<void> {
    const client = new Client(INFO, { versionNegotiation: { mode: mode === 'auto' ? mode : { pin: mode } } });
    clients.push(client);
    await client.connect(new StdioClientTransport(program(await after('stdio-bridge'), url)));
    const leaving = new AbortController();
    const call = client.callTool({ name: 'to_read', arguments: {} }, { signal: leaving.signal });
    await expect
      .poll(() => seen.some(each => each.body.method === 'tools/call'), { timeout: 10_000 })
      .toBe(true);
    leaving.abort();
    await expect(call).rejects.toThrow();
  }
});

describe.each([
  ['before', before],
  ['after', after],
])('%s the migration', (_, made) => {
  test('clients of 2025-11-25 are named in initialize', async () => {
    const url = await startServer('2025-11-25');
    const client = new ClientV1(INFO);
    clients.push(client);
    await client.connect(new StdioV1(program(await made('stdio-bridge'), url)));
    expect(await client.listTools()).toMatchObject({ tools: [] });
    expect(seen[0]!.body).toMatchObject({
      method: 'initialize',
      params: { clientInfo: { name: 'tests (via bridge)' } },
    });
  });
});

test('requests of 2026-07-28 lose their headers in a bridge of 2025-11-25', async () => {
  const url = await startServer('2026-07-28');
  const client = new Client(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  clients.push(client);
  await client.connect(new StdioClientTransport(program(await before('stdio-bridge'), url)));
  expect(seen[0]!.headers).not.toHaveProperty('mcp-method');
});
