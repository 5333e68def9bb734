import path from 'node:path';
import type { ChalkInstance } from 'chalk';
import type { Problem } from '../run/problems.js';
import type { Finding, MigrationReport } from '../run/report.js';
import { changedLines } from './diff.js';

export interface SummaryOptions {
  readonly chalk: ChalkInstance;
  /** Also show notes that need nobody, the files that were skipped, and details of our own errors. */
  readonly verbose?: boolean;
  /** Problems and places to look at only. */
  readonly quiet?: boolean;
  /** Dependencies get installed next: do not ask for it. */
  readonly installs?: boolean;
}

/** Renders a report for people: problems, places to look at, a table per change, and what to do next. */
export function formatSummary(report: MigrationReport, options: SummaryOptions): string {
  const { chalk } = options;
  const blocks: string[] = [];
  if (report.problems.length > 0) blocks.push(formatProblems(report, options));
  const shown = report.findings.filter(finding => options.verbose || finding.severity !== 'info');
  if (shown.length > 0) blocks.push(formatFindings(shown, report.root, chalk));
  if (!options.quiet) {
    const counts = formatCounts(report, shown, chalk);
    if (counts) blocks.push(counts);
    if (options.verbose && report.skipped.length > 0) blocks.push(formatSkipped(report, chalk));
    blocks.push(formatOutcome(report, options));
  }
  return blocks.length > 0 ? `${blocks.join('\n\n')}\n` : '';
}

/** `file:line:column: message`, the way compilers print it. */
export function formatProblem(problem: Problem, root: string): string {
  const place = [relative(problem.file, root), problem.line, problem.column].filter(
    part => part !== undefined,
  );
  return `${place.join(':')}: ${problem.message}`;
}

function formatProblems({ problems, root }: MigrationReport, { chalk, verbose }: SummaryOptions): string {
  return problems
    .flatMap(problem => [
      `${chalk.red('error')} ${formatProblem(problem, root)}`,
      ...(verbose && problem.detail !== undefined ? [chalk.dim(problem.detail)] : []),
    ])
    .join('\n');
}

function formatSkipped({ skipped, root }: MigrationReport, chalk: ChalkInstance): string {
  return skipped
    .map(({ file, reason }) => `${chalk.blue('skipped')} ${relative(file, root)}: ${reason}`)
    .join('\n');
}

function formatFindings(findings: readonly Finding[], root: string, chalk: ChalkInstance): string {
  const lines: string[] = [];
  let file = '';
  for (const finding of findings) {
    if (finding.file !== file) {
      if (file) lines.push('');
      file = finding.file;
      lines.push(chalk.underline(relative(file, root)));
    }
    const place = `${finding.line}:${finding.column}`.padEnd(8);
    lines.push(
      `  ${chalk.dim(place)} ${label(finding, chalk)} ${chalk.bold(finding.change)}  ${finding.message}`,
    );
    if (finding.advice) lines.push(`  ${' '.repeat(8)}         ${chalk.dim(finding.advice)}`);
  }
  return lines.join('\n');
}

function label(finding: Finding, chalk: ChalkInstance): string {
  if (finding.kind === 'review') return chalk.yellow('review ');
  if (finding.severity === 'error') return chalk.red('error  ');
  return finding.severity === 'warning' ? chalk.yellow('left   ') : chalk.blue('info   ');
}

/** Counts what is listed above the table. */
function formatCounts(report: MigrationReport, shown: readonly Finding[], chalk: ChalkInstance): string {
  const listed = (change: string, kind: Finding['kind']): number =>
    shown.filter(finding => finding.change === change && finding.kind === kind).length;
  const rows = report.counts
    .map(({ change, rewritten }) => ({
      change,
      numbers: [rewritten, listed(change, 'review'), listed(change, 'left')] as const,
    }))
    .filter(({ numbers }) => numbers.some(value => value > 0));
  if (rows.length === 0) return '';
  const width = Math.max('change'.length, ...rows.map(({ change }) => change.length));
  const head = `${'change'.padEnd(width)}  rewritten  to review   left`;
  const lines = rows.map(
    ({ change, numbers: [rewritten, review, left] }) =>
      `${change.padEnd(width)}  ${cell(rewritten, 9)}  ${cell(review, 9)}  ${cell(left, 5)}`,
  );
  return [chalk.dim(head), ...lines].join('\n');
}

function cell(value: number, width: number): string {
  return (value === 0 ? '-' : String(value)).padStart(width);
}

function formatOutcome(report: MigrationReport, options: SummaryOptions): string {
  const { chalk, verbose, installs } = options;
  const { changed, skipped, scanned, dryRun } = report;
  const lines: string[] = [];
  if (changed.length > 0) {
    const { added, removed } = changedLines(changed);
    const verb = dryRun ? 'would change' : 'changed';
    lines.push(`${count(changed.length, 'file')} ${verb} (+${added} -${removed}).`);
  } else if (scanned > 0) lines.push(`Nothing to rewrite in ${count(scanned, 'file')}.`);
  else lines.push('No TypeScript or JavaScript files found that git does not ignore and no build wrote.');
  if (skipped.length > 0 && !verbose) {
    const reasons = [...new Set(skipped.map(({ reason }) => reason))].join('; ');
    lines.push(`${count(skipped.length, 'file')} skipped (${reasons}); --verbose names them.`);
  }
  const places = report.findings.filter(finding => finding.severity !== 'info').length;
  const open = [
    ...(report.problems.length > 0 ? [count(report.problems.length, 'error')] : []),
    ...(places > 0 ? [count(places, 'place')] : []),
  ];
  if (open.length > 0) lines.push(`${open.join(' and ')} for you to look at.`);
  const notes = report.findings.length - places;
  if (notes > 0 && !verbose) lines.push(`${count(notes, 'note')} to know of; --verbose shows them.`);
  if (!dryRun && !installs) {
    for (const { directory, command } of report.installs) {
      const where = directory === report.root ? '' : `, in ${relative(directory, report.root)}`;
      lines.push(`Next: ${chalk.bold(command)}${where}`);
    }
  }
  return lines.join('\n');
}

function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}

function relative(file: string, root: string): string {
  const shortened = path.relative(root, file);
  return shortened === '' ? '.' : shortened.startsWith('..') ? file : shortened.split(path.sep).join('/');
}
