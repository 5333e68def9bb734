import { createRequire } from 'node:module';
import path from 'node:path';
import { Chalk, supportsColor, type ChalkInstance } from 'chalk';
import createSpinner from 'yocto-spinner';
import { CHANGES, findChange } from '../changes/index.js';
import { runInstall } from '../manifests/install.js';
import { formatDiff } from '../report/diff.js';
import { formatJson } from '../report/json.js';
import { formatProblem, formatSummary } from '../report/summary.js';
import { migrate } from '../run/migrate.js';
import { MigrationError } from '../run/problems.js';
import { needsPerson, type MigrationReport } from '../run/report.js';
import { formatChange, formatChanges } from './changes.js';
import { parseArguments, UsageError, type MigrateArguments } from './options.js';
import { nearest } from './nearest.js';
import { nearestPath } from './nearest-path.js';

export interface Terminal {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/**
 * Runs one command line.
 * @returns the exit status: 0 nothing left to do, 1 something is left for a person, 2 could not run
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    const parsed = await parseArguments(argv, packageVersion());
    if (parsed.command === 'print') {
      terminal.stdout.write(`${parsed.text}\n`);
      return 0;
    }
    const chalk = chalkFor(terminal, parsed.color);
    if (parsed.command === 'changes') {
      const text = parsed.json
        ? JSON.stringify(CHANGES, null, 2)
        : formatChanges(CHANGES, { color: chalk.level > 0 });
      terminal.stdout.write(`${text.trimEnd()}\n`);
      return 0;
    }
    if (parsed.command === 'explain') {
      terminal.stdout.write(`${formatChange(findChange(parsed.id), { color: chalk.level > 0 }).trimEnd()}\n`);
      return 0;
    }
    return await runMigration(parsed, terminal, chalk);
  } catch (error) {
    terminal.stderr.write(`mcp-migrate: ${explain(error, terminal)}\n`);
    return 2;
  }
}

async function runMigration(
  parsed: MigrateArguments,
  terminal: Terminal,
  chalk: ChalkInstance,
): Promise<0 | 1 | 2> {
  const report = await withSpinner(terminal, parsed, onProgress =>
    migrate({
      cwd: terminal.cwd,
      paths: parsed.paths,
      dryRun: parsed.dryRun,
      legacy: parsed.legacy,
      only: parsed.only,
      skip: parsed.skip,
      ignore: parsed.ignore,
      allowDirty: parsed.allowDirty,
      markers: parsed.markers,
      onProgress,
    }),
  );
  if (parsed.json) terminal.stdout.write(formatJson(report));
  else {
    if (parsed.diff && report.changed.length > 0)
      terminal.stdout.write(`${formatDiff(report.changed, report.root, chalk)}\n`);
    terminal.stdout.write(formatSummary(report, { chalk, verbose: parsed.verbose, quiet: parsed.quiet }));
  }
  if (parsed.install && !parsed.dryRun) await install(report, terminal);
  return needsPerson(report) ? 1 : 0;
}

async function install(report: MigrationReport, terminal: Terminal): Promise<void> {
  for (const { directory, command } of report.installs) {
    terminal.stderr.write(`Running ${command} in ${path.relative(terminal.cwd, directory) || '.'}\n`);
    await runInstall(directory);
  }
}

async function withSpinner<T>(
  terminal: Terminal,
  parsed: MigrateArguments,
  work: (onProgress: (message: string) => void) => Promise<T>,
): Promise<T> {
  if (parsed.quiet || parsed.json || !terminal.stderr.isTTY) return work(() => {});
  const spinner = createSpinner({ stream: terminal.stderr }).start();
  try {
    return await work(message => {
      spinner.text = message;
    });
  } finally {
    spinner.stop();
  }
}

/** `--color` and `--no-color` win over `NO_COLOR`, which wins over what the terminal can do. */
function chalkFor(terminal: Terminal, color: boolean | undefined): ChalkInstance {
  const detected = supportsColor ? supportsColor.level : 0;
  const wanted =
    color ?? (!terminal.env['NO_COLOR'] && Boolean(terminal.stdout.isTTY || terminal.env['FORCE_COLOR']));
  return new Chalk({ level: wanted ? (Math.max(detected, 1) as 1 | 2 | 3) : 0 });
}

function explain(error: unknown, terminal: Terminal): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof MigrationError) {
    const message = error.file
      ? formatProblem(
          {
            file: error.file,
            message: error.message,
            ...(error.line !== undefined && { line: error.line }),
            ...(error.column !== undefined && { column: error.column }),
          },
          terminal.cwd,
        )
      : error.message;
    const hint =
      error.file && error.message.includes('no such file') ? didYouMean(error.file, terminal.cwd) : '';
    return message + hint;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** A mistyped command reads as a path that does not exist. */
function didYouMean(missing: string, cwd: string): string {
  const name = path.relative(cwd, missing);
  const command = nearest(name, ['changes', 'explain']);
  if (command !== undefined) return `; did you mean mcp-migrate ${command}?`;
  const guess = nearestPath(missing);
  return guess === undefined ? '' : `; did you mean ${path.relative(cwd, guess) || '.'}?`;
}

function packageVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('mcp-migrate/package.json') as { version: string }).version;
}
