import { describe, expect, test } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { serve } from './support.js';

/** A route that opens sessions, with a timer for each of them. */
const withTimer = (timer: string, before = '') => `import { randomUUID } from 'node:crypto';
import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());
const transports: Record<string, NodeStreamableHTTPServerTransport> = {};
${before}
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
    const server = createServer();
${timer}
    await server.connect(transport);
  } else {
    res.status(400).json({ jsonrpc: '2.0', error: { code: -32000, message: 'No session' }, id: null });
    return;
  }
  await transport.handleRequest(req, res, req.body);
});

app.listen(3000);
`;

const SERVED = `import express from 'express';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());

const mcpHandler = toNodeHandler(createMcpHandler(createServer));

app.post('/mcp', async (req, res) => {
  await mcpHandler(req, res, req.body);
});

app.listen(3000);
`;

const FORGET = 'if (transport.sessionId) delete transports[transport.sessionId];';

describe('a timer that pings the client of a session', () => {
  describe.each<LegacyMode>(['stateless', 'auto'])('goes with the sessions under --legacy %s', legacy => {
    test.each([
      [
        'stopped when the transport closes',
        `    const keepAlive = setInterval(() => {
      server.server.ping().catch(() => clearInterval(keepAlive));
    }, 30_000);
    transport.onclose = () => {
      clearInterval(keepAlive);
      ${FORGET}
    };`,
      ],
      [
        'stopped by itself',
        `    const keepAlive = setInterval(async () => {
      try {
        await server.server.ping();
      } catch (error) {
        console.error('Ping failed', error);
        clearInterval(keepAlive);
        await transport.close();
      }
    }, 30_000);
    keepAlive.unref();
    transport.onclose = () => {
      ${FORGET}
    };`,
      ],
      [
        'in a variable that is set later',
        `    let keepAlive: NodeJS.Timeout | undefined;
    keepAlive = setInterval(() => server.server.ping().catch(() => {}), 30_000);
    server.server.onclose = () => {
      if (keepAlive) {
        clearInterval(keepAlive);
        keepAlive = undefined;
      }
    };`,
      ],
      ['that nothing holds', `    setInterval(() => void server.server.ping(), 30_000).unref();`],
    ])('%s', (_, timer) => {
      const { text, left } = serve(withTimer(timer), { legacy });
      expect(text).toBe(SERVED);
      expect(left).toEqual([]);
    });
  });

  test.each([
    [
      'counts',
      `    const tick = setInterval(() => {
      countTick();
      void server.server.ping();
    }, 30_000);
    transport.onclose = () => clearInterval(tick);`,
      '',
    ],
    [
      'tells somebody that a client is gone',
      `    setInterval(() => server.server.ping().catch(() => alert('gone')), 30_000);`,
      '',
    ],
    [
      'goes into a list of the module',
      `    const keepAlive = setInterval(() => void server.server.ping(), 30_000);
    timers.push(keepAlive);`,
      'const timers: NodeJS.Timeout[] = [];\n',
    ],
    [
      'is stopped elsewhere',
      `    keepAlive = setInterval(() => void server.server.ping(), 30_000);`,
      "let keepAlive: NodeJS.Timeout | undefined;\nprocess.on('SIGINT', () => clearInterval(keepAlive));\n",
    ],
  ])('is reported when it %s', (_, timer, before) => {
    const source = withTimer(timer, before);
    const { text, left } = serve(source, { legacy: 'stateless' });
    expect(text).toBe(source);
    expect(left).toEqual([expect.stringMatching(/^sessions http\.ts:\d+ /)]);
  });

  test('goes on for the sessions that are kept', () => {
    const timer = `    const keepAlive = setInterval(() => void server.server.ping(), 30_000);
    transport.onclose = () => clearInterval(keepAlive);`;
    const { text, left } = serve(withTimer(timer), { legacy: 'keep' });
    expect(text).toContain(timer);
    expect(left).toEqual([]);
  });
});
