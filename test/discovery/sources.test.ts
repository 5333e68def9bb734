import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSources } from '../../src/discovery/sources.js';

const IMPORT = "import { Client } from '@modelcontextprotocol/client';\n";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mcp-migrate-sources-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

/** Reads files given by content; `undefined` stands for one that is gone by then. */
async function readAll(files: Record<string, string | Buffer | undefined>) {
  for (const [name, content] of Object.entries(files)) {
    if (content !== undefined) await writeFile(path.join(dir, name), content);
  }
  const reading = await readSources(Object.keys(files).map(name => path.join(dir, name)));
  return {
    sources: reading.sources.map(source => path.basename(source.path)),
    problems: reading.problems.map(({ file, line, message }) => [path.basename(file), line, message]),
    skipped: reading.skipped.map(({ file, reason }) => [path.basename(file), reason]),
  };
}

describe('readSources', () => {
  it('keeps what may hold something of MCP', async () => {
    expect(await readAll({ 'a.ts': IMPORT, 'b.ts': 'export const b = 1;\n', 'c.ts': '' })).toEqual({
      sources: ['a.ts'],
      problems: [],
      skipped: [],
    });
  });

  it('goes on past files that are gone or do not parse', async () => {
    const { sources, problems } = await readAll({
      'gone.ts': undefined,
      'broken.ts': `${IMPORT}const a = ;\n`,
      'fine.ts': IMPORT,
    });
    expect(sources).toEqual(['fine.ts']);
    expect(problems).toEqual([
      ['gone.ts', undefined, 'cannot be read: no such file or directory (ENOENT)'],
      ['broken.ts', 2, 'syntax error: Expression expected.'],
    ]);
  });

  it('names files in other encodings when they may hold something of MCP', async () => {
    const { sources, problems } = await readAll({
      'latin1.ts': Buffer.from(`${IMPORT}// caf\xe9\n`, 'latin1'),
      'utf16.ts': Buffer.from(`\uFEFF${IMPORT}`, 'utf16le'),
      'other.ts': Buffer.from('// caf\xe9\n', 'latin1'),
      // The start of a transport stream, the video format; "mcp" occurs in such files by chance.
      'video.ts': Buffer.concat([Buffer.from([0x47, 0x40, 0, 0x10, 0, 0, 0xb0]), Buffer.from('mcp')]),
    });
    expect(sources).toEqual([]);
    expect(problems).toEqual([
      ['latin1.ts', 2, 'is not valid UTF-8; convert it and run again'],
      ['utf16.ts', 1, 'is UTF-16; convert it to UTF-8 and run again'],
    ]);
  });

  it('takes a long file, and passes over one that nobody wrote by hand', async () => {
    const line = 'export const value = compute(1, 2, 3); // a line like any other\n';
    const { sources, skipped } = await readAll({
      'long.ts': IMPORT + line.repeat(5_000),
      'huge.ts': IMPORT + line.repeat(90_000),
      'bundle.js': `${IMPORT}// node_modules/x/index.js\n`,
    });
    expect(sources).toEqual(['long.ts']);
    expect(skipped).toEqual([
      ['huge.ts', 'larger than 5 MB'],
      ['bundle.js', 'generated, minified or bundled'],
    ]);
  });

  it.each([
    ['a sum of many terms', `export const s = ${Array(2000).fill("'x'").join(' +\n')};\n`, 3],
    ['a chain of many calls', `export const s = z${'.a()\n'.repeat(2000)};\n`, 3],
    ['brackets in brackets', `export const s = ${'[\n'.repeat(4000)}1${']'.repeat(4000)};\n`, undefined],
  ])('does not run out of stack on %s', async (_, code, line) => {
    const { sources, problems } = await readAll({ 'deep.ts': `${IMPORT}\n${code}` });
    expect(sources).toEqual([]);
    expect(problems).toEqual([
      ['deep.ts', line, 'is nested too deeply to be migrated; split the expression and run again'],
    ]);
  });
});
