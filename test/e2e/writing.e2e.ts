import { appendFile, chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLIENT, MANIFEST, MIGRATED } from '../helpers/client-project.js';
import { cli, filesIn, projectWith, shell, slowRenames, startCli } from './support/cli.js';
import { run } from './support/processes.js';
import { removeTemporaryDirectories } from './support/project.js';

afterAll(removeTemporaryDirectories);

const NAMES = ['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts', 'f.ts'] as const;
const BEFORE = { ...Object.fromEntries(NAMES.map(name => [name, CLIENT])), 'package.json': MANIFEST };

/** The same command without the powers of root, for whom no file is read-only. */
const UNPRIVILEGED = process.getuid?.() === 0 ? 'setpriv --bounding-set=-all --inh-caps=-all' : '';

describe('a disk that cannot be written', () => {
  test('a limit on the size of files: nothing is changed, nothing is left behind', async () => {
    const before = { ...BEFORE, 'd.ts': `${CLIENT}// ${'x'.repeat(3000)}\n` };
    const project = await projectWith(before);
    const { stdout } = await shell(project, '(ulimit -f 2; $CLI; echo "status $?") 2>&1 | cat');
    expect(stdout).toBe(
      'mcp-migrate: d.ts: cannot be written: file too large (EFBIG); nothing was changed\nstatus 2\n',
    );
    expect(await filesIn(project)).toEqual(before);
  });

  test('a read-only directory', async () => {
    const project = await projectWith(BEFORE);
    await chmod(project, 0o555);
    try {
      const { stdout } = await shell(project, `(${UNPRIVILEGED} $CLI; echo "status $?") 2>&1`);
      expect(stdout).toBe(
        'mcp-migrate: a.ts: cannot be written: permission denied (EACCES); nothing was changed\nstatus 2\n',
      );
    } finally {
      await chmod(project, 0o755);
    }
    expect(await filesIn(project)).toEqual(BEFORE);
  });

  test('a read-only file', async () => {
    const project = await projectWith(BEFORE);
    await chmod(path.join(project, 'c.ts'), 0o444);
    const { stdout } = await shell(project, `(${UNPRIVILEGED} $CLI; echo "status $?") 2>&1`);
    expect(stdout).toContain('c.ts: cannot be written: permission denied (EACCES); nothing was changed');
    expect(await filesIn(project)).toEqual(BEFORE);
  });

  describe('a file system of its own', async () => {
    const namespace = await run('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt'], {
      cwd: '/',
    }).catch(() => ({ code: 1 }));
    const canMount = namespace.code === 0;

    /** Runs a script in a small file system that holds the project, seen by nobody else and gone afterwards. */
    async function inSmallFileSystem(script: string) {
      const project = await projectWith(BEFORE);
      const mounted = await projectWith({});
      const { stdout } = await shell(
        project,
        `unshare -rm bash -c 'mount -t tmpfs -o size=128k none "$1" && cp -R . "$1" && cd "$1" && { ${script} } 2>&1' bash "$1"`,
        [mounted],
      );
      return { stdout, project };
    }
    const SAME = 'diff -r "$OLDPWD" . && echo same;';

    test.runIf(canMount)('full before, or in the middle', async () => {
      for (const left of [0, 4096, 12288]) {
        const { stdout } = await inSmallFileSystem(
          `dd if=/dev/zero of=fill bs=4096; truncate -s -${left} fill; $CLI; echo "status $?"; rm fill; ${SAME}`,
        );
        expect(stdout).toMatch(
          /mcp-migrate: [a-f]\.ts: cannot be written: no space left on device \(ENOSPC\); nothing was changed\nstatus 2\nsame\n$/,
        );
      }
    });

    test.runIf(canMount)('read-only', async () => {
      const { stdout } = await inSmallFileSystem(`mount -o remount,ro .; $CLI; echo "status $?"; ${SAME}`);
      expect(stdout).toBe(
        'mcp-migrate: a.ts: cannot be written: read-only file system (EROFS); nothing was changed\nstatus 2\nsame\n',
      );
    });
  });
});

describe('stepping in while files are written', () => {
  let slow: string;
  beforeAll(async () => {
    slow = await slowRenames(150);
  });

  /** Starts the migration and resolves once the first file is replaced. */
  async function start(project: string) {
    const running = startCli(project, [], slow);
    const first = path.join(project, 'a.ts');
    while (running.child.exitCode === null && (await readFile(first, 'utf8')) === CLIENT) await sleep(10);
    return running;
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s puts everything back', async signal => {
    const project = await projectWith(BEFORE);
    const { child, finished } = await start(project);
    child.kill(signal);
    expect(await finished).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'mcp-migrate: interrupted; nothing was changed\n',
    });
    expect(await filesIn(project)).toEqual(BEFORE);
  });

  test('SIGKILL leaves every file whole, and the next run goes on', async () => {
    const project = await projectWith(BEFORE);
    const { child, finished } = await start(project);
    child.kill('SIGKILL');
    expect((await finished).signal).toBe('SIGKILL');
    const files = await filesIn(project);
    const texts = NAMES.map(name => files[name]);
    expect(texts.every(text => text === CLIENT || text === MIGRATED)).toBe(true);
    expect(texts).toContain(CLIENT);

    expect((await cli(project, [])).code).toBe(0);
    const after = await filesIn(project);
    expect(NAMES.map(name => after[name])).toEqual(NAMES.map(() => MIGRATED));
  });

  test('a file that somebody writes to keeps what it holds; the others are migrated', async () => {
    const project = await projectWith(BEFORE);
    const { finished } = await start(project);
    await appendFile(path.join(project, 'e.ts'), '// mine\n');
    const { code, stdout, stderr } = await finished;
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('error e.ts: changed on disk while the migration ran; run again\n');
    expect(stdout).toContain('5 files changed (+5 -5).');
    expect(await filesIn(project)).toEqual({
      ...BEFORE,
      ...Object.fromEntries(NAMES.map(name => [name, MIGRATED])),
      'e.ts': `${CLIENT}// mine\n`,
    });
  });
});
