import { describe, expect, it } from 'vitest';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, Transform } from '../src/engine/types.js';
import { deletion } from '../src/recognise/factory-text.js';
import { planFactory } from '../src/recognise/server-factory.js';
import { ancestors, methodCall, walk } from '../src/recognise/syntax.js';
import { migrateText } from './helpers/migrate-text.js';

/** Puts `handle(<factory>)` in the place of every `route(…)` statement that connects a server. */
const handleRoutes: Transform = {
  name: 'handle-routes',
  phase: 'serve',
  changes: ['sessions'],
  run(context) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of context.files) {
      walk(unit.ast, node => {
        const method = methodCall(node);
        const site = ancestors(node).find(
          at => ts.isExpressionStatement(at) && /^route\(/.test(at.getText()),
        );
        if (method?.name !== 'connect' || !site) return;
        const plan = planFactory(context, unit, method.object, site, 'per-request');
        if ('refused' in plan) {
          left.push(plan.refused);
          return;
        }
        const at = { file: unit.path, pos: site.getStart(unit.ast) };
        const semicolon = unit.style.semicolons ? ';' : '';
        rewrites.push({
          change: 'sessions',
          edits: [
            ...plan.edits,
            { file: unit.path, start: at.pos, end: site.end, text: `handle(${plan.expression})${semicolon}` },
            ...(plan.obsolete ? [deletion(unit, plan.obsolete)] : []),
          ],
          ...(plan.review && { review: { change: 'sessions', severity: 'info', ...at, ...plan.review } }),
          remarks: plan.warnings,
        });
      });
    }
    return { rewrites, left };
  },
};

const IMPORT = `import { McpServer } from '@modelcontextprotocol/server';\n`;
const NEW = `new McpServer({ name: 'a', version: '1' })`;

function run(text: string) {
  const result = migrateText({ 'a.ts': IMPORT + text }, [handleRoutes]);
  return { ...result, text: result.files['a.ts']!.slice(IMPORT.length) };
}

/** What a file with a factory, or without one, becomes; fails when something is refused. */
function handled(text: string): string {
  const result = run(text);
  expect(result.left).toEqual([]);
  return result.text;
}

/** Why nothing is done. */
function refused(text: string): string {
  const result = run(text);
  expect(result.text).toBe(text);
  expect(result.left).toHaveLength(1);
  return result.left[0]!.replace(/^stateless-handshake a\.ts:\d+ /, '');
}

const route = (body: string) => `route(async (req, res) => {\n${body}});\n`;
const connect = `  await server.connect(transport);\n`;

describe('planFactory: factories that exist', () => {
  const factory = `function createServer() {\n  return ${NEW};\n}\n`;

  it('passes a function on', () => {
    expect(handled(factory + route(`  const server = createServer();\n${connect}`))).toBe(
      `${factory}handle(createServer);\n`,
    );
    expect(handled(factory + route(`  await createServer().connect(transport);\n`))).toBe(
      `${factory}handle(createServer);\n`,
    );
  });

  it('passes arguments on that are known outside the route', () => {
    const made = `const config = load();\nconst create = (options: object) => new McpServer(options);\n`;
    expect(
      handled(made + route(`  const server = create({\n    name: config.name,\n  });\n${connect}`)),
    ).toBe(`${made}handle(() => create({ name: config.name }));\n`);
    expect(refused(made + route(`  const server = create(req.user);\n${connect}`))).toBe(
      '`create(req.user)` uses values of one request or session.',
    );
    expect(
      refused(made + route(`  const user = req.user;\n  const server = create(user);\n${connect}`)),
    ).toMatch(/one request or session/);
  });

  it('does not take a name for another that hides it', () => {
    const hidden =
      `const options = {};\nconst create = (o: object) => new McpServer(o);\nconst server = create(options);\n` +
      `function listen(options: object) {\n  ${route(connect).trimEnd()}\n}\n`;
    expect(refused(hidden)).toMatch(/one request or session/);
  });

  it('keeps a parameter of the factory from receiving the context', () => {
    const made = `function create(name = 'a') {\n  return new McpServer({ name, version: '1' });\n}\n`;
    expect(handled(made + route(`  const server = create();\n${connect}`))).toBe(
      `${made}handle(() => create());\n`,
    );
  });

  it('reads the server out of what the factory makes, and waits for it', () => {
    const made = `async function create() {\n  return { server: ${NEW}, cleanup() {} };\n}\n`;
    const result = run(
      made + route(`  const { server, cleanup } = await create();\n${connect}  cleanup();\n`),
    );
    expect(result.text).toBe(`${made}handle(async () => (await create()).server);\n`);
    expect(result.review).toEqual([
      'sessions a.ts:5 Only `server` of what `create()` makes is used for a request.',
    ]);
  });

  it('takes a callback that hands out servers', () => {
    const text = (body: string) => `export function listen(create: () => McpServer) {\n${body}}\n`;
    expect(handled(text(`  route(async () => {\n    await create().connect(t);\n  });\n`))).toBe(
      text(`  handle(() => create());\n`),
    );
  });

  it.each([
    `const makers: Record<string, () => McpServer> = load();\nconst createServer = makers[name];\n`,
    `const createServer: () => McpServer = pick();\n`,
    `function createServer(options?: Options) {\n  return ${NEW};\n}\n`,
    `function createServer() {\n  log(arguments);\n  return ${NEW};\n}\n`,
  ])('calls a factory that may read what it is given: %j', before => {
    expect(handled(before + route(`  const server = createServer();\n${connect}`))).toBe(
      `${before}handle(() => createServer());\n`,
    );
  });

  it('replaces one shared server of a factory, and says where it is still used', () => {
    const shared = `const server = createServer();\n`;
    expect(handled(factory + shared + route(connect))).toBe(`${factory}handle(createServer);\n`);
    const closed = `process.on('SIGINT', () => server.close());\n`;
    const result = run(factory + shared + route(connect) + closed);
    expect(result.text).toBe(`${factory}${shared}handle(createServer);\n${closed}`);
    expect(result.review).toEqual([
      'sessions a.ts:6 `server` is still used elsewhere, but requests are served by servers of their own.',
    ]);
  });
});

describe('planFactory: classes', () => {
  const board = (field: string) =>
    `class Board {\n${field}  readonly server = ${NEW};\n  constructor(private readonly name: string) {}\n`;

  it('makes a new object for each request, outside and inside the class', () => {
    const outside = `${board('')}}\nconst board = new Board('a');\n`;
    expect(handled(outside + route(`  await board.server.connect(transport);\n`))).toBe(
      `${board('')}}\nhandle(() => new Board('a').server);\n`,
    );
    const inside = (body: string) => `${board('')}  listen() {\n    ${body}\n  }\n}\n`;
    expect(handled(inside(`route(async () => {\n      await this.server.connect(transport);\n    });`))).toBe(
      inside(`handle(() => new Board(this.name).server);`),
    );
  });

  it('refuses when requests share what an object remembers', () => {
    const fields = `  items = new Map<string, string>();\n  add(item: string) {\n    this.items.set(item, item);\n  }\n`;
    const text = `${board(fields)}}\nconst board = new Board('a');\n`;
    expect(refused(text + route(`  await board.server.connect(transport);\n`))).toBe(
      'The field `items` is shared by all requests now, and would be new for each.',
    );
    const read = `  items = new Map([['a', 1]]);\n  get(item: string) {\n    return this.items.get(item);\n  }\n`;
    const plain = `${board(read)}}\nconst board = new Board('a');\n`;
    expect(run(plain + route(`  await board.server.connect(transport);\n`)).text).toContain('handle(');
  });
});

describe('planFactory: servers built by statements', () => {
  it('writes a function around a singleton and its registrations', () => {
    const before =
      `\n// The one server\nconst server = ${NEW};\n\n` +
      `// Says hello\nserver.registerTool('hello', {}, async () => ({\n  content: [{ type: 'text', text: \`a\n b\` }],\n}));\n` +
      `registerMore(server); // and more\n\n`;
    const result = run(before + route(connect));
    expect(result.text).toBe(
      `\nfunction createServer() {\n  // The one server\n  const server = ${NEW};\n\n` +
        `  // Says hello\n  server.registerTool('hello', {}, async () => ({\n    content: [{ type: 'text', text: \`a\n b\` }],\n  }));\n` +
        `  registerMore(server); // and more\n\n  return server;\n}\n\nhandle(createServer);\n`,
    );
    expect(result.review).toEqual(['sessions a.ts:17 `createServer` now builds a server for each request.']);
  });

  it('keeps tabs, CRLF and missing semicolons', () => {
    const before = `const server = ${NEW}\r\nfor (const tool of tools) {\r\n\tserver.registerTool(tool.name, {}, tool.run)\r\n}\r\n\r\nroute(async () => {\r\n\tawait server.connect(transport)\r\n})\r\n`;
    expect(handled(before)).toBe(
      `function createServer() {\r\n\tconst server = ${NEW}\r\n\tfor (const tool of tools) {\r\n\t\tserver.registerTool(tool.name, {}, tool.run)\r\n\t}\r\n\r\n\treturn server\r\n}\r\n\r\nhandle(createServer)\r\n`,
    );
  });

  it('moves declarations between registrations in front, where they stay shared', () => {
    const before =
      `const server = ${NEW};\nserver.registerTool('a', {}, add);\n\n` +
      `// What was added\nconst notes = new Map<string, string>();\n\n` +
      `function add() {\n  notes.set('a', 'a');\n}\n\nserver.registerTool('b', {}, add);\n`;
    expect(handled(before + route(connect))).toBe(
      `// What was added\nconst notes = new Map<string, string>();\n\nfunction add() {\n  notes.set('a', 'a');\n}\n\n` +
        `function createServer() {\n  const server = ${NEW};\n  server.registerTool('a', {}, add);\n\n  server.registerTool('b', {}, add);\n\n  return server;\n}\n` +
        `handle(createServer);\n`,
    );
  });

  it('waits in the function for what the statements wait for', () => {
    const before = (body: string) => `async function main() {\n${body}}\n`;
    expect(
      handled(
        before(
          `  const server = ${NEW};\n  await registerTools(server);\n  route(async () => {\n    await server.connect(t);\n  });\n`,
        ),
      ),
    ).toBe(
      before(
        `  async function createServer() {\n    const server = ${NEW};\n    await registerTools(server);\n\n    return server;\n  }\n  handle(createServer);\n`,
      ),
    );
  });

  it.each([
    ['this.register(server);', 'const createServer = () => {', '};'],
    ['register(server, () => this.name);', 'const createServer = () => {', '};'],
    ['register(server, class {\n        name = this.id;\n      });', 'function createServer() {', '}'],
  ])('copies `%s` with the `this` it is about', (step, opening, closing) => {
    const text = handled(
      `class App {\n  start() {\n    route(async () => {\n      const server = ${NEW};\n      ${step}\n      await server.connect(t);\n    });\n  }\n}\n`,
    );
    expect(text).toBe(
      `class App {\n  start() {\n    ${opening}\n      const server = ${NEW};\n      ${step}\n      return server;\n    ${closing}\n\n    handle(createServer);\n  }\n}\n`,
    );
  });

  it('keeps `this` in a function around statements of a method', () => {
    expect(
      handled(
        `class App {\n  start() {\n    const server = ${NEW};\n    this.register(server);\n    route(async () => {\n      await server.connect(t);\n    });\n  }\n}\n`,
      ),
    ).toBe(
      `class App {\n  start() {\n    const createServer = () => {\n      const server = ${NEW};\n      this.register(server);\n\n      return server;\n    };\n    handle(createServer);\n  }\n}\n`,
    );
  });

  it('leaves a route whose own `this` is used', () => {
    expect(
      refused(
        `class App {\n  start() {\n    route(async function () {\n      const server = ${NEW};\n      this.register(server);\n      await server.connect(t);\n    });\n  }\n}\n`,
      ),
    ).toContain('it depends on the request or session');
  });

  it('copies what a route builds for itself, with the constants it needs', () => {
    const before =
      `  const name = 'a';\n  // Fresh\n  const server = new McpServer({ name, version: '1' });\n  register(server);\n` +
      `  res.on('close', () => server.close());\n${connect}`;
    expect(handled(route(before))).toBe(
      `function createServer() {\n  const name = 'a';\n  // Fresh\n  const server = new McpServer({ name, version: '1' });\n  register(server);\n  return server;\n}\n\nhandle(createServer);\n`,
    );
    expect(refused(route(`  const server = ${NEW};\n  register(server, req.user);\n${connect}`))).toBe(
      '`server` cannot be built anew for a request: it depends on the request or session it is made for.',
    );
  });

  it('leaves listeners of one connection to the route', () => {
    const factory = `function createServer() {\n  return ${NEW};\n}\n`;
    const before =
      `  const server = createServer();\n  const id = req.id;\n` +
      `  server.server.onclose = () => forget(id);\n${connect}`;
    expect(handled(factory + route(before))).toBe(`${factory}handle(createServer);\n`);
    const logged = before.replace('forget(id)', 'log()');
    expect(handled(factory + route(logged))).toContain(
      `  server.server.onclose = () => log();\n  return server;`,
    );
  });

  it('takes a name that the file does not have yet', () => {
    const before = `import { createServer } from 'node:http';\nconst server = ${NEW};\nserver.registerTool('a', {}, run);\n`;
    expect(handled(before + route(connect) + `createServer().listen(3000);\n`)).toContain(
      'function createMcpServer() {',
    );
  });

  it.each([
    [`export const server = ${NEW};\n`, /it is exported/],
    [`const server = ${NEW};\nexport { server };\n`, /shared, and line 3/],
    [
      `const server = ${NEW};\nfunction notify() {\n  server.sendToolListChanged();\n}\n`,
      /shared, and line 4/,
    ],
    [`const server = ${NEW};\nprocess.on('SIGINT', () => server.close());\n`, /shared, and line 3/],
    [`const server = ${NEW};\nstartStdio(server);\n`, /shared, and line 3/],
    [`let tool;\nconst server = ${NEW};\ntool = server.registerTool('a', {}, run);\n`, /shared, and line 4/],
    [
      `const server = ${NEW};\nconst tool = server.registerTool('a', {}, run);\nsetTimeout(() => tool.disable(), 5);\n`,
      /`tool` comes from its registrations/,
    ],
    [
      `const server = ${NEW};\nserver.tool('a', run);\nlisten();\nserver.tool('b', run);\n`,
      /other code stands/,
    ],
    [
      `function register(s: McpServer) {\n  let calls = 0;\n  s.registerTool('a', {}, () => calls++);\n}\nconst server = ${NEW};\nregister(server);\n`,
      /The variable `calls` is shared by all requests now/,
    ],
    [`let server = ${NEW};\nserver = again();\n`, /one shared server/],
  ])('refuses %j', (before, reason) => {
    expect(refused(before + route(connect))).toMatch(reason);
  });

  it('refuses servers that are handed in, and objects that are no servers', () => {
    expect(
      refused(`export function listen(server: McpServer) {\n  ${route(connect).trimEnd()}\n}\n`),
    ).toMatch(/one shared server/);
    expect(refused(route(`  await database.connect(transport);\n`))).toBe(
      'It is not certain that `database` is an `McpServer` or `Server` of the SDK.',
    );
  });
});

describe('planFactory: what every request would make anew', () => {
  it('names timers, connections, and what handlers remember', () => {
    const made =
      `import { Pool } from 'pg';\nfunction createServer() {\n  const server = ${NEW};\n` +
      `  const pool = new Pool();\n  const notes = new Map();\n  const names = new Map([['a', 1]]);\n  let calls = 0;\n` +
      `  server.registerTool('a', {}, async () => {\n    notes.set(calls++, names.get('a'));\n    setTimeout(done, 5);\n    return pool.query('');\n  });\n` +
      `  startClock();\n  return server;\n}\nfunction startClock() {\n  setInterval(tick, 1000);\n}\n`;
    expect(run(made + route(`  const server = createServer();\n${connect}`)).review).toEqual([
      'sessions a.ts:5 The Pool belongs to one server object, and every request gets a new one.',
      'sessions a.ts:6 The Map `notes` belongs to one server object, and every request gets a new one.',
      'sessions a.ts:8 The variable `calls` belongs to one server object, and every request gets a new one.',
      'sessions a.ts:18 The timer of `setInterval` belongs to one server object, and every request gets a new one.',
    ]);
  });
});
