import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CLI } from './paths.js';
import { run, type Finished, type RunOptions } from './processes.js';
import { temporaryDirectory } from './project.js';

/** Files by path, `/` between directories. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** A directory of its own with these files. */
export async function projectWith(files: Files): Promise<string> {
  const directory = await temporaryDirectory('project');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), content);
  }
  return directory;
}

/** Every file below a directory with its text, what a run may have left behind included. */
export async function filesIn(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => path.relative(directory, path.join(entry.parentPath, entry.name)));
  const texts = files.sort().map(async file => [file, await readFile(path.join(directory, file), 'utf8')]);
  return Object.fromEntries((await Promise.all(texts)) as [string, string][]);
}

/** Runs the built command line to its end. */
export function cli(
  cwd: string,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<Finished> {
  return run(process.execPath, [CLI, ...args], { cwd, ...options });
}

/** Runs a shell script with the command line as `$CLI`. */
export function shell(cwd: string, script: string, args: readonly string[] = []): Promise<Finished> {
  return run('bash', ['-c', script, 'bash', ...args], { cwd, env: { CLI: `${process.execPath} ${CLI}` } });
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when it has ended. */
  readonly finished: Promise<Finished & { readonly signal: NodeJS.Signals | null }>;
}

/** Starts the command line with a module loaded first. */
export function startCli(cwd: string, args: readonly string[], preload: string): Running {
  const child = spawn(process.execPath, ['--import', preload, CLI, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', chunk => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', chunk => (stderr += chunk));
  const finished = new Promise<Awaited<Running['finished']>>(resolve =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return { child, finished };
}

/** A module that makes every replacement of a file take a while, so that a test can step in. */
export async function slowRenames(milliseconds: number): Promise<string> {
  const file = path.join(await temporaryDirectory('preload'), 'slow.mjs');
  await writeFile(
    file,
    `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { setTimeout } from 'node:timers/promises';
const { rename } = fs.promises;
fs.promises.rename = async (from, to) => {
  await setTimeout(${milliseconds});
  await rename(from, to);
};
syncBuiltinESMExports();
`,
  );
  return file;
}
