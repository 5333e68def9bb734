import { parseArgs } from 'node:util';
import { nearest } from './nearest.js';
import { UsageError } from './usage.js';
import { wrap } from './wrap.js';

/** An option of a command line. */
export interface OptionRow {
  readonly group: string;
  readonly describe: string;
  /** What its value is called in the help; an option without one is a switch. */
  readonly value?: string;
  /** Values there are, when they can be listed. */
  readonly choices?: readonly string[];
  readonly default?: string;
  /** What an option says that stands there without its value, and which next argument is its value. */
  readonly bare?: { readonly value: string; readonly takes: RegExp };
}

export type OptionTable = Readonly<Record<string, OptionRow>>;

export interface ParsedOptions {
  readonly paths: readonly string[];
  /** Values in the order given, of a switch none; an option that is not given is not there. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads a command line by a table of options. An option may be repeated, stand behind paths, and have its value
 * behind `=`; what follows `--` are paths.
 * @throws {UsageError} on an option that is not in the table, and on a value that is missing, too much or wrong
 */
export function parseOptions(argv: readonly string[], table: OptionTable): ParsedOptions {
  const { tokens } = parseArgs({
    args: withBareValues(argv, table),
    options: Object.fromEntries(
      Object.entries(table).map(([name, row]) => [
        name,
        { type: row.value === undefined ? 'boolean' : 'string', ...(name === 'help' && { short: 'h' }) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const paths: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') paths.push(token.value);
    if (token.kind !== 'option') continue;
    const row = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
    if (!row) throw unknownOption(token.rawName, table);
    const given = values.get(token.name) ?? [];
    values.set(token.name, given);
    if (row.value !== undefined)
      given.push(checkValue(token.name, token.value, token.inlineValue ?? false, row));
    else if (token.value !== undefined) throw new UsageError(`--${token.name} takes no value`);
  }
  return { paths, values };
}

function withBareValues(argv: readonly string[], table: OptionTable): string[] {
  const end = argv.indexOf('--');
  return argv.map((argument, index) => {
    const row = table[argument.replace(/^--/, '')];
    if (!argument.startsWith('--') || !row?.bare || (end >= 0 && index > end)) return argument;
    return row.bare.takes.test(argv[index + 1] ?? '') ? argument : `${argument}=${row.bare.value}`;
  });
}

function unknownOption(rawName: string, table: OptionTable): UsageError {
  const guess = nearest(rawName.replace(/^-+/, ''), Object.keys(table));
  const isShort = !rawName.startsWith('--');
  return new UsageError(
    `Unknown option ${rawName}${guess !== undefined && !isShort ? `; did you mean --${guess}?` : '; see --help'}`,
  );
}

function checkValue(
  name: string,
  value: string | undefined,
  isInline: boolean,
  { choices }: OptionRow,
): string {
  // Behind a space, what looks like an option is one.
  if (!value || (!isInline && /^-./.test(value))) throw new UsageError(`--${name} needs a value`);
  if (choices && !choices.includes(value)) throw wrongChoice(name, value, choices);
  return value;
}

/** What to say about a value that is none of those there are. */
export function wrongChoice(name: string, value: string, choices: readonly string[]): UsageError {
  const guess = nearest(value, choices);
  return new UsageError(
    `--${name} is one of ${choices.join(', ')}, not ${value}${guess ? `; did you mean ${guess}?` : ''}`,
  );
}

/** The options of a table by group, for `--help`; no line is longer than `width` where a word allows. */
export function describeOptions(table: OptionTable, width: number): string {
  const rows = Object.entries(table).map(([name, row]) => ({ ...row, left: left(name, row) }));
  const column = Math.max(...rows.map(row => row.left.length)) + 2;
  const groups = [...new Set(rows.map(row => row.group))].map(group => {
    const lines = rows
      .filter(row => row.group === group)
      .flatMap(row => {
        const notes = [
          ...(row.choices ? [`one of ${row.choices.join(', ')}`] : []),
          ...(row.default === undefined ? [] : [`default ${row.default}`]),
        ];
        const text = notes.length > 0 ? `${row.describe} (${notes.join('; ')})` : row.describe;
        return wrap(text, width - column).map(
          (line, index) => `${(index === 0 ? row.left : '').padEnd(column)}${line}`,
        );
      });
    return [group, ...lines].join('\n');
  });
  return groups.join('\n\n');
}

function left(name: string, { value, bare }: OptionRow): string {
  const short = name === 'help' ? '-h, ' : '    ';
  const argument = value === undefined ? '' : bare ? ` [${value}]` : ` <${value}>`;
  return `  ${short}--${name}${argument}`;
}
