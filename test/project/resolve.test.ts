import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PackageInfo, PackageManifest } from '../../src/project/model.js';
import { readPathAliases, type PathAlias } from '../../src/project/path-aliases.js';
import { ModuleResolver } from '../../src/project/resolve.js';

function info(dir: string, manifest: PackageManifest, aliases: PathAlias[] = []): PackageInfo {
  return { dir, manifestPath: `${dir}/package.json`, manifest, text: '', aliases };
}

const resolver = (files: string[], packages: PackageInfo[] = []) =>
  new ModuleResolver(file => files.includes(file), packages);

describe('relative imports', () => {
  it.each([
    ['./b.js', '/p/b.ts'],
    ['./b', '/p/b.ts'],
    ['./c.jsx', '/p/c.tsx'],
    ['./d.mjs', '/p/d.mts'],
    ['./e', '/p/e/index.ts'],
    ['./e/index.js', '/p/e/index.ts'],
    ['..', undefined],
    ['./gone.js', undefined],
  ])('%s', (specifier, expected) => {
    const files = ['/p/b.ts', '/p/c.tsx', '/p/d.mts', '/p/e/index.ts'];
    expect(resolver(files).resolve('/p/a.ts', specifier)).toBe(expected);
  });
});

describe('packages of the workspace', () => {
  it.each<[string, PackageManifest, string, string]>([
    [
      'exports to built files',
      { exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } },
      '',
      'src/index.ts',
    ],
    ['exports to sources', { exports: './main.ts' }, '', 'main.ts'],
    ['a subpath of exports', { exports: { './tools': './build/tools.js' } }, '/tools', 'src/tools.ts'],
    ['a pattern of exports', { exports: { './*': './dist/*.js' } }, '/deep/x', 'src/deep/x.ts'],
    ['main', { main: 'lib/start.js' }, '', 'src/start.ts'],
    ['no entry at all', {}, '', 'src/index.ts'],
    ['a subpath without exports', {}, '/src/x.js', 'src/x.ts'],
  ])('%s', (_name, manifest, subpath, expected) => {
    const core = info('/w/packages/core', { name: '@acme/core', ...manifest });
    const found = resolver([`/w/packages/core/${expected}`], [core]).resolve(
      '/w/app/a.ts',
      `@acme/core${subpath}`,
    );
    expect(found).toBe(`/w/packages/core/${expected}`);
  });

  it('leaves packages from elsewhere alone', () => {
    const core = info('/w/core', { name: '@acme/core' });
    expect(resolver(['/w/core/src/index.ts'], [core]).resolve('/w/a.ts', '@acme/core-extra')).toBeUndefined();
    expect(resolver(['/w/core/src/index.ts'], [core]).resolve('/w/a.ts', 'zod')).toBeUndefined();
  });
});

describe('path aliases', () => {
  const app = info('/w/app', {}, [
    { pattern: '@/*', targets: ['/w/app/generated/*', '/w/app/src/*'] },
    { pattern: '~config', targets: ['/w/app/config.ts'] },
  ]);
  const files = ['/w/app/src/mcp/server.ts', '/w/app/config.ts'];

  it('resolve for files of their package only', () => {
    expect(resolver(files, [app]).resolve('/w/app/src/a.ts', '@/mcp/server.js')).toBe(files[0]);
    expect(resolver(files, [app]).resolve('/w/app/src/a.ts', '~config')).toBe(files[1]);
    expect(resolver(files, [app]).resolve('/w/other/a.ts', '@/mcp/server.js')).toBeUndefined();
  });
});

describe('readPathAliases', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'mcp-migrate-aliases-'));
  });

  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('reads comments, trailing commas and extended files', async () => {
    await mkdir(path.join(dir, 'app'));
    await writeFile(
      path.join(dir, 'base.json'),
      '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    );
    await writeFile(path.join(dir, 'app/tsconfig.json'), '{\n  // ours\n  "extends": "../base.json",\n}\n');
    expect(readPathAliases(path.join(dir, 'app'))).toEqual([
      { pattern: '@/*', targets: [path.join(dir, 'src/*')] },
    ]);
  });

  it('starts from baseUrl where there is one', async () => {
    const config = { compilerOptions: { baseUrl: './src', paths: { '@lib': ['lib/index.ts'] } } };
    await writeFile(path.join(dir, 'jsconfig.json'), JSON.stringify(config));
    expect(readPathAliases(dir)).toEqual([
      { pattern: '@lib', targets: [path.join(dir, 'src/lib/index.ts')] },
    ]);
  });

  it('reads what it can of a file with mistakes, and nothing where there is none', async () => {
    expect(readPathAliases(dir)).toEqual([]);
    await writeFile(
      path.join(dir, 'tsconfig.json'),
      '{ "compilerOptions": { "paths": { "a": "a.ts", "b": ["b.ts", 1], "c": ["c.ts"] }',
    );
    expect(readPathAliases(dir)).toEqual([
      { pattern: 'b', targets: [path.join(dir, 'b.ts')] },
      { pattern: 'c', targets: [path.join(dir, 'c.ts')] },
    ]);
  });

  it('takes a directory of that name for none', async () => {
    await mkdir(path.join(dir, 'tsconfig.json'));
    expect(readPathAliases(dir)).toEqual([]);
  });
});
