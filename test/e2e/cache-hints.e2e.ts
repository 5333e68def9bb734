import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, expect, test } from 'vitest';
import { after, migrate } from './support/migrated.js';
import { buildAndCheck, copyFixture, install, removeTemporaryDirectories } from './support/project.js';
import { startProxy } from './support/proxy.js';
import { startHttp } from './support/server.js';

const FIXTURE = 'fastify-stateless';
const INFO = { name: 'mcp-migrate-tests', version: '1.0.0' };

afterAll(removeTemporaryDirectories);

test('with --cache-hints, clients of 2026-07-28 keep the list of tools, and others ask again', async () => {
  const directory = await copyFixture(FIXTURE);
  await migrate(directory, ['--cache-hints', '300']);
  await install(directory);
  await buildAndCheck(directory);
  expect(await readFile(path.join(directory, 'src/mcp.ts'), 'utf8')).toContain(
    `cacheHints: { 'tools/list': { ttlMs: 300_000, cacheScope: 'public' } }`,
  );
  expect(await asked(directory)).toEqual({
    modern: { requests: 1, hints: { ttlMs: 300_000, cacheScope: 'public' } },
    old: { requests: 2, hints: {} },
  });
});

test('without it, nobody keeps anything', async () => {
  expect(await asked(await after(FIXTURE))).toEqual({
    modern: { requests: 2, hints: { ttlMs: 0, cacheScope: 'private' } },
    old: { requests: 2, hints: {} },
  });
});

interface Asked {
  /** Requests for the list that reached the server when a client wanted it twice. */
  readonly requests: number;
  readonly hints: object;
}

async function asked(directory: string): Promise<{ modern: Asked; old: Asked }> {
  const server = await startHttp(directory);
  try {
    const modern = new Client(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    const old = new ClientV1(INFO);
    return {
      modern: await listTwice(server.url, modern, url =>
        modern.connect(new StreamableHTTPClientTransport(url)),
      ),
      old: await listTwice(server.url, old, url => old.connect(new HttpV1(url))),
    };
  } finally {
    await server.stop();
  }
}

interface Lister {
  listTools(): Promise<object>;
  close(): Promise<void>;
}

async function listTwice(
  target: string,
  client: Lister,
  connect: (url: URL) => Promise<void>,
): Promise<Asked> {
  const proxy = await startProxy(target);
  try {
    await connect(new URL(proxy.url));
    // Only messages have a body; a client of 2025-11-25 also asks for a stream.
    const messages = () => proxy.seen('content-type').length;
    const before = messages();
    const { ttlMs, cacheScope } = (await client.listTools()) as { ttlMs?: number; cacheScope?: string };
    await client.listTools();
    const requests = messages() - before;
    await client.close();
    return { requests, hints: { ...(ttlMs !== undefined && { ttlMs }), ...(cacheScope && { cacheScope }) } };
  } finally {
    await proxy.stop();
  }
}
