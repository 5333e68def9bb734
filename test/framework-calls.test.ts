import { describe, expect, test } from 'vitest';
import { frameworkCalls } from '../transforms/framework-calls.js';
import { handlerContext } from '../transforms/handler-context.js';
import { schemaShapes } from '../transforms/schema-shapes.js';
import { variadicRegistrations } from '../transforms/variadic-registrations.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORT = "import { createMcpHandler } from 'mcp-handler';\n";
const migrated = (body: string) => migrateText({ 'route.ts': IMPORT + body }, [frameworkCalls]);
const body = (text: string) => migrated(text).files['route.ts']!.slice(IMPORT.length);

describe('the options of mcp-handler 1', () => {
  test.each([
    [
      'are left out when nothing stays',
      'createMcpHandler(add, {}, { basePath: "/api" });',
      'createMcpHandler(add);',
    ],
    [
      'keep the server options when nothing else stays',
      'createMcpHandler(add, { instructions }, { maxDuration: 60, disableSse: true });',
      'createMcpHandler(add, { instructions });',
    ],
    [
      'are one object when the server has none',
      'createMcpHandler(add, {}, { basePath: "/api", verboseLogs: true });',
      'createMcpHandler(add, { verboseLogs: true });',
    ],
    [
      'are one object when the server’s are undefined',
      'createMcpHandler(add, undefined, { onEvent, redisUrl: process.env.KV_URL ?? "" });',
      'createMcpHandler(add, { onEvent });',
    ],
    [
      'join those of the server',
      'createMcpHandler(add, { capabilities: { tools: {} } }, { verboseLogs, basePath: "" });',
      'createMcpHandler(add, { capabilities: { tools: {} }, verboseLogs });',
    ],
    [
      'spread those of the server that have a name',
      'createMcpHandler(add, serverOptions, { verboseLogs: true, basePath: "" });',
      'createMcpHandler(add, { ...serverOptions, verboseLogs: true });',
    ],
    [
      'keep the name of the server options when nothing else stays',
      'createMcpHandler(add, serverOptions, { basePath: "" });',
      'createMcpHandler(add, serverOptions);',
    ],
    [
      'join those of the server line by line',
      'createMcpHandler(\n  add,\n  {\n    instructions: "Ask."\n  },\n  {\n    basePath: "/api",\n    // Noisy.\n    verboseLogs: true\n  }\n);',
      'createMcpHandler(\n  add,\n  {\n    instructions: "Ask.",\n    // Noisy.\n    verboseLogs: true\n  }\n);',
    ],
    [
      'lose what 2.0 still took',
      'createMcpHandler(add, { basePath: "/api", verboseLogs: true });',
      'createMcpHandler(add, { verboseLogs: true });',
    ],
  ])('%s', (_, before, after) => {
    expect(body(before)).toBe(after);
  });

  test.each([
    ['come from elsewhere', 'createMcpHandler(add, {}, config);'],
    ['are spread', 'createMcpHandler(add, {}, { ...shared, verboseLogs: true });'],
    ['do something', 'createMcpHandler(add, {}, { redisUrl: await findRedis() });'],
    ['are those of version 2', 'createMcpHandler(add, { verboseLogs: true });'],
    ['are spread arguments', 'createMcpHandler(...given);'],
  ])('stay where they %s', (_, source) => {
    expect(body(source)).toBe(source);
  });

  test.each([
    ['every entry of a tool', '{ tools: { echo: { description: "Echo" } } }', '{ tools: {} }'],
    [
      'all but the flags',
      '{ tools: { listChanged: true, echo: {} }, resources: { subscribe: true } }',
      '{ tools: { listChanged: true }, resources: { subscribe: true } }',
    ],
  ])('lose %s in their capabilities', (_, before, after) => {
    expect(body(`createMcpHandler(add, { capabilities: ${before} }, { redisUrl });`)).toBe(
      `createMcpHandler(add, { capabilities: ${after} });`,
    );
  });

  test('keep entries that do something', () => {
    const source = 'createMcpHandler(add, { capabilities: { tools: { echo: describe() } } });';
    expect(body(source)).toBe(source);
  });

  test('of somebody else’s function stay', () => {
    const source =
      "import { createMcpHandler } from './handler.js';\ncreateMcpHandler(add, {}, { basePath: '/api' });\n";
    expect(migrateText({ 'route.ts': source }, [frameworkCalls]).files['route.ts']).toBe(source);
  });

  test('say what goes with the paths, and which events no longer come', () => {
    const { review } = migrated(
      'createMcpHandler(add, {}, {\n  basePath: "/api",\n  onEvent: event => count(event.sessionId),\n});',
    );
    expect(review).toEqual([
      'http-sse-transport route.ts:2 `mcp-handler` 2 knows no `basePath`: it answers at every path that it is mounted at, and no longer speaks HTTP+SSE.',
      'sessions route.ts:3 `mcp-handler` 2 sends no events of sessions, and its events carry no `sessionId`, `requestId` and `clientInfo`.',
    ]);
  });
});

describe('the server that mcp-handler hands over', () => {
  const TRANSFORMS = [frameworkCalls, variadicRegistrations, schemaShapes, handlerContext];

  test('is a server of the SDK, in the function itself and in those it is passed to', () => {
    const { files } = migrateText(
      {
        'route.ts': `${IMPORT}import { addTools } from './tools';\nconst handler = createMcpHandler(async server => {\n  addTools(server);\n});\n`,
        'tools.ts':
          "import { z } from 'zod';\nexport function addTools(server) {\n  server.tool('echo', { text: z.string() }, async ({ text }, extra) => say(text, extra.authInfo));\n}\n",
      },
      TRANSFORMS,
    );
    expect(files['tools.ts']).toContain(
      "server.registerTool('echo', { inputSchema: z.object({ text: z.string() }) }, async ({ text }, extra) => say(text, extra.http?.authInfo));",
    );
  });

  test('of somebody else’s function is not', () => {
    const source =
      "import { createMcpHandler } from './handler.js';\ncreateMcpHandler(server => { server.tool('a', {}, run); });\n";
    expect(migrateText({ 'route.ts': source }, TRANSFORMS).files['route.ts']).toBe(source);
  });
});

describe('@vercel/mcp-adapter', () => {
  test('goes on as mcp-handler', () => {
    const { files } = migrateText(
      {
        'route.ts':
          "import { createMcpHandler, experimental_withMcpAuth as withAuth } from '@vercel/mcp-adapter';\nexport const POST = withAuth(createMcpHandler(add, {}, { basePath: '/api' }), verify);\n",
      },
      [frameworkCalls],
    );
    expect(files['route.ts']).toBe(
      "import { createMcpHandler, experimental_withMcpAuth as withAuth } from 'mcp-handler';\nexport const POST = withAuth(createMcpHandler(add), verify);\n",
    );
  });

  test('stays where it is taken whole', () => {
    const source =
      "import * as adapter from '@vercel/mcp-adapter';\nexport const POST = adapter.default(add);\n";
    expect(migrateText({ 'route.ts': source }, [frameworkCalls]).files['route.ts']).toBe(source);
  });
});

describe('the transport of @hono/mcp', () => {
  const HONO = "import { StreamableHTTPTransport } from '@hono/mcp';\n";
  const route = (body: string) => `app.all('/mcp', async c => {\n  ${body}\n});\n`;
  const serve = 'return transport.handleRequest(c);';

  test('makes way for the web-standard one of the SDK', () => {
    const source = `${HONO}let last: StreamableHTTPTransport | undefined;\n${route(
      `const transport = new StreamableHTTPTransport({ sessionIdGenerator: undefined });\n  await server.connect(transport);\n  ${serve}`,
    )}`;
    const { files } = migrateText({ 'app.ts': source }, [frameworkCalls]);
    expect(files['app.ts']).toBe(
      `import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';\nlet last: WebStandardStreamableHTTPServerTransport | undefined;\n${route(
        'const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined });\n  await server.connect(transport);\n  return transport.handleRequest(c.req.raw);',
      )}`,
    );
  });

  test.each([
    ['an option of its own is given', `new StreamableHTTPTransport({ strictAcceptHeader: true })`, serve],
    ['options come from elsewhere', `new StreamableHTTPTransport(options)`, serve],
    ['a subclass is made', `new (class extends StreamableHTTPTransport {})()`, serve],
    ['the body is read before', `new StreamableHTTPTransport()`, `await c.req.json();\n  ${serve}`],
    ['a body is handed over', `new StreamableHTTPTransport()`, 'return transport.handleRequest(c, body);'],
    ['it tells handlers who calls', `new StreamableHTTPTransport()`, `c.set('auth', info);\n  ${serve}`],
  ])('stays where %s', (_, made, handled) => {
    const source = `${HONO}${route(`const transport = ${made};\n  ${handled}`)}`;
    expect(migrateText({ 'app.ts': source }, [frameworkCalls]).files['app.ts']).toBe(source);
  });

  test('stays where the package gives more than the transport', () => {
    const source = `import { StreamableHTTPTransport, bearerAuth } from '@hono/mcp';\n${route(
      `const transport = new StreamableHTTPTransport();\n  ${serve}`,
    )}`;
    expect(migrateText({ 'app.ts': source }, [frameworkCalls]).files['app.ts']).toBe(source);
  });
});
