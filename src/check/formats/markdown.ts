import { findChange, type ChangeId } from '../../changes/index.js';
import type { Problem } from '../../run/problems.js';
import type { CheckFinding, CheckReport } from '../report.js';
import {
  asides,
  byFile,
  changeCounts,
  codeSpans,
  count,
  printable,
  relativePath,
  totals,
  totalsText,
} from './text.js';

/** GitHub takes comments of up to 65,536 characters; the end of a longer report is left out. */
const MAX_LENGTH = 60_000;

/** Renders a report as Markdown for a comment on a pull request or the summary of a job. */
export function markdown(report: CheckReport): string {
  const parts = ['## mcp-migrate check', headline(report)];
  if (report.findings.length > 0) parts.push(changeTable(report.findings));
  if (report.problems.length > 0) parts.push(problemTable(report));
  return `${[...parts, ...places(report, parts.join('').length)].join('\n\n')}\n`;
}

function headline(report: CheckReport): string {
  const found = totals(report);
  const files = count(report.scanned, 'file');
  const outcome = found.errors + found.warnings > 0 ? `**${totalsText(found)}**` : 'Nothing found';
  return [`${outcome} in ${files}.`, ...asides(report)].join(' ');
}

function changeTable(findings: readonly CheckFinding[]): string {
  return table(
    ['Change', 'What', 'Found'],
    changeCounts(findings).map(([id, found]) => [link(id), inline(findChange(id).title), String(found)]),
  );
}

function problemTable({ problems, root }: CheckReport): string {
  const place = ({ file, line, column }: Problem) =>
    [relativePath(file, root), line, column].filter(part => part !== undefined).join(':');
  const rows = problems.map(problem => [code(place(problem)), inline(problem.message)]);
  return `### Files that could not be checked\n\n${table(['File', 'Why'], rows)}`;
}

function places({ findings, root }: CheckReport, before: number): readonly string[] {
  const parts: string[] = [];
  let length = before;
  let shown = 0;
  for (const [file, group] of byFile(findings)) {
    const part = fileTable(relativePath(file, root), group);
    length += part.length;
    if (length > MAX_LENGTH) {
      parts.push(`… and ${count(findings.length - shown, 'finding')} more.`);
      break;
    }
    parts.push(part);
    shown += group.length;
  }
  return parts;
}

function fileTable(file: string, findings: readonly CheckFinding[]): string {
  const rows = findings.map(finding => [
    `${finding.line}:${finding.column}`,
    finding.severity,
    link(finding.change),
    inline(finding.message),
  ]);
  return `### ${code(file)}\n\n${table(['Place', 'Severity', 'Change', 'Message'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // Only here does a bar end something, in code spans too.
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function link(id: ChangeId): string {
  return `[\`${id}\`](${findChange(id).page})`;
}

/** A message with its code spans; anything else that Markdown or HTML would read as markup is escaped. */
function inline(text: string): string {
  return codeSpans(printable(text))
    .map(part => (part.code ? code(part.text) : prose(part.text)))
    .join('');
}

/** Names such as `@scope/package` become code, so that nobody is mentioned. */
function prose(text: string): string {
  return text
    .split(/(@[\w./-]*\w)/)
    .map((part, index) => (index % 2 === 1 ? code(part) : part.replace(/[\\`*_{}[\]<>#&~@]/g, '\\$&')))
    .join('');
}

function code(text: string): string {
  const shown = printable(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}
