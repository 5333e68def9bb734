import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readTree, treeText } from '../helpers/tree.js';
import { startAuthorizationServer } from './support/authorization.js';
import { comparable } from './support/compare.js';
import { SERVER_FIXTURES, type ServerFixture } from './support/fixtures.js';
import { after, before, migrate, usesZod3 } from './support/migrated.js';
import { FIXTURES } from './support/paths.js';
import { probeV1, probeV2, type Probe } from './support/probe.js';
import { readManifests, removeTemporaryDirectories } from './support/project.js';
import { startCommand, startHttp } from './support/server.js';
import type { ProbeScript, Target } from './support/script.js';

/** Servers, which are asked here, and clients, which are asked in a test of their own. */
const NAMES = [
  ...SERVER_FIXTURES.map(fixture => fixture.name),
  'client',
  'flow-client',
  'oauth-client',
  'client-watch',
  'client-resume',
  'sse-client',
  'task-client',
  'hand-written-client',
  'hand-written-client-axios',
  'hand-written-client-node-http',
  'hand-written-client-pipe',
  'hand-written-client-stream',
  'openai-agents',
  'ai-sdk',
];

afterAll(removeTemporaryDirectories);

describe.concurrent('a migrated server answers as it did before', () => {
  test.for(SERVER_FIXTURES)('$name', async (fixture, { expect }) => {
    const old = await before(fixture.name);
    const recorded = await withServer(fixture, old, probeV1);
    const allowances = {
      zod4: await usesZod3(old),
      handles: fixture.script.handles ?? [],
      tasks: fixture.hasTasks ?? false,
      closesOutputs: fixture.closesOutputs ?? false,
    };

    const migrated = await after(fixture.name);
    const [v1, v2] = await withServer(fixture, migrated, async (target, script) => [
      await probeV1(target, script),
      await probeV2(target, script),
    ]);

    expect(comparable(v1, allowances)).toEqual(comparable(recorded, allowances));
    expect(comparable(v2, allowances)).toEqual(
      comparable(withoutSessionCalls(recorded, fixture), allowances),
    );
  });
});

describe.concurrent('a migrated project', () => {
  test.for(NAMES)(
    '%s is what the fixture shows, and a second run leaves it alone',
    async (name, { expect }) => {
      const directory = await after(name);
      for (const manifest of await readManifests(directory)) {
        const { dependencies, devDependencies, peerDependencies } = manifest;
        expect({ ...dependencies, ...devDependencies, ...peerDependencies }).not.toHaveProperty([
          '@modelcontextprotocol/sdk',
        ]);
      }

      const tree = treeText(await readTree(directory));
      expect(tree).toEqual(treeText(await readTree(path.join(FIXTURES, name, 'after'))));

      await migrate(directory);
      expect(treeText(await readTree(directory))).toEqual(tree);
    },
  );
});

test('every fixture is asked', async () => {
  const entries = await readdir(FIXTURES, { withFileTypes: true });
  const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name);
  expect(new Set(NAMES)).toEqual(new Set(names));
});

test('the 2025-11-25 servers do not serve 2026-07-28 before they are migrated', async () => {
  const [fixture] = SERVER_FIXTURES;
  const directory = await before(fixture!.name);
  await expect(withServer(fixture!, directory, probeV2)).rejects.toThrow();
});

/** Runs `use` against the project's server, started for it and stopped after it, with what it is to be asked. */
async function withServer<T>(
  fixture: ServerFixture,
  directory: string,
  use: (target: Target, script: ProbeScript) => Promise<T>,
): Promise<T> {
  const { script } = fixture;
  if (fixture.transport === 'stdio') return use(await startCommand(directory), script);
  const issuer = fixture.takesTokens ? await startAuthorizationServer() : undefined;
  try {
    const environment = issuer && { ISSUER: issuer.issuer };
    const server = await startHttp(directory, fixture.endpoint, environment);
    try {
      const stream = fixture.stream && new URL(fixture.stream, server.url).href;
      const token = issuer?.grant(server.url);
      return await use(
        { url: server.url, ...(stream && { stream }) },
        { ...script, ...(token !== undefined && { token }) },
      );
    } finally {
      await server.stop();
    }
  } finally {
    await issuer?.stop();
  }
}

/** What a client without a session is asked: sessions are what 2026-07-28 took away. */
function withoutSessionCalls(probe: Probe, { script }: ServerFixture): Probe {
  const kept = (script.calls?.length ?? 0) + (script.stateCalls?.length ?? 0);
  const calls = Object.entries(probe.calls).slice(0, kept);
  return { ...probe, calls: Object.fromEntries(calls) };
}
