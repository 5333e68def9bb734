import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { createProject, V1, type Project } from './project.js';

const CLI = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const UNUSED = '// eslint-disable-next-line mcp-migrate/sdk-v2-packages\nexport const mcp = 1;\n';
const ESCAPE = String.fromCharCode(27);

let project: Project;

beforeEach(async () => {
  project = await createProject();
});

afterEach(() => project.remove());

async function cli(
  argv: readonly string[],
  { stdin = '', env = {} }: { stdin?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const out: string[] = [];
  const stdout = new PassThrough().on('data', chunk => out.push(String(chunk)));
  const err: string[] = [];
  const stderr = new PassThrough().on('data', chunk => err.push(String(chunk)));
  const status = await run(['check', ...argv], {
    stdout,
    stderr: stderr as unknown as NodeJS.WriteStream,
    stdin: new PassThrough().end(stdin),
    env,
    cwd: project.root,
  });
  return { status, stdout: out.join(''), stderr: err.join('') };
}

/** The built command line in a process of its own. */
function checkProcess(
  args: readonly string[],
  stdin = '',
): Promise<{ status: number | null; stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, 'check', ...args], { cwd: project.root });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', chunk => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', chunk => (stdout += chunk));
    child.stdin.end(stdin);
    child.on('error', reject);
    child.on('close', status => resolve({ status, stdout }));
  });
}

describe('the exit status', () => {
  it('is 0 without findings', async () => {
    await project.put('a.ts', 'export const a = 1;\n');
    expect(await cli([])).toEqual({ status: 0, stdout: '✔ Nothing found in 1 file.\n', stderr: '' });
  });

  it('is 1 with an error', async () => {
    await project.put('a.ts', V1);
    const { status, stdout } = await cli([]);
    expect(stdout).toMatch(/^a\.ts\n +1:24 +error .* mcp-migrate\/sdk-v2-packages\n/);
    expect(status).toBe(1);
  });

  it('is 1 with more warnings than allowed', async () => {
    await project.put('a.ts', UNUSED + UNUSED.replace('mcp =', 'mcp2 ='));
    expect((await cli([])).status).toBe(0);
    expect((await cli(['--max-warnings', '2'])).status).toBe(0);
    expect((await cli(['--max-warnings', '1'])).status).toBe(1);
    expect((await cli(['--max-warnings=0'])).status).toBe(1);
  });

  it('is 1 with a file that cannot be parsed', async () => {
    await project.put('a.ts', '// Mcp-Session-Id\nconst a = ;\n');
    const { status, stdout } = await cli([]);
    expect(stdout).toContain('2:11  error  syntax error: Expression expected.');
    expect(status).toBe(1);
  });

  it('is the same in a process of its own', async () => {
    await project.put('a.ts', V1);
    await project.put('b.ts', '');
    expect(await checkProcess(['b.ts'])).toEqual({ status: 0, stdout: '✔ Nothing found in 1 file.\n' });
    expect((await checkProcess([])).status).toBe(1);
    expect(await checkProcess(['--formt', 'json'])).toEqual({
      status: 2,
      stdout: 'mcp-migrate: Unknown option --formt; did you mean --format?\n',
    });
    const stdin = await checkProcess(['--stdin', '--stdin-filename', 'new.ts', '--format', 'json'], V1);
    expect([stdin.status, JSON.parse(stdin.stdout)]).toMatchObject([1, { findings: [{ file: 'new.ts' }] }]);
  });

  it('is the same with threads', async () => {
    for (let index = 0; index < 6; index++) await project.put(`${index}.ts`, V1);
    const one = await checkProcess(['--concurrency', '1', '--format', 'json']);
    const three = await checkProcess(['--concurrency', '3', '--format', 'json']);
    expect(three).toEqual(one);
    expect(JSON.parse(one.stdout)).toMatchObject({
      findings: Array.from({ length: 6 }, () => ({ line: 1 })),
    });
  });
});

describe('a command line that cannot run', () => {
  it.each([
    [['--formt', 'json'], 'Unknown option --formt; did you mean --format?'],
    [
      ['--format', 'jsn'],
      '--format is one of stylish, json, sarif, github, junit, markdown, html, not jsn; did you mean json?',
    ],
    [['--format'], '--format needs a value'],
    [['--format', '--fix'], '--format needs a value'],
    [['--format='], '--format needs a value'],
    [
      ['--format', 'json', '--format', 'sarif'],
      'Only one format can be printed, not json and sarif; write one into a file: --output sarif=<file>',
    ],
    [['--output', 'report'], 'Which format --output report has is not clear; write --output <format>=report'],
    [['--output', 'sarf=report'], 'not sarf; did you mean sarif?'],
    [['--output', 'sarif='], '--output sarif= needs a file'],
    [['--output', 'a.json', '--output', 'sarif=a.json'], '--output names a.json twice'],
    [['--only', 'sesions'], 'Unknown change sesions; did you mean sessions?'],
    [['--only', ','], '--only needs the id of a change'],
    [['--only', 'sessions', '--skip', 'sessions'], '--skip takes away all that --only asks for (sessions)'],
    [
      ['--only', 'trace-context'],
      'No source code shows trace-context; see mcp-migrate explain trace-context',
    ],
    [['--legacy', 'reject'], '--legacy is one of keep, drop, not reject'],
    [['--max-warnings', 'many'], '--max-warnings is a whole number from 0, not many'],
    [['--max-warnings', '-1'], '--max-warnings needs a value'],
    [['--concurrency', '0'], '--concurrency is a whole number from 1, not 0'],
    [['--shard', '3/2'], '--shard is a part and how many there are, such as 1/3, not 3/2'],
    [['--shard', '0/2'], '--shard is a part'],
    [['--shard', 'one'], '--shard is a part'],
    [['--stdin'], '--stdin needs --stdin-filename <name>'],
    [['--stdin-filename', 'a.ts'], '--stdin-filename needs --stdin'],
    [['--stdin', '--stdin-filename', 'a.ts', 'b.ts'], '--stdin cannot be combined with b.ts'],
    [['--stdin', '--stdin-filename', 'a.ts', '--fix'], '--stdin and --fix cannot be combined'],
    [['--stdin', '--stdin-filename', 'a.md'], 'a.md: is no name of a file that is checked'],
    [['--update-baseline', '--prune-baseline'], '--update-baseline and --prune-baseline cannot be combined'],
    [['--baseline'], '.mcp-migrate-baseline.json: there is no such baseline; --update-baseline writes it'],
    [['--baseline', 'a.ts'], '.mcp-migrate-baseline.json: there is no such baseline'],
    [['--baseline', 'missing.json'], 'missing.json: there is no such baseline'],
    [['--fix=yes'], '--fix takes no value'],
    [['-x'], 'Unknown option -x; see --help'],
    [['missing.ts'], 'missing.ts: no such file or directory'],
    [['--output', 'a.ts/report.json'], 'report.json: cannot be written'],
    [['--dry-run'], 'Unknown option --dry-run; see --help'],
  ])('%j', async (argv, message) => {
    await project.put('a.ts', V1);
    const { status, stdout, stderr } = await cli(argv);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

describe('output', () => {
  it('goes to the terminal and into files at once', async () => {
    await project.put('a.ts', V1);
    const { stdout } = await cli([
      '--output',
      'out/report.sarif',
      '--output',
      'junit=out/tests',
      '--output',
      'r.md',
    ]);
    expect(stdout).toContain('mcp-migrate/sdk-v2-packages');
    expect(JSON.parse(await project.read('out/report.sarif'))).toMatchObject({ version: '2.1.0' });
    expect(await project.read('out/tests')).toContain('<testsuite');
    expect(await project.read('r.md')).toContain('sdk-v2-packages');
    expect((await readdir(project.root)).sort()).toEqual(['a.ts', 'out', 'r.md']);
  });

  it('of a format that goes into a file is not printed', async () => {
    await project.put('a.ts', V1);
    expect(await cli(['--format', 'json', '--output', 'report.json'])).toMatchObject({
      status: 1,
      stdout: '',
    });
    expect(await cli(['--format', 'json', '--output', 'report'])).toMatchObject({ status: 1, stdout: '' });
    expect(JSON.parse(await project.read('report'))).toMatchObject({ findings: [{ file: 'a.ts' }] });
    const both = await cli(['--format', 'github', '--format', 'sarif', '--output', 'sarif=report.sarif']);
    expect(both.stdout).toMatch(/^::error /);
  });

  it('is coloured where the terminal, the environment or an option says so', async () => {
    await project.put('a.ts', V1);
    expect((await cli([])).stdout).not.toContain(ESCAPE);
    expect((await cli(['--color'])).stdout).toContain(ESCAPE);
    expect((await cli([], { env: { FORCE_COLOR: '1' } })).stdout).toContain(ESCAPE);
    expect((await cli(['--no-color'], { env: { FORCE_COLOR: '1' } })).stdout).not.toContain(ESCAPE);
    const file = await cli(['--color', '--format', 'stylish', '--output', 'stylish=report']);
    expect([file.stdout, await project.read('report')]).toEqual(['', expect.not.stringContaining(ESCAPE)]);
  });

  it('of --help names every option, in lines that fit', async () => {
    const { status, stdout } = await cli(['--help']);
    for (const name of [
      'format',
      'output',
      'max-warnings',
      'fix',
      'only',
      'skip',
      'ignore',
      'legacy',
      'strict',
    ]) {
      expect(stdout).toContain(`--${name}`);
    }
    expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(100);
    expect(stdout).toContain('Exit status: 0 nothing found, 1 errors, files that cannot be parsed');
    expect(status).toBe(0);
    expect((await cli(['-h'])).stdout).toBe(stdout);
  });
});

describe('options', () => {
  it('may be repeated and stand anywhere; what follows -- is a path', async () => {
    await project.put('-a.ts', V1);
    await project.put('b.ts', V1);
    await project.put('c.ts', V1);
    const { stdout } = await cli([
      'b.ts',
      '--ignore',
      'c.ts',
      '--format=json',
      '.',
      '--ignore',
      'b.ts',
      '--',
      '-a.ts',
    ]);
    expect((JSON.parse(stdout) as { findings: { file: string }[] }).findings.map(({ file }) => file)).toEqual(
      ['-a.ts'],
    );
  });

  it('choose rules and what may stay', async () => {
    await project.put('a.ts', V1);
    expect((await cli(['--only', 'sessions,removed-methods'])).status).toBe(0);
    expect((await cli(['--skip', 'sdk-v2-packages', '--skip=sessions'])).status).toBe(0);
    expect((await cli(['--strict', '--legacy', 'drop', '--legacy', 'keep'])).status).toBe(1);
  });

  it('of a baseline update it, compare with it and prune it', async () => {
    await project.put('a.ts', V1);
    expect(await cli(['--update-baseline'])).toMatchObject({ status: 0, stderr: '' });
    expect(await cli(['--baseline'])).toMatchObject({ status: 0, stderr: '' });
    await project.put('b.ts', V1);
    expect((await cli(['--baseline', '.'])).status).toBe(1);
    expect((await cli(['--baseline', 'other.json', '--update-baseline'])).status).toBe(0);
    expect((await cli(['--baseline=other.json'])).status).toBe(0);
    await project.put('a.ts', '');
    const gone = await cli(['--baseline', 'other.json']);
    expect(gone.stderr).toBe(
      'mcp-migrate: 1 entry of the baseline is gone from the code; --prune-baseline takes it out of other.json\n',
    );
    expect(gone.status).toBe(0);
    expect(await cli(['--baseline', 'other.json', '--prune-baseline'])).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(await cli(['--baseline', 'other.json'])).toMatchObject({ status: 0, stderr: '' });
  });

  it('fix', async () => {
    await project.put('a.ts', UNUSED);
    const { status, stdout } = await cli(['--fix', '--max-warnings', '0']);
    expect(stdout).toContain('1 file fixed.');
    expect(status).toBe(0);
    expect(await project.read('a.ts')).toBe(' \nexport const mcp = 1;\n');
  });

  it('keep results', async () => {
    await project.put('a.ts', V1);
    expect((await cli(['--cache'])).status).toBe(1);
    expect((await cli(['--cache'])).status).toBe(1);
    expect((await cli(['--cache-location', 'tmp/results'])).status).toBe(1);
    const files = await readdir(project.root, { recursive: true });
    expect(files.sort()).toEqual(['.mcp-migrate-cache.json', 'a.ts', 'tmp', path.join('tmp', 'results')]);
  });

  it('check a part', async () => {
    for (let index = 0; index < 8; index++) await project.put(`${index}.ts`, V1);
    const parts = await Promise.all(['1/2', '2/2'].map(part => cli(['--shard', part, '--format', 'json'])));
    const files = parts.flatMap(({ stdout }) =>
      (JSON.parse(stdout) as { findings: { file: string }[] }).findings.map(({ file }) => file),
    );
    expect(files.sort()).toEqual(Array.from({ length: 8 }, (_, index) => `${index}.ts`));
  });

  it('check standard input, and write nothing', async () => {
    const found = await cli(['--stdin', '--stdin-filename', 'src/a.ts'], { stdin: V1 });
    expect(found.stdout).toContain('src/a.ts\n');
    expect(found.status).toBe(1);
    expect((await cli(['--stdin', '--stdin-filename', 'src/a.ts'], { stdin: 'x' })).status).toBe(0);
    expect(await readdir(project.root)).toEqual([]);
  });
});
