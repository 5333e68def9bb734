import type { Framework } from './types.js';

const ON = '2026-11-22';

/** How to serve without a framework that does not speak 2026-07-28. */
const WITH_SDK =
  'or serve the same tools with `McpServer` and `createMcpHandler` of `@modelcontextprotocol/server`';

/** Frameworks for servers of which no release speaks 2026-07-28; those in widest use first. */
export const WAITING_SERVER_FRAMEWORKS: readonly Framework[] = [
  {
    packages: ['fastmcp'],
    starts: ['FastMCP'],
    checked: { version: '4.20.16', on: ON },
    repository: 'https://github.com/punkpeye/fastmcp',
    state: 'A session for each client, `stateless` as an option.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it, ${WITH_SDK}.`,
  },
  {
    packages: ['hono-mcp-server-sse-transport'],
    starts: ['SSETransport'],
    takesV1: true,
    checked: { version: '0.0.7', on: ON },
    repository: 'https://github.com/NathanKun/hono-mcp-server-sse-transport',
    state: 'A session for each event stream.',
    change: 'stateless-handshake',
    advice:
      'Make the server in a function and answer with `createMcpHandler(createServer).fetch(c.req.raw)` of `@modelcontextprotocol/server`.',
  },
  {
    packages: ['mcp-framework'],
    starts: ['MCPServer'],
    checked: { version: '0.2.22', on: ON },
    repository: 'https://github.com/QuantGeekDev/mcp-framework',
    state: 'A session for each client over HTTP.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it, ${WITH_SDK}.`,
  },
  {
    packages: ['@nestjs-mcp/server'],
    starts: ['McpModule'],
    checked: { version: '0.3.0', on: ON },
    repository: 'https://github.com/adrian-d-hidalgo/nestjs-mcp-server',
    state: 'A session for each client.',
    change: 'stateless-handshake',
    advice: 'Wait for a release that speaks it, or move to `@rekog/mcp-nest` 2.',
  },
  {
    packages: ['@nuxtjs/mcp-toolkit'],
    starts: ['defineMcpHandler'],
    checked: { version: '0.21.0', on: ON },
    repository: 'https://github.com/nuxt-modules/mcp-toolkit',
    state: 'Stateless unless `sessions` is set.',
    change: 'stateless-handshake',
    advice: 'Wait for a release that speaks it; the module keeps serving clients of 2025-11-25.',
  },
  {
    packages: ['@smithery/sdk'],
    starts: ['createStatefulServer', 'createStatelessServer'],
    takesV1: true,
    checked: { version: '4.3.0', on: ON },
    repository: 'https://github.com/smithery-ai/sdk',
    state: 'A session for each client with `createStatefulServer`.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it, ${WITH_SDK}.`,
  },
  {
    packages: ['mcp-lite'],
    starts: ['McpServer', 'StreamableHttpTransport'],
    checked: { version: '0.10.0', on: ON },
    repository: 'https://github.com/fiberplane/mcp-lite',
    state: 'Stateless unless it is given a session adapter.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it, ${WITH_SDK}.`,
  },
  {
    packages: ['fastify-mcp'],
    starts: ['streamableHttp', 'fastifyMCPSSE'],
    takesV1: true,
    checked: { version: '3.0.0', on: ON },
    repository: 'https://github.com/haroldadmin/fastify-mcp',
    state: 'A session for each client with `stateful`.',
    change: 'stateless-handshake',
    advice:
      'Wait for a release that speaks it, or serve `createMcpHandler` of SDK v2 from a route with `@modelcontextprotocol/fastify`.',
  },
  {
    packages: ['elysia-mcp'],
    starts: ['mcp'],
    takesV1: true,
    checked: { version: '0.1.1', on: ON },
    repository: 'https://github.com/kerlos/elysia-mcp',
    state: 'A session for each client unless `stateless` is set.',
    change: 'stateless-handshake',
    advice:
      'Wait for a release that speaks it, or answer with `createMcpHandler(createServer).fetch(request)` of `@modelcontextprotocol/server`.',
  },
  {
    packages: ['@zuplo/mcp'],
    starts: ['MCPServer', 'MCPClient', 'HTTPStreamableTransport'],
    checked: { version: '0.0.32', on: ON },
    repository: 'https://github.com/zuplo/mcp',
    state: 'A session for each client where its transport is told so.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it, ${WITH_SDK}.`,
  },
  {
    packages: ['@effect/ai'],
    starts: ['McpServer'],
    checked: { version: '0.37.0', on: ON },
    repository: 'https://github.com/Effect-TS/effect',
    state: 'A session for each client.',
    change: 'stateless-handshake',
    advice: 'Move to `effect` 4.1, whose MCP server speaks it.',
  },
  {
    packages: ['workers-mcp'],
    starts: ['ProxyToSelf'],
    checked: { version: '0.0.13', on: ON },
    repository: 'https://github.com/cloudflare/workers-mcp',
    state: 'Stateless.',
    change: 'stateless-handshake',
    advice: 'Move to `createMcpHandler` of `agents/mcp/server`, which has taken its place.',
  },
];
