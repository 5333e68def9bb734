import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const DISPATCH = `export async function dispatch(message) {
  const { id, method } = message;
  const ok = result => ({ jsonrpc: '2.0', id, result });
  switch (method) {
    case 'initialize':
      return ok({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1.0.0' } });
    case 'tools/list':
      return ok({ tools: [] });
    default:
      return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
  }
}
`;

/** A server on Express: \`handler\` is what its route for POST does first, \`top\` stands in front of it. */
function express(handler: string, top = '', gates = 'async (req, res) => {', end = '});') {
  return `import express from 'express';
import { dispatch } from './dispatch.js';
${top}
const app = express();
app.use(express.json());
app.post('/mcp', ${gates}
  ${handler}
  res.json(await dispatch(req.body));
${end}
`;
}

const FASTIFY = `import Fastify from 'fastify';
import { dispatch } from './dispatch.js';
import { useSessions } from './gate.js';
const app = Fastify();
useSessions(app);
app.post('/mcp', async (request, reply) => {
  const result = await dispatch(request.body);
  return reply.send(result);
});
`;

function run(server: string, gate: string, legacy: LegacyMode) {
  const files = { 'server.js': server, 'dispatch.js': DISPATCH, 'gate.js': gate };
  const result = migrateText(files, [handWrittenServers], { legacy });
  return { ...result, isRewritten: result.rewritten.length > 0 };
}

const KNOWN = 'export const known = new Set();\n';
const IMPORTED = "import { known } from './gate.js';\n";
const HEADER = "req.headers['mcp-session-id']";

/** A gate by its name, the server, the other file, and what the note calls it. */
const GATES: readonly (readonly [name: string, server: string, gate: string, called: string])[] = [
  [
    'a function that answers, in the same file',
    express(
      "if (req.body.method === 'initialize') res.setHeader('Mcp-Session-Id', open());\n  else if (!expectSession(req, res)) return;",
      `${IMPORTED}function open() { return 'id'; }
function expectSession(req, res) {
  const id = req.header('Mcp-Session-Id');
  if (id && known.has(id)) return true;
  res.status(id ? 404 : 400).end();
  return false;
}`,
    ),
    KNOWN,
    'expectSession',
  ],
  [
    'a function that throws, in another file',
    express(
      "if (req.body.method !== 'initialize') requireSession(req.headers, known);",
      "import { known, requireSession } from './gate.js';",
    ),
    `${KNOWN}export function requireSession(headers, known) {
  const id = headers['mcp-session-id'];
  if (!known.has(id)) throw new HttpError(404);
}
`,
    'requireSession',
  ],
  [
    'a short function whose value is used',
    express('const id = requireSession(req);', "import { requireSession } from './gate.js';"),
    `export function requireSession(req) {
  const id = req.headers['mcp-session-id'];
  if (!id) throw new Error('400');
  return id;
}
`,
    'requireSession',
  ],
  [
    'middleware of the route',
    express('', "import { gate } from './gate.js';", 'gate, async (req, res) => {'),
    `${KNOWN}export const gate = (req, res, done) => {
  if (known.has(${HEADER})) return done();
  res.status(404).end();
};
`,
    'gate',
  ],
  [
    'middleware of the application, made by a function',
    `${express('', "import { gate } from './gate.js';")}app.use(gate({ ttl: 60 }));\n`,
    `${KNOWN}export function gate({ ttl }) {
  return (req, res, next) => {
    if (req.body.method === 'initialize' || known.has(${HEADER})) return next();
    res.sendStatus(404);
  };
}
`,
    'gate',
  ],
  [
    'a hook of Fastify in another file',
    FASTIFY,
    `${KNOWN}export function useSessions(app) {
  app.addHook('preHandler', async (request, reply) => {
    if (request.body.method === 'initialize') return;
    if (!known.has(request.headers['mcp-session-id'])) return reply.code(404).send({ error: 'session' });
  });
}
`,
    'useSessions',
  ],
  [
    'an option of a route of Fastify',
    `import Fastify from 'fastify';
import { dispatch } from './dispatch.js';
import { gate } from './gate.js';
const app = Fastify();
app.post('/mcp', { preHandler: [gate] }, async (request, reply) => {
  const result = await dispatch(request.body);
  return reply.send(result);
});
`,
    `${KNOWN}export async function gate(request, reply) {
  if (!known.has(request.headers['mcp-session-id'])) return reply.code(404).send({ error: 'session' });
}
`,
    'gate',
  ],
  [
    'middleware of Hono',
    `import { Hono } from 'hono';
import { dispatch } from './dispatch.js';
import { session } from './gate.js';
const app = new Hono();
app.post('/mcp', session, async c => {
  const message = await c.req.json();
  return c.json(await dispatch(message));
});
`,
    `import { createMiddleware } from 'hono/factory';
${KNOWN}export const session = createMiddleware(async (c, go) => {
  const { method } = await c.req.json();
  if (method !== 'initialize' && !known.has(c.req.header('mcp-session-id'))) return c.json({}, 404);
  await go();
});
`,
    'session',
  ],
  [
    'a wrapper around the handler',
    express('', "import { withSession } from './gate.js';", 'withSession(async (req, res) => {', '}));'),
    `${KNOWN}export const withSession = handler => async (req, res) => {
  if (req.body.method !== 'initialize' && !known.has(${HEADER})) return res.status(404).end();
  return handler(req, res);
};
`,
    'withSession',
  ],
  [
    'a method of a base class',
    `import express from 'express';
import { dispatch } from './dispatch.js';
import { SessionEndpoint } from './gate.js';
class Endpoint extends SessionEndpoint {
  handle = async (req, res) => {
    const message = req.body;
    if (message.method === 'initialize') this.begin(res);
    else if (!this.isKnown(req)) {
      res.status(404).end();
      return;
    }
    res.json(await dispatch(message));
  };
}
express().post('/mcp', new Endpoint().handle);
`,
    `export class SessionEndpoint {
  ids = new Set();
  begin(res) {
    res.setHeader('Mcp-Session-Id', crypto.randomUUID());
  }
  isKnown(req) {
    return this.ids.has(String(${HEADER}));
  }
}
`,
    'isKnown',
  ],
  [
    'a guard of Nest, by its class',
    express(''),
    `${KNOWN}export class SessionGuard {
  canActivate(context) {
    const request = context.switchToHttp().getRequest();
    if (request.body.method === 'initialize') return true;
    return known.has(request.headers['mcp-session-id']);
  }
}
`,
    'canActivate',
  ],
  [
    'two functions deep',
    express('if (!(await isOpen(req))) return;', "import { isOpen } from './gate.js';"),
    `${KNOWN}const idOf = (req, fallback) => req.headers['mcp-session-id'] ?? fallback;
export async function isOpen(req) {
  if (req.body.method === 'initialize') return true;
  return known.has(idOf(req, ''));
}
`,
    'idOf',
  ],
  [
    'headers taken apart at the place',
    express(
      "const { 'mcp-session-id': id } = req.headers;\n  if (!known.has(id)) return res.status(404).end();",
      IMPORTED,
    ),
    KNOWN,
    'This',
  ],
  [
    'middleware that keeps it for the handler',
    `${express('if (!req.shelf) return res.status(404).end();', "import { attach } from './gate.js';")}app.use(attach);\n`,
    `const shelves = new Map();
export function attach(req, res, next) {
  req.shelf = shelves.get(${HEADER});
  next();
}
`,
    'attach',
  ],
];

describe('servers written by hand with a gate for sessions elsewhere', () => {
  describe.each(GATES)('%s', (_name, server, gate, called) => {
    it.each(['keep', 'reject', 'stateless'] as const)('are left and the gate is named: %s', legacy => {
      const { isRewritten, left, severities, advice } = run(server, gate, legacy);
      expect(isRewritten).toBe(false);
      expect(left).toEqual([expect.stringMatching(`^sessions .*\\b${called}\\b`)]);
      expect(severities).toEqual(['error']);
      expect(advice[0]).toContain('2026-07-28');
    });
  });
});

/** What does not keep requests of 2026-07-28 out. */
const HARMLESS: readonly (readonly [name: string, server: string, gate: string])[] = [
  [
    'sessions of cookies',
    express('if (!req.session.user) return res.status(401).end();', "import session from 'express-session';"),
    '',
  ],
  [
    'middleware for sessions of cookies',
    `${express('', "import { signedIn } from './gate.js';")}app.use(signedIn);\n`,
    'export const signedIn = (req, res, next) => (req.session?.userId ? next() : res.status(401).end());\n',
  ],
  [
    'a header of its own',
    `${express('', "import { gate } from './gate.js';")}app.use(gate);\n`,
    "export const gate = (req, res, next) => (req.headers['x-session-id'] ? next() : res.status(400).end());\n",
  ],
  [
    'middleware that only logs',
    `${express('', "import { log } from './gate.js';")}app.use(log);\n`,
    `export function log(req, res, next) {
  console.log(req.method, ${HEADER});
  next();
}
`,
  ],
  [
    'routes for GET and DELETE',
    `${express('', "import { end, known } from './gate.js';")}app.delete('/mcp', end);
app.get('/mcp', (req, res) => {
  if (!known.has(${HEADER})) return res.status(404).end();
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
});
`,
    `${KNOWN}export function end(req, res) {
  if (!known.delete(${HEADER})) return res.status(404).end();
  res.status(204).end();
}
`,
  ],
  [
    'middleware of another path',
    `${express('', "import { gate } from './gate.js';")}app.use('/events', gate);\n`,
    `${KNOWN}export const gate = (req, res, next) => (known.has(${HEADER}) ? next() : res.status(404).end());\n`,
  ],
  [
    'a gate that lets the new revision by',
    `${express('', "import { gate } from './gate.js';")}app.use(gate);\n`,
    `${KNOWN}export function gate(req, res, next) {
  if (req.headers['mcp-protocol-version'] === '2026-07-28') return next();
  if (known.has(${HEADER})) return next();
  res.status(404).end();
}
`,
  ],
  [
    'a client of another server beside it',
    express('', "import { Upstream } from './gate.js';\nexport const upstream = new Upstream();"),
    `export class Upstream {
  async open(url) {
    const response = await fetch(url, { method: 'POST' });
    const id = response.headers.get('mcp-session-id');
    if (!id) throw new Error('No session');
    this.id = id;
  }
}
`,
  ],
  [
    'a gate that nothing uses',
    express(''),
    `${KNOWN}export function expectSession(req, res) {
  if (!known.has(${HEADER})) throw new Error('404');
}
`,
  ],
];

describe('what has nothing to do with sessions of MCP, or not with messages', () => {
  it.each(HARMLESS)('does not keep servers back: %s', (_name, server, gate) => {
    const { isRewritten, left } = run(server, gate, 'keep');
    expect(left).toEqual([]);
    expect(isRewritten).toBe(true);
  });
});
