import { describe, expect, test } from 'vitest';
import { serve, SERVER, USER_SERVER } from './support.js';

const TEXTBOOK = `import { randomUUID } from 'node:crypto';
import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());

// transports by session
const transports: Record<string, NodeStreamableHTTPServerTransport> = {};

app.post('/mcp', async (req, res) => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  let transport: NodeStreamableHTTPServerTransport;

  if (sessionId && transports[sessionId]) {
    transport = transports[sessionId];
  } else if (!sessionId && isInitializeRequest(req.body)) {
    transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => {
        transports[id] = transport;
      },
    });
    transport.onclose = () => {
      if (transport.sessionId) delete transports[transport.sessionId];
    };
    const server = createServer();
    await server.connect(transport);
  } else {
    res.status(400).json({ jsonrpc: '2.0', error: { code: -32000, message: 'Bad Request' }, id: null });
    return;
  }

  await transport.handleRequest(req, res, req.body);
});

const handleSession = async (req: express.Request, res: express.Response) => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  if (!sessionId || !transports[sessionId]) {
    res.status(400).send('Invalid or missing session ID');
    return;
  }
  await transports[sessionId].handleRequest(req, res);
};
app.get('/mcp', handleSession);
app.delete('/mcp', handleSession);

app.listen(3000);

process.on('SIGINT', async () => {
  for (const sessionId in transports) {
    await transports[sessionId].close();
    delete transports[sessionId];
  }
  process.exit(0);
});
`;

/** Work that turns nobody away. */
const HELPERS = `
async function issueToken(req: express.Request): Promise<string> {
  return tokens.issue(req.ip);
}
async function sendWelcome(req: express.Request): Promise<void> {
  await mailer.send(req.ip);
}
async function isFirstVisit(req: express.Request): Promise<boolean> {
  return !(await tokens.knows(req.ip));
}
`;

const STATELESS = `import express from 'express';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());

const mcpHandler = createMcpHandler(createServer);
const mcpNodeHandler = toNodeHandler(mcpHandler);

app.all('/mcp', async (req, res) => {
  await mcpNodeHandler(req, res, req.body);
});

app.listen(3000);

process.on('SIGINT', async () => {
  await mcpHandler.close();
  process.exit(0);
});
`;

const GATE = `
  if (!(await isLegacyRequest(await toWebRequest(req, req.body), req.body))) {
    await mcpHandler(req, res, req.body);
    return;
  }
`;

const EXPRESS_5 = { dependencies: { express: '^5.1.0' } };

describe('a session map that nothing needs', () => {
  test('goes, with its routes, its shutdown and all that only it used', () => {
    const { text, left, review, rewritten } = serve(TEXTBOOK);
    expect(text).toBe(STATELESS);
    expect(left).toEqual([]);
    expect(review).toEqual([
      'sessions http.ts:12 Clients of 2025-11-25 are served without sessions: nothing in this package needs one.',
    ]);
    expect(rewritten).toEqual(['sessions']);
  });

  test('goes when `--legacy reject` turns its clients away', () => {
    const { text, review } = serve(TEXTBOOK, { legacy: 'reject' });
    expect(text).toBe(
      STATELESS.replace(
        'createMcpHandler(createServer)',
        "createMcpHandler(createServer, { legacy: 'reject' })",
      ),
    );
    expect(review).toEqual([
      'sessions http.ts:12 Clients of 2025-11-25 are turned away, as `--legacy reject` asks.',
    ]);
  });

  test('stays on demand, untouched, with 2026-07-28 served in front', () => {
    const { text, review } = serve(TEXTBOOK, { legacy: 'keep', manifest: EXPRESS_5 });
    expect(text).toBe(
      TEXTBOOK.replace(
        "{ NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'",
        "{ NodeStreamableHTTPServerTransport, toNodeHandler, toWebRequest } from '@modelcontextprotocol/node'",
      )
        .replace('{ isInitializeRequest }', '{ isInitializeRequest, createMcpHandler, isLegacyRequest }')
        .replace(
          "\napp.post('/mcp', async (req, res) => {\n",
          `
// Serves revision 2026-07-28; the sessions below are for clients of 2025-11-25.
const mcpHandler = toNodeHandler(createMcpHandler(createServer, { legacy: 'reject' }));

app.post('/mcp', async (req, res) => {${GATE}
`,
        ),
    );
    expect(review).toEqual([
      'sessions http.ts:22 Clients of 2025-11-25 keep their sessions: `--legacy keep` asks for it.',
    ]);
  });

  test('where nobody catches a rejection, a request that cannot be read is left to the old code', () => {
    const { text } = serve(TEXTBOOK, { legacy: 'keep', manifest: { dependencies: { express: '^4.21.0' } } });
    expect(text).toContain(
      '  if (!(await toWebRequest(req, req.body).then(isLegacyRequest, () => true))) {\n',
    );
  });

  test.each<[string, (text: string) => string]>([
    [
      'a Map',
      text =>
        text
          .replace(
            'const transports: Record<string, NodeStreamableHTTPServerTransport> = {}',
            'const transports = new Map<string, NodeStreamableHTTPServerTransport>()',
          )
          .replaceAll('delete transports[transport.sessionId]', 'transports.delete(transport.sessionId)')
          .replaceAll('delete transports[sessionId]', 'transports.delete(sessionId)')
          .replaceAll('transports[id] = transport', 'transports.set(id, transport)')
          .replace('for (const sessionId in transports)', 'for (const sessionId of transports.keys())')
          .replaceAll('transports[sessionId]', 'transports.get(sessionId)!'),
    ],
    [
      'the header behind a constant',
      text =>
        text
          .replace('\n// transports by', "\nconst SESSION_HEADER = 'Mcp-Session-Id';\n\n// transports by")
          .replaceAll("req.headers['mcp-session-id'] as string | undefined", 'req.header(SESSION_HEADER)'),
    ],
    [
      'a detector of its own',
      text =>
        text
          .replace("import { isInitializeRequest } from '@modelcontextprotocol/server';\n", '')
          .replace(
            '\n// transports by',
            "\nfunction startsSession(body: any) {\n  return body?.method === 'initialize';\n}\n\n// transports by",
          )
          .replace('isInitializeRequest(req.body)', 'startsSession(req.body)'),
    ],
    [
      'no test for initialize',
      text =>
        text
          .replace("import { isInitializeRequest } from '@modelcontextprotocol/server';\n", '')
          .replace(' && isInitializeRequest(req.body)', ''),
    ],
    [
      'early returns',
      text =>
        text
          .replace(/ {2}let transport: .*;\n/, '')
          .replace(
            '    transport = transports[sessionId];\n  } else if',
            '    await transports[sessionId].handleRequest(req, res, req.body);\n    return;\n  }\n  if',
          )
          .replace('    transport = new', '    const transport = new')
          .replace(
            'server.connect(transport);\n  } else {',
            'server.connect(transport);\n    await transport.handleRequest(req, res, req.body);\n    return;\n  }\n  {',
          )
          .replace(/ {2}\{\n {4}(res\.status.*\n) {4}return;\n {2}\}\n\n {2}await .*\n/, '  $1'),
    ],
    [
      'records with bookkeeping, and a timer that looks for idle ones',
      text =>
        text
          .replace(
            'const transports: Record<string, NodeStreamableHTTPServerTransport> = {};',
            `interface Session {
  transport: NodeStreamableHTTPServerTransport;
  lastSeen: number;
}
const IDLE = 60_000;
const transports: Record<string, Session> = {};

// forget idle sessions
setInterval(() => {
  for (const [id, session] of Object.entries(transports)) {
    if (Date.now() - session.lastSeen < IDLE) continue;
    void session.transport.close();
    delete transports[id];
  }
}, IDLE).unref();`,
          )
          .replace(
            '    transport = transports[sessionId];',
            '    transport = transports[sessionId].transport;\n    transports[sessionId].lastSeen = Date.now();',
          )
          .replace('transports[id] = transport', 'transports[id] = { transport, lastSeen: Date.now() }')
          .replace(
            'await transports[sessionId].handleRequest',
            'await transports[sessionId].transport.handleRequest',
          )
          .replace('await transports[sessionId].close()', 'await transports[sessionId].transport.close()'),
    ],
    [
      'routes in a chain',
      text =>
        text
          .replace(
            "app.post('/mcp', async (req, res) => {",
            'async function handlePost(req: express.Request, res: express.Response) {',
          )
          .replace('req.body);\n});\n', 'req.body);\n}\n')
          .replace(
            "app.get('/mcp', handleSession);\napp.delete('/mcp', handleSession);",
            "app.route('/mcp').post(handlePost).get(handleSession).delete(handleSession);",
          ),
    ],
    [
      'GET and DELETE written out',
      text => {
        const body = /async \(req: express\.Request.*?\n\}/s.exec(text)![0];
        return text
          .replace(/const handleSession = .*?\n\};\n/s, '')
          .replace("app.get('/mcp', handleSession)", `app.get('/mcp', ${body})`)
          .replace("app.delete('/mcp', handleSession)", `app.delete('/mcp', ${body})`);
      },
    ],
  ])('goes as well when it has %s', (_, vary) => {
    const source = vary(TEXTBOOK);
    expect(source).not.toBe(TEXTBOOK);
    const { text, left, review } = serve(source);
    expect(left).toEqual([]);
    expect(review).toEqual([expect.stringContaining('nothing in this package needs one')]);
    const isChain = source.includes('.route(');
    expect(text).toBe(
      isChain
        ? STATELESS.replace(
            "app.all('/mcp', async (req, res) => {",
            'async function handlePost(req: express.Request, res: express.Response) {',
          ).replace('req.body);\n});\n', "req.body);\n}\n\napp.route('/mcp').all(handlePost);\n")
        : STATELESS,
    );
  });

  test('goes with a helper that starts sessions, and a request helper for the id', () => {
    const { text, left } = serve(`import { randomUUID } from 'node:crypto';
import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());

const sessions = new Map<string, NodeStreamableHTTPServerTransport>();

const sessionIdOf = (req: express.Request) => req.get('mcp-session-id') ?? '';

async function createSession() {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: id => {
      sessions.set(id, transport);
    },
  });
  await createServer().connect(transport);
  return transport;
}

app.all('/mcp', async (req, res) => {
  const known = sessions.get(sessionIdOf(req));
  if (!known && !isInitializeRequest(req.body)) {
    res.status(404).json({ error: 'No session' });
    return;
  }
  const transport = known ?? (await createSession());
  await transport.handleRequest(req, res, req.body);
});
`);
    expect(left).toEqual([]);
    expect(text).toBe(`import express from 'express';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());

const mcpHandler = toNodeHandler(createMcpHandler(createServer));

app.all('/mcp', async (req, res) => {
  await mcpHandler(req, res, req.body);
});
`);
  });

  test('goes from a class on plain node:http, with a body parsed by hand', () => {
    const { text, left } = serve(`import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';
import { readJson } from './read.js';

export class Host {
  private readonly transports = new Map<string, NodeStreamableHTTPServerTransport>();
  private readonly http = http.createServer((req, res) => this.answer(req, res));

  async stop() {
    for (const transport of this.transports.values()) {
      await transport.close();
    }
    this.transports.clear();
    this.http.close();
  }

  private async answer(req: IncomingMessage, res: ServerResponse) {
    const sessionId = req.headers['mcp-session-id'] as string | undefined;

    if (req.method === 'POST') {
      const body = await readJson(req);
      if (sessionId && this.transports.has(sessionId)) {
        const transport = this.transports.get(sessionId)!;
        await transport.handleRequest(req, res, body);
        return;
      }
      if (!sessionId && isInitializeRequest(body)) {
        const transport = new NodeStreamableHTTPServerTransport({
          sessionIdGenerator: () => randomUUID(),
          onsessioninitialized: id => {
            console.log('session', id);
            this.transports.set(id, transport);
          },
        });
        transport.onclose = () => {
          if (transport.sessionId) this.transports.delete(transport.sessionId);
        };
        await createServer().connect(transport);
        await transport.handleRequest(req, res, body);
        return;
      }
      res.writeHead(400).end();
      return;
    }

    if (req.method === 'GET' || req.method === 'DELETE') {
      const transport = sessionId ? this.transports.get(sessionId) : undefined;
      if (!transport) {
        res.writeHead(404).end();
        return;
      }
      await transport.handleRequest(req, res);
      return;
    }

    res.writeHead(405).end();
  }
}
`);
    expect(left).toEqual([]);
    expect(text).toBe(`import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';
import { readJson } from './read.js';

const mcpHandler = createMcpHandler(createServer);
const mcpNodeHandler = toNodeHandler(mcpHandler);

export class Host {
  private readonly http = http.createServer((req, res) => this.answer(req, res));

  async stop() {
    await mcpHandler.close();
    this.http.close();
  }

  private async answer(req: IncomingMessage, res: ServerResponse) {
    if (req.method === 'POST') {
      const body = await readJson(req);
      await mcpNodeHandler(req, res, body);
      return;
    }

    if (req.method === 'GET' || req.method === 'DELETE') {
      await mcpNodeHandler(req, res);
      return;
    }

    res.writeHead(405).end();
  }
}
`);
  });
});

describe('sessions that something needs', () => {
  const ELICITING = SERVER.replace(
    "async () => ({ content: [{ type: 'text', text: 'Hello' }] })",
    `async ctx => {
    await ctx.mcpReq.elicitInput({ message: 'Sure?', requestedSchema: { type: 'object', properties: {} } });
    return { content: [] };
  }`,
  );

  test('stay, and the report says what needs them', () => {
    const { text, review } = serve(TEXTBOOK, { server: ELICITING, manifest: EXPRESS_5 });
    expect(text).toContain(GATE);
    expect(text).toContain("createMcpHandler(createServer, { legacy: 'reject' })");
    expect(review).toEqual([
      'sessions http.ts:22 Clients of 2025-11-25 keep their sessions: `server.ts:6` asks the user for input.',
    ]);
  });

  test.each([
    [
      'an event store',
      'eventStore: new MemoryEventStore(),',
      'stores events so that clients can resume a stream',
    ],
    [
      'work in a callback',
      'onsessionclosed: id => tokens.revoke(id),',
      'does something once for each session',
    ],
  ])('stay for %s', (_, option, reason) => {
    const source = TEXTBOOK.replace('sessionIdGenerator:', `${option}\n      sessionIdGenerator:`);
    const { text, review } = serve(source, { manifest: EXPRESS_5 });
    expect(text).toContain(GATE);
    expect(review[0]).toContain(reason);
  });

  test.each([
    'const token = await issueToken(req);',
    'await sendWelcome(req);',
    'catalog.add(sessionId);',
    'req.session.started = true;',
    'if (await isFirstVisit(req)) res.setHeader("X-First", "1");',
    'transport.onclose = () => tokens.revoke(transport.sessionId);',
  ])('stay for work in the branch that starts a session: %s', work => {
    const source = TEXTBOOK.replace('    const server =', `    ${work}\n    const server =`) + HELPERS;
    const { text, review } = serve(source, { manifest: EXPRESS_5 });
    expect(text).toContain(GATE);
    expect(text).toContain(work);
    expect(review[0]).toContain('keep their sessions: `http.ts:29` does something once for each session.');
  });

  test('stay for state that the tools of one server remember', () => {
    const basket = SERVER.replace(
      '  const server = new',
      '  const basket = new Set<string>();\n  const server = new',
    ).replace(
      "async () => ({ content: [{ type: 'text', text: 'Hello' }] })",
      "async () => {\n    basket.add('egg');\n    return { content: [] };\n  }",
    );
    const { text, review } = serve(TEXTBOOK, { server: basket, manifest: EXPRESS_5 });
    expect(text).toContain(GATE);
    expect(review[0]).toContain('keeps state for each session: the Set `basket`');
  });

  test('stay for a server that is made out of sight', () => {
    const source = TEXTBOOK.replace(
      "import { createServer } from './server.js';",
      "import type { McpServer } from '@modelcontextprotocol/server';\n\ndeclare const createServer: () => McpServer;",
    );
    const { text, review } = serve(source, { manifest: EXPRESS_5 });
    expect(text).toContain(GATE);
    expect(review[0]).toContain('makes its server in a way that does not show what it remembers');
  });

  test('stay when other code uses them', () => {
    const source = `${TEXTBOOK}
app.get('/status', (req, res) => res.json({ open: Object.keys(transports).length }));
`;
    const { text, review } = serve(source, { manifest: EXPRESS_5 });
    expect(text).toContain(GATE);
    expect(text).toContain('Object.keys(transports).length');
    expect(review[0]).toContain('is more than the usual keeping of sessions');
  });

  test('work that is done once for each session is not dropped on demand', () => {
    const source = TEXTBOOK.replace('    const server =', '    startPings(transport);\n    const server =');
    const { text, left } = serve(source, { legacy: 'stateless' });
    expect(text).toBe(source);
    expect(left).toEqual([
      'sessions http.ts:29 This is done once for each session, and 2026-07-28 has no sessions.',
    ]);
  });
});

describe('sessions kept behind the gate', () => {
  const keep = (source: string, manifest: object = EXPRESS_5) => serve(source, { legacy: 'keep', manifest });

  test('a try in the handler holds the gate', () => {
    const source = TEXTBOOK.replace(
      '  const sessionId = req.headers',
      "  console.log('POST');\n  try {\n  const sessionId = req.headers",
    ).replace(
      'handleRequest(req, res, req.body);\n});',
      "handleRequest(req, res, req.body);\n  } catch (error) {\n    console.error('Failed:', error);\n  }\n});",
    );
    const { text } = keep(source, { dependencies: { express: '4' } });
    expect(text).toContain(`  console.log('POST');
  try {
  if (!(await isLegacyRequest(await toWebRequest(req, req.body), req.body))) {
    await mcpHandler(req, res, req.body);
    return;
  }

  const sessionId`);
    expect(text).toContain("    onerror: error => console.error('Failed:', error),\n");
  });

  test('without a body parser, the body is read once and handed to both sides', () => {
    const source = TEXTBOOK.replace('app.use(express.json());\n', '')
      .replace(' && isInitializeRequest(req.body)', '')
      .replace('handleRequest(req, res, req.body)', 'handleRequest(req, res)');
    const { text } = keep(source);
    expect(text).toContain(`app.post('/mcp', async (req, res) => {
  const body = await toWebRequest(req).then(request => request.json()).catch(() => undefined);
  if (!(await isLegacyRequest(await toWebRequest(req, body), body))) {
    await mcpHandler(req, res, body);
    return;
  }

`);
    expect(text).toContain('  await transport.handleRequest(req, res, body);\n');
    // the routes of sessions have no body to read
    expect(text).toContain('  await transports[sessionId].handleRequest(req, res);\n');
  });

  test('a body that is parsed further down comes first', () => {
    const { text } = keep(`import http from 'node:http';
import { randomUUID } from 'node:crypto';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { createServer } from './server.js';
import { readJson } from './read.js';

const sessions = new Map<string, NodeStreamableHTTPServerTransport>();

http.createServer(async (req, res) => {
  const id = req.headers['mcp-session-id'] as string | undefined;
  const body = await readJson(req);
  let transport = id ? sessions.get(id) : undefined;
  if (!transport) {
    transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: randomUUID });
    await createServer().connect(transport);
    sessions.set(transport.sessionId!, transport);
  }
  await transport.handleRequest(req, res, body);
}).listen(3000);
`);
    expect(text).toContain(`  const body = await readJson(req);
  if (!(await toWebRequest(req, body).then(isLegacyRequest, () => true))) {
    await mcpHandler(req, res, body);
    return;
  }

  let transport =`);
  });

  test('a handler that returns values returns the answer', () => {
    const source = TEXTBOOK.replace(/( {4})res(\.status\(400\)\.json.*;)\n {4}return;/, '$1return res$2');
    expect(keep(source).text).toContain('    return mcpHandler(req, res, req.body);\n  }\n');
  });

  test('a factory that needs the request is called behind the gate', () => {
    const source = TEXTBOOK.replace('createServer()', "createServer(String(req.headers['x-user']))");
    const { text } = serve(source, { legacy: 'keep', manifest: EXPRESS_5, server: USER_SERVER });
    expect(text).toContain(`
  if (!(await isLegacyRequest(await toWebRequest(req, req.body), req.body))) {
    const mcpHandler = toNodeHandler(
      createMcpHandler(() => createServer(String(req.headers['x-user'])), { legacy: 'reject' }),
    );
    await mcpHandler(req, res, req.body);
    return;
  }
`);
  });

  test('one server for all sessions becomes a function, which old and new call', () => {
    const source = TEXTBOOK.replace(
      "import { createServer } from './server.js';\n",
      "import { McpServer } from '@modelcontextprotocol/server';\n",
    )
      .replace(
        '\n// transports by',
        "\nconst server = new McpServer({ name: 'one', version: '1.0.0' });\nserver.registerTool('hello', {}, async () => ({ content: [] }));\n\n// transports by",
      )
      .replace('    const server = createServer();\n', '');
    const { text } = keep(source);
    expect(text).toContain('    await createServer().connect(transport);\n');
    expect(text).toContain("createMcpHandler(createServer, { legacy: 'reject' })");
  });
});

describe('what is left', () => {
  test.each([
    [
      'in the server',
      'is connected to its server in another file',
      (text: string) => text.replace('server.connect(transport)', 'attach(server, transport)'),
    ],
    [
      'twice',
      'is created in more than one place',
      (text: string) =>
        text.replace(
          '  } else {\n    res',
          '  } else if (req.query.new) {\n    transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: () => randomUUID() });\n  } else {\n    res',
        ),
    ],
  ])('a transport that is used %s', (_, why, vary) => {
    const source = vary(TEXTBOOK);
    const { text, left } = serve(source);
    expect(text).toBe(source);
    expect(left).toHaveLength(1);
    expect(left[0]).toContain(why);
  });

  test('whether there are sessions is decided at run time', () => {
    const source = TEXTBOOK.replace('() => randomUUID()', 'stateful ? () => randomUUID() : undefined');
    const { text } = serve(source, { manifest: EXPRESS_5 });
    expect(text).toContain('createMcpHandler');
  });

  test('transports of other packages are not ours', () => {
    const source = TEXTBOOK.replaceAll('@modelcontextprotocol/node', '@acme/transports');
    const { text, left, rewritten } = serve(source);
    expect(text).toBe(source);
    expect(left).toEqual([]);
    expect(rewritten).toEqual([]);
  });
});
