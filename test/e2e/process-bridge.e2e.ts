import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { DISCOVER, post } from './support/http.js';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/project.js';
import { startHttp, type HttpServer } from './support/server.js';

const INFO = { name: 'tests', version: '1.0.0' };

let bridge: HttpServer | undefined;

afterEach(async () => {
  await bridge?.stop();
});

afterAll(removeTemporaryDirectories);

async function start(directory: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  bridge = await startHttp(directory, '/mcp', environment);
  return bridge.url;
}

/** A request of 2026-07-28, and the headers that go with it. */
function request(method: string, params: object = {}, revision = '2026-07-28') {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': revision,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return {
    message: { jsonrpc: '2.0', id: 7, method, params: { ...params, _meta: meta } },
    headers: { 'MCP-Protocol-Version': revision, 'Mcp-Method': method },
  };
}

async function statusOf(url: string, { message, headers }: ReturnType<typeof request>): Promise<number> {
  return (await post(url, headers, message)).status;
}

describe('a migrated bridge to processes', () => {
  test('answers errors with the status that goes with them', async () => {
    const url = await start(await after('process-bridge'));
    expect(await statusOf(url, request('tools/list'))).toBe(200);
    expect(await statusOf(url, request('tools/nothing'))).toBe(404);
    expect(await statusOf(url, request('tools/list', {}, '2027-07-28'))).toBe(400);
  });

  test('refuses headers that do not agree with the body', async () => {
    const url = await start(await after('process-bridge'));
    const list = request('tools/list');
    expect((await post(url, { ...list.headers, 'Mcp-Method': 'prompts/list' }, list.message)).status).toBe(
      400,
    );
    expect((await post(url, { 'MCP-Protocol-Version': '2026-07-28' }, list.message)).status).toBe(400);
    const call = request('tools/call', { name: 'next_tide', arguments: { harbour: 'Whitby', tide: 'low' } });
    expect(await statusOf(url, call)).toBe(400);
    expect((await post(url, { ...call.headers, 'Mcp-Name': 'next_tide' }, call.message)).status).toBe(200);
    const encoded = `=?base64?${Buffer.from('next_tide').toString('base64')}?=`;
    expect((await post(url, { ...call.headers, 'Mcp-Name': encoded }, call.message)).status).toBe(200);
  });

  test('lets clients of both revisions use a program of 2025-11-25', async () => {
    const old = path.join(await before('process-bridge'), 'dist/tides.js');
    const url = await start(await after('process-bridge'), { TIDES_PROGRAM: old });
    expect((await post(url, DISCOVER.headers, DISCOVER.message)).status).toBe(404);
    const client = new Client(INFO, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    expect(client.getProtocolEra()).toBe('legacy');
    const answer = await client.callTool({
      name: 'next_tide',
      arguments: { harbour: 'Whitby', tide: 'high' },
    });
    expect(answer.content).toEqual([{ type: 'text', text: 'high water at 05:12' }]);
    await client.close();
  });

  test('passes on what comes before an answer, and ends the program when a client leaves', async () => {
    const program = path.join(await temporaryDirectory('program'), 'slow.mjs');
    await writeFile(program, SLOW);
    const url = await start(await after('process-bridge'), { TIDES_PROGRAM: program });
    const { headers, message } = request('tools/list');
    const leaving = new AbortController();
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        ...headers,
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(message),
      signal: leaving.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const chunk = (await response.body!.getReader().read()).value as Uint8Array;
    const event = new TextDecoder().decode(chunk);
    const { params } = JSON.parse(event.split('data: ')[1]!) as { params: { data: number } };
    expect(isRunning(params.data)).toBe(true);
    leaving.abort();
    await expect.poll(() => isRunning(params.data), { timeout: 10_000 }).toBe(false);
  });
});

test('a bridge of 2025-11-25 refuses requests of 2026-07-28', async () => {
  const url = await start(await before('process-bridge'));
  expect(await statusOf(url, request('tools/list'))).toBe(400);
});

/** Says its process id, and no answer. */
const SLOW = `process.stdin.resume();
const message = { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: process.pid } };
console.log(JSON.stringify(message));
`;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
