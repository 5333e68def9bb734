import {
  realpath,
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, migrateWith } from '../../src/run/migrate.js';
import type { MigrateOptions } from '../../src/run/options.js';
import { writeAll } from '../../src/run/write.js';
import { CLIENT, MANIFEST, MIGRATED, V1_CLIENT, V1_MANIFEST } from '../helpers/client-project.js';

let dir: string;
const file = (name: string) => path.join(dir, name);
const read = (name: string) => readFile(file(name), 'utf8');

beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-run-')));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(file(name)), { recursive: true });
    await writeFile(file(name), text);
  }
}

async function run(options: Partial<MigrateOptions> = {}) {
  const report = await migrate({ cwd: dir, paths: ['.'], ...options });
  return {
    changed: report.changed.map(each => path.relative(dir, each.path)),
    problems: report.problems.map(({ file: at, line, message }) =>
      [path.relative(dir, at), line, message].filter(part => part !== undefined).join(':'),
    ),
    report,
  };
}

describe('a file that changes while the migration runs', () => {
  /** Migrates with something that happens after everything is read and before the first write. */
  async function runMeanwhile(happens: () => Promise<void>, times = 1) {
    let runs = 0;
    const report = await migrateWith({ cwd: dir, paths: ['.'] }, async changed => {
      if (runs++ < times) await happens();
      await writeAll(changed);
    });
    return report.problems.map(problem => `${path.relative(dir, problem.file)}: ${problem.message}`);
  }
  const MOVED = 'changed on disk while the migration ran; run again';

  it('keeps what it holds now and is reported; the others are migrated', async () => {
    await put({ 'package.json': MANIFEST, 'a.ts': CLIENT, 'b.ts': CLIENT });
    expect(await runMeanwhile(() => appendFile(file('a.ts'), '// mine\n'))).toEqual([`a.ts: ${MOVED}`]);
    expect([await read('a.ts'), await read('b.ts')]).toEqual([`${CLIENT}// mine\n`, MIGRATED]);
    expect((await run()).problems).toEqual([]);
    expect(await read('a.ts')).toBe(`${MIGRATED}// mine\n`);
  });

  it('may be gone', async () => {
    await put({ 'package.json': MANIFEST, 'a.ts': CLIENT, 'b.ts': CLIENT });
    expect(await runMeanwhile(() => unlink(file('a.ts')))).toEqual([`a.ts: ${MOVED}`]);
    await expect(stat(file('a.ts'))).rejects.toThrow('ENOENT');
    expect(await read('b.ts')).toBe(MIGRATED);
  });

  it('may be a manifest', async () => {
    await put({ 'package.json': V1_MANIFEST, 'a.ts': V1_CLIENT });
    expect(await runMeanwhile(() => appendFile(file('package.json'), '\n'))).toEqual([
      `package.json: ${MOVED}`,
    ]);
    expect(await read('package.json')).toBe(`${V1_MANIFEST}\n`);
    expect(await read('a.ts')).toBe(MIGRATED);
  });

  it('stops the run when there is always another one', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `${index}.ts`);
    await put({ 'package.json': MANIFEST, ...Object.fromEntries(names.map(name => [name, CLIENT])) });
    const left = [...names];
    await expect(runMeanwhile(() => appendFile(file(left.shift()!), '//\n'), Infinity)).rejects.toThrow(
      'changed on disk while the migration ran; nothing was written, run again',
    );
    expect(await read('8.ts')).toBe(CLIENT);
  });
});

describe('--only and --skip', () => {
  beforeEach(() => put({ 'package.json': V1_MANIFEST, 'src/a.ts': V1_CLIENT }));

  it('say so when the code has to be moved to SDK v2 first', async () => {
    const only = await run({ only: ['sessions'] });
    expect(only).toMatchObject({
      changed: [],
      problems: [
        'src/a.ts:1:imports SDK v1, and sessions is a change to SDK v2 code; add sdk-v2-packages to --only',
      ],
    });
    const skip = await run({ skip: ['sdk-v2-packages'] });
    expect(skip.problems).toEqual([
      'src/a.ts:1:imports SDK v1, and all other changes are made to SDK v2 code; drop --skip sdk-v2-packages',
    ]);
  });

  it('make the change of the packages alone', async () => {
    const { changed, problems } = await run({ only: ['sdk-v2-packages'] });
    expect({ changed, problems }).toEqual({ changed: ['package.json', 'src/a.ts'], problems: [] });
    expect(await read('src/a.ts')).toBe(CLIENT);
  });

  it('leave state of tools with their session', async () => {
    const keeps = `import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';

const baskets = new Map<string | undefined, number>();

export const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'shop', version: '1.0.0' });
  server.registerTool('add', {}, async ctx => {
    baskets.set(ctx.sessionId, (baskets.get(ctx.sessionId) ?? 0) + 1);
    return { content: [{ type: 'text', text: 'Added' }] };
  });
  return server;
});
`;
    await put({ 'package.json': MANIFEST, 'src/a.ts': keeps });
    await run({ skip: ['sessions'] });
    expect(await read('src/a.ts')).toBe(keeps);
    await run();
    expect(await read('src/a.ts')).toContain('new HandleStore({');
  });

  it('leave the markers of other changes alone', async () => {
    const sends =
      "import { Server } from '@modelcontextprotocol/server';\n\nexport const ask = (server: Server) =>\n  server.listRoots();\n";
    await put({ 'package.json': MANIFEST, 'src/a.ts': sends });
    await run();
    const marked = await read('src/a.ts');
    expect(marked).toContain('// TODO(mcp-migrate): multi-round-trip ');
    await run({ only: ['standard-headers'] });
    expect(await read('src/a.ts')).toBe(marked);
  });

  it('have to name changes, and leave something to do', async () => {
    await expect(run({ only: ['sesions' as 'sessions'] })).rejects.toThrow('Unknown change sesions');
    await expect(run({ only: ['sessions'], skip: ['sessions'] })).rejects.toThrow('--skip takes away all');
  });
});

describe('what is migrated', () => {
  it('does not depend on the order in which files were made', async () => {
    const files = {
      'package.json': V1_MANIFEST,
      'src/a.ts': V1_CLIENT,
      'src/b/index.ts': "export { client } from '../a.js';\n",
      'z.ts':
        "import { client } from './src/b/index.js';\nexport const version = client.getServerVersion();\n",
    };
    const summaries: string[] = [];
    for (const names of [Object.keys(files), Object.keys(files).reverse()]) {
      await rm(dir, { recursive: true });
      for (const name of names) await put({ [name]: files[name as keyof typeof files] });
      const { report } = await run({ dryRun: true });
      summaries.push(JSON.stringify(report));
    }
    expect(summaries[1]).toBe(summaries[0]);
    expect(summaries[0]).toContain('versionNegotiation');
  });

  it('is each file once, however often it is named', async () => {
    await put({ 'package.json': MANIFEST, 'src/a.ts': CLIENT });
    await symlink(file('src'), file('linked'));
    await symlink(file('src/a.ts'), file('a-too.ts'));
    const paths = ['.', 'src', 'src/a.ts', file('src/a.ts'), 'linked', 'a-too.ts', './src/../src'];
    const { changed, problems } = await run({ paths });
    expect({ changed, problems }).toEqual({ changed: ['src/a.ts'], problems: [] });
    expect(await read('src/a.ts')).toBe(MIGRATED);
  });

  it('is a single file with the manifest above it, from wherever one stands', async () => {
    await put({ 'package.json': V1_MANIFEST, 'src/a.ts': V1_CLIENT, 'src/b.ts': V1_CLIENT, 'cwd/x.md': '' });
    const { changed } = await run({ cwd: file('cwd'), paths: ['../src/a.ts'] });
    expect(changed).toEqual(['package.json', 'src/a.ts']);
    // The other file still needs it.
    expect(await read('package.json')).toContain('@modelcontextprotocol/sdk');
  });

  it('may have no package.json', async () => {
    await put({ 'a.ts': V1_CLIENT });
    const { changed, problems, report } = await run();
    expect({ changed, problems, installs: report.installs }).toEqual({
      changed: ['a.ts'],
      problems: [],
      installs: [],
    });
    expect(await read('a.ts')).toBe(MIGRATED);
  });

  it('goes on past the broken manifest of one workspace member', async () => {
    const root = MANIFEST.replace('"name"', '"workspaces": ["packages/*"],\n  "name"');
    await put({
      'package.json': root,
      'packages/a/package.json': `${V1_MANIFEST}}`,
      'packages/a/a.ts': V1_CLIENT,
      'packages/b/package.json': V1_MANIFEST.replace('"a"', '"b"'),
      'packages/b/b.ts': V1_CLIENT,
    });
    const { changed, problems, report } = await run();
    expect(changed).toEqual(['packages/a/a.ts', 'packages/b/b.ts', 'packages/b/package.json']);
    expect(problems).toEqual([expect.stringMatching(/^packages\/a\/package\.json:\d+:is not valid JSON/)]);
    expect(report.installs).toMatchObject([{ directory: dir, command: 'npm install' }]);
  });

  it('goes on past a broken tsconfig.json and pnpm-workspace.yaml', async () => {
    await put({
      'package.json': MANIFEST,
      'tsconfig.json': '{\n  "compilerOptions": { "strict" true }\n}\n',
      'pnpm-workspace.yaml': 'packages:\n  - "a\n',
      'a.ts': CLIENT,
    });
    const { problems } = await run();
    expect(problems).toEqual([
      expect.stringMatching(/^pnpm-workspace\.yaml:\d:is not valid YAML/),
      "tsconfig.json:2:is not valid JSON: ':' expected.",
    ]);
    expect(await read('a.ts')).toBe(MIGRATED);
  });
});
