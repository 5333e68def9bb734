import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseDirty } from '../../src/run/git.js';
import { migrate } from '../../src/run/migrate.js';
import { V1_CLIENT, V1_MANIFEST } from '../helpers/client-project.js';

let dir: string;

beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-git-')));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

/** A repository in `name` with everything committed. */
async function repository(name: string, files: Record<string, string>) {
  const root = path.join(dir, name);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: root });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'a');
  return root;
}

describe('refuseDirty', () => {
  it.each(['my.app', '[slug]', ':top', 'with space', '-dash'])('sees a change in %j', async name => {
    const root = await repository(name, { 'a[1].ts': '', 'b c.ts': '' });
    await refuseDirty([root]);
    await appendFile(path.join(root, 'a[1].ts'), '//');
    await refuseDirty([path.join(root, 'b c.ts')]);
    await expect(refuseDirty([path.join(root, 'a[1].ts')])).rejects.toThrow('uncommitted changes (a[1].ts)');
    await expect(refuseDirty([root])).rejects.toThrow('commit them or pass --allow-dirty');
  });

  it('looks into every repository, and at files without an extension', async () => {
    const one = await repository('one', { script: '' });
    const two = await repository('two', { 'b.ts': '' });
    await refuseDirty([path.join(one, 'script'), two, dir]);
    await writeFile(path.join(two, 'new.ts'), '');
    await expect(refuseDirty([path.join(one, 'script'), two])).rejects.toThrow('(new.ts)');
  });

  it('names a renamed file once, and no more than five files', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `${index}.ts`);
    const root = await repository('many', {
      'old name.ts': 'x',
      ...Object.fromEntries(names.map(name => [name, ''])),
    });
    execFileSync('git', ['mv', 'old name.ts', 'new name.ts'], { cwd: root });
    await expect(refuseDirty([root])).rejects.toThrow('(new name.ts, old name.ts)');
    for (const name of names) await appendFile(path.join(root, name), '//');
    await expect(refuseDirty([root])).rejects.toThrow('(0.ts, 1.ts, 2.ts, 3.ts, 4.ts, and 4 more)');
  });

  it('does not take the silence of git for a clean tree', async () => {
    const root = await repository('damaged', { 'a.ts': '' });
    await writeFile(path.join(root, '.git/index'), 'no index');
    await expect(refuseDirty([root])).rejects.toMatchObject({
      file: root,
      message: expect.stringMatching(/^git cannot tell .*index.*; pass --allow-dirty/) as string,
    });
  });
});

describe('migrate', () => {
  it('refuses when only the manifest above the target is dirty', async () => {
    const root = await repository('app', { 'package.json': V1_MANIFEST, 'src/a.ts': V1_CLIENT });
    await appendFile(path.join(root, 'package.json'), '\n');
    const options = { cwd: root, paths: ['src'] };
    await expect(migrate(options)).rejects.toThrow('uncommitted changes (package.json)');
    expect((await migrate({ ...options, dryRun: true })).changed).toHaveLength(2);
    expect((await migrate({ ...options, allowDirty: true })).changed).toHaveLength(2);
  });

  it('takes a clean tree that is reached through a symbolic link', async () => {
    const root = await repository('app', { 'package.json': V1_MANIFEST, 'src/a.ts': V1_CLIENT });
    await symlink(path.join(root, 'src'), path.join(dir, 'linked'));
    expect((await migrate({ cwd: dir, paths: ['linked'] })).changed).toHaveLength(2);
  });
});
