import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, UrlElicitationRequiredError } from '@modelcontextprotocol/sdk/types.js';
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

/** What the user does about a page: opens it and comes back, says that they did, refuses, or closes the question. */
const ANSWERS = [
  ['accept', true, 'may park'],
  ['accept', false, 'The payment for'],
  ['decline', false, 'does not want a permit'],
  ['cancel', false, 'Nothing was decided'],
] as const;

describe('a page that a tool asks for itself', () => {
  const cases = ANSWERS.flatMap(([action, opens, text]) => [
    { era: '2025-11-25 before', action, opens, text },
    { era: '2025-11-25 after', action, opens, text },
    { era: '2026-07-28 after', action, opens, text },
  ]);

  test.each(cases)('$era the migration: $action, opened $opens', async ({ era, action, opens, text }) => {
    const project = await (era.endsWith('before') ? before : after)('express-keep-alive');
    await serve(project, async server => {
      const asked: string[] = [];
      const answer = async (url: string) => {
        asked.push(url);
        if (opens) await open(url);
        return action;
      };
      const client = await (era.startsWith('2025') ? connectedV1 : connected)(server, answer);
      const plate = 'HH-AB 12';
      const result = await client.callTool({ name: 'pay_permit', arguments: { plate } });
      expect(result.content).toEqual([{ type: 'text', text: expect.stringContaining(text) as string }]);
      expect(asked).toEqual([`${new URL(server.url).origin}/pay?plate=HH-AB%2012`]);
      await client.close();
    });
  });
});

async function connectedV1(
  server: HttpServer,
  answer: (url: string) => Promise<'accept' | 'decline' | 'cancel'>,
): Promise<ClientV1> {
  const client = new ClientV1(
    { name: 'a', version: '1.0.0' },
    { capabilities: { elicitation: { url: {} } } },
  );
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    expect(params.mode).toBe('url');
    return { action: await answer((params as { url: string }).url) };
  });
  await client.connect(new HttpV1(new URL(server.url)));
  return client;
}

async function connected(
  server: HttpServer,
  answer: (url: string) => Promise<'accept' | 'decline' | 'cancel'>,
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
