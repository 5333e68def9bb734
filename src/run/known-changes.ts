import { isChangeId } from '../changes/index.js';
import { MigrationError } from './problems.js';
import type { ChangeSelection } from './selection.js';

/** @throws {MigrationError} when a change is unknown, or when nothing is left to do */
export function checkSelection({ only = [], skip = [] }: ChangeSelection): void {
  const unknown = [...only, ...skip].map(String).find(change => !isChangeId(change));
  if (unknown !== undefined) throw new MigrationError(`Unknown change ${unknown}; see mcp-migrate changes`);
  if (only.length > 0 && only.every(change => skip.includes(change))) {
    throw new MigrationError(`--skip takes away all that --only asks for (${only.join(', ')})`);
  }
}
