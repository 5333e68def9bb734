import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { PingRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { afterAll, describe, expect, test } from 'vitest';
import { after, before, migrate } from './support/migrated.js';
import { buildAndCheck, copyFixture, install, removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const NAME = 'express-keep-alive';
const INFO = { name: 'mcp-migrate-tests', version: '1.0.0' };
const PERIOD_SECONDS = 0.2;
const QUESTION = { name: 'price_of', arguments: { zone: 'north' } };

describe('a timer that a route starts for each session', () => {
  test.each([
    ['before', before],
    ['after', after],
  ])('pings clients of 2025-11-25 %s the migration', async (_, project) => {
    const { pings, answers } = await stay(await project(NAME), connectV1);
    expect(pings()).toBeGreaterThanOrEqual(2);
    expect(answers).toEqual(['30 euros', '30 euros']);
  });

  test('does not ping those of 2026-07-28, who are served all the same', async () => {
    const { pings, answers } = await stay(await after(NAME), connectV2);
    expect(pings()).toBe(0);
    expect(answers).toEqual(['30 euros', '30 euros']);
  });

  test('is gone where sessions are', async () => {
    const directory = await copyFixture(NAME);
    await migrate(directory, ['--legacy', 'stateless']);
    expect(await readFile(path.join(directory, 'src/index.ts'), 'utf8')).not.toMatch(/setInterval|ping/);
    await install(directory);
    await buildAndCheck(directory);
    for (const connect of [connectV1, connectV2]) {
      const { pings, answers } = await stay(directory, connect);
      expect(pings()).toBe(0);
      expect(answers).toEqual(['30 euros', '30 euros']);
    }
  });
});

interface Connection {
  /** How often the server has pinged. */
  readonly pings: () => number;
  ask(): Promise<unknown>;
  close(): Promise<void>;
}

/** Asks a question, stays for some periods of the timer, and asks again. */
async function stay(directory: string, connect: (url: URL) => Promise<Connection>) {
  const server = await startHttp(directory, '/mcp', { PING_SECONDS: String(PERIOD_SECONDS) });
  try {
    const connection = await connect(new URL(server.url));
    const { pings } = connection;
    const answers = [await connection.ask()];
    for (let waited = 0; waited < 10 && pings() < 2; waited++) await sleep(PERIOD_SECONDS * 1_000);
    answers.push(await connection.ask());
    await connection.close();
    return { pings, answers };
  } finally {
    await server.stop();
  }
}

async function connectV1(url: URL): Promise<Connection> {
  const client = new ClientV1(INFO);
  let pings = 0;
  client.setRequestHandler(PingRequestSchema, () => {
    pings += 1;
    return {};
  });
  await client.connect(new HttpV1(url));
  return {
    pings: () => pings,
    ask: async () => textOf(await client.callTool(QUESTION)),
    close: () => client.close(),
  };
}

async function connectV2(url: URL): Promise<Connection> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  let pings = 0;
  client.setRequestHandler('ping', () => {
    pings += 1;
    return {};
  });
  await client.connect(new HttpV2(url));
  return {
    pings: () => pings,
    ask: async () => textOf(await client.callTool(QUESTION)),
    close: () => client.close(),
  };
}

function textOf(result: Record<string, unknown>): unknown {
  return (result['content'] as { text: string }[])[0]?.text;
}
