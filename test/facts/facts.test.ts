import * as server from '@modelcontextprotocol/server';
import * as serverStdio from '@modelcontextprotocol/server/stdio';
import * as client from '@modelcontextprotocol/client';
import { readFileSync } from 'node:fs';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import {
  V2_NODE_RANGE,
  V2_ZOD_RANGE,
  entryPoint,
  exportsOf,
  isV1Specifier,
  isV2Specifier,
  packageFacts,
  packageNameOf,
  v2Packages,
  v2Version,
  whichV2Packages,
} from '../../src/facts/index.js';

describe('the generated facts', () => {
  it('admit the installed releases and do not give all packages one version', () => {
    for (const name of ['@modelcontextprotocol/server', '@modelcontextprotocol/client']) {
      const manifest = readFileSync(
        new URL(`../../node_modules/${name}/package.json`, import.meta.url),
        'utf8',
      );
      const { version } = JSON.parse(manifest) as { version: string };
      expect(semver.satisfies(version, v2Version(name)), `${version} in ${v2Version(name)}`).toBe(true);
    }
    expect(new Set(v2Packages().map(v2Version)).size).toBeGreaterThan(1);
  });

  it('state what every package needs', () => {
    expect(V2_NODE_RANGE).toBe('>=20');
    expect(V2_ZOD_RANGE).toBe('^4.2.0');
    expect(packageFacts('@modelcontextprotocol/express')!.peerDependencies).toMatchObject({
      express: '^4.18.0 || ^5.0.0',
    });
    expect(entryPoint('@modelcontextprotocol/server-legacy/auth')!.peers).toEqual(['express']);
    expect(entryPoint('@modelcontextprotocol/server-legacy/sse')!.peers).toEqual([]);
  });

  it.each([
    ['@modelcontextprotocol/server', server],
    ['@modelcontextprotocol/server/stdio', serverStdio],
    ['@modelcontextprotocol/client', client],
  ] as const)('list the values that %s exports at run time', (specifier, module) => {
    expect(entryPoint(specifier)!.values).toEqual(Object.keys(module).sort());
  });

  it('list the values that v1 exports at run time', async () => {
    const v1 = (await import('@modelcontextprotocol/sdk/types.js')) as object;
    expect(entryPoint('@modelcontextprotocol/sdk/types.js')!.values).toEqual(Object.keys(v1).sort());
  });
});

describe('whichV2Packages', () => {
  it('puts the preferred home first', () => {
    expect(whichV2Packages('McpServer')).toEqual(['@modelcontextprotocol/server']);
    expect(whichV2Packages('CallToolResult')).toEqual([
      '@modelcontextprotocol/server',
      '@modelcontextprotocol/client',
    ]);
    expect(whichV2Packages('CallToolResultSchema')).toEqual(['@modelcontextprotocol/core']);
    expect(whichV2Packages('NodeStreamableHTTPServerTransport')).toEqual(['@modelcontextprotocol/node']);
    expect(whichV2Packages('serveStdio')).toEqual(['@modelcontextprotocol/server/stdio']);
  });

  it('can be asked for one kind', () => {
    expect(whichV2Packages('Transport', 'value')).toEqual([]);
    expect(whichV2Packages('Transport', 'type')).toContain('@modelcontextprotocol/client');
  });

  it('knows names that are gone', () => {
    expect(exportsOf('@modelcontextprotocol/sdk/types.js')!.get('McpError')).toBe('value');
    expect(whichV2Packages('McpError')).toEqual([]);
  });
});

describe('specifiers', () => {
  it.each([
    ['@modelcontextprotocol/sdk', true, false, '@modelcontextprotocol/sdk'],
    ['@modelcontextprotocol/sdk/server/mcp.js', true, false, '@modelcontextprotocol/sdk'],
    ['@modelcontextprotocol/sdk-extras', false, false, '@modelcontextprotocol/sdk-extras'],
    ['@modelcontextprotocol/server', false, true, '@modelcontextprotocol/server'],
    ['@modelcontextprotocol/server/stdio', false, true, '@modelcontextprotocol/server'],
    ['@modelcontextprotocol/server-everything', false, false, '@modelcontextprotocol/server-everything'],
    ['zod/v4', false, false, 'zod'],
    ['node:fs', false, false, undefined],
    ['./sdk.js', false, false, undefined],
    ['../../@modelcontextprotocol/sdk', false, false, undefined],
    ['/abs/zod', false, false, undefined],
    ['#internal/x', false, false, undefined],
    ['https://esm.sh/zod', false, false, undefined],
    ['', false, false, undefined],
  ])('%s', (specifier, v1, v2, name) => {
    expect(isV1Specifier(specifier)).toBe(v1);
    expect(isV2Specifier(specifier)).toBe(v2);
    expect(packageNameOf(specifier)).toBe(name);
  });

  it('take every spelling of a v1 module', () => {
    const expected = entryPoint('@modelcontextprotocol/sdk/server/mcp.js');
    expect(expected!.values).toContain('McpServer');
    for (const spelling of ['server/mcp', 'dist/esm/server/mcp.js', 'dist/cjs/server/mcp']) {
      expect(entryPoint(`@modelcontextprotocol/sdk/${spelling}`)).toBe(expected);
    }
    expect(entryPoint('@modelcontextprotocol/sdk/nowhere.js')).toBeUndefined();
  });

  it('of no package of the SDK export nothing', () => {
    expect(exportsOf('zod')).toBeUndefined();
    expect(() => v2Version('@modelcontextprotocol/sdk')).toThrow(RangeError);
  });
});
