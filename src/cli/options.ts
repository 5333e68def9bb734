import yargs, { type Options } from 'yargs';
import { isChangeId, type ChangeId } from '../changes/index.js';
import type { LegacyMode } from '../engine/types.js';
import { suggestChange } from './changes.js';
import { nearest } from './nearest.js';

const LEGACY_MODES = ['auto', 'stateless', 'keep', 'reject'] as const satisfies readonly LegacyMode[];

export interface MigrateArguments {
  readonly command: 'migrate';
  readonly paths: readonly string[];
  readonly dryRun: boolean;
  readonly diff: boolean;
  readonly legacy: LegacyMode;
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

/** The command line cannot be understood; the message names the nearest right word. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

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
    choices: LEGACY_MODES,
    default: 'auto',
    describe: 'How to serve 2025-11-25 clients',
    group: 'What to migrate',
  },
  only: {
    type: 'string',
    array: true,
    default: [],
    describe: 'Make only these changes',
    group: 'What to migrate',
  },
  skip: {
    type: 'string',
    array: true,
    default: [],
    describe: 'Leave these changes out',
    group: 'What to migrate',
  },
  ignore: {
    type: 'string',
    array: true,
    default: [],
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
          default: ['.'],
          describe: 'Files and directories',
        })
        .options(MIGRATE_OPTIONS)
        .example('$0', 'Migrate the project in this directory')
        .example('$0 src --dry-run --diff', 'Show what would change')
        .example('$0 --legacy keep', 'Keep sessions for 2025-11-25 clients')
        .epilogue('Exit status: 0 nothing left to do, 1 something is left for you, 2 could not run.'),
    )
    .command(
      'changes',
      'List the changes of the new revision and what is done about each',
      builder => builder.option('json', { type: 'boolean', default: false, describe: 'Print as JSON' }),
      () => {
        chosen.command = 'changes';
      },
    )
    .command(
      'explain <id>',
      'Explain one change',
      builder => builder.positional('id', { type: 'string', demandOption: true, describe: 'Id of a change' }),
      () => {
        chosen.command = 'explain';
      },
    )
    .option('color', {
      type: 'boolean',
      describe: 'Colour the output (--no-color or NO_COLOR: never)',
      group: 'Output',
    })
    .parserConfiguration({ 'greedy-arrays': false })
    .version(version)
    .alias('help', 'h')
    .wrap(100)
    .strictOptions()
    .exitProcess(false)
    .fail((message: string, error: Error | undefined) => {
      throw error ?? new UsageError(withNearest(message));
    });
  const parsed = await parser.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
    printed += output;
  });
  if (printed) return { command: 'print', text: printed };
  const color = parsed['color'];
  if (chosen.command === 'changes') return { command: 'changes', json: Boolean(parsed['json']), color };
  if (chosen.command === 'explain') return { command: 'explain', id: changeId(String(parsed['id'])), color };
  if (parsed.json && parsed.diff) throw new UsageError('--json and --diff cannot be combined');
  if (parsed.quiet && parsed.verbose) throw new UsageError('--quiet and --verbose cannot be combined');
  return {
    command: 'migrate',
    paths: strings(parsed['paths']),
    dryRun: Boolean(parsed['dryRun']),
    diff: Boolean(parsed['diff']),
    legacy: parsed['legacy'] as LegacyMode,
    only: list(parsed['only']).map(changeId),
    skip: list(parsed['skip']).map(changeId),
    ignore: strings(parsed['ignore']),
    allowDirty: Boolean(parsed['allowDirty']),
    markers: Boolean(parsed['markers']),
    json: Boolean(parsed['json']),
    install: Boolean(parsed['install']),
    quiet: Boolean(parsed['quiet']),
    verbose: Boolean(parsed['verbose']),
    color,
  };
}

function withNearest(message: string): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ')[0];
  if (!unknown) return message.replaceAll(/\s*\n\s*/g, ' ');
  const guess = nearest(unknown, OPTION_NAMES);
  return `Unknown option --${unknown}${guess ? `; did you mean --${guess}?` : '; see --help'}`;
}

function changeId(id: string): ChangeId {
  if (isChangeId(id)) return id;
  const guess = suggestChange(id);
  throw new UsageError(
    `Unknown change ${id}${guess ? `; did you mean ${guess}?` : '; see mcp-migrate changes'}`,
  );
}

function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter(item => item !== undefined).map(String);
}

function list(value: unknown): string[] {
  return strings(value)
    .flatMap(item => item.split(','))
    .map(item => item.trim())
    .filter(Boolean);
}
