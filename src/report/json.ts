import path from 'node:path';
import type { MigrationReport } from '../run/report.js';

/** Renders a report as JSON; paths are relative to the directory of the run, texts of files are left out. */
export function formatJson(report: MigrationReport): string {
  const name = (file: string) => path.relative(report.root, file).split(path.sep).join('/') || '.';
  return `${JSON.stringify(
    {
      version: 1,
      dryRun: report.dryRun,
      legacy: report.legacy,
      scanned: report.scanned,
      parsed: report.parsed,
      changed: report.changed.map(file => name(file.path)),
      findings: report.findings.map(finding => ({ ...finding, file: name(finding.file) })),
      counts: report.counts,
      problems: report.problems.map(problem => ({ ...problem, file: name(problem.file) })),
      skipped: report.skipped.map(each => ({ ...each, file: name(each.file) })),
      installs: report.installs.map(hint => ({ ...hint, directory: name(hint.directory) })),
    },
    null,
    2,
  )}\n`;
}
