import { MCP_USE_FRAMEWORKS } from './mcp-use.js';
import type { Framework } from './types.js';

const ON = '2026-11-22';

/** Frameworks for servers with ways of their own to write tools, and a release for 2026-07-28. */
export const APPLICATION_SERVER_FRAMEWORKS: readonly Framework[] = [
  {
    packages: ['@modelcontextprotocol/ext-apps'],
    starts: ['registerAppTool', 'registerAppResource', 'AppBridge'],
    registers: { registerAppTool: 'registerTool', registerAppResource: 'registerResource' },
    takesV1: true,
    release: {
      version: '2.0.0',
      raise: {
        ranges: { '@modelcontextprotocol/ext-apps': '^2.0.4' },
        beside: ['@modelcontextprotocol/client', '@modelcontextprotocol/core'],
        from: '0.3.0',
        gone: ['ProtocolWithEvents', 'eventSchemas', 'onEventDispatch'],
        check:
          'Functions set on `App` and `AppBridge`, as `oncalltool`, get the context of SDK v2 as their second argument there.',
      },
    },
    checked: { version: '2.0.4', on: ON },
    repository: 'https://github.com/modelcontextprotocol/ext-apps',
    state: 'That of the server or client it is given; views talk to their host.',
    change: 'stateless-handshake',
    advice:
      'Raise `@modelcontextprotocol/ext-apps` to `^2.0.4`, which takes servers and clients of SDK v2, with `@modelcontextprotocol/client` and `@modelcontextprotocol/core` beside it. Views and hosts of both versions understand each other.',
  },
  {
    packages: ['@mastra/mcp'],
    starts: ['MCPServer'],
    release: {
      version: '1.17.1',
      raise: {
        ranges: { '@mastra/mcp': '^1.18.0', '@mastra/core': '^1.64.0' },
        beside: [],
        from: '1.0.0',
        node: '>=22.13.0',
        exports: {
          '@mastra/mcp': ['MCPServer', 'MCPServerConfig', 'MCPServerResources', 'MCPServerPrompts'],
        },
        gone: [
          'elicitation',
          'sendLoggingMessage',
          'sendRequest',
          'sendNotification',
          'getServer',
          'sessionId',
          'sessionIdGenerator',
          'onsessioninitialized',
          'startSSE',
          'startHonoSSE',
          'connectSSE',
          'handleServerlessRequest',
          'notifyUpdated',
          'notifyListChanged',
        ],
      },
      shape: { opts: { name: 'protocolVersion', value: '2026-07-28', below: '2.0.0' } },
    },
    checked: { version: '2.0.0', on: ON },
    repository: 'https://github.com/mastra-ai/mastra',
    state:
      "Sessions over HTTP unless `serverless` is set; none with `protocolVersion: '2026-07-28'`, and none from version 2 on, which no longer serves older clients.",
    change: 'stateless-handshake',
    advice:
      "Raise `@mastra/mcp` to `^1.18.0` with `@mastra/core` 1.64 or later and set `protocolVersion: '2026-07-28'`: both revisions are served then. Version 2 serves 2026-07-28 only.",
  },
  {
    packages: ['@rekog/mcp-nest'],
    starts: ['McpModule'],
    release: {
      version: '2.0.0',
      raise: {
        ranges: { '@rekog/mcp-nest': '^2.0.5', zod: '^4.3.5' },
        beside: ['@modelcontextprotocol/core', '@modelcontextprotocol/node', '@modelcontextprotocol/server'],
        follows: { '@nestjs/microservices': '@nestjs/core' },
        needs: { '@nestjs/core': '9.0.0', zod: '4.0.0' },
        unless: ['@rekog/mcp-nest-auth'],
        from: '1.8.0',
        exports: {
          '@rekog/mcp-nest': [
            'Context',
            'McpContext',
            'McpController',
            'McpExceptionFilter',
            'McpRawRequest',
            'McpStrategy',
            'Prompt',
            'Resource',
            'ResourceTemplate',
            'StdioTransport',
            'StreamableHttpTransport',
            'Tool',
          ],
        },
        gone: ['mcpServer'],
      },
    },
    checked: { version: '2.0.5', on: ON },
    repository: 'https://github.com/rekog-labs/MCP-Nest',
    state: 'Stateless over HTTP unless `statelessMode` is off; clients of 2026-07-28 have no sessions.',
    change: 'stateless-handshake',
    advice:
      'Move to version 2: an `McpStrategy` connected with `app.connectMicroservice` takes the place of `McpModule.forRoot`, and `@McpController` that of `@Injectable` at classes with tools.',
  },
  ...MCP_USE_FRAMEWORKS,
  {
    packages: ['skybridge'],
    starts: ['McpServer'],
    release: { version: '2.0.0' },
    checked: { version: '2.0.0', on: ON },
    repository: 'https://github.com/alpic-ai/skybridge',
    state: 'Stateless.',
    change: 'stateless-handshake',
    advice:
      'Wait for `@skybridge/devtools` 2: `skybridge` 2 wants it, and the registry has none newer than 1.0.3, so npm cannot install it. It needs Node 22.23.1 as well.',
  },
  {
    packages: ['xmcp'],
    // Its servers are files in directories; nothing is called.
    starts: [],
    release: {
      version: '1.1.2',
      raise: {
        ranges: { xmcp: '^1.1.3' },
        beside: [],
        adds: { '@xmcp-dev/compiler': '^1.1.3' },
        from: '0.6.0',
        unless: [
          '@xmcp-dev/auth0',
          '@xmcp-dev/better-auth',
          '@xmcp-dev/clerk',
          '@xmcp-dev/cloudflare',
          '@xmcp-dev/polar',
          '@xmcp-dev/workos',
        ],
        exports: {
          xmcp: [
            'InferSchema',
            'McpClientInfo',
            'Middleware',
            'PromptMetadata',
            'ResourceMetadata',
            'ToolExtraArguments',
            'ToolMetadata',
            'ToolOutputSchema',
            'ToolSchema',
            'UIMetadata',
            'WebMiddleware',
            'WebMiddlewareContext',
            'XmcpConfig',
            'apiKeyAuthMiddleware',
            'completable',
            'createContext',
            'jwtAuthMiddleware',
          ],
          'xmcp/headers': ['headers'],
        },
        gone: ['adapter', 'bundler', 'elicit', 'sendRequest', 'sendNotification', 'sessionId'],
      },
    },
    checked: { version: '1.1.3', on: ON },
    repository: 'https://github.com/basementstudio/xmcp',
    state: 'Stateless.',
    change: 'stateless-handshake',
    advice:
      'Raise `xmcp` to `^1.1.3` with `@xmcp-dev/compiler` for development; `elicit` and `sendRequest` reach clients of 2025-11-25 only, others are asked by `inputRequired`.',
  },
];
