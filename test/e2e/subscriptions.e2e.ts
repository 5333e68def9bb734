import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  LoggingMessageNotificationSchema,
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

const NAME = 'express-subscriptions';
const INFO = { name: 'mcp-migrate-tests', version: '1.0.0' };
const BINS = 'board://notices/bins';

afterAll(removeTemporaryDirectories);

/** What a reader of the board hears of while somebody else pins notices. */
interface Heard {
  readonly updated: string[];
  readonly lists: number[];
}

interface Reader {
  readonly heard: Heard;
  close(): Promise<void>;
}

interface Writer {
  /** Levels of the log messages that came with the call. */
  pin(id: string): Promise<string[]>;
  close(): Promise<void>;
}

describe('changes that a server announces', () => {
  test('reach 2025-11-25 clients that subscribe, before and after the migration', async () => {
    const expected = { updated: [BINS], lists: [1] };
    expect(await story(await before(NAME), readerV1, writerV1)).toMatchObject({ heard: expected });
    expect(await story(await after(NAME), readerV1, writerV1)).toMatchObject({ heard: expected });
  });

  test('reach 2026-07-28 clients that listen, whoever makes them', async () => {
    const expected = { updated: [BINS], lists: [1] };
    const directory = await after(NAME);
    expect(await story(directory, readerV2, writerV2())).toMatchObject({ heard: expected });
    expect(await story(directory, readerV2, writerV1)).toMatchObject({ heard: expected });
    expect(await story(directory, readerV1, writerV2())).toMatchObject({ heard: expected });
  });
});

describe('log messages of a handler', () => {
  test('reach 2025-11-25 clients as before', async () => {
    const expected = { logs: [['debug'], ['debug', 'info']] };
    expect(await story(await before(NAME), readerV1, writerV1)).toMatchObject(expected);
    expect(await story(await after(NAME), readerV1, writerV1)).toMatchObject(expected);
  });

  test('reach 2026-07-28 clients at the level that the request asks for', async () => {
    const directory = await after(NAME);
    const logs = async (level?: string) => (await story(directory, readerV2, writerV2(level))).logs;
    expect(await logs()).toEqual([[], []]);
    expect(await logs('info')).toEqual([[], ['info']]);
    expect(await logs('debug')).toEqual([['debug'], ['debug', 'info']]);
  });
});

/** One client reads the board and watches a notice; another one changes that notice, another notice, and adds one. */
async function story(
  directory: string,
  openReader: (url: URL) => Promise<Reader>,
  openWriter: (url: URL) => Promise<Writer>,
): Promise<{ heard: Heard; logs: string[][] }> {
  const server = await startHttp(directory);
  const url = new URL(server.url);
  try {
    const reader = await openReader(url);
    const writer = await openWriter(url);
    const logs = [await writer.pin('bins')];
    await writer.pin('party');
    logs.push(await writer.pin('lost'));
    await until(() => reader.heard.updated.length > 0 && reader.heard.lists.length > 0);
    await sleep(100);
    await writer.close();
    await reader.close();
    return { heard: reader.heard, logs };
  } finally {
    await server.stop();
  }
}

async function readerV1(url: URL): Promise<Reader> {
  const client = new ClientV1(INFO);
  const heard: Heard = { updated: [], lists: [] };
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    heard.updated.push(params.uri);
  });
  client.setNotificationHandler(ResourceListChangedNotificationSchema, () => {
    heard.lists.push(1);
  });
  await client.connect(new HttpV1(url));
  await client.subscribeResource({ uri: BINS });
  return { heard, close: () => client.close() };
}

async function readerV2(url: URL): Promise<Reader> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const heard: Heard = { updated: [], lists: [] };
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    heard.updated.push(params.uri);
  });
  client.setNotificationHandler('notifications/resources/list_changed', () => {
    heard.lists.push(1);
  });
  await client.connect(new HttpV2(url));
  await client.listen({ resourcesListChanged: true, resourceSubscriptions: [BINS] });
  return { heard, close: () => client.close() };
}

async function writerV1(url: URL): Promise<Writer> {
  const client = new ClientV1(INFO);
  let levels: string[] = [];
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    levels.push(params.level);
  });
  await client.connect(new HttpV1(url));
  return {
    pin: async id => {
      levels = [];
      await client.callTool({ name: 'pin_notice', arguments: notice(id) });
      // Before the migration they come on another stream than the answer.
      await sleep(100);
      return levels;
    },
    close: () => client.close(),
  };
}

function writerV2(level?: string): (url: URL) => Promise<Writer> {
  return async url => {
    const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    let levels: string[] = [];
    client.setNotificationHandler('notifications/message', ({ params }) => {
      levels.push(params.level);
    });
    await client.connect(new HttpV2(url));
    const _meta = level === undefined ? {} : { 'io.modelcontextprotocol/logLevel': level };
    return {
      pin: async id => {
        levels = [];
        await client.callTool({ name: 'pin_notice', arguments: notice(id), _meta });
        return levels;
      },
      close: () => client.close(),
    };
  };
}

function notice(id: string): Record<string, string> {
  return { id, title: `About ${id}`, text: 'Something new.' };
}

async function until(done: () => boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !done() && Date.now() < end;) await sleep(20);
}
