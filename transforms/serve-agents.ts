import type { Transform } from '../src/engine/types.js';
import { serveByFactory } from '../src/rewrite/agents-handler.js';

/**
 * `createMcpHandler(server)` of Cloudflare's Agents SDK to `createMcpHandler(createServer)`: every request of
 * 2026-07-28 needs a server of its own.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const serveAgents: Transform = {
  name: 'serve-agents',
  phase: 'serve',
  changes: ['stateless-handshake'],
  run(context) {
    return { rewrites: context.files.flatMap(unit => serveByFactory(context, unit) ?? []), left: [] };
  },
};
