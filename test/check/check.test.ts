import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { check, type CheckOptions, type CheckReport } from '../../src/index.js';
import { createProject, V1, type Project } from './project.js';

let project: Project;

beforeEach(async () => {
  project = await createProject();
});

afterEach(() => project.remove());

const run = (options: Partial<CheckOptions> = {}) => check({ cwd: project.root, paths: ['.'], ...options });

/** `file:line change` of each finding. */
function places({ findings, root }: CheckReport): string[] {
  return findings.map(
    ({ file, line, change }) => `${path.relative(root, file).split(path.sep).join('/')}:${line} ${change}`,
  );
}

describe('what is looked at', () => {
  it('is source code, also in JavaScript and JSX, and package.json', async () => {
    await project.put('a.ts', V1);
    await project.put('b.jsx', `${V1}export const view = <p>{Client.name}</p>;\n`);
    await project.put('c.cjs', `const { Client } = require('@modelcontextprotocol/sdk/client/index.js');\n`);
    await project.put('d.mts', `${V1}export const typed = <T,>(value: T): T => value;\n`);
    await project.put(
      'package.json',
      '{\n  "dependencies": {\n    "@modelcontextprotocol/sdk": "^1.0.0"\n  }\n}\n',
    );
    await project.put('other.ts', 'export const a = 1;\n');
    await project.put('README.md', V1);
    const report = await run();
    expect(places(report)).toEqual([
      'a.ts:1 sdk-v2-packages',
      'b.jsx:1 sdk-v2-packages',
      'c.cjs:1 sdk-v2-packages',
      'd.mts:1 sdk-v2-packages',
      'package.json:3 sdk-v2-packages',
    ]);
    expect(report).toMatchObject({
      root: project.root,
      scanned: 6,
      linted: 5,
      known: 0,
      problems: [],
      fixed: [],
    });
    expect(report.findings[0]).toMatchObject({
      severity: 'error',
      file: path.join(project.root, 'a.ts'),
      line: 1,
      column: 24,
      endLine: 1,
      endColumn: 67,
      source: V1.trim(),
      fixable: false,
    });
  });

  it('is the package.json around a directory, too', async () => {
    await project.put('package.json', '{ "dependencies": { "@modelcontextprotocol/sdk": "1" } }');
    await project.put('src/a.ts', '');
    expect(places(await run({ paths: ['src'] }))).toEqual(['package.json:1 sdk-v2-packages']);
    expect(places(await run({ paths: ['src/a.ts'] }))).toEqual([]);
  });

  it('is not what git ignores, what a build wrote, and what --ignore matches', async () => {
    await project.put('.gitignore', 'ignored/\n');
    for (const name of [
      'ignored/a.ts',
      'dist/a.ts',
      'node_modules/x/a.ts',
      'a.min.js',
      'b/a.ts',
      '.dot/a.ts',
    ]) {
      await project.put(name, V1);
    }
    await project.put('generated.ts', `// @generated\n${V1}`);
    expect(places(await run())).toEqual(['.dot/a.ts:1 sdk-v2-packages', 'b/a.ts:1 sdk-v2-packages']);
    expect(places(await run({ ignore: ['b'] }))).toEqual(['.dot/a.ts:1 sdk-v2-packages']);
    expect(places(await run({ ignore: ['**/a.ts'] }))).toEqual([]);
  });

  it('is a file that is named, wherever it is', async () => {
    const names = ['dist/a.ts', 'node_modules/x/a.ts', 'ignored/a.ts', '.dot/a.ts', '.git/a.ts'];
    await project.put('.gitignore', 'ignored/\n');
    for (const name of names) await project.put(name, V1);
    await project.put('app/src/a.ts', '');
    const { findings } = await run({
      cwd: path.join(project.root, 'app'),
      paths: names.map(name => `../${name}`),
    });
    expect(findings.map(({ file }) => path.relative(project.root, file)).sort()).toEqual([...names].sort());
  });

  it('is nothing where no file may hold a finding', async () => {
    await project.put('a.ts', 'export const a = 1;\n');
    expect(await run()).toMatchObject({ scanned: 1, linted: 0, findings: [], problems: [] });
  });
});

describe('rules', () => {
  it('are chosen by only and skip', async () => {
    await project.put('a.ts', V1);
    expect(places(await run({ only: ['sessions'] }))).toEqual([]);
    expect(places(await run({ skip: ['sdk-v2-packages'] }))).toEqual([]);
    expect(places(await run({ only: ['sdk-v2-packages'] }))).toHaveLength(1);
  });

  it.each([
    [{ only: ['nonsense' as 'sessions'] }, 'Unknown change nonsense'],
    [{ only: ['sessions'], skip: ['sessions'] }, '--skip takes away all that --only asks for'],
    [{ only: ['extensions-capability'] }, 'No source code shows extensions-capability'],
    [{ shard: { index: 3, count: 2 } }, 'a shard is one of a whole number of parts'],
    [{ shard: { index: 1, count: 1.5 } }, 'a shard is one of a whole number of parts'],
    [{ threads: 0 }, 'threads has to be a whole number from 1'],
    [{ fix: true, stdin: { text: '', filename: 'a.ts' } }, 'cannot be fixed'],
    [{ paths: ['missing'] }, 'no such file or directory'],
    [{ cwd: '/nowhere' }, 'cannot work in this directory'],
  ] satisfies [Partial<CheckOptions>, string][])('%j cannot run', async (options, message) => {
    await expect(run(options)).rejects.toThrow(message);
  });

  it('leave what only 2025-11-25 peers need alone until told otherwise', async () => {
    await project.put(
      'a.ts',
      `import { Server } from '@modelcontextprotocol/server';
export function listen(server: Server) {
  server.setRequestHandler('logging/setLevel', () => ({}));
}
`,
    );
    const ofKeep = places(await run({ only: ['removed-methods'] }));
    const ofDrop = places(await run({ only: ['removed-methods'], legacy: 'drop' }));
    expect([ofKeep, ofDrop]).toEqual([[], ['a.ts:3 removed-methods']]);
  });

  it('leave tests alone unless they are strict; where a test lies is told by the path from the directory', async () => {
    const code = `export const url = (id: string) => fetch('/mcp', { headers: { 'Mcp-Session-Id': id } });\n`;
    await project.put('test/a.ts', code);
    const options = { only: ['sessions'] } satisfies Partial<CheckOptions>;
    expect(places(await run(options))).toEqual([]);
    expect(places(await run({ ...options, strict: true }))).toEqual(['test/a.ts:1 sessions']);
    const inside = await run({ ...options, cwd: path.join(project.root, 'test') });
    expect(places(inside)).toEqual(['a.ts:1 sessions']);
  });
});

describe('comments of ESLint', () => {
  it('suppress', async () => {
    await project.put('a.ts', `// eslint-disable-next-line mcp-migrate/sdk-v2-packages -- until v2\n${V1}`);
    await project.put('b.ts', `/* eslint-disable */\n${V1}`);
    await project.put('c.ts', `/* eslint mcp-migrate/sdk-v2-packages: "off" */\n${V1}`);
    expect(await run()).toMatchObject({ findings: [], problems: [] });
  });

  it('that suppress nothing are warnings where they name a rule that took part', async () => {
    const unused = '// eslint-disable-next-line mcp-migrate/sdk-v2-packages\nexport const mcp = 1;\n';
    await project.put('a.ts', unused);
    const { findings } = await run();
    expect(findings).toMatchObject([
      {
        change: 'sdk-v2-packages',
        severity: 'warning',
        line: 1,
        fixable: true,
        source: unused.split('\n')[0],
      },
    ]);
    expect(findings[0]!.message).toBe(
      'Nothing to suppress here; remove `mcp-migrate/sdk-v2-packages` from the ESLint comment.',
    );
    expect((await run({ skip: ['sdk-v2-packages'] })).findings).toEqual([]);
    expect((await run({ only: ['sessions'] })).findings).toEqual([]);
  });

  it('that name no rule of ours are mistakes', async () => {
    await project.put('a.ts', `\n${V1.trim()} // eslint-disable-line mcp-migrate/sdk-v2\n`);
    const { findings, problems } = await run();
    expect(findings).toHaveLength(1);
    expect(problems).toMatchObject([
      {
        file: path.join(project.root, 'a.ts'),
        line: 2,
        message: 'the comment names no rule: mcp-migrate/sdk-v2',
      },
    ]);
  });

  it('about rules of others neither fail nor count', async () => {
    await project.put(
      'a.ts',
      `/* eslint foo/bar: error, no-console: "error", semi: [nonsense */
/* eslint-env browser */
/* global one, two:writable */
/* exported mcp */
/* eslint-disable no-alert */
// eslint-disable-next-line no-console, react/jsx-key, @typescript-eslint/no-explicit-any
console.log('mcp'); // eslint-disable-line
/* eslint-enable no-alert */
var x = one, x = two
// eslint-disable-next-line no-console, mcp-migrate/sdk-v2-packages
export const mcp = 1;
`,
    );
    const { findings, problems } = await run();
    expect(problems).toEqual([]);
    expect(findings).toMatchObject([
      { line: 10, change: 'sdk-v2-packages', severity: 'warning', fixable: false },
    ]);
  });
});

describe('files that cannot be linted', () => {
  it('have a problem with its place', async () => {
    await project.put('a.ts', V1);
    await project.put('broken.ts', `${V1}const a = ;\n`);
    await project.put('latin.ts', Buffer.from('// mcp caf\xe9\n', 'latin1'));
    await project.put('utf16.ts', Buffer.from(V1, 'utf16le'));
    await project.put('sub/package.json', '{ "dependencies": { "@modelcontextprotocol/sdk": } }');
    const report = await run();
    expect(places(report)).toEqual(['a.ts:1 sdk-v2-packages']);
    expect(
      report.problems.map(({ file, line, column, message }) => [
        path.relative(project.root, file),
        line,
        column,
        message,
      ]),
    ).toEqual([
      ['broken.ts', 2, 11, 'syntax error: Expression expected.'],
      ['latin.ts', 1, undefined, 'is not valid UTF-8; convert it and run again'],
      [path.join('sub', 'package.json'), 1, 50, expect.stringContaining('syntax error: ')],
      ['utf16.ts', 1, undefined, 'is UTF-16; convert it to UTF-8 and run again'],
    ]);
  });

  it('may be nested so deeply that nothing can walk them', async () => {
    await project.put('deep.ts', `${V1}export const deep = ${'['.repeat(9000)}${']'.repeat(9000)};\n`);
    const { problems } = await run();
    expect(problems).toMatchObject([{ file: path.join(project.root, 'deep.ts') }]);
    expect(problems[0]!.message).toMatch(/nested|stack/);
  });
});

describe('fingerprints', () => {
  it('do not change when lines above come and go, and are different for equal lines', async () => {
    await project.put('a.ts', V1 + V1);
    const before = (await run()).findings.map(({ fingerprint }) => fingerprint);
    await project.put('a.ts', `// one\n\n  ${V1}// two\n${V1}`);
    const after = (await run()).findings.map(({ fingerprint }) => fingerprint);
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });

  it('are different for other lines, files and directories of the check', async () => {
    await project.put('a.ts', V1);
    await project.put('b.ts', V1);
    await project.put('c.ts', V1.replace('Client', 'Other'));
    const { findings } = await run();
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });
});

describe('shards', () => {
  it('make up the whole, and share no file', async () => {
    for (let index = 0; index < 20; index++) await project.put(`src/${index}.ts`, V1);
    await project.put('broken.ts', `${V1}const a = ;\n`);
    const whole = await run();
    const parts = await Promise.all([1, 2, 3].map(index => run({ shard: { index, count: 3 } })));
    expect(parts.flatMap(places).sort()).toEqual(places(whole).sort());
    expect(parts.flatMap(({ problems }) => problems)).toEqual(whole.problems);
    for (const part of parts) expect(part.findings.length).toBeGreaterThan(0);
  });
});

describe('text that is no file', () => {
  it('is checked as the file it is called', async () => {
    const report = await run({ stdin: { text: `\uFEFF${V1}`, filename: 'src/new.ts' } });
    expect(places(report)).toEqual(['src/new.ts:1 sdk-v2-packages']);
    expect(report).toMatchObject({ scanned: 1, linted: 1 });
    const manifest = '{ "dependencies": { "@modelcontextprotocol/sdk": "1" } }';
    expect(places(await run({ stdin: { text: manifest, filename: 'package.json' } }))).toHaveLength(1);
  });

  it('has to be called something that is checked', async () => {
    await expect(run({ stdin: { text: V1, filename: 'README.md' } })).rejects.toThrow('is no name of a file');
  });
});

describe('fixes', () => {
  const UNUSED = '// eslint-disable-next-line mcp-migrate/sdk-v2-packages\nexport const mcp = 1;\n';

  it('are made when asked for, byte for byte elsewhere', async () => {
    const text = `\uFEFF${UNUSED}// eslint-disable-next-line no-console\nconsole.log(1)\n`.replaceAll(
      '\n',
      '\r\n',
    );
    await project.put('a.ts', text);
    const before = await run();
    expect([before.findings.length, before.fixed]).toEqual([1, []]);
    expect(await project.read('a.ts')).toBe(text);
    const after = await run({ fix: true });
    expect([after.findings, after.fixed]).toEqual([[], [path.join(project.root, 'a.ts')]]);
    expect(await project.read('a.ts')).toBe(
      '\uFEFF \r\nexport const mcp = 1;\r\n// eslint-disable-next-line no-console\r\nconsole.log(1)\r\n',
    );
  });

  it('are made to all files or none', async () => {
    await project.put('a.ts', UNUSED);
    await project.put('b.ts', UNUSED);
    const controller = new AbortController();
    controller.abort();
    await expect(run({ fix: true, signal: controller.signal })).rejects.toThrow('interrupted');
    expect([await project.read('a.ts'), await project.read('b.ts')]).toEqual([UNUSED, UNUSED]);
  });

  it('place what is left in the text that is left', async () => {
    await project.put('a.ts', `${UNUSED}${V1}`);
    const { findings } = await run({ fix: true });
    expect(findings).toMatchObject([{ line: 3, source: V1.trim() }]);
  });
});

describe('deployment files', () => {
  it('are reported with their place when they hold the session header', async () => {
    await project.put('nginx.conf', 'upstream mcp {\n  hash $http_mcp_session_id consistent;\n}\n');
    const report = await run();
    expect(places(report)).toEqual(['nginx.conf:2 sessions']);
    expect(report.linted).toBe(0);
    expect(places(await run({ skip: ['sessions'] }))).toEqual([]);
  });
});

it('finds the same in a repository', async () => {
  await project.put('a.ts', V1);
  await project.put('sub/b.ts', V1);
  const outside = places(await run());
  execFileSync('git', ['init', '-q'], { cwd: project.root });
  expect(places(await run())).toEqual(outside);
  execFileSync('git', ['add', '-A'], { cwd: project.root });
  expect(places(await run())).toEqual(outside);
});
