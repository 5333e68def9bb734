import type { ChangeId } from '../changes/index.js';
import type { Problem } from '../run/problems.js';

/** A place that a rule, or the look at deployment files, reports. */
export interface CheckFinding {
  readonly change: ChangeId;
  /** `error` for what fails at 2026-07-28, `warning` for what is deprecated. */
  readonly severity: 'error' | 'warning';
  /** Absolute path. */
  readonly file: string;
  /** One-based position; the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** What is wrong and what to use instead. */
  readonly message: string;
  /** The line of the file where the finding starts, without its indentation. */
  readonly source: string;
  /** The same for the same finding when lines above it come or go; unique in a report. */
  readonly fingerprint: string;
  /** Whether `--fix` would rewrite it. */
  readonly fixable: boolean;
}

/** What a check saw. */
export interface CheckReport {
  /** Directory the check was started in, symbolic links resolved, like all paths of the report. */
  readonly root: string;
  /** Files looked at, and those of them that were linted. */
  readonly scanned: number;
  readonly linted: number;
  /** Sorted by file and position; those of the baseline are left out. */
  readonly findings: readonly CheckFinding[];
  /** Findings that the baseline let pass. */
  readonly known: number;
  /** Entries of the baseline that match nothing any more and are still in it; absent without a baseline. */
  readonly gone?: number;
  /** Files that could not be read or parsed. */
  readonly problems: readonly Problem[];
  /** Files that `--fix` changed. */
  readonly fixed: readonly string[];
}
