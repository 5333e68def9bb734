import { Chalk, type ChalkInstance } from 'chalk';
import type { Change, Section } from '../changes/index.js';
import { placeLabel, proposalLabel, reachLabel, SECTION_LABELS } from '../changes/labels.js';
import { wrap } from './wrap.js';

export interface FormatOptions {
  readonly color: boolean;
  /** Columns of the output, 80 by default. */
  readonly width?: number;
}

/** The table of `mcp-migrate changes`: a block for each section, a row for each change, ends with a line feed. */
export function formatChanges(changes: readonly Change[], { color, width = 80 }: FormatOptions): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const columns = tableColumns(changes, width);
  const lines = row(['#', 'change', 'kind', 'how far', 'who'], columns, Array(5).fill(chalk.dim));
  let section: Section | undefined;
  for (const change of changes) {
    if (change.section !== section) {
      section = change.section;
      lines.push('', chalk.bold(SECTION_LABELS[section]));
    }
    lines.push(
      ...row(
        [String(change.number), change.id, change.kind, shortReach(change), change.roles.join(' ')],
        columns,
        [plain, chalk.cyan, plain, reachPaint(change, chalk), plain],
      ),
    );
  }
  const legend = [
    '`review`: rewritten with review. `unseen`: no source code shows it.',
    'One change in full: `mcp-migrate explain <change>`.',
  ];
  lines.push('', ...legend.flatMap(text => wrap(text, width)).map(line => chalk.dim(line)));
  return lines.join('\n') + '\n';
}

/** The page of `mcp-migrate explain <id>`, ends with a line feed. */
export function formatChange(change: Change, { color, width = 80 }: FormatOptions): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const paragraph = (text: string, indent: string) =>
    wrap(text, width - indent.length).map(line => indent + paintCode(line, chalk));
  const block = (label: string, text: string) => ['', chalk.bold(label), ...paragraph(text, '  ')];
  const facts = `${placeLabel(change)}, ${change.kind}; touches ${change.roles.join(', ')}`;
  const links: [string, string][] = [
    [change.section === 'sdk' ? 'Guide' : 'Specification', change.page],
    ...(change.proposal ? [[proposalLabel(change.proposal), change.proposal.url] as [string, string]] : []),
  ];
  const labelWidth = Math.max(...links.map(([label]) => label.length));
  return (
    [
      chalk.bold.cyan(change.id),
      ...paragraph(change.title, ''),
      ...wrap(facts, width).map(line => chalk.dim(line)),
      ...block('What changed', change.changed),
      ...block('What to use now', change.instead),
      ...(change.reach
        ? block(`How far mcp-migrate goes: ${reachLabel(change)}`, change.reach.what)
        : block('Why no source code shows it', change.visibleInSource.why)),
      '',
      ...links.map(([label, url]) => `${chalk.bold(label.padEnd(labelWidth))}  ${url}`),
    ].join('\n') + '\n'
  );
}

interface Columns {
  readonly widths: readonly number[];
  readonly gap: string;
}

/** The last column takes what the others leave of the width. */
function tableColumns(changes: readonly Change[], width: number): Columns {
  const widest = (texts: readonly string[]) => Math.max(...texts.map(text => text.length));
  const fixed = [
    2,
    widest(['change', ...changes.map(change => change.id)]),
    widest(['kind', ...changes.map(change => change.kind)]),
    widest(['how far', ...changes.map(shortReach)]),
  ];
  const last = widest(['who', ...changes.map(change => change.roles.join(' '))]);
  const taken = fixed.reduce((sum, column) => sum + column, 0);
  const gap = taken + last + 2 * fixed.length <= width ? '  ' : ' ';
  const left = width - taken - gap.length * fixed.length;
  return { widths: [...fixed, Math.max(left, widest(['authorization']))], gap };
}

type Paint = (text: string) => string;

const plain: Paint = text => text;

/** The lines of one row; only its last cell may need more than one. */
function row(cells: readonly string[], { widths, gap }: Columns, paints: readonly Paint[]): string[] {
  const padded = cells.slice(0, -1).map((cell, column) => {
    const width = widths[column]!;
    return column === 0 ? cell.padStart(width) : cell.padEnd(width);
  });
  const start = padded.map((cell, column) => paints[column]!(cell) + gap).join('');
  const blank = ' '.repeat(padded.join(gap).length + gap.length);
  return wrap(cells.at(-1)!, widths.at(-1)!).map(
    (line, index) => (index === 0 ? start : blank) + paints.at(-1)!(line),
  );
}

function shortReach(change: Change): string {
  if (!change.reach) return 'unseen';
  return change.reach.level === 'rewritten-with-review' ? 'review' : change.reach.level;
}

function reachPaint(change: Change, chalk: ChalkInstance): Paint {
  if (!change.reach) return chalk.dim;
  const paints = { rewritten: chalk.green, 'rewritten-with-review': chalk.yellow, reported: chalk.magenta };
  return paints[change.reach.level];
}

function paintCode(line: string, chalk: ChalkInstance): string {
  return line.replaceAll(/`[^`]*`/g, code => chalk.cyan(code));
}
