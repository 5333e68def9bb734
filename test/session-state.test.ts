import { describe, expect, it } from 'vitest';
import { sessionState } from '../transforms/session-state.js';
import { migrateText, type TextMigration } from './helpers/migrate-text.js';

const SERVE = `import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';
export const handler = createMcpHandler(createServer, { legacy: 'reject' });
`;
const HEAD = `import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
`;
const OK = `return { content: [{ type: 'text', text: 'ok' }] };`;

function migrated(text: string, file = 'src/server.ts', more: Record<string, string> = {}): TextMigration {
  return migrateText({ 'src/index.ts': SERVE, [file]: HEAD + text, ...more }, [sessionState]);
}

/** The factory with these statements in it, after the migration. */
function factory(body: string): string {
  const { files } = migrated(`export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
${body}
  return server;
}
`);
  return files['src/server.ts']!;
}

const ADD = `server.registerTool('add', { inputSchema: z.object({ item: z.string() }) }, async ({ item }) => { basket.push(item); ${OK} });`;
const PAY = `server.registerTool('pay', {}, async () => { basket.length = 0; ${OK} });`;

describe('state of a factory', () => {
  it('goes under a handle that the tool which fills it hands out', () => {
    expect(
      factory(`  // What the customer wants.
  const basket: string[] = [];
  server.registerTool('add', { inputSchema: z.object({ item: z.string() }) }, async ({ item }) => {
    basket.push(item);
    return { content: [{ type: 'text', text: 'ok' }] };
  });
  server.registerTool('pay', {}, () => ({ content: [{ type: 'text', text: basket.splice(0).join() }] }));`),
    ).toBe(`import { McpServer } from '@modelcontextprotocol/server';
import { HandleStore } from './mcp-handles.js';
import { z } from 'zod';
// What the customer wants.
const baskets = new HandleStore({
  argument: 'basket_id',
  startedBy: ['add'],
  create: (): string[] => [],
});

export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
  server.registerTool('add', {
    inputSchema: z.object({
      item: z.string(),
      basket_id: z
        .string()
        .optional()
        .describe(
          'The basket to go on with, from an earlier result. Leave it out to start afresh. It is kept until a day after its last use.',
        ),
    }),
  }, async ({ item, basket_id }, ctx) => {
    const opened = baskets.open(ctx, basket_id);
    if (!opened) return baskets.unknown();
    const { state: basket } = opened;
    basket.push(item);
    return opened.handOut({ content: [{ type: 'text', text: 'ok' }] });
  });
  server.registerTool('pay', {
    inputSchema: z.object({
      basket_id: z
        .string('Call add first, and pass the basket_id that it returns.')
        .describe('The basket to use, from a result of add.'),
    }),
  }, ({ basket_id }, ctx) => {
    const basket = baskets.find(ctx, basket_id);
    if (!basket) return baskets.unknown();
    return { content: [{ type: 'text', text: basket.splice(0).join() }] };
  });
  return server;
}
`);
  });

  it('is one object when it is assigned or has several parts', () => {
    const text = factory(`  let items: string[] = [];
  let discount = 0;
  server.registerTool('add', { inputSchema: z.object({ item: z.string() }) }, async args => {
    items = [...items, args.item];
    ${OK}
  });
  server.registerTool('reset', {}, async () => {
    items = [];
    discount = 0;
    ${OK}
  });`);
    expect(text).toContain(`interface ItemsState {
  items: string[];
  discount: number;
}
`);
    expect(text).toContain(`  create: (): ItemsState => ({
    items: [],
    discount: 0,
  }),`);
    expect(text).toContain('async (args, ctx) => {');
    expect(text).toContain('.open(ctx, args.items_id);');
    expect(text).toContain('state.items = [...state.items, args.item];');
    expect(text).toContain('state.discount = 0;');
    expect(text).not.toMatch(/\blet\b/);
  });

  it('is handed to functions of the factory that use it', () => {
    const text = factory(`  const basket: string[] = [];
  const total = () => basket.length;
  function line(item: string) {
    return item + total();
  }
  server.registerTool('add', { inputSchema: z.object({ item: z.string() }) }, async ({ item }) => {
    basket.push(line(item));
    ${OK}
  });`);
    expect(text).toContain('const total = (basket: string[]) => basket.length;');
    expect(text).toContain('function line(basket: string[], item: string) {');
    expect(text).toContain('return item + total(basket);');
    expect(text).toContain('basket.push(line(basket, item));');
  });

  it('may be started by every tool when none of them only goes on', () => {
    const text = factory(`  let calls = 0;
  server.registerTool('a', {}, async () => { calls++; ${OK} });
  server.registerTool('b', {}, async () => { calls += 2; ${OK} });`);
    expect(text).toContain(`startedBy: ['a', 'b'],`);
  });

  it('adds the handle to a schema of results, and awaits what is a promise', () => {
    const text = factory(`  const basket: string[] = [];
  const Input = z.object({ item: z.string() });
  server.registerTool('add', { inputSchema: Input, outputSchema: z.object({ count: z.number() }) }, async ({ item }) => {
    basket.push(item);
    return answer(basket.length);
  });`);
    expect(text).toContain('inputSchema: Input.extend({\n      basket_id: z\n        .string()');
    expect(text).toContain(`basket_id: z.string().describe('Names the basket in later calls.'),`);
    expect(text).toContain('return opened.handOut(await answer(basket.length));');
  });

  it('names the handle as the arguments of the tools are named', () => {
    const text = factory(`  const basket: string[] = [];
  server.registerTool('add', { inputSchema: z.object({ itemName: z.string() }) }, async ({ itemName }) => { basket.push(itemName); ${OK} });`);
    expect(text).toContain(`argument: 'basketId'`);
  });
});

describe('state that stays', () => {
  it.each([
    [
      'a resource reads it',
      `const basket: string[] = [];\n${ADD}\nserver.registerResource('r', 'a://b', {}, async () => ({ contents: basket.map(text => ({ uri: 'a://b', text })) }));`,
    ],
    [
      'a prompt reads it',
      `const basket: string[] = [];\n${ADD}\nserver.registerPrompt('p', {}, async () => ({ messages: [{ role: 'user', content: { type: 'text', text: basket.join() } }] }));`,
    ],
    ['it is filled while the server is made', `const basket: string[] = [];\nbasket.push('gift');\n${ADD}`],
    ['a timer uses it', `const basket: string[] = [];\nsetInterval(() => basket.pop(), 1000);\n${ADD}`],
    [
      'it is cleared when the connection closes',
      `const basket: string[] = [];\nserver.server.onclose = () => { basket.length = 0; };\n${ADD}`,
    ],
    [
      'a function that uses it is passed on',
      `const basket: string[] = [];\nconst total = () => basket.length;\nonTick(total);\n${ADD}`,
    ],
    ['it starts with what a call makes', `const basket = loadBasket();\n${ADD}`],
    [
      'it starts with something of the factory',
      `const first = read();\nconst basket: string[] = [first];\n${ADD}`,
    ],
    [
      'it is a connection',
      `let basket: Browser | undefined;\nserver.registerTool('add', {}, async () => { basket = await launch(); ${OK} });`,
    ],
    [
      'it is a cache',
      `const pageCache = new Map<string, string>();\nserver.registerTool('add', {}, async () => { pageCache.set('a', 'b'); ${OK} });`,
    ],
    [
      'it is what clients subscribed to',
      `const subscriptions = new Set<string>();\nserver.registerTool('add', {}, async () => { subscriptions.add('a'); ${OK} });`,
    ],
    [
      'a tool has a schema that is not seen',
      `const basket: string[] = [];\nserver.registerTool('add', { inputSchema: schemas.add }, async ({ item }) => { basket.push(item); ${OK} });`,
    ],
    [
      'a tool asks its client',
      `const basket: string[] = [];\nserver.registerTool('add', {}, async () => { basket.push('a'); return inputRequired({}); });`,
    ],
    [
      'a tool has its own handle of that name',
      `const basket: string[] = [];\nserver.registerTool('add', {}, async () => { const basket_id = 1; basket.push('a' + basket_id); ${OK} });`,
    ],
  ])('%s', (_why, body) => {
    const statements = body.includes('inputRequired') ? `${body}` : body;
    const before = `import { inputRequired } from '@modelcontextprotocol/server';
export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
  ${statements}
  return server;
}
`;
    expect(migrated(before).files['src/server.ts']).toBe(HEAD + before);
  });

  it('a server over stdio has the state of its one connection', () => {
    const text = `${HEAD}import { serveStdio } from '@modelcontextprotocol/server/stdio';
function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
  const basket: string[] = [];
  ${ADD}
  return server;
}
serveStdio(createServer);
`;
    expect(migrateText({ 'a.ts': text }, [sessionState]).files['a.ts']).toBe(text);
  });

  it('the package has an old version of the library', () => {
    const { files } = migrateText(
      {
        'src/index.ts': SERVE,
        'src/server.ts': `${HEAD}export function createServer() {\n  const server = new McpServer({ name: 'a', version: '1' });\n  const basket: string[] = [];\n  ${ADD}\n  return server;\n}\n`,
      },
      [sessionState],
      { manifest: { type: 'module', dependencies: { 'lru-cache': '^6.0.0' } } },
    );
    expect(Object.keys(files)).not.toContain('src/mcp-handles.ts');
  });
});

describe('the added module', () => {
  it('binds handles to the user that the tokens of the package tell', () => {
    const more = {
      'src/auth.ts': `export const verify = (token: string) => ({ token, clientId: 'c', scopes: [], extra: { userId: 'u' } });\n`,
    };
    const { files, review } = migrated(
      `export function createServer() {\n  const server = new McpServer({ name: 'a', version: '1' });\n  const basket: string[] = [];\n  ${ADD}\n  ${PAY}\n  return server;\n}\n`,
      'src/server.ts',
      more,
    );
    expect(files['src/mcp-handles.ts']).toContain(`caller?.extra?.['userId'] ?? ''`);
    expect(review).toContainEqual(
      'sessions src/server.ts:12 `basket` belongs to a handle now instead of a session: `add` hands out a `basket_id`, which `pay` needs.',
    );
  });
});

describe('state by session id', () => {
  const TOOLS = `const baskets = new Map<string, string[]>();
export function register(server: McpServer) {
  server.registerTool('add', { inputSchema: z.object({ item: z.string() }) }, async ({ item }, ctx) => {
    const basket = baskets.get(ctx.sessionId!) ?? [];
    baskets.set(ctx.sessionId!, [...basket, item]);
    return { content: [{ type: 'text', text: 'ok' }] };
  });
  server.registerTool('pay', {}, async ctx => {
    baskets.delete(ctx.sessionId ?? '');
    return { content: [{ type: 'text', text: 'ok' }] };
  });
}
`;

  it('goes under a handle in the place of the session id', () => {
    const text = migrated(TOOLS).files['src/server.ts']!;
    expect(text).toContain(`const basketHandles = new HandleStore({
  argument: 'basket_id',
  startedBy: ['add'],
  create: handle => handle,
  forget: handle => baskets.delete(handle),
});`);
    expect(text).toContain('const basket = baskets.get(basketHandle) ?? [];');
    expect(text).toContain('baskets.set(basketHandle, [...basket, item]);');
    expect(text).toContain('const basketHandle = basketHandles.find(ctx, basket_id);');
    expect(text).toContain('baskets.delete(basketHandle);');
    expect(text).not.toContain('sessionId');
  });

  it('is started with its handle where it was with the session', () => {
    const text = migrated(`${TOOLS}export const transport = make({
  onsessioninitialized: (id: string) => {
    report(id);
    baskets.set(id, []);
  },
});
`).files['src/server.ts']!;
    expect(text).toContain(`  create: handle => {
    baskets.set(handle, []);
    return handle;
  },`);
    expect(text).toContain(`  onsessioninitialized: (id: string) => {
    report(id);
  },`);
  });

  it('drops what cleaned up when a session ended', () => {
    const text = migrated(`${TOOLS}export function end(transport: { onclose: () => void; id: string }) {
  transport.onclose = () => baskets.delete(transport.id);
  transport.onclose = () => {
    baskets.delete(transport.id);
  };
}
`).files['src/server.ts']!;
    expect(text).not.toContain('sessionId');
    expect(text).not.toContain('onclose =');
  });

  it('may be a record, with keys that functions are handed', () => {
    const text = migrated(`const carts: Record<string, { lines: string[] }> = {};
function cartOf(sessionId: string) {
  carts[sessionId] ??= { lines: [] };
  return carts[sessionId]!;
}
export function register(server: McpServer) {
  server.registerTool('add', { inputSchema: z.object({ item: z.string() }) }, async ({ item }, { sessionId }) => {
    cartOf(sessionId!).lines.push(item);
    return { content: [{ type: 'text', text: 'ok' }] };
  });
}
`).files['src/server.ts']!;
    expect(text).toContain('function cartOf(handle: string) {\n  carts[handle] ??= { lines: [] };');
    expect(text).toContain('cartOf(cartHandle).lines.push(item);');
    expect(text).toContain('delete carts[handle];');
  });

  const SHAPES = `const add = { item: z.string() };
const baskets = new Map<string, string[]>();
function basketOf(sessionId: string) {
  if (!baskets.has(sessionId)) {
    baskets.set(sessionId, newBasket());
  }
  return baskets.get(sessionId)!;
}
export function reset(sessionId: string) {
  baskets.set(sessionId, newBasket());
}
export function register(server: McpServer) {
  server.registerTool('add', { inputSchema: z.object(add) }, async ({ item }, extra) => {
    basketOf(extra?.sessionId ?? 'default').push(item);
    return { content: [{ type: 'text', text: 'ok' }] };
  });
  server.registerTool('show', {}, async extra => {
    const basket = basketOf(extra?.sessionId ?? 'default');
    return { content: [{ type: 'text', text: basket.join() }] };
  });
}
`;

  it('extends schemas made of a shape, and tells what only begins from what fills', () => {
    const text = migrated(SHAPES).files['src/server.ts']!;
    expect(text).toContain('inputSchema: z.object(add).extend({');
    expect(text).toContain(`startedBy: ['add'],`);
    expect(text).toContain('basketOf(basketHandle).push(item);');
    expect(text).toContain('const basketHandle = basketHandles.find(extra, basket_id);');
  });

  it.each([
    ['a shape is not seen', SHAPES.replace('{ item: z.string() }', 'shapeOf()')],
    ['a shape has a spread in it', SHAPES.replace('{ item:', '{ ...common, item:')],
    ['a function that is called elsewhere puts something in', `${SHAPES}everyDay(() => reset('default'));\n`],
    ['a function that is passed on puts something in', `${SHAPES}everyDay(reset);\n`],
  ])('stays when %s', (_why, text) => {
    expect(migrated(text).files['src/server.ts']).toBe(HEAD + text);
  });

  it('stays when others may call what puts something in', () => {
    const { files } = migrateText({ 'src/server.ts': HEAD + SHAPES }, [sessionState], {
      manifest: { type: 'module', main: './dist/server.js' },
    });
    expect(files['src/server.ts']).toBe(HEAD + SHAPES);
  });

  it('takes another name than an argument of a shape', () => {
    const text = migrated(SHAPES.replace('{ item:', '{ basket_id: z.string(), item:')).files[
      'src/server.ts'
    ]!;
    expect(text).toContain(`argument: 'basket_handle'`);
  });

  it.each([
    [
      'everything in it is read',
      `${TOOLS}export const all = () => [...baskets.values()];
`,
    ],
    [
      'it is exported by another name',
      `${TOOLS}export { baskets as everything };
`,
    ],
    [
      'a resource reads it',
      `${TOOLS}export function more(server: McpServer) {
  server.registerResource('b', 'a://b', {}, async (uri, ctx) => ({ contents: [{ uri: uri.href, text: baskets.get(ctx.sessionId!)!.join() }] }));
}
`,
    ],
    [
      'the session id is used for more',
      TOOLS.replace('const basket = ', 'audit(ctx.sessionId!);\n    const basket = '),
    ],
    ['the session id is answered', TOOLS.replace("text: 'ok'", 'text: ctx.sessionId!')],
    ['the store is given', TOOLS.replace('new Map<string, string[]>()', 'openStore()')],
    ['it holds connections', TOOLS.replace('string[]>', 'BrowserContext>')],
  ])('stays when %s', (_why, text) => {
    expect(migrated(text).files['src/server.ts']).toBe(HEAD + text);
  });
});
