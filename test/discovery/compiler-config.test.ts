import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compilerConfigProblems } from '../../src/discovery/compiler-config.js';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mcp-migrate-config-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function problems(configs: Record<string, string | Buffer>, files = ['src/a.ts']) {
  for (const [name, text] of Object.entries(configs)) {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  }
  const found = await compilerConfigProblems(
    files.map(file => path.join(dir, file)),
    dir,
  );
  return found.map(({ file, line, column, message }) =>
    [path.relative(dir, file), line, column, message].filter(part => part !== undefined).join(':'),
  );
}

describe('compilerConfigProblems', () => {
  it('has nothing to say about comments, trailing commas, unknown options and absent packages', async () => {
    const text = '{\n  // why\n  "extends": "@tsconfig/node20",\n  "compilerOptions": { "odd": 1, },\n}\n';
    expect(await problems({ 'tsconfig.json': text })).toEqual([]);
    expect(await problems({})).toEqual([]);
  });

  it.each([
    ['{\n  "compilerOptions": {\n    "strict" true\n  }\n}\n', "3:14:is not valid JSON: ':' expected."],
    ['{\n  "compilerOptions": {\n', "3:1:is not valid JSON: '}' expected."],
    ['{ "compilerOptions": { "strict": tru } }', '1:34:is not valid JSON: Property value can only be'],
  ])('names the place of a mistake in %j', async (text, expected) => {
    const [found, ...more] = await problems({ 'tsconfig.json': text });
    expect(found).toContain(`tsconfig.json:${expected}`);
    expect(more).toEqual([]);
  });

  it('looks at the nearest configuration of each file and at what it extends in the project', async () => {
    const found = await problems(
      {
        'tsconfig.json': '{',
        'a/jsconfig.json': '{ "extends": "../base" }',
        'base.json': '{ "compilerOptions": { "a": } }',
        'b/tsconfig.json': '{ "extends": ["./.svelte-kit/tsconfig.json", "./tsconfig.json"] }',
        'elsewhere/tsconfig.json': '{',
      },
      ['a/a.js', 'b/b.ts'],
    );
    expect(found).toEqual([expect.stringMatching(/^base\.json:1:\d+:is not valid JSON/)]);
  });

  it('names one that is not UTF-8', async () => {
    expect(await problems({ 'tsconfig.json': Buffer.from('// caf\xe9\n{}', 'latin1') })).toEqual([
      'tsconfig.json:1:is not valid UTF-8; convert it and run again',
    ]);
  });
});
