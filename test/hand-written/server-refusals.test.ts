import { describe, expect, it } from 'vitest';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const EXPRESS = `import express from 'express';
const app = express();
app.use(express.json());
`;
const HELLO =
  "{ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1.0.0' } }";
const UNKNOWN = "{ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } }";

/** A server on Express whose dispatcher is a `switch`. */
function server(parts: { before?: string; cases?: string; fallback?: string; handler?: string } = {}) {
  return `${EXPRESS}
async function dispatch(message) {
  const { id, method, params } = message;
  const ok = result => ({ jsonrpc: '2.0', id, result });
  ${parts.before ?? ''}
  switch (method) {
    case 'initialize':
      return ok(${HELLO});
    case 'tools/list':
      return ok({ tools: [] });
    ${parts.cases ?? ''}
    default:
      ${parts.fallback ?? `return ${UNKNOWN};`}
  }
}
app.post('/mcp', async (req, res) => {
  ${parts.handler ?? ''}
  res.json(await dispatch(req.body));
});
`;
}

function migrated(files: Record<string, string>) {
  return migrateText(files, [handWrittenServers]).files;
}

const isLeft = (text: string, others: Record<string, string> = {}) =>
  expect(migrated({ 'server.js': text, ...others })).toEqual({ 'server.js': text, ...others });

describe('servers written by hand that are in view', () => {
  it('answer discovery', () => {
    expect(migrated({ 'server.js': server() })['server.js']).toContain("case 'server/discover':");
  });

  it('keep their check of the revision for clients of 2025-11-25', () => {
    const handler = `const version = req.headers['mcp-protocol-version'];
  if (version && version !== '2025-11-25') {
    res.status(400).json({ jsonrpc: '2.0', id: null, error: { code: -32600, message: 'Unsupported version' } });
    return;
  }`;
    const text = migrated({ 'server.js': server({ handler }) })['server.js'];
    expect(text).toContain("if (!modern && version && version !== '2025-11-25') {");
  });

  it('get names of their own beside each other in a file', () => {
    const one = (path: string) => `app.post('${path}', (req, res) => {
  const { id, method } = req.body;
  switch (method) {
    case 'initialize':
      return res.json({ jsonrpc: '2.0', id, result: ${HELLO} });
    case 'tools/list':
      return res.json({ jsonrpc: '2.0', id, result: { tools: [] } });
    default:
      return res.json(${UNKNOWN});
  }
});
`;
    const text = migrated({ 'server.js': `${EXPRESS}${one('/public')}${one('/admin')}` })['server.js']!;
    expect(text.match(/const METHODS\b/g)).toHaveLength(1);
    expect(text.match(/const MCP_METHODS\b/g)).toHaveLength(1);
    expect(text.match(/const SERVER_INFO\b/g)).toHaveLength(1);
    expect(text).toContain('refusal(req.body, MCP_METHODS, req.headers)');
  });
});

describe('servers written by hand that serve more than is in view', () => {
  it.each([
    [
      'a test beside the switch',
      { before: "if (method === 'resources/list') return ok({ resources: [] });" },
    ],
    ['a prefix', { before: "if (method.startsWith('prompts/')) return ok({ prompts: [] });" }],
    ['a set of methods', { before: 'if (OTHERS.has(method)) return ok({});' }],
    [
      'an answer from a cache in front of the switch',
      { before: "if (kept.has(id)) return { jsonrpc: '2.0', id, result: kept.get(id) };" },
    ],
    ['a second table', { before: 'if (OTHERS[method]) return ok(OTHERS[method](params));' }],
    ['a default that hands the message on', { fallback: 'return custom(message);' }],
    ['a default that hands the method on', { fallback: 'return custom(id, method, params);' }],
  ])('are left: %s', (_name, parts) => {
    isLeft(server(parts));
  });

  it('are left: a test with a further condition in a chain', () => {
    isLeft(`${EXPRESS}
async function dispatch({ id, method, params }) {
  if (method === 'initialize') return { jsonrpc: '2.0', id, result: ${HELLO} };
  if (method === 'tools/list') return { jsonrpc: '2.0', id, result: { tools: [] } };
  if (method === 'tools/call' && params.name === 'a') return { jsonrpc: '2.0', id, result: { content: [] } };
  return ${UNKNOWN};
}
app.post('/mcp', async (req, res) => res.json(await dispatch(req.body)));
`);
  });

  it('are left: a table that gets further entries', () => {
    isLeft(`${EXPRESS}
const handlers = {
  initialize: () => (${HELLO}),
  'tools/list': () => ({ tools: [] }),
};
handlers['tools/call'] = () => ({ content: [] });
async function dispatch({ id, method, params }) {
  const handler = handlers[method];
  if (!handler) return ${UNKNOWN};
  return { jsonrpc: '2.0', id, result: await handler(params) };
}
app.post('/mcp', async (req, res) => res.json(await dispatch(req.body)));
`);
  });

  it('are left: an answer that comes from another server', () => {
    isLeft(
      server({
        cases:
          "case 'tools/call': {\n      const answer = await forward(message);\n      return answer;\n    }",
      }),
    );
  });
});

describe('servers written by hand that cannot do without the handshake', () => {
  it.each([
    [
      'it has to come first',
      {
        before:
          "if (!ready && method !== 'initialize') return { jsonrpc: '2.0', id, error: { code: -32002, message: 'Not ready' } };",
      },
    ],
    [
      'it says what clients can do',
      {
        cases:
          "case 'notifications/initialized':\n      ready = true;\n      return;\n    case 'tools/call':\n      return ok({ content: [], isError: !ready });",
      },
    ],
    ['it asks the client', { before: "const ask = () => send('elicitation/create', { message: 'Sure?' });" }],
  ])('are left: %s', (_name, parts) => {
    isLeft(`let ready = false;\n${server(parts)}`);
  });
});

describe('servers written by hand whose sessions are not followed', () => {
  it('are left: a function in front asks for the session', () => {
    isLeft(`${server()}
app.use((req, res, next) => {
  if (req.body.method === 'initialize' || known.has(req.headers['mcp-session-id'])) return next();
  res.status(404).end();
});
`);
  });

  it('are left: the answer to the handshake begins a session', () => {
    isLeft(`export default {
  async fetch(request) {
    const message = await request.json();
    const { id, method } = message;
    const reply = (result, headers = {}) => new Response(JSON.stringify({ jsonrpc: '2.0', id, result }), { headers });
    switch (method) {
      case 'initialize':
        return reply(${HELLO}, { 'Mcp-Session-Id': crypto.randomUUID() });
      case 'tools/list':
        return reply({ tools: [] });
      default:
        return new Response(JSON.stringify(${UNKNOWN}));
    }
  },
};
`);
  });

  it('are left: the session goes on in an object', () => {
    isLeft(
      server({
        handler: `const session = sessions.get(req.headers['mcp-session-id']);
  if (!session) return res.status(404).end();
  await note({ session });`,
      }),
    );
  });
});

describe('servers written by hand on frameworks that answer otherwise', () => {
  it('are left: Koa', () => {
    isLeft(`import Koa from 'koa';
const app = new Koa();
app.use(async ctx => {
  const message = JSON.parse(await text(ctx.req));
  const { id, method } = message;
  switch (method) {
    case 'initialize':
      ctx.body = { jsonrpc: '2.0', id, result: ${HELLO} };
      break;
    case 'tools/list':
      ctx.body = { jsonrpc: '2.0', id, result: { tools: [] } };
      break;
    default:
      ctx.body = ${UNKNOWN};
  }
});
`);
  });
});
