import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO =
  "{ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1.0.0' } }";

interface Parts {
  /** In front of the dispatcher. */
  readonly top?: string;
  readonly parameters?: string;
  readonly cases?: string;
  /** Behind the route of POST. */
  readonly end?: string;
}

/** A server on Express; `handler` is what its route for POST does. */
function server(handler: string, { top = '', parameters = 'message', cases = '', end = '' }: Parts = {}) {
  return `import express from 'express';
import { randomUUID } from 'node:crypto';
const app = express();
app.use(express.json());
${top}
async function dispatch(${parameters}) {
  const { id, method, params } = message;
  const ok = result => ({ jsonrpc: '2.0', id, result });
  switch (method) {
    case 'initialize':
      return ok(${HELLO});
    case 'tools/list':
      return ok({ tools: [] });
    ${cases}
    default:
      return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
  }
}

app.post('/mcp', async (req, res) => {
  const message = req.body;
${handler}
});
${end}`;
}

function migrated(text: string, legacy: LegacyMode, name = 'server.js') {
  const given = { [name]: text };
  const once = migrateText(given, [handWrittenServers], { legacy }).files;
  expect(migrateText(once, [handWrittenServers], { legacy }).files).toEqual(once);
  return once[name]!;
}

/** The route for POST, and what is behind it. */
const route = (text: string) => text.slice(text.indexOf("app.post('/mcp'"));

const CHECKED = `app.post('/mcp', async (req, res) => {
  const message = req.body;
  const refused = refusal(message, METHODS, req.headers);
  if (refused) {
    res.status(refused.status).json(refused.body);
    return;
  }

`;

const TEXTBOOK = server(
  `  const sessionId = req.headers['mcp-session-id'];
  let session;
  if (sessionId && sessions[sessionId]) {
    session = sessions[sessionId];
  } else if (!sessionId && message.method === 'initialize') {
    session = createSession();
    res.setHeader('Mcp-Session-Id', session.id);
  } else {
    res.status(400).json({ error: 'No valid session' });
    return;
  }
  session.seen = Date.now();
  res.json(await dispatch(message, session));`,
  {
    top: `const sessions = {};

function createSession() {
  const session = { id: randomUUID(), level: 'info', seen: Date.now() };
  sessions[session.id] = session;
  return session;
}
`,
    parameters: 'message, session',
    cases: `case 'logging/setLevel':
      session.level = params.level;
      return ok({});`,
  },
);

const KEPT_IN_MAP = server(
  `  if (message.method === 'initialize') {
    const id = randomUUID();
    sessions.set(id, { created: Date.now() });
    res.setHeader('Mcp-Session-Id', id);
  } else {
    const id = req.headers['mcp-session-id'];
    if (!id || !sessions.has(id)) return res.status(404).json({ error: 'No such session' });
    sessions.get(id).seen = Date.now();
  }
  res.json(await dispatch(message));`,
  {
    top: `const sessions = new Map();
const TTL = 30 * 60 * 1000;

setInterval(() => {
  for (const [id, session] of sessions) {
    if (Date.now() - session.created > TTL) sessions.delete(id);
  }
}, 60_000).unref();
`,
    end: `
app.delete('/mcp', async (req, res) => {
  sessions.delete(req.headers['mcp-session-id']);
  res.status(204).end();
});

app.get('/mcp', (req, res) => {
  const session = sessions.get(req.headers['mcp-session-id']);
  if (!session) return res.status(404).end();
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  session.stream = res;
});
`,
  },
);

describe('sessions of a server that serves both revisions', () => {
  it('are asked for, begun and required for clients of 2025-11-25 only', () => {
    expect(route(migrated(TEXTBOOK, 'keep'))).toContain(`  let session;
  if (!modern && sessionId && sessions[sessionId]) {
    session = sessions[sessionId];
  } else if (!modern && !sessionId && message.method === 'initialize') {
    session = createSession();
    res.setHeader('Mcp-Session-Id', session.id);
  } else if (!modern) {
    res.status(400).json({ error: 'No valid session' });
    return;
  }
  if (!modern) session.seen = Date.now();
  res.json(await dispatch(message, session));`);
  });

  it('keep their routes', () => {
    const text = migrated(KEPT_IN_MAP, 'keep');
    expect(text).toContain('if (!modern && (!id || !sessions.has(id))) return res.status(404)');
    expect(text).toContain('    if (!modern) sessions.get(id).seen = Date.now();');
    expect(text.slice(text.indexOf("app.delete('/mcp'"))).toBe(
      KEPT_IN_MAP.slice(KEPT_IN_MAP.indexOf("app.delete('/mcp'")),
    );
  });

  it('are sent in an object of headers to clients of 2025-11-25 only', () => {
    const text = `${server('', {}).split("app.post('/mcp'")[0]!}
export async function POST(request) {
  const message = await request.json();
  const sessionId = request.headers.get('mcp-session-id') ?? crypto.randomUUID();
  const answer = await dispatch(message);
  return new Response(JSON.stringify(answer), {
    headers: { 'Content-Type': 'application/json', 'Mcp-Session-Id': sessionId },
  });
}
`;
    expect(migrated(text, 'keep')).toContain(
      "headers: { 'Content-Type': 'application/json', ...(modern ? {} : { 'Mcp-Session-Id': sessionId }) },",
    );
    const alone = migrated(text, 'reject');
    expect(alone).toContain("headers: { 'Content-Type': 'application/json' },");
    expect(alone).not.toMatch(/session/i);
  });

  it('may be missing, by their types', () => {
    const text = TEXTBOOK.replace('let session;', 'let session: Session;')
      .replace('dispatch(message, session) {', 'dispatch(message: any, session: Session) {')
      .replace('const sessions = {};', 'const sessions: Record<string, Session> = {};');
    const kept = migrated(text, 'keep', 'server.ts');
    expect(kept).toContain('let session: Session | undefined;');
    expect(kept).toContain('dispatch(message: any, session: Session | undefined)');
    expect(kept).toContain('if (session) session.level = params.level;');
  });
});

describe('sessions of a server that refuses 2025-11-25', () => {
  it('go with their guard, what makes and keeps them, and the parameter they are handed in', () => {
    const text = migrated(TEXTBOOK, 'reject');
    expect(route(text)).toBe(`${CHECKED}  res.json(await dispatch(message));\n});\n`);
    expect(text).toContain('async function dispatch(message) {');
    expect(text).not.toMatch(/session|setLevel/i);
  });

  it('go with the table, its timer and constants; GET and DELETE are answered with 405', () => {
    const text = migrated(KEPT_IN_MAP, 'reject');
    expect(text).not.toMatch(/session|TTL|setInterval/);
    expect(route(text)).toBe(`${CHECKED}  res.json(await dispatch(message));
});

app.delete('/mcp', (_req, res) => {
  res.status(405).set('Allow', 'POST').end();
});

app.get('/mcp', (_req, res) => {
  res.status(405).set('Allow', 'POST').end();
});
`);
  });

  it('leave what else stands behind the `else` of a handshake', () => {
    const text = server(`  if (message.method === 'initialize') {
    res.setHeader('Mcp-Session-Id', randomUUID());
  } else {
    if (!req.headers['mcp-session-id']) return res.status(400).end();
    const started = Date.now();
    res.on('finish', () => console.log(\`
      took \${Date.now() - started}\`));
  }
  res.json(await dispatch(message));`);
    expect(route(migrated(text, 'reject'))).toBe(`${CHECKED}  const started = Date.now();
  res.on('finish', () => console.log(\`
      took \${Date.now() - started}\`));
  res.json(await dispatch(message));
});
`);
  });

  it('keep a table that something else asks', () => {
    const end = "app.get('/health', (req, res) => res.json({ sessions: sessions.size }));\n";
    const text = migrated(KEPT_IN_MAP + end, 'reject');
    expect(text).toContain('const sessions = new Map();');
    expect(text).toContain(end);
    expect(route(text)).toContain(`${CHECKED}  res.json(await dispatch(message));`);
  });

  it('go from a class with the field that holds them', () => {
    const text = `import { createServer } from 'node:http';
class Rack {
  sessions = new Map();

  #begin() {
    const id = crypto.randomUUID();
    this.sessions.set(id, {});
    return id;
  }

  async handle(req, res) {
    const message = await readJson(req);
    if (message.method === 'initialize') {
      res.setHeader('Mcp-Session-Id', this.#begin());
    } else if (!this.sessions.has(req.headers['mcp-session-id'])) {
      res.writeHead(404).end();
      return;
    }
    const answer = await this.dispatch(message);
    res.end(JSON.stringify(answer));
  }

  async dispatch({ id, method }) {
    switch (method) {
      case 'initialize':
        return { jsonrpc: '2.0', id, result: ${HELLO} };
      case 'tools/list':
        return { jsonrpc: '2.0', id, result: { tools: [] } };
      default:
        return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Unknown' } };
    }
  }
}
const rack = new Rack();
createServer((req, res) => rack.handle(req, res)).listen(3000);
`;
    const after = migrated(text, 'reject');
    expect(after).not.toMatch(/session|begin/i);
    expect(after).toContain('class Rack {\n  async handle(req, res) {');
  });

  it('are ended and listened to where the method of the request is asked for', () => {
    const text = `${server('', {}).split("app.post('/mcp'")[0]!}
const sessions = new Set();
export default {
  async fetch(request) {
    if (request.method === 'DELETE') {
      sessions.delete(request.headers.get('mcp-session-id'));
      return new Response(null, { status: 204 });
    }
    if (request.method === 'GET') return new Response('A rack of samples');
    const message = await request.json();
    if (message.method !== 'initialize' && !sessions.has(request.headers.get('mcp-session-id'))) {
      return new Response('No session', { status: 404 });
    }
    return new Response(JSON.stringify(await dispatch(message)));
  },
};
`;
    const after = migrated(text, 'reject');
    expect(after).toContain(`    if (request.method === 'DELETE') {
      return new Response(null, { status: 405, headers: { Allow: 'POST' } });
    }
    if (request.method === 'GET') return new Response('A rack of samples');`);
    expect(after).not.toContain('sessions');
  });

  it('are not allowed methods any more', () => {
    const end = "app.get('/mcp', (_req, res) => res.status(405).set('Allow', 'POST, DELETE').end());\n";
    const block = end.replace('=> res', '=> {\n  res').replace('end());', 'end();\n});');
    const text = migrated(server('  res.json(await dispatch(message));', { end: block }), 'reject');
    expect(text).toContain("set('Allow', 'POST').end();");
  });
});

describe('sessions that tools use', () => {
  const basket = (cases: string, top = '') =>
    server(
      `  const session = sessions.get(req.headers['mcp-session-id']);
  if (message.method !== 'initialize' && !session) return res.status(404).end();
  res.json(await dispatch(message, session));`,
      { top: `const sessions = new Map();\n${top}`, parameters: 'message, session', cases },
    );
  const notes = (text: string) => {
    const { files, left, severities } = migrateText({ 'server.js': text }, [handWrittenServers]);
    expect(files['server.js']).toBe(text);
    expect(new Set(severities)).toEqual(new Set(['error']));
    return left;
  };

  it('are pointed out where a branch reads them, once', () => {
    const text = basket(`case 'tools/call':
      session.basket.push(params.arguments.item);
      return ok({ content: [{ type: 'text', text: session.basket.join() }] });`);
    const line = text.split('\n').findIndex(each => each.includes('basket.push')) + 1;
    expect(notes(text)).toEqual([
      `sessions server.js:${line} Requests of 2026-07-28 have no session, and this one is answered from \`session\`.`,
    ]);
  });

  it('are pointed out in the function of a tool', () => {
    const text = basket(
      `case 'tools/call':
      return ok(add(params.arguments, session));
    case 'prompts/get':
      return ok({ messages: greet(session) });`,
      `function add({ item }, state) {
  state.basket.push(item);
  return { content: [{ type: 'text', text: item }] };
}
const greet = state => [{ role: 'user', content: { type: 'text', text: state.name } }];
`,
    );
    expect(notes(text).map(each => each.replace(/^.*answered from/, ''))).toEqual([
      ' `state`.',
      ' `session`.',
    ]);
  });

  it('are not asked for by what only clients of 2025-11-25 call', () => {
    const text = basket(`case 'logging/setLevel':
      session.level = params.level;
      return ok({});`);
    expect(migrateText({ 'server.js': text }, [handWrittenServers]).left).toEqual([]);
  });
});

describe('a server is left', () => {
  it.each<[string, string]>([
    [
      'that dispatches where it asks for a session',
      server(`  if (req.headers['mcp-session-id']) return res.json(await dispatch(message));
  res.status(400).end();`),
    ],
    [
      'that makes more of the session than is followed',
      server(`  const context = { session: req.headers['mcp-session-id'], started: Date.now() };
  res.json(await dispatch(message, context));`),
    ],
    [
      'that hands the session to what is not in view',
      server(`  audit(req.headers['mcp-session-id']);
  res.json(await dispatch(message));`),
    ],
    [
      'whose session is found, or refused, in a function of its own',
      server(
        `  const session = sessionFor(req.headers['mcp-session-id']);
  res.json(await dispatch(message));`,
        {
          top: `function sessionFor(id) {
  if (!id) throw new Error('No session');
  return { id };
}`,
        },
      ),
    ],
    [
      'that sets what it answers with where it asks for a session',
      server(`  const sessionId = req.headers['mcp-session-id'];
  let answer = { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'No session' } };
  if (sessionId) answer = await dispatch(message);
  res.json(answer);`),
    ],
  ])('%s', (_, text) => {
    for (const legacy of ['keep', 'reject'] as const) expect(migrated(text, legacy)).toBe(text);
  });

  it('without 2025-11-25, where names behind an `else` have another meaning in front of it', () => {
    const text = server(`  const started = 'now';
  if (message.method === 'initialize') {
    res.setHeader('Mcp-Session-Id', randomUUID());
  } else {
    const started = Date.now();
    res.on('finish', () => console.log(started));
  }
  res.json(await dispatch(message, started));`);
    expect(migrated(text, 'reject')).toBe(text);
  });
});

describe('a server is left, with who it lets in', () => {
  const KEY = 'req.headers.authorization !== `Bearer ${process.env.KEY}`';
  const refuse = '{ res.status(401).end(); return; }';
  const variants: readonly (readonly [why: string, base: string, from: string, to: string])[] = [
    [
      'by a condition of the session and more',
      KEPT_IN_MAP,
      'if (!id || !sessions.has(id))',
      `if (!id || !sessions.has(id) || ${KEY})`,
    ],
    [
      'behind an `else` of it',
      KEPT_IN_MAP,
      "return res.status(404).json({ error: 'No such session' });",
      `return res.status(404).json({ error: 'No such session' });\n    else if (!isAllowed(req)) ${refuse}`,
    ],
    [
      'where the session begins',
      KEPT_IN_MAP,
      '    const id = randomUUID();',
      `    if (${KEY}) ${refuse}\n    const id = randomUUID();`,
    ],
    [
      'by what the session remembers',
      TEXTBOOK,
      '  session.seen = Date.now();',
      `  const token = session?.token ?? req.headers.authorization;\n  if (token !== process.env.KEY) ${refuse}\n  session.seen = Date.now();`,
    ],
  ];

  it.each([
    "!bucket.take(req.headers['mcp-session-id'] ?? 'new')",
    "counts.get(req.headers['mcp-session-id']) > 60",
    "!(await sessions.charge(req.headers['mcp-session-id']))",
    "busy(req.headers['mcp-session-id'])",
    "recent.get(req.headers['mcp-session-id'] || req.ip) >= LIMIT",
  ])('by what each session has asked for: %s', condition => {
    const begin = '  if (message.method ===';
    const text = KEPT_IN_MAP.replace(begin, `  if (${condition}) return res.status(429).end();\n${begin}`);
    expect(text).not.toBe(KEPT_IN_MAP);
    for (const legacy of ['keep', 'reject'] as const) expect(migrated(text, legacy)).toBe(text);
  });

  it.each([
    "const caller = req.get('mcp-session-id') ?? req.ip;\n  if (blocked.has(caller)) return res.status(403).end();",
    "const budget = req.get('mcp-session-id') ? 100 : 10;\n  if (spent > budget) return res.status(429).end();",
    "const who = req.get('mcp-session-id') || 'anonymous';\n  greet(who);",
  ])('by what is only partly made of the session: %s', lines => {
    const begin = '  if (message.method ===';
    const text = KEPT_IN_MAP.replace(begin, `  ${lines}\n${begin}`);
    for (const legacy of ['keep', 'reject'] as const) expect(migrated(text, legacy)).toBe(text);
  });

  it.each(['!TRUSTED.has(req.ip)', 'closing', "!req.get('x-till')", '!open.includes(new Date().getHours())'])(
    'by another operand of the condition: %s',
    operand => {
      const known = '!id || !sessions.has(id)';
      for (const operator of ['||', '&&']) {
        const text = KEPT_IN_MAP.replace(known, `(${known}) ${operator} ${operand}`);
        expect(text).not.toBe(KEPT_IN_MAP);
        for (const legacy of ['keep', 'reject'] as const) expect(migrated(text, legacy)).toBe(text);
      }
    },
  );

  it.each([
    ['counts', '  usage.record(session.id, message.method);\n'],
    ['bills', "  if (message.method === 'tools/call') meter(key, session.requests);\n"],
    ['tells', '  if (session) notify(session.id);\n'],
    ['counts for some', '  if (!session) { metrics.increment("anonymous"); }\n'],
  ])('where something %s by the session', (_, line) => {
    const answer = '  res.json(await dispatch(message, session));';
    const text = TEXTBOOK.replace(answer, line + answer);
    expect(text).not.toBe(TEXTBOOK);
    for (const legacy of ['keep', 'reject'] as const) expect(migrated(text, legacy)).toBe(text);
  });

  it('and says at which check', () => {
    const check = "!bucket.take(req.headers['mcp-session-id'] ?? 'new')";
    const text = server(
      `  if (${check}) return res.status(429).end();\n  res.json(await dispatch(message));`,
    );
    const { left } = migrateText({ 'server.js': text }, [handWrittenServers]);
    const line = text.slice(0, text.indexOf(check)).split('\n').length;
    expect(left).toEqual([
      `sessions server.js:${line} This check goes by the session, which requests of 2026-07-28 do not have, and more than that.`,
    ]);
  });

  it('but not by the age of a session', () => {
    const known = 'if (!id || !sessions.has(id))';
    const text = KEPT_IN_MAP.replace(
      known,
      `if (!id || !sessions.has(id) || sessions.get(id).seen < Date.now() - TTL)`,
    );
    expect(migrated(text, 'keep')).toContain('if (!modern && (!id || ');
  });

  it.each(variants)('%s', (_why, base, from, to) => {
    const text = base.replace(from, to);
    expect(text).not.toBe(base);
    for (const legacy of ['keep', 'reject'] as const) {
      expect(migrated(base, legacy)).not.toBe(base);
      expect(migrated(text, legacy)).toBe(text);
    }
  });
});
