import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSources } from '../../src/discovery/sources.js';

/** What esbuild makes of a file that imports a package. */
const BUNDLE = `// node_modules/x/index.js
var x = 1;

// src/main.ts
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
`;
const IMPORT = "import { Client } from '@modelcontextprotocol/client';\n";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mcp-migrate-sources-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

/** Reads files given by content; `undefined` stands for one that is gone by then. */
async function readAll(
  files: Record<string, string | Buffer | undefined>,
  peripheral: readonly string[] = [],
) {
  for (const [name, content] of Object.entries(files)) {
    if (content !== undefined) await writeFile(path.join(dir, name), content);
  }
  const absolute = (names: readonly string[]) => names.map(name => path.join(dir, name));
  const reading = await readSources(absolute(Object.keys(files)), new Set(absolute(peripheral)));
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
      'bundle.js': BUNDLE,
    });
    expect(sources).toEqual(['long.ts']);
    expect(skipped).toEqual([
      ['huge.ts', 'larger than 5 MB'],
      ['bundle.js', 'generated, minified or bundled'],
    ]);
  });

  it('keeps peripheral files only if they import the SDK', async () => {
    const files = {
      'barrel.ts': `export { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";\n`,
      'dynamic.js': 'const sdk = await import(`@modelcontextprotocol/sdk`);\n',
      'mention.ts': '// See @modelcontextprotocol/sdk.\nexport const method = "tools/call"; // mcp\n',
      'other.ts': 'export * from "./mcp.js";\n',
      'bundle.js': BUNDLE,
      'huge.js': '// a line like any other that nobody wrote by hand\n'.repeat(120_000),
    };
    expect(await readAll(files, Object.keys(files))).toEqual({
      sources: ['barrel.ts', 'dynamic.js'],
      problems: [],
      skipped: [['bundle.js', 'generated, minified or bundled']],
    });
  });

  it('takes the classes of which a server for a session makes objects, and theirs', async () => {
    const files = {
      'http.ts': `import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';\n`,
      'server.ts': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Ledger } from './ledger.js';
import { round } from './round.js';
export const make = () => keep(new McpServer({}), new Ledger(round(1)));
`,
      'ledger.ts': `import { Line } from './line.js';\nexport class Ledger { lines = [new Line()]; }\n`,
      'line.ts': 'export class Line {}\n',
      'round.ts': 'export const round = Math.round;\n',
      'other.ts': 'export class Other {}\n',
    };
    expect((await readAll(files)).sources).toEqual(['http.ts', 'server.ts', 'ledger.ts', 'line.ts']);
    // In a server over stdio they live as long as the process does.
    const overStdio = await readAll({ ...files, 'http.ts': 'export {};\n' });
    expect(overStdio.sources).toEqual(['server.ts']);
  });

  it('keeps declarations that somebody wrote, and passes over those of a compiler', async () => {
    const { sources, skipped } = await readAll({
      'written.d.ts': IMPORT,
      'source.ts': IMPORT,
      'source.d.ts': IMPORT,
      'module.mts': 'export {};\n',
      'module.d.mts': IMPORT,
      'mapped.d.ts': `${IMPORT}//# sourceMappingURL=mapped.d.ts.map\n`,
    });
    expect(sources).toEqual(['written.d.ts', 'source.ts']);
    expect(skipped.map(([file]) => file)).toEqual(['source.d.ts', 'module.d.mts', 'mapped.d.ts']);
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

describe('what imports a package that is raised along with a client', () => {
  const others = {
    'embed.ts': "import { embed } from 'ai';\n",
    'chat.test.ts': "import { generateText } from 'ai';\n",
    'mail.ts': "import { send } from 'aim';\n",
  };

  it('is read beside one, tests as well', async () => {
    const client = "import { createMCPClient } from '@ai-sdk/mcp';\n";
    const { sources } = await readAll({ 'client.ts': client, ...others }, ['chat.test.ts']);
    expect(sources.sort()).toEqual(['chat.test.ts', 'client.ts', 'embed.ts']);
  });

  it('is not read elsewhere', async () => {
    const { sources } = await readAll({ 'server.ts': IMPORT, ...others }, ['chat.test.ts']);
    expect(sources).toEqual(['server.ts']);
  });
});
