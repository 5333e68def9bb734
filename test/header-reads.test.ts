import { describe, expect, it } from 'vitest';
import { handlerContext } from '../transforms/handler-context.js';
import { headerReads } from '../transforms/header-reads.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD =
  "import { McpServer, type ServerContext } from '@modelcontextprotocol/server';\nconst server = new McpServer({ name: 'a', version: '1' });\n";

function migrate(code: string, others: Record<string, string> = {}) {
  const transforms = [handlerContext, headerReads];
  const first = migrateText({ 'src/a.ts': HEAD + code, ...others }, transforms);
  const second = migrateText(first.files, transforms);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  return { code: first.files['src/a.ts']!.slice(HEAD.length), left: first.left, files: first.files };
}

/** What becomes of statements in a handler where `h` stands for the headers of the request. */
function inHandler(body: string) {
  const wrap = (inner: string) =>
    `server.registerTool('t', { inputSchema: s }, async (args, ctx) => { ${inner.replaceAll('$h', 'ctx.http?.req?.headers')} });\n`;
  const { code, left } = migrate(wrap(body));
  return {
    body: code
      .slice(wrap('').indexOf('{  }') + 2, -' });\n'.length + 0)
      .replaceAll('ctx.http?.req?.headers', '$h')
      .trim(),
    left,
  };
}

describe('reads', () => {
  it.each([
    ["if ($h['x']) a();", "if ($h.get('x')) a();"],
    ['if (!$h["x-key"]) a();', 'if (!$h.get("x-key")) a();'],
    ["if ($h?.['x']) a();", "if ($h?.get('x')) a();"],
    ['if ($h.authorization) a();', "if ($h.get('authorization')) a();"],
    ['if ($h?.authorization) a();', "if ($h?.get('authorization')) a();"],
    ['if ($h[NAME]) a();', 'if ($h.get(NAME)) a();'],
    ['if ($h[`x-${n}`]) a();', 'if ($h.get(`x-${n}`)) a();'],
    ["$h['x']?.split(',');", "$h.get('x')?.split(',');"],
    ["$h['x']!.length;", "$h.get('x')!.length;"],
    ["const v = $h['x'] ?? 'y';", "const v = $h.get('x') ?? 'y';"],
    ["const v = $h['x'] || f();", "const v = $h.get('x') || f();"],
    ["$h['x'] === 'y';", "$h.get('x') === 'y';"],
    ["$h['x'] != null;", "$h.get('x') != null;"],
    ["typeof $h['x'] === 'string';", "typeof $h.get('x') === 'string';"],
    ["const v = $h['x']; if (v) a(v.length);", "const v = $h.get('x'); if (v) a(v.length);"],
    ["const v = $h['x']; if (!v) b(); else v.trim();", "const v = $h.get('x'); if (!v) b(); else v.trim();"],
  ])('%s', (before, after) => {
    const { body, left } = inHandler(before);
    expect(body).toBe(after);
    expect(left).toEqual([]);
  });
});

describe('places that tell null from undefined', () => {
  it.each([
    ["f($h['x']);", "f($h.get('x') ?? undefined);"],
    ["return $h['x'];", "return $h.get('x') ?? undefined;"],
    ["const o = { x: $h['x'] };", "const o = { x: $h.get('x') ?? undefined };"],
    ["const v: string | undefined = $h['x'];", "const v: string | undefined = $h.get('x') ?? undefined;"],
    ["let v = $h['x'];", "let v = $h.get('x') ?? undefined;"],
    ["v = $h['x'];", "v = $h.get('x') ?? undefined;"],
    ["$h['x'] === undefined;", "($h.get('x') ?? undefined) === undefined;"],
    ["$h['x'] === expected;", "($h.get('x') ?? undefined) === expected;"],
    ["const v = on && $h['x']; f(v);", "const v = on && ($h.get('x') ?? undefined); f(v);"],
    ["const v = on ? $h['x'] : y; f(v);", "const v = on ? $h.get('x') ?? undefined : y; f(v);"],
    ["`${$h['x']}`;", "`${$h.get('x') ?? undefined}`;"],
    ["[1].map(() => $h['x']);", "[1].map(() => $h.get('x') ?? undefined);"],
  ])('%s', (before, after) => {
    expect(inHandler(before).body).toBe(after);
  });
});

describe('values that could be lists', () => {
  it.each([
    ["const v = $h['x'] as string | undefined; f(v);", "const v = $h.get('x') ?? undefined; f(v);"],
    ["const v = $h['x'] as string | undefined; if (v) f();", "const v = $h.get('x'); if (v) f();"],
    ["f($h['x'] as string | string[] | undefined);", "f($h.get('x') ?? undefined);"],
    ["f($h['x'] as string);", "f($h.get('x') as string);"],
    ["f($h['x'] as any);", "f($h.get('x') as any);"],
    ["($h['x'] as string | undefined)?.trim();", "($h.get('x'))?.trim();"],
    ["f(Array.isArray($h['x']) ? $h['x'][0] : $h['x']);", "f($h.get('x') ?? undefined);"],
    [
      "const r = $h['x']; const v = Array.isArray(r) ? r[0] : r; f(v);",
      "const r = $h.get('x') ?? undefined; const v = r; f(v);",
    ],
    [
      "const r = $h['x']; f(Array.isArray(r) ? r.join(',') : r);",
      "const r = $h.get('x') ?? undefined; f(r);",
    ],
  ])('%s', (before, after) => {
    const { body, left } = inHandler(before);
    expect(body).toBe(after);
    expect(left).toEqual([]);
  });
});

describe('other uses', () => {
  it.each([
    ["if ('x' in ctx.http!.req!.headers) a();", "if (ctx.http!.req!.headers.has('x')) a();"],
    ["const h = $h ?? {}; if (h['x']) a();", "const h = $h ?? new Headers(); if (h.get('x')) a();"],
    ["const h = $h; if (h?.['x']) a();", "const h = $h; if (h?.get('x')) a();"],
    [
      "const { authorization, 'x-key': key = 'k' } = $h;",
      "const authorization = $h.get('authorization') ?? undefined, key = $h.get('x-key') ?? 'k';",
    ],
    ['const { authorization } = $h ?? {};', "const authorization = $h.get('authorization') ?? undefined;"],
    [
      "const { headers } = ctx.http!.req!; if (headers['x']) a();",
      "const { headers } = ctx.http!.req!; if (headers.get('x')) a();",
    ],
    [
      "const req = ctx.http?.req; if (req?.headers['x']) a();",
      "const req = ctx.http?.req; if (req?.headers.get('x')) a();",
    ],
  ])('%s', (before, after) => {
    const { body, left } = inHandler(before);
    expect(body).toBe(after);
    expect(left).toEqual([]);
  });

  it('v1 spellings, together with the context', () => {
    const { code } = migrate(
      "server.registerTool('t', { inputSchema: s }, async (args, extra) => { if (extra.requestInfo?.headers['x']) a(); });\n",
    );
    expect(code).toContain("if (extra.http?.req?.headers.get('x')) a();");
  });

  it('helpers, with and without types', () => {
    const { code, files } = migrate(
      "import { read } from './read.js';\nfunction one(headers: Headers, name: string) { return headers[name] ?? ''; }\nserver.registerTool('t', { inputSchema: s }, async (args, ctx) => { read(ctx.http.req.headers); });\n",
      { 'src/read.js': "export function read(h) { return h['x'] || h.y || ''; }\n" },
    );
    expect(code).toContain("return headers.get(name) ?? '';");
    expect(files['src/read.js']).toContain("return h.get('x') || h.get('y') || '';");
  });
});

describe('helpers typed for plain objects', () => {
  const call =
    "server.registerTool('t', { inputSchema: s }, async (args, ctx) => { read(ctx.http?.req?.headers, 'x'); });\n";

  it('are typed for Headers when they only read', () => {
    const { code, left } = migrate(
      `function read(h: Record<string, string | string[] | undefined> | undefined, name: string): string | undefined {\n  const value = h?.[name];\n  return Array.isArray(value) ? value[0] : value;\n}\n${call}`,
    );
    expect(code).toBe(
      `function read(h: Headers | undefined, name: string): string | undefined {\n  const value = h?.get(name) ?? undefined;\n  return value;\n}\n${call}`,
    );
    expect(left).toEqual([]);
  });

  it('are left when something else calls them', () => {
    const helper =
      'function read(h: Record<string, string>, name: string) { return h[name]; }\nread({ x: 1 });\n';
    const { code, left } = migrate(helper + call);
    expect(code).toBe(helper + call);
    expect(left).toHaveLength(1);
  });
});

describe('what is reported', () => {
  it.each([
    ["$h['x'] = 'y';"],
    ["delete $h['x'];"],
    ["const list = $h['x'] as string[];"],
    ['const all = { ...$h };'],
    ['Object.entries($h);'],
    ['JSON.stringify($h);'],
    ['for (const k in ctx.http!.req!.headers) a(k);'],
    ['const { a, ...rest } = $h;'],
    ['const h = $h as Record<string, string>;'],
    ['ctx.http?.req?.url.searchParams.get("q");'],
  ])('%s', code => {
    const { body, left } = inHandler(code);
    expect(body).toBe(code);
    expect(left).toHaveLength(1);
  });

  it('a helper that wants a plain object', () => {
    const { left } = migrate(
      "function f(h: Record<string, string | string[] | undefined>) { return Object.keys(h); }\nserver.registerTool('t', { inputSchema: s }, async (args, ctx) => { f(ctx.http!.req!.headers); });\n",
    );
    expect(left).toEqual([
      'sdk-v2-packages src/a.ts:4 Headers of a request are web-standard `Headers` in SDK v2; this takes them for a plain object.',
    ]);
  });
});

describe('what is left alone', () => {
  it.each([
    ["app.post('/mcp', (req, res) => { req.headers['mcp-session-id']; req.headers.authorization; });\n"],
    [
      "import { IncomingMessage } from 'node:http';\nexport const f = (req: IncomingMessage) => req.headers['x'];\n",
    ],
    ["const headers = { a: 1 };\nheaders['a'];\n"],
    [
      "export const f = (h: Headers | Record<string, string> | undefined) => h && ('get' in h ? h.get('x') : h['x']);\n",
    ],
    ["export const f = (h: Headers) => 'getSetCookie' in h;\n"],
    ["export const f = (headers: Record<string, string>) => headers['x'];\n"],
    ["import { Headers } from 'node-fetch';\nexport const f = (h: Headers) => h['x'];\n"],
    ["fetch(url).then(response => response.headers['x']);\n"],
    ['export const f = (headers: Headers) => headers.toString() + headers.raw() + headers.get(a);\n'],
    ["export const f = (ctx: ServerContext) => ctx.http?.req?.headers.get('x');\n"],
    ['export const f = (ctx: ServerContext) => ctx.http?.req?.url;\n'],
    ["import type { Ctx } from 'a2a';\nexport const f = (ctx: Ctx) => ctx.http.req.headers['x'];\n"],
  ])('%s', code => {
    const result = migrate(code);
    expect(result.code).toBe(code);
    expect(result.left).toEqual([]);
  });
});

it('leaves alone projects that do not use the SDK', () => {
  const files = { 'src/a.ts': "export const f = (headers: Headers) => headers['x'];\n" };
  const found = migrateText(files, [headerReads]);
  expect(found.files).toEqual(files);
  expect(found.left).toEqual([]);
  const beside = { ...files, 'src/b.ts': "import type { McpServer } from '@modelcontextprotocol/server';\n" };
  expect(migrateText(beside, [headerReads]).files['src/a.ts']).toContain("headers.get('x')");
});
