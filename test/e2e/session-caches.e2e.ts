import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { afterAll, describe, expect, test } from 'vitest';
import { after, before } from './support/migrated.js';
import { withToken } from './support/probe.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const INFO = { name: 'mcp-migrate-tests', version: '1.0.0' };
const HONEY = { product: 'honey', currency: 'NOK' };

type Call = (args: Record<string, unknown>) => Promise<unknown>;

describe('prices that were kept for each session', () => {
  test('are asked for again in every session before the migration', async () => {
    await onMarket(await before('basket-sessions'), async (url, asked) => {
      for (let session = 1; session <= 2; session++) {
        await withClientV1(url, 'till-ada', async call => {
          expect(await call(HONEY)).toMatchObject({ content: [{ text: '68.00 NOK' }] });
          expect(await call(HONEY)).toMatchObject({ content: [{ text: '68.00 NOK' }] });
        });
        expect(asked).toHaveLength(session);
      }
    });
  });

  test('are found by every later call after it, in both revisions', async () => {
    await onMarket(await after('basket-sessions'), async (url, asked) => {
      for (const connect of [withClientV2, withClientV2, withClientV1, withClientV1]) {
        for (const till of ['till-ada', 'till-ben']) {
          await connect(url, till, async call => {
            expect(await call(HONEY)).toMatchObject({ content: [{ text: '68.00 NOK' }] });
          });
        }
      }
      expect(asked).toEqual(['/NOK.json']);
    });
  });

  test('are told apart by what else is in their key, and failures are not kept', async () => {
    await onMarket(await after('basket-sessions'), async (url, asked) => {
      await withClientV2(url, 'till-ada', async call => {
        expect(await call(HONEY)).toMatchObject({ content: [{ text: '68.00 NOK' }] });
        expect(await call({ ...HONEY, product: 'cheese' })).toMatchObject({
          content: [{ text: '95.00 NOK' }],
        });
        for (let attempt = 0; attempt < 2; attempt++) {
          const refused = await call({ ...HONEY, currency: 'USD' });
          expect(refused).toMatchObject({ isError: true, content: [{ text: 'No rate for USD today' }] });
        }
      });
      expect(asked).toEqual(['/NOK.json', '/NOK.json', '/USD.json', '/USD.json']);
    });
  });
});

/** Starts the market with a bank that publishes one rate, and tells what the bank is asked for. */
async function onMarket(
  directory: string,
  use: (url: string, asked: string[]) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const bank = http.createServer((request, response) => {
    asked.push(request.url!);
    const isKnown = request.url === '/NOK.json';
    response.writeHead(isKnown ? 200 : 404, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end(isKnown ? '{"rate":10}' : '{}');
  });
  await new Promise<void>(resolve => bank.listen(0, '127.0.0.1', resolve));
  const { port } = bank.address() as AddressInfo;
  const server = await startHttp(directory, '/mcp', { RATES_URL: `http://127.0.0.1:${port}` });
  try {
    await use(server.url, asked);
  } finally {
    await server.stop();
    await new Promise(resolve => bank.close(resolve));
  }
}

/** A client of 2025-11-25, with a session of its own. */
async function withClientV1(url: string, token: string, use: (call: Call) => Promise<void>): Promise<void> {
  const client = new ClientV1(INFO);
  await client.connect(new HttpV1(new URL(url), withToken(token)));
  try {
    await use(args => client.callTool({ name: 'price_in', arguments: args }));
  } finally {
    await client.close();
  }
}

/** A client of 2026-07-28, and no other revision. */
async function withClientV2(url: string, token: string, use: (call: Call) => Promise<void>): Promise<void> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new HttpV2(new URL(url), withToken(token)));
  try {
    await use(args => client.callTool({ name: 'price_in', arguments: args }));
  } finally {
    await client.close();
  }
}
