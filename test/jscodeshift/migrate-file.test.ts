import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { findChange } from '../../src/changes/index.js';
import { fileLocalTransforms, FILE_LOCAL_CHANGES } from '../../src/jscodeshift/file-local.js';
import { migrateFile } from '../../src/jscodeshift/migrate-file.js';
import { createProject, V1, type Project } from '../check/project.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

let project: Project;

beforeEach(async () => {
  project = await createProject();
  await project.put('package.json', '{ "type": "module" }\n');
});

afterEach(() => project.remove());

const move = (name: string, text: string) =>
  migrateFile('sdk-v2-packages', path.join(project.root, name), text);

describe('the changes that need nothing but one file', () => {
  test.for(FILE_LOCAL_CHANGES)('%s is in the catalogue, and has transforms of its own', change => {
    expect(findChange(change).id).toBe(change);
    const transforms = fileLocalTransforms([change]);
    expect(transforms).not.toEqual([]);
    for (const transform of transforms) expect(transform.changes).toContain(change);
  });

  it('are the modules of the package and the rows of the page', () => {
    const modules = readdirSync(path.join(ROOT, 'jscodeshift'), { withFileTypes: true });
    const names = modules.filter(entry => entry.isDirectory()).map(entry => entry.name);
    expect(names.sort()).toEqual([...FILE_LOCAL_CHANGES].sort());
    for (const name of names) {
      expect(readFileSync(path.join(ROOT, 'jscodeshift', name, 'index.js'), 'utf8')).toContain(`'${name}'`);
    }
    const page = readFileSync(path.join(ROOT, 'docs/jscodeshift.md'), 'utf8');
    expect([...page.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name)).toEqual(FILE_LOCAL_CHANGES);
  });
});

describe('a package whose framework takes what SDK v1 makes', () => {
  const AGENT = `import { McpAgent } from 'agents/mcp';\nexport class Agent extends McpAgent {}\n`;

  it('is left on SDK v1, and named', async () => {
    await project.put('src/agent.ts', AGENT);
    const { text, reports } = await move('src/client.ts', `${V1}console.log(Client);\n`);
    expect(text).toBeUndefined();
    expect(reports).toEqual([
      'line 1: sdk-v2-packages: This package stays on SDK v1: `agents` takes what SDK v1 makes. Run `npx mcp-migrate`, which looks at both.',
    ]);
  });

  it.each([
    ['in another package', 'lib/agent.ts', AGENT],
    ['by type only', 'src/agent.ts', AGENT.replace('import {', 'import type {')],
    ['of its new module', 'src/agent.ts', `import { createMcpHandler } from 'agents/mcp/server';\n`],
    ['by another export', 'src/agent.ts', `import { routeAgentRequest } from 'agents';\n`],
    ['under that name of something else', 'src/agent.ts', `import { McpAgent } from './own.js';\n`],
  ])('is moved where the framework is used %s', async (_, name, code) => {
    await project.put('lib/package.json', '{ "type": "module" }\n');
    await project.put(name, code);
    const { text } = await move('src/client.ts', `${V1}console.log(Client);\n`);
    expect(text).toContain('@modelcontextprotocol/client');
  });
});

describe('one file', () => {
  it('is moved to SDK v2 with its byte order mark and line ends', async () => {
    const { text, reports } = await move(
      'a.ts',
      `\uFEFF${V1}console.log(Client);\n`.replaceAll('\n', '\r\n'),
    );
    expect(text).toBe(
      `\uFEFFimport { Client } from '@modelcontextprotocol/client';\r\nconsole.log(Client);\r\n`,
    );
    expect(reports).toEqual([]);
  });

  it('is not changed when it has nothing to do with MCP, or is done', async () => {
    expect(await move('a.ts', 'export const a = 1;\n')).toEqual({ reports: [] });
    expect(await move('a.ts', `import { Client } from '@modelcontextprotocol/client';\n`)).toEqual({
      reports: [],
    });
  });

  it('takes names of both packages from the side that the others of its package are on', async () => {
    const types = `import type { Tool } from '@modelcontextprotocol/sdk/types.js';\nexport type A = Tool;\n`;
    expect((await move('one/a.ts', types)).text).toContain(`'@modelcontextprotocol/server'`);
    await project.put('two/package.json', '{}\n');
    await project.put('two/b.ts', V1);
    await project.put('two/nested/package.json', '{}\n');
    await project.put('two/nested/c.ts', `import '@modelcontextprotocol/sdk/server/mcp.js';\n`);
    expect((await move('two/a.ts', types)).text).toContain(`'@modelcontextprotocol/client'`);
  });

  it('is refused with file and line when it cannot be parsed', async () => {
    await expect(move('a.ts', `${V1}const a = ;\n`)).rejects.toThrow(
      'a.ts:2:11 syntax error: Expression expected.',
    );
  });

  it('is reported on with the line of each place and what to do there', async () => {
    const text = `import { Client } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const client = new Client({ name: 'a', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(new URL('https://example.com/mcp')));
export const set = [client.setLoggingLevel('info')];
`;
    const { reports, text: after } = await migrateFile(
      'removed-methods',
      path.join(project.root, 'a.ts'),
      text,
    );
    expect(after).toBeUndefined();
    expect(reports).toEqual([
      expect.stringMatching(
        /^line 6: removed-methods: `setLoggingLevel` fails on 2026-07-28 connections.* Call it only/,
      ),
    ]);
  });

  it('says why a Flow file stays as it is', async () => {
    const text = `// @flow
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
export const isUnknown = (error: any, code: number): boolean =>
  error instanceof McpError && (error.code: ErrorCode) === code && error.code === ErrorCode.MethodNotFound;
`;
    expect(await move('a.js', text)).toEqual({
      reports: [
        'Flow types name `ErrorCode`, which SDK v2 no longer has in this form; migrate this file by hand',
      ],
    });
    await expect(move('b.js', `${text}component A() { return null; }\n`)).rejects.toThrow(
      /^b\.js:\d:\d+ has Flow syntax that stands for more than types; migrate this file by hand$/,
    );
  });
});
