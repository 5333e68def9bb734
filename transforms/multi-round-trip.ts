import { noteAt } from '../src/engine/notes.js';
import type { Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { inputPlans } from '../src/analysis/handler-plans.js';
import type { InputPlan } from '../src/analysis/input-sites.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { rewriteHandler } from '../src/rewrite/input-handler.js';

/**
 * Turns requests that a tool, prompt or resource handler sends to its client into input requests: the handler
 * returns what it asks for, and runs again from the top when the client calls again with the answer. Code in front
 * of the request is proved to have no effects; where it cannot be proved, the request stays and is reported.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export const multiRoundTrip: Transform = {
  name: 'multi-round-trip',
  phase: 'protocol',
  changes: ['multi-round-trip'],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (isTestFile(project, unit)) continue;
      for (const plan of inputPlans(project, unit)) {
        if (plan.sites.length === 0) continue;
        const edited = rewriteHandler(project, unit, plan);
        if (edited) rewrites.push({ change: 'multi-round-trip', ...edited, review: reviewNote(unit, plan) });
      }
    }
    return { rewrites, left: [] };
  },
};

function reviewNote(unit: SourceUnit, { handler, sites, kept }: InputPlan): Rewrite['review'] {
  const needsState = kept.length > 0 || sites.some(site => site.earlier.length > 0);
  const kind = handler.kind === 'request' ? 'request' : handler.kind;
  const legacy =
    'Check that nothing before it must run only once; 2025-11-25 clients are asked over their session, which stateless HTTP has not.';
  const key =
    'What earlier rounds learned travels in a sealed state: set `MCP_REQUEST_STATE_KEY` in production, the same for every instance.';
  return noteAt(unit, sites[0]!.statement, 'multi-round-trip', {
    severity: 'info',
    message: `This ${kind} handler runs again from the top when the client answers its input request.`,
    advice: needsState ? `${legacy} ${key}` : legacy,
  });
}
