import { execFileSync } from 'node:child_process';
import { chmod, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { grepBelow } from '../../src/check/grep.js';
import { discoverSources } from '../../src/discovery/discover.js';
import { createProject, V1, type Project } from './project.js';

let project: Project;

beforeEach(async () => {
  project = await createProject();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await project.remove();
});

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: project.root,
  });

const EXTENSION = /\.[cm]?[jt]sx?$/;
const PATHSPECS = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'].map(extension => `*.${extension}`);

const SEARCHED = { pathspecs: PATHSPECS, has: (name: string) => EXTENSION.test(name) };

async function grep(directory = '.') {
  const root = path.join(project.root, directory);
  const found = await grepBelow(root, SEARCHED, ['nothing', 'modelcontext(?=protocol)']);
  return found && found.hits.map(file => path.relative(project.root, file)).sort();
}

/** What the migration looks at; all files of these tests hold the pattern. */
async function list(directory = '.') {
  const root = path.join(project.root, directory);
  const { files } = await discoverSources({ cwd: root, paths: ['.'], ignore: [] });
  return files.map(file => path.relative(project.root, file)).sort();
}

const NAMES = [
  'a.ts',
  'b c.tsx',
  'üñí.mts',
  '[id].cts',
  '-dash.js',
  '(group)/x.jsx',
  '.dot/.y.mjs',
  "it's.cjs",
  'deep/er/z.ts',
  'src/dist.ts',
  'not-source.md',
  'dist/a.ts',
  'x/node_modules/y/a.js',
  'x/.next/a.js',
  'x/a.min.js',
  'ignored/a.ts',
  'x/local.ts',
  'kept/local.ts',
  'x/built/a.ts',
];

async function fill() {
  for (const name of NAMES) await project.put(name, V1);
  await project.put('.gitignore', 'ignored/\nlocal.ts\n');
  await project.put('kept/.gitignore', '!local.ts\n');
  await project.put('x/.gitignore', '/built\n');
  await symlink('a.ts', path.join(project.root, 'link.ts'));
  await symlink('deep', path.join(project.root, 'linked'));
}

describe('finds the files that a search without git finds', () => {
  it('outside of a repository', async () => {
    await fill();
    expect(await grep()).toEqual(await list());
    expect(await grep()).toContain('deep/er/z.ts');
    expect(await grep()).not.toContain('ignored/a.ts');
  });

  it('in a repository, tracked or not', async () => {
    await fill();
    git('init', '-q');
    const untracked = await grep();
    expect(untracked).toEqual(await list());
    git('add', '--force', '.');
    git('commit', '-qm', 'a');
    expect(await grep()).toEqual(untracked);
  });

  it('below a repository', async () => {
    await fill();
    git('init', '-q');
    for (const directory of ['deep', 'x', 'kept', '(group)']) {
      expect(await grep(directory)).toEqual(await list(directory));
    }
  });

  it('in repositories inside', async () => {
    await fill();
    git('init', '-q');
    execFileSync('git', ['init', '-q', 'deep'], { cwd: project.root });
    expect(await grep()).toEqual(await list());
    expect(await grep()).toContain('deep/er/z.ts');
  });

  it('from a hook, which has variables of its own repository', async () => {
    await fill();
    git('init', '-q');
    vi.stubEnv('GIT_DIR', '.git');
    vi.stubEnv('GIT_INDEX_FILE', '.git/index');
    vi.stubEnv('GIT_LITERAL_PATHSPECS', '1');
    expect(await grep('deep')).toEqual(['deep/er/z.ts']);
  });
});

it('takes whatever may be UTF-16', async () => {
  await project.put('a.ts', Buffer.from(V1, 'utf16le'));
  expect(await grep()).toEqual(['a.ts']);
});

it('counts the files it searched', async () => {
  for (const name of ['a.ts', 'b.js', 'c.md', 'dist/d.ts']) await project.put(name, 'x');
  const outside = await grepBelow(project.root, SEARCHED, ['nothing']);
  git('init', '-q');
  const inside = await grepBelow(project.root, SEARCHED, ['nothing']);
  expect([outside, inside]).toEqual([
    { hits: [], searched: 2 },
    { hits: [], searched: 2 },
  ]);
});

describe('gives no answer', () => {
  it('where the clone has ignore rules of its own', async () => {
    await project.put('a.ts', V1);
    git('init', '-q');
    await project.put('.git/info/exclude', '# nothing\n');
    expect(await grep()).toEqual(['a.ts']);
    await project.put('.git/info/exclude', 'a.ts\n');
    expect(await grep()).toBeUndefined();
  });

  it('without git', async () => {
    await project.put('a.ts', V1);
    vi.stubEnv('PATH', '/nowhere');
    expect(await grep()).toBeUndefined();
  });

  it('where git warns about what it cannot read', async () => {
    await project.put('a.ts', V1);
    await project.put(
      'bin/git',
      '#!/bin/sh\nprintf "a.ts\\0"\necho "warning: b.ts: Permission denied" >&2\n',
    );
    await chmod(path.join(project.root, 'bin/git'), 0o755);
    vi.stubEnv('PATH', `${path.join(project.root, 'bin')}${path.delimiter}${process.env['PATH']}`);
    expect(await grep()).toBeUndefined();
  });
});

it('heeds no ignore rules of the user', async () => {
  await project.put('a.ts', V1);
  await project.put('excludes', 'a.ts\n');
  await project.put('config', `[core]\n\texcludesFile = ${path.join(project.root, 'excludes')}\n`);
  git('init', '-q');
  vi.stubEnv('GIT_CONFIG_GLOBAL', path.join(project.root, 'config'));
  vi.stubEnv('HOME', project.root);
  await project.put('.gitconfig', await project.read('config'));
  expect(await grep()).toEqual(['a.ts']);
});
