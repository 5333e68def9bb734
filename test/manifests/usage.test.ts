import { describe, expect, it } from 'vitest';
import { parseSource } from '../../src/engine/parse.js';
import { collectUsage, moduleUses } from '../../src/manifests/usage.js';
import { ProjectModel, type PackageInfo } from '../../src/project/model.js';

const usesOf = (file: string, text: string) =>
  moduleUses(parseSource(file, text).ast).map(({ specifier, names }) => [specifier, ...names].join(' '));

describe('moduleUses', () => {
  it('finds imports and exports, with the names they take', () => {
    expect(
      usesOf(
        '/p/a.ts',
        `import { McpServer as Server, type Tool } from '@modelcontextprotocol/server';
import express, * as all from 'express';
import 'dotenv/config';
import fs = require('graceful-fs');
export * from '@modelcontextprotocol/client';
export * as zod from 'zod';
export { a as b } from 'pkg/sub';
import x from './local.js';
import y from 'node:fs';`,
      ),
    ).toEqual([
      '@modelcontextprotocol/server McpServer Tool',
      'express default *',
      'dotenv/config',
      'graceful-fs *',
      '@modelcontextprotocol/client *',
      'zod *',
      'pkg/sub a',
    ]);
  });

  it('finds require and dynamic import', () => {
    expect(
      usesOf(
        '/p/a.cjs',
        `const { McpServer, ...rest } = require('one');
const whole = require('two');
const z = require('zod').z;
async function f() {
  const { Client } = await import('three');
  (await import('four')).start();
  import('five').then(use);
}
require('six');
notRequire('seven');
require(name);`,
      ),
    ).toEqual(['one McpServer *', 'two *', 'zod z', 'three Client', 'four start', 'five then', 'six']);
  });

  it('finds mocks, resolutions and module augmentations', () => {
    expect(
      usesOf(
        '/p/a.test.ts',
        `vi.mock('@modelcontextprotocol/sdk/client/index.js', async () => ({ ...(await vi.importActual('one')) }));
jest.mock('two', () => jest.requireActual('three'));
mock.module('four', {});
require.resolve('five');
import.meta.resolve('six');
declare module 'seven' { interface X {} }
other.mock('eight');`,
      ),
    ).toEqual([
      '@modelcontextprotocol/sdk/client/index.js',
      'one *',
      'two',
      'three *',
      'four',
      'five',
      'six',
      'seven',
    ]);
  });

  it('finds types, in JavaScript also those in comments', () => {
    expect(usesOf('/p/a.ts', `type T = import('one').Tool; let v: typeof import('two');`)).toEqual([
      'one Tool',
      'two *',
    ]);
    const comment = `/** @param {import('three').Client} c */\nfunction f(c) {}\n/** @import { Tool } from 'four' */\nf();`;
    expect(usesOf('/p/a.js', comment)).toEqual(['three Client', 'four Tool']);
    expect(usesOf('/p/a.ts', comment)).toEqual([]);
  });
});

function info(dir: string, manifest: object = {}): PackageInfo {
  return { dir, manifestPath: `${dir}/package.json`, manifest, text: JSON.stringify(manifest) };
}

describe('collectUsage', () => {
  const shippedBy = (files: readonly string[]) => {
    const units = files.map(file => parseSource(`/repo/test/app/${file}`, `import 'zod';`));
    const project = new ProjectModel('/repo', units, [info('/repo/test/app')]);
    const uses = collectUsage(project).get('/repo/test/app/package.json')!;
    return uses.filter(use => use.shipped).map(use => use.file.slice('/repo/test/app/'.length));
  };

  it('takes tests for not shipped, by path inside the package', () => {
    expect(
      shippedBy([
        'index.ts',
        'src/server.ts',
        'src/examples/demo.ts',
        'src/latest.ts',
        'test/a.ts',
        'src/__tests__/b.ts',
        'src/c.test.ts',
        'src/d.spec.js',
        'scripts/e.mjs',
        'tools/f.ts',
        'tests/fixtures/g.ts',
      ]),
    ).toEqual([
      'index.ts',
      'src/server.ts',
      'src/examples/demo.ts',
      'src/latest.ts',
      'scripts/e.mjs',
      'tools/f.ts',
    ]);
  });

  it('gives each file to the innermost package and leaves out files without one', () => {
    const units = ['/repo/a.ts', '/repo/packages/b/b.ts', '/elsewhere/c.ts'].map(file =>
      parseSource(file, `import '${file.slice(-4, -3)}';`),
    );
    const project = new ProjectModel('/repo', units, [info('/repo'), info('/repo/packages/b')]);
    const usage = [...collectUsage(project)].map(([file, uses]) => [file, uses.map(use => use.specifier)]);
    expect(usage).toEqual([
      ['/repo/package.json', ['a']],
      ['/repo/packages/b/package.json', ['b']],
    ]);
  });
});
