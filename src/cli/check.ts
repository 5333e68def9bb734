import path from 'node:path';
import { check } from '../check/check.js';
import { FORMATS, type FormatContext } from '../check/formats/index.js';
import type { CheckReport } from '../check/report.js';
import { checkHelp, parseCheckArguments, type CheckArguments } from './check-options.js';
import { wantsColor, type Terminal } from './terminal.js';

/**
 * Runs `mcp-migrate check`.
 * @param argv what follows the command
 * @param version tells the version of mcp-migrate, which few formats mention
 * @returns the exit status: 0 nothing found, 1 findings
 * @throws {UsageError} when the command line cannot be understood
 * @throws {MigrationError} when the check cannot be made
 */
export async function runCheck(
  argv: readonly string[],
  terminal: Terminal,
  version: () => string,
): Promise<0 | 1> {
  const parsed = await parseCheckArguments(argv);
  if (parsed === 'help') {
    terminal.stdout.write(`${checkHelp()}\n`);
    return 0;
  }
  const report = parsed.fix
    ? await checkAndFix(parsed, terminal)
    : await check(await optionsOf(parsed, terminal), () => loadFormat(parsed));
  await print(report, parsed, terminal, color => ({
    color,
    get version() {
      return version();
    },
  }));
  remindOfBaseline(report, parsed, terminal);
  return fails(report, parsed) ? 1 : 0;
}

function loadFormat({ printed }: CheckArguments): void {
  if (printed === 'stylish') void import('../check/formats/stylish.js');
}

async function checkAndFix(parsed: CheckArguments, terminal: Terminal): Promise<CheckReport> {
  const { withInterrupts } = await import('./interrupt.js');
  const options = await optionsOf(parsed, terminal);
  return withInterrupts(signal => check({ ...options, signal }));
}

async function textFrom(stream: NodeJS.ReadableStream): Promise<string> {
  const { text } = await import('node:stream/consumers');
  return text(stream);
}

async function optionsOf(
  parsed: CheckArguments,
  { cwd, stdin }: Terminal,
): Promise<Parameters<typeof check>[0]> {
  const { paths, strict, legacy, only, skip, ignore, shard, stdinFilename, baseline, fix, cache, threads } =
    parsed;
  return {
    ...{ cwd, paths, strict, legacy, only, skip, ignore, fix },
    ...(shard && { shard }),
    ...(stdinFilename !== undefined && { stdin: { text: await textFrom(stdin), filename: stdinFilename } }),
    ...(baseline && { baseline }),
    ...(cache !== undefined && { cache }),
    ...(threads !== undefined && { threads }),
  };
}

async function print(
  report: CheckReport,
  { printed, outputs, color }: CheckArguments,
  terminal: Terminal,
  contextWith: (color: boolean) => FormatContext,
): Promise<void> {
  // Files first: a reader of standard output that stops early must not cost them.
  for (const { format, file } of outputs) {
    const { replaceFile } = await import('../check/replace-file.js');
    await replaceFile(path.resolve(terminal.cwd, file), await FORMATS[format](report, contextWith(false)));
  }
  if (!printed) return;
  terminal.stdout.write(await FORMATS[printed](report, contextWith(color ?? wantsColor(terminal))));
}

function remindOfBaseline(
  { gone = 0 }: CheckReport,
  { baseline }: CheckArguments,
  { stderr }: Terminal,
): void {
  if (!baseline || gone === 0) return;
  const [entries, them] =
    gone === 1 ? ['1 entry of the baseline is', 'it'] : [`${gone} entries of the baseline are`, 'them'];
  stderr.write(
    `mcp-migrate: ${entries} gone from the code; --prune-baseline takes ${them} out of ${baseline.file}\n`,
  );
}

function fails({ findings, problems }: CheckReport, { maxWarnings }: CheckArguments): boolean {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return problems.length > 0 || warnings < findings.length || warnings > maxWarnings;
}
