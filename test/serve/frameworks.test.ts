import { describe, expect, test } from 'vitest';
import { serve, USER_SERVER } from './support.js';

describe('plain node:http', () => {
  test('the stream goes to the handler unread, and the JSON mode stays', () => {
    const { text } = serve(
      `import http from 'node:http'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { createServer } from './server.js'

http.createServer(async (req, res) => {
  if (req.url !== '/mcp') {
    res.writeHead(404).end()
    return
  }
  const server = createServer()
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
    keepAliveMs: 5_000,
  })
  res.on('close', () => {
    transport.close()
    server.close()
  })
  await server.connect(transport)
  await transport.handleRequest(req, res)
}).listen(3000)
`,
      { name: 'http.mjs' },
    );
    expect(text).toBe(`import http from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { createServer } from './server.js'

const mcpHandler = toNodeHandler(
  createMcpHandler(createServer, { responseMode: 'json', keepAliveMs: 5_000 }),
)

http.createServer(async (req, res) => {
  if (req.url !== '/mcp') {
    res.writeHead(404).end()
    return
  }
  await mcpHandler(req, res)
}).listen(3000)
`);
  });

  test('each method keeps its branch', () => {
    const { text } =
      serve(`import { createServer as listen, type IncomingMessage, type ServerResponse } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { createServer } from './server.js';
import { readJson } from './read.js';

async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const server = createServer();
  const transport = new NodeStreamableHTTPServerTransport();
  await server.connect(transport);
  if (req.method === 'POST') {
    const body = await readJson(req);
    await transport.handleRequest(req, res, body);
  } else {
    await transport.handleRequest(req, res);
  }
}

listen((req, res) => void handle(req, res)).listen(3000);
`);
    expect(text)
      .toBe(`import { createServer as listen, type IncomingMessage, type ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';
import { readJson } from './read.js';

const mcpHandler = toNodeHandler(createMcpHandler(createServer));

async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method === 'POST') {
    const body = await readJson(req);
    await mcpHandler(req, res, body);
  } else {
    await mcpHandler(req, res);
  }
}

listen((req, res) => void handle(req, res)).listen(3000);
`);
  });

  test('one transport and one server for everybody become one of each for a request', () => {
    const { text, review } = serve(`import http from 'node:http';
import { McpServer } from '@modelcontextprotocol/server';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';

const server = new McpServer({ name: 'one', version: '1.0.0' });
server.registerTool('hello', {}, async () => ({ content: [] }));

async function main() {
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await server.connect(transport);

  http.createServer((req, res) => transport.handleRequest(req, res)).listen(3000);
}
main();
`);
    expect(text).toBe(`import http from 'node:http';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';

function createMcpServer() {
  const server = new McpServer({ name: 'one', version: '1.0.0' });
  server.registerTool('hello', {}, async () => ({ content: [] }));

  return server;
}

async function main() {
  const mcpHandler = toNodeHandler(createMcpHandler(createMcpServer));

  http.createServer((req, res) => mcpHandler(req, res)).listen(3000);
}
main();
`);
    expect(review).toHaveLength(2);
  });
});

describe('Fastify', () => {
  const FASTIFY = `import Fastify from "fastify";
import { NodeStreamableHTTPServerTransport } from "@modelcontextprotocol/node";
import { createServer } from "./server.js";

const app = Fastify();

app.post("/mcp", async (request, reply) => {
  reply.hijack();
  const server = createServer();
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  reply.raw.on("close", async () => {
    await transport.close();
    await server.close();
  });
  await server.connect(transport);
  await transport.handleRequest(request.raw, reply.raw, request.body);
});
const methodNotAllowed = (reply: any) => {
  reply.code(405).send({ jsonrpc: "2.0", error: { code: -32000, message: "Method not allowed." }, id: null });
};
app.get("/mcp", (_, reply) => methodNotAllowed(reply));
app.delete("/mcp", (_, reply) => methodNotAllowed(reply));
`;

  test('raw request, raw reply and parsed body go to the handler', () => {
    expect(serve(FASTIFY).text).toBe(`import Fastify from "fastify";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { createServer } from "./server.js";

const app = Fastify();

const mcpHandler = toNodeHandler(createMcpHandler(createServer));

app.all("/mcp", async (request, reply) => {
  reply.hijack();
  await mcpHandler(request.raw, reply.raw, request.body);
});
`);
  });

  test('a session map in one route for all methods', () => {
    const source = `import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { createServer } from './server.js';

export async function start() {
  const app = Fastify();
  const transports = new Map<string, NodeStreamableHTTPServerTransport>();

  app.all('/mcp', async (request, reply) => {
    const sessionId = request.headers['mcp-session-id'];
    let transport = typeof sessionId === 'string' ? transports.get(sessionId) : undefined;
    if (!transport) {
      if (typeof sessionId === 'string') return reply.code(404).send({ error: 'Unknown session' });
      transport = new NodeStreamableHTTPServerTransport({
        sessionIdGenerator: () => randomUUID(),
        onsessioninitialized: id => {
          transports.set(id, transport!);
        },
      });
      await createServer().connect(transport);
    }
    reply.hijack();
    await transport.handleRequest(request.raw, reply.raw, request.body);
  });
  await app.listen({ port: 3000 });
}
`;
    expect(serve(source).text).toBe(`import Fastify from 'fastify';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

export async function start() {
  const app = Fastify();

  const mcpHandler = toNodeHandler(createMcpHandler(createServer));

  app.all('/mcp', async (request, reply) => {
    reply.hijack();
    await mcpHandler(request.raw, reply.raw, request.body);
  });
  await app.listen({ port: 3000 });
}
`);
    expect(serve(source, { legacy: 'keep' }).text).toContain(`
    if (!(await isLegacyRequest(await toWebRequest(request.raw, request.body), request.body))) {
      return mcpHandler(request.raw, reply.raw, request.body);
    }
`);
  });
});

describe('Hono and web-standard runtimes', () => {
  test('a Hono route answers with what the handler fetches', () => {
    const { text } = serve(`import { Hono } from 'hono';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = new Hono();
app.all('/mcp', async c => {
  const transport = new WebStandardStreamableHTTPServerTransport();
  const server = createServer();
  await server.connect(transport);
  try { return await transport.handleRequest(c.req.raw, { parsedBody: await c.req.json() }); }
  finally { await server.close(); }
});
app.get('/health', c => c.text('ok'));
export default app;
`);
    expect(text).toBe(`import { Hono } from 'hono';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = new Hono();
const mcpHandler = createMcpHandler(createServer);

app.all('/mcp', async c => {
  return await mcpHandler.fetch(c.req.raw, { parsedBody: await c.req.json() });
});
app.get('/health', c => c.text('ok'));
export default app;
`);
  });

  test('a Hono route on Node hands over what the Node server received', () => {
    const { text } = serve(`import { Hono } from 'hono';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { createServer } from './server.js';

const app = new Hono<{ Bindings: HttpBindings }>();
app.post('/mcp', async c => {
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await createServer().connect(transport);
  await transport.handleRequest(c.env.incoming, c.env.outgoing, await c.req.json());
  return RESPONSE_ALREADY_SENT;
});
`);
    expect(text).toContain(`app.post('/mcp', async c => {
  await mcpHandler(c.env.incoming, c.env.outgoing, await c.req.json());
  return RESPONSE_ALREADY_SENT;
});
`);
  });

  test('a Hono route that reads the body stays with POST, and what answers GET with 405 beside it', () => {
    const refusing = `
app.get('/mcp', async c => {
  return c.json({ jsonrpc: '2.0', error: { code: -32000, message: 'Method not allowed.' }, id: null }, 405);
});
`;
    const { text } = serve(`import { Hono } from 'hono';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { toFetchResponse, toReqRes } from 'fetch-to-node';
import { createServer } from './server.js';

const app = new Hono();

app.post('/mcp', async c => {
  const { req, res } = toReqRes(c.req.raw);
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await createServer().connect(transport);
  await transport.handleRequest(req, res, await c.req.json());
  return toFetchResponse(res);
});
${refusing}`);
    expect(text).toContain(`app.post('/mcp', async c => {
  const { req, res } = toReqRes(c.req.raw);
  await mcpHandler(req, res, await c.req.json());
  return toFetchResponse(res);
});
${refusing}`);
  });

  test('a worker makes its handler with what each request brings', () => {
    const { text } = serve(
      `import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== '/mcp') return new Response('Not found', { status: 404 });
    const server = createServer(env.USER);
    const transport = new WebStandardStreamableHTTPServerTransport();
    await server.connect(transport);
    const response = await transport.handleRequest(request);
    ctx.waitUntil(transport.close());
    return withCors(response);
  },
};
`,
      { server: USER_SERVER },
    );
    expect(text).toBe(`import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== '/mcp') return new Response('Not found', { status: 404 });
    const mcpHandler = createMcpHandler(() => createServer(env.USER));
    const response = await mcpHandler.fetch(request);
    return withCors(response);
  },
};
`);
  });

  const NEXT = `import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport, isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from '../../server';

export const dynamic = 'force-dynamic';

const transports = new Map<string, WebStandardStreamableHTTPServerTransport>();

export async function POST(request: Request) {
  const sessionId = request.headers.get('mcp-session-id');
  if (sessionId) {
    const existing = transports.get(sessionId);
    if (!existing) return new Response('Session not found', { status: 404 });
    return existing.handleRequest(request);
  }
  const body = await request.json();
  if (!isInitializeRequest(body)) return Response.json({ error: 'Bad Request' }, { status: 400 });
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: id => void transports.set(id, transport),
  });
  await createServer().connect(transport);
  return transport.handleRequest(request, { parsedBody: body });
}

export async function GET(request: Request) {
  const transport = transports.get(request.headers.get('mcp-session-id') ?? '');
  return transport ? transport.handleRequest(request) : new Response('Session not found', { status: 404 });
}

export const DELETE = GET;
`;

  test('route exports of a Next.js app', () => {
    const { text } = serve(
      `import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { createServer } from './server';

async function handle(request: Request): Promise<Response> {
  if (!request.headers.get('authorization')) return new Response('Unauthorized', { status: 401 });
  const server = createServer();
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await server.connect(transport);
  return transport.handleRequest(request);
}

export const GET = handle;
export const POST = handle;
export const DELETE = handle;
`,
      { name: 'route.ts' },
    );
    expect(text).toBe(`import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server';

const mcpHandler = createMcpHandler(createServer);

async function handle(request: Request): Promise<Response> {
  if (!request.headers.get('authorization')) return new Response('Unauthorized', { status: 401 });
  return mcpHandler.fetch(request);
}

export const GET = handle;
export const POST = handle;
export const DELETE = handle;
`);
  });

  test('route exports of a Next.js app with sessions', () => {
    const { text } = serve(NEXT, { name: 'app/mcp/route.ts' });
    expect(text).toBe(`import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from '../../server';

export const dynamic = 'force-dynamic';

const mcpHandler = createMcpHandler(createServer);

export async function POST(request: Request) {
  const body = await request.json();
  return mcpHandler.fetch(request, { parsedBody: body });
}
`);
    expect(serve(NEXT, { name: 'app/mcp/route.ts', legacy: 'keep' }).text).toBe(
      NEXT.replace(
        '{ WebStandardStreamableHTTPServerTransport, isInitializeRequest }',
        '{\n  WebStandardStreamableHTTPServerTransport,\n  isInitializeRequest,\n  createMcpHandler,\n  isLegacyRequest,\n}',
      ).replace(
        '\nexport async function POST(request: Request) {\n',
        `
// Serves revision 2026-07-28; the sessions below are for clients of 2025-11-25.
const mcpHandler = createMcpHandler(createServer, { legacy: 'reject' });

export async function POST(request: Request) {
  if (!(await isLegacyRequest(request))) {
    return mcpHandler.fetch(request);
  }

`,
      ),
    );
  });
});

describe('the old transport', () => {
  test('an option without counterpart is not dropped', () => {
    const source = `import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { createServer } from './server.js';

express().post('/mcp', async (req, res) => {
  const transport = new NodeStreamableHTTPServerTransport({ supportedProtocolVersions: ['2025-06-18'] });
  await createServer().connect(transport);
  await transport.handleRequest(req, res, req.body);
});
`;
    const { text, left } = serve(source);
    expect(text).toBe(source);
    expect(left).toEqual([
      'stateless-handshake http.ts:6 The transport option `supportedProtocolVersions` has no counterpart in `createMcpHandler`.',
    ]);
  });

  test('a transport that is handed around is left alone', () => {
    const source = `import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { createServer } from './server.js';

express().post('/mcp', async (req, res) => {
  const transport = new NodeStreamableHTTPServerTransport();
  installAliases(transport);
  await createServer().connect(transport);
  await transport.handleRequest(req, res, req.body);
});
`;
    const { text, left } = serve(source);
    expect(text).toBe(source);
    expect(left).toEqual([
      'stateless-handshake http.ts:7 This code uses the transport for more than serving, so `createMcpHandler` cannot take its place.',
    ]);
  });

  test('a transport that is served from another file is reported', () => {
    const { left } = serve(`import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';

export const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
`);
    expect(left).toEqual([
      'stateless-handshake http.ts:3 This transport is handed its requests in another file, or not at all, so this endpoint serves 2025-11-25 only.',
    ]);
  });

  test('CommonJS and CRLF stay', () => {
    const { text } = serve(
      `const express = require('express')\r
const { NodeStreamableHTTPServerTransport } = require('@modelcontextprotocol/node')\r
const { createServer } = require('./server')\r
\r
const app = express()\r
app.use(express.json())\r
\r
app.post('/mcp', async (req, res) => {\r
\tconst server = createServer()\r
\tconst transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined })\r
\tawait server.connect(transport)\r
\tawait transport.handleRequest(req, res, req.body)\r
})\r
`,
      {
        name: 'http.cjs',
        files: {
          'server.cjs': `const { McpServer } = require('@modelcontextprotocol/server')\r
exports.createServer = () => new McpServer({ name: 'demo', version: '1.0.0' })\r
`,
        },
      },
    );
    expect(text).toBe(`const express = require('express')\r
const { toNodeHandler } = require('@modelcontextprotocol/node')\r
const { createMcpHandler } = require('@modelcontextprotocol/server')\r
const { createServer } = require('./server')\r
\r
const app = express()\r
app.use(express.json())\r
\r
const mcpHandler = toNodeHandler(createMcpHandler(createServer))\r
\r
app.post('/mcp', async (req, res) => {\r
\tawait mcpHandler(req, res, req.body)\r
})\r
`);
  });
});
