import { isChangeId, type ChangeId } from '../changes/index.js';
import { MigrationError } from './problems.js';

export interface ChangeSelection {
  /** Only these changes; all when empty. */
  readonly only?: readonly ChangeId[];
  readonly skip?: readonly ChangeId[];
}

/** Whether a change takes part in a run. */
export function isSelected(change: ChangeId, { only = [], skip = [] }: ChangeSelection): boolean {
  return (only.length === 0 || only.includes(change)) && !skip.includes(change);
}

/** @throws {MigrationError} when a change is unknown, or when nothing is left to do */
export function checkSelection({ only = [], skip = [] }: ChangeSelection): void {
  const unknown = [...only, ...skip].map(String).find(change => !isChangeId(change));
  if (unknown !== undefined) throw new MigrationError(`Unknown change ${unknown}; see mcp-migrate changes`);
  if (only.length > 0 && only.every(change => skip.includes(change))) {
    throw new MigrationError(`--skip takes away all that --only asks for (${only.join(', ')})`);
  }
}
