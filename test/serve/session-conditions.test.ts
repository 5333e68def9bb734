import { describe, expect, test } from 'vitest';
import { serve } from './support.js';

const LEGACY = ['keep', 'stateless', 'auto'] as const;
const HEAD = `import { randomUUID } from 'node:crypto';
import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const TRUSTED = new Set((process.env.TRUSTED ?? '127.0.0.1').split(','));
const BLOCKED = new Set((process.env.BLOCKED ?? '').split(','));
const spent = new Map<string, number>();
let ready = false;
const transports = new Map<string, NodeStreamableHTTPServerTransport>();
const app = express();
app.listen(3000, () => { ready = true; });
`;
const CREATE = `transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => {
        transports.set(id, transport);
      },
    });
    await createServer().connect(transport);`;
const READ = "const sessionId = req.headers['mcp-session-id'] as string | undefined;";

/** The usual map, with the condition by which sessions start. */
const map = (start: string, read = READ) => `${HEAD}
app.post('/mcp', async (req, res) => {
  ${read}
  let transport: NodeStreamableHTTPServerTransport;
  if (sessionId && transports.has(sessionId)) {
    transport = transports.get(sessionId)!;
  } else if (${start}) {
    ${CREATE}
  } else {
    res.status(400).end();
    return;
  }
  await transport.handleRequest(req, res, req.body);
});
`;
/** A map whose sessions are served first, and all else refused by one condition. */
const refusing = (refused: string) => `${HEAD}
app.post('/mcp', async (req, res) => {
  ${READ}
  const existing = sessionId ? transports.get(sessionId) : undefined;
  if (existing) {
    await existing.handleRequest(req, res, req.body);
    return;
  }
  if (${refused}) {
    res.status(403).end();
    return;
  }
  const ${CREATE.replaceAll('    ', '  ')}
  await transport.handleRequest(req, res, req.body);
});
`;

function expectLeft(source: string): void {
  for (const legacy of LEGACY) {
    const { text, left } = serve(source, { legacy });
    expect(text).toBe(source);
    expect(left).toHaveLength(1);
  }
}

function expectServed(source: string): void {
  for (const legacy of ['keep', 'auto'] as const) {
    const { text, left } = serve(source, { legacy });
    expect(left).toEqual([]);
    expect(text).toContain('createMcpHandler(createServer');
  }
}

describe('a condition by which sessions start', () => {
  test.each([
    "!sessionId && isInitializeRequest(req.body) && TRUSTED.has(req.ip ?? '')",
    "TRUSTED.has(req.ip ?? '') && !sessionId && isInitializeRequest(req.body)",
    '!sessionId && isInitializeRequest(req.body) && ready',
    '!sessionId && isInitializeRequest(req.body) && new Date().getHours() < 18',
    '!sessionId && isInitializeRequest(req.body) && spent.size < 100',
    "!sessionId && (isInitializeRequest(req.body) && !BLOCKED.has(req.headers['x-session-token'] as string))",
    '!sessionId && isInitializeRequest(req.body) && req.headers.accept !== process.env.ACCEPTED',
  ])('is left where it asks for more: %s', start => expectLeft(map(start)));

  test.each([
    '!sessionId && isInitializeRequest(req.body)',
    "!sessionId && req.body?.method === 'initialize'",
    'isInitializeRequest(req.body)',
    "req.method === 'POST' && !sessionId && isInitializeRequest(req.body)",
  ])('is rewritten where it goes by the session: %s', start => expectServed(map(start)));

  test('is left where a constant asks for more', () => {
    const read = `${READ}\n  const isNew = !sessionId && isInitializeRequest(req.body) && TRUSTED.has(req.ip ?? '');`;
    expectLeft(map('isNew', read));
  });

  test('is left where a function asks for more', () => {
    const starts = (asked: string) =>
      `${map('starts(req)')}function starts(req: express.Request): boolean {\n  return ${asked};\n}\n`;
    expectLeft(starts("isInitializeRequest(req.body) && TRUSTED.has(req.ip ?? '')"));
    expectServed(starts('isInitializeRequest(req.body)'));
  });
});

describe('a condition that refuses what is not of a session', () => {
  test.each([
    "sessionId || !isInitializeRequest(req.body) || !TRUSTED.has(req.ip ?? '')",
    'sessionId || !isInitializeRequest(req.body) || !ready',
    "!TRUSTED.has(req.ip ?? '') || sessionId || !isInitializeRequest(req.body)",
  ])('is left where it asks for more: %s', refused => expectLeft(refusing(refused)));

  test('is rewritten where it goes by the session', () => {
    expectServed(refusing('sessionId || !isInitializeRequest(req.body)'));
  });
});

describe('what is only partly made from the session id', () => {
  const CHECK = `if (BLOCKED.has(caller)) {
    res.status(403).end();
    return;
  }
  spent.set(caller, (spent.get(caller) ?? 0) + 1);
  if (spent.get(caller)! > 100) {
    res.status(429).end();
    return;
  }`;

  test.each([
    "const caller = sessionId ?? req.ip ?? 'unknown';",
    "const caller = sessionId || req.ip || '';",
    'const caller = sessionId ? sessionId : String(req.ip);',
    'let caller = sessionId;\n  if (!caller) caller = req.ip;',
  ])('is left where checks go by it: %s', declaration => {
    expectLeft(map('!sessionId && isInitializeRequest(req.body)', `${READ}\n  ${declaration}\n  ${CHECK}`));
  });

  test('is left where a check names it in place', () => {
    const check = CHECK.replace('BLOCKED.has(caller)', "BLOCKED.has(sessionId ?? req.ip ?? '')");
    expectLeft(
      map('!sessionId && isInitializeRequest(req.body)', `${READ}\n  ${check.split('\n  spent')[0]!}`),
    );
  });

  test('is no matter for a log', () => {
    const log = "console.log('request of', sessionId ?? req.ip);";
    expectServed(map('!sessionId && isInitializeRequest(req.body)', `${READ}\n  ${log}`));
  });

  test('leaves an id that is made where there is none', () => {
    const read = "const sessionId = (req.headers['mcp-session-id'] as string) ?? undefined;";
    expectServed(map('!sessionId && isInitializeRequest(req.body)', read));
  });
});

describe('a choice of the transport', () => {
  test.each([
    "const existing = sessionId && TRUSTED.has(req.ip ?? '') ? transports.get(sessionId) : undefined;",
    "const existing = TRUSTED.has(req.ip ?? '') && sessionId ? transports.get(sessionId) : undefined;",
  ])('is left where it asks for more: %s', chosen => {
    const source = refusing('sessionId || !isInitializeRequest(req.body)');
    const plain = 'const existing = sessionId ? transports.get(sessionId) : undefined;';
    expect(source).toContain(plain);
    expectLeft(source.replace(plain, chosen));
  });
});
