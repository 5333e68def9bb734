import { describe, expect, it } from 'vitest';
import { serveSessionMap } from '../transforms/serve-session-map.js';
import { sessionState } from '../transforms/session-state.js';
import { migrateText, type TextMigration } from './helpers/migrate-text.js';

const SERVE = `import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';
export const handler = createMcpHandler(createServer, { legacy: 'reject' });
`;
const OK = `return { content: [{ type: 'text', text: 'ok' }] };`;
const SERVER = `import { McpServer } from '@modelcontextprotocol/server';
import { registerTools } from './tools.js';

export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
  const basket: string[] = [];
  registerTools(server, basket);
  return server;
}
`;
const TOOLS = `import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

export function registerTools(server: McpServer, items: string[]): void {
  const line = () => items.join();
  server.registerTool('add', { inputSchema: z.object({ item: z.string() }) }, async ({ item }) => { items.push(item); ${OK} });
  server.registerTool('show', {}, async () => ({ content: [{ type: 'text', text: line() }] }));
}
`;

function migrated(files: Record<string, string> = {}, paths?: Record<string, string[]>): TextMigration {
  void paths;
  return migrateText({ 'src/index.ts': SERVE, 'src/server.ts': SERVER, 'src/tools.ts': TOOLS, ...files }, [
    sessionState,
  ]);
}

describe('state that is handed to the function which registers the tools', () => {
  it('gives way to its store', () => {
    const { files } = migrated();
    expect(files['src/server.ts']).toContain(`const baskets = new HandleStore({
  argument: 'basket_id',
  startedBy: ['add'],
  create: (): string[] => [],
});

export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
  registerTools(server, baskets);
  return server;
}`);
    const tools = files['src/tools.ts']!;
    expect(tools).toContain(`import type { HandleStore } from './mcp-handles.js';`);
    expect(tools).toContain('registerTools(server: McpServer, baskets: HandleStore<string[]>): void {');
    expect(tools).toContain('const line = (items: string[]) => items.join();');
    expect(tools).toContain('const { state: items } = opened;');
    expect(tools).toContain('const items = baskets.find(ctx, basket_id);');
    expect(tools).toContain('text: line(items)');
  });

  it('may go on from there, to several functions, as the object of a class', () => {
    const { files } = migrated({
      'src/server.ts': SERVER.replaceAll('basket', 'board')
        .replace('string[] = []', 'Board = new Board()')
        .replace("from './tools.js';", "from './tools.js';\nimport { Board } from './lib/index.js';"),
      'src/lib/index.ts': `export * from './board.js';\n`,
      'src/lib/board.ts': `export class Board { private lines: string[] = []; put(line: string) { this.lines.push(line); } show() { return this.lines.join(); } }\n`,
      'src/tools.ts': `import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Board } from './lib/index.js';
export const registerTools = (server: McpServer, board: Board) => {
  registerAdd(server, board);
  registerShow(server, board);
};
function registerAdd(server: McpServer, board: Board) {
  server.registerTool('add', { inputSchema: z.object({ item: z.string() }) }, async ({ item }) => { board.put(item); ${OK} });
}
function registerShow(server: McpServer, it: Board) {
  server.registerTool('show', {}, async () => ({ content: [{ type: 'text', text: it.show() }] }));
}
`,
    });
    const tools = files['src/tools.ts']!;
    expect(tools.match(/boards: HandleStore<Board>/g)).toHaveLength(3);
    expect(tools).toContain('registerShow(server, boards);');
    expect(tools).toContain('const it = boards.find(ctx, board_id);');
    expect(files['src/server.ts']).toContain('create: (): Board => new Board(),');
  });

  it.each<[why: string, files: Record<string, string>]>([
    [
      'two servers call it',
      {
        'src/other.ts': `import { registerTools } from './tools.js';\nexport const other = (server: any) => registerTools(server, []);\n`,
      },
    ],
    [
      'it is passed on by its name',
      {
        'src/other.ts': `import { registerTools } from './tools.js';\nexport const all = [registerTools];\n`,
      },
    ],
    [
      'it uses the state while the server is made',
      { 'src/tools.ts': TOOLS.replace('const line', "items.push('gift');\n  const line") },
    ],
    [
      'it gives the state away',
      { 'src/tools.ts': TOOLS.replace('const line', 'publish(items);\n  const line') },
    ],
    [
      'it assigns its parameter',
      { 'src/tools.ts': TOOLS.replace('const line', 'items = [];\n  const line') },
    ],
    [
      'its parameter may be left out',
      { 'src/tools.ts': TOOLS.replace('items: string[])', 'items: string[] = [])') },
    ],
    [
      'it takes the state apart',
      {
        'src/tools.ts': TOOLS.replace('items: string[])', '{ length }: string[])').replaceAll(
          'items',
          'others',
        ),
      },
    ],
    [
      'it reads its arguments as a whole',
      { 'src/tools.ts': TOOLS.replace('const line', 'arguments[1].pop();\n  const line') },
    ],
    [
      'a resource uses the state',
      {
        'src/tools.ts': TOOLS.replace(
          'const line',
          "server.registerResource('r', 'a://b', {}, async () => ({ contents: [{ uri: 'a://b', text: items.join() }] }));\n  const line",
        ),
      },
    ],
    [
      'it is documented by its types',
      {
        'src/tools.ts': TOOLS.replace(
          'export function',
          '/** @param items - what is bought */\nexport function',
        ),
      },
    ],
    [
      'the state is handed on in an object',
      { 'src/server.ts': SERVER.replace('(server, basket)', '(server, { basket }.basket)') },
    ],
    ['the variable may change', { 'src/server.ts': SERVER.replace('const basket', 'let basket') }],
  ])('stays when %s', (_why, files) => {
    const all = { 'src/server.ts': SERVER, 'src/tools.ts': TOOLS, ...files };
    const after = migrated(files).files;
    for (const [file, text] of Object.entries(all)) expect(after[file]).toBe(text);
  });
});

describe('state that a session makes for its server', () => {
  const ENDPOINT = `import { randomUUID } from 'node:crypto';
import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());
const transports: Record<string, NodeStreamableHTTPServerTransport> = {};

app.post('/mcp', async (req, res) => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  let transport: NodeStreamableHTTPServerTransport;
  if (sessionId && transports[sessionId]) {
    transport = transports[sessionId];
  } else if (!sessionId && isInitializeRequest(req.body)) {
    transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => {
        transports[id] = transport;
      },
    });
    const basket: string[] = [];
    const server = createServer(basket);
    await server.connect(transport);
  } else {
    res.status(400).json({ jsonrpc: '2.0', error: { code: -32000, message: 'Bad Request' }, id: null });
    return;
  }
  await transport.handleRequest(req, res, req.body);
});
`;
  const GIVEN = SERVER.replace('createServer()', 'createServer(basket: string[])').replace(
    '  const basket: string[] = [];\n',
    '',
  );

  it('is kept in a store that the server gets, and the session goes', () => {
    const { files } = migrateText(
      { 'src/http.ts': ENDPOINT, 'src/server.ts': GIVEN, 'src/tools.ts': TOOLS },
      [sessionState, serveSessionMap],
    );
    expect(files['src/http.ts']).toContain('createMcpHandler(() => createServer(baskets))');
    expect(files['src/http.ts']).toContain('create: (): string[] => [],');
    expect(files['src/http.ts']).not.toContain('transports');
    expect(files['src/server.ts']).toContain('createServer(baskets: HandleStore<string[]>)');
    expect(files['src/server.ts']).toContain('registerTools(server, baskets);');
    expect(files['src/tools.ts']).toContain('const items = baskets.find(ctx, basket_id);');
  });

  it.each([
    [
      'the endpoint keeps it',
      ENDPOINT.replace('await server.connect', 'all.push(basket);\n    await server.connect'),
    ],
    [
      'another route reads it',
      ENDPOINT.replace(
        'await server.connect',
        "app.get('/basket', (_, res) => res.json(basket));\n    await server.connect",
      ),
    ],
    ['it starts with what the request says', ENDPOINT.replace('= [];', '= [req.body.first];')],
  ])('stays when %s', (_why, http) => {
    const { files } = migrateText({ 'src/http.ts': http, 'src/server.ts': GIVEN, 'src/tools.ts': TOOLS }, [
      sessionState,
      serveSessionMap,
    ]);
    expect(files['src/http.ts']).not.toContain('HandleStore');
    expect(files['src/http.ts']).toContain('isInitializeRequest(req.body)');
  });
});
