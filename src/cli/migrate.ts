import path from 'node:path';
import { Chalk, supportsColor, type ChalkInstance } from 'chalk';
import { CHANGES, findChange } from '../changes/index.js';
import { runInstall } from '../manifests/install.js';
import { formatDiff } from '../report/diff.js';
import { formatJson } from '../report/json.js';
import { formatSummary } from '../report/summary.js';
import { migrateWith } from '../run/migrate.js';
import { needsPerson, type MigrationReport } from '../run/report.js';
import { writeAll } from '../run/write.js';
import { formatChange, formatChanges } from './changes.js';
import { withInterrupts } from './interrupt.js';
import { parseArguments, type MigrateArguments } from './options.js';
import { createProgress, NO_PROGRESS } from './progress.js';
import { wantsColor, type Terminal } from './terminal.js';

/**
 * Runs every command but `check`.
 * @returns the exit status: 0 nothing left to do, 1 something is left for a person
 */
export async function runCommand(
  argv: readonly string[],
  terminal: Terminal,
  version: string,
): Promise<0 | 1> {
  const parsed = await parseArguments(argv, version);
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
}

async function runMigration(
  parsed: MigrateArguments,
  terminal: Terminal,
  chalk: ChalkInstance,
): Promise<0 | 1> {
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
  const { paths, dryRun, legacy, cacheSeconds, only, skip, ignore, allowDirty, markers } = parsed;
  try {
    return await migrateWith(
      {
        cwd: terminal.cwd,
        paths,
        dryRun,
        legacy,
        cacheSeconds,
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
