import { realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Chalk, supportsColor, type ChalkInstance } from 'chalk';
import { CHANGES, findChange } from '../changes/index.js';
import { systemReason } from '../discovery/system-error.js';
import { runInstall } from '../manifests/install.js';
import { formatDiff } from '../report/diff.js';
import { formatJson } from '../report/json.js';
import { formatProblem, formatSummary } from '../report/summary.js';
import { migrateWith } from '../run/migrate.js';
import { MigrationError } from '../run/problems.js';
import { needsPerson, type MigrationReport } from '../run/report.js';
import { writeAll } from '../run/write.js';
import { formatChange, formatChanges } from './changes.js';
import { withInterrupts } from './interrupt.js';
import { parseArguments, UsageError, type MigrateArguments } from './options.js';
import { nearest } from './nearest.js';
import { nearestPath } from './nearest-path.js';
import { createProgress, NO_PROGRESS } from './progress.js';

export interface Terminal {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** Where relative paths start. */
  readonly cwd: string;
}

/**
 * Runs one command line.
 * @returns the exit status: 0 nothing left to do, 1 something is left for a person, 2 could not run
 */
export async function run(argv: readonly string[], shell: Terminal): Promise<0 | 1 | 2> {
  let terminal = shell;
  try {
    terminal = { ...shell, cwd: await workingDirectory(shell.cwd) };
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

async function workingDirectory(given: string): Promise<string> {
  try {
    return await realpath(given);
  } catch (error) {
    throw new MigrationError(`cannot work in this directory: ${systemReason(error)}`, {}, { cause: error });
  }
}

async function runMigration(
  parsed: MigrateArguments,
  terminal: Terminal,
  chalk: ChalkInstance,
): Promise<0 | 1 | 2> {
  const report = await compute(parsed, terminal);
  if (parsed.json) terminal.stdout.write(formatJson(report));
  else {
    if (parsed.diff && report.changed.length > 0)
      terminal.stdout.write(`${formatDiff(report.changed, report.root, chalk)}\n`);
    const { verbose, quiet, install: installs } = parsed;
    terminal.stdout.write(formatSummary(report, { chalk, verbose, quiet, installs }));
  }
  if (parsed.install) await install(report, terminal);
  return needsPerson(report) ? 1 : 0;
}

async function compute(parsed: MigrateArguments, terminal: Terminal): Promise<MigrationReport> {
  const progress = parsed.quiet || parsed.json ? NO_PROGRESS : createProgress(terminal.stderr, terminal.env);
  const { paths, dryRun, legacy, only, skip, ignore, allowDirty, markers } = parsed;
  try {
    return await migrateWith(
      {
        cwd: terminal.cwd,
        paths,
        dryRun,
        legacy,
        only,
        skip,
        ignore,
        allowDirty,
        markers,
        onProgress: progress.show,
      },
      changed => withInterrupts(signal => writeAll(changed, { signal })),
    );
  } finally {
    progress.clear();
  }
}

async function install(report: MigrationReport, terminal: Terminal): Promise<void> {
  for (const { directory, command } of report.installs) {
    terminal.stderr.write(`Running ${command} in ${path.relative(terminal.cwd, directory) || '.'}\n`);
    await runInstall(directory);
  }
}

function chalkFor(terminal: Terminal, color: boolean | undefined): ChalkInstance {
  const detected = supportsColor ? supportsColor.level : 0;
  return new Chalk({ level: (color ?? wantsColor(terminal)) ? (Math.max(detected, 1) as 1 | 2 | 3) : 0 });
}

/** `NO_COLOR` wins over `FORCE_COLOR`, which wins over what the terminal can do. */
function wantsColor({ env, stdout }: Terminal): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return Boolean(stdout.isTTY) && env['TERM'] !== 'dumb';
}

function explain(error: unknown, terminal: Terminal): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof MigrationError) {
    const { file, line, column, message } = error;
    if (file === undefined) return message;
    const place = { ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
    const hint = message === 'no such file or directory' ? didYouMean(file, terminal.cwd) : '';
    return formatProblem({ file, ...place, message }, terminal.cwd) + hint;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `internal error, please report it\n${detail}`;
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
