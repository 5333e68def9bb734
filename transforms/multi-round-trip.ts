import { noteAt } from '../src/engine/notes.js';
import type { LegacyMode, Note, Rewrite, Transform } from '../src/engine/types.js';
import { inputPlans } from '../src/analysis/handler-plans.js';
import { needsState, type InputPlan } from '../src/analysis/input-sites.js';
import { mayLackSession } from '../src/analysis/legacy-sessions.js';
import type { Split } from '../src/analysis/splits.js';
import { lostOptions } from '../src/analysis/lost-options.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { rewriteGroup } from '../src/rewrite/input-handler.js';
import { spentAliasEdits } from '../src/rewrite/spent-aliases.js';
import { splitEdits } from '../src/rewrite/splits.js';

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
  run({ project, files, legacy }) {
    const rewrites: Rewrite[] = [];
    const given = new Set(files.map(unit => unit.path));
    for (const plans of inputPlans(project)) {
      const units = plans.map(plan => project.unit(plan.function.getSourceFile().fileName)!);
      if (units.some(unit => !given.has(unit.path) || isTestFile(project, unit))) continue;
      const edited = rewriteGroup(project, plans, legacy);
      if (!edited) continue;
      const splits = plans.flatMap(splitsOf);
      const parted = [...new Set(units)].flatMap(unit => splitEdits(project, unit, splits));
      if (parted.length > 0) {
        // The next round finds requests in the parts that always ask.
        rewrites.push({ change: CHANGE, edits: parted });
        continue;
      }
      const [review, ...remarks] = plans
        .filter(plan => plan.sites.length > 0)
        .map(plan => note(project, plan, legacy));
      rewrites.push({ change: CHANGE, ...edited, review: review!, remarks });
    }
    for (const unit of files) {
      const edits = isTestFile(project, unit) ? [] : spentAliasEdits(project, unit);
      if (edits.length > 0) rewrites.push({ change: CHANGE, edits });
    }
    return { rewrites, left: [] };
  },
};

function splitsOf({ sites }: InputPlan): Split[] {
  return sites.flatMap(site => [site, ...site.along]).flatMap(part => part.split ?? []);
}

function note(project: ProjectModel, plan: InputPlan, legacy: LegacyMode): Note {
  const { handler, helper, sites } = plan;
  const unit = project.unit(plan.function.getSourceFile().fileName)!;
  const who = handler
    ? `This ${handler.kind === 'request' ? 'request' : handler.kind} handler`
    : `\`${helper!.name}\``;
  return noteAt(unit, sites[0]!.statement, CHANGE, {
    severity: 'info',
    message: `${who} runs again from the top when the client answers its input request.`,
    advice: advice(plan, mayLackSession(project, unit, legacy)),
  });
}

/** What to check, and what is different now. */
function advice(plan: InputPlan, isWithoutSession: boolean): string {
  const parts = plan.sites.flatMap(site => [site, ...site.along]);
  const lost = [...new Set(parts.flatMap(part => part.questions).flatMap(lostOptions))];
  const sentences = [
    plan.guarded.length > 0
      ? `What is before it runs in every round, except ${plan.guarded.map(each => `\`${each.name}\``).join(' and ')}: that it is done is noted in the sealed state, which holds for the same arguments. Check that later rounds may rely on it in another process, and that a client may send the last round twice until the state expires.`
      : 'Check that nothing before it must run only once.',
  ];
  const isAsking = parts.some(part => !part.thrown);
  if (isAsking || !isWithoutSession) {
    sentences.push(
      'SDK v2 asks 2025-11-25 clients over their session; without one, as in stateless HTTP, they get an error, so that `--legacy auto` keeps sessions where there are some.',
    );
  }
  if (parts.some(part => part.thrown)) {
    sentences.push(
      'A user who refuses to open the page gets an error; after a yes, it asks again until that is done.',
    );
    if (isWithoutSession) sentences.push('2025-11-25 clients still get the error, which needs no session.');
  }
  if (parts.some(part => part.hasFallback)) {
    sentences.push(
      'The `catch` is reached by clients that cannot be asked, not by other failures of the request.',
    );
  }
  if (lost.length > 0) {
    const names = lost.map(each => `\`${each}\``).join(', ');
    sentences.push(
      `${names} of the request ${lost.length > 1 ? 'are' : 'is'} gone: the client takes its time, and \`inputRequired.roundTimeoutMs\` of the server limits it for 2025-11-25.`,
    );
  }
  const kinds = new Set(parts.flatMap(part => part.questions).map(each => each.kind));
  if (kinds.has('sampling')) {
    sentences.push(
      'Sampling is deprecated and works until 2027-07-28 at least: call the API of a model provider from here in time, with a key of the server’s own.',
    );
  }
  if (kinds.has('roots')) {
    sentences.push(
      'Roots are deprecated and work until 2027-07-28 at least: take paths from an argument of the tool, resource URIs or configuration in time.',
    );
  }
  if (needsState(plan)) {
    sentences.push(
      'What earlier rounds learned travels in a sealed state: set `MCP_REQUEST_STATE_KEY` in production, the same for every instance.',
    );
  }
  return sentences.join(' ');
}
