import json from '@eslint/json';
import { Linter, type Rule } from 'eslint';
import { expect, test } from 'vitest';
import { rules } from '../../src/eslint/index.js';
import { sdkV2Packages } from '../../rules/sdk-v2-packages.js';
import { tester } from './tester.js';

const invalid = (code: string, specifier = '@modelcontextprotocol/sdk/server/mcp.js') => ({
  code,
  errors: [{ messageId: 'v1Package' as const, data: { specifier } }],
});

tester.run('sdk-v2-packages', sdkV2Packages, {
  valid: [
    "import { z } from 'zod';\nimport { serveStdio } from '@modelcontextprotocol/server/stdio';",
    "export { Client } from '@modelcontextprotocol/client';",
    "import inspector from '@modelcontextprotocol/inspector';",
    "const help = 'npm uninstall @modelcontextprotocol/sdk';",
    "import { McpServer } from './modelcontextprotocol/sdk/server/mcp.js';",
    "import { McpServer } from '@modelcontextprotocol/server';",
    "import { Client } from '@modelcontextprotocol/client';",
    "import sdk from '@modelcontextprotocol/sdk-next';",
    "import sdk from '@other/modelcontextprotocol/sdk';",
    "const text = '@modelcontextprotocol/sdk/server/mcp.js';",
    "// import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';",
    "load('@modelcontextprotocol/sdk/types.js');",
    "/** Like import('@modelcontextprotocol/server') of the SDK. */",
    "// import('@modelcontextprotocol/sdk/types.js')",
    '/** Was `@modelcontextprotocol/sdk/types.js`. */',
    "declare module '@modelcontextprotocol/server' { interface A {} }",
    'const it = await import(`@modelcontextprotocol/server/${name}`);',
    'const it = await import(`./locales/${name}.js`);',
    "jest.mock('@modelcontextprotocol/client');",
    'namespace McpServer { export type A = string }',
  ],
  invalid: [
    invalid("import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';"),
    invalid(
      "import type { Tool } from '@modelcontextprotocol/sdk/types.js';",
      '@modelcontextprotocol/sdk/types.js',
    ),
    invalid("import '@modelcontextprotocol/sdk';", '@modelcontextprotocol/sdk'),
    invalid("export * from '@modelcontextprotocol/sdk/types.js';", '@modelcontextprotocol/sdk/types.js'),
    invalid(
      "export { Client } from '@modelcontextprotocol/sdk/client/index.js';",
      '@modelcontextprotocol/sdk/client/index.js',
    ),
    invalid("const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');"),
    invalid("import sdk = require('@modelcontextprotocol/sdk/server/mcp.js');"),
    invalid("const { McpServer } = await import('@modelcontextprotocol/sdk/server/mcp.js');"),
    invalid(
      "let tool: import('@modelcontextprotocol/sdk/types.js').Tool;",
      '@modelcontextprotocol/sdk/types.js',
    ),
    invalid("vi.mock('@modelcontextprotocol/sdk/server/mcp.js');"),
    invalid("jest.mock('@modelcontextprotocol/sdk/server/mcp.js', () => ({ McpServer: jest.fn() }));"),
    invalid("jest.unstable_mockModule('@modelcontextprotocol/sdk/server/mcp.js', () => ({}));"),
    invalid("vi.mock(import('@modelcontextprotocol/sdk/server/mcp.js'), () => ({}));"),
    invalid("mock.module('@modelcontextprotocol/sdk/server/mcp.js', { namedExports: {} });"),
    invalid("const it = await vi.importActual('@modelcontextprotocol/sdk/server/mcp.js');"),
    invalid("import type sdk = require('@modelcontextprotocol/sdk/server/mcp.js');"),
    invalid('const it = await import(`@modelcontextprotocol/sdk/server/mcp.js`);'),
    {
      code: 'const it = await import(`@modelcontextprotocol/sdk/${name}.js`);',
      errors: [{ messageId: 'v1Computed', line: 1, column: 25, endColumn: 63 }],
    },
    invalid("declare module '@modelcontextprotocol/sdk/server/mcp.js' { interface A {} }"),
    {
      code: [
        '/**',
        " * @typedef {import('@modelcontextprotocol/sdk/types.js').Tool} Tool",
        ' */',
        "/** @import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js' */",
        "/** @type {import('@modelcontextprotocol/sdk/types.js').Tool | import('@modelcontextprotocol/server').Tool} */",
        'let tool;',
      ].join('\n'),
      errors: [
        { messageId: 'v1Package', line: 2, column: 21, endColumn: 57 },
        { messageId: 'v1Package', line: 4, column: 32, endColumn: 73 },
        { messageId: 'v1Package', line: 5, column: 19, endColumn: 55 },
      ],
    },
  ],
});

function lintJson(filename: string, code: string, rulesOn: Record<string, Rule.RuleModule>) {
  return new Linter().verify(
    code,
    {
      files: ['**/*.json'],
      language: 'json/json',
      plugins: { json, 'mcp-migrate': { rules: rulesOn } },
      rules: Object.fromEntries(Object.keys(rulesOn).map(name => [`mcp-migrate/${name}`, 'error'])),
    },
    filename,
  );
}

const lintManifest = (manifest: object, filename = 'package.json') =>
  lintJson(filename, JSON.stringify(manifest, null, 2), {
    'sdk-v2-packages': sdkV2Packages as unknown as Rule.RuleModule,
  }).map(({ messageId, line, column }) => `${line}:${column} ${messageId}`);

const V1 = '@modelcontextprotocol/sdk';

test('finds SDK v1 in every section of a package.json', () => {
  expect(
    lintManifest({
      name: 'server',
      dependencies: { [V1]: '^1.20.0', zod: '^3.25.0' },
      devDependencies: { [V1]: '^1.20.0' },
      peerDependencies: { [V1]: '^1.20.0' },
      optionalDependencies: { [V1]: '^1.20.0' },
      overrides: { 'mcp-proxy': { [V1]: '^1.20.0' }, [`${V1}@<1.10`]: '1.10.0' },
      pnpm: { overrides: { [`agents>${V1}`]: '1.20.0', [`agents/${V1}`]: '1.20.0' } },
      resolutions: { [`**/${V1}`]: '1.20.0' },
    }),
  ).toEqual([
    '4:5 v1Dependency',
    '8:5 v1Dependency',
    '11:5 v1Dependency',
    '14:5 v1Dependency',
    '18:7 v1Dependency',
    '20:5 v1Dependency',
    '24:7 v1Dependency',
    '25:7 v1Dependency',
    '29:5 v1Dependency',
  ]);
});

test('finds nothing in a package.json without SDK v1, and in other JSON files', () => {
  const v2 = {
    dependencies: { '@modelcontextprotocol/server': '^2.4.0', '@other/modelcontextprotocol/sdk-x': '1' },
  };
  const peer = { peerDependenciesMeta: { [V1]: { optional: true } }, keywords: [V1], config: { [V1]: '1' } };
  expect(lintManifest(v2)).toEqual([]);
  expect(lintManifest(peer)).toEqual([]);
  expect(lintManifest({ dependencies: { [V1]: '^1.20.0' } }, 'package-lock.json')).toEqual([]);
  expect(lintJson('package.json', `["${V1}"]`, rules)).toEqual([]);
});

test('every rule can be on for JSON', () => {
  const text = JSON.stringify({ mcpServers: { files: { command: 'npx' } }, description: 'tools/list' });
  expect(lintJson('mcp.json', text, rules)).toEqual([]);
});
