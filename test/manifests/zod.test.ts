import { describe, expect, it } from 'vitest';
import { LOW_LEVEL, SERVER, planFiles, planOne } from './helpers.js';

const manifest = (zod: string, rest: object = {}) =>
  JSON.stringify({ dependencies: { '@modelcontextprotocol/server': '^2.4.0', zod }, ...rest }, null, 2);
const zodOf = (text: string) => (JSON.parse(text) as { dependencies: { zod: string } }).dependencies.zod;

describe('the zod range', () => {
  it.each([
    ['^3.25.0', '^4.2.0', true],
    ['3.x', '^4.2.0', true],
    ['^3.25 || ^4.0', '^4.2.0', true],
    ['~4.1.0', '~4.2.0', false],
    ['3.25.67', '4.2.0', true],
    ['~3.25.0', '~4.2.0', true],
    ['4.1.12', '4.2.0', false],
    ['^4.0.0', '^4.2.0', false],
    ['^4.2.0', '^4.2.0', false],
    ['^4.5.1', '^4.5.1', false],
    ['*', '*', false],
    ['latest', 'latest', false],
  ])('%s becomes %s', (range, expected, reviewed) => {
    const { text, reviews } = planOne(manifest(range), SERVER);
    expect(zodOf(text)).toBe(expected);
    expect(reviews.length > 0).toBe(reviewed);
  });

  it('is raised over a major version only for review, with what to check', () => {
    const { reviews, left } = planOne(
      manifest('^3.25.0', { devDependencies: { 'zod-to-json-schema': '^3.24.0' } }),
      SERVER,
    );
    expect(reviews).toEqual([
      'app warning at "zod": "^3.25.0" | zod was raised from `^3.25.0` to `^4.2.0`: SDK v2 reads no schemas of zod 3. ' +
        "Check the schemas against zod's migration guide, https://zod.dev/v4/changelog, and generic types over zod " +
        '(`ZodSchema<…>`, `ZodObject<…>`): their parameters changed, and so may the JSON Schema that clients see.',
    ]);
    expect(left).toEqual([expect.stringContaining('`zod-to-json-schema` reads only schemas of zod 3')]);
  });

  it('is raised with an error where files use a converter that came with SDK v1', () => {
    const { left } = planOne(
      manifest('^3.25.0'),
      `import { zodToJsonSchema } from 'zod-to-json-schema';\n${SERVER}`,
    );
    expect(left).toEqual([expect.stringContaining('error at "zod": "^3.25.0" | `zod-to-json-schema` reads')]);
  });

  it.each([
    ['a low-level server', `${LOW_LEVEL}import { z } from 'zod';`, false],
    ['a client whose files use no zod', `import { Client } from '@modelcontextprotocol/client';`, false],
    [
      'a client that passes schemas',
      `import { Client } from '@modelcontextprotocol/client';\nimport { z } from 'zod';\nclient.request({ method: 'a/b' }, z.any());`,
      true,
    ],
    [
      'a client beside schemas of its own',
      `import { Client } from '@modelcontextprotocol/client';\nimport { z } from 'zod';\nclient.request({ method: 'ping' });`,
      false,
    ],
    [
      'schemas built on those of the SDK',
      `import { ToolSchema } from '@modelcontextprotocol/core';\nimport { z } from 'zod/v4';\nz.array(ToolSchema);`,
      true,
    ],
    [
      'schemas beside those of the SDK',
      `import { ToolSchema } from '@modelcontextprotocol/core';\nimport { z } from 'zod';\nToolSchema.parse(data);\nclient.request(data, ToolSchema);`,
      false,
    ],
    [
      'a whole module',
      `const sdk = require('@modelcontextprotocol/server');\nnew sdk.McpServer(info).registerPrompt('a', { argsSchema }, run);`,
      true,
    ],
    [
      'a server with handlers of JSON Schema',
      `import { McpServer } from '@modelcontextprotocol/server';\nimport { z } from 'zod';\nconst server = new McpServer(info);\nserver.server.setRequestHandler('tools/list', () => ({ tools }));`,
      false,
    ],
    [
      'tools without schemas, or with JSON Schema',
      `import { McpServer, fromJsonSchema } from '@modelcontextprotocol/server';
       const server = new McpServer(info);
       const config = { inputSchema: fromJsonSchema({ type: 'object' }), outputSchema: undefined };
       server.registerTool('a', { description: 'A' }, run);\nserver.registerTool('b', config, run);`,
      false,
    ],
    [
      'tools whose configuration is not in view',
      `import { McpServer } from '@modelcontextprotocol/server';\nimport { config } from './config.js';\nserver.registerTool('a', config, run);`,
      true,
    ],
    [
      'a registration that is passed around',
      `import { McpServer } from '@modelcontextprotocol/server';\nconst { registerTool } = new McpServer(info);`,
      true,
    ],
    [
      'a server handed to another package',
      `import { McpServer } from '@modelcontextprotocol/server';\nimport { addTools } from 'more-tools';\nconst server = new McpServer(info);\naddTools(server);`,
      true,
    ],
    [
      'arguments that complete',
      `import { McpServer, completable as c } from '@modelcontextprotocol/server';\nexport const name = c(text, complete);`,
      true,
    ],
    ['no SDK', `import { z } from 'zod';`, false],
  ])('for %s', (_what, source, raised) => {
    expect(zodOf(planOne(manifest('^3.25.0'), source).text)).toBe(raised ? '^4.2.0' : '^3.25.0');
  });

  it('of a peer dependency is reported, not changed', () => {
    const text = `{ "dependencies": { "@modelcontextprotocol/server": "^2.4.0" }, "peerDependencies": { "zod": "^3.25.0" } }`;
    const planned = planOne(text, SERVER);
    expect(planned.text).toBe(text);
    expect(planned.left).toEqual([expect.stringContaining('The zod peer dependency is `^3.25.0`')]);
    expect(planOne(text.replace('^3.25.0', '^3.25 || ^4'), SERVER).left).toEqual([]);
  });

  it('that an override holds down is reported', () => {
    const { left } = planOne(manifest('^4.2.0', { overrides: { zod: '3.25.76' } }), SERVER);
    expect(left).toEqual([
      expect.stringContaining('`overrides` holds zod at `3.25.76`; SDK v2 needs ^4.2.0.'),
    ]);
  });

  it('is raised in the workspace root when only that declares it', () => {
    const { texts } = planFiles({
      '/w/package.json': `{ "name": "w", "workspaces": ["a"], "devDependencies": { "zod": "^3.25.0" } }`,
      '/w/a/package.json': `{ "name": "a", "dependencies": { "@modelcontextprotocol/server": "^2.4.0" } }`,
      '/w/a/index.ts': SERVER,
    });
    expect(texts['/w/package.json']).toContain('"zod": "^4.2.0"');
  });

  it('of a root is left for a package below that is installed by itself', () => {
    const files = {
      '/w/package.json': `{ "name": "w", "dependencies": { "zod": "^3.25.0" } }`,
      '/w/a/package.json': `{ "name": "a", "dependencies": { "@modelcontextprotocol/sdk": "^1.29.0" } }`,
      '/w/a/index.ts': `import { z } from 'zod';\n${SERVER}`,
    };
    const { texts } = planFiles(files);
    expect(texts['/w/package.json']).toBe(files['/w/package.json']);
    expect(zodOf(texts['/w/a/package.json']!)).toBe('^4.2.0');
  });
});
