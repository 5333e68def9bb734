import { describe, expect, test } from 'vitest';
import { proxyHeaders } from '../transforms/proxy-headers.js';
import { migrateText } from './helpers/migrate-text.js';

const FORWARD = 'const upstream = await fetch(backend, { headers });';

/** The text after the migration, which a second one leaves alone. */
function migrated(source: string): string {
  const once = migrateText({ 'gateway.ts': source }, [proxyHeaders]);
  expect(migrateText(once.files, [proxyHeaders]).rewritten).toEqual([]);
  return once.files['gateway.ts']!;
}

function isLeft(source: string): void {
  expect(migrated(source)).toBe(source);
}

describe('lists of headers that a proxy passes on', () => {
  test('gone through, in Express', () => {
    expect(
      migrated(`const FORWARDED = ['authorization', 'mcp-session-id'];
app.post('/mcp', async (req, res) => {
  const headers: Record<string, string> = {};
  for (const name of FORWARDED) {
    const value = req.header(name);
    if (value) headers[name] = value;
  }
  ${FORWARD}
});
`),
    )
      .toBe(`const FORWARDED = ['authorization', 'mcp-session-id', 'mcp-protocol-version', 'mcp-method', 'mcp-name'];
app.post('/mcp', async (req, res) => {
  const headers: Record<string, string> = {};
  // Clients of 2026-07-28 repeat parameters of tools in headers.
  const parameterHeaders = Object.keys(req.headers).filter(name => name.startsWith('mcp-param-'));
  for (const name of [...FORWARDED, ...parameterHeaders]) {
    const value = req.header(name);
    if (value) headers[name] = value;
  }
  ${FORWARD}
});
`);
  });

  test('gone through where it is written, with headers of fetch', () => {
    expect(
      migrated(`export async function POST(request: Request) {
  const headers = new Headers();
  for (const name of ['accept', 'mcp-session-id']) {
    const value = request.headers.get(name);
    if (value) headers.set(name, value);
  }
  return fetch(BACKEND, { method: 'POST', headers, body: request.body });
}
`),
    )
      .toContain(`  const parameterHeaders = [...request.headers.keys()].filter(name => name.startsWith('mcp-param-'));
  for (const name of ['accept', 'mcp-session-id', 'mcp-protocol-version', 'mcp-method', 'mcp-name', ...parameterHeaders]) {
`);
  });

  test('gone through with forEach, in node:http and Hono', () => {
    const node = migrated(
      "const LIST = ['mcp-session-id'];\nfunction forward(req: IncomingMessage) {\n  const headers = {};\n  LIST.forEach(name => {\n    if (req.headers[name]) headers[name] = req.headers[name];\n  });\n  http.request(url, { headers });\n}\n",
    );
    expect(node).toContain('[...LIST, ...parameterHeaders].forEach(name => {');
    expect(node).toContain('Object.keys(req.headers).filter');
    const hono = migrated(
      "const LIST = ['mcp-session-id'];\napp.all('/mcp', c => {\n  const headers = new Headers();\n  for (const name of LIST) {\n    const value = c.req.header(name);\n    if (value) headers.set(name, value);\n  }\n  return fetch(url, { headers });\n});\n",
    );
    expect(hono).toContain('Object.keys(c.req.header()).filter');
  });

  test.each([
    [
      'as a filter of entries',
      'Object.assign(headers, Object.fromEntries(Object.entries(req.headers).filter(([name]) => LIST.includes(name.toLowerCase()))));',
      "filter(([name]) => LIST.includes(name.toLowerCase()) || name.toLowerCase().startsWith('mcp-param-'))",
    ],
    [
      'as a condition to copy',
      'for (const [name, value] of Object.entries(req.headers)) {\n    if (value && LIST.includes(name)) headers[name] = value;\n  }',
      "if (value && (LIST.includes(name) || name.startsWith('mcp-param-'))) headers[name] = value;",
    ],
    [
      'as a condition to go on',
      'for (const [name, value] of Object.entries(req.headers)) {\n    if (!LIST.includes(name)) continue;\n    headers[name] = value;\n  }',
      "if (!(LIST.includes(name) || name.startsWith('mcp-param-'))) continue;",
    ],
  ])('asked for a name %s', (_, code, expected) => {
    const source = `const LIST = ['mcp-session-id'];\nfunction forward(req, headers) {\n  ${code}\n  return fetch(url, { headers });\n}\n`;
    expect(migrated(source)).toContain(expected);
    expect(migrated(source)).toContain("'mcp-method', 'mcp-name'");
  });

  test('a set', () => {
    expect(
      migrated(
        "const LIST = new Set(['Mcp-Session-Id']);\nfunction forward(request: Request) {\n  const headers = new Headers();\n  request.headers.forEach((value, name) => {\n    if (LIST.has(name)) headers.set(name, value);\n  });\n  return fetch(url, { headers });\n}\n",
      ),
    ).toContain("new Set(['Mcp-Session-Id', 'MCP-Protocol-Version', 'Mcp-Method', 'Mcp-Name']);");
  });
});

describe('a session header that is passed on by its name', () => {
  test('in an object, from Express', () => {
    expect(
      migrated(`app.post('/mcp', async (req, res) => {
  const sessionId = req.header('mcp-session-id');
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (sessionId) {
    headers['mcp-session-id'] = sessionId;
  }
  ${FORWARD}
});
`),
    ).toBe(`app.post('/mcp', async (req, res) => {
  const sessionId = req.header('mcp-session-id');
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (sessionId) {
    headers['mcp-session-id'] = sessionId;
  }
  // Requests of 2026-07-28 repeat what they ask for in headers.
  for (const [name, value] of Object.entries(req.headers)) {
    if (/^mcp-(?:method|name|param-|protocol-version)/.test(name)) headers[name] = String(value);
  }
  ${FORWARD}
});
`);
  });

  test('in headers of fetch, where the version is passed on already', () => {
    expect(
      migrated(`export async function POST(request: Request) {
  const headers = new Headers();
  const sessionId = request.headers.get('mcp-session-id');
  if (sessionId) headers.set('mcp-session-id', sessionId);
  headers.set('mcp-protocol-version', request.headers.get('mcp-protocol-version') ?? '2025-06-18');
  return fetch(BACKEND, { method: 'POST', headers, body: request.body });
}
`),
    ).toContain(`  if (sessionId) headers.set('mcp-session-id', sessionId);
  // Requests of 2026-07-28 repeat what they ask for in headers.
  for (const [name, value] of request.headers) {
    if (/^mcp-(?:method|name|param-)/.test(name)) headers.set(name, value);
  }
`);
  });

  test('in the call that sends it', () => {
    expect(
      migrated(`app.post('/mcp', async (req, res) => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  const answer = await fetch(BACKEND, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(sessionId && { 'mcp-session-id': sessionId }),
    },
    body: JSON.stringify(req.body),
  });
});
`),
    ).toBe(`app.post('/mcp', async (req, res) => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  // Requests of 2026-07-28 repeat what they ask for in headers.
  const mirroredHeaders: Record<string, string> = {};
  for (const [name, value] of Object.entries(req.headers)) {
    if (/^mcp-(?:method|name|param-|protocol-version)/.test(name)) mirroredHeaders[name] = String(value);
  }
  const answer = await fetch(BACKEND, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(sessionId && { 'mcp-session-id': sessionId }),
      ...mirroredHeaders,
    },
    body: JSON.stringify(req.body),
  });
});
`);
  });

  test('from node:http and from Hono', () => {
    expect(
      migrated(
        "function forward(req: IncomingMessage) {\n  const headers: Record<string, string> = {};\n  headers['mcp-session-id'] = req.headers['mcp-session-id'] as string;\n  http.request(url, { headers });\n}\n",
      ),
    ).toContain('of Object.entries(req.headers)) {');
    expect(
      migrated(
        "app.all('/mcp', c => {\n  const headers = new Headers();\n  const id = c.req.header('mcp-session-id');\n  if (id) headers.set('mcp-session-id', id);\n  return fetch(url, { headers });\n});\n",
      ),
    ).toContain('of Object.entries(c.req.header())) {');
  });
});

describe('leaves', () => {
  test('a session header of an answer, and headers with others in them', () => {
    isLeft(
      "async function forward(req, res) {\n  const answer = await fetch(url);\n  const headers = {};\n  headers['mcp-session-id'] = answer.headers.get('mcp-session-id');\n}\n",
    );
    isLeft(
      "function forward(req) {\n  const headers = { ...req.headers };\n  headers['mcp-session-id'] = req.headers['mcp-session-id'];\n  return fetch(url, { headers });\n}\n",
    );
    isLeft(
      "function forward(request: Request) {\n  const headers = new Headers(request.headers);\n  headers.set('mcp-session-id', request.headers.get('mcp-session-id'));\n  return fetch(url, { headers });\n}\n",
    );
  });

  test('headers of an answer to the client', () => {
    isLeft(
      "function answer(req, res) {\n  const headers = {};\n  headers['mcp-session-id'] = req.headers['mcp-session-id'];\n  res.writeHead(200, headers);\n  return fetch(url);\n}\n",
    );
    isLeft(
      "function answer(request: Request) {\n  const headers = new Headers();\n  headers.set('mcp-session-id', request.headers.get('mcp-session-id'));\n  return fetch(url).then(() => new Response(null, { headers }));\n}\n",
    );
  });

  test('a map of sessions', () => {
    isLeft(
      "function forward(req) {\n  const ids = new Map();\n  ids.set('mcp-session-id', req.headers['mcp-session-id']);\n  return fetch(url);\n}\n",
    );
  });

  test('lists of headers that are held back', () => {
    isLeft(
      "const STRIPPED = ['host', 'mcp-session-id'];\nfunction forward(req, headers) {\n  for (const [name, value] of Object.entries(req.headers)) {\n    if (STRIPPED.includes(name)) continue;\n    headers[name] = value;\n  }\n  return fetch(url, { headers });\n}\n",
    );
    isLeft(
      "const STRIPPED = ['mcp-session-id'];\nfunction forward(req) {\n  const headers = Object.entries(req.headers).filter(([name]) => !STRIPPED.includes(name));\n  return fetch(url, { headers });\n}\n",
    );
  });

  test('headers that are kept for a whole connection of the SDK', () => {
    isLeft(
      "const LIST = ['mcp-session-id'];\nfunction connect(req) {\n  const headers = {};\n  for (const name of LIST) if (req.headers[name]) headers[name] = req.headers[name];\n  return new StreamableHTTPClientTransport(url, { fetch: (...args) => fetch(...args), requestInit: { headers } });\n}\n",
    );
  });

  test('headers of answers', () => {
    isLeft(
      "const LIST = ['mcp-session-id'];\nasync function forward(req, res) {\n  const upstream = await fetch(url);\n  for (const name of LIST) {\n    const value = upstream.headers.get(name);\n    if (value) res.headers.set(name, value);\n  }\n}\n",
    );
    isLeft(
      "const LIST = ['mcp-session-id'];\nfunction forward(req, res) {\n  http.request(url, upstream => {\n    const out = {};\n    for (const name of LIST) if (upstream.headers[name]) out[name] = upstream.headers[name];\n    res.writeHead(200, out);\n  });\n}\n",
    );
  });

  test('lists with another use, or of which something is out of view', () => {
    isLeft(
      "export const LIST = ['mcp-session-id'];\nfunction forward(req, headers) {\n  for (const name of LIST) if (req.headers[name]) headers[name] = req.headers[name];\n  log(LIST);\n  return fetch(url, { headers });\n}\n",
    );
    isLeft(
      "const LIST = ['mcp-session-id', ...MORE];\nfunction forward(req, headers) {\n  for (const name of LIST) if (req.headers[name]) headers[name] = req.headers[name];\n  return fetch(url, { headers });\n}\n",
    );
  });

  test('headers that are logged, or make the key of a cache', () => {
    isLeft(
      "const LIST = ['mcp-session-id'];\nfunction forward(req) {\n  const fields = {};\n  for (const name of LIST) fields[name] = req.headers[name];\n  console.log(fields);\n  return fetch(url, { body: req });\n}\n",
    );
    isLeft(
      "const LIST = ['mcp-session-id'];\nfunction forward(req) {\n  const key = {};\n  for (const name of LIST) key[name] = req.headers[name];\n  const hit = cache.get(JSON.stringify([key, req.body]));\n  return hit ?? fetch(url, { body: req });\n}\n",
    );
  });

  test('headers each of which has to be there', () => {
    isLeft(
      "const LIST = ['mcp-session-id'];\nfunction forward(req, res) {\n  const headers = {};\n  for (const name of LIST) {\n    if (!req.headers[name]) {\n      res.status(400).end();\n      return;\n    }\n    headers[name] = req.headers[name];\n  }\n  return fetch(url, { headers });\n}\n",
    );
  });

  test('lists that have nothing of MCP in them', () => {
    isLeft(
      "// mcp-session-id\nconst LIST = ['authorization'];\nfunction forward(req, headers) {\n  for (const name of LIST) if (req.headers[name]) headers[name] = req.headers[name];\n  return fetch(url, { headers });\n}\n",
    );
  });
});

describe('a proxy that changes what a request asks for', () => {
  const proxy = (change: string, more = '') => `async function forward(req, res) {
  const message = req.body;
  ${change}
  const headers = {};
  headers['mcp-session-id'] = req.headers['mcp-session-id'];
  ${more}
  return fetch(url, { headers, body: JSON.stringify(message) });
}
`;
  const run = (text: string) => migrateText({ 'gateway.js': text }, [proxyHeaders]);

  test.each([
    "message.params.name = message.params.name.replace(/^crm_/, '');",
    'const { params } = message;\n  params.uri = inner(params.uri);',
    "message.method = 'tools/call';",
    'const sent = { ...message, params: { ...message.params, name: inner(message.params.name) } };',
    "const sent = { ...message, method: 'tools/call' };",
    "const sent = { jsonrpc: '2.0', id: message.id, method: message.method, params: { name: own[message.params.name], arguments: message.params.arguments } };",
  ])('is told to say it in the headers: %s', change => {
    const { files, left } = run(proxy(change));
    expect(files['gateway.js']).toBe(proxy(change));
    expect(left).toEqual([expect.stringContaining('This proxy changes what a request asks for')]);
  });

  test.each([
    'message.params.arguments.tenant = req.tenant;',
    'message.id = `${prefix}${message.id}`;',
    'const tools = list.map(tool => ({ ...tool, name: `crm_${tool.name}` }));',
    "const sent = { jsonrpc: '2.0', id: 1, method: message.method, params: { name: message.params.name, arguments: message.params.arguments } };",
    "const probe = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'ping' } };",
  ])('is not meant: %s', change => {
    const { files, left } = run(proxy(change));
    expect(left).toEqual([]);
    expect(files['gateway.js']).toContain('/^mcp-(?:method|name|param-|protocol-version)/');
  });

  test('and says it already is left', () => {
    const text = proxy(
      'message.params.name = inner(message.params.name);',
      "headers['mcp-name'] = message.params.name;",
    );
    const { files, left } = run(text);
    expect(left).toEqual([]);
    expect(files['gateway.js']).toBe(text);
  });
});
