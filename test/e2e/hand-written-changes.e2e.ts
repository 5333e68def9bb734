import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { after, before, migrate } from './support/migrated.js';
import { copyFixture, removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

const NAME = 'hand-written-changes';
const INFO = { name: 'mcp-migrate-tests', version: '1.0.0' };
const NEWS = { updated: ['tide:husum'], lists: 1 };
const NONE = { updated: [], lists: 0 };

let alone: string;

beforeAll(async () => {
  alone = await copyFixture(NAME);
  await migrate(alone, ['--legacy', 'reject']);
});

afterAll(removeTemporaryDirectories);

interface Heard {
  readonly updated: string[];
  lists: number;
}

/** Reports of a harbour that is listened to, of another, and of one that is new. */
async function report(call: (request: { name: string; arguments: object }) => Promise<unknown>) {
  for (const harbour of ['husum', 'norddeich', `new${Date.now()}`]) {
    await call({ name: 'report_height', arguments: { harbour, metres: 1.5 } });
  }
  await sleep(200);
}

async function withServer<T>(directory: string, use: (url: URL) => Promise<T>): Promise<T> {
  const server = await startHttp(directory);
  try {
    return await use(new URL(server.url));
  } finally {
    await server.stop();
  }
}

async function connectedV1(url: URL, heard: Heard): Promise<ClientV1> {
  const client = new ClientV1(INFO);
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    heard.updated.push(params.uri);
  });
  client.setNotificationHandler(ResourceListChangedNotificationSchema, () => {
    heard.lists++;
  });
  await client.connect(new HttpV1(url));
  await sleep(200);
  return client;
}

async function connectedV2(url: URL, heard: Heard): Promise<ClientV2> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    heard.updated.push(params.uri);
  });
  client.setNotificationHandler('notifications/resources/list_changed', () => {
    heard.lists++;
  });
  await client.connect(new HttpV2(url));
  return client;
}

const nothing = (): Heard => ({ updated: [], lists: 0 });

describe('changes that a hand-written server tells of on streams', () => {
  test('reach clients of 2025-11-25 that subscribe, before and after the migration', async () => {
    for (const directory of [await before(NAME), await after(NAME)]) {
      const heard = nothing();
      await withServer(directory, async url => {
        const client = await connectedV1(url, heard);
        await client.subscribeResource({ uri: 'tide:husum' });
        await report(each => client.callTool(each as { name: string }));
        await client.close();
      });
      expect(heard).toEqual(NEWS);
    }
  });

  test('reach clients of 2026-07-28 that listen, until they stop', async () => {
    for (const directory of [await after(NAME), alone]) {
      const heard = nothing();
      await withServer(directory, async url => {
        const client = await connectedV2(url, heard);
        expect(client.getServerCapabilities()?.resources).toEqual({ subscribe: true, listChanged: true });
        const told = { resourcesListChanged: true, resourceSubscriptions: ['tide:husum'] };
        const subscription = await client.listen({ ...told, toolsListChanged: true });
        expect(subscription.honoredFilter).toEqual(told);
        await report(each => client.callTool(each as { name: string }));
        expect(heard).toEqual(NEWS);
        await subscription.close();
        await report(each => client.callTool(each as { name: string }));
        await client.close();
      });
      expect(heard).toEqual(NEWS);
    }
  });

  test('reach each client as it asked, and none that did not ask', async () => {
    const heard = { old: nothing(), listening: nothing(), silent: nothing() };
    await withServer(await after(NAME), async url => {
      const old = await connectedV1(url, heard.old);
      const listening = await connectedV2(url, heard.listening);
      const silent = await connectedV2(url, heard.silent);
      await listening.listen({ resourceSubscriptions: ['tide:husum'] });
      await report(each => silent.callTool(each as { name: string }));
      for (const each of [old, listening, silent]) await each.close();
    });
    expect(heard).toEqual({ old: { ...NONE, lists: 1 }, listening: { ...NEWS, lists: 0 }, silent: NONE });
  });

  test('come on a stream that says so first', async () => {
    await withServer(await after(NAME), async url => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json, text/event-stream',
          'MCP-Protocol-Version': '2026-07-28',
          'Mcp-Method': 'subscriptions/listen',
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 'tides',
          method: 'subscriptions/listen',
          params: {
            notifications: { resourcesListChanged: true, promptsListChanged: true },
            _meta: {
              'io.modelcontextprotocol/protocolVersion': '2026-07-28',
              'io.modelcontextprotocol/clientCapabilities': {},
            },
          },
        }),
      });
      expect(response.headers.get('Content-Type')).toBe('text/event-stream');
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      const { value = '' } = await reader.read();
      expect(JSON.parse(value.replace(/^data: /, ''))).toEqual({
        jsonrpc: '2.0',
        method: 'notifications/subscriptions/acknowledged',
        params: {
          notifications: { resourcesListChanged: true },
          _meta: { 'io.modelcontextprotocol/subscriptionId': 'tides' },
        },
      });
      await reader.cancel();
    });
  });
});
