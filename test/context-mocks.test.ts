import { describe, expect, it } from 'vitest';
import { contextMocks } from '../transforms/context-mocks.js';
import { migrateText } from './helpers/migrate-text.js';

const SERVER = "import { McpServer, type ServerContext } from '@modelcontextprotocol/server';\n";

function migrate(code: string, others: Record<string, string> = {}, name = 'test/a.test.ts') {
  const first = migrateText({ [name]: SERVER + code, ...others }, [contextMocks]);
  const second = migrateText(first.files, [contextMocks]);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  return { code: first.files[name]!.slice(SERVER.length), left: first.left };
}

describe('objects declared to be a context', () => {
  it.each([
    ['{ sendRequest: f }', '{ mcpReq: { send: f } }'],
    ['{ sendRequest, signal }', '{ mcpReq: { send: sendRequest, signal } }'],
    ['{ async sendNotification(n) {}, requestId: 1 }', '{ mcpReq: { async notify(n) {}, id: 1 } }'],
    ['{ sessionId: "s", _meta: {} }', '{ sessionId: "s", mcpReq: { _meta: {} } }'],
    ['{ signal: s, sessionId: "s", requestId: 1 }', '{ mcpReq: { signal: s, id: 1 }, sessionId: "s" }'],
    ['{ authInfo: { token: "t" } }', '{ http: { authInfo: { token: "t" } } }'],
    ['{ authInfo, signal }', '{ http: { authInfo }, mcpReq: { signal } }'],
    [
      "{ requestInfo: { headers: { 'x-key': 'k' } } }",
      "{ http: { req: new Request('http://localhost/mcp', { headers: { 'x-key': 'k' } }) } }",
    ],
    [
      '{ requestInfo: { url: new URL("http://a/"), headers: { a: b } } }',
      '{ http: { req: new Request(new URL("http://a/"), { headers: { a: b } }) } }',
    ],
    ["{ 'sendRequest': f }", '{ mcpReq: { send: f } }'],
  ])('%s', (before, after) => {
    for (const [head, tail] of [
      ['const extra = ', ' as unknown as ServerContext;'],
      ['const extra: Partial<ServerContext> = ', ';'],
      ['const make = (): ServerContext => (', ') as any;'],
      ['function make(): ServerContext { return ', '; }'],
    ]) {
      const { code, left } = migrate(`${head}${before}${tail}\n`);
      expect(code).toBe(`${head}${after}${tail}\n`);
      expect(left).toEqual([]);
    }
  });

  it('over several lines, with comments', () => {
    const { code } = migrate(
      `const extra = {
  signal: new AbortController().signal,
  // the id of the call
  requestId: 'r',
  sendNotification: vi.fn(async () => {
    done();
  }),
  sessionId: 's',
} as unknown as ServerContext;
`,
    );
    expect(code).toBe(`const extra = {
  mcpReq: {
    signal: new AbortController().signal,
    // the id of the call
    id: 'r',
    notify: vi.fn(async () => {
      done();
    }),
  },
  sessionId: 's',
} as unknown as ServerContext;
`);
  });

  it('members that are apart', () => {
    const { code } = migrate(
      "const extra = {\n  signal,\n  sessionId: 's',\n  requestId: 1,\n  authInfo,\n} as unknown as ServerContext;\n",
    );
    expect(code).toBe(
      "const extra = {\n  mcpReq: {\n    signal,\n    id: 1,\n  },\n  sessionId: 's',\n  http: {\n    authInfo,\n  },\n} as unknown as ServerContext;\n",
    );
  });

  it('what reads the object', () => {
    const { code } = migrate(
      'const extra = { sendRequest: vi.fn(), authInfo } as unknown as ServerContext;\nexpect(extra.sendRequest).toHaveBeenCalled();\nextra.authInfo.token;\nextra.sendRequest = other;\n',
    );
    expect(code).toContain(
      'expect(extra.mcpReq.send).toHaveBeenCalled();\nextra.http?.authInfo.token;\nextra.mcpReq.send = other;',
    );
  });

  it('an object made from another', () => {
    const { code } = migrate(
      "const base = { signal, requestId: 1, sendNotification: n, sendRequest: r };\nconst extra = { ...base, signal: other } as unknown as ServerContext;\nconst named = { ...base, sessionId: 's' } as unknown as ServerContext;\n",
    );
    expect(code).toBe(
      "const base = { mcpReq: { signal, id: 1, notify: n, send: r } };\nconst extra = { ...base, mcpReq: { ...base.mcpReq, signal: other } } as unknown as ServerContext;\nconst named = { ...base, sessionId: 's' } as unknown as ServerContext;\n",
    );
  });
});

describe('objects passed to handlers', () => {
  it('of the project', () => {
    const { code } = migrate(
      "import { run } from '../src/run.js';\nawait run({ a: 1 }, { sendNotification: vi.fn() });\nconst extra = { signal };\nawait run({}, extra);\n",
      {
        'src/run.js': 'export async function run(args, extra) {}\n',
        'src/server.js':
          "import { McpServer } from '@modelcontextprotocol/server';\nimport { run } from './run.js';\nnew McpServer({ name: 'a', version: '1' }).registerTool('t', { inputSchema: s }, run);\n",
      },
    );
    expect(code).toContain('await run({ a: 1 }, { mcpReq: { notify: vi.fn() } });');
    expect(code).toContain('const extra = { mcpReq: { signal } };');
  });

  it.each([
    [
      'a map filled by a stand-in server',
      'const handlers = new Map();\nconst server = { registerTool: vi.fn((name, config, handler) => { handlers.set(name, handler); }) } as unknown as McpServer;\n',
      "handlers.get('t')!",
    ],
    [
      'a map filled by a helper',
      'function make() {\n  const handlers: Record<string, Function> = {};\n  const server = { registerTool(name: string, config: unknown, handler: Function) { handlers[name] = handler; } };\n  return { server, handlers };\n}\nconst { server, handlers } = make();\n',
      "handlers['t']!",
    ],
    [
      'a variable',
      'let caught: Function;\nconst server = { tool: (name, shape, handler) => { caught = handler; } } as any;\n',
      'caught',
    ],
    [
      'recorded calls',
      'const server = { registerTool: vi.fn() };\nconst handler = server.registerTool.mock.calls[0]![2];\n',
      'handler',
    ],
    [
      'recorded calls of a spy',
      'const [, , handler] = vi.mocked(server.registerTool).mock.calls[0]!;\n',
      'handler',
    ],
    [
      'a constant taken from a map',
      'const handlers = new Map();\nconst server = { registerTool: vi.fn().mockImplementation((name, config, handler) => handlers.set(name, handler)) };\nconst handler = handlers.get("t");\n',
      'handler',
    ],
  ])('caught in %s', (_name, head, callee) => {
    const { code, left } = migrate(`${head}await ${callee}({}, { sendRequest });\n`);
    expect(code).toBe(`${head}await ${callee}({}, { mcpReq: { send: sendRequest } });\n`);
    expect(left).toEqual([]);
  });

  it('made by a helper without a type', () => {
    const { code } = migrate(
      'const handlers = new Map();\nconst server = { registerTool: (n, c, h) => handlers.set(n, h) };\nconst makeExtra = () => ({ signal, _meta: {} });\nhandlers.get("t")({}, makeExtra());\n',
    );
    expect(code).toContain('const makeExtra = () => ({ mcpReq: { signal, _meta: {} } });');
  });
});

it('the four members every v1 context had', () => {
  const { code } = migrate(
    'export const mockExtra = { signal, requestId: 1, sendNotification: vi.fn(), sendRequest: vi.fn() };\n',
  );
  expect(code).toBe(
    'export const mockExtra = { mcpReq: { signal, id: 1, notify: vi.fn(), send: vi.fn() } };\n',
  );
});

describe('assertions on what was sent', () => {
  const head = 'const send = vi.fn();\nconst extra = { sendRequest: send } as unknown as ServerContext;\n';

  it('drops the schema that handlers no longer pass', () => {
    const { code } = migrate(
      `${head}expect(send).toHaveBeenCalledWith(expect.objectContaining({ method: 'roots/list' }), expect.anything());\nexpect(send).toHaveBeenCalledWith({ method: 'elicitation/create' }, expect.anything(), expect.anything());\n`,
    );
    expect(code).toContain("toHaveBeenCalledWith(expect.objectContaining({ method: 'roots/list' }));");
    expect(code).toContain("toHaveBeenCalledWith({ method: 'elicitation/create' }, expect.anything());");
  });

  it.each([
    ["expect(send).toHaveBeenCalledWith({ method: 'acme/x' }, expect.anything());"],
    ["expect(send).toHaveBeenCalledWith({ method: 'roots/list' }, { timeout: 1 });"],
    ["expect(other).toHaveBeenCalledWith({ method: 'roots/list' }, expect.anything());"],
  ])('keeps %s', line => {
    const { code } = migrate(`${head}${line}\n`);
    expect(code).toContain(line);
  });

  it('keeps it while a handler passes one', () => {
    const line = "expect(send).toHaveBeenCalledWith({ method: 'roots/list' }, expect.anything());";
    const { code } = migrate(`${head}${line}\n`, {
      'src/a.ts': `${SERVER}export const f = (ctx: ServerContext) => ctx.mcpReq.send({ method: 'roots/list' }, Mine);\n`,
    });
    expect(code).toContain(line);
  });
});

describe('what is reported', () => {
  it.each([
    ['const extra = { sendRequest: f, requestId: 1 };\nrun(extra);\n'],
    ['const extra = { requestInfo: info } as unknown as ServerContext;\n'],
    ['const extra = { requestInfo: { headers: { a: ["b"] } } } as unknown as ServerContext;\n'],
    ['const make = (o: object) => ({ ...o, signal }) as unknown as ServerContext;\n'],
  ])('%s', before => {
    const { code, left } = migrate(before);
    expect(code).toBe(before);
    expect(left).toHaveLength(1);
  });
});

describe('what is left alone', () => {
  it.each([
    ['a fetch', 'fetch(url, { signal });\nrun({ signal, requestId });\n'],
    [
      'a language server connection',
      'const connection = { onRequest: vi.fn(), sendNotification: vi.fn(), sendRequest: vi.fn() };\n',
    ],
    ['a service', 'const service = { sendNotification: vi.fn(), createUser: vi.fn() };\n'],
    ['a logger', "logger.info('x', { requestId: 1, signal: 'y' });\n"],
    ['what is new already', 'const ctx = { mcpReq: { send: f } } as unknown as ServerContext;\n'],
    [
      'options made from a context',
      'export const f = (ctx: ServerContext) => run({ signal: ctx.mcpReq.signal, sendRequest: ctx.mcpReq.send });\n',
    ],
    ['a message of a transport', "transport.onmessage(message, { authInfo: { token: 't' } });\n"],
  ])('%s', (_name, before) => {
    const { code, left } = migrate(before);
    expect(code).toBe(before);
    expect(left).toEqual([]);
  });

  it('projects without the SDK', () => {
    const code = 'const c = { signal, requestId: 1, sendNotification: n, sendRequest: r };\n';
    expect(migrateText({ 'a.test.ts': code }, [contextMocks]).files['a.test.ts']).toBe(code);
  });
});
