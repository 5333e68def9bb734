import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCache } from '../../src/check/cache.js';
import type { LintOptions, LintResult } from '../../src/check/lint-options.js';
import { check, type CheckOptions } from '../../src/index.js';
import { createProject, V1, type Project } from './project.js';

let project: Project;

beforeEach(async () => {
  project = await createProject();
});

afterEach(() => project.remove());

const CACHE = 'cache.json';
const OPTIONS: LintOptions = { root: '/', strict: false, legacy: 'keep', only: [], skip: [], fix: false };

const run = async (options: Partial<CheckOptions> = {}) => {
  const report = await check({ cwd: project.root, paths: ['.'], cache: CACHE, ...options });
  return report.findings.map(
    ({ file, line, change }) => `${path.relative(project.root, file)}:${line} ${change}`,
  );
};

/** Makes the cache tell lies, to see whether it is asked. */
async function emptyResults(): Promise<void> {
  const cache = JSON.parse(await project.read(CACHE)) as { files: Record<string, { result: LintResult }> };
  for (const entry of Object.values(cache.files)) entry.result = { findings: [], problems: [] };
  await project.put(CACHE, JSON.stringify(cache));
}

it('answers for a file that has not changed', async () => {
  await project.put('a.ts', V1);
  expect(await run()).toEqual(['a.ts:1 sdk-v2-packages']);
  const written = await stat(path.join(project.root, CACHE));
  expect(await run()).toEqual(['a.ts:1 sdk-v2-packages']);
  expect((await stat(path.join(project.root, CACHE))).mtimeMs).toBe(written.mtimeMs);
  await emptyResults();
  expect(await run()).toEqual([]);
});

it('does not answer for a file that changed', async () => {
  await project.put('a.ts', V1);
  await project.put('b.ts', V1);
  await run();
  await emptyResults();
  await project.put('a.ts', `\n${V1}`);
  expect(await run()).toEqual(['a.ts:2 sdk-v2-packages']);
});

it.each([
  { strict: true },
  { legacy: 'drop' },
  { skip: ['sessions'] },
  { only: ['sdk-v2-packages'] },
] satisfies Partial<CheckOptions>[])('does not answer for other options: %j', async options => {
  await project.put('a.ts', V1);
  await run();
  await emptyResults();
  expect(await run(options)).toEqual(['a.ts:1 sdk-v2-packages']);
});

it('does not answer for other rules, or another version', async () => {
  await project.put('a.ts', V1);
  await run();
  await emptyResults();
  const { key, ...cache } = JSON.parse(await project.read(CACHE)) as { key: string };
  await project.put(CACHE, JSON.stringify({ key: key.replace(/./g, '0'), ...cache }));
  expect(await run()).toEqual(['a.ts:1 sdk-v2-packages']);
});

it('is not asked where a fix is to be made', async () => {
  await project.put(
    'a.ts',
    '// eslint-disable-next-line mcp-migrate/sdk-v2-packages\nexport const mcp = 1;\n',
  );
  expect(await run()).toHaveLength(1);
  expect(await run({ fix: true })).toEqual([]);
  expect(await project.read('a.ts')).not.toContain('eslint');
  expect(await run()).toEqual([]);
});

it.each(['', '{', '[]', '{"key":1}', 'null'])('that holds %j counts as empty', async text => {
  await project.put('a.ts', V1);
  await project.put(CACHE, text);
  expect(await run()).toHaveLength(1);
});

it('forgets files that are gone, and moves with its project', async () => {
  const location = path.join(project.root, CACHE);
  const result: LintResult = { findings: [], problems: [] };
  const file = { path: path.join(project.root, 'src/a.ts'), text: 'a' };
  await project.put('src/a.ts', 'a');
  const cache = await openCache(location, OPTIONS);
  cache.set(file, result);
  cache.set({ path: path.join(project.root, 'gone.ts'), text: '' }, result);
  await cache.save();
  const { files } = JSON.parse(await project.read(CACHE)) as { files: object };
  expect(Object.keys(files)).toEqual(['src/a.ts']);
  expect((await openCache(location, OPTIONS)).get(file)).toEqual(result);
});

it('that cannot be written ends the check', async () => {
  await project.put('a.ts', V1);
  await project.put('file', '');
  await expect(run({ cache: 'file/cache.json' })).rejects.toThrow('cannot be written');
});
