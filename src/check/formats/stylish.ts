import { Chalk, type ChalkInstance } from 'chalk';
import type { CheckFinding, CheckReport } from '../report.js';
import type { FormatContext } from './formatter.js';
import { asides, byFile, count, printable, relativePath, ruleName, totals, totalsText } from './text.js';

interface Row {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly rule: string;
}

/**
 * Renders a report the way ESLint's formatter of the same name does. That one is not called: up to ESLint 9 it
 * decides about colours by itself, and loading ESLint takes longer than everything here.
 */
export async function stylish(report: CheckReport, { color }: FormatContext): Promise<string> {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const groups = [...byFile(rows(report))].map(
    ([file, group]) =>
      `${chalk.underline(printable(relativePath(file, report.root)))}\n${table(group, chalk)}`,
  );
  return `${[...groups, await summary(report, chalk)].join('\n\n')}\n`;
}

function rows(report: CheckReport): readonly Row[] {
  return [
    ...report.problems.map(({ file, line = 0, column = 0, message }) => ({
      file,
      line,
      column,
      severity: 'error' as const,
      message,
      rule: '',
    })),
    ...report.findings.map(finding => ({ ...finding, rule: ruleName(finding.change) })),
  ];
}

function table(group: readonly Row[], chalk: ChalkInstance): string {
  const cells = group.map(row => ({ ...row, message: printable(row.message) }));
  const lines = Math.max(...cells.map(({ line }) => String(line).length));
  const columns = Math.max(...cells.map(({ column }) => String(column).length));
  const severities = Math.max(...cells.map(({ severity }) => severity.length));
  const messages = Math.max(...cells.map(({ message }) => message.length));
  return cells
    .map(({ line, column, severity, message, rule }) => {
      const place = `${String(line).padStart(lines)}:${String(column).padEnd(columns)}`;
      const level = severity === 'error' ? chalk.red : chalk.yellow;
      const text = rule === '' ? message : `${message.padEnd(messages)}  ${chalk.dim(rule)}`;
      return `  ${chalk.dim(place)}  ${level(severity.padEnd(severities))}  ${text}`;
    })
    .join('\n');
}

async function summary(report: CheckReport, chalk: ChalkInstance): Promise<string> {
  const found = totals(report);
  const lines: string[] = [];
  if (found.errors + found.warnings > 0) {
    const style = found.errors > 0 ? chalk.red.bold : chalk.yellow.bold;
    const following = await hints(report.findings);
    lines.push(style(`✖ ${totalsText(found)}`), ...following.map(hint => style(`  ${hint}`)));
  } else if (report.scanned === 0) lines.push('No files to check.');
  else lines.push(`${chalk.green('✔')} Nothing found in ${count(report.scanned, 'file')}.`);
  return [...lines, ...asides(report)].join('\n');
}

async function hints(findings: readonly CheckFinding[]): Promise<readonly string[]> {
  const { rewrittenChanges } = await import('./rewritten.js');
  const fixable = findings.filter(finding => finding.fixable).length;
  const rewritten = rewrittenChanges(findings);
  return [
    ...(fixable > 0 ? [`${fixable} fixable with the \`--fix\` option.`] : []),
    ...(rewritten.length > 0
      ? [`\`npx mcp-migrate\` rewrites what it can of: ${rewritten.join(', ')}.`]
      : []),
  ];
}
