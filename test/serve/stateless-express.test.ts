import { describe, expect, test } from 'vitest';
import { serve, USER_SERVER } from './support.js';

const HEAD = `import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { createServer } from './server.js';

const app = express();
app.use(express.json());
`;
const MIGRATED_HEAD = `import express from 'express';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());
`;

const ROUTE = `
app.post('/mcp', async (req, res) => {
  const server = createServer();
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  res.on('close', () => {
    transport.close();
    server.close();
  });
  await server.connect(transport);
  await transport.handleRequest(req, res, req.body);
});
`;
const MIGRATED_ROUTE = `
app.post('/mcp', async (req, res) => {
  await mcpHandler(req, res, req.body);
});
`;
const HANDLER = `
const mcpHandler = toNodeHandler(createMcpHandler(createServer));
`;

describe('a transport for each request on Express', () => {
  test('becomes a handler, which gets the parsed body', () => {
    const { text, left, review, rewritten } = serve(HEAD + ROUTE);
    expect(text).toBe(MIGRATED_HEAD + HANDLER + MIGRATED_ROUTE);
    expect(left).toEqual([]);
    expect(review).toEqual([]);
    expect(rewritten).toEqual(['stateless-handshake']);
  });

  test.each([
    ['no options', 'NodeStreamableHTTPServerTransport()'],
    ['empty options', 'NodeStreamableHTTPServerTransport({})'],
    ['void 0', 'NodeStreamableHTTPServerTransport({ sessionIdGenerator: void 0 })'],
  ])('is stateless with %s', (_, creation) => {
    const source = (HEAD + ROUTE).replace(
      'NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined })',
      creation,
    );
    expect(serve(source).text).toBe(MIGRATED_HEAD + HANDLER + MIGRATED_ROUTE);
  });

  test('without a body parser in front, the handler reads the request itself', () => {
    const source = (HEAD + ROUTE).replace('app.use(express.json());\n', '').replace(', req.body', '');
    expect(serve(source).text).toContain('  await mcpHandler(req, res);\n');
  });

  test('`--legacy reject` turns 2025-11-25 away', () => {
    expect(serve(HEAD + ROUTE, { legacy: 'reject' }).text).toContain(
      "const mcpHandler = toNodeHandler(createMcpHandler(createServer, { legacy: 'reject' }));",
    );
  });

  test('`--legacy keep` has no sessions to keep', () => {
    expect(serve(HEAD + ROUTE, { legacy: 'keep' }).text).toBe(MIGRATED_HEAD + HANDLER + MIGRATED_ROUTE);
  });

  test('a try keeps its catch, and what it logged is logged by the handler', () => {
    const { text } = serve(`${HEAD}
app.post('/mcp', async (req, res) => {
  try {
    const server = createServer();
    const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    await server.connect(transport);
    await transport.handleRequest(req, res, req.body);
    res.on('close', () => {
      console.log('Request closed');
      transport.close();
      server.close();
    });
  } catch (error) {
    console.error('MCP request failed:', error);
    if (!res.headersSent) res.status(500).json({ error: 'Internal server error' });
  }
});
`);
    expect(text).toBe(`${MIGRATED_HEAD}
const mcpHandler = toNodeHandler(
  createMcpHandler(createServer, {
    onerror: (error) => console.error('MCP request failed:', error)
  })
);

app.post('/mcp', async (req, res) => {
  try {
    await mcpHandler(req, res, req.body);
    res.on('close', () => {
      console.log('Request closed');
    });
  } catch (error) {
    console.error('MCP request failed:', error);
    if (!res.headersSent) res.status(500).json({ error: 'Internal server error' });
  }
});
`);
  });

  test('a log of the request is not moved to where there is none', () => {
    const { text } = serve(`${HEAD}
app.post('/mcp', async (req, res) => {
  try {
    const transport = new NodeStreamableHTTPServerTransport();
    await createServer().connect(transport);
    await transport.handleRequest(req, res, req.body);
  } catch (error) {
    console.error(req.path, error);
  }
});
`);
    expect(text).toContain('toNodeHandler(createMcpHandler(createServer));');
  });

  test('a finally that only closed goes, and the try with it', () => {
    const { text } = serve(`${HEAD}
app.post('/mcp', async (req, res) => {
  const server = createServer();
  const transport = new NodeStreamableHTTPServerTransport();
  await server.connect(transport);
  try {
    // serve it
    await transport.handleRequest(req, res, req.body);
  } finally {
    await transport.close();
    await server.close();
  }
});
`);
    expect(text).toBe(`${MIGRATED_HEAD}${HANDLER}
app.post('/mcp', async (req, res) => {
  // serve it
  await mcpHandler(req, res, req.body);
});
`);
  });

  test('what surrounds it stays', () => {
    const { text } = serve(`import { AsyncLocalStorage } from 'node:async_hooks';
${HEAD}
const context = new AsyncLocalStorage<{ key: string }>();

/** The endpoint. */
app.post('/mcp', requireAuth, async (req, res) => {
  metrics.increment('requests');
  await context.run({ key: String(req.headers['x-key']) }, async () => {
    const server = createServer();
    const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    await server.connect(transport);
    await transport.handleRequest(req, res, req.body);
    metrics.increment('served');
  });
});
`);
    expect(text).toBe(`import { AsyncLocalStorage } from 'node:async_hooks';
${MIGRATED_HEAD}
const context = new AsyncLocalStorage<{ key: string }>();

const mcpHandler = toNodeHandler(createMcpHandler(createServer));

/** The endpoint. */
app.post('/mcp', requireAuth, async (req, res) => {
  metrics.increment('requests');
  await context.run({ key: String(req.headers['x-key']) }, async () => {
    await mcpHandler(req, res, req.body);
    metrics.increment('served');
  });
});
`);
  });

  test('a factory that needs the request is called with it, in a handler for each request', () => {
    const { text } = serve(
      `${HEAD}
app.post('/mcp', requireAuth, async (req, res) => {
  const user = req.auth?.clientId ?? 'nobody';
  const server = createServer(user);
  const transport = new NodeStreamableHTTPServerTransport();
  await server.connect(transport);
  await transport.handleRequest(req, res, req.body);
});
`,
      { server: USER_SERVER },
    );
    expect(text).toBe(`${MIGRATED_HEAD}
app.post('/mcp', requireAuth, async (req, res) => {
  const user = req.auth?.clientId ?? 'nobody';
  const mcpHandler = toNodeHandler(createMcpHandler(() => createServer(user)));
  await mcpHandler(req, res, req.body);
});
`);
  });

  test('a server built in the request handler moves into a function', () => {
    const { text, review } = serve(`import express from 'express';
import { McpServer } from '@modelcontextprotocol/server';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';

const app = express();
app.use(express.json());

app.post('/mcp', async (req, res) => {
  const server = new McpServer({ name: 'inline', version: '1.0.0' });
  server.registerTool('ping', {}, async () => ({ content: [] }));
  const transport = new NodeStreamableHTTPServerTransport();
  await server.connect(transport);
  await transport.handleRequest(req, res, req.body);
});
`);
    expect(text).toBe(`import express from 'express';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';

const app = express();
app.use(express.json());

function createServer() {
  const server = new McpServer({ name: 'inline', version: '1.0.0' });
  server.registerTool('ping', {}, async () => ({ content: [] }));
  return server;
}

const mcpHandler = toNodeHandler(createMcpHandler(createServer));

app.post('/mcp', async (req, res) => {
  await mcpHandler(req, res, req.body);
});
`);
    expect(review).toEqual([
      'stateless-handshake http.ts:16 `createServer` now builds a server for each request.',
    ]);
  });

  test.each([
    ['{ sessionIdGenerator, path }: Config = given', '{ path }: Config = given'],
    ['{ path, sessionIdGenerator: ids }: Config = given', '{ path }: Config = given'],
    ['{ sessionIdGenerator, path, ...rest }: Config = given', undefined],
    ['{ sessionIdGenerator, path = sessionIdGenerator }: Config = given', undefined],
  ])('a name of a pattern that only the transport used goes: %s', (pattern, expected) => {
    const generator = pattern.includes(': ids') ? 'ids' : 'sessionIdGenerator';
    const config = `interface Config { path: string; sessionIdGenerator?: undefined }\nconst given: Config = load();\n`;
    const route = ROUTE.replace('sessionIdGenerator: undefined', `sessionIdGenerator: ${generator}`);
    const { text } = serve(`${HEAD}${config}const ${pattern};\n${route.replace("'/mcp'", 'path')}`);
    expect(text).toContain(`const ${expected ?? pattern};\n`);
    expect(text).toContain(HANDLER);
  });

  test.each([
    ['console.error.bind(console)', 'console.error.bind(console)'],
    ['reportError', 'reportError'],
    ['error => { reportError(error); }', 'error => { reportError(error); }'],
    ['error => console.error(error)', 'error => console.error(error)'],
  ])('what the transport does on errors is what the handler does: %s', (value, expected) => {
    const set = `  // Helps in debugging.\n  transport.onerror = ${value};\n`;
    const route = ROUTE.replace('  await server.connect', `${set}  await server.connect`);
    const { text, left } = serve(`${HEAD}function reportError(error: Error) { count(error); }\n${route}`);
    expect(text.replaceAll(/\(\n {2}|\n(?=\))/g, found => found.trim())).toContain(
      `const mcpHandler = toNodeHandler(createMcpHandler(createServer, { onerror: ${expected} }));`,
    );
    expect(text).toContain(MIGRATED_ROUTE);
    expect(left).toEqual([]);
  });

  test.each([
    ['error => count(req, error)'],
    ['error => { count(error); count(error); }'],
    ['error => { server.close(); count(error); }'],
  ])('what it does on errors and a handler could not keeps an endpoint as it is: %s', value => {
    const set = `  transport.onerror = ${value};\n`;
    const source = HEAD + ROUTE.replace('  await server.connect', `${set}  await server.connect`);
    const { text, left } = serve(source);
    expect(text).toBe(source);
    expect(left).toEqual([
      'stateless-handshake http.ts:15 This code uses the transport for more than serving, so `createMcpHandler` cannot take its place.',
    ]);
  });

  test('two endpoints share a handler where it would be the same', () => {
    const { text } = serve(HEAD + ROUTE + ROUTE.replace('/mcp', '/sse'));
    expect(text).toBe(MIGRATED_HEAD + HANDLER + MIGRATED_ROUTE + MIGRATED_ROUTE.replace('/mcp', '/sse'));
  });

  test('a name that is taken is not taken again', () => {
    const { text } = serve(`${HEAD}
const mcpHandler = 'mine';
function toNodeHandler() {}
${ROUTE}`);
    expect(text).toContain("import { toNodeHandler as sdkToNodeHandler } from '@modelcontextprotocol/node';");
    expect(text).toContain('const mcpHttpHandler = sdkToNodeHandler(createMcpHandler(createServer));');
    expect(text).toContain('  await mcpHttpHandler(req, res, req.body);');
  });

  test('helpers that made and connected the transport go', () => {
    const { text } = serve(`${HEAD}
// one for each request
function makeTransport() {
  return new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
}

async function attach(transport: NodeStreamableHTTPServerTransport) {
  const server = createServer();
  await server.connect(transport);
}

app.post('/mcp', async (req, res) => {
  const transport = makeTransport();
  await attach(transport);
  await transport.handleRequest(req, res, req.body);
});
`);
    expect(text).toBe(MIGRATED_HEAD + HANDLER + MIGRATED_ROUTE);
  });

  test('lists of open connections go with what they listed', () => {
    const { text } = serve(`${HEAD}
type Connection = { transport: NodeStreamableHTTPServerTransport; server: { close(): Promise<void> } };
const connections = new Set<Connection>();

app.post('/mcp', async (req, res) => {
  const transport = new NodeStreamableHTTPServerTransport();
  const server = createServer();
  const connection: Connection = { transport, server };
  connections.add(connection);
  res.on('close', () => {
    connections.delete(connection);
    transport.close();
    server.close();
  });
  await server.connect(transport);
  await transport.handleRequest(req, res, req.body);
});

export async function stop() {
  // close what is open
  for (const connection of connections) {
    await connection.transport.close();
    await connection.server.close();
  }
  connections.clear();

  listener.close();
}
`);
    expect(text).toBe(`${MIGRATED_HEAD}
const mcpHandler = createMcpHandler(createServer);
const mcpNodeHandler = toNodeHandler(mcpHandler);

app.post('/mcp', async (req, res) => {
  await mcpNodeHandler(req, res, req.body);
});

export async function stop() {
  await mcpHandler.close();

  listener.close();
}
`);
  });
});

describe('routes that answered 405', () => {
  const REFUSAL = `
// no stream without a session
app.get('/mcp', (req, res) => {
  res.status(405).json({ jsonrpc: '2.0', error: { code: -32000, message: 'Method not allowed.' }, id: null });
});

app.delete('/mcp', (req, res) => {
  res.writeHead(405).end();
});
`;

  test('become part of the handler, which answers 405 as well', () => {
    const { text } = serve(HEAD + ROUTE + REFUSAL);
    expect(text).toBe(MIGRATED_HEAD + HANDLER + MIGRATED_ROUTE.replace('app.post', 'app.all'));
  });

  test('take a shared function with them', () => {
    const { text } = serve(`${HEAD}${ROUTE}
const notAllowed = (_req, res) => res.status(405).send('Method Not Allowed');
app.get('/mcp', notAllowed);
app.delete('/mcp', notAllowed);
`);
    expect(text).toBe(MIGRATED_HEAD + HANDLER + MIGRATED_ROUTE.replace('app.post', 'app.all'));
  });

  test('stay when they say what is allowed', () => {
    const refusal = REFUSAL.replace('res.writeHead(405)', "res.writeHead(405, { Allow: 'POST' })");
    const { text } = serve(HEAD + ROUTE + refusal);
    expect(text).toContain("app.post('/mcp'");
    expect(text).toContain(refusal);
  });

  test('stay when POST is behind checks that they are not behind', () => {
    const source = HEAD + ROUTE.replace("'/mcp', ", "'/mcp', requireAuth, ") + REFUSAL;
    const { text } = serve(source);
    expect(text).toContain("app.post('/mcp', requireAuth, ");
    expect(text).toContain(REFUSAL);
  });

  test('stay next to a page on the same path', () => {
    const page = `
app.get('/mcp', (req, res) => res.send('Point your MCP client here.'));
app.delete('/mcp', (req, res) => res.status(405).end());
`;
    const { text } = serve(HEAD + ROUTE + page);
    expect(text).toContain("app.post('/mcp'");
    expect(text).toContain(page);
  });

  test('without such routes, the framework goes on answering GET with 404', () => {
    expect(serve(HEAD + ROUTE).text).toContain("app.post('/mcp'");
  });
});

describe('one server connected for every request', () => {
  const SHARED = `export const server = make();\nserver.registerTool('a', {}, run);\n`;
  const IMPORT = `import { McpServer } from '@modelcontextprotocol/server';\n`;
  const MADE = SHARED.replace('make()', `new McpServer({ name: 'a', version: '1' })`);
  const CLOSES = ROUTE.replace('  const server = createServer();\n', '');
  const CONNECTS = CLOSES.replace(/ {2}res\.on[^]*?\n {2}\}\);\n/, '');
  const message = 'SDK v2 refuses to connect a server twice, and `server` is connected for every request:';

  test.each([
    ['of another module', HEAD.replace('{ createServer }', '{ server }') + CONNECTS, IMPORT + MADE],
    ['of its own module', IMPORT + HEAD + MADE + CONNECTS, undefined],
    ['that is closed', IMPORT + HEAD + MADE + CLOSES, undefined],
  ])('is left as an error: %s', (_, source, server) => {
    const effect = source.includes('close()') ? 'requests that overlap fail' : 'this endpoint stops working';
    const { text, left, severities } = serve(source, server === undefined ? {} : { server });
    expect(text).toBe(source);
    expect(left).toEqual([expect.stringContaining(`${message} ${effect}.`)]);
    expect(severities).toEqual(['error']);
  });
});
