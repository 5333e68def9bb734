import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { MigrationError } from './problems.js';

const execute = promisify(execFile);

/** @throws {MigrationError} when files among or below `paths` have uncommitted changes, or git does not answer */
export async function refuseDirty(paths: readonly string[]): Promise<void> {
  const dirty = await uncommittedFiles(paths);
  if (dirty.length === 0) return;
  const shown = dirty.slice(0, 5).join(', ') + (dirty.length > 5 ? `, and ${dirty.length - 5} more` : '');
  throw new MigrationError(
    `The git work tree has uncommitted changes (${shown}); commit them or pass --allow-dirty.`,
  );
}

/**
 * The files among or below `paths` that have uncommitted changes, as git names them. Paths outside of a work tree
 * have none; without git nothing has.
 * @param paths absolute, existing
 * @throws {MigrationError} when git does not answer, so that nobody can know
 */
async function uncommittedFiles(paths: readonly string[]): Promise<string[]> {
  const byWorkTree = new Map<string, string[]>();
  for (const each of paths) {
    const directory = (await stat(each)).isDirectory() ? each : path.dirname(each);
    const top = (await git(directory, ['rev-parse', '--show-toplevel']))?.replace(/\n$/, '');
    if (!top) continue;
    const known = byWorkTree.get(top);
    if (known) known.push(each);
    else byWorkTree.set(top, [each]);
  }
  const dirty: string[] = [];
  for (const [top, within] of byWorkTree) {
    const status = ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--', ...within];
    const entries = ((await git(top, status)) ?? '').split('\0').filter(Boolean);
    dirty.push(...entries.map(entry => entry.slice('XY '.length)));
  }
  return dirty;
}

/** Runs git; undefined when it is not installed or the directory is in no work tree. */
async function git(directory: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await execute('git', ['--no-optional-locks', '--literal-pathspecs', ...args], {
      cwd: directory,
      env: { ...process.env, LC_ALL: 'C' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { code, stderr = '', message } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT' || /not a git repository|must be run in a work tree/.test(stderr)) return undefined;
    const why = (stderr || message)
      .trim()
      .split('\n')[0]!
      .replace(/^fatal: /, '');
    throw new MigrationError(
      `git cannot tell whether there are uncommitted changes (${why}); pass --allow-dirty to run all the same.`,
      { file: directory },
      { cause: error },
    );
  }
}
