import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { MigrationError } from './problems.js';

export interface FileWrite {
  /** Absolute path of an existing file. */
  readonly path: string;
  /** What the file held when it was read. */
  readonly before: string;
  readonly after: string;
}

interface Staged {
  readonly write: FileWrite;
  /** Where the content goes: the target of the link when `path` is one. */
  readonly target: string;
  readonly temporary: string;
}

/**
 * Writes all files or none. Every new text is staged next to its file first, so a full or read-only disk shows
 * before anything is replaced; replacing is a rename, and a failure puts back what was replaced.
 * @throws {MigrationError} when a file changed since it was read or cannot be written; all files then hold what
 * they held before
 */
export async function writeAll(writes: readonly FileWrite[]): Promise<void> {
  const staged: Staged[] = [];
  const replaced: Staged[] = [];
  try {
    for (const write of writes) {
      const target = await realpath(write.path);
      await expectUnchanged(write, target);
      const temporary = path.join(
        path.dirname(target),
        `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`,
      );
      staged.push({ write, target, temporary });
      await writeDurably(temporary, write.after, (await stat(target)).mode);
    }
    for (const stage of staged) {
      await expectUnchanged(stage.write, stage.target);
      await rename(stage.temporary, stage.target);
      replaced.push(stage);
    }
  } catch (error) {
    const lost = await restore(replaced);
    await Promise.all(staged.map(stage => rm(stage.temporary, { force: true }).catch(() => {})));
    if (lost.length > 0) {
      throw new MigrationError(
        `could not put back ${lost.join(', ')}; restore from version control`,
        {},
        { cause: error },
      );
    }
    if (error instanceof MigrationError) throw error;
    const failing = staged.at(-1)?.write.path;
    const { code } = error as NodeJS.ErrnoException;
    throw new MigrationError(
      `cannot be written (${code ?? String(error)}); nothing was changed`,
      failing === undefined ? {} : { file: failing },
      { cause: error },
    );
  }
}

async function expectUnchanged(write: FileWrite, target: string): Promise<void> {
  if ((await readFile(target, 'utf8')) !== write.before) {
    throw new MigrationError('changed on disk while the migration ran; nothing was changed, run again', {
      file: write.path,
    });
  }
}

async function writeDurably(file: string, content: string, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode & 0o777);
  try {
    await handle.writeFile(content, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function restore(replaced: readonly Staged[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { write, target, temporary } of replaced) {
    try {
      await writeDurably(temporary, write.before, (await stat(target)).mode);
      await rename(temporary, target);
    } catch {
      lost.push(write.path);
    }
  }
  return lost;
}
