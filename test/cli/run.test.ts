import { execFileSync } from 'node:child_process';
import { realpath, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/run.js';
import { CLIENT, MANIFEST, MIGRATED } from '../helpers/client-project.js';

// The first test loads what a command loads when it is called: two compilers and a linter.
vi.setConfig({ testTimeout: 60_000 });

let dir: string;

beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-cli-')));
  await put('package.json', MANIFEST);
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(name: string, text: string | Buffer) {
  await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
  await writeFile(path.join(dir, name), text);
}

const read = (name: string) => readFile(path.join(dir, name), 'utf8');

async function cli(...argv: string[]) {
  const out: string[] = [];
  const stdout = new PassThrough().on('data', chunk => out.push(String(chunk)));
  const err: string[] = [];
  const stderr = new PassThrough().on('data', chunk => err.push(String(chunk)));
  const status = await run(argv, {
    stdout,
    stderr: stderr as unknown as NodeJS.WriteStream,
    stdin: new PassThrough().end(),
    env: {},
    cwd: dir,
  });
  return { status, stdout: out.join(''), stderr: err.join('') };
}

describe('migrating', () => {
  it('writes the migration and ends with 0 when nothing is left', async () => {
    await put('src/client.ts', CLIENT);
    const { status, stdout } = await cli('src');
    expect(await read('src/client.ts')).toBe(MIGRATED);
    expect(stdout).toMatch(/stateless-handshake +1/);
    expect(stdout).toContain('1 file changed (+1 -1).');
    expect(status).toBe(0);
    const again = await cli('src');
    expect(again.stdout).toContain('Nothing to rewrite');
    expect(again.status).toBe(0);
  });

  it('writes nothing with --dry-run and prints a diff that git applies with --diff', async () => {
    await put('client.ts', CLIENT);
    const { stdout } = await cli('--dry-run', '--diff');
    expect(await read('client.ts')).toBe(CLIENT);
    const patch = stdout.slice(0, stdout.indexOf('\nchange'));
    execFileSync('git', ['apply', '-'], { cwd: dir, input: patch });
    expect(await read('client.ts')).toBe(MIGRATED);
  });

  it('prints JSON', async () => {
    await put('client.ts', CLIENT);
    const report = JSON.parse((await cli('--json', '--dry-run')).stdout) as Record<string, unknown>;
    expect(report).toMatchObject({ dryRun: true, changed: ['client.ts'], problems: [] });
    expect(report['counts']).toEqual([{ change: 'stateless-handshake', rewritten: 1, review: 0, left: 0 }]);
    expect(Object.keys(report)).toEqual([
      'version',
      'dryRun',
      'legacy',
      'scanned',
      'parsed',
      'changed',
      'findings',
      'counts',
      'problems',
      'skipped',
      'installs',
    ]);
  });

  it('prints only what is wrong with --quiet, and what was skipped with --verbose', async () => {
    await put('client.ts', CLIENT);
    await put('bundle.js', `// @generated\n${CLIENT}`);
    await put('README.md', '');
    const SKIPPED = 'generated, minified or bundled';
    expect(await cli('--quiet', '--dry-run')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const plain = await cli('--dry-run', '.', 'README.md');
    expect(plain.stdout).toContain(
      `2 files skipped (not TypeScript or JavaScript; ${SKIPPED}); --verbose names them.`,
    );
    const verbose = await cli('--dry-run', '--verbose', '.', 'README.md');
    expect(verbose.stdout).toContain(
      `skipped README.md: not TypeScript or JavaScript\nskipped bundle.js: ${SKIPPED}`,
    );
    expect(verbose.stdout).not.toContain('--verbose');
  });

  it('makes only the changes asked for', async () => {
    await put('client.ts', CLIENT);
    await cli('--skip', 'stateless-handshake');
    expect(await read('client.ts')).toBe(CLIENT);
    await cli('--only', 'sessions,stateless-handshake');
    expect(await read('client.ts')).toBe(MIGRATED);
  });

  it('refuses a dirty git work tree until told otherwise', async () => {
    await put('client.ts', CLIENT);
    execFileSync('git', ['init', '-q'], { cwd: dir });
    const refused = await cli();
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(
      /uncommitted changes \(.*client\.ts.*\); commit them or pass --allow-dirty/,
    );
    expect(await read('client.ts')).toBe(CLIENT);
    expect((await cli('--allow-dirty')).status).toBe(0);
    expect(await read('client.ts')).toBe(MIGRATED);
  });

  it('takes a clean git work tree', async () => {
    await put('client.ts', CLIENT);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: dir });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'a');
    expect((await cli()).status).toBe(0);
    expect(await read('client.ts')).toBe(MIGRATED);
  });
});

describe('what is left', () => {
  const SENDS = `import { Server } from '@modelcontextprotocol/server';

export async function ask(server: Server) {
  return await server.listRoots();
}
`;

  it('is reported, marked once, and makes the status 1', async () => {
    await put('ask.ts', SENDS);
    const { status, stdout } = await cli();
    expect(status).toBe(1);
    expect(stdout).toMatch(/5:\d+ +left +multi-round-trip/);
    const marked = await read('ask.ts');
    expect(marked).toMatch(
      /\n {2}\/\/ TODO\(mcp-migrate\): multi-round-trip .*\n {2}return await server\.listRoots\(\);/,
    );
    await cli();
    expect(await read('ask.ts')).toBe(marked);
    await put('ask.ts', marked.replace('  return await server.listRoots();\n', '  return [];\n'));
    expect((await cli()).status).toBe(0);
    expect(await read('ask.ts')).not.toContain('TODO');
  });

  it('gets no comment with --no-markers', async () => {
    await put('ask.ts', SENDS);
    expect((await cli('--no-markers')).status).toBe(1);
    expect(await read('ask.ts')).toBe(SENDS);
  });
});

describe('bad input', () => {
  it('names file, line and column of a syntax error and migrates the rest', async () => {
    await put('broken.ts', "import { Client } from '@modelcontextprotocol/client';\nconst a = ;\n");
    await put('client.ts', CLIENT);
    const { status, stdout } = await cli();
    expect(stdout).toMatch(/error broken\.ts:2:11: syntax error: Expression expected/);
    expect(stdout).toContain('1 error for you to look at.');
    expect(status).toBe(1);
    expect(await read('client.ts')).toBe(MIGRATED);
    expect(await read('broken.ts')).toContain('const a = ;');
  });

  it('names file, line and column of a broken package.json', async () => {
    await put('package.json', '{\n  "name": "a",\n  "type": \n}\n');
    await put('client.ts', CLIENT);
    const { status, stdout } = await cli();
    expect(stdout).toMatch(/error package\.json:4:1: /);
    expect(status).toBe(1);
    expect(await read('client.ts')).toBe(MIGRATED);
  });

  it('names a file that is not UTF-8', async () => {
    await put('latin1.ts', Buffer.from('// mcp caf\xe9\n', 'latin1'));
    const { status, stdout } = await cli();
    expect(stdout).toContain('error latin1.ts:1: is not valid UTF-8');
    expect(status).toBe(1);
  });

  it('keeps a byte order mark, CRLF and the mode of a file', async () => {
    await put('client.ts', `\uFEFF${CLIENT.replaceAll('\n', '\r\n')}`);
    await chmod(path.join(dir, 'client.ts'), 0o755);
    await cli();
    expect(await read('client.ts')).toBe(`\uFEFF${MIGRATED.replaceAll('\n', '\r\n')}`);
  });

  it.each([
    [['--dry-rum'], 'Unknown option --dry-rum; did you mean --dry-run?'],
    [['--only', 'sesions'], 'Unknown change sesions; did you mean sessions?'],
    [['pakage.json'], 'pakage.json: no such file or directory; did you mean package.json?'],
    [['chek'], 'chek: no such file or directory; did you mean mcp-migrate check?'],
    [['explan', 'sessions'], 'explan: no such file or directory; did you mean mcp-migrate explain?'],
    [['--legacy', 'sometimes'], '--legacy is one of auto, stateless, keep, reject, not sometimes'],
    [['--legacy', 'kep'], 'not kep; did you mean keep?'],
    [['--cache-hints', 'long'], '--cache-hints takes seconds, from 1 to 86400, not long'],
    [['--cache-hints', '90000'], 'from 1 to 86400, not 90000'],
    [['-x'], 'Unknown option -x; see --help'],
    [['--no-markerz'], 'did you mean --markers?'],
    [['--only'], '--only needs a value'],
    [['--only', '--dry-run'], '--only needs a value'],
    [['--only='], '--only needs a value'],
    [['--only', ','], '--only needs the id of a change'],
    [['--only', 'sessions', '--skip', 'sessions'], '--skip takes away all that --only asks for (sessions)'],
    [['--json', '--diff'], '--json and --diff cannot be combined'],
    [['--quiet', '--verbose'], '--quiet and --verbose cannot be combined'],
    [['--install', '--dry-run'], '--install and --dry-run cannot be combined'],
    [['changes', '--dry-run'], '--dry-run cannot be combined with changes'],
    [['changes', 'sessions'], 'changes takes no sessions; did you mean explain sessions?'],
    [['explain'], 'explain needs the id of a change; see mcp-migrate changes'],
    [['explain', 'sesions'], 'Unknown change sesions; did you mean sessions?'],
    [['explain', 'sessions', 'result-type'], 'explain takes one change, not 2'],
  ])('%j cannot run', async (argv, message) => {
    const { status, stderr, stdout } = await cli(...argv);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

it('--help names the commands', async () => {
  const { status, stdout } = await cli('--help');
  for (const command of ['check [paths..]', 'changes', 'explain [id]']) {
    expect(stdout).toContain(`mcp-migrate ${command}`);
  }
  expect(status).toBe(0);
});

describe('the catalogue', () => {
  it('lists all changes and explains one', async () => {
    const list = await cli('changes');
    expect(list.stdout.match(/^ *\d+ [a-z0-9-]+ /gm)).toHaveLength(26);
    const one = await cli('explain', 'multi-round-trip');
    expect(one.stdout).toContain('SEP-2322');
    expect([list.status, one.status]).toEqual([0, 0]);
  });
});

describe('colour', () => {
  it('follows --color and --no-color', async () => {
    await put('client.ts', CLIENT);
    const escape = String.fromCharCode(27);
    expect((await cli('--dry-run', '--diff', '--color')).stdout).toContain(`${escape}[32m+`);
    expect((await cli('--dry-run', '--diff', '--no-color')).stdout).not.toContain(escape);
    expect((await cli('--dry-run', '--diff')).stdout).not.toContain(escape);
  });
});
