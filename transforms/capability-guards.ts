import { noteAt } from '../src/engine/notes.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { clientReads } from '../src/recognise/client-reads.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { opensWithoutCapability } from '../src/recognise/open-guards.js';

/**
 * Reports guards that fail open: code that asks the user only when the client can be asked, and otherwise goes on
 * as if the user had agreed. `getClientCapabilities()` is undefined on 2026-07-28 stdio connections and on
 * stateless HTTP, so that such code would never ask there. Guards that read the request's envelope see what the
 * client can do, and guards that refuse are safe.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta
 */
export const capabilityGuards: Transform = {
  name: 'capability-guards',
  phase: 'report',
  changes: ['stateless-handshake'],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      for (const read of clientReads(project, unit)) {
        if (!opensWithoutCapability(project, read) || isLegacyOnly(project, read.call)) continue;
        left.push(
          noteAt(unit, read.call, 'stateless-handshake', {
            severity: 'error',
            message:
              'This guard fails open: `getClientCapabilities()` is undefined on 2026-07-28 stdio and on stateless HTTP connections, and the code goes on without asking.',
            advice:
              'Read the capabilities from `ctx.mcpReq.envelope` in the handler, and refuse when the client cannot be asked.',
          }),
        );
      }
    }
    return { rewrites: [], left };
  },
};
