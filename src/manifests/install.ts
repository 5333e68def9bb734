import { spawn } from 'node:child_process';
import { detect, resolveCommand } from 'package-manager-detector';
import { MigrationError } from '../run/problems.js';

export interface InstallCommand {
  /** `npm`, `pnpm`, `yarn`, `bun`, `deno`. */
  readonly manager: string;
  readonly command: string;
  readonly args: readonly string[];
  /** As typed into a shell. */
  readonly text: string;
}

/**
 * Works out how dependencies are installed in a directory: by the lockfile or the `packageManager` field there
 * or above, with npm where nothing says otherwise.
 */
export async function installCommand(directory: string): Promise<InstallCommand> {
  const detected = await detect({ cwd: directory });
  const resolved = detected && resolveCommand(detected.agent, 'install', []);
  const { command, args: given } = resolved ?? { command: 'npm', args: ['install'] };
  const args = given.map(arg => (arg === 'i' ? 'install' : arg));
  return {
    manager: resolved ? detected.name : 'npm',
    command,
    args,
    text: [command, ...args].join(' '),
  };
}

/**
 * Runs the install command of a directory; its output goes where ours goes.
 * @throws {MigrationError} when it cannot be started or does not succeed
 */
export async function runInstall(directory: string): Promise<void> {
  const { command, args, text } = await installCommand(directory);
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string, cause?: Error) =>
      reject(
        new MigrationError(
          `\`${text}\` ${why}; the files are migrated, install by hand.`,
          { file: directory },
          { cause },
        ),
      );
    // On Windows package managers are scripts, which only a shell can start. Standard output stays free for
    // the report.
    const child = spawn(command, [...args], {
      cwd: directory,
      stdio: ['ignore', process.stderr, process.stderr],
      shell: process.platform === 'win32',
    });
    child.on('error', error => fail(`could not be started (${error.message})`, error));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else fail(signal ? `was ended by ${signal}` : `failed with exit status ${code}`);
    });
  });
}
