import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { UrlElicitationRequiredError } from '@modelcontextprotocol/sdk/types.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, describe, expect, test } from 'vitest';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp, type HttpServer } from './support/server.js';

afterAll(removeTemporaryDirectories);

const CALL = { name: 'favourite_units', arguments: { account: 'ada' } };

describe('a page that the user has to open, on a server without sessions', () => {
  test.each([
    ['before', before],
    ['after', after],
  ])('is named in error -32042 to clients of 2025-11-25 %s the migration', async (_, project) => {
    await serve(await project('express-stateless'), async server => {
      const client = new ClientV1(
        { name: 'a', version: '1.0.0' },
        { capabilities: { elicitation: { url: {} } } },
      );
      await client.connect(new HttpV1(new URL(server.url)));
      const error = await client.callTool(CALL).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UrlElicitationRequiredError);
      const [page] = (error as UrlElicitationRequiredError).elicitations;
      expect(page).toMatchObject({ mode: 'url', message: 'Sign in to ada' });
      expect(page!.elicitationId).toMatch(/^[\da-f-]{36}$/);
      await open(page!.url);
      expect((await client.callTool(CALL)).content).toEqual([{ type: 'text', text: 'km, kg' }]);
      await client.close();
    });
  });

  test('is asked for in a round of its own at 2026-07-28', async () => {
    await serve(await after('express-stateless'), async server => {
      const client = await connected(server, async url => {
        await open(url);
        return 'accept';
      });
      expect((await client.callTool(CALL)).content).toEqual([{ type: 'text', text: 'km, kg' }]);
      await client.close();
    });
  });

  test('ends the call at 2026-07-28 when the user refuses', async () => {
    await serve(await after('express-stateless'), async server => {
      const client = await connected(server, () => Promise.resolve('decline'));
      expect(await client.callTool(CALL)).toMatchObject({
        isError: true,
        content: [{ text: 'The user did not open the page that this needs.' }],
      });
      await client.close();
    });
  });
});

async function connected(
  server: HttpServer,
  answer: (url: string) => Promise<'accept' | 'decline'>,
): Promise<Client> {
  const client = new Client(
    { name: 'a', version: '1.0.0' },
    { capabilities: { elicitation: { url: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => ({
    action: await answer((params as { url: string }).url),
  }));
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  return client;
}

async function open(url: string): Promise<void> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  await response.text();
}

async function serve(directory: string, use: (server: HttpServer) => Promise<void>): Promise<void> {
  const server = await startHttp(directory);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}
