import { noteAt } from '../src/engine/notes.js';
import type { Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { inputPlans } from '../src/analysis/handler-plans.js';
import type { InputPlan } from '../src/analysis/input-sites.js';
import type { ProjectModel } from '../src/project/model.js';
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
        if (edited)
          rewrites.push({ change: 'multi-round-trip', ...edited, review: reviewNote(project, unit, plan) });
      }
    }
    return { rewrites, left: [] };
  },
};

function reviewNote(
  _project: ProjectModel,
  unit: SourceUnit,
  { handler, sites }: InputPlan,
): Rewrite['review'] {
  const count = sites.reduce((sum, site) => sum + site.questions.length, 0);
  return noteAt(unit, sites[0]!.statement, 'multi-round-trip', {
    severity: 'info',
    message: `This ${handler.kind === 'request' ? 'request' : handler.kind} handler runs again from the top for ${count === 1 ? 'the answer' : 'each answer'} to its input request${count === 1 ? '' : 's'}.`,
    advice:
      'Check that nothing before it must run only once; 2025-11-25 clients are asked over their session, which stateless HTTP has not.',
  });
}
