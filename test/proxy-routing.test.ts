import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { proxyRouting } from '../transforms/proxy-routing.js';
import { migrateText } from './helpers/migrate-text.js';

/** The text after the migration, which a second one leaves alone. */
function migrated(source: string): string {
  const once = migrateText({ 'worker.ts': source }, [proxyRouting]);
  expect(migrateText(once.files, [proxyRouting]).rewritten).toEqual([]);
  return once.files['worker.ts']!;
}

function isLeft(source: string): void {
  expect(migrated(source)).toBe(source);
}

describe('a body that is parsed only for what it asks', () => {
  test('in fetch, cast to a type', () => {
    expect(
      migrated(`// A gateway of MCP
export async function route(request: Request): Promise<Response> {
  const message = (await request.clone().json()) as Message;
  const target = message.method === 'tools/call' ? TARGETS[message.params?.name ?? ''] : DEFAULT;
  return fetch(target, request);
}
`),
    ).toBe(`// A gateway of MCP
export async function route(request: Request): Promise<Response> {
  // Requests of 2026-07-28 say in headers what they ask for; servers check that against the body.
  const message = (
    request.headers.get('mcp-protocol-version') === '2026-07-28'
      ? { method: request.headers.get('mcp-method') ?? '', params: { name: decodeHeader(request.headers.get('mcp-name')) } }
      : await request.clone().json()) as Message;
  const target = message.method === 'tools/call' ? TARGETS[message.params?.name ?? ''] : DEFAULT;
  return fetch(target, request);
}

/** The value of an \`Mcp-Name\` header: what does not fit comes in base64; servers refuse what is not. */
function decodeHeader(value: string | null): string | undefined {
  const encoded = /^=\\?base64\\?(.*)\\?=$/.exec(value ?? '')?.[1];
  if (encoded === undefined) return value ?? undefined;
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(encoded), byte => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
`);
  });

  test('in node:http, with the text sent on', () => {
    expect(
      migrated(`// mcp
async function route(req: IncomingMessage, res: ServerResponse) {
  const body = await readBody(req);
  const message = JSON.parse(body);
  const answer = await fetch(backendFor(message.method), { method: 'POST', body });
}
`),
    ).toContain(`  const message =
    req.headers['mcp-protocol-version'] === '2026-07-28'
      ? { method: String(req.headers['mcp-method'] ?? '') }
      : JSON.parse(body);
`);
  });
});

test('a name in node:http', () => {
  const text = migrated(`// mcp
function route(req: IncomingMessage, body: string) {
  const message = JSON.parse(body);
  return fetch(backendFor(message.params.uri), { method: 'POST', body });
}
`);
  expect(text).toContain("params: { uri: decodeHeader(req.headers['mcp-name']?.toString()) }");
  expect(text).toContain('function decodeHeader(value: string | undefined): string | undefined {');
  expect(text).toContain("  const bytes = Buffer.from(encoded, 'base64');");
});

describe('the decoder that is written', () => {
  const fetchRead =
    'const message = await request.clone().json();\n  return fetch(to(message.method, message.params.name), request);';
  const nodeRead =
    "const message = JSON.parse(body);\n  return fetch(to(message.params.name), { method: 'POST', body });";

  test.each([
    ['fetch', `// mcp\nasync function route(request) {\n  ${fetchRead}\n}\n`],
    ['node:http', `// mcp\nfunction route(req, body) {\n  ${nodeRead}\n}\n`],
  ])('for %s reads names and base64, and passes over what is neither', (_, source) => {
    const { files } = migrateText({ 'worker.js': source }, [proxyRouting]);
    const [written] = /function decodeHeader[^]*$/.exec(files['worker.js']!)!;
    const decode = runInNewContext(`${written}; decodeHeader`, { atob, Buffer, TextDecoder, Uint8Array }) as (
      value?: string,
    ) => string | undefined;
    expect(decode('where_is')).toBe('where_is');
    expect(decode('=?base64?w7x6?=')).toBe('üz');
    expect(decode('=?base64??=')).toBe('');
    expect(decode('=?base64?%%%?=')).toBeUndefined();
    expect(decode('=?base64?w7x6!?=')).toBeUndefined();
    expect(decode(undefined)).toBeUndefined();
  });
});

describe('leaves', () => {
  const route = (uses: string, parse = 'await request.clone().json()') =>
    `// mcp\nexport async function route(request: Request) {\n  const message = ${parse};\n  ${uses}\n  return fetch(BACKEND, request);\n}\n`;

  test('a body of which more is read, or that is changed', () => {
    isLeft(route('log(message.id, message.method);'));
    isLeft(route('track(message);'));
    isLeft(route("message.method = 'ping';"));
  });

  test('a body that decides who may do what', () => {
    isLeft(route('if (BLOCKED.has(message.params.name)) return new Response(null, { status: 403 });'));
  });

  test('a body that decides how often, or what it costs', () => {
    isLeft(
      route(
        "if (message.method === 'tools/call' && !(await take(message.params.name)).success) return new Response('Too many requests', { status: 429 });",
      ),
    );
    isLeft(route('if (!(await env.LIMITER.limit({ key: message.params.name })).success) return busy();'));
    isLeft(route("if (message.method === 'tools/call') await count(message.params.name);"));
    isLeft(route('charge(caller, message.method);'));
    isLeft(route('const ok = ensure(message.method);'));
    expect(migrated(route('console.log(message.method);\n  const to = of(message.method);'))).toContain(
      'mcp-method',
    );
  });

  test('a body that is only asked if it begins a session', () => {
    isLeft(route("const backend = message.method === 'initialize' ? any() : pinned();"));
  });

  test('a body that is not sent on as it came', () => {
    isLeft(route('log(message.method);', 'await request.json()'));
    isLeft(
      '// mcp\nfunction route(req: IncomingMessage, body: string) {\n  const message = JSON.parse(body);\n  return fetch(to(message.method));\n}\n',
    );
  });

  test('what is no request, and a file without MCP', () => {
    isLeft(
      '// mcp\nasync function ask() {\n  const answer = await fetch(url);\n  const message = await answer.clone().json();\n  return message.method;\n}\n',
    );
    isLeft(route('log(message.method);').replace('// mcp', ''));
  });
});
