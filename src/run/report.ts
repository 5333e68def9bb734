import type { ChangeId } from '../changes/index.js';
import type { LegacyMode, Severity } from '../engine/types.js';
import type { Problem } from './problems.js';

/** A file the migration changed or added. */
export interface ChangedFile {
  /** Absolute path. */
  readonly path: string;
  /** Whole text before and after, byte order mark included. */
  readonly before: string;
  readonly after: string;
  /** The file was not there before. */
  readonly isNew?: boolean;
}

/** A place for a person to look at. */
export interface Finding {
  readonly change: ChangeId;
  /** `review`: rewritten, check it. `left`: not rewritten. */
  readonly kind: 'review' | 'left';
  readonly severity: Severity;
  /** Absolute path. */
  readonly file: string;
  /** One-based position in the file after the migration. */
  readonly line: number;
  readonly column: number;
  /** One-based line in the file before the migration. */
  readonly originalLine: number;
  readonly message: string;
  readonly advice: string;
}

/** A source file that the run passed over on purpose. */
export interface SkippedFile {
  /** Absolute path. */
  readonly file: string;
  readonly reason: string;
}

export interface ChangeCount {
  readonly change: ChangeId;
  readonly rewritten: number;
  readonly review: number;
  readonly left: number;
}

export interface InstallHint {
  /** Directory to run the command in. */
  readonly directory: string;
  readonly manager: string;
  readonly command: string;
}

/** What a run did, or with `dryRun` would do. */
export interface MigrationReport {
  /** Directory the run was started in, symbolic links resolved, like all paths of the report. */
  readonly root: string;
  readonly dryRun: boolean;
  readonly legacy: LegacyMode;
  /** Source files looked at, and those of them that were parsed. */
  readonly scanned: number;
  readonly parsed: number;
  readonly changed: readonly ChangedFile[];
  readonly findings: readonly Finding[];
  /** One row for each change that had something to do, in the order of the catalogue. */
  readonly counts: readonly ChangeCount[];
  /** Input that could not be migrated; every other file was. */
  readonly problems: readonly Problem[];
  /** Files that mention MCP, or were named, and are not maintained by hand or no source code. */
  readonly skipped: readonly SkippedFile[];
  /** One entry for each directory whose manifests changed. */
  readonly installs: readonly InstallHint[];
}

/** Findings that need a person; deprecations that still work do not. */
export function needsPerson(report: Pick<MigrationReport, 'findings' | 'problems'>): boolean {
  return report.problems.length > 0 || report.findings.some(finding => finding.severity !== 'info');
}
