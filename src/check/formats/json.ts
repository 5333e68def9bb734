import type { ChangeId } from '../../changes/index.js';
import type { CheckReport } from '../report.js';
import type { FormatContext } from './formatter.js';
import { relativePath, totals } from './text.js';

/** What `--format json` prints. Members may be added; none goes or changes its meaning while `version` is 1. */
export interface JsonReport {
  readonly version: 1;
  readonly tool: { readonly name: 'mcp-migrate'; readonly version: string };
  readonly scanned: number;
  readonly linted: number;
  /** Findings and problems by severity; a problem counts as an error. */
  readonly errors: number;
  readonly warnings: number;
  /** Findings that the baseline let pass. They are not listed. */
  readonly known: number;
  /** Sorted by file and position. */
  readonly findings: readonly JsonFinding[];
  /** Files that could not be read or parsed. */
  readonly problems: readonly JsonProblem[];
  /** Files that `--fix` changed. */
  readonly fixed: readonly string[];
}

export interface JsonFinding {
  readonly change: ChangeId;
  readonly severity: 'error' | 'warning';
  /** Relative to the directory the check was started in, with `/` between its parts. */
  readonly file: string;
  /** One-based; the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly source: string;
  readonly fingerprint: string;
  readonly fixable: boolean;
}

export interface JsonProblem {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** Renders a report as one JSON object, a {@link JsonReport}. */
export function json(report: CheckReport, { version }: FormatContext): string {
  return `${JSON.stringify(jsonReport(report, version), null, 2)}\n`;
}

function jsonReport(report: CheckReport, version: string): JsonReport {
  const name = (file: string) => relativePath(file, report.root);
  return {
    version: 1,
    tool: { name: 'mcp-migrate', version },
    scanned: report.scanned,
    linted: report.linted,
    ...totals(report),
    known: report.known,
    findings: report.findings.map(finding => ({
      change: finding.change,
      severity: finding.severity,
      file: name(finding.file),
      line: finding.line,
      column: finding.column,
      endLine: finding.endLine,
      endColumn: finding.endColumn,
      message: finding.message,
      source: finding.source,
      fingerprint: finding.fingerprint,
      fixable: finding.fixable,
    })),
    problems: report.problems.map(({ file, line, column, message }) => ({
      file: name(file),
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
      message,
    })),
    fixed: report.fixed.map(name),
  };
}
