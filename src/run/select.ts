import type { ChangeId } from '../changes/index.js';
import type { Transform } from '../engine/types.js';

export interface ChangeSelection {
  /** Only these changes; all when empty. */
  readonly only?: readonly ChangeId[];
  readonly skip?: readonly ChangeId[];
}

/** Whether a change takes part in a run. */
export function isSelected(change: ChangeId, { only = [], skip = [] }: ChangeSelection): boolean {
  return (only.length === 0 || only.includes(change)) && !skip.includes(change);
}

/** Transforms cut down to the selected changes: rewrites and notes of other changes are not made. */
export function selectTransforms(transforms: readonly Transform[], selection: ChangeSelection): Transform[] {
  return transforms
    .filter(transform => transform.changes.some(change => isSelected(change, selection)))
    .map(transform => ({
      ...transform,
      run(context) {
        const { rewrites, left } = transform.run(context);
        return {
          rewrites: rewrites.filter(rewrite => isSelected(rewrite.change, selection)),
          left: left.filter(note => isSelected(note.change, selection)),
        };
      },
    }));
}
