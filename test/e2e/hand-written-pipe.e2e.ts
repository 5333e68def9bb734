import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { after, before, migrate } from './support/migrated.js';
import { runOrThrow } from './support/processes.js';
import {
  buildAndCheck,
  copyFixture,
  install,
  removeTemporaryDirectories,
  temporaryDirectory,
} from './support/project.js';
import { startCommand } from './support/server.js';

/** Tools that ask for a form, a completion and roots, two of them at once; the last is declined. */
const PLAYBOOK = {
  steps: [
    { tool: 'remove_recipe', arguments: { id: 'soup' } },
    { tool: 'write_recipe', arguments: { id: 'pie' } },
    { tool: 'find_notes' },
    { tool: 'restock', arguments: { item: 'milk' } },
  ],
  answers: { confirm: true, title: 'Apple pie', serves: 6, taste: 'sour' },
  completion: 'apples, butter',
  roots: ['file:///home/ida/notes'],
};

interface Sent {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly _meta?: Record<string, unknown> };
}

let client: { readonly old: string; readonly migrated: string };
let server: { readonly old: string; readonly both: string; readonly modern: string };

beforeAll(async () => {
  client = {
    old: await before('hand-written-client-pipe'),
    migrated: await after('hand-written-client-pipe'),
  };
  server = {
    old: await before('multi-round-trip'),
    both: await after('multi-round-trip'),
    modern: await modern(),
  };
});

afterAll(removeTemporaryDirectories);

describe('a client that answers the server in the middle of its reading loop', () => {
  test('answers servers of 2025-11-25 as before', async () => {
    const recorded = await play(client.old, server.old);
    expect(recorded.report.steps).toEqual([
      expect.stringContaining('is gone'),
      expect.stringContaining('Apple pie serves 6: apples and butter'),
      expect.stringContaining('file:///home/ida/notes'),
      'No milk was bought.',
    ]);
    expect(recorded.sent.map(each => each.method)).not.toContain('server/discover');

    const { report, sent } = await play(client.migrated, server.old);
    expect(report).toEqual(recorded.report);
    expect(sent.slice(0, 3).map(each => each.method)).toEqual([
      'server/discover',
      'initialize',
      'notifications/initialized',
    ]);
    expect(sent.slice(1).every(each => each.params?._meta === undefined)).toBe(true);
  });

  test('answers servers of 2026-07-28 in the next round of a request', async () => {
    const recorded = await play(client.old, server.old);
    for (const each of [server.both, server.modern]) {
      const { report, sent } = await play(client.migrated, each);
      expect(report).toEqual(recorded.report);
      const methods = sent.map(({ method }) => method);
      expect(new Set(methods)).toEqual(new Set(['server/discover', 'tools/list', 'tools/call']));
      expect(methods.filter(method => method === 'tools/call').length).toBeGreaterThan(PLAYBOOK.steps.length);
      for (const { params } of sent)
        expect(params?._meta).toMatchObject({ 'io.modelcontextprotocol/protocolVersion': '2026-07-28' });
    }
  });

  test('gets nothing from a server of 2026-07-28 before it is migrated', async () => {
    await expect(play(client.old, server.modern)).rejects.toThrow(/initialize|Unsupported protocol version/);
  });
});

/** The server of the fixture when it speaks 2026-07-28 and nothing older. */
async function modern(): Promise<string> {
  const directory = await copyFixture('multi-round-trip');
  await install(directory);
  await migrate(directory, ['--legacy', 'reject']);
  await install(directory);
  await buildAndCheck(directory);
  return directory;
}

/** What a client reports of its playbook, and what it wrote to the server. */
async function play(directory: string, served: string) {
  const playbook = path.join(await temporaryDirectory('playbook'), 'playbook.json');
  await writeFile(playbook, JSON.stringify(PLAYBOOK));
  const { command, args, cwd } = await startCommand(served);
  const program = path.join(directory, 'src/index.js');
  const { stdout, stderr } = await runOrThrow(process.execPath, [program, playbook, command, ...args], {
    cwd,
    timeoutMs: 30_000,
    env: { PLAYBOOK_TRACE: '1' },
  });
  const lines = stderr.split('\n').filter(line => line.startsWith('> '));
  return {
    report: JSON.parse(stdout) as { server: string; tools: string[]; steps: string[] },
    sent: lines.map(line => JSON.parse(line.slice(2)) as Sent),
  };
}
