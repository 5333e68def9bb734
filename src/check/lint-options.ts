import type { ChangeId } from '../changes/index.js';

/** How files are linted; plain values, so that it can be sent to a thread and be part of a cache key. */
export interface LintOptions {
  /**
   * Rules see paths of files in this directory from here, as when ESLint runs here; those of others, and without
   * it all, from their own package.
   */
  readonly root?: string;
  /** Take the stricter of the plugin's two configurations. */
  readonly strict: boolean;
  /** Whether code for 2025-11-25 peers is fine. */
  readonly legacy: 'keep' | 'drop';
  readonly only: readonly ChangeId[];
  readonly skip: readonly ChangeId[];
  /** Make the safe fixes. */
  readonly fix: boolean;
}

export interface LintInput {
  readonly path: string;
  readonly text: string;
}

/** What a rule says, before the file around it is looked at. */
export interface LintFinding {
  readonly change: ChangeId;
  readonly severity: 'error' | 'warning';
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly fixable: boolean;
}

export interface LintProblem {
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly detail?: string;
}

export interface LintResult {
  readonly findings: readonly LintFinding[];
  readonly problems: readonly LintProblem[];
  /** The text after the fixes, when there were any. */
  readonly fixed?: string;
}
