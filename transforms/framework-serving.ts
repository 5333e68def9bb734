import { noteAt } from '../src/engine/notes.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { frameworkServing as servingPlaces } from '../src/recognise/framework-serving.js';

/**
 * Reports servers that a framework serves: the Agents SDK of Cloudflare, `mcp-handler`, FastMCP, the MCP transport
 * of Hono. They move to 2026-07-28 with the framework, each in its own way.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const frameworkServing: Transform = {
  name: 'framework-serving',
  phase: 'report',
  changes: ['sessions', 'stateless-handshake'],
  run(context) {
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      for (const { node, change, message, advice } of servingPlaces(context.project, unit)) {
        left.push(noteAt(unit, node, change, { severity: 'warning', message, advice }));
      }
    }
    return { rewrites: [], left };
  },
};
