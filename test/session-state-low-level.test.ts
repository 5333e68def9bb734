import { describe, expect, it } from 'vitest';
import { sessionState } from '../transforms/session-state.js';
import { migrateText, type TextMigration } from './helpers/migrate-text.js';

const SERVE = `import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';
export const handler = createMcpHandler(createServer, { legacy: 'reject' });
`;
const HEAD = `import { Server } from '@modelcontextprotocol/server';
`;
const ADD = `{ name: 'add', description: 'Add', inputSchema: { type: 'object', properties: { item: { type: 'string' } }, required: ['item'] } }`;
const PAY = `{ name: 'pay', inputSchema: { type: 'object', properties: {} } }`;

function migrated(text: string, more: Record<string, string> = {}): TextMigration {
  return migrateText({ 'src/index.ts': SERVE, 'src/server.ts': HEAD + text, ...more }, [sessionState]);
}

function serverOf(
  call: string,
  tools = `[${ADD}, ${PAY}]`,
  before = '',
  state = 'const basket: string[] = [];',
): string {
  return `${before}export function createServer() {
  const server = new Server({ name: 'a', version: '1.0.0' }, { capabilities: { tools: {} } });
  ${state}
  server.setRequestHandler('tools/list', async () => ({ tools: ${tools} }));
  server.setRequestHandler('tools/call', ${call});
  return server;
}
`;
}

const SWITCH = `async request => {
    const { name, arguments: args } = request.params;
    switch (name) {
      case 'add': {
        basket.push(String(args?.item));
        return { content: [{ type: 'text', text: 'ok' }] };
      }
      case 'pay':
        return { content: [{ type: 'text', text: basket.splice(0).join() }] };
      default:
        throw new Error(name);
    }
  }`;

const TEXT = `{ content: [{ type: 'text', text: 'ok' }] }`;

/** What the handler of `tools/call` becomes. */
function handlerAfter(call: string): string {
  const text = migrated(serverOf(call)).files['src/server.ts']!;
  return text.slice(
    text.indexOf("server.setRequestHandler('tools/call', ") + 39,
    text.indexOf('  return server;'),
  );
}

describe('state that tools of a low-level server keep', () => {
  it('goes under a handle in their schemas and their branches', () => {
    const { files, review } = migrated(serverOf(SWITCH));
    expect(files['src/server.ts']).toBe(`import { Server } from '@modelcontextprotocol/server';
import { HandleStore } from './mcp-handles.js';
const baskets = new HandleStore({
  argument: 'basket_id',
  startedBy: ['add'],
  create: (): string[] => [],
});

export function createServer() {
  const server = new Server({ name: 'a', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', async () => ({ tools: [{
    name: 'add',
    description: 'Add',
    inputSchema: {
      type: 'object',
      properties: {
        item: { type: 'string' },
        basket_id: {
          type: 'string',
          description:
            'The basket to go on with, from an earlier result. Leave it out to start afresh. It is kept until a day after its last use.',
        },
      },
      required: ['item'],
    },
  }, {
    name: 'pay',
    inputSchema: {
      type: 'object',
      properties: {
        basket_id: {
          type: 'string',
          description: 'The basket to use, from a result of add.',
        },
      },
      required: ['basket_id'],
    },
  }] }));
  server.setRequestHandler('tools/call', async (request, ctx) => {
    const { name, arguments: args } = request.params;
    switch (name) {
      case 'add': {
        const opened = baskets.open(ctx, args?.basket_id);
        if (!opened) return baskets.unknown();
        const { state: basket } = opened;
        basket.push(String(args?.item));
        return opened.handOut({ content: [{ type: 'text', text: 'ok' }] });
      }
      case 'pay': {
        const basket = baskets.find(ctx, args?.basket_id);
        if (!basket) return baskets.unknown();
        return { content: [{ type: 'text', text: basket.splice(0).join() }] };
      }
      default:
        throw new Error(name);
    }
  });
  return server;
}
`);
    expect(review).toContainEqual(
      'sessions src/server.ts:11 `basket` belongs to a handle now instead of a session: `add` hands out a `basket_id`, which `pay` needs.',
    );
  });

  it('may be told apart by conditions, with the request taken apart or not', () => {
    const chain = `async (request, extra) => {
    if (request.params.name === 'add') {
      basket.push(String(request.params.arguments!.item));
      return ${TEXT};
    } else if ('pay' === request.params.name) return { content: [{ type: 'text', text: basket.splice(0).join() }] };
    throw new Error();
  }`;
    const text = handlerAfter(chain);
    expect(text).toContain('const opened = baskets.open(extra, request.params.arguments?.basket_id);');
    expect(text).toContain(`    } else if ('pay' === request.params.name) {
      const basket = baskets.find(extra, request.params.arguments?.basket_id);
      if (!basket) return baskets.unknown();
      return { content: [{ type: 'text', text: basket.splice(0).join() }] };
    }
    throw new Error();`);
    const apart = handlerAfter(
      SWITCH.replace('async request', 'async ({ params })').replace('request.params', 'params'),
    );
    expect(apart).toContain('async ({ params }, ctx) => {');
  });

  it('leaves the handle out of arguments that are handed on as a whole', () => {
    const text = handlerAfter(
      SWITCH.replace('basket.push(String(args?.item))', 'basket.push(describe(args ?? {}))'),
    );
    expect(text).toContain(`        const { basket_id, ...ownArguments } = args ?? {};
        const opened = baskets.open(ctx, basket_id);`);
    expect(text).toContain('basket.push(describe(ownArguments));');
    const typed = handlerAfter(
      SWITCH.replace(
        'basket.push(String(args?.item))',
        'const input = args as { item: string };\n        basket.push(describe(input))',
      ),
    );
    expect(typed).toContain('const input = ownArguments as { item: string };');
    expect(typed).toContain('basket.push(describe(input));');
  });

  it('reads the handle where a branch has a name of its own for the arguments', () => {
    const text = handlerAfter(
      SWITCH.replace(
        'basket.push(String(args?.item))',
        "const args = { item: 'a' };\n        basket.push(args.item)",
      ),
    );
    expect(text).toContain('baskets.open(ctx, request.params.arguments?.basket_id);');
  });

  it('may be listed in another file, and be a field of a class', () => {
    const { files } = migrated(
      `import { TOOLS } from './tools.js';
class BasketServer {
  readonly server = new Server({ name: 'a', version: '1.0.0' }, { capabilities: { tools: {} } });
  private basket: string[] = [];
  constructor() {
    this.server.setRequestHandler('tools/list', async () => ({ tools: TOOLS }));
    this.server.setRequestHandler('tools/call', async request => {
      switch (request.params.name) {
        case 'add':
          return this.add(String(request.params.arguments?.item));
        case 'pay':
          return { content: [{ type: 'text', text: this.basket.splice(0).join() }] };
      }
      throw new Error();
    });
  }
  private add(item: string) {
    this.basket.push(item);
    return { content: [{ type: 'text' as const, text: 'ok' }] };
  }
}
export const createServer = () => new BasketServer().server;
`,
      { 'src/tools.ts': `export const TOOLS = [${ADD}, ${PAY}];\n` },
    );
    expect(files['src/tools.ts']).toContain(`required: ['basket_id'],`);
    expect(files['src/server.ts']).toContain(`        case 'add': {
          const opened = baskets.open(ctx, request.params.arguments?.basket_id);
          if (!opened) return baskets.unknown();
          const { state: basket } = opened;
          return opened.handOut(this.add(basket, String(request.params.arguments?.item)));
        }
        case 'pay': {`);
  });

  it('adds the handle to a schema of results, and to one without properties', () => {
    const text = migrated(
      serverOf(
        SWITCH,
        `[{ name: 'add', inputSchema: { type: 'object' }, outputSchema: { type: 'object', properties: {} } }, { name: 'pay', inputSchema: { type: 'object' } }]`,
      ),
    ).files['src/server.ts']!;
    expect(text).toContain(`description: 'Names the basket in later calls.',`);
    expect(text).toContain(`required: ['basket_id'],`);
    expect(text.match(/basket_id: \{/g)).toHaveLength(3);
  });

  it('takes another name where a tool has the argument already', () => {
    const text = migrated(serverOf(SWITCH, `[${ADD.replace('item:', 'basket_id:')}, ${PAY}]`)).files[
      'src/server.ts'
    ]!;
    expect(text).toContain(`argument: 'basket_handle'`);
  });
});

describe('state of a low-level server stays when', () => {
  it.each<[why: string, call: string, tools?: string, before?: string]>([
    ['its tools are listed by a call', SWITCH, 'listTools()'],
    ['a schema is made by a call', SWITCH, `[{ name: 'add', inputSchema: toJsonSchema(Add) }, ${PAY}]`],
    [
      'a schema has a spread in it',
      SWITCH,
      `[{ name: 'add', inputSchema: { type: 'object', properties: { ...common } } }, ${PAY}]`,
    ],
    ['a tool is listed twice', SWITCH, `[${ADD}, ${ADD}, ${PAY}]`],
    ['a tool is not listed', SWITCH, `[${ADD}]`],
    [
      'the required arguments are made elsewhere',
      SWITCH,
      `[${ADD}, { name: 'pay', inputSchema: { type: 'object', required: names() } }]`,
    ],
    [
      'other code has a use for the list',
      SWITCH,
      'TOOLS',
      `const TOOLS = [${ADD}, ${PAY}];\nexport const other = { tools: TOOLS };\n`,
    ],
    [
      'the handler uses it for every tool',
      SWITCH.replace('switch (name)', 'basket.length = 0;\n    switch (name)'),
    ],
    ['the default branch uses it', SWITCH.replace('throw new Error(name)', 'throw new Error(basket.join())')],
    ['two names share a branch', SWITCH.replace("case 'add': {", "case 'put':\n      case 'add': {")],
    ['a branch runs into the next one', SWITCH.replace(`return ${TEXT};`, '')],
    [
      'the result of the tool that starts it is made behind the branches',
      SWITCH.replace(`return ${TEXT};`, 'break;').replace(/\}\s*\}$/, `}\n    return ${TEXT};\n  }`),
    ],
    [
      'a condition asks for more than the name',
      `async request => {
    if (request.params.name === 'add' && ready) { basket.push('a'); return ${TEXT}; }
    if (request.params.name === 'pay') { basket.length = 0; return ${TEXT}; }
    throw new Error();
  }`,
    ],
    [
      'a tool has two branches',
      `async request => {
    if (request.params.name === 'add') basket.push('a');
    if (request.params.name === 'add') { basket.push('b'); return ${TEXT}; }
    throw new Error();
  }`,
    ],
    [
      'the name is changed',
      SWITCH.replace('const { name,', 'let { name,').replace('switch', 'name = name.trim();\n    switch'),
    ],
    ['a branch hands on the request', SWITCH.replace('basket.push(', 'audit(request); basket.push(')],
    [
      'a branch hands on its parameters',
      SWITCH.replace('basket.push(', 'audit(request.params); basket.push('),
    ],
    [
      'arguments with a type are handed on',
      SWITCH.replace('{ name, arguments: args }', '{ name }')
        .replace('switch', 'const args = request.params.arguments as { item: string };\n    switch')
        .replace('basket.push(String(args?.item))', 'basket.push(describe(args))'),
    ],
    ['the tool that starts it asks its client', SWITCH.replace(`return ${TEXT}`, 'return inputRequired({})')],
    [
      'tools are in a table',
      `async request => {
    const tools = { add: () => { basket.push('a'); return ${TEXT}; } };
    return tools[request.params.name]();
  }`,
    ],
    [
      'a handler has a name of its own for the handle',
      SWITCH.replace('basket.push(', 'const basket_id = 1; basket.push(basket_id + '),
    ],
  ])('%s', (_why, call, tools, before = '') => {
    const text = serverOf(
      call,
      tools,
      `import { inputRequired } from '@modelcontextprotocol/server';\n${before}`,
    );
    expect(migrated(text).files['src/server.ts']).toBe(HEAD + text);
  });

  it('the server lists its tools twice', () => {
    const text = serverOf(SWITCH).replace(
      '  return server;',
      `  server.setRequestHandler('tools/list', listAll);\n  return server;`,
    );
    expect(migrated(text).files['src/server.ts']).toBe(HEAD + text);
  });

  it('a resource reads it', () => {
    const text = serverOf(SWITCH).replace(
      '  return server;',
      `  server.setRequestHandler('resources/read', async () => ({ contents: [{ uri: 'a://b', text: basket.join() }] }));\n  return server;`,
    );
    expect(migrated(text).files['src/server.ts']).toBe(HEAD + text);
  });
});
