import { realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { systemReason } from '../discovery/system-error.js';
import { MigrationError } from '../run/problems.js';
import type { Terminal } from './terminal.js';

export type { Terminal } from './terminal.js';

/**
 * Runs one command line. What a command needs is loaded when it is called: `check` runs at every commit.
 * @returns the exit status: 0 nothing left to do, 1 something is left for a person, 2 could not run
 */
export async function run(argv: readonly string[], shell: Terminal): Promise<0 | 1 | 2> {
  let { cwd } = shell;
  try {
    cwd = await workingDirectory(cwd);
    const terminal = { ...shell, cwd };
    const place = argv.findIndex(argument => argument !== '--color' && argument !== '--no-color');
    if (argv[place] === 'check') {
      const { runCheck } = await import('./check.js');
      return await runCheck(argv.toSpliced(place, 1), terminal, packageVersion);
    }
    const { runCommand } = await import('./migrate.js');
    return await runCommand(argv, terminal, packageVersion());
  } catch (error) {
    const { explain } = await import('./errors.js');
    shell.stderr.write(`mcp-migrate: ${explain(error, cwd)}\n`);
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

function packageVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('mcp-migrate/package.json') as { version: string }).version;
}
