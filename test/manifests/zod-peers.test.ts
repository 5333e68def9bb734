import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { surveyZodPeers, zodPeerNotes } from '../../src/manifests/zod-peers.js';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(path.join(tmpdir(), 'zod-peers-'))));
afterEach(() => rm(dir, { recursive: true }));

async function write(file: string, content: unknown) {
  const target = path.join(dir, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, typeof content === 'string' ? content : JSON.stringify(content));
}

function project(dependencies: Record<string, string>) {
  const manifest = { dependencies };
  const manifestPath = path.join(dir, 'package.json');
  return { dir, manifestPath, manifest, text: JSON.stringify(manifest, null, 2) };
}

/** Names of the dependencies found. */
async function names(info: ReturnType<typeof project>) {
  return ((await surveyZodPeers([info])).get(info.manifestPath) ?? []).map(({ name }) => name);
}

const openai = { version: '4.104.0', peerDependencies: { zod: '^3.23.8' } };

describe('dependencies that refuse zod 4', () => {
  it('are found as they are installed, optional peers too, and told with the release to take', async () => {
    const info = project({ openai: '^4.0.0', zod: '^3.25.0' });
    await write('node_modules/openai/package.json', {
      ...openai,
      peerDependenciesMeta: { zod: { optional: true } },
    });
    const peers = (await surveyZodPeers([info])).get(info.manifestPath)!;
    expect(zodPeerNotes(info, peers)).toEqual([
      {
        change: 'sdk-v2-packages',
        file: info.manifestPath,
        pos: info.text.indexOf('"openai"'),
        severity: 'warning',
        message: '`openai` 4.104.0 takes zod `^3.23.8` only, and zod was raised to 4.',
        advice: 'Raise it to 6.0.0 or later, which takes zod 4, or install with an override of its zod.',
      },
    ]);
  });

  it('are found in a lock file of npm', async () => {
    await write('package-lock.json', { packages: { 'node_modules/openai': openai } });
    expect(await names(project({ openai: '^4.0.0', zod: '^3.25.0' }))).toEqual(['openai']);
  });

  it('are found in a lock file of pnpm', async () => {
    await write(
      'pnpm-lock.yaml',
      `importers:
  .:
    dependencies:
      openai:
        specifier: ^4.0.0
        version: 4.104.0(zod@3.25.76)
packages:
  openai@4.104.0:
    peerDependencies:
      zod: ^3.23.8
`,
    );
    expect(await names(project({ openai: '^4.0.0', zod: '^3.25.0' }))).toEqual(['openai']);
  });

  it.each([
    [
      'takes zod 4 as well',
      { openai: '^4.0.0', zod: '^3.25.0' },
      { peerDependencies: { zod: '^3.25 || ^4.0' } },
    ],
    ['has no such peer', { openai: '^4.0.0', zod: '^3.25.0' }, { dependencies: { zod: '^3.0.0' } }],
    [
      'has a range that is none',
      { openai: '^4.0.0', zod: '^3.25.0' },
      { peerDependencies: { zod: 'workspace:*' } },
    ],
    ['is on zod 4 already', { openai: '^4.0.0', zod: '^4.2.0' }, openai],
    ['has no zod', { openai: '^4.0.0' }, openai],
    ['does not declare it', { zod: '^3.25.0' }, openai],
  ])('are none where a package %s', async (_, dependencies, installed) => {
    await write('node_modules/openai/package.json', installed);
    expect(await names(project(dependencies))).toEqual([]);
  });

  it('are none where nothing is installed or locked', async () => {
    await write('package-lock.json', 'not JSON');
    expect(await names(project({ openai: '^4.0.0', zod: '^3.25.0' }))).toEqual([]);
  });
});
