import { describe, expect, it } from 'vitest';
import { v2Version } from '../../src/facts/index.js';
import { LOW_LEVEL, planFiles, planOne } from './helpers.js';

const server = v2Version('@modelcontextprotocol/server');
const node = v2Version('@modelcontextprotocol/node');
const express = v2Version('@modelcontextprotocol/express');
const client = v2Version('@modelcontextprotocol/client');

const NODE_HTTP = `${LOW_LEVEL}import { toNodeHandler } from '@modelcontextprotocol/node';\n`;

describe('the formatting of a package.json', () => {
  it('is kept: two spaces, sorted keys, final newline', () => {
    const { text } = planOne(
      `{
  "name": "a",
  "dependencies": {
    "@modelcontextprotocol/sdk": "^1.20.0",
    "express": "^5.0.0"
  },
  "files": [ "dist" ]
}
`,
      NODE_HTTP,
    );
    expect(text).toBe(`{
  "name": "a",
  "dependencies": {
    "@modelcontextprotocol/node": "${node}",
    "@modelcontextprotocol/server": "${server}",
    "express": "^5.0.0"
  },
  "files": [ "dist" ]
}
`);
  });

  it('is kept: tabs, CRLF, no final newline, v1 the last and only entry', () => {
    const before = `{\r\n\t"dependencies": {\r\n\t\t"@modelcontextprotocol/sdk": "^1.20.0"\r\n\t}\r\n}`;
    expect(planOne(before, NODE_HTTP).text).toBe(
      `{\r\n\t"dependencies": {\r\n\t\t"@modelcontextprotocol/node": "${node}",\r\n\t\t"@modelcontextprotocol/server": "${server}"\r\n\t}\r\n}`,
    );
  });

  it('is kept: four spaces, unsorted keys, where v1 stood', () => {
    const { text } = planOne(
      `{
    "dependencies": {
        "zebra": "1.0.0",
        "@modelcontextprotocol/sdk": "^1.20.0",
        "apple": "1.0.0"
    }
}
`,
      NODE_HTTP,
    );
    expect(text).toBe(`{
    "dependencies": {
        "zebra": "1.0.0",
        "@modelcontextprotocol/node": "${node}",
        "@modelcontextprotocol/server": "${server}",
        "apple": "1.0.0"
    }
}
`);
  });

  it('is kept: v1 last after other entries', () => {
    const { text } = planOne(
      `{
  "dependencies": {
    "@aws/sdk": "1.0.0",
    "@modelcontextprotocol/sdk": "^1.20.0"
  }
}
`,
      LOW_LEVEL,
    );
    expect(text).toBe(`{
  "dependencies": {
    "@aws/sdk": "1.0.0",
    "@modelcontextprotocol/server": "${server}"
  }
}
`);
  });

  it('is kept: everything on one line', () => {
    expect(
      planOne(`{"dependencies":{"@modelcontextprotocol/sdk":"^1.2.0","zebra":"1.0.0"}}`, LOW_LEVEL).text,
    ).toBe(`{"dependencies":{"@modelcontextprotocol/server":"${server}","zebra":"1.0.0"}}`);
  });
});

describe('versions', () => {
  it('are each package its own', () => {
    expect(server).not.toBe(node);
    expect(node).not.toBe(express);
  });

  it.each([
    ['1.20.0', server.slice(1)],
    ['~1.20.0', `~${server.slice(1)}`],
    ['^1.20.0', server],
    ['latest', server],
    ['>=1 <2', server],
  ])('follow the style of %s', (range, expected) => {
    const { text } = planOne(`{ "dependencies": { "@modelcontextprotocol/sdk": "${range}" } }`, LOW_LEVEL);
    expect(JSON.parse(text)).toEqual({ dependencies: { '@modelcontextprotocol/server': expected } });
  });

  it('that are declared already stay when they can reach the release we write for', () => {
    const manifest = `{ "dependencies": { "@modelcontextprotocol/server": "^2.0.0" } }`;
    expect(planOne(manifest, LOW_LEVEL)).toMatchObject({ text: manifest, left: [], reviews: [] });
  });

  it('that are declared already and too low are raised, for review', () => {
    const { text, reviews } = planOne(
      `{ "dependencies": { "@modelcontextprotocol/server": "2.0.0-beta.3", "@modelcontextprotocol/node": "~2.0.0" } }`,
      NODE_HTTP,
    );
    expect(JSON.parse(text)).toEqual({
      dependencies: {
        '@modelcontextprotocol/server': server.slice(1),
        '@modelcontextprotocol/node': `~${node.slice(1)}`,
      },
    });
    expect(reviews).toHaveLength(2);
    expect(reviews[0]).toContain('was raised from `2.0.0-beta.3` to');
  });
});

describe('sections', () => {
  const sections = (manifest: object, files: Record<string, string>) => {
    const planned = planFiles({
      '/app/package.json': JSON.stringify(manifest, null, 2),
      ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`/app/${file}`, text])),
    });
    expect(planFiles(planned.texts).rewrites).toBe(0);
    return { manifest: JSON.parse(planned.texts['/app/package.json']!) as unknown, ...planned };
  };
  const CLIENT = `import { Client } from '@modelcontextprotocol/client';\n`;
  const v1 = { '@modelcontextprotocol/sdk': '^1.20.0' };

  it('of shipped code stay; what only tests use becomes a dev dependency', () => {
    const { manifest, texts } = sections(
      { name: 'a', dependencies: v1, license: 'MIT' },
      { 'src/a.ts': LOW_LEVEL, 'test/a.test.ts': CLIENT, 'scripts/b.mjs': LOW_LEVEL },
    );
    expect(manifest).toEqual({
      name: 'a',
      dependencies: { '@modelcontextprotocol/server': server },
      devDependencies: { '@modelcontextprotocol/client': client },
      license: 'MIT',
    });
    expect(texts['/app/package.json']).toBe(`{
  "name": "a",
  "dependencies": {
    "@modelcontextprotocol/server": "${server}"
  },
  "devDependencies": {
    "@modelcontextprotocol/client": "${client}"
  },
  "license": "MIT"
}`);
  });

  it.each(['scripts/start-server.ts', 'tools/simulate.ts', 'examples/a.ts'])(
    'of what %s imports are those that v1 was in',
    file => {
      const { manifest } = sections({ dependencies: v1 }, { 'src/a.ts': LOW_LEVEL, [file]: CLIENT });
      expect(manifest).toEqual({
        dependencies: { '@modelcontextprotocol/client': client, '@modelcontextprotocol/server': server },
      });
    },
  );

  it('stay dev where v1 was dev', () => {
    expect(sections({ devDependencies: v1 }, { 'src/a.ts': LOW_LEVEL }).manifest).toEqual({
      devDependencies: { '@modelcontextprotocol/server': server },
    });
  });

  it('stay where v1 was when only tests and examples use the SDK', () => {
    expect(sections({ dependencies: v1 }, { 'examples/a.ts': LOW_LEVEL }).manifest).toEqual({
      dependencies: { '@modelcontextprotocol/server': server },
    });
  });

  it('lose v1 wherever it was declared', () => {
    expect(
      sections({ dependencies: v1, devDependencies: { ...v1, vitest: '^4.0.0' } }, { 'src/a.ts': LOW_LEVEL })
        .manifest,
    ).toEqual({
      dependencies: { '@modelcontextprotocol/server': server },
      devDependencies: { vitest: '^4.0.0' },
    });
  });

  it('of optional dependencies stay optional', () => {
    expect(sections({ optionalDependencies: v1 }, { 'src/a.ts': LOW_LEVEL }).manifest).toEqual({
      optionalDependencies: { '@modelcontextprotocol/server': server },
    });
  });

  it('move a dev v2 package that shipped code now needs', () => {
    expect(
      sections(
        { dependencies: v1, devDependencies: { '@modelcontextprotocol/server': '^2.3.0' } },
        { 'src/a.ts': LOW_LEVEL },
      ).manifest,
    ).toEqual({ dependencies: { '@modelcontextprotocol/server': '^2.3.0' }, devDependencies: {} });
  });

  it('stay dev where the SDK is v2 already, as in a package that bundles some of it', () => {
    const manifest = {
      dependencies: { '@modelcontextprotocol/client': client },
      devDependencies: { '@modelcontextprotocol/server': server },
    };
    expect(sections(manifest, { 'src/a.ts': LOW_LEVEL, 'src/b.ts': CLIENT }).manifest).toEqual(manifest);
  });
});

describe('SDK v1', () => {
  const manifest = `{ "dependencies": { "@modelcontextprotocol/sdk": "^1.20.0" } }`;

  it('stays beside the v2 packages while a file imports it', () => {
    const mixed = `${LOW_LEVEL}import { x } from '@modelcontextprotocol/sdk/experimental/tasks';\n`;
    expect(JSON.parse(planOne(manifest, mixed).text)).toEqual({
      dependencies: { '@modelcontextprotocol/sdk': '^1.20.0', '@modelcontextprotocol/server': server },
    });
  });

  it('stays, with the reason, while files outside the run import it', () => {
    const planned = planFiles(
      { '/app/package.json': manifest, '/app/src/a.ts': LOW_LEVEL },
      { elsewhere: { '/app/package.json': ['/app/test/a.test.ts', '/app/test/b.test.ts'] } },
    );
    expect(planned.texts['/app/package.json']).toContain('@modelcontextprotocol/sdk');
    expect(planned.left).toEqual([
      expect.stringContaining('stays: imported by test/a.test.ts and 1 more outside this run.'),
    ]);
  });

  it('stays, with the reason, while a dependency wants it', () => {
    const planned = planFiles(
      { '/app/package.json': manifest, '/app/src/a.ts': LOW_LEVEL },
      { peers: { '/app/package.json': ['agents'] } },
    );
    expect(planned.left).toEqual([expect.stringContaining('stays: wanted as a peer dependency by agents.')]);
  });

  it.each(['workspace:*', 'file:../sdk', 'npm:@fork/sdk@^1.0.0', 'github:me/sdk'])(
    'stays when it comes from %s',
    range => {
      const { text, left } = planOne(
        `{ "dependencies": { "@modelcontextprotocol/sdk": "${range}" } }`,
        LOW_LEVEL,
      );
      expect(JSON.parse(text)).toEqual({
        dependencies: { '@modelcontextprotocol/sdk': range, '@modelcontextprotocol/server': server },
      });
      expect(left).toEqual([expect.stringContaining(`\`${range}\` is no version of the registry`)]);
    },
  );

  it('that nothing imports is left alone', () => {
    const { text, left } = planOne(manifest, `import x from 'mcp-handler';`);
    expect(text).toBe(manifest);
    expect(left).toEqual([expect.stringMatching(/^app info .*No file of this package imports/)]);
  });

  it('named elsewhere in the manifest is reported once it is gone', () => {
    const { left } = planOne(
      `{
  "description": "Built on @modelcontextprotocol/sdk",
  "scripts": { "build": "esbuild --external:@modelcontextprotocol/sdk" },
  "dependencies": { "@modelcontextprotocol/sdk": "^1.20.0" },
  "overrides": { "@modelcontextprotocol/sdk": "1.20.1" }
}`,
      LOW_LEVEL,
    );
    expect(left).toEqual([
      expect.stringMatching(/^app warning at "esbuild.* \| `scripts\.build` still names/),
      expect.stringMatching(/^app info at "@modelcontextprotocol\/sdk": "1\.20\.1".* \| `overrides/),
    ]);
  });
});

describe('packages beside the SDK', () => {
  const v1 = `{ "dependencies": { "@modelcontextprotocol/sdk": "^1.20.0" } }`;
  const dependencies = (manifest: string, source: string) =>
    (JSON.parse(planOne(manifest, source).text) as { dependencies: object }).dependencies;

  it('are declared: the server for adapters, and their framework', () => {
    expect(dependencies(v1, `import { createMcpExpressApp } from '@modelcontextprotocol/express';`)).toEqual({
      '@modelcontextprotocol/express': express,
      '@modelcontextprotocol/server': server,
      express: '^5.2.1',
    });
    expect(
      dependencies(v1, `import { createMcpFastifyApp } from '@modelcontextprotocol/fastify';`),
    ).toMatchObject({
      fastify: '^5.2.0',
    });
    expect(
      dependencies(v1, `import { mcpAuthRouter } from '@modelcontextprotocol/server-legacy/auth';`),
    ).toMatchObject({
      express: '^5.2.1',
    });
    expect(
      dependencies(v1, `import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse';`),
    ).not.toHaveProperty('express');
  });

  it('keep the framework version they have, and are reported when it does not fit', () => {
    const manifest = `{ "dependencies": { "@modelcontextprotocol/sdk": "^1.20.0", "express": "^3.0.0" } }`;
    const { text, left } = planOne(
      manifest,
      `import { createMcpExpressApp } from '@modelcontextprotocol/express';`,
    );
    expect(JSON.parse(text)).toMatchObject({ dependencies: { express: '^3.0.0' } });
    expect(left).toEqual([expect.stringContaining('`express` `^3.0.0` is outside `^4.18.0 || ^5.0.0`')]);
  });

  it('are declared when they came with v1 and the code imports them', () => {
    const source = `${LOW_LEVEL}import express from 'express';\nimport cors from 'cors';\nimport { z } from 'zod';\nimport own from 'left-pad';`;
    expect(dependencies(v1, source)).toEqual({
      '@modelcontextprotocol/server': server,
      cors: '^2.8.5',
      express: '^5.2.1',
      zod: '^4.2.0',
    });
  });
});

describe('engines.node', () => {
  it.each([
    ['>=18', '>=20'],
    ['>=18.0.0', '>=20.0.0'],
    ['>=16.14', '>=20.0'],
    ['^18 || ^20 || >=22', '^20 || >=22'],
    ['18.x', '>=20'],
    ['>=18 <23', '>=20 <23'],
    ['*', '>=20'],
    ['18 - 22', '>=20 <=22'],
    ['<24', '>=20 <24'],
    ['>=20.11', '>=20.11'],
    ['^20.19.0 || >=22.12.0', '^20.19.0 || >=22.12.0'],
    ['lts/*', 'lts/*'],
  ])('%s becomes %s', (range, expected) => {
    const { text } = planOne(
      `{ "engines": { "npm": ">=8", "node": "${range}" }, "dependencies": { "@modelcontextprotocol/sdk": "1" } }`,
      LOW_LEVEL,
    );
    expect(JSON.parse(text)).toMatchObject({ engines: { npm: '>=8', node: expected } });
  });

  it('is left alone where the SDK is not used, and is not added', () => {
    expect(planOne(`{ "engines": { "node": ">=14" } }`, `import 'x';`).rewrites).toBe(0);
    expect(
      planOne(`{ "dependencies": { "@modelcontextprotocol/server": "^2.4.0" } }`, LOW_LEVEL).rewrites,
    ).toBe(0);
  });

  it('of Volta is reported when too old', () => {
    const manifest = (pin: string) =>
      `{ "volta": { "node": "${pin}" }, "dependencies": { "@modelcontextprotocol/server": "^2.4.0" } }`;
    expect(planOne(manifest('18.20.1'), LOW_LEVEL).left).toEqual([
      expect.stringContaining('Volta pins Node 18.20.1; SDK v2 needs >=20. Pin a newer Node.'),
    ]);
    expect(planOne(manifest('22.1.0'), LOW_LEVEL).left).toEqual([]);
  });
});
