import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO =
  "{ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1' } }";

const RPC = `export class RpcServer {
  handlers = new Map();

  addMethod(name, handler) {
    this.handlers.set(name, handler);
  }

  async handle({ id, method, params }) {
    const handler = this.handlers.get(method);
    if (!handler) return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
    return { jsonrpc: '2.0', id, result: await handler(params) };
  }
}
`;
const SHELF = `const server = new RpcServer();
server.addMethod('initialize', () => (${HELLO}));
server.addMethod('ping', () => ({}));
server.addMethod('tools/list', () => ({ tools: [] }));
server.addMethod('tools/call', async params => ({ content: [{ type: 'text', text: params.name }] }));

app.post('/mcp', async (req, res) => {
  res.json(await server.handle(req.body));
});
`;
const CLASS = `class Shelf {
  #handlers = new Map();

  constructor() {
    this.register('initialize', this.initialize.bind(this));
    this.register('tools/list', this.list.bind(this));
    this.register('tools/call', params => this.call(params));
  }

  register(name, handler) {
    this.#handlers.set(name, handler);
  }

  /** Tells who we are. */
  initialize() {
    return ${HELLO};
  }

  list() {
    return { tools: [] };
  }

  async call(params) {
    return { content: [{ type: 'text', text: params.name }] };
  }

  async handle(message) {
    const { id, method, params } = message;
    const handler = this.#handlers.get(method);
    if (!handler) return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
    const result = await handler(params);
    return { jsonrpc: '2.0', id, result };
  }
}
const shelf = new Shelf();
app.post('/mcp', async (req, res) => {
  res.json(await shelf.handle(req.body));
});
`;

function migrated(given: Record<string, string>, legacy: LegacyMode = 'auto') {
  const once = migrateText(given, [handWrittenServers], { legacy }).files;
  expect(migrateText(once, [handWrittenServers], { legacy }).files).toEqual(once);
  return once;
}

const DISCOVER = `{
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  capabilities: { tools: {} },
  _meta: { 'io.modelcontextprotocol/serverInfo': SERVER_INFO },
  ttlMs: 0,
  cacheScope: 'private',
}`;

describe('a class that keeps handlers by their methods', () => {
  it('gets one more where they are registered', () => {
    const text = migrated({ 'server.js': RPC + SHELF })['server.js']!;
    expect(text).toContain(`server.addMethod('server/discover', () => (${DISCOVER}));
server.addMethod('initialize', () => ({ protocolVersion: '2025-11-25', `);
    expect(text).toContain("server.addMethod('ping', () => ({}));");
    expect(text).toContain(`server.addMethod('tools/list', () => ({
  resultType: 'complete',
  tools: [],
  ttlMs: 0,
  cacheScope: 'private',
}));`);
    expect(text).toContain("const METHODS = ['server/discover', 'tools/list', 'tools/call'];");
    expect(text).toContain(RPC);
  });

  it('may be in another file', () => {
    const files = { 'rpc.js': RPC, 'server.js': `import { RpcServer } from './rpc.js';\n${SHELF}` };
    const { 'rpc.js': rpc, 'server.js': server } = migrated(files);
    expect(rpc).toBe(RPC);
    expect(server).toContain(`server.addMethod('server/discover', () => (${DISCOVER}));`);
    expect(server).toContain('const refused = refusal(req.body, METHODS, req.headers);');
  });

  it('may register its own methods', () => {
    const text = migrated({ 'server.js': CLASS })['server.js']!;
    expect(text).toContain(`    this.register('server/discover', this.discover.bind(this));
    this.register('initialize', this.initialize.bind(this));`);
    expect(text).toContain(`  discover() {\n    return ${DISCOVER.replaceAll('\n', '\n    ')};\n  }`);
    expect(text).toContain("return { resultType: 'complete', tools: [], ttlMs: 0, cacheScope: 'private' };");
    expect(text).toContain("return { resultType: 'complete', content: [");
  });

  it('may be filled without a method for that', () => {
    const text = CLASS.replaceAll('this.register(', 'this.#handlers.set(').replace(
      /  register\([^]*?\n  \}\n\n/,
      '',
    );
    expect(migrated({ 'server.js': text })['server.js']).toContain(
      "    this.#handlers.set('server/discover', this.discover.bind(this));",
    );
  });

  it('loses the handshake where 2025-11-25 is refused', () => {
    const text = migrated({ 'server.js': CLASS }, 'reject')['server.js']!;
    expect(text).toContain(`    this.register('server/discover', this.initialize.bind(this));
    this.register('tools/list', `);
    expect(migrated({ 'server.js': RPC + SHELF }, 'reject')['server.js']).not.toMatch(/'initialize'|'ping'/);
  });

  it('may have types', () => {
    const typed = (RPC + SHELF)
      .replace('new Map()', 'new Map<string, Handler>()')
      .replace('(name, handler)', '(name: string, handler: Handler)')
      .replace('{ id, method, params }', '{ id, method, params }: Message');
    expect(migrated({ 'server.ts': typed })['server.ts']).toContain("server.addMethod('server/discover', ");
    for (const type of ['Map<Method, Handler>', 'Handlers']) {
      const other = typed.replace('handlers =', `handlers: ${type} =`);
      expect(migrated({ 'server.ts': other })['server.ts']).toBe(other);
    }
  });
});

describe('a class of which more is done with its handlers than is in view', () => {
  const more = (text: string) => RPC + SHELF + text;
  const member = (text: string) => RPC.replace(/\}\n$/, `\n${text}\n}\n`) + SHELF;
  it.each([
    ['a handler is changed on its way', more('').replace('(name, handler);', '(name, traced(handler));')],
    [
      'a handler is called on its way',
      more('').replace('.set(name, handler);', '.set(name, handler);\n    note(handler);'),
    ],
    ['one is added under a condition', more("if (DEBUG) server.addMethod('debug/dump', dump);\n")],
    [
      'some are added in a loop',
      more('for (const each of all) {\n  server.addMethod(each.name, each.run);\n}\n'),
    ],
    ['the name of one is not known', more('server.addMethod(name, dump);\n')],
    ['one is there twice', more("server.addMethod('ping', pong);\n")],
    ['one is made by a call', more("server.addMethod('prompts/list', traced(list));\n")],
    ['there is another one', more("const other = new RpcServer();\nother.addMethod('admin/stop', stop);\n")],
    [
      'an object of which the class is not known gets one',
      more("function extend(rpc) {\n  rpc.addMethod('prompts/list', list);\n}\n"),
    ],
    ['the method for that is handed on', more('install(server.addMethod.bind(server));\n')],
    ['the table is filled from outside', more("server.handlers.set('prompts/list', list);\n")],
    [
      'a class of its own fills it',
      more(
        "class Other extends RpcServer {\n  more() {\n    this.handlers.set('prompts/list', list);\n  }\n}\n",
      ),
    ],
    ['one is taken out', member('  drop(name) {\n    this.handlers.delete(name);\n  }')],
    ['the table is given away', member('  all() {\n    return this.handlers;\n  }')],
    [
      'the table is asked in two methods',
      member('  knows(method) {\n    return this.handlers.get(method);\n  }'),
    ],
    ['the table is another one', more('').replace('handlers = new Map()', 'handlers = table()')],
    ['the table is made anew', member('  clear() {\n    this.handlers = new Map();\n  }')],
    ['the table belongs to all', more('').replace('handlers = new', 'static handlers = new')],
  ])('leaves the server: %s', (_name, text) => {
    for (const legacy of ['auto', 'reject'] as const)
      expect(migrated({ 'server.js': text }, legacy)['server.js']).toBe(text);
  });

  it('leaves those that are added in two files', () => {
    const files = {
      'rpc.js': RPC,
      'server.js': `import { RpcServer } from './rpc.js';\n${SHELF}export { server };\n`,
      'prompts.js':
        "import { server } from './server.js';\nserver.addMethod('prompts/list', () => ({ prompts: [] }));\n",
    };
    expect(migrated(files)).toEqual(files);
  });
});

const LIBRARY = `import { JSONRPCServer } from 'json-rpc-2.0';
const server = new JSONRPCServer();
server.addMethod('initialize', () => (${HELLO}));
server.addMethod('ping', () => ({}));
server.addMethod('tools/list', () => ({ tools: [] }));
server.addMethod('tools/call', async params => ({ content: [{ type: 'text', text: params.name }] }));

app.post('/mcp', (req, res) => {
  server.receive(req.body).then(response => {
    if (response) res.json(response);
    else res.sendStatus(204);
  });
});
`;

describe('a server of json-rpc-2.0', () => {
  it('gets one more method, and complete results', () => {
    const text = migrated({ 'server.js': LIBRARY })['server.js']!;
    expect(text).toContain(`server.addMethod('server/discover', () => (${DISCOVER}));`);
    expect(text).toContain("server.addMethod('ping', () => ({}));");
    expect(text.match(/resultType: 'complete'/g)).toHaveLength(3);
    expect(text).toContain(`app.post('/mcp', (req, res) => {
  const refused = refusal(req.body, METHODS, req.headers);
  if (refused) {
    res.status(refused.status).json(refused.body);
    return;
  }

  server.receive(req.body).then(`);
  });

  it('may be the private field of a class', () => {
    const text = `import { JSONRPCServer } from 'json-rpc-2.0';
class Shelf {
  #rpc = new JSONRPCServer();
  constructor() {
    this.#rpc.addMethod('initialize', () => (${HELLO}));
    this.#rpc.addMethod('tools/list', () => ({ tools: [] }));
  }
  async handle(req, res) {
    const message = req.body;
    res.json(await this.#rpc.receive(message));
  }
}
`;
    expect(migrated({ 'server.js': text })['server.js']).toContain(
      '    const refused = refusal(message, METHODS, req.headers);',
    );
    const open = text.replaceAll('#rpc', 'rpc');
    expect(migrated({ 'server.js': open })['server.js']).toBe(open);
  });

  it.each([
    ['it is another class of that name', LIBRARY.replace("'json-rpc-2.0'", "'./rpc.js'")],
    ['it is a client, too', LIBRARY.replaceAll('JSONRPCServer', 'JSONRPCServerAndClient')],
    ['text is given to it', LIBRARY.replace('receive(req.body)', 'receiveJSON(req.body)')],
    ['something stands in front of its handlers', `${LIBRARY}server.applyMiddleware(traced);\n`],
    ['a handler answers by itself', `${LIBRARY}server.addMethodAdvanced('prompts/list', list);\n`],
    ['a method is taken out', `${LIBRARY}server.removeMethod('ping');\n`],
    ['it is handed on', `${LIBRARY}install(server);\n`],
    ['it is exported', LIBRARY.replace('const server', 'export const server')],
    ['it is exported at the end', `${LIBRARY}export { server };\n`],
    ['a method is added under a condition', `${LIBRARY}if (DEBUG) server.addMethod('debug/dump', dump);\n`],
    ['the name of a method is not known', `${LIBRARY}server.addMethod(name, dump);\n`],
  ])('is left: %s', (_name, text) => {
    for (const legacy of ['auto', 'reject'] as const)
      expect(migrated({ 'server.js': text }, legacy)['server.js']).toBe(text);
  });
});

describe('methods that are registered with what is not in view', () => {
  const notes = (text: string) => {
    const { left, advice } = migrateText({ 'server.js': text }, [handWrittenServers]);
    return left.map((each, index) => `${each} ${advice[index]!}`);
  };

  it('are named, with what their results need', () => {
    expect(notes(`${LIBRARY}install(server);\n`)).toEqual([
      "server-discover server.js:3 This server registers `initialize`, but not `server/discover`, which every server of 2026-07-28 must answer. What becomes of its handlers is not all in view. Register `server/discover`, refuse what is not of 2026-07-28 where messages come in, and add `resultType: 'complete'` to the results of `tools/call`, `resultType`, `ttlMs` and `cacheScope` to those of `tools/list`.",
    ]);
  });

  it('are not where they are rewritten, of another protocol, or complete', () => {
    const other = "import { start } from './start.js';\n";
    expect(notes(LIBRARY)).toEqual([]);
    expect(
      notes(
        `${other}rpc.addMethod('initialize', begin);\nrpc.addMethod('tools/list', list);\nrpc.addMethod('server/discover', all);\n`,
      ),
    ).toEqual([]);
    expect(
      notes(
        `${other}rpc.onRequest('initialize', begin);\nrpc.onRequest('textDocument/hover', hover); // as tools/list\n`,
      ),
    ).toEqual([]);
  });
});
