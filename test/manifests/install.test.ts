import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installCommand, runInstall } from '../../src/manifests/install.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mcp-migrate-install-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true });
});

describe('installCommand', () => {
  it.each([
    ['package-lock.json', '', 'npm install'],
    ['pnpm-lock.yaml', '', 'pnpm install'],
    ['yarn.lock', '', 'yarn install'],
    ['bun.lock', '', 'bun install'],
  ])('goes by %s', async (file, text, expected) => {
    await writeFile(path.join(dir, file), text);
    expect((await installCommand(dir)).text).toBe(expected);
  });

  it('goes by the packageManager field, also from a workspace member', async () => {
    await writeFile(path.join(dir, 'package.json'), '{"packageManager":"pnpm@10.1.0"}');
    const member = path.join(dir, 'packages', 'a');
    await mkdir(member, { recursive: true });
    expect(await installCommand(member)).toMatchObject({ manager: 'pnpm', command: 'pnpm' });
  });

  it('falls back on npm', async () => {
    await writeFile(path.join(dir, 'package.json'), '{"packageManager":"unheard-of@1.0.0"}');
    expect((await installCommand(dir)).text).toBe('npm install');
  });
});

describe.skipIf(process.platform === 'win32')('runInstall', () => {
  /** Puts a program called `pnpm` in front of the real ones. */
  async function fakeManager(script: string): Promise<void> {
    const bin = path.join(dir, 'bin');
    await mkdir(bin);
    await writeFile(path.join(bin, 'pnpm'), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(bin, 'pnpm'), 0o755);
    await writeFile(path.join(dir, 'pnpm-lock.yaml'), '');
    vi.stubEnv('PATH', `${bin}${path.delimiter}${process.env['PATH']}`);
  }

  it('runs the command in the directory', async () => {
    await fakeManager('pwd > where; echo "$@" >> where');
    await runInstall(dir);
    const where = await readFile(path.join(dir, 'where'), 'utf8');
    expect(where.split('\n')).toEqual([expect.stringContaining(path.basename(dir)), 'install', '']);
  });

  it('fails when the command fails', async () => {
    await fakeManager('exit 3');
    await expect(runInstall(dir)).rejects.toThrow(
      '`pnpm install` failed with exit status 3; the files are migrated',
    );
  });

  it('fails when there is no such program', async () => {
    await writeFile(path.join(dir, 'pnpm-lock.yaml'), '');
    vi.stubEnv('PATH', dir);
    await expect(runInstall(dir)).rejects.toThrow('`pnpm install` could not be started');
  });
});
