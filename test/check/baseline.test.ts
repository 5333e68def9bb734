import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { check, type CheckOptions } from '../../src/index.js';
import { createProject, V1, type Project } from './project.js';

let project: Project;

beforeEach(async () => {
  project = await createProject();
});

afterEach(() => project.remove());

const FILE = '.mcp-migrate-baseline.json';

async function run(mode: 'compare' | 'update' | 'prune', options: Partial<CheckOptions> = {}) {
  const { findings, known, gone } = await check({
    cwd: project.root,
    paths: ['.'],
    baseline: { file: FILE, mode },
    ...options,
  });
  return {
    found: findings.map(({ file, line }) => `${path.relative(project.root, file)}:${line}`),
    known,
    gone,
  };
}

const entries = async () =>
  Object.keys((JSON.parse(await project.read(FILE)) as { findings: object }).findings);

describe('a baseline', () => {
  it('lets old findings pass, and no new ones', async () => {
    await project.put('a.ts', V1);
    expect(await run('update')).toEqual({ found: [], known: 1, gone: 0 });
    expect(await run('compare')).toEqual({ found: [], known: 1, gone: 0 });
    await project.put('a.ts', `// one\n\n  ${V1}${V1}`);
    await project.put('b.ts', V1);
    expect(await run('compare')).toEqual({ found: ['a.ts:4', 'b.ts:1'], known: 1, gone: 0 });
  });

  it('says what is gone, and forgets it when it is pruned', async () => {
    await project.put('a.ts', V1 + V1);
    await project.put('b.ts', V1);
    await run('update');
    await project.put('a.ts', V1);
    await project.put('b.ts', '// mcp\n');
    const before = await project.read(FILE);
    expect(await run('compare')).toEqual({ found: [], known: 1, gone: 2 });
    expect(await project.read(FILE)).toBe(before);
    expect(await run('prune')).toEqual({ found: [], known: 1, gone: 0 });
    expect(await entries()).toEqual(['a.ts']);
    expect(await run('compare')).toEqual({ found: [], known: 1, gone: 0 });
    await project.put('b.ts', V1);
    expect(await run('compare')).toEqual({ found: ['b.ts:1'], known: 1, gone: 0 });
  });

  it('takes no new findings in when it is pruned', async () => {
    await project.put('a.ts', V1);
    await run('update');
    await project.put('b.ts', V1);
    expect(await run('prune')).toEqual({ found: ['b.ts:1'], known: 1, gone: 0 });
    expect(await entries()).toEqual(['a.ts']);
  });

  it('is a sorted file of relative paths that is the same after the same findings', async () => {
    await project.put('src/b.ts', V1);
    await project.put('src/a.ts', V1);
    await run('update');
    const first = await project.read(FILE);
    expect(JSON.parse(first)).toEqual({
      version: 1,
      findings: {
        'src/a.ts': { 'sdk-v2-packages': [expect.stringMatching(/^[0-9a-f]{32}$/)] },
        'src/b.ts': { 'sdk-v2-packages': [expect.stringMatching(/^[0-9a-f]{32}$/)] },
      },
    });
    expect(first).toMatch(/src\/a\.ts[^]*src\/b\.ts[^]*\n$/);
    await project.put('src/a.ts', `\n${V1}`);
    await run('update');
    expect(await project.read(FILE)).toBe(first);
  });

  it('is the same from every directory', async () => {
    await project.put('src/a.ts', V1);
    await run('update');
    const options = { cwd: path.join(project.root, 'src'), baseline: { file: `../${FILE}` } };
    expect(await run('compare', options)).toEqual({ found: [], known: 1, gone: 0 });
  });

  it('keeps what a run did not look for', async () => {
    await project.put('a.ts', V1);
    await project.put('sub/b.ts', V1);
    await run('update');
    const before = await project.read(FILE);
    await project.put('a.ts', '// mcp\n');
    expect(await run('prune', { paths: ['sub'] })).toMatchObject({ known: 1 });
    expect(await run('prune', { only: ['sessions'] })).toMatchObject({ known: 0 });
    expect(await run('update', { paths: ['sub'] })).toMatchObject({ known: 1 });
    expect(await project.read(FILE)).toBe(before);
    const parts = [1, 2].map(index => run('compare', { shard: { index, count: 2 } }));
    const gone = (await Promise.all(parts)).map(part => part.gone!);
    expect(gone[0]! + gone[1]!).toBe(1);
  });

  it('of one file does not lose the others', async () => {
    await project.put('a.ts', V1);
    await project.put('b.ts', V1);
    await run('update', { paths: ['a.ts'] });
    expect(await run('compare')).toEqual({ found: ['b.ts:1'], known: 1, gone: 0 });
    await run('update', { paths: ['b.ts'] });
    expect(await entries()).toEqual(['a.ts', 'b.ts']);
  });

  it.each([
    [undefined, 'there is no such baseline; --update-baseline writes it'],
    ['{', 'is no baseline of mcp-migrate'],
    ['[]', 'is no baseline of mcp-migrate (version undefined, not 1)'],
    ['{"version":1}', 'is no baseline of mcp-migrate (no findings)'],
    ['{"version":1,"findings":{"a.ts":{"sessions":1}}}', 'is no baseline of mcp-migrate (no list at a.ts'],
    ['{"version":2,"findings":{}}', 'is no baseline of mcp-migrate (version 2, not 1)'],
  ])('that is %j cannot be compared with', async (text, message) => {
    if (text !== undefined) await project.put(FILE, text);
    await expect(run('compare')).rejects.toThrow(message);
  });

  it('that is something else is not overwritten', async () => {
    await project.put(FILE, '{ "name": "x" }');
    await expect(run('update')).rejects.toThrow('is no baseline of mcp-migrate');
    expect(await project.read(FILE)).toBe('{ "name": "x" }');
  });

  it('passes over changes that this version does not know', async () => {
    await project.put(FILE, '{"version":1,"findings":{"a.ts":{"no-such-change":["0"]}}}');
    expect(await run('compare')).toEqual({ found: [], known: 0, gone: 0 });
  });
});
