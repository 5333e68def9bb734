import type { ChangeId } from '../changes/index.js';
import { noteAt } from '../engine/notes.js';
import type { Note, Rewrite } from '../engine/types.js';
import type { HttpEntry, OddEntry } from '../recognise/http-serving.js';
import type { Obstacle, ServingPlan } from './serve-stateless.js';

/** An endpoint that stays as it is. */
export function obstacleNote(entry: HttpEntry, change: ChangeId, obstacle: Obstacle): Note {
  const severity = obstacle.isError ? 'error' : 'warning';
  return noteAt(entry.unit, obstacle.node, change, { ...obstacle, severity });
}

/** An endpoint whose form is not known. */
export function oddNote(entry: OddEntry): Note {
  const change = entry.creation.options.sessions ? 'sessions' : 'stateless-handshake';
  return noteAt(entry.unit, entry.creation.node, change, {
    severity: 'warning',
    message: `This transport ${entry.because}, so this endpoint serves 2025-11-25 only.`,
    advice: 'Serve the endpoint with `createMcpHandler` from `@modelcontextprotocol/server`.',
  });
}

/** A rewrite with everything a person should know about it. */
export function servingRewrite(
  entry: HttpEntry,
  change: ChangeId,
  plan: ServingPlan,
  remarks: readonly Note[],
): Rewrite {
  const at = (severity: Note['severity'], message: string, advice: string): Note =>
    noteAt(entry.unit, plan.at, change, { severity, message, advice });
  const { review } = plan.handler;
  const all = [
    ...(plan.guarded
      ? [
          at(
            'warning',
            'The checks that replace those of the transport compare hostnames and take no notice of ports and schemes.',
            'Check that no other port or scheme of these hosts has to be kept out.',
          ),
        ]
      : []),
    ...(review ? [at('warning', review.message, review.advice)] : []),
    ...remarks,
  ];
  const [first, ...more] = all;
  return {
    change,
    edits: plan.edits,
    ...(plan.imports && { imports: plan.imports }),
    ...(first && { review: first }),
    ...(more.length > 0 && { remarks: more }),
  };
}
