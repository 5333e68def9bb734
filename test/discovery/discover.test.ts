import { realpath, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverSources } from '../../src/discovery/discover.js';

let dir: string;

beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-discover-')));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(...names: string[]) {
  for (const name of names) {
    await mkdir(path.join(dir, path.dirname(name)), { recursive: true });
    await writeFile(path.join(dir, name), 'x');
  }
}

async function discover(paths = ['.'], ignore: string[] = []) {
  const { files } = await discoverSources({ cwd: dir, paths, ignore });
  return files.map(file => path.relative(dir, file).split(path.sep).join('/'));
}

describe('discoverSources', () => {
  it('finds every extension of TypeScript and JavaScript, dot directories included', async () => {
    await put('a.ts', 'b.tsx', 'c.mts', 'd.cts', 'e.js', 'f.jsx', 'g.mjs', 'h.cjs', '.config/i.ts', 'j.py');
    expect(await discover()).toEqual([
      '.config/i.ts',
      'a.ts',
      'b.tsx',
      'c.mts',
      'd.cts',
      'e.js',
      'f.jsx',
      'g.mjs',
      'h.cjs',
    ]);
  });

  it('skips packages, build output, minified and generated files', async () => {
    await put(
      'src/a.ts',
      'node_modules/x/a.js',
      'dist/a.js',
      'packages/b/build/a.js',
      '.next/a.js',
      'lib.min.js',
      '__generated__/a.ts',
      'api.generated.ts',
    );
    expect(await discover()).toEqual(['src/a.ts']);
  });

  it("takes declarations and other people's code, and tells them apart", async () => {
    await put('a.ts', 'index.d.ts', 'types/b.d.mts', 'dist/c.d.ts', 'src/third_party/d.ts', 'vendor/e/f.js');
    const { files, peripheral } = await discoverSources({ cwd: dir, paths: ['.'], ignore: [] });
    const relative = (all: Iterable<string>) =>
      [...all].map(file => path.relative(dir, file).split(path.sep).join('/')).sort();
    const marked = ['index.d.ts', 'src/third_party/d.ts', 'types/b.d.mts', 'vendor/e/f.js'];
    expect(relative(files)).toEqual(['a.ts', ...marked]);
    expect(relative(peripheral)).toEqual(marked);
  });

  it("takes what is named, or started in, for one's own", async () => {
    await put('vendor/a.ts', 'vendor/b.ts', 'c.d.ts');
    const peripheral = async (paths: string[]) => {
      const found = await discoverSources({ cwd: dir, paths, ignore: [] });
      return [...found.peripheral].map(file => path.basename(file)).sort();
    };
    expect(await peripheral(['vendor'])).toEqual([]);
    expect(await peripheral(['vendor/a.ts', '.', 'c.d.ts'])).toEqual(['b.ts']);
  });

  it('honours .gitignore files, above the target too', async () => {
    await put('src/a.ts', 'src/out.ts', 'src/deep/b.ts', 'src/deep/local.ts');
    await mkdir(path.join(dir, '.git'));
    await writeFile(path.join(dir, '.gitignore'), 'out.ts\n');
    await writeFile(path.join(dir, 'src/deep/.gitignore'), 'local.ts\n');
    expect(await discover(['src'])).toEqual(['src/a.ts', 'src/deep/b.ts']);
  });

  it('takes ignore globs from where the user stands', async () => {
    await put('src/a.ts', 'src/legacy/b.ts', 'test/legacy/c.ts');
    expect(await discover(['.'], ['src/legacy/**'])).toEqual(['src/a.ts', 'test/legacy/c.ts']);
    expect(await discover(['src', 'test'], ['src/legacy/**'])).toEqual(['src/a.ts', 'test/legacy/c.ts']);
    expect(await discover(['.'], ['**/legacy/**'])).toEqual(['src/a.ts']);
  });

  it('takes an ignored directory with all it holds, and a name without a slash anywhere', async () => {
    await put('src/a.ts', 'src/legacy/b.ts', 'legacy/c.ts', '[x]/d.ts', '[x]/e.ts');
    expect(await discover(['.'], ['src/legacy/', './[x]/e.ts'])).toEqual([
      '[x]/d.ts',
      'legacy/c.ts',
      'src/a.ts',
    ]);
    expect(await discover(['.'], ['legacy', 'a.ts'])).toEqual(['[x]/d.ts', '[x]/e.ts']);
    expect(await discover(['[x]'], ['[[]x[]]/*'])).toEqual([]);
    expect(await discover(['legacy'], [`${dir}/src/**`, 'src'])).toEqual(['legacy/c.ts']);
  });

  it('leaves named files out that are ignored, or no source code', async () => {
    await put('a.ts', 'b.ts', 'README.md');
    const { files, skipped } = await discoverSources({
      cwd: dir,
      paths: ['a.ts', 'b.ts', 'README.md'],
      ignore: ['b.*'],
    });
    expect(files.map(file => path.basename(file))).toEqual(['a.ts']);
    expect(skipped.map(({ file, reason }) => [path.basename(file), reason])).toEqual([
      ['b.ts', 'matched by --ignore'],
      ['README.md', 'not TypeScript or JavaScript'],
    ]);
  });

  it('takes a file that is named, even from build output, and each file once', async () => {
    await put('dist/a.js', 'src/b.ts');
    expect(await discover(['dist/a.js', 'src', 'src/b.ts'])).toEqual(['dist/a.js', 'src/b.ts']);
  });

  it('survives a circle of symbolic links', async () => {
    await put('src/a.ts');
    await symlink(dir, path.join(dir, 'src/loop'));
    expect(await discover()).toEqual(['src/a.ts']);
  });

  it('names a path that does not exist, or leads to itself', async () => {
    await expect(discover(['nowhere'])).rejects.toMatchObject({
      file: path.join(dir, 'nowhere'),
      message: 'no such file or directory',
    });
    await symlink(path.join(dir, 'me'), path.join(dir, 'me'));
    await expect(discover(['me'])).rejects.toThrow('is a symbolic link that leads to itself');
  });
});
