import { describe, expect, test } from 'vitest';
import { serve } from './support.js';

const IMPORTS = `import { randomUUID } from 'node:crypto';
import express, { type Request, type Response } from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const transports: Record<string, NodeStreamableHTTPServerTransport> = {};
`;

const START = `async function startSession(req: Request, res: Response) {
  const transport = new NodeStreamableHTTPServerTransport({
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
  await transport.handleRequest(req, res, req.body);
}
`;

const ROUTE = `
const app = express();
app.use(express.json());
app.post('/mcp', async (req, res) => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  if (sessionId && transports[sessionId]) {
    await transports[sessionId].handleRequest(req, res, req.body);
  } else if (!sessionId && isInitializeRequest(req.body)) {
    await startSession(req, res);
  } else {
    res.status(400).json({ jsonrpc: '2.0', error: { code: -32000, message: 'Bad Request' }, id: null });
  }
});
`;

const ENDPOINT = `${IMPORTS}
${START}${ROUTE}`;

const HOST = `import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

export class Host {
  private readonly transports = new Map<string, NodeStreamableHTTPServerTransport>();

  listen(port: number) {
    return http.createServer((req, res) => void this.handle(req, res)).listen(port, '127.0.0.1');
  }

  private async handle(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    const sessionId = req.headers['mcp-session-id'] as string | undefined;
    const body = await readBody(req);
    if (!sessionId) {
      if (!isInitializeRequest(body)) {
        res.writeHead(400).end('No session');
        return;
      }
      await this.startSession(req, res, body);
      return;
    }
    const transport = this.transports.get(sessionId);
    if (!transport) {
      res.writeHead(404).end('Session not found');
      return;
    }
    await transport.handleRequest(req, res, body);
  }

  private async startSession(req: http.IncomingMessage, res: http.ServerResponse, body: unknown): Promise<void> {
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => {
        this.transports.set(id, transport);
      },
    });
    transport.onclose = () => {
      if (transport.sessionId) this.transports.delete(transport.sessionId);
    };
    await createServer().connect(transport);
    await transport.handleRequest(req, res, body);
  }
}

async function readBody(req: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
`;

describe('a session that a function of its own starts', () => {
  test('goes with the function', () => {
    const { text } = serve(ENDPOINT);
    expect(text).toContain('const mcpHandler = toNodeHandler(createMcpHandler(createServer));');
    expect(text).toContain(`app.post('/mcp', async (req, res) => {
  await mcpHandler(req, res, req.body);
});`);
    expect(text).not.toContain('startSession');
    expect(text).not.toContain('transports');
  });

  test('stays behind `isLegacyRequest` in front of what decides which requests start one', () => {
    const { text } = serve(ENDPOINT, { legacy: 'keep' });
    expect(text).toContain(START);
    expect(text).toContain(`app.post('/mcp', async (req, res) => {
  if (!(await toWebRequest(req, req.body).then(isLegacyRequest, () => true))) {
    await mcpHandler(req, res, req.body);
    return;
  }

  const sessionId`);
  });

  test('is a method', () => {
    const { text } = serve(HOST);
    expect(text).toContain(`    const body = await readBody(req);
    await mcpHandler(req, res, body);
  }`);
    expect(text).not.toContain('startSession');
    expect(serve(HOST, { legacy: 'keep' }).text).toContain(`      await mcpHandler(req, res, body);
      return;
    }

    if (!sessionId) {`);
  });

  test('is gone on with by another function', () => {
    const source = ENDPOINT.replace(
      START,
      `async function continueSession(req: Request, res: Response, sessionId: string) {
  await transports[sessionId]!.handleRequest(req, res, req.body);
}

${START}`,
    ).replace(
      '    await transports[sessionId].handleRequest(req, res, req.body);',
      '    await continueSession(req, res, sessionId);',
    );
    const { text } = serve(source);
    expect(text).toContain('  await mcpHandler(req, res, req.body);\n});');
    expect(text).not.toContain('Session(');
  });

  test('makes its server from what the file knows', () => {
    const source = ENDPOINT.replace(
      'const server = createServer();',
      "const server = createServer();\n  server.registerTool('more', {}, async () => ({ content: [] }));",
    );
    const { text } = serve(source, { legacy: 'keep' });
    expect(text).toContain('createMcpHandler(createMcpServer, ');
    expect(text.match(/registerTool\('more'/g)).toHaveLength(2);
  });
});

describe('a function that starts sessions is left', () => {
  const left: readonly (readonly [why: string, source: string])[] = [
    [
      'it lets only some clients in',
      ENDPOINT.replace(
        'async function startSession(req: Request, res: Response) {',
        `async function startSession(req: Request, res: Response) {
  if (req.headers.authorization !== 'Bearer x') {
    res.status(401).end();
    return;
  }`,
      ),
    ],
    [
      'it is called from two places',
      ENDPOINT +
        ROUTE.replace("'/mcp'", "'/other'").replace('const app = express();\napp.use(express.json());\n', ''),
    ],
    [
      'it is called from another file',
      ENDPOINT.replace('async function startSession', 'export async function startSession').replace(
        ROUTE,
        '',
      ),
    ],
    [
      'its server depends on what it is handed',
      ENDPOINT.replace(
        'startSession(req: Request, res: Response)',
        'startSession(req: Request, res: Response, user: string)',
      )
        .replace('createServer();', 'createServer(user);')
        .replace('startSession(req, res)', 'startSession(req, res, req.body.user)'),
    ],
  ];

  test.each(left)('%s', (why, source) => {
    const files: Readonly<Record<string, string>> =
      why === 'it is called from another file'
        ? {
            'route.ts': `import express from 'express';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { startSession } from './http.js';
const app = express();
app.post('/mcp', async (req, res) => {
  if (isInitializeRequest(req.body)) await startSession(req, res);
  else res.status(400).end();
});
`,
          }
        : {};
    for (const legacy of ['auto', 'keep', 'reject'] as const) {
      const result = serve(source, { legacy, files });
      expect(result.text).toBe(source);
      expect(result.left.length).toBeGreaterThan(0);
    }
  });

  test('a session is asked for before the body is known', () => {
    const source = HOST.replace(
      '    const body = await readBody(req);\n',
      `    if (!sessionId && req.headers['x-start'] === undefined) {
      res.writeHead(400).end();
      return;
    }
    const body = await readBody(req);
`,
    );
    const { text, left } = serve(source, { legacy: 'keep' });
    expect(text).toBe(source);
    expect(left.join()).toContain('would skip this check');
  });
});
