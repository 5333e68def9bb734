import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

function migrated(files: string | Record<string, string>, legacy: LegacyMode = 'auto') {
  const given = typeof files === 'string' ? { 'server.js': files } : files;
  const once = migrateText(given, [handWrittenServers], { legacy });
  const twice = migrateText(once.files, [handWrittenServers], { legacy });
  expect(twice.files).toEqual(once.files);
  return once.files;
}

const CASES = `
    case 'initialize':
      return { jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'a', version: '1' } } };
    case 'ping':
      return { jsonrpc: '2.0', id, result: {} };
    case 'tools/list':
      return { jsonrpc: '2.0', id, result: { tools: TOOLS } };
    case 'tools/call':
      return { jsonrpc: '2.0', id, result: await callTool(params) };
    default:
      return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };`;
const HANDLE = `async function handle({ id, method, params }) {
  switch (method) {${CASES}
  }
}
`;
const IMPORT = `import { refusal } from './mcp-revision.js';\n`;
const METHODS = `/** What is served of 2026-07-28. */
const METHODS = ['server/discover', 'tools/list', 'tools/call'];
`;

describe('a dispatcher that returns responses', () => {
  const files = migrated(`${HANDLE}app.post('/mcp', async (req, res) => {
  if (!req.body) return res.status(400).end();
  res.json(await handle(req.body));
});
`);

  it('answers server/discover', () => {
    expect(files['server.js']).toContain(`    case 'server/discover':
      return { jsonrpc: '2.0', id, result: {
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'a', version: '1' } },
        ttlMs: 0,
        cacheScope: 'private',
      } };
    case 'initialize':`);
  });

  it('says who it is over as many lines as before', () => {
    const text = `const settings = read();
${HANDLE.replace(
  "{ name: 'a', version: '1' }",
  `{
        name: settings.name,
        version: settings.version,
      }`,
)}app.post('/mcp', async (req, res) => {
  res.json(await handle(req.body));
});
`;
    expect(migrated(text)['server.js']).toContain(`        _meta: {
          'io.modelcontextprotocol/serverInfo': {
            name: settings.name,
            version: settings.version,
          },
        },
        ttlMs: 0,`);
  });

  it('completes results, but not those that only earlier clients ask for', () => {
    expect(files['server.js']).toContain(
      `result: { resultType: 'complete', tools: TOOLS, ttlMs: 0, cacheScope: 'private' } };`,
    );
    expect(files['server.js']).toContain(
      `result: { resultType: 'complete', ...(await callTool(params)) } };`,
    );
    expect(files['server.js']).toContain(`case 'ping':\n      return { jsonrpc: '2.0', id, result: {} };`);
  });

  it('is checked where the request comes in', () => {
    expect(files['server.js']).toContain(IMPORT);
    expect(files['server.js']).toContain(`${METHODS}
app.post('/mcp', async (req, res) => {
  const refused = refusal(req.body, METHODS, req.headers);
  if (refused) {
    res.status(refused.status).json(refused.body);
    return;
  }

  if (!req.body)`);
    expect(files['mcp-revision.js']).toContain('export function isModern(message, headers)');
  });
});

describe('what a request is refused with', () => {
  it.each([
    [
      'Fastify',
      `app.post('/mcp', async (request, reply) => reply.code(200).send(await handle(request.body)));`,
      undefined,
    ],
    [
      'Fastify, in a block',
      `app.post('/mcp', async (request, reply) => {
  const answer = await handle(request.body);
  return reply.code(200).send(answer);
});`,
      `  const refused = refusal(request.body, METHODS, request.headers);
  if (refused) {
    reply.code(refused.status).send(refused.body);
    return;
  }`,
    ],
    [
      'Hono',
      `app.post('/mcp', async c => {
  const answer = await handle(await c.req.json());
  return c.json(answer);
});`,
      `  const message = await c.req.json();
  const refused = refusal(message, METHODS, c.req.raw.headers);
  if (refused) return c.json(refused.body, refused.status);

  const answer = await handle(message);`,
    ],
    [
      'Next.js',
      `export async function POST(request) {
  const body = await request.json();
  return NextResponse.json(await handle(body));
}`,
      `  const refused = refusal(body, METHODS, request.headers);
  if (refused) return NextResponse.json(refused.body, { status: refused.status });
`,
    ],
    [
      'a worker, with the headers that its answers have',
      `const CORS = { 'access-control-allow-origin': '*' };
export default {
  async fetch(request) {
    const body = await request.json();
    return new Response(JSON.stringify(await handle(body)), { headers: CORS });
  },
};`,
      `    if (refused) {
      return new Response(JSON.stringify(refused.body), {
        status: refused.status,
        headers: CORS,
      });
    }`,
    ],
    [
      'a worker, without what only one of its answers says',
      `export default {
  async fetch(request) {
    const body = await request.json();
    if (!known(request)) return Response.json(DENIED, { status: 401, headers: { ...CORS, 'WWW-Authenticate': 'Bearer' } });
    return Response.json(await handle(body));
  },
};`,
      `      return Response.json(refused.body, {
        status: refused.status,
        headers: CORS,
      });`,
    ],
    [
      'node',
      `http.createServer((req, res) => {
  let data = '';
  req.on('data', chunk => (data += chunk));
  req.on('end', async () => {
    const message = JSON.parse(data);
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(await handle(message)));
  });
});`,
      `    const refused = refusal(message, METHODS, req.headers);
    if (refused) {
      res.writeHead(refused.status, { 'Content-Type': 'application/json' });
      res.end(JSON.stringify(refused.body));
      return;
    }`,
    ],
    [
      'lines of standard input',
      `for await (const line of readline.createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  process.stdout.write(JSON.stringify(await handle(message)) + '\\n');
}`,
      `  const refused = refusal(message, METHODS);
  if (refused) {
    process.stdout.write(JSON.stringify(refused.body) + '\\n');
    continue;
  }`,
    ],
  ])('over %s', (_, entry, check) => {
    const source = `${HANDLE}${entry}\n`;
    const text = migrated(source)['server.js']!;
    if (check === undefined) expect(text).toBe(source);
    else expect(text).toContain(check);
  });
});

describe('other dispatchers', () => {
  it('is a table of handlers', () => {
    const text = migrated(`const handlers = {
  initialize: () => ({ protocolVersion: '2025-06-18', capabilities: {}, serverInfo }),
  'tools/list': () => ({ tools }),
  ping: () => ({}),
};
app.post('/mcp', async (req, res) => {
  const { id, method, params } = req.body;
  const handler = handlers[method];
  if (!handler) return res.json({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
  res.json({ jsonrpc: '2.0', id, result: await handler(params) });
});
`)['server.js']!;
    expect(text).toContain(`  'server/discover': () => ({
    resultType: 'complete',
    supportedVersions: ['2026-07-28'],
    capabilities: {},
    _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo },
    ttlMs: 0,
    cacheScope: 'private',
  }),
  initialize:`);
    expect(text).toContain(
      `'tools/list': () => ({ resultType: 'complete', tools, ttlMs: 0, cacheScope: 'private' }),`,
    );
    expect(text).toContain('ping: () => ({}),');
  });

  it('is a row of ifs in a class, whose messages have no name', () => {
    const text = migrated(`class Server {
  start() {
    process.stdin.on('data', chunk => this.receive(JSON.parse(chunk)));
  }
  send(message) {
    process.stdout.write(JSON.stringify(message) + '\\n');
  }
  reply(id, result) {
    this.send({ jsonrpc: '2.0', id, result });
  }
  async receive(message) {
    try {
      await this.handle(message);
    } catch (error) {
      this.send({ jsonrpc: '2.0', id: message.id, error: { code: -32603, message: error.message } });
    }
  }
  async handle({ id, method, params }) {
    if (method === 'initialize') {
      return this.initialize(id, params);
    }

    if (method === 'resources/read') {
      const text = read(params.uri);
      if (!text) throw Object.assign(new Error('Not found'), { code: -32002 });
      return this.reply(id, { contents: [{ uri: params.uri, text }] });
    }
    throw new Error('Method not found');
  }
  initialize(id, params) {
    this.reply(id, { protocolVersion: params.protocolVersion, capabilities: { resources: { subscribe: true }, logging: {} }, serverInfo: INFO });
  }
}
`)['server.js']!;

    expect(text).not.toContain('server/discover');
  });

  it('is a row of ifs that send, in a file whose messages are lines', () => {
    const text = migrated(`const send = message => process.stdout.write(JSON.stringify(message) + '\\n');
function reply(id, result) {
  send({ jsonrpc: '2.0', id, result });
}
/** Tells who we are. */
function initialize(id, params) {
  reply(id, { protocolVersion: params.protocolVersion, capabilities: { resources: { subscribe: true }, logging: {} }, serverInfo: INFO });
}
readline.createInterface({ input: process.stdin }).on('line', line => {
  const message = JSON.parse(line);
  if (message.method === 'initialize') {
    return initialize(message.id, message.params);
  }

  if (message.method === 'resources/read') {
    const text = read(message.params.uri);
    if (!text) return send({ jsonrpc: '2.0', id: message.id, error: { code: -32002, message: 'Not found' } });
    reply(message.id, { contents: [{ uri: message.params.uri, text }] });
  }
});
`)['server.js']!;
    expect(text).toContain(`/** Answers \`server/discover\`. */
function discover(id) {
  reply(id, {
    resultType: 'complete',
    supportedVersions: ['2026-07-28'],
    capabilities: { resources: {} },
    _meta: { 'io.modelcontextprotocol/serverInfo': INFO },
    ttlMs: 0,
    cacheScope: 'private',
  });
}

/** Tells who we are. */`);
    expect(text).toContain(`  if (message.method === 'server/discover') {
    return discover(message.id);
  }

  if (message.method === 'initialize') {`);
    expect(text).toContain('code: -32602');
    expect(text).toContain(`    send(refused.body);\n    return;`);
  });
});

describe('sessions', () => {
  const text = migrated(`${HANDLE}const sessions = new Map();
app.post('/mcp', async (req, res) => {
  const sessionId = req.headers['mcp-session-id'];
  if (sessionId && !sessions.has(sessionId)) return res.status(404).json({ error: 'Session not found' });
  if (req.body.method === 'initialize') {
    const id = randomUUID();
    sessions.set(id, {});
    res.setHeader('Mcp-Session-Id', id);
  }
  res.json(await handle(req.body));
});
`)['server.js']!;

  it('are for earlier clients only', () => {
    expect(text).toContain(`import { isModern, refusal } from './mcp-revision.js';`);
    expect(text).toContain(`  const modern = isModern(req.body, req.headers);\n  const refused =`);
    expect(text).toContain(`if (!modern && sessionId && !sessions.has(sessionId)) return`);
  });

  it('that tools use leave the server as it is', () => {
    const source = `${HANDLE}app.post('/mcp', async (req, res) => {
  const session = sessions.get(req.headers['mcp-session-id']);
  res.json(await handle({ ...req.body, session }));
});
`;
    expect(migrated(source)['server.js']).toBe(source);
  });
});

describe('a type that results have to fit', () => {
  it('gets the members', () => {
    const text = migrated({
      'server.ts': `interface ToolList { tools: Tool[] }
function list(): ToolList {
  return { tools: TOOLS };
}
async function handle(message: any) {
  const { id, method } = message;
  switch (method) {
    case 'initialize':
      return { jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo } };
    case 'tools/list':
      return { jsonrpc: '2.0', id, result: list() };
    default:
      return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
  }
}
app.post('/mcp', async (req: Request, res: Response) => {
  res.json(await handle(req.body));
});
`,
    })['server.ts']!;
    expect(text).toContain(
      `interface ToolList { tools: Tool[]; resultType?: string; ttlMs?: number; cacheScope?: 'public' | 'private' }`,
    );
    expect(text).toContain(
      `return { resultType: 'complete', tools: TOOLS, ttlMs: 0, cacheScope: 'private' };`,
    );
  });
});

describe('without 2025-11-25', () => {
  it('goes the handshake', () => {
    const files = migrated(
      `${HANDLE}app.post('/mcp', async (req, res) => {\n  res.json(await handle(req.body));\n});\n`,
      'reject',
    );
    expect(files['server.js']).toContain(`switch (method) {
    case 'server/discover':`);
    expect(files['server.js']).not.toMatch(/initialize|ping/);
    expect(files['mcp-revision.js']).not.toContain('isModern');
  });
});

describe('what is left as it is', () => {
  const entry = `app.post('/mcp', async (req, res) => { res.json(await handle(req.body)); });`;
  const lines = `process.stdin.on('data', async chunk => {
  const message = JSON.parse(chunk);
  process.stdout.write(JSON.stringify(await handle(message)) + '\\n');
});
`;
  it.each([
    [
      'a server that waits for the handshake',
      `${HANDLE}let initialized = false;
app.post('/mcp', async (req, res) => {
  if (!initialized && req.body.method !== 'initialize') return res.status(400).json({ error: 'Not initialized' });
  initialized = true;
  res.json(await handle(req.body));
});`,
    ],
    [
      'a server that asks its client',
      `${HANDLE}${entry}\nconst ask = () => stream.write({ jsonrpc: '2.0', id: 1, method: 'elicitation/create' });`,
    ],
    [
      'a server of HTTP+SSE',
      `${HANDLE}${entry}\napp.get('/sse', (req, res) => { res.write('event: endpoint\\n'); later(answer => res.write('event: message\\n' + answer)); });`,
    ],
    [
      'a server on sockets as well',
      `${HANDLE}${lines}socket.on('message', async data => {
  const message = JSON.parse(data);
  socket.send(JSON.stringify(await handle(message)));
});`,
    ],
    [
      'a proxy',
      `function route(message) { if (message.method === 'initialize') start(); if (message.method === 'tools/list') cache(); forward(message); }`,
    ],
    [
      'a server that hands unknown methods on',
      HANDLE.replace(/default:[^]*?;/, 'default: return forward(id, method, params);') +
        `app.post('/mcp', async (req, res) => { res.json(await handle(req.body)); });`,
    ],
    ['a dispatcher that nothing calls', `export ${HANDLE}`],
    [
      'messages with a length in front',
      `${HANDLE}process.stdin.on('data', async chunk => { const message = JSON.parse(chunk); const text = JSON.stringify(await handle(message)); process.stdout.write('Content-Length: ' + text.length + '\\r\\n\\r\\n' + text); });`,
    ],
    [
      'results that are not in view',
      `${HANDLE.replace('result: { tools: TOOLS } }', '...(await other(params)) }')}app.post('/mcp', async (req, res) => { res.json(await handle(req.body)); });`,
    ],
    [
      'a language server',
      `switch (message.method) { case 'initialize': reply({ capabilities: {} }); break; case 'textDocument/hover': hover(); }`,
    ],
  ])('%s', (_, source) => expect(migrated(source)).toEqual({ 'server.js': source }));
});
