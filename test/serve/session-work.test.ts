import { describe, expect, test } from 'vitest';
import { serve, SERVER, type Served } from './support.js';

/** An endpoint with a place for work of its own. */
interface Endpoint {
  readonly source: string;
  /** The request where that place is. */
  readonly request: string;
  /** What answers it. */
  readonly answer: string;
}

const HEAD = `import { randomUUID } from 'node:crypto';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';
`;
const NODE = `import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
${HEAD}
const transports: Record<string, NodeStreamableHTTPServerTransport> = {};
`;
/** Both branches of a session map, around what differs by framework. */
const branches = (body: string, refuse: string, transport = 'NodeStreamableHTTPServerTransport'): string => `
  let transport: ${transport};
  if (sessionId && transports[sessionId]) {
    transport = transports[sessionId];
  } else if (!sessionId && isInitializeRequest(${body})) {
    transport = new ${transport}({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => {
        transports[id] = transport;
        /* CALLBACK */
      },
    });
    transport.onclose = () => {
      if (transport.sessionId) delete transports[transport.sessionId];
    };
    /* FIRST */
    const server = createServer();
    /* BEFORE */
    await server.connect(transport);
    /* AFTER */
  } else {
    ${refuse}
  }
`;

const EXPRESS: Endpoint = {
  source: `import express, { type Request, type Response } from 'express';
${NODE}
const app = express();
app.use(express.json());
app.post('/mcp', async (req: Request, res: Response) => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;${branches('req.body', 'res.status(400).end();\n    return;')}  await transport.handleRequest(req, res, req.body);
});
/* END */
`,
  request: 'req',
  answer: 'res',
};
const FASTIFY: Endpoint = {
  source: `import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
${NODE}
const app = Fastify();
app.post('/mcp', async (request: FastifyRequest, reply: FastifyReply) => {
  const sessionId = request.headers['mcp-session-id'] as string | undefined;${branches('request.body', "return reply.code(400).send('No session');")}  await transport.handleRequest(request.raw, reply.raw, request.body);
  return reply;
});
/* END */
`,
  request: 'request',
  answer: 'reply',
};
const HTTP: Endpoint = {
  source: `import http from 'node:http';
${NODE}
async function handle(req: http.IncomingMessage, res: http.ServerResponse, body: unknown): Promise<void> {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;${branches('body', 'res.writeHead(400).end();\n    return;')}  await transport.handleRequest(req, res, body);
}
http.createServer(async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  await handle(req, res, JSON.parse(Buffer.concat(chunks).toString('utf8')));
});
/* END */
`,
  request: 'req',
  answer: 'res',
};
const HONO: Endpoint = {
  source: `import { Hono } from 'hono';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
${HEAD}
const transports: Record<string, WebStandardStreamableHTTPServerTransport> = {};

const app = new Hono();
app.post('/mcp', async c => {
  const sessionId = c.req.header('mcp-session-id');
  const body = await c.req.json();${branches('body', "return c.text('No session', 400);", 'WebStandardStreamableHTTPServerTransport')}  return await transport.handleRequest(c.req.raw, { parsedBody: body });
});
/* END */
`,
  request: 'c.req.raw',
  answer: 'c',
};
const ENDPOINTS = { EXPRESS, FASTIFY, HTTP, HONO };
type Place = 'FIRST' | 'BEFORE' | 'AFTER' | 'CALLBACK' | 'END';

function fill({ source, request, answer }: Endpoint, parts: Partial<Record<Place, string>>): string {
  const whole = Object.entries(parts).reduce(
    (text, [place, part]) =>
      text.replace(`/* ${place} */`, () => part.replaceAll('REQ', request).replaceAll('RES', answer)),
    source,
  );
  return whole.replace(/^ *\/\* [A-Z]+ \*\/\n/gm, '');
}

function expectLeft({ text, left }: Served, source: string): void {
  expect(text).toBe(source);
  expect(left).toHaveLength(1);
}

const header = (framework: Endpoint) =>
  framework === HONO ? "c.req.header('x-till-key')" : `${framework.request}.headers['x-till-key']`;
const LOCK = '\nfunction lockTill(_server: unknown): void {}\n';

describe.each(Object.entries(ENDPOINTS))('a session map of %s', (_, framework) => {
  const key = `${header(framework)} !== process.env.TILL_KEY`;

  test.each(['keep', 'stateless', 'auto'] as const)('is rewritten without work of its own: %s', legacy => {
    const { text, left } = serve(fill(framework, {}), { legacy });
    expect(left).toEqual([]);
    expect(text).toContain('createMcpHandler(createServer');
  });

  test.each<[string, Partial<Record<Place, string>>]>([
    ['locks one server after it is connected', { AFTER: `if (${key}) lockTill(server);`, END: LOCK }],
    ['locks one server whoever asks', { AFTER: 'lockTill(server);', END: LOCK }],
    ['hangs up', { AFTER: `if (${key}) await transport.close();` }],
    ['hangs up in a callback', { CALLBACK: `if (${key}) void transport.close();` }],
    [
      'adds a tool for some',
      { AFTER: `if (${key}) server.registerTool('pay', {}, async () => ({ content: [] }));` },
    ],
    [
      'sets a handler of one server',
      { AFTER: "server.server.setRequestHandler('tools/list', async () => ({ tools: [] }));" },
    ],
    [
      'sets a handler of one server in a callback',
      { CALLBACK: 'late(server);', END: '\nfunction late(_server: unknown): void {}\n' },
    ],
    ['tells the server who asks', { AFTER: `Object.assign(server, { locked: ${key} });` }],
    ['marks the server', { AFTER: `(server as any).locked = ${key};` }],
    [
      'has a function throw',
      {
        FIRST: 'await identify(REQ);',
        END: "\nasync function identify(from: any) {\n  if (!from.headers.get('x-till-key')) throw new Error('Who?');\n}\n",
      },
    ],
    [
      'has a function of another name answer',
      {
        FIRST: 'await greet(RES);',
        END: "\nasync function greet(to: any) {\n  if (!to.locals.key) to.status(401).send('Who?');\n}\n",
      },
    ],
    [
      'has a function with the name of a refusal answer',
      {
        FIRST: 'await rejectStrangers(REQ, RES);',
        END: "\nasync function rejectStrangers(from: any, to: any) {\n  if (!from.headers.get('x-till-key')) to.status(401).send('Who?');\n}\n",
      },
    ],
    [
      'has a package answer',
      {
        FIRST: 'await respondToStrangers(REQ, RES);',
        END: "\nimport { respondToStrangers } from 'strangers';\n",
      },
    ],
    [
      'asks a package',
      {
        FIRST: 'const client = await whois(REQ);',
        AFTER: 'console.log(client);',
        END: "\nimport { whois } from 'whois-of-requests';\n",
      },
    ],
    [
      'limits new sessions',
      { FIRST: 'await newcomers.consume(REQ.ip);', END: '\ndeclare const newcomers: any;\n' },
    ],
    [
      'waits for what may throw',
      {
        FIRST: 'await takeSeat();',
        END: "\nlet seats = 5;\nasync function takeSeat() {\n  if (seats-- === 0) throw new Error('Full');\n}\n",
      },
    ],
    [
      'waits for what is not in view',
      { FIRST: 'await licences.acquire();', END: "\nimport { licences } from 'licences';\n" },
    ],
    [
      'remembers who asks',
      {
        FIRST: `current = ${header(framework)};`,
        END: '\nlet current: unknown;\nexport const who = () => current;\n',
      },
    ],
  ])('that %s is left', (_what, parts) => {
    const source = fill(framework, parts);
    for (const legacy of ['keep', 'stateless', 'auto'] as const)
      expectLeft(serve(source, { legacy }), source);
  });

  test.each<[string, Partial<Record<Place, string>>]>([
    [
      'writes a log',
      { AFTER: "console.log('opened for', REQ.url);", CALLBACK: "console.log('session', id);" },
    ],
    ['counts', { AFTER: 'metrics.sessions.inc();', END: '\ndeclare const metrics: any;\n' }],
    [
      'counts by client',
      { AFTER: 'metrics.sessions.inc({ url: REQ.url });', END: '\ndeclare const metrics: any;\n' },
    ],
    [
      'keeps servers by session',
      { CALLBACK: 'servers.set(id, server);', END: '\nconst servers = new Map<string, unknown>();\n' },
    ],
    ['cleans up', { AFTER: "RES.on('close', () => console.log('gone'));" }],
    [
      'looks at the address',
      {
        FIRST: 'const from = address(REQ);\n    console.log(from);',
        END: "\nfunction address(of: any): string {\n  return of.ip ?? 'unknown';\n}\n",
      },
    ],
    ['logs by what it is asked', { AFTER: `if (${key}) console.log('without a key');` }],
  ])('that %s is served beside', (_what, parts) => {
    const { text, left } = serve(fill(framework, parts), { legacy: 'keep' });
    expect(left).toEqual([]);
    expect(text).toContain('isLegacyRequest');
    expect(text).toContain('createMcpHandler(createServer, ');
  });
});

describe('what a server is made for', () => {
  const server = SERVER.replace('createServer()', 'createServer(_for?: unknown)');
  const made = (framework: Endpoint, call: string) =>
    fill(framework, {}).replace('const server = createServer()', `const server = ${call}`);

  test.each([
    [EXPRESS, '(req as any).auth'],
    [FASTIFY, '(request as any).user'],
    [HTTP, "req.headers['x-user']"],
    [HONO, "c.get('user')"],
  ])('is carried over', (framework, user) => {
    const source = made(framework, `createServer(${user})`);
    const { text, left } = serve(source, { legacy: 'keep', server });
    expect(left).toEqual([]);
    expect(text).toContain(`createMcpHandler(() => createServer(${user})`);
    const without = serve(source, { legacy: 'stateless', server });
    expect(without.text).toContain(`createMcpHandler(() => createServer(${user})`);
  });

  test('is left where only the session branch knows it', () => {
    const source = made(EXPRESS, 'createServer(user)').replace(
      '    const server',
      '    const user = await (req as any).login();\n    const server',
    );
    for (const legacy of ['keep', 'stateless', 'auto'] as const)
      expectLeft(serve(source, { legacy, server }), source);
  });
});

describe('a condition of the session branch', () => {
  const asking = (text: string) =>
    fill(EXPRESS, {}).replace('!sessionId && isInit', `${text} && !sessionId && isInit`);

  test.each(["req.headers['x-till-key'] === KEY", 'isFriend(req)', "(req as any).session.name === 'ann'"])(
    'that asks more than for the session is not skipped: %s',
    text => {
      const source = asking(text);
      for (const legacy of ['keep', 'stateless', 'auto'] as const)
        expectLeft(serve(source, { legacy }), source);
    },
  );

  test.each(["req.method === 'POST'", 'req.body', "req.headers.accept?.includes('text/event-stream')"])(
    'that asks for the form of the message goes: %s',
    text => {
      const { text: result, left } = serve(asking(text), { legacy: 'keep' });
      expect(left).toEqual([]);
      expect(result).toContain('isLegacyRequest');
    },
  );

  test('around all that serves is one, too', () => {
    const source = fill(EXPRESS, {})
      .replace(
        '    transport = new Node',
        "    if (req.headers['x-till-key'] !== KEY) {\n      res.status(403).end();\n    } else {\n    transport = new Node",
      )
      .replace(
        '    await server.connect(transport);\n',
        '    await server.connect(transport);\n    await transport.handleRequest(req, res, req.body);\n    }\n    return;\n',
      );
    expectLeft(serve(source, { legacy: 'keep' }), source);
  });
});

test('work that turns nobody away is left to clients with a session, and said', () => {
  const source = fill(EXPRESS, {
    AFTER: 'await welcome(req);',
    END: '\nasync function welcome(from: Request): Promise<void> {\n  await mailer.send(from.ip);\n}\ndeclare const mailer: any;\n',
  });
  const { text, left, review } = serve(source, { legacy: 'keep' });
  expect(left).toEqual([]);
  expect(text).toContain('isLegacyRequest');
  expect(review.join()).toContain('requests of 2026-07-28 are served without it');
});

test('a request that is served inside what only the session branch sets up is left', () => {
  const source = fill(EXPRESS, {}).replace(
    '    await server.connect(transport);\n',
    `    await server.connect(transport);
    await context.run({ user: (req as any).user }, () => transport.handleRequest(req, res, req.body));
    return;
`,
  );
  expectLeft(serve(source, { legacy: 'keep' }), source);
});

test.each(['', 'return;'])('a function that refuses what has no session is no check: %s', end => {
  const source = `${fill(EXPRESS, {}).replace(
    'res.status(400).end();\n    return;',
    `sendError(res, 400);\n    ${end}`,
  )}
function sendError(res: Response, status: number): void {
  res.status(status).json({ jsonrpc: '2.0', error: { code: -32000, message: 'No session' }, id: null });
}
`;
  const { text, left } = serve(source, { legacy: 'keep' });
  expect(left).toEqual([]);
  expect(text).toContain('isLegacyRequest');
  expect(serve(source, { legacy: 'stateless' }).left).toEqual([]);
});
