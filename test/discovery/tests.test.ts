import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isTestPath, packageDirectory } from '../../src/discovery/tests.js';

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-tests-')));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it.for([
  ['src/index.ts', false],
  ['src/latest.ts', false],
  ['src/contest/index.ts', false],
  ['test/server.ts', true],
  ['src/__tests__/server.ts', true],
  ['src/server.test.ts', true],
  ['src/server-spec.mjs', true],
  ['src/Server.stories.tsx', true],
] as const)('%s is a test: %s', ([file, expected]) => {
  expect(isTestPath('/home/tests/project', path.join('/home/tests/project', file))).toBe(expected);
});

it('finds the package of a file', async () => {
  await mkdir(path.join(dir, 'tests/server/src'), { recursive: true });
  await writeFile(path.join(dir, 'tests/server/package.json'), '{}');
  const file = path.join(dir, 'tests/server/src/index.ts');
  expect(packageDirectory(file)).toBe(path.join(dir, 'tests/server'));
  expect(isTestPath(packageDirectory(file)!, file)).toBe(false);
});
