import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startCommand } from './support/server.js';

const NAME = 'hand-written-stdio';
const INFO = { name: 'mcp-migrate-tests', version: '1.0.0' };
const EXPECTED = { updated: ['bed:north'], lists: 1 };

afterAll(removeTemporaryDirectories);

interface Heard {
  readonly updated: string[];
  lists: number;
}

const nothing = (): Heard => ({ updated: [], lists: 0 });

/** What is heard of an entry for a bed that is listened to, one for another, and one for a new bed. */
async function write(call: (bed: string) => Promise<unknown>): Promise<void> {
  for (const bed of ['north', 'south', 'orchard']) await call(bed);
  await sleep(200);
}

const entry = (bed: string) => ({ name: 'write_entry', arguments: { bed, text: 'Weeded.' } });

async function heardByV1(directory: string): Promise<Heard> {
  const client = new ClientV1(INFO);
  const heard = nothing();
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    heard.updated.push(params.uri);
  });
  client.setNotificationHandler(ResourceListChangedNotificationSchema, () => {
    heard.lists++;
  });
  await client.connect(new StdioV1({ ...(await command(directory)), stderr: 'ignore' }));
  await client.subscribeResource({ uri: 'bed:north' });
  await write(bed => client.callTool(entry(bed)));
  await client.close();
  return heard;
}

async function heardByV2(directory: string, listens: boolean): Promise<Heard> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const heard = nothing();
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    heard.updated.push(params.uri);
  });
  client.setNotificationHandler('notifications/resources/list_changed', () => {
    heard.lists++;
  });
  await client.connect(new StdioV2({ ...(await command(directory)), stderr: 'ignore' }));
  expect(client.getServerCapabilities()?.resources).toEqual({ subscribe: true, listChanged: true });
  const told = { resourcesListChanged: true, resourceSubscriptions: ['bed:north'] };
  const subscription = listens ? await client.listen({ ...told, toolsListChanged: true }) : undefined;
  if (subscription) expect(subscription.honoredFilter).toEqual(told);
  await write(bed => client.callTool(entry(bed)));
  await subscription?.close();
  await client.callTool(entry('north'));
  await sleep(200);
  await client.close();
  return heard;
}

async function command(directory: string) {
  const { command: program, args, cwd } = await startCommand(directory);
  return { command: program, args: [...args], cwd };
}

describe('changes that a hand-written server tells of on standard output', () => {
  test('reach clients of 2025-11-25 that subscribe, before and after the migration', async () => {
    expect(await heardByV1(await before(NAME))).toEqual(EXPECTED);
    expect(await heardByV1(await after(NAME))).toEqual(EXPECTED);
  });

  test('reach clients of 2026-07-28 that listen, until they stop', async () => {
    expect(await heardByV2(await after(NAME), true)).toEqual(EXPECTED);
  });

  test('reach no client of 2026-07-28 that did not ask', async () => {
    expect(await heardByV2(await after(NAME), false)).toEqual(nothing());
  });
});
