import path from 'node:path';
import type { ChangeId } from '../../changes/index.js';
import type { CheckFinding, CheckReport } from '../report.js';

/** Path relative to a directory, with `/` between its parts on every system. */
export function relativePath(file: string, directory: string): string {
  return path.relative(directory, file).split(path.sep).join('/') || '.';
}

/**
 * Directory that paths for a code host start in: the checkout when the check runs in a directory of it on GitHub
 * Actions, otherwise the directory the check was started in.
 */
export function sourceRoot(
  root: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const workspace = environment['GITHUB_WORKSPACE'];
  return workspace && isInside(root, workspace) ? workspace : root;
}

/** Whether a path is a directory or somewhere in it. */
export function isInside(file: string, directory: string): boolean {
  const relative = path.relative(directory, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** The rule that reports a change, as ESLint names it. */
export function ruleName(change: ChangeId): string {
  return `mcp-migrate/${change}`;
}

/** Makes control characters visible, so that a name or a message can neither break a line nor steer a terminal. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g,
    character => ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** `1 file`, `2 files`. */
export function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}

export interface Totals {
  /** Files that could not be read or parsed count as errors. */
  readonly errors: number;
  readonly warnings: number;
}

export function totals(report: CheckReport): Totals {
  const warnings = report.findings.filter(finding => finding.severity === 'warning').length;
  return { errors: report.findings.length - warnings + report.problems.length, warnings };
}

/** `3 problems (2 errors, 1 warning)`. */
export function totalsText({ errors, warnings }: Totals): string {
  const all = count(errors + warnings, 'problem');
  return `${all} (${count(errors, 'error')}, ${count(warnings, 'warning')})`;
}

/** Sentences about what is not among the findings. */
export function asides({ known, fixed }: CheckReport): readonly string[] {
  return [
    ...(known > 0 ? [`${count(known, 'finding')} of the baseline passed.`] : []),
    ...(fixed.length > 0 ? [`${count(fixed.length, 'file')} fixed.`] : []),
  ];
}

/** A text of the catalogue or a message, cut at its code spans. */
export function codeSpans(text: string): readonly { readonly code: boolean; readonly text: string }[] {
  return text
    .split(/`([^`\n]+)`/)
    .map((part, index) => ({ code: index % 2 === 1, text: part }))
    .filter(part => part.text !== '');
}

/** Groups what is sorted by file, by file. */
export function byFile<Item extends { readonly file: string }>(
  items: readonly Item[],
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.file);
    if (group) group.push(item);
    else groups.set(item.file, [item]);
  }
  return groups;
}

/** How often each change was found, most often first. */
export function changeCounts(findings: readonly CheckFinding[]): readonly (readonly [ChangeId, number])[] {
  const counts = new Map<ChangeId, number>();
  for (const { change } of findings) counts.set(change, (counts.get(change) ?? 0) + 1);
  return [...counts].sort(([a, first], [b, second]) => second - first || a.localeCompare(b));
}
