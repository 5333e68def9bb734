import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INITIALIZE, post } from './support/http.js';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp, type HttpServer } from './support/server.js';

/** A server behind the gateway that keeps what it gets and names a session when one starts. */
interface Backend {
  readonly url: string;
  readonly seen: { readonly headers: http.IncomingHttpHeaders; readonly body: unknown }[];
  stop(): Promise<void>;
}

async function startBackend(session: string): Promise<Backend> {
  const seen: Backend['seen'] = [];
  const server = http.createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', chunk => (text += chunk));
    request.on('end', () => {
      const body = JSON.parse(text) as { method: string };
      seen.push({ headers: request.headers, body });
      if (body.method === 'initialize') response.setHeader('Mcp-Session-Id', session);
      response.setHeader('Content-Type', 'application/json').end('{}');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    seen,
    stop: () => new Promise(resolve => server.close(() => resolve()).closeAllConnections()),
  };
}

let backends: Backend[];
let gateway: HttpServer | undefined;

beforeEach(async () => {
  backends = [await startBackend('first'), await startBackend('second')];
});

afterEach(async () => {
  await gateway?.stop();
  await Promise.all(backends.map(each => each.stop()));
});

afterAll(removeTemporaryDirectories);

async function start(directory: string): Promise<string> {
  gateway = await startHttp(directory, '/mcp', { BACKENDS: backends.map(each => each.url).join(',') });
  return gateway.url;
}

const CALL = {
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: {
    name: 'where_is',
    arguments: { parcel: 'P-1', region: 'eu' },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
};
const MIRRORED = {
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'where_is',
  'mcp-param-region': 'eu',
};

describe('a migrated gateway', () => {
  test('sends requests of 2026-07-28 to every server, with their headers and their envelope', async () => {
    const url = await start(await after('proxy'));
    const answers = [await post(url, MIRRORED, CALL), await post(url, MIRRORED, CALL)];
    expect(answers.map(each => each.status)).toEqual([200, 200]);
    for (const { seen } of backends) {
      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatchObject({ headers: MIRRORED, body: CALL });
    }
  });

  test('keeps clients of 2025-11-25 on the server of their session', async () => {
    const url = await start(await after('proxy'));
    const opened = await post(url, {}, INITIALIZE);
    expect(opened.headers['mcp-session-id']).toBe('first');
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    const session = { 'Mcp-Session-Id': 'first', 'MCP-Protocol-Version': '2025-11-25' };
    await post(url, session, list);
    await post(url, session, list);
    expect(backends.map(each => each.seen.length)).toEqual([3, 0]);
    expect((await post(url, { 'MCP-Protocol-Version': '2025-11-25' }, list)).status).toBe(404);
  });
});

test('a gateway of 2025-11-25 refuses requests of 2026-07-28', async () => {
  const url = await start(await before('proxy'));
  expect((await post(url, MIRRORED, CALL)).status).toBe(404);
  expect(backends.map(each => each.seen.length)).toEqual([0, 0]);
});
