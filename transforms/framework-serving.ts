import { noteAt } from '../src/engine/notes.js';
import type { Note, Transform } from '../src/engine/types.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { frameworkServing as servingPlaces } from '../src/recognise/framework-serving.js';

/**
 * Reports servers and clients of frameworks, which move to 2026-07-28 with a release of the framework, each in its own
 * way: those that no release moves yet, that need a newer one, or that are written for an older one.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const frameworkServing: Transform = {
  name: 'framework-serving',
  phase: 'report',
  changes: ['sessions', 'stateless-handshake'],
  readsHeld: true,
  run(context) {
    const left: Note[] = [];
    for (const unit of context.files) {
      const isTest = isTestFile(context.project, unit);
      for (const { node, framework, change, message, advice } of servingPlaces(context.project, unit)) {
        // A test does not hold its package on SDK v1: what it hands over is of SDK v2, which such a framework refuses.
        if (isTest && !framework.takesV1) continue;
        // A class that keeps sessions cannot run a server of SDK v2 at all.
        const severity = change === 'sessions' ? 'error' : 'warning';
        left.push(noteAt(unit, node, change, { severity, message, advice }));
      }
    }
    return { rewrites: [], left };
  },
};
