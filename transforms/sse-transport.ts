import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reportedFiles, servesHttp } from '../src/recognise/deployment.js';
import { walk } from '../src/recognise/syntax.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { hasStreamableClient } from '../src/recognise/sse-clients.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'http-sse-transport';

const beside = {
  severity: 'info',
  message: 'The HTTP+SSE transport is deprecated; beside Streamable HTTP it goes on serving older clients.',
  advice: 'Take these routes out when no client needs them.',
} as const;

const fallback = {
  severity: 'info',
  message: 'The HTTP+SSE transport is deprecated; as a fallback for old servers it goes on working.',
  advice: 'Nothing to do; try `StreamableHTTPClientTransport` first.',
} as const;

// `sse-clients` has rewritten those that try both at one address; here another transport needs another one as a rule.
const only = {
  severity: 'warning',
  message: 'This client speaks HTTP+SSE only, so 2025-11-25 at most.',
  advice:
    'Connect with `new StreamableHTTPClientTransport(url)` to the address of the new endpoint, and with a new `Client` to this one when that fails.',
} as const;

/**
 * Points out the HTTP+SSE transport of 2024-11-05, which is deprecated: as the fallback of a client it goes on
 * working; a server that offers nothing else cannot serve 2026-07-28.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/deprecated
 */
export const sseTransport: Transform = {
  name: 'sse-transport',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      if (!/SSE(?:Client|Server)Transport/.test(unit.text)) continue;
      walk(unit.ast, node => {
        if (!ts.isNewExpression(node)) return;
        const name = valuesOf(project).sdkName(node);
        if (name === 'SSEClientTransport') {
          left.push(noteAt(unit, node, CHANGE, hasStreamableClient(project, unit) ? fallback : only));
        }
        if (name === 'SSEServerTransport' && !isLegacyOnly(project, node)) {
          if (servesHttp(project, unit)) left.push(noteAt(unit, node, CHANGE, beside));
          // Without another endpoint, `serve-beside-sse` says what is in its way.
        }
      });
    }
    return { rewrites: [], left };
  },
};
