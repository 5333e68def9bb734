import { describe, expect, test } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { legacyNeeds } from '../../transforms/legacy-needs.js';
import { multiRoundTrip } from '../../transforms/multi-round-trip.js';
import { serveSessionMap } from '../../transforms/serve-session-map.js';
import { serveStatelessHttp } from '../../transforms/serve-stateless-http.js';
import { urlElicitation } from '../../transforms/url-elicitation.js';
import { migrateText } from '../helpers/migrate-text.js';

const HEAD = `import express from 'express';
import { randomUUID } from 'node:crypto';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());
`;
const SESSIONS = `${HEAD}const transports: Record<string, NodeStreamableHTTPServerTransport> = {};

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
    await createServer().connect(transport);
  } else {
    res.status(400).json({ jsonrpc: '2.0', error: { code: -32000, message: 'Bad Request' }, id: null });
    return;
  }
  await transport.handleRequest(req, res, req.body);
});
app.listen(3000);
`;
const STATELESS = `${HEAD}app.post('/mcp', async (req, res) => {
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await createServer().connect(transport);
  await transport.handleRequest(req, res, req.body);
});
app.listen(3000);
`;
const FORM = `const color = await ctx.mcpReq.elicitInput({
      message: 'Color?',
      requestedSchema: { type: 'object', properties: { color: { type: 'string' } }, required: ['color'] },
    });
    return { content: [{ type: 'text', text: color.action }] };`;
const PAGE = `throw new UrlElicitationRequiredError([{ mode: 'url', message: 'Pay', url: 'https://a.example', elicitationId: 'a' }]);`;

function migrated(http: string, body: string, legacy: LegacyMode) {
  const server = `import { McpServer, UrlElicitationRequiredError } from '@modelcontextprotocol/server';

export function createServer(): McpServer {
  const server = new McpServer({ name: 'demo', version: '1.0.0' });
  server.registerTool('ask', {}, async ctx => {
    ${body}
  });
  return server;
}
`;
  const transforms = [serveSessionMap, serveStatelessHttp, multiRoundTrip, legacyNeeds, urlElicitation];
  const manifest = { type: 'module', dependencies: { express: '^5.0.0' } } as const;
  return migrateText({ 'http.ts': http, 'server.ts': server }, transforms, { legacy, manifest });
}

describe('an endpoint whose handlers ask', () => {
  test('keeps its sessions for 2025-11-25 on `auto`', () => {
    const { files, left } = migrated(SESSIONS, FORM, 'auto');
    expect(files['http.ts']).toContain('isLegacyRequest');
    expect(files['http.ts']).toContain('sessionIdGenerator');
    expect(files['server.ts']).toContain('return inputRequired(');
    expect(left).toEqual([]);
  });

  test('loses them on `stateless`, which says that 2025-11-25 clients cannot be asked', () => {
    const { files, left, severities, advice } = migrated(SESSIONS, FORM, 'stateless');
    expect(files['http.ts']).not.toContain('sessionIdGenerator');
    expect(files['server.ts']).toContain('return inputRequired(');
    const line =
      files['server.ts']!.split('\n').findIndex(each => each.includes('return inputRequired(')) + 1;
    expect(left).toEqual([
      `sessions server.ts:${line} Clients of 2025-11-25 get no session, and the code asks the client for input in the middle of a call.`,
    ]);
    expect(severities).toEqual(['error']);
    expect(advice).toEqual(['Pass `--legacy keep` to keep their sessions.']);
  });

  test('without sessions is told that 2025-11-25 clients get an error, as they did', () => {
    const { files, reviewAdvice } = migrated(STATELESS, FORM, 'auto');
    expect(files['http.ts']).toContain('createMcpHandler(');
    expect(files['server.ts']).toContain('return inputRequired(');
    expect(reviewAdvice.join()).toContain('without one, as in stateless HTTP, they get an error');
  });
});

describe('an endpoint whose handlers have a page opened', () => {
  test('asks over the sessions that `auto` keeps', () => {
    const { files, left } = migrated(SESSIONS, PAGE, 'auto');
    expect(files['http.ts']).toContain('sessionIdGenerator');
    expect(files['server.ts']).not.toContain('throw new UrlElicitationRequiredError(');
    expect(left).toEqual([]);
  });

  test.each([
    ['never had sessions', STATELESS, 'auto'],
    ['loses them on demand', SESSIONS, 'stateless'],
  ] as const)('still throws at 2025-11-25 when it %s', (_, http, legacy) => {
    const { files, left } = migrated(http, PAGE, legacy);
    expect(files['http.ts']).toContain('createMcpHandler(');
    expect(files['server.ts']).toContain(`if (!ctx.mcpReq.envelope) {\n      ${PAGE}\n    }`);
    expect(left).toEqual([]);
  });
});
