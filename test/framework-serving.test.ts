import { describe, expect, test } from 'vitest';
import { frameworkServing } from '../transforms/framework-serving.js';
import { sessionKeys } from '../transforms/session-keys.js';
import { migrateText } from './helpers/migrate-text.js';

const report = (source: string) => {
  const result = migrateText({ 'src/app.ts': source }, [frameworkServing, sessionKeys]);
  expect(result.files['src/app.ts']).toBe(source);
  return result.left;
};

describe('servers of frameworks', () => {
  test.each([
    [
      'an agent with state',
      "import { McpAgent } from 'agents/mcp';\nexport class Counter extends McpAgent<Env, State> {\n  bump() { this.setState({ count: this.state.count + 1 }); }\n}\n",
      'sessions src/app.ts:2 `McpAgent` keeps a session for each client, and this one uses `this.state`; 2026-07-28 has no sessions.',
    ],
    [
      'an agent without',
      "import { McpAgent as Base } from 'agents/mcp';\nexport class Weather extends Base {}\n",
      'sessions src/app.ts:2 `McpAgent` keeps a session for each client, and 2026-07-28 has no sessions.',
    ],
    [
      'the Agents SDK with one server',
      "import { createMcpHandler } from 'agents/mcp';\nimport { McpServer } from '@modelcontextprotocol/server';\nconst server = new McpServer({ name: 'a', version: '1' });\nexport default { fetch: (req, env, ctx) => createMcpHandler(server)(req, env, ctx) };\n",
      'stateless-handshake src/app.ts:4 This handler gets one server, and every request of 2026-07-28 needs a new one.',
    ],
    [
      'mcp-handler with three arguments',
      "import { createMcpHandler } from 'mcp-handler';\nexport const POST = createMcpHandler(register, {}, { maxDuration: 60 });\n",
      'stateless-handshake src/app.ts:2 This handler is written for an older version of `mcp-handler`, which knew `maxDuration`.',
    ],
    [
      'FastMCP',
      "import { FastMCP } from 'fastmcp';\nnew FastMCP({ name: 'a', version: '1.0.0' }).start();\n",
      'stateless-handshake src/app.ts:2 `fastmcp` serves this, so its version decides whether 2026-07-28 is served.',
    ],
    [
      'the MCP transport of Hono',
      "import { StreamableHTTPTransport } from '@hono/mcp';\nconst transport = new StreamableHTTPTransport();\n",
      'stateless-handshake src/app.ts:2 `@hono/mcp` serves this, so its version decides whether 2026-07-28 is served.',
    ],
  ])('%s is reported', (_, source, note) => {
    expect(report(source)).toEqual([note]);
  });

  test.each([
    [
      'the handler of the SDK',
      "import { createMcpHandler } from '@modelcontextprotocol/server';\ncreateMcpHandler(createServer);\n",
    ],
    [
      'the Agents SDK with a factory',
      "import { createMcpHandler } from 'agents/mcp/server';\ncreateMcpHandler(createServer);\n",
    ],
    [
      'mcp-handler as it is now',
      "import { createMcpHandler } from 'mcp-handler';\ncreateMcpHandler(register, { verboseLogs: true });\n",
    ],
    ['somebody else’s McpAgent', "import { McpAgent } from './agent.js';\nclass Mine extends McpAgent {}\n"],
    [
      'somebody else’s handler',
      "import { createMcpHandler } from './handler.js';\ncreateMcpHandler(server);\n",
    ],
  ])('%s is not', (_, source) => {
    expect(report(source)).toEqual([]);
  });
});

describe('the session id as a key', () => {
  const tool = (body: string) =>
    `import { McpServer } from '@modelcontextprotocol/server';\nconst server = new McpServer({ name: 'a', version: '1' });\nserver.registerTool('a', {}, async ctx => {\n  ${body}\n  return { content: [] };\n});\n`;

  test.each([
    ['read', 'baskets.get(ctx.sessionId);'],
    ['taken apart', 'const { sessionId } = ctx;'],
  ])('of a handler is reported when it is %s', (_, body) => {
    expect(report(tool(body))).toEqual([
      'sessions src/app.ts:4 The session id is undefined for 2026-07-28 clients.',
    ]);
  });

  test.each([
    ['read', "console.error('call of', ctx.sessionId ?? 'nobody');"],
    ['a member', 'this.logger.info({ sessionId: ctx.sessionId, tool: 1 });'],
    ['taken apart', 'const { sessionId } = ctx; log.debug(`call of ${sessionId}`);'],
    ['kept in a constant', 'const id = ctx.sessionId; log.debug(id); log.warn({ id });'],
  ])('of a handler may be missing in lines of a log: %s', (_, body) => {
    expect(report(tool(body))).toEqual([]);
  });

  test('of a handler is reported when it is logged and used', () => {
    expect(report(tool('const id = ctx.sessionId; log.debug(id); audit(id);'))).toEqual([
      'sessions src/app.ts:4 The session id is undefined for 2026-07-28 clients.',
    ]);
  });

  const serving =
    "import { createMcpHandler } from '@modelcontextprotocol/server';\nconst handler = createMcpHandler(createServer);\n";

  test.each([
    ['read', "const id = req.headers['mcp-session-id'];\n"],
    ['behind a constant', "const H = 'Mcp-Session-Id'; const id = req.get(H);\n"],
    ['set', "res.setHeader('Mcp-Session-Id', id);\n"],
  ])('in a header is reported when it is %s', (_, line) => {
    expect(report(serving + line)).toEqual([
      'sessions src/app.ts:3 Session header `Mcp-Session-Id` is gone in 2026-07-28.',
    ]);
  });

  test.each([
    ['in a list of headers', `${serving}cors({ allowedHeaders: ['mcp-session-id'] });\n`],
    [
      'where sessions are kept',
      `${serving}if (await isLegacyRequest(request)) use(req.headers['mcp-session-id']);\n`,
    ],
    ['in a program that serves no MCP', "const id = req.headers['mcp-session-id'];\n"],
    ['of something else', tool('sessions.get(user.sessionId);')],
  ])('is left alone %s', (_, source) => {
    expect(report(source)).toEqual([]);
  });
});
