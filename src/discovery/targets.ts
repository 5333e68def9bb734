import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { MigrationError } from '../run/problems.js';
import { systemReason } from './system-error.js';

export interface Target {
  /** Absolute path, symbolic links resolved. */
  readonly path: string;
  readonly isDirectory: boolean;
}

/**
 * Resolves what was asked for.
 * @param paths files and directories, absolute or relative to `cwd`
 * @returns each file and directory once, in the order given
 * @throws {MigrationError} when a path does not exist, or is neither a file nor a directory
 */
export async function resolveTargets(cwd: string, paths: readonly string[]): Promise<Target[]> {
  const targets = new Map<string, Target>();
  for (const given of paths) {
    const target = await resolveTarget(path.resolve(cwd, given));
    targets.set(target.path, target);
  }
  return [...targets.values()];
}

async function resolveTarget(target: string): Promise<Target> {
  let real: string;
  try {
    real = await realpath(target);
  } catch (error) {
    throw new MigrationError(await whyUnresolved(target, error), { file: target });
  }
  const stats = await stat(real);
  if (stats.isFile() || stats.isDirectory()) return { path: real, isDirectory: stats.isDirectory() };
  throw new MigrationError('is neither a file nor a directory', { file: target });
}

async function whyUnresolved(target: string, error: unknown): Promise<string> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ELOOP') return 'is a symbolic link that leads to itself';
  if (code !== 'ENOENT') return `cannot be read: ${systemReason(error)}`;
  const isLink = (await lstat(target).catch(() => undefined))?.isSymbolicLink() ?? false;
  return isLink ? 'is a symbolic link to nothing' : 'no such file or directory';
}
