import { describe, expect, it } from 'vitest';
import { v2Version } from '../../src/facts/index.js';
import { LOW_LEVEL, planFiles, type PlanOptions } from './helpers.js';

const server = v2Version('@modelcontextprotocol/server');
const node = v2Version('@modelcontextprotocol/node');
const client = v2Version('@modelcontextprotocol/client');

const CLIENT = `import { Client } from '@modelcontextprotocol/client';\n`;
const V1_TASKS = `import { x } from '@modelcontextprotocol/sdk/experimental/tasks';\n`;
const v1 = { '@modelcontextprotocol/sdk': '^1.20.0' };

function library(manifest: object, files: Record<string, string>, options?: PlanOptions) {
  const planned = planFiles(
    {
      '/lib/package.json': JSON.stringify(manifest, null, 2),
      ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`/lib/${file}`, text])),
    },
    options,
  );
  expect(planFiles(planned.texts, options).rewrites).toBe(0);
  const text = planned.texts['/lib/package.json']!;
  return { text, manifest: JSON.parse(text) as unknown, notes: [...planned.left, ...planned.reviews] };
}

describe('SDK v1 as a peer dependency', () => {
  it('gives way to the v2 packages, installed for development as well, with a warning', () => {
    const { text, notes } = library(
      {
        name: 'lib',
        peerDependencies: { ...v1, next: '>=13.0.0' },
        devDependencies: { ...v1, zod: '^4.2.1' },
      },
      { 'src/a.ts': LOW_LEVEL },
    );
    expect(text).toBe(`{
  "name": "lib",
  "peerDependencies": {
    "@modelcontextprotocol/server": "${server}",
    "next": ">=13.0.0"
  },
  "devDependencies": {
    "@modelcontextprotocol/server": "${server}",
    "zod": "^4.2.1"
  }
}`);
    expect(notes).toEqual([
      'lib warning at "@modelcontextprotocol/sdk": "^1.20.0", | `@modelcontextprotocol/server` is now a peer ' +
        'dependency in place of `@modelcontextprotocol/sdk`: a breaking change for consumers. Release it as a ' +
        'major version: objects of SDK v1 and v2 cannot stand in for each other.',
    ]);
  });

  it('leaves adapters and what only tests need out of the peers', () => {
    const { manifest } = library(
      { peerDependencies: { '@modelcontextprotocol/sdk': '1.26.0' } },
      {
        'src/a.ts': `${LOW_LEVEL}import { toNodeHandler } from '@modelcontextprotocol/node';\n`,
        'tests/a.test.ts': CLIENT,
      },
    );
    expect(manifest).toEqual({
      dependencies: { '@modelcontextprotocol/node': node.slice(1) },
      peerDependencies: { '@modelcontextprotocol/server': server.slice(1) },
      devDependencies: {
        '@modelcontextprotocol/client': client.slice(1),
        '@modelcontextprotocol/server': server.slice(1),
      },
    });
  });

  it('passes on whether it is optional', () => {
    const { manifest } = library(
      {
        peerDependencies: v1,
        peerDependenciesMeta: { '@modelcontextprotocol/sdk': { optional: true }, next: { optional: true } },
        devDependencies: v1,
      },
      { 'src/a.ts': LOW_LEVEL + CLIENT },
    );
    expect(manifest).toMatchObject({
      peerDependencies: { '@modelcontextprotocol/client': client, '@modelcontextprotocol/server': server },
      peerDependenciesMeta: {
        '@modelcontextprotocol/client': { optional: true },
        '@modelcontextprotocol/server': { optional: true },
        next: { optional: true },
      },
    });
    expect(JSON.stringify(manifest)).not.toContain('@modelcontextprotocol/sdk');
  });

  it('stays beside the v2 packages while a file imports it', () => {
    const { manifest, notes } = library(
      { peerDependencies: v1, devDependencies: v1 },
      { 'src/a.ts': LOW_LEVEL + V1_TASKS },
    );
    const both = { ...v1, '@modelcontextprotocol/server': server };
    expect(manifest).toEqual({ peerDependencies: both, devDependencies: both });
    expect(notes).toEqual([
      expect.stringContaining('stays: files of this package still import it'),
      expect.stringContaining('stays: files of this package still import it'),
      expect.stringContaining(
        'is now a peer dependency beside `@modelcontextprotocol/sdk`: a breaking change',
      ),
    ]);
  });

  it('stays, said once, while files outside the run import it', () => {
    const { manifest, notes } = library(
      { peerDependencies: v1, devDependencies: v1 },
      { 'src/a.ts': LOW_LEVEL },
      { elsewhere: { '/lib/package.json': ['/lib/examples/a.vue'] } },
    );
    expect(manifest).toMatchObject({ peerDependencies: v1, devDependencies: v1 });
    expect(notes).toEqual([
      expect.stringContaining('stays: imported by examples/a.vue outside this run.'),
      expect.stringContaining('beside `@modelcontextprotocol/sdk`'),
    ]);
  });

  it('is left alone where no file imports the SDK', () => {
    expect(library({ peerDependencies: v1 }, { 'src/a.ts': `import 'x';` })).toMatchObject({
      manifest: { peerDependencies: v1 },
      notes: [],
    });
  });
});

describe('a package with SDK v2 as a peer', () => {
  it('gets a package that shipped code begins to import as one more', () => {
    const { manifest, notes } = library(
      {
        peerDependencies: { '@modelcontextprotocol/server': '^2.0.0' },
        devDependencies: {
          '@modelcontextprotocol/client': '^2.1.0',
          '@modelcontextprotocol/server': '^2.0.0',
        },
      },
      { 'src/a.ts': LOW_LEVEL + CLIENT },
    );
    expect(manifest).toEqual({
      peerDependencies: { '@modelcontextprotocol/client': client, '@modelcontextprotocol/server': '^2.0.0' },
      devDependencies: { '@modelcontextprotocol/client': '^2.1.0', '@modelcontextprotocol/server': '^2.0.0' },
    });
    expect(notes).toEqual([
      expect.stringContaining('`@modelcontextprotocol/client` is now a peer dependency: a breaking change'),
    ]);
  });

  it('keeps one that only tests import for development', () => {
    const before = {
      peerDependencies: { '@modelcontextprotocol/server': '^2.0.0' },
      devDependencies: { '@modelcontextprotocol/client': '^2.0.0' },
    };
    expect(library(before, { 'src/a.ts': LOW_LEVEL, 'test/a.ts': CLIENT })).toMatchObject({
      manifest: before,
      notes: [],
    });
  });
});
