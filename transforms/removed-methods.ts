import { noteAt } from '../src/engine/notes.js';
import type { Note, SourceUnit, Transform } from '../src/engine/types.js';
import { reportedFiles, speaksOverWire } from '../src/recognise/deployment.js';
import {
  handledMethods,
  mcpCalls,
  sentMessages,
  type CallTarget,
  type McpCall,
} from '../src/recognise/mcp-calls.js';

const CHANGE = 'removed-methods';

const GUARD = "Call it only where `client.getProtocolEra() === 'legacy'`";
const INSTEAD: Readonly<Record<string, string>> = {
  ping: `${GUARD}; otherwise \`client.discover()\` tells whether the server answers.`,
  'logging/setLevel': `${GUARD}; otherwise put \`io.modelcontextprotocol/logLevel\` into the \`_meta\` of a request.`,
  'notifications/roots/list_changed': `${GUARD}; otherwise servers ask for roots when they need them.`,
};
const METHODS: Readonly<Record<string, string>> = {
  ping: 'ping',
  setLoggingLevel: 'logging/setLevel',
  sendRootsListChanged: 'notifications/roots/list_changed',
};

/**
 * Reports calls of methods that 2026-07-28 no longer has, `ping`, `logging/setLevel` and
 * `notifications/roots/list_changed`: SDK v2 rejects them on such a connection. Calls behind a test of the era
 * are right.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/changelog
 */
export const removedMethods: Transform = {
  name: 'removed-methods',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      const calls = mcpCalls(project, unit, Object.keys(METHODS)).map(call => ({
        ...call,
        method: METHODS[call.name]!,
      }));
      const sent = sentMessages(project, unit, Object.values(METHODS));
      const isOnWire = calls.length + sent.length > 0 && speaksOverWire(project, unit);
      for (const each of [...calls, ...sent]) {
        if (each.on === 'client' ? isOnWire : sendsPing(each)) left.push(fails(unit, each));
      }
      for (const { call, on } of handledMethods(project, unit, ['logging/setLevel'])) {
        if (on === 'client') continue;
        left.push(
          noteAt(unit, call, CHANGE, {
            severity: 'info',
            message: '`logging/setLevel` is gone; 2026-07-28 clients name the level in each request.',
            advice: 'Keep it for 2025-11-25; `ctx.mcpReq.log` knows the level in both revisions.',
          }),
        );
      }
    }
    return { rewrites: [], left };
  },
};

/** Whether a server, or a handler, pings its client; the other two are a client's. */
function sendsPing({ method, on }: McpCall & { method: string }): boolean {
  const senders: CallTarget[] = ['server', 'request'];
  return method === 'ping' && senders.includes(on);
}

function fails(unit: SourceUnit, { call, name, method, on }: McpCall & { method: string }): Note {
  const what = METHODS[name] ? name : method;
  return noteAt(unit, call, CHANGE, {
    severity: 'warning',
    message: `\`${what}\` fails on 2026-07-28 connections, which have no \`${method}\`.`,
    advice:
      on === 'client'
        ? INSTEAD[method]!
        : 'Remove it: a 2026-07-28 client cannot be pinged, and the transport tells when it is gone.',
  });
}
