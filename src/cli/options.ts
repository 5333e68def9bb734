import yargs, { type Options } from 'yargs';
import type { ChangeId } from '../changes/index.js';
import type { LegacyMode } from '../engine/types.js';
import { changeId, changeIdsOf } from './change-ids.js';
import { nearest } from './nearest.js';
import { UsageError } from './usage.js';

const LEGACY_MODES = ['auto', 'stateless', 'keep', 'reject'] as const satisfies readonly LegacyMode[];

export interface MigrateArguments {
  readonly command: 'migrate';
  readonly paths: readonly string[];
  readonly dryRun: boolean;
  readonly diff: boolean;
  readonly legacy: LegacyMode;
  readonly cacheSeconds: number | undefined;
  readonly only: readonly ChangeId[];
  readonly skip: readonly ChangeId[];
  readonly ignore: readonly string[];
  readonly allowDirty: boolean;
  readonly markers: boolean;
  readonly json: boolean;
  readonly install: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean | undefined;
}

export type Arguments =
  | MigrateArguments
  | { readonly command: 'changes'; readonly json: boolean; readonly color: boolean | undefined }
  | { readonly command: 'explain'; readonly id: ChangeId; readonly color: boolean | undefined }
  /** `--help` or `--version`: the text to print. */
  | { readonly command: 'print'; readonly text: string };

/** Clients built with the SDK keep nothing longer than a day. */
const MAX_CACHE_SECONDS = 86_400;

const MIGRATE_OPTIONS = {
  'dry-run': { type: 'boolean', default: false, describe: 'Write nothing', group: 'Output' },
  diff: { type: 'boolean', default: false, describe: 'Print the changes as a unified diff', group: 'Output' },
  json: { type: 'boolean', default: false, describe: 'Print the report as JSON', group: 'Output' },
  quiet: {
    type: 'boolean',
    default: false,
    describe: 'Print only errors and places to look at',
    group: 'Output',
  },
  verbose: {
    type: 'boolean',
    default: false,
    describe: 'Print notes that need no action, too',
    group: 'Output',
  },
  legacy: {
    requiresArg: true,
    choices: LEGACY_MODES,
    default: 'auto',
    describe: 'How to serve 2025-11-25 clients',
    group: 'What to migrate',
  },
  'cache-hints': {
    type: 'string',
    requiresArg: true,
    describe: 'Let clients keep lists that never change for so many seconds',
    group: 'What to migrate',
  },
  only: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Make only these changes',
    group: 'What to migrate',
  },
  skip: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Leave these changes out',
    group: 'What to migrate',
  },
  ignore: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Globs of files to leave alone',
    group: 'What to migrate',
  },
  markers: {
    type: 'boolean',
    default: true,
    describe: 'Comment above every place left for you',
    group: 'How',
  },
  'allow-dirty': { type: 'boolean', default: false, describe: 'Run on uncommitted changes', group: 'How' },
  install: { type: 'boolean', default: false, describe: 'Install the new dependencies', group: 'How' },
} as const satisfies Record<string, Options>;

const EXCLUSIVE = [
  ['json', 'diff'],
  ['quiet', 'verbose'],
  ['install', 'dryRun'],
] as const satisfies readonly (keyof MigrateArguments)[][];

const OPTION_NAMES = [...Object.keys(MIGRATE_OPTIONS), 'no-markers', 'color', 'no-color', 'help', 'version'];

/**
 * Reads the command line.
 * @throws {UsageError} on unknown options, unknown change ids and values that do not fit
 */
export async function parseArguments(argv: readonly string[], version: string): Promise<Arguments> {
  const chosen: { command: 'migrate' | 'changes' | 'explain' } = { command: 'migrate' };
  let printed = '';
  const parser = yargs()
    .scriptName('mcp-migrate')
    .usage('Migrate MCP code in TypeScript and JavaScript from revision 2025-11-25 to 2026-07-28.')
    .command('$0 [paths..]', 'Migrate files and directories', builder =>
      builder
        .positional('paths', {
          type: 'string',
          array: true,
          describe: 'Files and directories; the current directory when there are none',
        })
        .options(MIGRATE_OPTIONS)
        .example('$0', 'Migrate the project in this directory')
        .example('$0 src --dry-run --diff', 'Show what would change')
        .example('$0 --legacy keep', 'Keep sessions for 2025-11-25 clients')
        .epilogue('Exit status: 0 nothing left to do, 1 something is left for you, 2 could not run.'),
    )
    // Its own options are read without yargs, which takes a third of the time of a check that finds nothing.
    .command('check [paths..]', 'Report what 2026-07-28 breaks, for CI; see mcp-migrate check --help')
    .command(
      'changes',
      'List the changes of the new revision and what is done about each',
      builder => builder.option('json', { type: 'boolean', default: false, describe: 'Print as JSON' }),
      () => {
        chosen.command = 'changes';
      },
    )
    .command(
      'explain [id]',
      'Explain one change',
      builder => builder.positional('id', { type: 'string', describe: 'Id of a change' }),
      () => {
        chosen.command = 'explain';
      },
    )
    .option('color', {
      type: 'boolean',
      describe: 'Colour the output (--no-color or NO_COLOR: never)',
      group: 'Output',
    })
    .parserConfiguration({
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .locale('en')
    .version(version)
    .alias('help', 'h')
    .wrap(100)
    .strictOptions()
    .exitProcess(false)
    .fail((message: string, error: Error | undefined) => {
      throw error && error.name !== 'YError'
        ? error
        : new UsageError(inOwnWords(error?.message ?? message, argv));
    });
  const parsed = await parser.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
    printed += output;
  });
  if (printed) return { command: 'print', text: printed };
  const color = last(parsed['color']);
  // What follows `--` is not assigned to a positional; commands themselves are listed, too.
  const rest = strings(parsed._).slice(chosen.command === 'migrate' ? 0 : 1);
  if (chosen.command === 'changes') {
    if (rest.length > 0)
      throw new UsageError(`changes takes no ${rest[0]}; did you mean explain ${rest[0]}?`);
    return { command: 'changes', json: Boolean(last(parsed['json'])), color };
  }
  if (chosen.command === 'explain') {
    const [id, ...more] = [...strings(parsed['id']), ...rest];
    if (id === undefined) throw new UsageError('explain needs the id of a change; see mcp-migrate changes');
    if (more.length > 0) throw new UsageError(`explain takes one change, not ${more.length + 1}`);
    return { command: 'explain', id: changeId(id), color };
  }
  const given = [...strings(parsed['paths']), ...rest];
  const migrate: MigrateArguments = {
    command: 'migrate',
    paths: given.length > 0 ? given : ['.'],
    dryRun: Boolean(last(parsed['dryRun'])),
    diff: Boolean(last(parsed['diff'])),
    legacy: last(parsed['legacy']) as LegacyMode,
    cacheSeconds: secondsOf(last(parsed['cacheHints']) as string | undefined),
    only: changeIdsOf('only', strings(parsed['only'])),
    skip: changeIdsOf('skip', strings(parsed['skip'])),
    ignore: strings(parsed['ignore']).filter(Boolean),
    allowDirty: Boolean(last(parsed['allowDirty'])),
    markers: Boolean(last(parsed['markers'])),
    json: Boolean(last(parsed['json'])),
    install: Boolean(last(parsed['install'])),
    quiet: Boolean(last(parsed['quiet'])),
    verbose: Boolean(last(parsed['verbose'])),
    color,
  };
  for (const [one, other] of EXCLUSIVE) {
    if (migrate[one] && migrate[other]) {
      throw new UsageError(`--${dashed(one)} and --${dashed(other)} cannot be combined`);
    }
  }
  return migrate;
}

/** What yargs says about a command line, shorter, and with the nearest right word. */
function inOwnWords(message: string, argv: readonly string[]): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown) {
    const option = unknown.length === 1 ? `-${unknown}` : `--${unknown}`;
    if (OPTION_NAMES.includes(unknown)) return `${option} cannot be combined with ${argv[0]}`;
    const guess = nearest(unknown, OPTION_NAMES);
    return `Unknown option ${option}${guess ? `; did you mean --${guess}?` : '; see --help'}`;
  }
  const empty = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  if (empty) return `--${empty} needs a value`;
  const wrong = /Argument: (?<name>[\w-]+), Given: "(?<value>.*?)", Choices: (?<choices>.*)/.exec(
    message,
  )?.groups;
  if (!wrong) return message.replaceAll(/\s*\n\s*/g, ' ');
  const guess = nearest(wrong['value']!, LEGACY_MODES);
  const choices = wrong['choices']!.replaceAll('"', '');
  return `--${wrong['name']} is one of ${choices}, not ${wrong['value']}${guess ? `; did you mean ${guess}?` : ''}`;
}

function secondsOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= MAX_CACHE_SECONDS) return seconds;
  throw new UsageError(`--cache-hints takes seconds, from 1 to ${MAX_CACHE_SECONDS}, not ${value}`);
}

function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter(item => item !== undefined).map(String);
}

/** Of an option given more than once the last one counts. */
function last<T>(value: T | readonly T[]): T {
  return Array.isArray(value) ? (value.at(-1) as T) : (value as T);
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
