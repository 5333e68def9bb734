import { describe, expect, it } from 'vitest';
import { httpStatusCodes } from '../transforms/http-status-codes.js';
import { migrateText } from './helpers/migrate-text.js';

const V1 =
  "import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';\nimport { SseError } from '@modelcontextprotocol/sdk/client/sse.js';\n";
const V2 = "import { SdkHttpError, SdkErrorCode, SseError } from '@modelcontextprotocol/client';\n";

function migrate(head: string, code: string) {
  const first = migrateText({ 'src/a.ts': head + code }, [httpStatusCodes]);
  expect(migrateText(first.files, [httpStatusCodes]).files).toEqual(first.files);
  expect(first.left).toEqual([]);
  return first.files['src/a.ts']!.slice(head.length);
}

describe('v1: every code is a status', () => {
  it.each([
    [
      'if (e instanceof StreamableHTTPError && e.code === 401) a();',
      'if (e instanceof StreamableHTTPError && e.status === 401) a();',
    ],
    [
      'if (e instanceof StreamableHTTPError) { log(e.code); }',
      'if (e instanceof StreamableHTTPError) { log(e.status); }',
    ],
    [
      'const s = e instanceof StreamableHTTPError ? e.code : 0;',
      'const s = e instanceof StreamableHTTPError ? e.status : 0;',
    ],
    [
      'const h = e instanceof StreamableHTTPError;\nconst s = h ? e.code : null;',
      'const h = e instanceof StreamableHTTPError;\nconst s = h ? e.status : null;',
    ],
    [
      'function f(e: unknown) { if (!(e instanceof StreamableHTTPError)) throw e; return e.code; }',
      'function f(e: unknown) { if (!(e instanceof StreamableHTTPError)) throw e; return e.status; }',
    ],
    [
      'if (!(e instanceof StreamableHTTPError) || e.code !== 404) throw e;',
      'if (!(e instanceof StreamableHTTPError) || e.status !== 404) throw e;',
    ],
    [
      'if (!(e instanceof StreamableHTTPError)) b(); else a(e.code);',
      'if (!(e instanceof StreamableHTTPError)) b(); else a(e.status);',
    ],
    ['(e as StreamableHTTPError).code === 404;', '(e as StreamableHTTPError).status === 404;'],
    ['const f = (e: StreamableHTTPError) => e.code;', 'const f = (e: StreamableHTTPError) => e.status;'],
    ['const h = e as StreamableHTTPError; h.code;', 'const h = e as StreamableHTTPError; h.status;'],
    [
      'if (e instanceof StreamableHTTPError) switch (e.code) { case 401: a(); }',
      'if (e instanceof StreamableHTTPError) switch (e.status) { case 401: a(); }',
    ],
    [
      'if (e instanceof StreamableHTTPError) { const { code } = e; a(code); }',
      'if (e instanceof StreamableHTTPError) { const { status: code } = e; a(code); }',
    ],
    [
      'if (e instanceof StreamableHTTPError) { const { code: c } = e; a(c); }',
      'if (e instanceof StreamableHTTPError) { const { status: c } = e; a(c); }',
    ],
    [
      'if (e instanceof StreamableHTTPError || e instanceof SseError) { a(e.code); }',
      'if (e instanceof StreamableHTTPError || e instanceof SseError) { a(e instanceof StreamableHTTPError ? e.status : e.code); }',
    ],
    [
      'if (this.error instanceof StreamableHTTPError && this.error.code === 401) a();',
      'if (this.error instanceof StreamableHTTPError && this.error.status === 401) a();',
    ],
    [
      'let e: unknown; e = x; if (e instanceof StreamableHTTPError && e.code) a();',
      'let e: unknown; e = x; if (e instanceof StreamableHTTPError && e.status) a();',
    ],
  ])('%s', (before, after) => {
    expect(migrate(V1, `${before}\n`)).toBe(`${after}\n`);
  });

  it('through a namespace and a barrel', () => {
    const { files } = migrateText(
      {
        'src/sdk.ts': "export * from '@modelcontextprotocol/sdk/client/streamableHttp.js';\n",
        'src/a.ts':
          "import * as sdk from './sdk.js';\nif (e instanceof sdk.StreamableHTTPError && e.code === 401) a();\n",
      },
      [httpStatusCodes],
    );
    expect(files['src/a.ts']).toContain('&& e.status === 401');
  });
});

describe('v2: what is compared with a status', () => {
  it.each([
    [
      'if (e instanceof SdkHttpError && e.code === 401) a();',
      'if (e instanceof SdkHttpError && e.status === 401) a();',
    ],
    [
      'const h = e instanceof SdkHttpError;\nconst s = h ? e.code : null;\nif (s === 404 || s === 405) a();',
      'const h = e instanceof SdkHttpError;\nconst s = h ? e.status : null;\nif (s === 404 || s === 405) a();',
    ],
    [
      'if (SdkHttpError.isInstance(e) && [401, 403].includes(e.code)) a();',
      'if (SdkHttpError.isInstance(e) && [401, 403].includes(e.status)) a();',
    ],
    [
      'if (e instanceof SdkHttpError && e.code >= 500) a();',
      'if (e instanceof SdkHttpError && e.status >= 500) a();',
    ],
    [
      'if (e instanceof SdkHttpError) switch (e.code) { case 401: a(); }',
      'if (e instanceof SdkHttpError) switch (e.status) { case 401: a(); }',
    ],
    [
      'const UNAUTHORIZED = 401;\nif (e instanceof SdkHttpError && e.code === UNAUTHORIZED) a();',
      'const UNAUTHORIZED = 401;\nif (e instanceof SdkHttpError && e.status === UNAUTHORIZED) a();',
    ],
  ])('%s', (before, after) => {
    expect(migrate(V2, `${before}\n`)).toBe(`${after}\n`);
  });
});

describe('what is left alone', () => {
  it.each([
    [V2, 'if (e instanceof SdkHttpError && e.code === SdkErrorCode.ClientHttpForbidden) a();'],
    [V2, 'if (e instanceof SdkHttpError) log(e.code);'],
    [V2, 'if (e instanceof SdkHttpError && e.status === 401) a();'],
    [V1, 'if (e instanceof SseError && e.code === 401) a();'],
    [V1, 'if (e instanceof StreamableHTTPError || e.code === 401) a();'],
    [V1, 'if (!(e instanceof StreamableHTTPError) && e.code === 401) a();'],
    [V1, 'if (e instanceof StreamableHTTPError) a(); else b(e.code);'],
    [V1, 'let e = x; if (e instanceof StreamableHTTPError) { e = next(); a(e.code); }'],
    [V1, 'if (e instanceof StreamableHTTPError && other.code === 401) a();'],
    [V1, 'if (e instanceof StreamableHTTPError || e instanceof AxiosError) a(e.code);'],
    [
      "import { StreamableHTTPError } from 'other';\n",
      'if (e instanceof StreamableHTTPError && e.code === 401) a();',
    ],
    [
      'class SdkHttpError extends Error { code = 1; }\n',
      'if (e instanceof SdkHttpError && e.code === 401) a();',
    ],
    [
      "import { McpError } from './mcp-error.js';\n// StreamableHTTPError\n",
      'if (e instanceof McpError && e.code === 401) a();',
    ],
  ])('%s%s', (head, code) => {
    expect(migrate(head, `${code}\n`)).toBe(`${code}\n`);
  });
});
