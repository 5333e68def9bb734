import { describe, expect, it } from 'vitest';
import { duckTypedErrors } from '../transforms/duck-typed-errors.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { Client, ProtocolError, SdkHttpError, SseError, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
const client = new Client({ name: 'a', version: '1' });
`;

function migrate(code: string, head = HEAD) {
  const first = migrateText({ 'src/a.ts': head + code }, [duckTypedErrors]);
  const second = migrateText(first.files, [duckTypedErrors]);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  const text = first.files['src/a.ts']!;
  return {
    code: text.slice(text.indexOf('\n', text.indexOf('new Client')) + 1),
    text,
    left: first.left,
    review: first.review,
  };
}

const attempt = (handler: string, call = 'await client.connect(transport);') =>
  `try { ${call} } catch (e) { ${handler} }\n`;

describe('an HTTP status in the code of an error from a client', () => {
  it.each([
    ['if (e.code === 401) a();', 'if ((e instanceof SdkHttpError ? e.status : e.code) === 401) a();'],
    [
      'if ((e as any).code === 401) a();',
      'if ((e instanceof SdkHttpError ? e.status : (e as any).code) === 401) a();',
    ],
    ['if (e?.code === 404) a();', 'if ((e instanceof SdkHttpError ? e.status : e?.code) === 404) a();'],
    [
      "if (e instanceof Error && 'code' in e && e.code === 401) a();",
      "if (e instanceof Error && 'code' in e && (e instanceof SdkHttpError ? e.status : e.code) === 401) a();",
    ],
    [
      'if ([401, 403].includes(e.code)) a();',
      'if ([401, 403].includes(e instanceof SdkHttpError ? e.status : e.code)) a();',
    ],
    [
      'switch (e.code) { case 401: a(); }',
      'switch (e instanceof SdkHttpError ? e.status : e.code) { case 401: a(); }',
    ],
    [
      'const code = e.code; if (code === 405) a();',
      'const code = e instanceof SdkHttpError ? e.status : e.code; if (code === 405) a();',
    ],
  ])('%s', (before, after) => {
    const { code, left, review } = migrate(attempt(before));
    expect(code).toBe(attempt(after));
    expect(left).toEqual([]);
    expect(review).toHaveLength(1);
  });

  it('in a helper and in a rejection', () => {
    const { code } = migrate(
      'async function open() { await client.connect(t); }\ntry { await open(); } catch (e) { if (e.code === 401) a(); }\nclient.ping().catch(e => { if (e.code === 401) a(); });\n',
    );
    expect(code.match(/SdkHttpError \? e\.status/g)).toHaveLength(2);
  });

  it('imports the class', () => {
    const head =
      "import { Client } from '@modelcontextprotocol/client';\nconst client = new Client({ name: 'a', version: '1' });\n";
    expect(migrate(attempt('if (e.code === 401) a();'), head).text).toContain(
      "import { Client, SdkHttpError } from '@modelcontextprotocol/client';",
    );
  });

  it.each([
    [attempt('if (e.code === 401) a();', 'await fetch(url);')],
    [attempt("if (e.code === 'ENOENT') a();")],
    [attempt('if (e.code === 11000) a();')],
    [attempt('if (e.code === 401 || e.status === 401) a();')],
    [attempt('if (e instanceof SseError && e.code === 401) a();')],
    [attempt('if (e instanceof AxiosError && e.code === 401) a();')],
    [attempt('if (response.code === 401) a();')],
    ['export const f = (e: { code: number }) => e.code === 401;\n'],
    ['app.use((e, req, res, next) => { if (e.code === 403) next(); });\n'],
  ])('leaves %s', code => {
    const result = migrate(code);
    expect(result.code).toBe(code);
    expect(result.left).toEqual([]);
  });
});

describe('codes that the SDK raised itself', () => {
  it.each([
    [
      "if (e instanceof ProtocolError && e.code === -32001) throw new Error('Request timed out');",
      "if (e instanceof SdkError && e.code === SdkErrorCode.RequestTimeout) throw new Error('Request timed out');",
    ],
    [
      "if (e instanceof ProtocolError || e.code === -32001) log('timeout');",
      "if (e instanceof ProtocolError || (e instanceof SdkError && e.code === SdkErrorCode.RequestTimeout)) log('timeout');",
    ],
    [
      "if (e.code === -32000) log('connection closed');",
      "if (e instanceof SdkError && e.code === SdkErrorCode.ConnectionClosed) log('connection closed');",
    ],
    [
      'const TIMEOUT = -32001; if (e instanceof ProtocolError && e.code === TIMEOUT) retry();',
      'const TIMEOUT = -32001; if (e instanceof SdkError && e.code === SdkErrorCode.RequestTimeout) retry();',
    ],
  ])('%s', (before, after) => {
    const { code, review } = migrate(attempt(before));
    expect(code).toBe(attempt(after));
    expect(review).toHaveLength(1);
  });

  it.each([
    [attempt('if (e instanceof ProtocolError && e.code === -32001) a();')],
    [attempt('if (e.code === -32000) a();')],
    [attempt("if (e instanceof ProtocolError) { if (e.code === -32001) log('timeout'); }")],
  ])('reports %s', code => {
    const result = migrate(code);
    expect(result.code).toBe(code);
    expect(result.left).toHaveLength(1);
  });

  it.each([
    [
      "res.status(401).json({ jsonrpc: '2.0', error: { code: -32001, message: 'Unauthorized' }, id: null });\n",
    ],
    ["throw new ProtocolError(-32001, 'Session not found');\n"],
    [attempt('if (e instanceof ProtocolError && e.code === -32003) a();')],
    [attempt('if (e.code === -32004) a();')],
    ['if (message.error.code === -32001) a();\n'],
    [attempt("if (e.code === -32001) log('timeout');", 'await other();')],
    ['const UNAUTHORIZED = -32001;\n'],
  ])('never touches %s', code => {
    const result = migrate(code);
    expect(result.code).toBe(code);
    expect(result.left).toEqual([]);
  });
});

describe('names of error classes', () => {
  it.each([
    ["if (e.name === 'McpError') a();", "if (e.name === 'ProtocolError' || e.name === 'SdkError') a();"],
    [
      "if (e?.constructor?.name !== 'McpError') a();",
      "if (e?.constructor?.name !== 'ProtocolError' && e?.constructor?.name !== 'SdkError') a();",
    ],
    [
      "if ((e as Error).name === 'McpError') a();",
      "if ((e as Error).name === 'ProtocolError' || (e as Error).name === 'SdkError') a();",
    ],
    [
      "if (e.constructor.name === 'StreamableHTTPError') a();",
      "if (e.constructor.name === 'SdkHttpError') a();",
    ],
    [
      "if (['McpError', 'X'].includes(e.name)) a();",
      "if (['ProtocolError', 'SdkError', 'X'].includes(e.name)) a();",
    ],
    [
      "switch (e.name) {\n  case 'McpError':\n    a();\n}",
      "switch (e.name) {\n  case 'ProtocolError':\n  case 'SdkError':\n    a();\n}",
    ],
    ["expect(e.name).toBe('McpError');", "expect(e.name).toBe('ProtocolError');"],
  ])('%s', (before, after) => {
    const { code, left } = migrate(`${before}\n`);
    expect(code).toBe(`${after}\n`);
    expect(left).toEqual([]);
  });

  it.each([
    ["class McpError extends Error {}\nif (e.name === 'McpError') a();\n"],
    [
      "class Own extends Error { constructor() { super(); this.name = 'McpError'; } }\nif (e.name === 'McpError') a();\n",
    ],
    ["const label = 'McpError';\n"],
    ["if (tool.name === 'ProtocolError') a();\n"],
    ["if (title === 'McpError') a();\n"],
  ])('leaves %s', code => {
    const result = migrate(code);
    expect(result.code).toBe(code);
    expect(result.left).toEqual([]);
  });

  it('leaves projects without the SDK', () => {
    const code = "if (e.name === 'McpError') a();\n";
    expect(migrateText({ 'a.ts': code }, [duckTypedErrors]).files['a.ts']).toBe(code);
  });
});

describe('the prefix of messages', () => {
  it.each([
    ["if (e.message.startsWith('MCP error -32602')) a();"],
    ['expect(f).rejects.toThrow(/MCP error -32602/);'],
    ["if (text.includes('MCP error')) a();"],
  ])('reports %s', code => {
    const { left } = migrate(`${code}\n`);
    expect(left).toEqual([
      'sdk-v2-packages src/a.ts:3 Messages of errors no longer start with `MCP error <code>:` in SDK v2.',
    ]);
  });

  it('leaves other texts', () => {
    expect(migrate("log('An MCP error happened', 'MCP errors');\n").left).toEqual([]);
    expect(migrate("console.error('MCP error:', error);\nlog('MCP error in tool');\n").left).toEqual([]);
    expect(migrate("console.error('MCP error', error);\n").left).toEqual([]);
  });
});
