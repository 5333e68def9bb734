import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withBom } from '../../src/discovery/read.js';
import { discoverSources } from '../../src/discovery/discover.js';
import { readSources } from '../../src/discovery/sources.js';
import {
  fileLocalTransforms,
  FILE_LOCAL_CHANGES,
  type FileLocalChange,
} from '../../src/jscodeshift/file-local.js';
import { migrate } from '../../src/index.js';
import { runProject } from '../../src/run/flow-files.js';
import { readPackages } from '../../src/run/manifests.js';
import { projectWith } from './support/cli.js';
import { FIXTURES, REPOSITORY } from './support/paths.js';
import { run, runOrThrow, type Finished } from './support/processes.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/project.js';

const JSCODESHIFT = createRequire(import.meta.url).resolve('jscodeshift/bin/jscodeshift.js');
const EXTENSIONS = '--extensions=ts,tsx,mts,cts,js,jsx,mjs,cjs';

afterAll(removeTemporaryDirectories);

describe('on every fixture', () => {
  /** All projects before the migration, and the same on SDK v2. */
  let v1: string;
  let v2: string;

  beforeAll(async () => {
    v1 = await temporaryDirectory('jscodeshift-v1');
    v2 = await temporaryDirectory('jscodeshift-v2');
    for (const entry of await readdir(FIXTURES, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      await cp(path.join(FIXTURES, entry.name, 'before'), path.join(v1, entry.name), { recursive: true });
    }
    await cp(v1, v2, { recursive: true });
    await jscodeshift(v2, 'sdk-v2-packages');
  });

  test('the SDK move is, byte for byte, the one that mcp-migrate makes to the whole project', async () => {
    const moved = await sourcesIn(v2);
    const expected = await sourcesIn(v1);
    for (const project of await readdir(v1)) {
      const report = await migrate({
        paths: [path.join(v1, project)],
        cwd: v1,
        only: ['sdk-v2-packages'],
        markers: false,
        dryRun: true,
      });
      expect(report.problems).toEqual([]);
      for (const { path: file, after } of report.changed) {
        if (!file.endsWith('.json')) expected.set(path.relative(v1, file), after);
      }
    }
    expect(Object.fromEntries(moved)).toEqual(Object.fromEntries(expected));
    expect(changedFiles(await sourcesIn(v1), moved).length).toBeGreaterThan(20);
  });

  test.for(FILE_LOCAL_CHANGES.filter(change => change !== 'sdk-v2-packages'))(
    '%s is, byte for byte, what its transforms make of the whole project',
    async change => {
      const directory = await temporaryDirectory(`jscodeshift-${change}`);
      await cp(v2, directory, { recursive: true });
      await jscodeshift(directory, change);
      const before = await sourcesIn(v2);
      const expected = new Map(before);
      for (const project of await readdir(v2)) {
        for (const [file, text] of await engine(path.join(v2, project), change)) {
          expected.set(path.relative(v2, file), text);
        }
      }
      const after = await sourcesIn(directory);
      expect(Object.fromEntries(after)).toEqual(Object.fromEntries(expected));
      expect(changedFiles(before, after)).not.toEqual([]);
    },
  );
});

describe('the modules', () => {
  const NEW_CLIENT = `import { Client } from '@modelcontextprotocol/client';

export const client = new Client({ name: 'a', version: '1.0.0' });
void client.ping();
`;

  test('are found in an installed package by path, and by name where Node resolves it', async () => {
    const directory = await projectWith({ 'a.js': NEW_CLIENT });
    const installed = path.join(directory, 'node_modules/mcp-migrate');
    await mkdir(path.dirname(installed), { recursive: true });
    await symlink(REPOSITORY, installed, 'dir');
    const names = (await readdir(path.join(REPOSITORY, 'jscodeshift'), { withFileTypes: true }))
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name);
    expect(names.sort()).toEqual([...FILE_LOCAL_CHANGES].sort());
    for (const name of names) {
      const finished = await start(directory, [
        '-t',
        `node_modules/mcp-migrate/jscodeshift/${name}`,
        '--dry',
        'a.js',
      ]);
      expect(finished.stdout).toContain('0 errors');
      const resolved = createRequire(path.join(directory, 'a.js')).resolve(`mcp-migrate/jscodeshift/${name}`);
      expect(resolved).toBe(path.join(REPOSITORY, 'jscodeshift', name, 'index.js'));
    }
  });

  test('report what is left, in one process as well', async () => {
    const directory = await projectWith({ 'a.js': NEW_CLIENT });
    const finished = await start(directory, [
      '-t',
      transform('stateless-handshake'),
      '--run-in-band',
      'a.js',
    ]);
    expect(finished.stdout).toContain('1 ok');
    expect(await readFile(path.join(directory, 'a.js'), 'utf8')).toContain(
      "versionNegotiation: { mode: 'auto' }",
    );
    const { stdout } = await start(directory, ['-t', transform('removed-methods'), '--dry', 'a.js']);
    expect(stdout).toMatch(/REP .*a\.js line 4: removed-methods/);
  });

  test('name the place of a syntax error, and go on with the other files', async () => {
    const directory = await projectWith({ 'a.js': NEW_CLIENT, 'b.js': `${NEW_CLIENT}const c = ;\n` });
    const finished = await start(directory, ['-t', transform('stateless-handshake'), 'a.js', 'b.js']);
    expect(finished.stdout).toContain('b.js:5:11 syntax error: Expression expected.');
    expect(finished.stdout).toMatch(/1 errors[^]*1 ok/);
  });

  test('take what to do about old clients, and refuse anything else', async () => {
    const directory = await projectWith({ 'a.js': NEW_CLIENT });
    const args = (legacy: string) => [
      '-t',
      transform('stateless-handshake'),
      `--legacy=${legacy}`,
      '--dry',
      'a.js',
    ];
    expect((await start(directory, args('reject'))).stdout).toContain('1 ok');
    expect((await start(directory, args('never'))).stdout).toContain(
      '--legacy must be one of auto, stateless, keep, reject',
    );
  });
});

function transform(change: FileLocalChange): string {
  return path.join(REPOSITORY, 'jscodeshift', change);
}

function start(directory: string, args: readonly string[]): Promise<Finished> {
  return run(process.execPath, [JSCODESHIFT, ...args], { cwd: directory, timeoutMs: 240_000 });
}

/** Runs a module over everything in a directory. */
async function jscodeshift(directory: string, change: FileLocalChange): Promise<void> {
  const args = [JSCODESHIFT, '-t', transform(change), EXTENSIONS, '--verbose=1', '.'];
  const { stdout } = await runOrThrow(process.execPath, args, { cwd: directory, timeoutMs: 240_000 });
  expect(stdout).toContain('0 errors');
}

/** The texts that the file-local transforms of a change give to the files of a project when they see all of it. */
async function engine(root: string, change: FileLocalChange): Promise<Map<string, string>> {
  const { files, peripheral, targets } = await discoverSources({ cwd: root, paths: [root], ignore: [] });
  const { sources } = await readSources(files, peripheral);
  const { packages } = await readPackages(targets, files);
  const { output, restore, problems } = runProject(
    { root, sources, packages, transforms: fileLocalTransforms([change]), legacy: 'auto' },
    { only: [change] },
  );
  expect(problems).toEqual([]);
  return new Map(
    sources.map(({ path: file, bom }) => [file, withBom(restore(file, output.after.unit(file)!.text), bom)]),
  );
}

/** The texts of all source files below a directory. */
async function sourcesIn(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const files = entries
    .filter(entry => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map(entry => path.relative(directory, path.join(entry.parentPath, entry.name)));
  const texts = files
    .sort()
    .map(async file => [file, await readFile(path.join(directory, file), 'utf8')] as const);
  return new Map(await Promise.all(texts));
}

function changedFiles(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after.keys()].filter(file => after.get(file) !== before.get(file));
}
