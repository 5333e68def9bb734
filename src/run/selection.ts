import type { ChangeId } from '../changes/index.js';

export interface ChangeSelection {
  /** Only these changes; all when empty. */
  readonly only?: readonly ChangeId[];
  readonly skip?: readonly ChangeId[];
}

/** Whether a change takes part in a run. */
export function isSelected(change: ChangeId, { only = [], skip = [] }: ChangeSelection): boolean {
  return (only.length === 0 || only.includes(change)) && !skip.includes(change);
}
