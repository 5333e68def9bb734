import { describe, expect, it } from 'vitest';
import { serveBesideSse } from '../transforms/serve-beside-sse.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import express from 'express';
import { McpServer } from '@modelcontextprotocol/server';
import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse';

const app = express();
const transports = new Map<string, SSEServerTransport>();
`;
const FACTORY = `function createServer() {
  return new McpServer({ name: 'a', version: '1' });
}
`;
const ROUTES = (server: string, path = '/sse', middleware = '') => `
app.get('${path}', ${middleware}async (req, res) => {
  console.log('connection from', req.ip);
  const transport = new SSEServerTransport('/messages', res);
  transports.set(transport.sessionId, transport);
  res.on('close', () => transports.delete(transport.sessionId));
  await ${server}.connect(transport);
});

app.post('/messages', async (req, res) => {
  await transports.get(String(req.query.sessionId))?.handlePostMessage(req, res, req.body);
});
`;

function migrated(text: string, legacy: 'auto' | 'reject' = 'auto') {
  const { files, left, review } = migrateText({ 'src/a.ts': text }, [serveBesideSse], { legacy });
  return { text: files['src/a.ts']!, left, review };
}

describe('serve-beside-sse', () => {
  it('serves Streamable HTTP with the same factory', () => {
    const { text, review } = migrated(HEAD + FACTORY + ROUTES('createServer()'));
    expect(text).toContain(`
// Serves Streamable HTTP; the routes below are for clients that speak HTTP+SSE only.
const mcpHandler = toNodeHandler(createMcpHandler(createServer));
app.all('/mcp', async (req, res) => {
  await mcpHandler(req, res, req.body);
});

app.get('/sse', async (req, res) => {
`);
    expect(text).toContain(`import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';`);
    expect(text.endsWith(ROUTES('createServer()'))).toBe(true);
    expect(review).toEqual([expect.stringContaining('Streamable HTTP is now served on `/mcp`')]);
    expect(migrated(text).text).toBe(text);
  });

  it('turns 2025-11-25 clients away on demand', () => {
    expect(migrated(HEAD + FACTORY + ROUTES('createServer()'), 'reject').text).toContain(
      `createMcpHandler(createServer, { legacy: 'reject' })`,
    );
  });

  it('takes POST of the path that is taken, behind the same middleware', () => {
    const routes = ROUTES('createServer()', '/mcp', 'requireToken, ');
    expect(migrated(HEAD + FACTORY + routes).text)
      .toContain(`app.post('/mcp', requireToken, async (req, res) => {
  await mcpHandler(req, res, req.body);
});`);
  });

  it('makes a factory of one server', () => {
    const server = `const server = new McpServer({ name: 'a', version: '1' });
server.registerTool('a', {}, async () => ({ content: [] }));
`;
    const { text } = migrated(HEAD + server + ROUTES('server'));
    expect(text).toContain('createMcpHandler(createServer)');
    expect(text).toContain('await createServer().connect(transport);');
  });

  it.each([
    [
      'checks of the request',
      `if (req.headers.authorization !== key) {\n    res.status(401).end();\n    return;\n  }`,
      'is made behind',
    ],
    ['checks by name', `await authenticate();`, 'is made behind `authenticate()`'],
  ])('leaves an endpoint behind %s', (_, check, message) => {
    const text =
      HEAD + FACTORY + ROUTES('createServer()').replace("console.log('connection from', req.ip);", check);
    expect(migrated(text)).toEqual({ text, left: [expect.stringContaining(message)], review: [] });
  });

  it.each([
    [
      'options of the transport',
      (text: string) => text.replace("('/messages', res)", "('/messages', res, { allowedHosts })"),
      'has checks of its own, `{ allowedHosts }`',
    ],
    [
      'middleware of the path',
      (text: string) => text.replace('\napp.get(', "\napp.use('/sse', requireToken);\napp.get("),
      'is made behind middleware of its path',
    ],
  ])('leaves an endpoint with %s', (_, change, message) => {
    const text = change(HEAD + FACTORY + ROUTES('createServer()'));
    expect(migrated(text)).toEqual({ text, left: [expect.stringContaining(message)], review: [] });
  });

  it('leaves servers of other frameworks', () => {
    const text = (HEAD + FACTORY + ROUTES('createServer()')).replace("'express'", "'polka'");
    expect(migrated(text).left).toEqual([expect.stringContaining('is not made in a GET route of Express')]);
  });

  it('leaves packages that serve Streamable HTTP', () => {
    const text = `${HEAD}${FACTORY}createMcpHandler(createServer);${ROUTES('createServer()')}`;
    expect(migrated(text)).toEqual({ text, left: [], review: [] });
  });
});
