import { describe, expect, test } from 'vitest';
import { proxyHeaders } from '../transforms/proxy-headers.js';
import { migrateText } from './helpers/migrate-text.js';

/** The text after the migration, which a second one leaves alone. */
function migrated(source: string): string {
  const once = migrateText({ 'gateway.ts': source }, [proxyHeaders]);
  expect(migrateText(once.files, [proxyHeaders]).rewritten).toEqual([]);
  return once.files['gateway.ts']!;
}

function isLeft(source: string): void {
  expect(migrated(source)).toBe(source);
}

describe('a session header on its way through', () => {
  const copied = 'if (/^mcp-(?:method|name|param-|protocol-version)/.test(name))';

  test.each([
    [
      'with its options in a variable',
      "const out = { accept: 'application/json', ...extra };\n  if (req.headers['mcp-session-id']) out['mcp-session-id'] = req.headers['mcp-session-id'];\n  const init = { method: req.method, headers: out };\n  return fetch(url, init);",
    ],
    [
      'in a var, that an else may lack',
      "var out = { accept: 'application/json' };\n  var session = req.headers['mcp-session-id'];\n  if (session) out['mcp-session-id'] = session;\n  return fetch(url, { method: 'POST', headers: out });",
    ],
    [
      'of a list or not',
      "const out = {};\n  const id = req.headers['mcp-session-id'];\n  if (id) {\n    out['mcp-session-id'] = Array.isArray(id) ? id[0] : id;\n  }\n  return io.fetch(url, { method: 'POST', headers: out });",
    ],
    [
      'with nothing in its place',
      "return upstream.request(url, { method: 'POST', headers: { accept: '*/*', 'mcp-session-id': req.headers['mcp-session-id'] || '' } });",
    ],
  ])('%s', (_, code) => {
    expect(migrated(`async function forward(req, res, extra) {\n  ${code}\n}\n`)).toContain(copied);
  });

  test('of a request that a function is handed by its name', () => {
    expect(
      migrated(
        "async function forward({ request, response, url }) {\n  const out = {};\n  const id = request.headers['mcp-session-id'];\n  if (id) out['mcp-session-id'] = id;\n  return fetch(url, { method: 'POST', headers: out });\n}\n",
      ),
    ).toContain('of Object.entries(request.headers)');
  });

  test('in headers that another function makes', () => {
    const made =
      "function headersFor(req: Request) {\n  const headers: Record<string, string> = {};\n  const id = req.headers.get('mcp-session-id');\n  if (id) headers['mcp-session-id'] = id;\n  return headers;\n}\n";
    const post =
      "export const POST = (req: Request) => fetch(url, { method: 'POST', headers: headersFor(req) });\n";
    expect(migrated(made + post)).toContain(copied);
    isLeft(made + post.replaceAll('POST', 'GET'));
    isLeft(
      `${made}export const show = (req: Request) => fetch(url).then(() => Response.json(headersFor(req)));\n`,
    );
  });

  test('in a list whose names are spelled otherwise where they go', () => {
    expect(
      migrated(
        "async function forward(req, res) {\n  const out = {};\n  for (const name of ['accept', 'mcp-session-id']) {\n    const value = req.headers[name];\n    if (value) out[name.replace(/^mcp/, 'MCP')] = value;\n  }\n  return forwardTo(url, out, fetch());\n}\n",
      ),
    ).toContain("'mcp-method', 'mcp-name', ...parameterHeaders]");
  });
});

describe('leaves whole', () => {
  const send = "return fetch(url, { method: 'POST', headers: { 'mcp-session-id': id } });";

  test.each([
    ['to all', 'if (!id) return res.status(400).end();'],
    [
      'but to initialize',
      "if (!id && req.body.method !== 'initialize') {\n    return res.status(400).json({});\n  }",
    ],
    ['by throwing', "if (id === undefined) throw new HttpError(400, 'No session');"],
    ['or without a token', "if (!token || !id) return new Response('No', { status: 401 });"],
  ])('a gateway that refuses what has no session, %s', (_, gate) => {
    isLeft(
      `async function forward(req, res, token) {\n  const id = req.headers['mcp-session-id'];\n  ${gate}\n  ${send}\n}\n`,
    );
  });

  test('one that is told apart by revision is no such gate', () => {
    expect(
      migrated(
        `async function forward(req, res) {\n  const id = req.headers['mcp-session-id'];\n  if (!id && req.headers['mcp-protocol-version'] < '2026-07-28') return res.status(400).end();\n  ${send}\n}\n`,
      ),
    ).toContain('mirroredHeaders');
  });

  test.each(['GET', 'DELETE'])('requests with %s', method => {
    isLeft(
      `async function forward(req) {\n  const id = req.headers['mcp-session-id'];\n  ${send.replace('POST', method)}\n}\n`,
    );
  });

  test('headers that go nowhere, to another service, or are of another variable', () => {
    const start =
      "async function forward(req, res) {\n  const id = req.headers['mcp-session-id'];\n  const out = {};\n  if (id) out['mcp-session-id'] = id;\n";
    isLeft(`${start}  const init = { headers: out };\n  res.json(init);\n  return fetch(url);\n}\n`);
    isLeft(`${start}  logger.info({ headers: out });\n  return fetch(url);\n}\n`);
    isLeft(
      "async function forward(req) {\n  let id = req.headers['mcp-session-id'];\n  id = await renamed(id);\n  return fetch(url, { method: 'POST', headers: { 'mcp-session-id': id } });\n}\n",
    );
  });
});

describe('leaves a list of names that', () => {
  const LIST = "const LIST = ['mcp-session-id', 'authorization'];\n";
  const FETCH = "return fetch(url, { method: 'POST', headers: req.headers });";
  const each = (body: string) =>
    `  for (const [name, value] of Object.entries(req.headers)) {\n    ${body}\n  }\n`;

  test.each([
    [
      'says what is logged',
      `  const seen = Object.entries(req.headers).filter(([name]) => LIST.includes(name));\n  logger.info(seen);\n`,
    ],
    [
      'says what is logged, in an object',
      `  logger.info({ headers: Object.fromEntries(Object.entries(req.headers).filter(([name]) => LIST.includes(name))) });\n`,
    ],
    [
      'says what is hidden in a log',
      `  const headers = {};\n${each("headers[name] = LIST.includes(name) ? '***' : value;")}  console.log(headers);\n`,
    ],
    [
      'says what is replaced',
      `  const headers = {};\n${each("if (LIST.includes(name)) headers[name] = '[redacted]';")}  span.setAttributes(headers);\n  forward(headers);\n`,
    ],
    ['says what is refused', `${each('if (LIST.includes(name)) throw new Error(`${name} is ours`);')}`],
    ['says what is answered to', `${each('if (LIST.includes(name)) return res.status(400).end();')}`],
    [
      'says what must be there',
      `  const missing = LIST.filter(name => !req.headers[name]);\n  if (missing.length > 0) return res.status(400).json({ missing });\n`,
    ],
    ['says what counts', `  let count = 0;\n${each('if (LIST.includes(name)) count++;')}`],
    [
      'makes the key of a cache',
      `  const key = {};\n${each('if (LIST.includes(name)) key[name] = value;')}  const hit = cache.get(JSON.stringify(key));\n`,
    ],
    [
      'is shown to who asks',
      `  const headers = {};\n${each('if (LIST.includes(name)) headers[name] = value;')}  if (req.query.debug) return res.json({ headers });\n`,
    ],
  ])('%s', (_, code) => {
    isLeft(`${LIST}async function forward(req, res) {\n${code}  ${FETCH}\n}\n`);
  });
});
