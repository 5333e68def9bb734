import { findChange, type ChangeId, type Reach } from '../../changes/index.js';
import type { CheckFinding } from '../report.js';

/** Files that the migration edits; it reads no others. */
const MIGRATED = /\.[cm]?[jt]sx?$|(?:^|[\\/])package\.json$/;

/** Found changes that the migration rewrites at least in part, in the order of the catalogue's ids. */
export function rewrittenChanges(findings: readonly CheckFinding[]): readonly ChangeId[] {
  const changes = new Set(findings.filter(({ file }) => MIGRATED.test(file)).map(({ change }) => change));
  return [...changes]
    .filter(id => {
      const reach: Reach | undefined = findChange(id).reach;
      return reach !== undefined && reach.level !== 'reported' && !reach.bySdk;
    })
    .sort();
}
