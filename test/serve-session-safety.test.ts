import { describe, expect, test } from 'vitest';
import { serve, SERVER, USER_SERVER, type Served } from './serve/support.js';

const OPEN = `  } else if (!sessionId && isInitializeRequest(req.body)) {
`;
const SOURCE = `import { randomUUID } from 'node:crypto';
import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const transports: Record<string, NodeStreamableHTTPServerTransport> = {};

export const post = async (req: express.Request, res: express.Response): Promise<void> => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  let transport: NodeStreamableHTTPServerTransport;
  if (sessionId && transports[sessionId]) {
    transport = transports[sessionId];
${OPEN}    transport = new NodeStreamableHTTPServerTransport({
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
};
`;
const GUARD = `if (!mayEnter(req)) {
    res.status(401).send('no');
    return;
  }`;
const PLAIN_GUARD = GUARD.replace('!mayEnter(req)', "req.headers['x-key'] !== process.env.KEY");
const GATE = '  if (!(await toWebRequest(';

const above = (text: string) => SOURCE.replace('  let transport', `  ${text}\n  let transport`);
const inside = (text: string) => SOURCE.replace(OPEN, `${OPEN}    ${text}\n`);

function expectLeft({ text, left }: Served, source: string, why: string): void {
  expect(text).toBe(source);
  expect(left).toHaveLength(1);
  expect(left[0]).toContain(why);
}

describe('checks in front of a session map', () => {
  test.each([
    GUARD,
    PLAIN_GUARD,
    'requireUser(req);',
    'await authenticate(req, res);',
    "if (closed) throw new Error('closed');",
  ])('run before 2026-07-28 is served: %s', check => {
    const { text, left } = serve(above(check), { legacy: 'keep' });
    expect(left).toEqual([]);
    expect(text).toContain(GATE);
    expect(text.indexOf(check)).toBeGreaterThan(0);
    expect(text.indexOf(check)).toBeLessThan(text.indexOf(GATE));
  });

  test.each([GUARD, PLAIN_GUARD])('run first without sessions, too: %s', check => {
    const { text } = serve(above(check), { legacy: 'stateless' });
    expect(text).toContain(`${check}\n  await mcpHandler(req, res, req.body);`);
  });

  test('that decide by the session id leave no place', () => {
    const source = above('await checkQuota(sessionId);');
    expectLeft(serve(source, { legacy: 'keep' }), source, 'would skip this check');
  });

  test.each([GUARD, PLAIN_GUARD, 'await authenticate(req);'])(
    'that only those meet who start a session are not skipped: %s',
    check => {
      const source = inside(check);
      expectLeft(serve(source, { legacy: 'keep' }), source, 'would skip this check');
      expectLeft(serve(source, { legacy: 'stateless' }), source, 'This is done once for each session');
      expectLeft(serve(source), source, 'would skip this check');
    },
  );

  const madeBy = (call: string) =>
    SOURCE.replace('await createServer().connect', `const server = ${call};\n    await server.connect`);

  test('are not taken for one by the name of what makes the server', () => {
    const source = madeBy('createPermitServer()').replace('{ createServer }', '{ createPermitServer }');
    const server = SERVER.replace('createServer', 'createPermitServer');
    const { text, left } = serve(source, { legacy: 'keep', server });
    expect(left).toEqual([]);
    expect(text).toContain('createMcpHandler(createPermitServer, ');
  });

  test.each([
    ['createGuardedServer(req)', 'createGuardedServer'],
    ['await authorizedServer()', 'authorizedServer'],
  ])('may be in what makes the server: %s', (call, name) => {
    const source = madeBy(call).replace('{ createServer }', `{ ${name} }`);
    const server = SERVER.replace('createServer()', `${name}(_request?: unknown)`);
    expectLeft(serve(source, { legacy: 'keep', server }), source, 'would skip this check');
  });

  test('behind a check of the session id are not skipped', () => {
    const source = SOURCE.replace(
      '  let transport',
      `  if (!sessionId && !isInitializeRequest(req.body)) {
    res.status(400).end();
    return;
  }
  ${GUARD}
  let transport`,
    );
    expectLeft(serve(source, { legacy: 'keep' }), source, 'would skip this check');
  });

  test('that are part of a condition by session are not lost', () => {
    const source = SOURCE.replace(
      '!sessionId && isInit',
      "req.headers['x-api-key'] === process.env.KEY && !sessionId && isInit",
    );
    expectLeft(serve(source, { legacy: 'keep' }), source, 'would skip this check');
    expectLeft(serve(source, { legacy: 'stateless' }), source, 'This is done once for each session');
  });
});

describe('a factory for 2026-07-28', () => {
  test.each(['transport.sessionId', 'String(sessionId)', 'name'])('has no value of a session: %s', input => {
    const source = SOURCE.replace('createServer()', `createServer(${input})`).replace(
      '  let transport',
      "  let name = 'nobody';\n  let transport",
    );
    for (const legacy of ['keep', 'stateless', 'auto'] as const) {
      const { text, left } = serve(source, { legacy, server: USER_SERVER });
      expect(text).toBe(source);
      expect(left).toHaveLength(1);
    }
    const { left } = serve(source, { legacy: 'keep', server: USER_SERVER });
    expect(left[0]).toMatch(/belongs to one session|values of one request or session/);
  });

  test('may need what the request says, once its checks have run', () => {
    const source = above('const user = await userOf(req);').replace('createServer()', 'createServer(user)');
    const { text, left } = serve(source, { legacy: 'keep', server: USER_SERVER });
    expect(left).toEqual([]);
    expect(text).toContain('createMcpHandler(() => createServer(user)');
    expect(text.indexOf('await userOf(req)')).toBeLessThan(text.indexOf(GATE));
  });
});

describe('a session whose messages are moved by hand', () => {
  test.each([
    'transport.onmessage = message => child.stdin.write(JSON.stringify(message));',
    "child.stdout.on('data', line => transport.send(JSON.parse(line)));",
    'server.transport!.onmessage = forward;',
  ])('is left: %s', line => {
    const source = SOURCE.replace(
      'await createServer().connect(transport);',
      `const server = createServer();\n    await server.connect(transport);\n    ${line}`,
    );
    for (const legacy of ['keep', 'stateless', 'auto'] as const)
      expectLeft(serve(source, { legacy }), source, 'are moved by hand');
  });
});

describe('what a server remembers between calls', () => {
  const remembering = (state: string, use: string) =>
    SERVER.replace('  const server', `  ${state}\n  const server`).replace(
      "async () => ({ content: [{ type: 'text', text: 'Hello' }] })",
      `async () => {\n    ${use};\n    return { content: [] };\n  }`,
    );

  test.each([
    ['basket', 'const basket: string[] = [];', "basket.push('egg')"],
    ['visits', 'const visits = new Map<string, number>();', "visits.set('a', 1)"],
    ['count', 'let count = 0;', 'count++'],
  ])('keeps the sessions, and is reported for 2026-07-28: %s', (name, state, use) => {
    const { text, left, review } = serve(SOURCE, { server: remembering(state, use) });
    expect(text).toContain(GATE);
    expect(review.join()).toContain('Clients of 2025-11-25 keep their sessions');
    expect(left).toEqual([
      `sessions server.ts:4 2026-07-28 clients get a new \`${name}\` for every request.`,
    ]);
  });

  test('in an object of its own', () => {
    const server = `${remembering('const browser = new Browser();', "browser.open('a')")}
class Browser {
  private pages: string[] = [];
  open(page: string) {
    this.pages.push(page);
  }
}
`;
    const { text, left } = serve(SOURCE, { server });
    expect(text).toContain(GATE);
    expect(left).toContain('sessions server.ts:4 2026-07-28 clients get a new `browser` for every request.');
  });

  test('out of sight', () => {
    const server = `import type { McpServer } from '@modelcontextprotocol/server';

class ServerList {
  constructor(private make: () => Promise<McpServer>) {}
  async create(): Promise<McpServer> {
    return await this.make();
  }
}
declare const make: () => Promise<McpServer>;
export const list = new ServerList(make);
`;
    const source = SOURCE.replace('{ createServer }', '{ list }').replace(
      'await createServer().connect',
      'const server = await list.create();\n    await server.connect',
    );
    const { text, left } = serve(source, { server });
    expect(text).toContain(GATE);
    expect(left).toEqual([expect.stringContaining('is out of sight')]);
  });

  test('nothing, so that nothing is reported', () => {
    const { text, left } = serve(SOURCE, { legacy: 'keep' });
    expect(text).toContain(GATE);
    expect(left).toEqual([]);
  });
});
