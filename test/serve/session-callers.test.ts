import { describe, expect, it } from 'vitest';
import { serve } from './support.js';

/** A session map whose handler begins with some statements, and starts a session under a condition. */
const endpoint = (first: string, starts = '!sessionId && isInitializeRequest(req.body)'): string =>
  `import { randomUUID } from 'node:crypto';
import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const blocked = new Set((process.env.BLOCKED ?? '').split(','));
const app = express();
app.use(express.json());
const transports: Record<string, NodeStreamableHTTPServerTransport> = {};

app.post('/mcp', async (req, res) => {
  ${first}
  let transport: NodeStreamableHTTPServerTransport;
  if (sessionId && transports[sessionId]) {
    transport = transports[sessionId];
  } else if (${starts}) {
    transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => {
        transports[id] = transport;
      },
    });
    await createServer().connect(transport);
  } else {
    res.status(400).end();
    return;
  }
  await transport.handleRequest(req, res, req.body);
});
`;

const ID = `const sessionId = req.headers['mcp-session-id'] as string | undefined;`;

describe('what goes by a session or by another mark of the caller', () => {
  it.each([
    ['an address', `${ID}\n  const caller = sessionId ?? req.ip ?? 'unknown';`, 'caller'],
    ['an address, by `||`', `${ID}\n  const caller = sessionId || req.ip || '';`, 'caller'],
    ['an address, by a choice', `${ID}\n  const caller = sessionId ? sessionId : req.ip!;`, 'caller'],
    ['another header', `${ID}\n  const caller = sessionId ?? String(req.headers['x-client']);`, 'caller'],
    ['the other way round', `${ID}\n  const caller = (req as any).user?.name ?? sessionId;`, 'caller'],
  ])('is left, for a made-up session id would pass: %s', (_name, names, caller) => {
    const check = `if (blocked.has(${caller})) {\n    res.status(403).end();\n    return;\n  }`;
    const source = endpoint(`${names}\n  ${check}`);
    for (const legacy of ['keep', 'stateless', 'reject'] as const) {
      const { text, left } = serve(source, { legacy });
      expect(text).toBe(source);
      expect(left).toHaveLength(1);
    }
  });

  it.each([
    ['a query', `const sessionId = (req.headers['mcp-session-id'] ?? req.query.sessionId) as string;`],
    ['nothing', `const sessionId = (req.headers['mcp-session-id'] as string) || undefined;`],
    [
      'a list',
      `const given = req.headers['mcp-session-id'];\n  const sessionId = Array.isArray(given) ? given[0] : given;`,
    ],
  ])('is a session id all the same beside %s', (_name, first) => {
    const { text, left } = serve(endpoint(first), { legacy: 'stateless' });
    expect(left).toEqual([]);
    expect(text).toContain('createMcpHandler(createServer)');
    expect(text).not.toContain('transports');
  });
});

describe('a refusal that asks more than the session', () => {
  const SPLIT = endpoint(`${ID}
  const existing = sessionId ? transports[sessionId] : undefined;
  if (existing) {
    await existing.handleRequest(req, res, req.body);
    return;
  }
  if (sessionId || !isInitializeRequest(req.body) || blocked.has(req.ip ?? '')) {
    res.status(403).end();
    return;
  }`);

  it.each(['auto', 'keep', 'stateless', 'reject'] as const)('is left by `--legacy %s`', legacy => {
    const { text, left, rewritten } = serve(SPLIT, { legacy });
    expect(rewritten).toEqual([]);
    expect(text).toBe(SPLIT);
    expect(left.length).toBeGreaterThan(0);
  });
});
