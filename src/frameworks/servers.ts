import type { Framework } from './types.js';

const ON = '2026-11-22';

/** Packages of Sentry for servers; they come out together. */
const SENTRY = [
  '@sentry/node',
  '@sentry/nextjs',
  '@sentry/cloudflare',
  '@sentry/bun',
  '@sentry/deno',
  '@sentry/aws-serverless',
  '@sentry/google-cloud-serverless',
  '@sentry/nestjs',
  '@sentry/nuxt',
  '@sentry/sveltekit',
  '@sentry/core',
] as const;

/**
 * Frameworks that serve what code makes with the SDK or in its manner, and that can be moved to 2026-07-28; those in
 * widest use first.
 */
export const SERVER_FRAMEWORKS: readonly Framework[] = [
  {
    packages: ['mcp-handler'],
    formerly: ['@vercel/mcp-adapter'],
    shared: [
      'createMcpHandler',
      'withMcpAuth',
      'experimental_withMcpAuth',
      'protectedResourceHandler',
      'generateProtectedResourceMetadata',
      'metadataCorsOptionsRequestHandler',
      'getPublicOrigin',
      'getPublicUrl',
    ],
    starts: ['createMcpHandler'],
    handsServer: true,
    release: {
      version: '2.0.0',
      raise: { ranges: { 'mcp-handler': '^2.4.0' }, beside: ['@modelcontextprotocol/server'] },
      shape: {
        maxArguments: 2,
        removedOptions: [
          'redisUrl',
          'sseEndpoint',
          'sseMessageEndpoint',
          'disableSse',
          'maxDuration',
          'sessionIdGenerator',
          'basePath',
          'streamableHttpEndpoint',
        ],
      },
    },
    checked: { version: '2.4.0', on: ON },
    repository: 'https://github.com/vercel/mcp-handler',
    state: 'Stateless; version 1 kept the event streams of HTTP+SSE in Redis.',
    change: 'stateless-handshake',
    advice:
      'Raise `mcp-handler` to `^2.4.0`, which takes one object of options, and drop those it no longer has.',
  },
  {
    packages: ['agents'],
    except: ['agents/mcp/server'],
    starts: ['createMcpHandler'],
    takesV1: true,
    release: {
      version: '0.20.0',
      raise: {
        ranges: { agents: '^0.32.0' },
        beside: ['@modelcontextprotocol/server'],
        modules: ['agents/mcp/server'],
      },
      shape: { takesFactory: true },
    },
    checked: { version: '0.32.0', on: ON },
    repository: 'https://github.com/cloudflare/agents',
    state: 'Stateless when it is given a function that makes servers of SDK v2.',
    change: 'stateless-handshake',
    advice:
      'Raise `agents` to `^0.32.0`, and pass the function that makes the server to `createMcpHandler` of `agents/mcp/server`.',
  },
  {
    packages: ['agents'],
    starts: ['McpAgent'],
    takesV1: true,
    checked: { version: '0.32.0', on: ON },
    repository: 'https://github.com/cloudflare/agents',
    state: 'A Durable Object for each session.',
    change: 'sessions',
    message:
      '`McpAgent` keeps a session for each client and runs servers of SDK v1 only; 2026-07-28 has no sessions.',
    advice:
      'Raise `agents` to `^0.32.0`, build the server of SDK v2 in a function with what `init` registers, and pass that to `createMcpHandler` of `agents/mcp/server`. `this.env` is `env` of `cloudflare:workers` there, `this.props` is `getMcpAuthContext()?.props`, and what `this.state` or `this.sql` kept belongs to an Agent of its own that tools call by user.',
  },
  {
    packages: ['agents'],
    starts: ['createLegacyMcpHandler', 'experimental_createMcpHandler', 'WorkerTransport'],
    takesV1: true,
    checked: { version: '0.32.0', on: ON },
    repository: 'https://github.com/cloudflare/agents',
    state: 'A session for each client.',
    change: 'stateless-handshake',
    message: 'This serves 2025-11-25 only, with a server of SDK v1.',
    advice: 'Pass a function that makes a server of SDK v2 to `createMcpHandler` of `agents/mcp/server`.',
  },
  {
    packages: ['tmcp'],
    starts: ['McpServer'],
    release: {
      version: '1.20.0',
      raise: {
        ranges: {
          tmcp: '^1.20.0',
          '@tmcp/transport-http': '^0.9.0',
          '@tmcp/transport-stdio': '^0.5.0',
        },
        beside: [],
        unless: [
          '@tmcp/transport-sse',
          '@tmcp/transport-in-memory',
          '@tmcp/session-manager',
          '@tmcp/session-manager-durable-objects',
          '@tmcp/session-manager-postgres',
          '@tmcp/session-manager-redis',
        ],
      },
    },
    checked: { version: '1.20.0', on: ON },
    repository: 'https://github.com/paoloricciuti/tmcp',
    state: 'Sessions in its transports for older clients, none for those of 2026-07-28.',
    change: 'stateless-handshake',
    advice:
      'Raise `tmcp` to `^1.20.0`, `@tmcp/transport-http` to `^0.9.0` and `@tmcp/transport-stdio` to `^0.5.0` together; the code stays.',
  },
  {
    packages: ['mcp-proxy'],
    starts: ['startHTTPServer', 'proxyServer', 'startStdioServer', 'ServerType'],
    takesV1: true,
    release: {
      version: '6.7.0',
      raise: {
        ranges: { 'mcp-proxy': '^6.7.19' },
        beside: [],
        from: '6.0.0',
        exports: {
          'mcp-proxy': [
            'AuthConfig',
            'AuthenticationMiddleware',
            'CorsOptions',
            'EventStoreOption',
            'InMemoryEventStore',
            'InMemoryEventStoreOptions',
            'proxyServer',
            'startHTTPServer',
          ],
        },
      },
    },
    checked: { version: '6.7.19', on: ON },
    repository: 'https://github.com/punkpeye/mcp-proxy',
    state: 'Stateless for 2026-07-28; a session for each older client, `stateless` as an option.',
    change: 'stateless-handshake',
    advice:
      'Raise `mcp-proxy` to `^6.7.19`, and hand it servers and clients of SDK v2; over stdio it serves 2025-11-25 only.',
  },
  {
    packages: ['@hono/mcp'],
    starts: ['StreamableHTTPTransport'],
    takesV1: true,
    isReplaced: true,
    checked: { version: '0.3.2', on: ON },
    repository: 'https://github.com/honojs/middleware',
    state: 'A transport of SDK v1, with sessions where `sessionIdGenerator` is given.',
    change: 'stateless-handshake',
    advice:
      'Make the server in a function and answer with `createMcpHandler(createServer).fetch(c.req.raw)` of `@modelcontextprotocol/server`.',
  },
  {
    packages: ['@supabase/mcp-utils'],
    starts: ['createMcpServer'],
    takesV1: true,
    release: { version: '0.7.0' },
    checked: { version: '0.8.0', on: ON },
    repository: 'https://github.com/supabase/mcp',
    state: 'That of the transport its server is connected to.',
    change: 'stateless-handshake',
    advice:
      'Raise `@supabase/mcp-utils` to `^0.8.0`, whose servers are of SDK v2, and serve them with `createMcpHandler` or `serveStdio` of `@modelcontextprotocol/server`.',
  },
  {
    packages: SENTRY,
    starts: ['wrapMcpServerWithSentry'],
    release: {
      version: '10.48.0',
      raise: {
        ranges: Object.fromEntries(SENTRY.map(name => [name, '^10.48.0'])),
        beside: [],
        from: '10.0.0',
        started: true,
      },
    },
    checked: { version: '11.12.0', on: ON },
    repository: 'https://github.com/getsentry/sentry-javascript',
    state: 'None of its own: it records spans of the server it is given.',
    change: 'stateless-handshake',
    advice: 'Raise it to 10.48 or later: older ones take no servers of SDK v2 and record nothing.',
  },
];
