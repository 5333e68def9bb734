import path from 'node:path';
import type { ChangeId } from '../changes/index.js';
import { FORMATS, type FormatName } from '../check/formats/index.js';
import { DEFAULT_BASELINE, DEFAULT_CACHE } from '../check/options.js';
import {
  describeOptions,
  parseOptions,
  wrongChoice,
  type OptionTable,
  type ParsedOptions,
} from './option-table.js';
import { UsageError } from './usage.js';

const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

/** Which format a file has, when nothing says so but its name. */
const FORMAT_OF_EXTENSION: Readonly<Record<string, FormatName>> = {
  '.sarif': 'sarif',
  '.json': 'json',
  '.xml': 'junit',
  '.md': 'markdown',
  '.html': 'html',
};

const WHAT = 'What to check';
const OUTPUT = 'Output';
const KNOWN = 'Known findings';
const HOW = 'How';

const TABLE = {
  strict: { group: WHAT, describe: 'Take the rules as `configs.strict` of the ESLint plugin has them' },
  legacy: {
    group: WHAT,
    value: 'mode',
    choices: ['keep', 'drop'],
    default: 'keep',
    describe: 'Whether code for 2025-11-25 peers may stay',
  },
  only: { group: WHAT, value: 'changes', describe: 'Look for these changes only' },
  skip: { group: WHAT, value: 'changes', describe: 'Leave these changes out' },
  ignore: { group: WHAT, value: 'glob', describe: 'Leave these files alone' },
  shard: { group: WHAT, value: 'i/n', describe: 'Check the i-th of n parts of the files' },
  stdin: { group: WHAT, describe: 'Check the text on standard input' },
  'stdin-filename': { group: WHAT, value: 'name', describe: 'What the text on standard input is called' },
  format: {
    group: OUTPUT,
    value: 'name',
    choices: FORMAT_NAMES,
    default: 'stylish',
    describe: 'How to print what is found',
  },
  output: {
    group: OUTPUT,
    value: '[format=]file',
    describe: 'Write a report into a file, too; may be repeated. Without `format=` the extension tells',
  },
  'max-warnings': {
    group: OUTPUT,
    value: 'n',
    describe: 'How many warnings may pass; any number by default',
  },
  color: { group: OUTPUT, describe: 'Colour the output' },
  'no-color': { group: OUTPUT, describe: 'Do not colour the output; NO_COLOR does the same' },
  baseline: {
    group: KNOWN,
    value: 'file.json',
    bare: { value: DEFAULT_BASELINE, takes: /^[^-].*\.json$/ },
    describe: `Let the findings in this file pass; without a name ${DEFAULT_BASELINE}`,
  },
  'update-baseline': { group: KNOWN, describe: 'Write all present findings into the baseline' },
  'prune-baseline': { group: KNOWN, describe: 'Take findings that are gone out of the baseline' },
  fix: { group: HOW, describe: 'Make the safe fixes; the migration does far more' },
  cache: { group: HOW, describe: 'Keep results, and lint only what changed' },
  'cache-location': { group: HOW, value: 'file', default: DEFAULT_CACHE, describe: 'Where to keep results' },
  concurrency: {
    group: HOW,
    value: 'n',
    describe: 'How many threads to use; by default as many as the amount of text pays for',
  },
  help: { group: 'Options', describe: 'Show help' },
} as const satisfies OptionTable;

type OptionName = keyof typeof TABLE;

export interface CheckArguments {
  readonly command: 'check';
  readonly paths: readonly string[];
  readonly strict: boolean;
  readonly legacy: 'keep' | 'drop';
  readonly only: readonly ChangeId[];
  readonly skip: readonly ChangeId[];
  readonly ignore: readonly string[];
  readonly shard: { readonly index: number; readonly count: number } | undefined;
  /** The name for the text on standard input; undefined when files are checked. */
  readonly stdinFilename: string | undefined;
  /** What goes to standard output, if anything. */
  readonly printed: FormatName | undefined;
  readonly outputs: readonly { readonly format: FormatName; readonly file: string }[];
  readonly maxWarnings: number;
  readonly baseline: { readonly file: string; readonly mode: 'compare' | 'update' | 'prune' } | undefined;
  readonly fix: boolean;
  readonly cache: string | undefined;
  readonly threads: number | undefined;
  readonly color: boolean | undefined;
}

/** The text of `mcp-migrate check --help`. */
export function checkHelp(): string {
  return `mcp-migrate check [paths..]

Report what revision 2026-07-28 breaks or deprecates in MCP code, package.json and deployment files.
Paths are files and directories; the current directory when there are none.

${describeOptions(TABLE, 100)}

Examples:
  mcp-migrate check                                  Check the project in this directory
  mcp-migrate check --output report.sarif            Print findings, and write them as SARIF
  mcp-migrate check --format github --output junit=report.xml
  mcp-migrate check --baseline --update-baseline     Accept what is there
  mcp-migrate check --baseline --max-warnings 0      Fail on what is new, warnings included

Exit status: 0 nothing found, 1 errors, files that cannot be parsed, or more warnings than allowed,
2 could not run.`;
}

/**
 * Reads what follows `mcp-migrate check`.
 * @returns the arguments, or the help that was asked for
 * @throws {UsageError} on unknown options, unknown change ids and values that do not fit
 */
export async function parseCheckArguments(argv: readonly string[]): Promise<CheckArguments | 'help'> {
  const parsed = parseOptions(argv, TABLE);
  const given = reader(parsed);
  if (given.has('help')) return 'help';
  const stdinFilename = given.last('stdin-filename');
  if (given.has('stdin')) {
    if (stdinFilename === undefined) throw new UsageError('--stdin needs --stdin-filename <name>');
    if (parsed.paths.length > 0) throw new UsageError(`--stdin cannot be combined with ${parsed.paths[0]}`);
    for (const other of ['fix', 'shard', 'cache', 'update-baseline', 'prune-baseline'] as const)
      given.exclude('stdin', other);
  } else if (stdinFilename !== undefined) throw new UsageError('--stdin-filename needs --stdin');
  given.exclude('update-baseline', 'prune-baseline');
  return {
    command: 'check',
    paths: parsed.paths.length > 0 ? parsed.paths : ['.'],
    strict: given.has('strict'),
    legacy: given.last('legacy') === 'drop' ? 'drop' : 'keep',
    only: await changeIds('only', given),
    skip: await changeIds('skip', given),
    ignore: given.all('ignore'),
    shard: shardOf(given.last('shard')),
    stdinFilename,
    ...reports(given.all('format') as FormatName[], given.all('output')),
    maxWarnings: wholeNumber('max-warnings', given.last('max-warnings'), 0) ?? Infinity,
    baseline: baselineOf(given),
    fix: given.has('fix'),
    cache:
      given.has('cache') || given.has('cache-location')
        ? (given.last('cache-location') ?? DEFAULT_CACHE)
        : undefined,
    threads: wholeNumber('concurrency', given.last('concurrency'), 1),
    color: given.has('no-color') ? false : given.has('color') ? true : undefined,
  };
}

type Reader = ReturnType<typeof reader>;

/** Most command lines name no change, and need no catalogue. */
async function changeIds(option: 'only' | 'skip', given: Reader): Promise<readonly ChangeId[]> {
  if (!given.has(option)) return [];
  const { changeIdsOf } = await import('./change-ids.js');
  return changeIdsOf(option, given.all(option));
}

function reader({ values }: ParsedOptions) {
  const has = (name: OptionName) => values.has(name);
  return {
    has,
    all: (name: OptionName) => [...(values.get(name) ?? [])],
    /** Of an option given more than once the last one counts. */
    last: (name: OptionName) => values.get(name)?.at(-1),
    exclude(one: OptionName, other: OptionName) {
      if (has(one) && has(other)) throw new UsageError(`--${one} and --${other} cannot be combined`);
    },
  };
}

function baselineOf(given: Reader): CheckArguments['baseline'] {
  const isUpdate = given.has('update-baseline');
  const isPrune = given.has('prune-baseline');
  if (!given.has('baseline') && !isUpdate && !isPrune) return undefined;
  const mode = isUpdate ? 'update' : isPrune ? 'prune' : 'compare';
  return { file: given.last('baseline') ?? DEFAULT_BASELINE, mode };
}

/** A format that is named goes to standard output unless an `--output` of that format takes it. */
function reports(
  formats: readonly FormatName[],
  outputs: readonly string[],
): Pick<CheckArguments, 'printed' | 'outputs'> {
  const written = outputs.map(output => outputOf(output, formats));
  const twice = written.find(({ file }, index) => written.findIndex(other => other.file === file) !== index);
  if (twice) throw new UsageError(`--output names ${twice.file} twice`);
  const taken = new Set(written.map(({ format }) => format));
  const toPrint = [...new Set(formats)].filter(format => !taken.has(format));
  if (toPrint.length > 1) {
    throw new UsageError(
      `Only one format can be printed, not ${toPrint.join(' and ')}; write one into a file: --output ${toPrint.at(-1)}=<file>`,
    );
  }
  const printed = formats.length === 0 ? 'stylish' : toPrint[0];
  return { printed, outputs: written };
}

function outputOf(output: string, formats: readonly FormatName[]): { format: FormatName; file: string } {
  const split = /^(?<name>[a-z]+)=(?<file>.*)$/.exec(output)?.groups;
  if (split) {
    const { name = '', file = '' } = split;
    if (!isFormat(name)) throw wrongChoice('output', name, FORMAT_NAMES);
    if (file === '') throw new UsageError(`--output ${name}= needs a file`);
    return { format: name, file };
  }
  const format = FORMAT_OF_EXTENSION[path.extname(output).toLowerCase()] ?? onlyOne(formats);
  if (format === undefined) {
    throw new UsageError(
      `Which format --output ${output} has is not clear; write --output <format>=${output}`,
    );
  }
  return { format, file: output };
}

function onlyOne(formats: readonly FormatName[]): FormatName | undefined {
  return new Set(formats).size === 1 ? formats[0] : undefined;
}

function isFormat(name: string): name is FormatName {
  return (FORMAT_NAMES as readonly string[]).includes(name);
}

function shardOf(given: string | undefined): CheckArguments['shard'] {
  if (given === undefined) return undefined;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(given)?.map(Number) ?? [];
  if (index === undefined || count === undefined || index < 1 || index > count) {
    throw new UsageError(`--shard is a part and how many there are, such as 1/3, not ${given}`);
  }
  return { index, count };
}

function wholeNumber(name: OptionName, given: string | undefined, least: number): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d+$/.test(given) && Number(given) >= least) return Number(given);
  throw new UsageError(`--${name} is a whole number from ${least}, not ${given}`);
}
