import type { FrameworkRelease } from './types.js';

/**
 * What packages with an `MCPClient` of `@mastra/mcp` may use of it for nothing to change from 1 to 2, as its migration
 * guide tells it and as both were seen to get the same from servers of either revision.
 */
export const MASTRA_CLIENT_RAISE: NonNullable<FrameworkRelease['raise']> = {
  ranges: { '@mastra/mcp': '^2.0.0', '@mastra/core': '^1.68.0' },
  beside: [],
  node: '>=22.13.0',
  // Before, tools that fail give their error as a result.
  from: '1.13.1',
  started: true,
  needs: { '@mastra/core': '1.0.0' },
  // Made for version 1.
  unless: ['@mastra/editor'],
  exports: { '@mastra/mcp': ['MCPClient', 'MCPClientOptions', 'MastraMCPServerDefinition'] },
  options: ['id', 'servers', 'timeout'],
  servers: {
    option: 'servers',
    shown: 'url',
    options: [
      'url',
      'requestInit',
      'fetch',
      'connectTimeout',
      'command',
      'args',
      'env',
      'cwd',
      'stderr',
      'timeout',
      'requireToolApproval',
      'onToolError',
    ],
  },
  // It went on with HTTP+SSE where a server had nothing else.
  addresses: ['/sse'],
  gone: [
    'elicitation',
    'subscribe',
    'unsubscribe',
    'onUpdated',
    'onListChanged',
    'onUpdate',
    'sessionId',
    'sessionIds',
    'reconnectionOptions',
    'eventSourceInit',
    'authProvider',
    'authenticate',
    'reconnectServer',
    'getServerInstructions',
    'getServerStderr',
    'listToolDefinitions',
    'listToolDefinitionsWithErrors',
    'toolFromDefinition',
    'toolsFromDefinitions',
    'toMCPServerProxies',
  ],
  check:
    'Servers that have HTTP+SSE only are not reached there, and results from servers of 2026-07-28 have `_meta` with the name of the server.',
};
