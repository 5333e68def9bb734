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
    expect(migrated(text).left).toEqual([
      expect.stringContaining('is not made in a GET route of Express or Fastify'),
    ]);
  });

  it('leaves packages that serve Streamable HTTP', () => {
    const text = `${HEAD}${FACTORY}createMcpHandler(createServer);${ROUTES('createServer()')}`;
    expect(migrated(text)).toEqual({ text, left: [], review: [] });
  });

  it('serves Fastify, in front of the route', () => {
    const text = (HEAD + FACTORY + ROUTES('createServer()', '/sse', '{ preHandler: known }, '))
      .replace("import express from 'express';", "import fastify from 'fastify';")
      .replace('express()', 'fastify()')
      .replace("'/messages', res)", "'/messages', res.raw)");
    expect(migrated(text).text).toContain(`app.all('/mcp', { preHandler: known }, async (request, reply) => {
  reply.hijack();
  await mcpHandler(request.raw, reply.raw, request.body);
});
`);
  });

  describe('under a test of the path', () => {
    const IMPORTS = `import http from 'node:http';
import { McpServer } from '@modelcontextprotocol/server';
import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse';
${FACTORY}`;
    const STREAM = `if (req.method === 'GET' && req.url === '/sse') {
    transport = new SSEServerTransport('/messages', res);
    await createServer().connect(transport);
    return;
  }`;
    const MESSAGES = `if (req.url?.startsWith('/messages')) {
    await transport.handlePostMessage(req, res);
    return;
  }`;
    const server = (...statements: string[]) => `${IMPORTS}
let transport;
http.createServer(async (req, res) => {
  ${statements.join('\n  ')}
}).listen(3000);
`;
    const BRANCH = `// Serves Streamable HTTP; the paths below are for clients that speak HTTP+SSE only.
  if (req.url === '/mcp') {
    await mcpHandler(req, res);
    return;
  }

  if (req.method === 'GET'`;

    it('serves another path', () => {
      const { text, review } = migrated(server(STREAM, MESSAGES));
      expect(text).toContain(BRANCH);
      expect(text).toContain(
        'const mcpHandler = toNodeHandler(createMcpHandler(createServer));\n\nhttp.createServer(',
      );
      expect(review).toEqual([expect.stringContaining('Streamable HTTP is now served on `/mcp`')]);
      expect(migrated(text).text).toBe(text);
    });

    it('serves it behind what is in front of both', () => {
      const check = `if (!isKnown(req)) {\n    res.writeHead(401).end();\n    return;\n  }`;
      const { text } = migrated(server(check, MESSAGES, STREAM));
      expect(text).toContain(check);
      expect(text.indexOf(check)).toBeLessThan(text.indexOf(BRANCH));
    });

    it('serves POST of the path that is taken', () => {
      const stream = STREAM.replace(`req.method === 'GET' && req.url === '/sse'`, `req.url === '/mcp'`);
      expect(migrated(server(MESSAGES, stream)).text).toContain(
        `if (req.method === 'POST' && req.url === '/mcp') {\n    await mcpHandler(req, res);`,
      );
    });

    it('goes in front of a chain of paths, and into a try', () => {
      const chain = `try {
    if (req.url === '/health') res.end('ok');
    else ${STREAM}
  } catch {}`;
      const { text } = migrated(server(chain));
      expect(text).toContain("if (req.url === '/mcp') {");
      expect(text.indexOf("'/mcp'")).toBeLessThan(text.indexOf("'/health'"));
    });

    it('returns what is served where the handler returns something', () => {
      const { text } = migrated(server(STREAM, MESSAGES, `return res.writeHead(404).end();`));
      expect(text).toContain('return await mcpHandler(req, res);');
    });

    it.each([
      [
        'another condition',
        [STREAM.replace(`req.method === 'GET'`, 'isKnown(req)')],
        'under a test of the path',
      ],
      ['no test of the path', [STREAM.replace(`&& req.url === '/sse'`, '')], 'under a test of the path'],
      [
        'a check in the branch',
        [STREAM.replace('transport = ', 'checkKey(res); transport = ')],
        'is made behind `checkKey(res)`',
      ],
      [
        'a check in the chain',
        [`if (!isKnown(req)) res.writeHead(401).end();\n  else ${STREAM}`],
        'is made behind `!isKnown(req)`',
      ],
      [
        'other paths turned away in front',
        [`if (req.url !== '/sse') {\n    res.end();\n    return;\n  }`, STREAM],
        'which may turn other paths away',
      ],
      [
        'every POST taken in front',
        [
          `if (req.method === 'POST') {\n    await transport.handlePostMessage(req, res);\n    return;\n  }`,
          STREAM,
        ],
        'which may turn other paths away',
      ],
      [
        'a body that is read in front',
        ['const body = await json(req);', STREAM, MESSAGES.replace('(req, res)', '(req, res, body)')],
        'may have been read already',
      ],
    ])('leaves an endpoint with %s', (_, statements, message) => {
      const text = server(...statements);
      expect(migrated(text)).toEqual({ text, left: [expect.stringContaining(message)], review: [] });
    });
  });
});
