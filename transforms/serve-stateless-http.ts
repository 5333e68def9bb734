import { noteAt } from '../src/engine/notes.js';
import type { Note, Rewrite, Transform } from '../src/engine/types.js';
import { httpEntries, isOdd, type FoundEntry, type HttpEntry } from '../src/recognise/http-serving.js';
import { readSessionFlow } from '../src/recognise/session-flow.js';
import { carriedErrors } from '../src/rewrite/handler-options.js';
import { processObstacle } from '../src/rewrite/process-obstacles.js';
import { isObstacle, planStateless } from '../src/rewrite/serve-stateless.js';
import { obstacleNote, oddNote, servingRewrite } from '../src/rewrite/serving-notes.js';

const CHANGE = 'stateless-handshake';

/**
 * A transport without sessions, made for each request or shared by all, to `createMcpHandler(factory)`: the same
 * stateless serving for 2025-11-25, and 2026-07-28 next to it. On Node, `toNodeHandler` takes what
 * `transport.handleRequest` took, the parsed body included.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const serveStatelessHttp: Transform = {
  name: 'serve-stateless-http',
  phase: 'serve',
  changes: [CHANGE],
  run(context) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of context.files) {
      // One at a time: the next round sees the handler that the first one declared, and its name.
      let isDone = false;
      for (const entry of httpEntries(context.project, unit)) {
        if (!isStateless(entry) || isDone) continue;
        if (isOdd(entry)) {
          left.push(oddNote(entry));
          continue;
        }
        const errors = carriedErrors(context, entry);
        const flow = readSessionFlow(context.project, entry, errors.statements);
        const plan = planStateless(context, entry, flow, errors);
        if (isObstacle(plan)) {
          left.push(obstacleNote(entry, CHANGE, processObstacle(context.project, entry) ?? plan));
        } else {
          rewrites.push(servingRewrite(entry, CHANGE, plan, remarks(entry)));
          isDone = true;
        }
      }
    }
    return { rewrites, left };
  },
};

function isStateless(entry: FoundEntry): boolean {
  return entry.creation.options.sessions === false;
}

function remarks(entry: HttpEntry): Note[] {
  const info = (message: string, advice: string): Note =>
    noteAt(entry.unit, entry.handler.node, CHANGE, { severity: 'info', message, advice });
  return [
    ...(entry.kind === 'shared'
      ? [
          info(
            'One transport was shared by all requests, which the SDK refuses without sessions; every request now has a server of its own.',
            'Check that nothing relied on requests meeting the same server.',
          ),
        ]
      : []),
    ...(entry.creation.options.given.has('enableJsonResponse')
      ? [
          info(
            'Clients of 2025-11-25 now get their answers as an event stream, which the protocol has them accept.',
            'Check scripts that read an answer as JSON.',
          ),
        ]
      : []),
  ];
}
