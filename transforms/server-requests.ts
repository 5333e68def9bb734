import { noteAt } from '../src/engine/notes.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { walk } from '../src/recognise/syntax.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { opensWhenItFails } from '../src/recognise/open-guards.js';
import { serverRequest, type ServerRequest } from '../src/recognise/server-requests.js';

const BUILDERS: Readonly<Record<string, string>> = {
  'elicitation/create': 'inputRequired.elicit',
  'sampling/createMessage': 'inputRequired.createMessage',
  'roots/list': 'inputRequired.listRoots',
};

/**
 * Reports requests that a server sends to its client: they typecheck, and fail when they are made on a 2026-07-28
 * connection. Where the failure is caught and taken for a yes, that is an error.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export const serverRequests: Transform = {
  name: 'server-requests',
  phase: 'report',
  changes: ['multi-round-trip'],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      walk(unit.ast, node => {
        const request = serverRequest(project, node);
        if (!request || !BUILDERS[request.method] || isLegacyOnly(project, node)) return;
        left.push(noteAt(unit, request.call, 'multi-round-trip', describe(request)));
      });
    }
    return { rewrites: [], left };
  },
};

function describe({ call, method, spelling }: ServerRequest): Pick<Note, 'severity' | 'message' | 'advice'> {
  const opens = opensWhenItFails(call);
  const fails = `\`${spelling}\` fails on 2026-07-28 connections`;
  return {
    severity: opens ? 'error' : 'warning',
    message: opens
      ? `${fails}, and this code takes the failure for a yes.`
      : `${fails}: a server sends no requests there.`,
    advice: `Return \`inputRequired({ inputRequests: { name: ${BUILDERS[method]}(…) } })\` from the handler and read \`ctx.mcpReq.inputResponses\` when it is called again.`,
  };
}
