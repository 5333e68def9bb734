import { describe, expect, test } from 'vitest';
import { frameworkServing } from '../transforms/framework-serving.js';
import { sessionKeys } from '../transforms/session-keys.js';
import { migrateText } from './helpers/migrate-text.js';

const report = (source: string, dependencies: Record<string, string> = {}) => {
  const result = migrateText({ 'src/app.ts': source }, [frameworkServing, sessionKeys], {
    manifest: { dependencies },
  });
  expect(result.files['src/app.ts']).toBe(source);
  return result.left;
};

describe('servers and clients of frameworks', () => {
  test.each([
    [
      'an agent',
      "import { McpAgent as Base } from 'agents/mcp';\nexport class Counter extends Base<Env, State> {}\n",
      'sessions src/app.ts:2 `McpAgent` keeps a session for each client and runs servers of SDK v1 only; 2026-07-28 has no sessions.',
    ],
    [
      'the Agents SDK with one server',
      "import { createMcpHandler } from 'agents/mcp';\nimport { McpServer } from '@modelcontextprotocol/server';\nconst server = new McpServer({ name: 'a', version: '1' });\nexport default { fetch: (req, env, ctx) => createMcpHandler(server)(req, env, ctx) };\n",
      'stateless-handshake src/app.ts:4 This handler gets one server, and every request of 2026-07-28 needs a new one.',
    ],
    [
      'mcp-handler with three arguments',
      "import { createMcpHandler } from 'mcp-handler';\nexport const POST = createMcpHandler(register, {}, { maxDuration: 60 });\n",
      'stateless-handshake src/app.ts:2 This call is written for an older version of `mcp-handler`, which knew `maxDuration`.',
    ],
    [
      'mcp-handler with options that are not in view',
      "import { createMcpHandler } from 'mcp-handler';\nexport const POST = createMcpHandler(register, options, config);\n",
      'stateless-handshake src/app.ts:2 This call is written for an older version of `mcp-handler`.',
    ],
    [
      'FastMCP',
      "import { FastMCP } from 'fastmcp';\nnew FastMCP({ name: 'a', version: '1.0.0' }).start();\n",
      'stateless-handshake src/app.ts:2 `fastmcp` does not speak 2026-07-28: its newest release on 2026-11-22, 4.20.16, does not.',
    ],
    [
      'a plugin of Fastify, handed over',
      "import { streamableHttp } from 'fastify-mcp';\nawait app.register(streamableHttp, { createServer, stateful: true });\n",
      'stateless-handshake src/app.ts:2 `fastify-mcp` does not speak 2026-07-28: its newest release on 2026-11-22, 3.0.0, does not.',
    ],
    [
      'a handler of Clerk',
      "import { streamableHttpHandler } from '@clerk/mcp-tools/express';\napp.post('/mcp', mcpAuthClerk, streamableHttpHandler(server));\n",
      'stateless-handshake src/app.ts:2 `@clerk/mcp-tools` does not speak 2026-07-28: its newest release on 2026-11-22, 0.6.0, does not.',
    ],
    [
      'a hook of React',
      "import { useMcp } from 'use-mcp/react';\nexport const Tools = () => useMcp({ url: '/mcp' }).tools;\n",
      'stateless-handshake src/app.ts:2 `use-mcp` does not speak 2026-07-28: its newest release on 2026-11-22, 0.0.21, does not.',
    ],
    [
      'a client for LlamaIndex',
      "import { mcp } from '@llamaindex/tools';\nexport const server = mcp({ url: 'https://example.com/mcp' });\n",
      'stateless-handshake src/app.ts:2 `@llamaindex/tools` does not speak 2026-07-28: its newest release on 2026-11-22, 0.2.1, does not.',
    ],
    [
      'a client of many kinds of transport',
      "import { MCPClient } from 'mcp-client';\nexport const client = new MCPClient({ name: 'a', version: '1' });\n",
      'stateless-handshake src/app.ts:2 `mcp-client` does not speak 2026-07-28: its newest release on 2026-11-22, 1.13.1, does not.',
    ],
    [
      'tools for an agent of BeeAI',
      "import { MCPTool } from 'beeai-framework/tools/mcp';\nexport const tools = await MCPTool.fromClient(client);\n",
      'stateless-handshake src/app.ts:2 `beeai-framework` does not speak 2026-07-28: its newest release on 2026-11-22, 0.1.30, does not.',
    ],
    [
      'a client of the AI SDK where it was before',
      "import { experimental_createMCPClient as connect } from 'ai';\nexport const client = await connect({ transport });\n",
      'stateless-handshake src/app.ts:2 MCP clients have left `ai`, and those that it made do not speak 2026-07-28.',
    ],
    [
      'a module of NestJS, by its static method',
      "import { McpModule } from '@nestjs-mcp/server';\n@Module({ imports: [McpModule.forRoot({ name: 'a' })] })\nexport class App {}\n",
      'stateless-handshake src/app.ts:2 `@nestjs-mcp/server` does not speak 2026-07-28: its newest release on 2026-11-22, 0.3.0, does not.',
    ],
  ])('%s is reported', (_, source, note) => {
    expect(report(source)).toEqual([note]);
  });

  const skybridge = "import { McpServer } from 'skybridge/server';\nnew McpServer(info).run();\n";

  test.each([['^1.3.0'], ['1.x'], ['>=1'], ['~1.17.3']])(
    'one with a release is reported where `%s` admits an older one',
    range => {
      expect(report(skybridge, { skybridge: range })).toEqual([
        `stateless-handshake src/app.ts:2 \`skybridge\` speaks 2026-07-28 from 2.0.0 on; this package depends on \`${range}\`.`,
      ]);
    },
  );

  test.each([['^2.0.0'], ['2.1.0'], ['latest'], ['catalog:'], ['*']])(
    'one with a release is not at `%s`',
    range => {
      expect(report(skybridge, { skybridge: range })).toEqual([]);
    },
  );

  test('one that the migration raises is left to that', () => {
    const source =
      "import { createMcpHandler } from 'mcp-handler';\nexport const POST = createMcpHandler(register);\n";
    expect(report(source, { 'mcp-handler': '^1.0.7' })).toEqual([]);
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
      'the Agents SDK with a factory, by its older module',
      "import { createMcpHandler } from 'agents/mcp';\ncreateMcpHandler(() => createServer());\n",
    ],
    [
      'mcp-handler as it is now',
      "import { createMcpHandler } from 'mcp-handler';\ncreateMcpHandler(register, { verboseLogs: true });\n",
    ],
    [
      'a type of a framework',
      "import type { FastMCP } from 'fastmcp';\nexport function add(server: FastMCP) { server.addTool({ name: 'a' }); }\n",
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
