import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CLIENT, MANIFEST, MIGRATED, V1_CLIENT, V1_MANIFEST } from '../helpers/client-project.js';
import { cli, filesIn, projectWith, shell } from './support/cli.js';
import { CLI } from './support/paths.js';
import { run } from './support/processes.js';
import { removeTemporaryDirectories } from './support/project.js';

afterAll(removeTemporaryDirectories);

const ESCAPE = String.fromCharCode(27);

describe('paths', () => {
  const ODD = [
    'a b.ts',
    'üñí.ts',
    '[id].ts',
    '-dash.ts',
    '(group)/x.ts',
    '{x}.ts',
    '!n.ts',
    '*.ts',
    "it's.ts",
  ];

  test('may hold spaces, glob characters, other scripts and leading dashes', async () => {
    const project = await projectWith({
      'package.json': MANIFEST,
      ...Object.fromEntries([...ODD, 'other.ts', 'idx.ts'].map(name => [name, CLIENT])),
    });
    const { code, stderr } = await cli(project, ['--', ...ODD]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await filesIn(project)).toEqual({
      'package.json': MANIFEST,
      'other.ts': CLIENT,
      'idx.ts': CLIENT,
      ...Object.fromEntries(ODD.map(name => [name, MIGRATED])),
    });
  });

  test('a directory with such a name is searched, and the diff of its files applies', async () => {
    const project = await projectWith({
      '[a] (b)/package.json': MANIFEST,
      ...Object.fromEntries(ODD.map(name => [`[a] (b)/${name}`, CLIENT])),
      'a/x.ts': CLIENT,
    });
    const { stdout } = await cli(project, ['--dry-run', '--diff', '[a] (b)']);
    execFileSync('git', ['apply', '-'], { cwd: project, input: stdout.slice(0, stdout.indexOf('\nchange')) });
    const after = await filesIn(project);
    expect(after['a/x.ts']).toBe(CLIENT);
    expect(ODD.map(name => after[`[a] (b)/${name}`])).toEqual(ODD.map(() => MIGRATED));
  });

  test('outside of the working directory are taken, with the manifest above them', async () => {
    const project = await projectWith({ 'app/package.json': V1_MANIFEST, 'app/src/a.ts': V1_CLIENT });
    await mkdir(path.join(project, 'elsewhere'));
    const { stdout } = await cli(path.join(project, 'elsewhere'), ['../app/src/a.ts', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      changed: ['../app/package.json', '../app/src/a.ts'],
      installs: [{ directory: '../app', command: 'npm install' }],
    });
  });

  test('a working directory that is gone is no crash', async () => {
    const project = await projectWith({});
    const { stdout } = await shell(project, 'mkdir x; cd x; rmdir ../x; $CLI 2>&1; echo "status $?"');
    expect(stdout).toMatch(/^mcp-migrate: cannot work in this directory: .*\nstatus 2\n$/);
  });
});

describe('things that are no files', () => {
  test('pipes, directories, dead and circular links do not stop a run', async () => {
    const project = await projectWith({
      'package.json': MANIFEST,
      'a.ts': CLIENT,
      'directory.ts/b.ts': CLIENT,
      'tsconfig.json/x': '',
      '.gitignore/x': '',
    });
    execFileSync('mkfifo', [path.join(project, 'pipe.ts'), path.join(project, 'jsconfig.json')]);
    await symlink('nothing', path.join(project, 'dead.ts'));
    await symlink('.', path.join(project, 'circle'));
    await symlink('me', path.join(project, 'me'));
    const { code, stdout, stderr } = await cli(project, [], { timeoutMs: 60_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('2 files changed');
    const named = await cli(project, ['pipe.ts'], { timeoutMs: 60_000 });
    expect(named).toMatchObject({
      code: 2,
      stderr: 'mcp-migrate: pipe.ts: is neither a file nor a directory\n',
    });
  });

  test('what cannot be read is named, and the rest migrated', async () => {
    const project = await projectWith({
      'package.json': MANIFEST,
      'a.ts': CLIENT,
      'secret.ts': CLIENT,
      'closed/b.ts': CLIENT,
    });
    await chmod(path.join(project, 'secret.ts'), 0);
    await chmod(path.join(project, 'closed'), 0);
    const command = process.getuid?.() === 0 ? 'setpriv --bounding-set=-all --inh-caps=-all $CLI' : '$CLI';
    try {
      const { code, stdout } = await shell(project, command);
      expect(stdout).toContain('error closed: cannot be read: permission denied (EACCES)\n');
      expect(stdout).toContain('error secret.ts: cannot be read: permission denied (EACCES)\n');
      expect(stdout).toContain('1 file changed (+1 -1).');
      expect(code).toBe(1);
    } finally {
      await chmod(path.join(project, 'closed'), 0o755);
    }
  });
});

test('--dry-run touches nothing', async () => {
  const project = await projectWith({ 'package.json': V1_MANIFEST, 'src/a.ts': V1_CLIENT });
  execFileSync('git', ['init', '-q'], { cwd: project });
  const snapshot = async () => {
    const names = ['.', ...(await readdir(project, { recursive: true }))].sort();
    const stats = await Promise.all(names.map(name => stat(path.join(project, name), { bigint: true })));
    return stats.map(({ ino, size, mtimeNs, ctimeNs }, index) => [names[index], ino, size, mtimeNs, ctimeNs]);
  };
  const before = await snapshot();
  const { stdout } = await cli(project, ['--dry-run', '--diff', '--verbose']);
  expect(stdout).toContain('2 files would change');
  expect(await snapshot()).toEqual(before);
});

describe('output', () => {
  const FILES = {
    'package.json': MANIFEST,
    ...Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.ts`, CLIENT])),
  };

  test('a reader that stops early is no error, and everything is written', async () => {
    const project = await projectWith(FILES);
    const script = '$CLI --diff | head -n 1; echo "status ${PIPESTATUS[0]}"';
    const { stdout, stderr } = await shell(project, script);
    expect({ stdout, stderr }).toEqual({ stdout: '--- a/0.ts\nstatus 0\n', stderr: '' });
    expect((await filesIn(project))['299.ts']).toBe(MIGRATED);
  });

  test('a report that cannot be printed is an error', async () => {
    const project = await projectWith({ 'package.json': MANIFEST, 'a.ts': CLIENT });
    const { stdout } = await shell(project, '{ $CLI > /dev/full; } 2>&1; echo "status $?"');
    expect(stdout).toMatch(/^mcp-migrate: cannot print: ENOSPC.*\nstatus 2\n$/);
  });

  test.each([
    [{ NO_COLOR: '', FORCE_COLOR: '1' }, [], true],
    [{ NO_COLOR: '', FORCE_COLOR: '0' }, [], false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, [], false],
    [{ NO_COLOR: '1' }, ['--color'], true],
    [{ NO_COLOR: '', FORCE_COLOR: '1' }, ['--no-color'], false],
    [{ NO_COLOR: '' }, [], false],
  ])('with %j and %j colour is %s', async (env, args, isColoured) => {
    const project = await projectWith({ 'package.json': MANIFEST, 'a.ts': CLIENT });
    const { stdout } = await cli(project, ['--dry-run', '--diff', ...args], { env });
    expect(stdout.includes(`${ESCAPE}[3`)).toBe(isColoured);
  });

  describe('on a terminal', async () => {
    const probe = await run('script', ['-qec', 'test -t 1', '/dev/null'], { cwd: '/' }).catch(() => ({
      code: 1,
    }));
    const onTerminal = (project: string, args: string, env: Record<string, string> = {}) =>
      run('script', ['-qec', `$CLI ${args}`, '/dev/null'], {
        cwd: project,
        env: {
          CLI: `${process.execPath} ${CLI}`,
          NO_COLOR: '',
          CI: '',
          TERM: 'xterm',
          ...env,
        },
      });
    const CLEAR = `\r${ESCAPE}[K`;

    test.runIf(probe.code === 0)('long work shows its progress, and takes it back', async () => {
      const project = await projectWith(FILES);
      const { stdout } = await onTerminal(project, '--dry-run');
      const lines = stdout.split(CLEAR);
      expect(lines.filter(line => line.startsWith('Migrating 300 files: ')).length).toBeGreaterThan(1);
      expect(lines.at(-1)).toMatch(/^\S*change .*rewritten/);
      expect(stdout).toContain(`${ESCAPE}[2m`);
    });

    test.runIf(probe.code === 0)('there is none with --quiet, --json and where nobody looks', async () => {
      const project = await projectWith(FILES);
      expect((await onTerminal(project, '--dry-run --quiet')).stdout).toBe('');
      expect((await onTerminal(project, '--dry-run --json')).stdout).not.toContain(ESCAPE);
      expect((await onTerminal(project, '--dry-run', { CI: '1' })).stdout).not.toContain(CLEAR);
      expect((await cli(project, ['--dry-run'])).stderr).toBe('');
    });
  });
});

describe('--install', () => {
  test('installs the new dependencies, and does not ask for it', async () => {
    const project = await projectWith({ 'package.json': V1_MANIFEST, 'a.ts': V1_CLIENT });
    const { code, stdout, stderr } = await cli(project, ['--install'], {
      env: { npm_config_prefer_offline: 'true' },
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.not.stringContaining('Next:') as string });
    expect(stderr).toContain('Running npm install in .\n');
    expect(await readdir(path.join(project, 'node_modules/@modelcontextprotocol'))).toContain('client');
  });

  test('that fails leaves the migration, and is the error of the run', async () => {
    const project = await projectWith({
      'package.json': V1_MANIFEST.replace('"type"', '"scripts": { "preinstall": "exit 7" },\n  "type"'),
      'a.ts': V1_CLIENT,
    });
    const { code, stdout, stderr } = await cli(project, ['--install', '--json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /mcp-migrate: \.: `npm install` failed with exit status \d+; the files are migrated, install by hand\.\n$/,
    );
    expect(JSON.parse(stdout)).toMatchObject({ changed: ['a.ts', 'package.json'] });
    expect((await filesIn(project))['a.ts']).toBe(MIGRATED);
  });

  test('that cannot be started says so', async () => {
    const project = await projectWith({
      'package.json': V1_MANIFEST,
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
      'a.ts': V1_CLIENT,
    });
    const { code, stderr } = await cli(project, ['--install'], { env: { PATH: '/nowhere' } });
    expect(code).toBe(2);
    expect(stderr).toContain(
      '`pnpm install` could not be started (spawn pnpm ENOENT); the files are migrated',
    );
  });
});
