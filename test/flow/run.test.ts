import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { check, migrate } from '../../src/index.js';
import { createProject, type Project } from '../check/project.js';

/** A client as teams on Flow write it. */
const DESK = `// @flow strict
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';

type Options = {| +url: string, onFailure?: (?McpError) => void |};

export async function listTools({ url, onFailure }: Options): Promise<$ReadOnlyArray<Tool>> {
  const client = new Client({ name: 'desk', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  try {
    return (await client.listTools()).tools;
  } catch (error) {
    if (error instanceof McpError && (error: any).code === ErrorCode.MethodNotFound) return [];
    onFailure?.((error: McpError));
    throw error;
  }
}
`;

const MIGRATED = `// @flow strict
import type { Tool } from '@modelcontextprotocol/client';
import {
  ProtocolErrorCode,
  ProtocolError,
  Client,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';

type Options = {| +url: string, onFailure?: (?ProtocolError) => void |};

export async function listTools({ url, onFailure }: Options): Promise<$ReadOnlyArray<Tool>> {
  const client = new Client({ name: 'desk', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  try {
    return (await client.listTools()).tools;
  } catch (error) {
    if (error instanceof ProtocolError && (error: any).code === ProtocolErrorCode.MethodNotFound) return [];
    onFailure?.((error: ProtocolError));
    throw error;
  }
}
`;

const MANIFEST =
  '{\n  "type": "module",\n  "dependencies": {\n    "@modelcontextprotocol/sdk": "^1.20.0"\n  }\n}\n';

let project: Project;

beforeEach(async () => {
  project = await createProject();
  await project.put('package.json', MANIFEST);
});

afterEach(() => project.remove());

const run = () => migrate({ cwd: project.root, paths: ['.'] });

describe('a file that only Flow can parse', () => {
  it('is migrated with what needs nothing but one file, and its package with it', async () => {
    await project.put('desk.js', DESK);
    const report = await run();
    expect(report.problems).toEqual([]);
    expect(await project.read('desk.js')).toBe(MIGRATED);
    expect(await project.read('package.json')).toContain('"@modelcontextprotocol/client"');
    expect(await project.read('package.json')).not.toContain('"@modelcontextprotocol/sdk"');
    expect((await run()).changed).toEqual([]);
  });

  it('is migrated beside files that TypeScript parses, and keeps its line ends and byte order mark', async () => {
    await project.put('desk.js', `\uFEFF${DESK.replaceAll('\n', '\r\n')}`);
    await project.put('other.js', DESK.replaceAll(/\((\w+): \w+\)/g, '$1').replace(/^type .*\n/m, ''));
    const report = await run();
    expect(report.problems).toEqual([]);
    expect(report.changed).toHaveLength(3);
    expect(await project.read('desk.js')).toBe(`\uFEFF${MIGRATED.replaceAll('\n', '\r\n')}`);
  });

  it('is told what is left, by a marker in it and by a check of it', async () => {
    await project.put('server.js', SERVER);
    const report = await run();
    const text = await project.read('server.js');
    expect(report.findings.map(({ change, kind }) => `${change} ${kind}`)).toEqual(['removed-methods left']);
    expect(text).toContain('// TODO(mcp-migrate): removed-methods');
    expect(text.replaceAll(/^ *\/\/ TODO.*\n/gm, '')).toBe(SERVER);
    const checked = await check({ cwd: project.root, paths: ['server.js'] });
    expect(checked.problems).toEqual([]);
    expect(checked.findings.length).toBeGreaterThan(0);
  });

  it('stays as it is, with a reason, when its types name what has no successor', async () => {
    const text = DESK.replace('(error: any).code', '(error: ErrorCode).code');
    await project.put('desk.js', text);
    const report = await run();
    expect(report.problems.map(problem => problem.message)).toEqual([
      'Flow types name `ErrorCode`, which SDK v2 no longer has in this form; migrate this file by hand',
    ]);
    expect(await project.read('desk.js')).toBe(text);
  });

  it('is checked, and fixed where a fix leaves its types alone', async () => {
    await project.put('cors.js', CORS);
    const found = await check({ cwd: project.root, paths: ['cors.js'] });
    expect(found.problems).toEqual([]);
    expect(found.findings.map(({ change, line }) => `${line} ${change}`)).toEqual(['5 standard-headers']);
    await check({ cwd: project.root, paths: ['cors.js'], fix: true });
    const fixed = await project.read('cors.js');
    expect(fixed).toContain("'Mcp-Method'");
    expect(fixed).toContain('(app: any)');
    expect(fixed.replace(/, '[\w-]+'(?=[\],])/g, '')).toBe(CORS.replace(/, '[\w-]+'(?=[\],])/g, ''));
  });
});

it('reports a syntax error of JavaScript with file and line', async () => {
  await project.put('broken.js', `${DESK}const a = ;\n`);
  const line = DESK.split('\n').length;
  expect((await run()).problems).toEqual([
    expect.objectContaining({ line, column: 11, message: 'syntax error: Unexpected token `;`' }),
  ]);
  const checked = await check({ cwd: project.root, paths: ['broken.js'] });
  expect(checked.problems).toMatchObject([{ line }]);
});

const SERVER = `// @flow
import { Client } from '@modelcontextprotocol/client';

export async function alive(client: Client, after: number): Promise<?boolean> {
  await ((client: any): Client).setLoggingLevel('info');
  return true;
}
`;

const CORS = `// @flow
import cors from 'cors';
import { McpServer } from '@modelcontextprotocol/server';

(app: any).use(cors({ allowedHeaders: ['Content-Type', 'Mcp-Session-Id', 'Mcp-Protocol-Version'], origin: '*' }));
export const server: McpServer = (new McpServer({ name: 'a', version: '1' }): any);
`;
