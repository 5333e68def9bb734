import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { clientReads, type ClientRead } from '../src/recognise/client-reads.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { opensWithoutCapability } from '../src/recognise/open-guards.js';
import { ancestors } from '../src/recognise/syntax.js';
import { reachContext } from '../src/rewrite/context-parameter.js';
import { ENVELOPE, readEnvelopeFirst } from '../src/rewrite/envelope-reads.js';

const CHANGE = 'stateless-handshake';

/**
 * Lets handlers read who the client is from the envelope of the request, with the handshake as fallback for
 * 2025-11-25: `getClientVersion()` and `getClientCapabilities()` are undefined on 2026-07-28 stdio connections. A
 * handler without context parameter gets one when it is written in its registration. Other reads are reported.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta
 */
export const clientInfo: Transform = {
  name: 'client-info',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      const reads = clientReads(project, unit).filter(
        ({ call }) => !isLegacyOnly(project, call) && !isInOninitialized(call),
      );
      for (const read of reads) {
        const reach = reachContext(project, unit, read.call);
        const isOnly = reads.filter(each => each.method === read.method).length === 1;
        if (reach)
          rewrites.push({ change: CHANGE, ...readEnvelopeFirst(project, unit, read, reach, isOnly) });
        else if (!opensWithoutCapability(project, read)) left.push(note(unit, read));
      }
    }
    return { rewrites, left };
  },
};

/** `oninitialized` is only called for 2025-11-25, where the read is right; that it is called at all is another note. */
function isInOninitialized(node: ts.Node): boolean {
  return ancestors(node).some(
    at =>
      ts.isBinaryExpression(at) &&
      ts.isPropertyAccessExpression(at.left) &&
      at.left.name.text === 'oninitialized',
  );
}

function note(unit: SourceUnit, { call, method }: ClientRead): Note {
  return noteAt(unit, call, CHANGE, {
    severity: 'warning',
    message: `\`${method}()\` is undefined on 2026-07-28 stdio connections; the client says it with every request.`,
    advice: `Read \`ctx.mcpReq.envelope?.[${ENVELOPE[method].key}]\` in the handler, fall back to \`${method}()\`, and pass it on.`,
  });
}
