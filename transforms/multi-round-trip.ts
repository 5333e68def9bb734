import { noteAt } from '../src/engine/notes.js';
import type { Note, Rewrite, Transform } from '../src/engine/types.js';
import { inputPlans } from '../src/analysis/handler-plans.js';
import { needsState, type InputPlan } from '../src/analysis/input-sites.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { rewriteGroup } from '../src/rewrite/input-handler.js';

const CHANGE = 'multi-round-trip';

/**
 * Turns requests that a tool, prompt or resource handler sends to its client into input requests: the handler
 * returns what it asks for, and runs again from the top when the client calls again with the answer. A helper that
 * asks returns it to its callers, which hand it on. Code in front of the request is proved to have no effects; where
 * it cannot be proved, the request stays and is reported.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export const multiRoundTrip: Transform = {
  name: 'multi-round-trip',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const given = new Set(files.map(unit => unit.path));
    for (const plans of inputPlans(project)) {
      const units = plans.map(plan => project.unit(plan.function.getSourceFile().fileName)!);
      if (units.some(unit => !given.has(unit.path) || isTestFile(project, unit))) continue;
      const edited = rewriteGroup(project, plans);
      if (!edited) continue;
      const [review, ...remarks] = plans
        .filter(plan => plan.sites.length > 0)
        .map(plan => note(project, plan));
      rewrites.push({ change: CHANGE, ...edited, review: review!, remarks });
    }
    return { rewrites, left: [] };
  },
};

function note(project: ProjectModel, plan: InputPlan): Note {
  const { handler, helper, sites } = plan;
  const unit = project.unit(plan.function.getSourceFile().fileName)!;
  const who = handler
    ? `This ${handler.kind === 'request' ? 'request' : handler.kind} handler`
    : `\`${helper!.name}\``;
  const legacy =
    'Check that nothing before it must run only once; 2025-11-25 clients are asked over their session, which stateless HTTP has not.';
  const key =
    'What earlier rounds learned travels in a sealed state: set `MCP_REQUEST_STATE_KEY` in production, the same for every instance.';
  return noteAt(unit, sites[0]!.statement, CHANGE, {
    severity: 'info',
    message: `${who} runs again from the top when the client answers its input request.`,
    advice: needsState(plan) ? `${legacy} ${key}` : legacy,
  });
}
