import { isChangeId, type ChangeId } from '../changes/index.js';
import { suggestChange } from './suggest-change.js';
import { UsageError } from './usage.js';

/** @throws {UsageError} when there is no such change */
export function changeId(id: string): ChangeId {
  if (isChangeId(id)) return id;
  const guess = suggestChange(id);
  throw new UsageError(
    `Unknown change ${id}${guess ? `; did you mean ${guess}?` : '; see mcp-migrate changes'}`,
  );
}

/**
 * The changes of `--only` or `--skip`: repeated, or with commas between them.
 * @throws {UsageError} when there is no such change, or none at all
 */
export function changeIdsOf(option: string, given: readonly string[]): ChangeId[] {
  const ids = given.flatMap(item => item.split(',')).map(item => item.trim());
  if (given.length > 0 && !ids.some(Boolean)) throw new UsageError(`--${option} needs the id of a change`);
  return ids.filter(Boolean).map(changeId);
}
