import { describe, expect, it } from 'vitest';
import { handlerContext } from '../transforms/handler-context.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD =
  "import { McpServer, type ServerContext } from '@modelcontextprotocol/server';\nconst server = new McpServer({ name: 'a', version: '1' });\n";

/** Migrates a file with an SDK server; a second run has to change nothing. */
function migrate(code: string, others: Record<string, string> = {}) {
  const first = migrateText({ 'src/a.ts': HEAD + code, ...others }, [handlerContext]);
  const second = migrateText(first.files, [handlerContext]);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  const text = first.files['src/a.ts']!;
  expect(text.startsWith(HEAD)).toBe(true);
  return { code: text.slice(HEAD.length), left: first.left, files: first.files };
}

const handler = (body: string, parameter = 'extra') =>
  `server.registerTool('t', { inputSchema: s }, async (args, ${parameter}) => { ${body} });\n`;

describe('reads', () => {
  it.each([
    ['extra.signal', 'extra.mcpReq.signal'],
    ['extra.requestId', 'extra.mcpReq.id'],
    ['extra._meta?.progressToken', 'extra.mcpReq._meta?.progressToken'],
    ['extra.sendRequest(r, S)', 'extra.mcpReq.send(r, S)'],
    ['extra.sendNotification(n)', 'extra.mcpReq.notify(n)'],
    ['extra.authInfo?.token', 'extra.http?.authInfo?.token'],
    ['extra.authInfo!.token', 'extra.http?.authInfo!.token'],
    ['extra.requestInfo?.headers', 'extra.http?.req?.headers'],
    ['extra.closeSSEStream?.()', 'extra.http?.closeSSE?.()'],
    ['extra.closeStandaloneSSEStream?.()', 'extra.http?.closeStandaloneSSE?.()'],
    ['extra?.signal', 'extra?.mcpReq.signal'],
    ["extra['signal']", 'extra.mcpReq.signal'],
    ["extra?.['sendRequest']", 'extra?.mcpReq.send'],
    ['extra.sessionId', 'extra.sessionId'],
    ['(extra as any).signal', '(extra as any).mcpReq.signal'],
    ['extra /* why */ . signal', 'extra /* why */ . mcpReq.signal'],
    ['extra.mcpReq.signal', 'extra.mcpReq.signal'],
    ['extra.other', 'extra.other'],
  ])('%s', (before, after) => {
    expect(migrate(handler(before)).code).toBe(handler(after));
  });

  it('a type query', () => {
    const { code } = migrate(handler('type R = Parameters<typeof extra.sendRequest>[0];'));
    expect(code).toBe(handler('type R = Parameters<typeof extra.mcpReq.send>[0];'));
  });

  it('a nested function', () => {
    const { code } = migrate(handler('setTimeout(() => extra.signal, 1);'));
    expect(code).toBe(handler('setTimeout(() => extra.mcpReq.signal, 1);'));
  });

  it('under any name', () => {
    expect(migrate(handler('ctx.signal;', 'ctx')).code).toBe(handler('ctx.mcpReq.signal;', 'ctx'));
    expect(migrate(handler('_e.signal;', '_e')).code).toBe(handler('_e.mcpReq.signal;', '_e'));
  });

  it('the only parameter of a tool without input', () => {
    const { code } = migrate("server.registerTool('t', {}, async extra => extra.signal);\n");
    expect(code).toBe("server.registerTool('t', {}, async extra => extra.mcpReq.signal);\n");
  });

  it.each([
    ["server.registerResource('r', 'a://b', {}, async (uri, extra) => extra.signal);\n"],
    [
      "server.registerResource('r', new ResourceTemplate('a://{b}', {}), {}, async (uri, v, extra) => extra.signal);\n",
    ],
    ["server.server.setRequestHandler('tools/list', async (request, extra) => extra.signal);\n"],
    ["server.registerPrompt('p', { argsSchema: s }, (args, extra) => extra.signal);\n"],
    ['server.server.fallbackRequestHandler = async (request, extra) => extra.signal;\n'],
    ['const run: ToolCallback<typeof s> = async (args, extra) => extra.signal;\n'],
    ['const run: ToolCallback = async extra => extra.signal;\n'],
    ["const t = new ResourceTemplate('a://{b}', { list: async extra => extra.signal });\n"],
  ])('%s', code => {
    const head = "import { ResourceTemplate, type ToolCallback } from '@modelcontextprotocol/server';\n";
    expect(migrate(head + code).code).toBe(head + code.replace('extra.signal', 'extra.mcpReq.signal'));
  });

  it('a declared parameter', () => {
    const { code } = migrate(
      'function a(extra: ServerContext) { return extra.signal; }\nclass B { run(c?: ServerContext) { return c?.authInfo; } }\n',
    );
    expect(code).toBe(
      'function a(extra: ServerContext) { return extra.mcpReq.signal; }\nclass B { run(c?: ServerContext) { return c?.http?.authInfo; } }\n',
    );
  });

  it('a helper in another file, without a type and without an SDK import', () => {
    const { files } = migrate(`import { help } from './help.js';\n${handler('help(args, extra);')}`, {
      'src/help.js': 'export function help(args, context) { return context.sendNotification({}); }\n',
    });
    expect(files['src/help.js']).toBe(
      'export function help(args, context) { return context.mcpReq.notify({}); }\n',
    );
  });

  it('a handler declared apart', () => {
    const { code } = migrate(
      "async function run(args: object, extra) { return extra.signal; }\nserver.registerTool('t', { inputSchema: s }, run);\n",
    );
    expect(code).toContain('return extra.mcpReq.signal;');
  });

  it('a JSDoc type in JavaScript', () => {
    const { files } = migrate('', {
      'src/b.js':
        "/** @param {import('@modelcontextprotocol/server').ServerContext} extra */\nexport const run = extra => extra.signal;\n",
    });
    expect(files['src/b.js']).toContain('extra => extra.mcpReq.signal;');
  });
});

describe('destructuring', () => {
  it.each([
    ['{ signal }', '{ mcpReq: { signal } }'],
    ['{ signal, requestId }', '{ mcpReq: { signal, id: requestId } }'],
    ['{ sendNotification, _meta }', '{ mcpReq: { notify: sendNotification, _meta } }'],
    ['{ sendRequest: send, sessionId }', '{ mcpReq: { send }, sessionId }'],
    ['{ sessionId, signal, authInfo }', '{ sessionId, mcpReq: { signal }, http: { authInfo } = {} }'],
    [
      '{ authInfo, signal, requestInfo }',
      '{ http: { authInfo, req: requestInfo } = {}, mcpReq: { signal } }',
    ],
    ['{ _meta = {} }', '{ mcpReq: { _meta = {} } }'],
    ['{ _meta: { progressToken } }', '{ mcpReq: { _meta: { progressToken } } }'],
    ['{ signal } = {}', '{ mcpReq: { signal } = {} } = {}'],
  ])('parameter %s', (before, after) => {
    expect(migrate(handler('', before)).code).toBe(handler('', after));
  });

  it('in the body', () => {
    const { code } = migrate(handler('const { signal, sessionId } = extra;'));
    expect(code).toBe(handler('const { mcpReq: { signal }, sessionId } = extra;'));
  });

  it('over several lines', () => {
    const { code } = migrate(
      handler('const {\n  signal,\n  sessionId,\n  requestId,\n  sendNotification,\n} = extra;'),
    );
    expect(code).toBe(
      handler(
        'const {\n  mcpReq: { signal, id: requestId, notify: sendNotification },\n  sessionId,\n} = extra;',
      ),
    );
  });

  it('reports a rest', () => {
    const { code, left } = migrate(handler('', '{ signal, ...rest }'));
    expect(code).toBe(handler('', '{ signal, ...rest }'));
    expect(left).toEqual([
      'sdk-v2-packages src/a.ts:3 The rest of a handler context has other members in SDK v2.',
    ]);
  });
});

describe('what is reported', () => {
  it('a write to a member of the optional http', () => {
    const { code, left } = migrate(handler('extra.authInfo = a;'));
    expect(code).toBe(handler('extra.authInfo = a;'));
    expect(left).toHaveLength(1);
  });

  it('a helper with a flat type of its own', () => {
    const { left } = migrate(
      `function help(context: { signal: AbortSignal }) { return context.signal; }\n${handler('help(extra);')}`,
    );
    expect(left).toEqual([
      'sdk-v2-packages src/a.ts:4 This function reads `signal` of the handler context where SDK v1 had it.',
    ]);
  });

  it.each([
    [
      'a handler of its own name',
      `const run = (args: object, extra: { signal?: AbortSignal }) => work(extra.signal);`,
      'run',
    ],
    ['a handler in place', '', `(args, { signal }: { signal: AbortSignal }) => work(signal)`],
  ])('%s with a flat type of its own', (_, before, callback) => {
    const text = `import { McpServer } from '@modelcontextprotocol/server';\nconst server = new McpServer(info);\n${before}\nserver.registerTool('a', TOOL, ${callback});\n`;
    const { code, left } = migrate(text);
    expect(code).toBe(text);
    expect(left).toEqual([
      'sdk-v2-packages src/a.ts:6 This function reads `signal` of the handler context where SDK v1 had it.',
    ]);
  });

  it('no handler whose second parameter holds members of other names', () => {
    const text = `import { McpServer } from '@modelcontextprotocol/server';\nconst server = new McpServer(info);\nserver.registerTool('a', TOOL, (args, extra: { mcpReq: { signal: AbortSignal } }) => work(extra.mcpReq.signal));\nother.registerTool('a', TOOL, (args, extra: { signal: AbortSignal }) => work(extra.signal));\n`;
    expect(migrate(text)).toMatchObject({ code: text, left: [] });
  });

  it('a copy with flat members', () => {
    const { left } = migrate(handler('run({ ...extra, signal: other });'));
    expect(left).toHaveLength(1);
  });
});

describe('what is left alone', () => {
  it.each([
    [
      'the arguments of a tool',
      "server.registerTool('t', { inputSchema: s }, async extra => extra.signal);\n",
    ],
    ['a request', 'fetch(url, init => init.signal);\nconst extra = { signal: 1 };\nextra.signal;\n'],
    [
      'a handler of another server',
      "import { FastMCP } from 'fastmcp';\nconst other = new FastMCP();\nother.registerTool('t', {}, async (args, extra) => extra.signal);\n",
    ],
    ['an Express handler', "app.get('/', (req, extra) => extra.sessionId);\n"],
    [
      'variables of a template',
      "server.registerResource('r', new T('a'), {}, async (uri, { signal }) => signal);\n",
    ],
    ['a local that hides the context', handler('{ const extra = { signal: 1 }; extra.signal; }')],
  ])('%s', (_name, code) => {
    const result = migrate(code);
    expect(result.code).toBe(code);
    expect(result.left).toEqual([]);
  });
});
