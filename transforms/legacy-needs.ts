import { sessionNeeds } from '../src/analysis/session-needs.js';
import type { Note, Transform, TransformContext } from '../src/engine/types.js';
import { isTestFile, servesHttp } from '../src/recognise/deployment.js';

const CHANGE = 'sessions';

/**
 * Reports what clients of 2025-11-25 lose when `--legacy stateless` serves them without a session although the code
 * needs one: what a server asks of its client, and what it sends outside of a call.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
 */
export const legacyNeeds: Transform = {
  name: 'legacy-needs',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    if (context.legacy !== 'stateless') return { rewrites: [], left: [] };
    const left = new Map<string, Note>();
    for (const file of servedStateless(context)) {
      for (const { file: where, pos, reason, isFeature } of sessionNeeds(context.project, file)) {
        left.set(`${where}:${pos}`, {
          change: CHANGE,
          file: where,
          pos,
          severity: isFeature ? 'error' : 'warning',
          message: `Clients of 2025-11-25 get no session, and the code ${reason}.`,
          advice: 'Pass `--legacy keep` to keep their sessions.',
        });
      }
    }
    return { rewrites: [], left: [...left.values()] };
  },
};

/** One file of each package that serves over HTTP and keeps no sessions. */
function servedStateless({ project }: TransformContext): string[] {
  const packages = new Map(project.units.map(unit => [project.packageOf(unit.path), unit]));
  return [...packages].flatMap(([owner, unit]) => {
    if (!servesHttp(project, unit)) return [];
    const own = project.units.filter(
      each => project.packageOf(each.path) === owner && !isTestFile(project, each),
    );
    const serves = own.some(each => /\bcreateMcpHandler\b/.test(each.text));
    return serves && !own.some(each => /\bisLegacyRequest\b/.test(each.text)) ? [unit.path] : [];
  });
}
