import { describe, expect, test } from 'vitest';
import { proxySessions } from '../transforms/proxy-sessions.js';
import { migrateText } from './helpers/migrate-text.js';

const STATE = 'const backendOf = new Map<string, string>();\n';
const SEND = 'const answer = await fetch(backend);';

/** The text after the migration, which a second one leaves alone. */
function migrated(source: string): string {
  const once = migrateText({ 'gateway.ts': STATE + source }, [proxySessions]);
  expect(migrateText(once.files, [proxySessions]).rewritten).toEqual([]);
  return once.files['gateway.ts']!.slice(STATE.length);
}

function isLeft(source: string): void {
  expect(migrated(source)).toBe(source);
}

const COMMENT = '// Requests of 2026-07-28 have no session: any server can answer them.';

describe('requests of 2026-07-28 go where initialize goes', () => {
  test('in a function that picks a server', () => {
    expect(
      migrated(`function pick(req: Request): string | undefined {
  const sessionId = req.header('mcp-session-id');
  if (sessionId) return backendOf.get(sessionId);
  // The first request of a client.
  if (req.body?.method === 'initialize') return nextBackend();
  return undefined;
}
const send = backend => fetch(backend);
`),
    ).toBe(`function pick(req: Request): string | undefined {
  const sessionId = req.header('mcp-session-id');
  if (sessionId) return backendOf.get(sessionId);
  ${COMMENT}
  const isModern = (req.header('mcp-protocol-version') ?? '') >= '2026-07-28';
  // The first request of a client.
  if (isModern || req.body?.method === 'initialize') return nextBackend();
  return undefined;
}
const send = backend => fetch(backend);
`);
  });

  test('in a chain of conditions, with what the answer names', () => {
    expect(
      migrated(`async function handle(req: IncomingMessage, res: ServerResponse, message: any) {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  let backend: string | undefined;
  if (sessionId) {
    backend = backendOf.get(sessionId);
  } else if (!sessionId && message.method === 'initialize') {
    backend = backends[next++ % backends.length];
  } else {
    return fail(res, 400);
  }
  ${SEND}
  const started = answer.headers.get('mcp-session-id');
  if (started) {
    backendOf.set(started, backend);
    res.setHeader('mcp-session-id', started);
  }
}
`),
    ).toBe(`async function handle(req: IncomingMessage, res: ServerResponse, message: any) {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  let backend: string | undefined;
  ${COMMENT}
  const isModern = String(req.headers['mcp-protocol-version'] ?? '') >= '2026-07-28';
  if (sessionId) {
    backend = backendOf.get(sessionId);
  } else if (isModern || (!sessionId && message.method === 'initialize')) {
    backend = backends[next++ % backends.length];
  } else {
    return fail(res, 400);
  }
  ${SEND}
  const started = answer.headers.get('mcp-session-id');
  if (started) {
    backendOf.set(started, backend);
    res.setHeader('mcp-session-id', started);
  }
}
`);
  });

  test('past a condition that refuses requests without a session', () => {
    expect(
      migrated(`app.post('/mcp', async (request: Request) => {
  const sessionId = request.headers.get('mcp-session-id');
  const isInitialize = message.method === 'initialize';
  if (!sessionId && !isInitialize) {
    return new Response('Session required', { status: 400 });
  }
  const backend = isInitialize ? nextBackend() : backendOf.get(sessionId);
  ${SEND}
});
`),
    ).toBe(`app.post('/mcp', async (request: Request) => {
  const sessionId = request.headers.get('mcp-session-id');
  const isInitialize = message.method === 'initialize';
  ${COMMENT}
  const isModern = (request.headers.get('mcp-protocol-version') ?? '') >= '2026-07-28';
  if (!isModern && !sessionId && !isInitialize) {
    return new Response('Session required', { status: 400 });
  }
  const backend = isModern || isInitialize ? nextBackend() : backendOf.get(sessionId);
  ${SEND}
});
`);
  });

  test('where what the answer names is only told if it is there', () => {
    expect(
      migrated(`http.createServer(async (req, res) => {
  const sid = req.headers['mcp-session-id'] as string | undefined;
  if (!sid && message?.method !== 'initialize') {
    res.writeHead(400).end('no session');
    return;
  }
  const target = sid ? backendOf.get(sid) : anyBackend();
  const upstream = await fetch(target, { headers: sid ? { 'mcp-session-id': sid } : {} });
  const given = upstream.headers.get('mcp-session-id');
  if (given) backendOf.set(given, target);
  res.writeHead(upstream.status, { ...(given && { 'mcp-session-id': given }) });
});
`),
    ).toContain("if (!isModern && !sid && message?.method !== 'initialize') {");
  });

  test('with a note to check what servers keep', () => {
    const { review, reviewAdvice } = migrateText(
      {
        'gateway.ts': `${STATE}function pick(req) {\n  const id = req.get('mcp-session-id');\n  if (req.body.method === 'initialize') return any();\n  return backendOf.get(id);\n}\nfetch(pick(req));\n`,
      },
      [proxySessions],
    );
    expect(review).toEqual([
      'sessions gateway.ts:6 Requests of 2026-07-28 now go to any server, as `initialize` does; older ones still follow their session.',
    ]);
    expect(reviewAdvice[0]).toContain('explicit handle');
  });
});

describe('leaves', () => {
  const pick = (branch: string, more = '') =>
    `async function pick(req, res) {\n  const id = req.get('mcp-session-id');\n  if (req.body.method === 'initialize') {\n    ${branch}\n  }\n  ${more}\n  return backendOf.get(id);\n}\nfetch(pick(req));\n`;

  test('a start that makes a session itself', () => {
    isLeft(pick('const sessionId = randomUUID();\n    backendOf.set(sessionId, any());\n    return any();'));
  });

  test('a start that reads the handshake', () => {
    isLeft(pick('return byVersion[req.body.params.protocolVersion];'));
    isLeft(pick('clients.set(id, req.body.params.clientInfo);\n    return any();'));
  });

  test('an answer whose session is used without a look', () => {
    isLeft(
      pick(
        'return any();',
        "const answer = await fetch(any());\n  const started = answer.headers.get('mcp-session-id');\n  backendOf.set(started, 'a');",
      ),
    );
    isLeft(
      pick(
        'return any();',
        "const answer = await fetch(any());\n  res.setHeader('mcp-session-id', answer.headers.get('mcp-session-id'));",
      ),
    );
  });

  test('an answer whose session is told whether it is there or not', () => {
    for (const use of [
      "started || 'none'",
      '!started && fresh()',
      'started ? 1 : backendOf.set(started, 1)',
    ]) {
      isLeft(
        pick(
          'return any();',
          `const answer = await fetch(any());\n  const started = answer.headers.get('mcp-session-id');\n  tell(${use});`,
        ),
      );
    }
  });

  test('a start that is asked for in a way of its own', () => {
    isLeft(pick('return any();', "track(req.body.method === 'initialize');"));
  });

  test('ends of connections of the SDK, tests, and what is no proxy', () => {
    isLeft(pick('return any();', 'new StreamableHTTPServerTransport({});'));
    isLeft(pick('return any();').replace('fetch(pick(req))', 'pick(req)'));
  });

  test('what knows of 2026-07-28 already', () => {
    isLeft(pick('return any();', "if (version === '2026-07-28') return any();"));
  });
});
