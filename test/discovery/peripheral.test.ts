import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { v2Version } from '../../src/facts/index.js';
import { migrate } from '../../src/run/migrate.js';

const SERVER = v2Version('@modelcontextprotocol/server');

let dir: string;

beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-peripheral-')));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function migrated(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.join(dir, path.dirname(name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  }
  const { problems } = await migrate({ cwd: dir, paths: ['.'] });
  expect(problems).toEqual([]);
  return (name: string) => readFile(path.join(dir, name), 'utf8');
}

const MANIFEST = `{
  "name": "a",
  "dependencies": {
    "@modelcontextprotocol/sdk": "^1.20.0"
  }
}
`;

it('the imports of a declaration file that somebody wrote are migrated', async () => {
  const read = await migrated({
    'package.json': MANIFEST,
    'index.js': `import { createServer } from './src/server.js';\nexport default createServer;\n`,
    'index.d.ts': `import type { Server } from '@modelcontextprotocol/sdk/server/index.js';

export declare function createServer(): Promise<Server>;
`,
  });
  expect(await read('index.d.ts')).toBe(`import type { Server } from '@modelcontextprotocol/server';

export declare function createServer(): Promise<Server>;
`);
  expect(await read('package.json')).toBe(
    MANIFEST.replace('@modelcontextprotocol/sdk": "^1.20.0', `@modelcontextprotocol/server": "${SERVER}`),
  );
});

it('an SDK barrel among the code of others is migrated, with those that import from it', async () => {
  const read = await migrated({
    'package.json': MANIFEST,
    'src/third_party/index.ts': `export {McpServer} from '@modelcontextprotocol/sdk/server/mcp.js';\n`,
    'src/index.ts': `import {McpServer} from './third_party/index.js';

const server = new McpServer({name: 'a', version: '1'});
server.tool('b', async () => ({content: []}));
`,
  });
  expect(await read('src/third_party/index.ts')).toBe(
    `export {McpServer} from '@modelcontextprotocol/server';\n`,
  );
  expect(await read('src/index.ts')).toContain(`server.registerTool('b', {}, async () =>`);
});
