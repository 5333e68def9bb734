import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Files below `dirs` with uncommitted changes, as git prints them; empty when clean, when git is not installed,
 * or when `cwd` is in no repository.
 */
export async function uncommittedFiles(cwd: string, paths: readonly string[]): Promise<string[]> {
  try {
    const { stdout } = await run(
      'git',
      ['status', '--porcelain', '--untracked-files=all', '-z', '--', ...paths],
      {
        cwd,
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    return stdout
      .split('\0')
      .filter(entry => /^.. ./.test(entry))
      .map(entry => entry.slice(3));
  } catch {
    return [];
  }
}
