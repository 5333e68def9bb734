import type { Change } from './types.js';

/** The change that is not in the specification: the TypeScript SDK that speaks 2026-07-28 has other packages. */
export const SDK = [
  {
    id: 'sdk-v2-packages',
    title: '`@modelcontextprotocol/sdk` becomes the packages of SDK v2',
    section: 'sdk',
    number: 1,
    kind: 'replaced',
    roles: ['server', 'client', 'authorization'],
    page: 'https://github.com/modelcontextprotocol/typescript-sdk/blob/main/docs/migration/upgrade-to-v2.md',
    changed:
      'SDK v1 stops at 2025-11-25. SDK v2 is split into `@modelcontextprotocol/server`, `client`, `core` and one package for each runtime or framework, with other names, handlers registered by method name, and a structured context for handlers. It needs Node.js 20.',
    instead:
      'Import from the package of the role: `server` or `client`, `core` for the schemas, `node`, `express`, `fastify` or `hono` to serve.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: 'Imports, names, handler registration, reads of the handler context and package.json, in sources, tests and scripts. What takes a decision is reported.',
    },
  },
] as const satisfies readonly Change[];
