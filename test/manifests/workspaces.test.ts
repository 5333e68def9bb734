import { describe, expect, it } from 'vitest';
import { v2Version } from '../../src/facts/index.js';
import { LOW_LEVEL, SERVER, planFiles } from './helpers.js';

const server = v2Version('@modelcontextprotocol/server');
const client = v2Version('@modelcontextprotocol/client');
const CLIENT = `import { Client } from '@modelcontextprotocol/client';\n`;
const v1 = '{ "name": "x", "dependencies": { "@modelcontextprotocol/sdk": "^1.20.0" } }';

describe('a workspace', () => {
  it('has each member declare what it imports itself', () => {
    const { texts } = planFiles({
      '/w/package.json': '{ "name": "w", "workspaces": ["*"] }',
      '/w/a/package.json': v1,
      '/w/a/src/a.ts': LOW_LEVEL,
      '/w/b/package.json': v1,
      '/w/b/src/b.ts': CLIENT,
    });
    expect(JSON.parse(texts['/w/a/package.json']!)).toMatchObject({
      dependencies: { '@modelcontextprotocol/server': server },
    });
    expect(JSON.parse(texts['/w/b/package.json']!)).toMatchObject({
      dependencies: { '@modelcontextprotocol/client': client },
    });
    expect(texts['/w/package.json']).toBe('{ "name": "w", "workspaces": ["*"] }');
  });

  it('that declares the SDK once in its root declares there what all members import', () => {
    const { texts, reviews } = planFiles({
      '/w/package.json': v1,
      '/w/a/package.json': '{ "name": "a", "engines": { "node": ">=18" } }',
      '/w/a/src/a.ts': LOW_LEVEL,
      '/w/b/package.json': '{ "type": "commonjs" }',
      '/w/b/src/b.ts': CLIENT,
    });
    expect(JSON.parse(texts['/w/package.json']!)).toMatchObject({
      dependencies: { '@modelcontextprotocol/client': client, '@modelcontextprotocol/server': server },
    });
    expect(texts['/w/a/package.json']).toBe('{ "name": "a", "engines": { "node": ">=20" } }');
    expect(texts['/w/b/package.json']).toBe('{ "type": "commonjs" }');
    expect(reviews).toEqual([]);
  });

  it('whose root lies outside the run has the member declare the packages, for review', () => {
    const { texts, reviews } = planFiles(
      { '/w/a/package.json': '{ "name": "a" }', '/w/a/src/a.ts': LOW_LEVEL },
      { outer: { '/w/package.json': v1.replace('"dependencies"', '"devDependencies"') } },
    );
    expect(JSON.parse(texts['/w/a/package.json']!)).toEqual({
      name: 'a',
      devDependencies: { '@modelcontextprotocol/server': server },
    });
    expect(reviews).toEqual([
      expect.stringContaining('The v2 packages were added here, since ../package.json is outside this run.'),
    ]);
  });

  it('without any declaration gets one where the import is, for review', () => {
    const { texts, reviews } = planFiles({
      '/w/package.json': '{ "name": "w", "private": true }',
      '/w/a/package.json': '{ "name": "a" }',
      '/w/a/src/a.ts': LOW_LEVEL,
    });
    expect(JSON.parse(texts['/w/a/package.json']!)).toMatchObject({
      dependencies: { '@modelcontextprotocol/server': server },
    });
    expect(reviews).toEqual([expect.stringContaining('imports the SDK without declaring it')]);
  });

  it('keeps v1 in a member that still imports it', () => {
    const { texts } = planFiles({
      '/w/package.json': v1,
      '/w/a/package.json': v1,
      '/w/a/src/a.ts': `import '@modelcontextprotocol/sdk/types.js';`,
      '/w/b.ts': LOW_LEVEL,
    });
    expect(texts['/w/a/package.json']).toBe(v1);
    expect(texts['/w/package.json']).not.toContain('@modelcontextprotocol/sdk');
  });
});

describe('a pnpm catalog', () => {
  const yaml = `packages:
  - "packages/*"

catalog:
  "@modelcontextprotocol/sdk": ^1.20.0 # the SDK
  zod: ^3.25.0

catalogs:
  next:
    '@modelcontextprotocol/sdk': "1.29.0"
`;
  const member = (range: string, section = 'dependencies') =>
    `{ "name": "m", "${section}": { "@modelcontextprotocol/sdk": "${range}" } }`;

  it('that v1 comes from gets the v2 packages', () => {
    const { texts, left } = planFiles({
      '/w/pnpm-workspace.yaml': yaml,
      '/w/packages/a/package.json': member('catalog:'),
      '/w/packages/a/a.ts': LOW_LEVEL,
      '/w/packages/b/package.json': member('catalog:default', 'devDependencies'),
      '/w/packages/b/b.ts': LOW_LEVEL + CLIENT,
    });
    expect(texts['/w/pnpm-workspace.yaml']).toBe(`packages:
  - "packages/*"

catalog:
  "@modelcontextprotocol/client": ${client}
  "@modelcontextprotocol/server": ${server}
  zod: ^3.25.0

catalogs:
  next:
    '@modelcontextprotocol/sdk': "1.29.0"
`);
    expect(JSON.parse(texts['/w/packages/a/package.json']!)).toMatchObject({
      dependencies: { '@modelcontextprotocol/server': 'catalog:' },
    });
    expect(JSON.parse(texts['/w/packages/b/package.json']!)).toMatchObject({
      devDependencies: {
        '@modelcontextprotocol/client': 'catalog:default',
        '@modelcontextprotocol/server': 'catalog:default',
      },
    });
    expect(left).toEqual([]);
  });

  it('beside an override of v1 is reported once v1 is gone', () => {
    const { left } = planFiles({
      '/w/pnpm-workspace.yaml': `overrides:\n  "x>@modelcontextprotocol/sdk": 1.20.0\n`,
      '/w/a/package.json': member('^1.20.0'),
      '/w/a/a.ts': LOW_LEVEL,
    });
    expect(left).toEqual([
      'w info at "x>@modelcontextprotocol/sdk": 1.20.0 | `overrides` still names `@modelcontextprotocol/sdk`. ' +
        'Remove it, or pin the v2 packages instead.',
    ]);
  });

  it('keeps v1 while a member takes it from there', () => {
    const { texts } = planFiles({
      '/w/pnpm-workspace.yaml': yaml.replaceAll('\n', '\r\n'),
      '/w/packages/a/package.json': member('catalog:next'),
      '/w/packages/a/a.ts': LOW_LEVEL,
      '/w/packages/b/package.json': member('catalog:next'),
      '/w/packages/b/b.ts': `import '@modelcontextprotocol/sdk/types.js';`,
    });
    expect(texts['/w/pnpm-workspace.yaml']).toBe(
      yaml.replaceAll('\n', '\r\n') + `    '@modelcontextprotocol/server': "${server}"\r\n`,
    );
  });

  it('that cannot be edited has the version written into the package, and reported', () => {
    const { texts, left } = planFiles({
      '/w/pnpm-workspace.yaml': `catalog: { "@modelcontextprotocol/sdk": ^1.20.0 }\n`,
      '/w/a/package.json': member('catalog:'),
      '/w/a/a.ts': LOW_LEVEL,
    });
    expect(JSON.parse(texts['/w/a/package.json']!)).toMatchObject({
      dependencies: { '@modelcontextprotocol/server': server },
    });
    expect(left).toEqual([expect.stringContaining('is in no catalog that can be edited')]);
  });

  it('with a zod that is too old is reported', () => {
    const { left, texts } = planFiles({
      '/w/pnpm-workspace.yaml': yaml,
      '/w/a/package.json':
        '{ "dependencies": { "@modelcontextprotocol/server": "^2.4.0", "zod": "catalog:" } }',
      '/w/a/a.ts': SERVER,
    });
    expect(texts['/w/pnpm-workspace.yaml']).toBe(yaml);
    expect(left).toEqual([
      expect.stringContaining("The catalog's zod is `^3.25.0`; SDK v2 needs schemas of zod ^4.2.0."),
    ]);
  });
});
