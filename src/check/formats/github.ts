import type { CheckFinding, CheckReport } from '../report.js';
import { printable, relativePath, ruleName, sourceRoot } from './text.js';

type Properties = Readonly<Record<string, string | number | undefined>>;

/**
 * Renders a report as workflow commands, which GitHub Actions shows at the lines of a pull request.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function github(report: CheckReport): string {
  const root = sourceRoot(report.root);
  const commands = [
    ...report.problems.map(({ file, line, column, message }) =>
      command('error', { file: relativePath(file, root), line, col: column, title: 'mcp-migrate' }, message),
    ),
    ...report.findings.map(finding =>
      command(finding.severity, findingProperties(finding, root), finding.message),
    ),
  ];
  return commands.map(line => `${line}\n`).join('');
}

function findingProperties(finding: CheckFinding, root: string): Properties {
  const { line, column, endLine, endColumn } = finding;
  // The runner takes columns only where a place starts and ends on one line.
  const columns = line === endLine ? { col: column, endColumn } : {};
  return {
    file: relativePath(finding.file, root),
    line,
    endLine,
    ...columns,
    title: ruleName(finding.change),
  };
}

function command(name: 'error' | 'warning', properties: Properties, message: string): string {
  const written = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const lines = message.split(/\r?\n/).map(printable);
  return `::${name} ${written.join(',')}::${escapeData(lines.join('\n'))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
