import type { Framework } from './types.js';

const ON = '2026-11-22';

/** Options about sessions, which are gone. */
const SESSION_OPTIONS = [
  'stateless',
  'sessionStore',
  'streamManager',
  'sessionIdleTimeoutMs',
  'autoCreateSessionOnInvalidId',
] as const;

/** What becomes of options of servers in version 2, as both versions were seen to answer. */
const OPTIONS: Readonly<Record<string, string>> = {
  allowedOrigins:
    '`allowedOrigins` held `Host` to these names: that is `allowedHosts` now, which lets localhost in besides, while `allowedOrigins` holds `Origin`. Write names as `app.example.com`: with `https://` before them, none matches.',
  cors: 'In `cors`, `allowMethods` and `allowHeaders` are `methods` and `allowedHeaders` now, and not read under their old names; `exposeHeaders` and `maxAge` are gone.',
  baseUrl: '`baseUrl` is gone.',
  ...Object.fromEntries(
    SESSION_OPTIONS.map(name => [name, `\`${name}\` is gone: version 2 keeps no sessions.`]),
  ),
};

/** The servers of `mcp-use`, and its client, which is a package of its own from version 2 on. */
export const MCP_USE_FRAMEWORKS: readonly Framework[] = [
  {
    packages: ['mcp-use'],
    starts: ['MCPServer', 'createMCPServer'],
    // Not raised: `/sse`, and the hosts that a server on localhost takes, cannot be kept by options.
    release: { version: '2.0.0', options: OPTIONS },
    checked: { version: '2.5.2', on: ON },
    repository: 'https://github.com/mcp-use/mcp-use',
    state: 'A session for each client until version 1; stateless from version 2 on.',
    change: 'stateless-handshake',
    advice:
      "Move to version 2, which needs Node 22.22.2 and ES modules: `MCPServer` and the helpers of `mcp-use/server` come from `mcp-use`. Callbacks in definitions (`cb`, `readCallback`), `createMCPServer`, widgets, sessions and `ctx.sample` are gone; servers that `mcp-use start` runs are exported by default and no longer call `listen`. A server on localhost, the default, answers 403 where `Host` is not localhost: name in `allowedHosts` what proxies and tunnels pass on. CORS headers need `cors`, which is `{ origin: '*' }` for what version 1 let through to MCP. Clients find it at `/mcp` only, no longer at `/sse`; those of 2025-11-25 get 406 unless they accept both JSON and event streams; `/inspector` is gone from it. https://docs.mcp-use.com/v2/typescript/server/migration",
  },
  {
    packages: ['mcp-use', '@mcp-use/client'],
    starts: ['MCPClient'],
    release: { version: '2.0.0' },
    checked: { version: '2.5.2', on: ON },
    repository: 'https://github.com/mcp-use/mcp-use',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice:
      'Move to version 2, which needs Node 22.22.2 and ES modules: `MCPClient` comes from `@mcp-use/client`. https://docs.mcp-use.com/v2/typescript/server/migration',
  },
];
