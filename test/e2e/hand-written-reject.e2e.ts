import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { before as projectBefore, migrate } from './support/migrated.js';
import { SERVER_FIXTURES } from './support/fixtures.js';
import { INITIALIZE, post } from './support/http.js';
import { probeV1, probeV2, type Probe } from './support/probe.js';
import { buildAndCheck, copyFixture, install, removeTemporaryDirectories } from './support/project.js';
import { startHttp, type HttpServer } from './support/server.js';

const { script } = SERVER_FIXTURES.find(each => each.name === 'hand-written-http')!;

let directory: string;
let server: HttpServer;
let before: Probe;

beforeAll(async () => {
  const old = await startHttp(await projectBefore('hand-written-http'));
  try {
    before = await probeV1({ url: old.url }, script);
  } finally {
    await old.stop();
  }
  directory = await copyFixture('hand-written-http');
  await install(directory);
  await migrate(directory, ['--legacy', 'reject']);
  await buildAndCheck(directory);
  server = await startHttp(directory);
}, 300_000);

afterAll(async () => {
  await server.stop();
  await removeTemporaryDirectories();
});

test('a client of 2026-07-28 gets what a client of 2025-11-25 got before', async () => {
  const after = await probeV2({ url: server.url }, script);
  expect(after.calls).toEqual(before.calls);
  expect(after.promptResults).toEqual(before.promptResults);
  expect(after.completions).toEqual(before.completions);
});

test('a client of 2025-11-25 is told the revision that is served', async () => {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
    body: JSON.stringify(INITIALIZE),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: -32022, data: { supported: ['2026-07-28'], requested: '2025-11-25' } },
  });
  await expect(probeV1({ url: server.url }, script)).rejects.toThrow();
});

test.each(['GET', 'DELETE'])('%s is not allowed', async method => {
  const response = await fetch(server.url, { method, headers: { Accept: 'text/event-stream' } });
  expect(response.status).toBe(405);
  expect(response.headers.get('Allow')).toBe('POST');
});

test('no session is begun, and one that is named does not matter', async () => {
  const { headers } = await post(server.url, {}, INITIALIZE);
  expect(headers['mcp-session-id']).toBeUndefined();
  for (const file of ['index.ts', 'dispatch.ts', 'protocol.ts']) {
    expect(await readFile(path.join(directory, 'src', file), 'utf8')).not.toMatch(/session/i);
  }
});
