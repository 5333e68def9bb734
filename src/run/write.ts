import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, constants, link, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemReason } from '../discovery/system-error.js';
import { ChangedOnDiskError, MigrationError } from './problems.js';

export interface FileWrite {
  /** Absolute path. */
  readonly path: string;
  /** What the file held when it was read. */
  readonly before: string;
  readonly after: string;
  /** The file is not there yet. */
  readonly isNew?: boolean;
}

export interface WriteOptions {
  /** Stops the writing; what is already written is put back. */
  readonly signal?: AbortSignal | undefined;
}

interface Staged {
  readonly write: FileWrite;
  /** Where the content goes: the target of the link when `path` is one. */
  readonly target: string;
  /** The new content, until it replaces the old. */
  readonly temporary: string;
  /** The old content, until all files are replaced; not every file system can keep it. */
  readonly backup: string;
}

/**
 * Writes all files or none. Every new text is staged next to its file first, so a full or read-only disk shows
 * before anything is replaced; replacing is a rename, and a failure puts back what was replaced.
 * @throws {ChangedOnDiskError} when files are not what they were when they were read
 * @throws {MigrationError} when a file cannot be written, or the signal came; in all cases the files hold what
 * they held before
 */
export async function writeAll(writes: readonly FileWrite[], { signal }: WriteOptions = {}): Promise<void> {
  const staged: Staged[] = [];
  const replaced: Staged[] = [];
  let current: FileWrite | undefined;
  try {
    const changed: string[] = [];
    for (const write of writes) if (await isChanged(write.path, write)) changed.push(write.path);
    if (changed.length > 0) throw new ChangedOnDiskError(changed);
    for (current of writes) {
      stopIf(signal);
      const { isNew } = current;
      const target = isNew ? current.path : await realpath(current.path);
      const own = path.join(path.dirname(target), `.mcp-migrate-${randomBytes(6).toString('hex')}`);
      const stage = { write: current, target, temporary: `${own}.new.tmp`, backup: `${own}.old.tmp` };
      // A rename would replace a read-only file, too.
      await access(isNew ? path.dirname(target) : target, constants.W_OK);
      staged.push(stage);
      await writeDurably(stage.temporary, current.after, isNew ? undefined : await stat(target));
    }
    for (const stage of staged) {
      current = stage.write;
      stopIf(signal);
      if (await isChanged(stage.target, current)) throw new ChangedOnDiskError([current.path]);
      if (!current.isNew) await link(stage.target, stage.backup).catch(() => {});
      await rename(stage.temporary, stage.target);
      replaced.push(stage);
    }
  } catch (error) {
    const lost: string[] = [];
    for (const stage of replaced) await putBack(stage).catch(() => lost.push(stage.write.path));
    await removeAll(staged.flatMap(stage => [stage.temporary, ...(lost.length > 0 ? [] : [stage.backup])]));
    throw failure(error, current, lost);
  }
  await removeAll(staged.map(stage => stage.backup));
}

function failure(error: unknown, current: FileWrite | undefined, lost: readonly string[]): MigrationError {
  const place = current ? { file: current.path } : {};
  if (lost.length > 0) {
    const message = `could not be written, and ${lost.join(', ')} could not be put back; restore from version control`;
    return new MigrationError(message, place, { cause: error });
  }
  if (error instanceof MigrationError) return error;
  const message = `cannot be written: ${systemReason(error)}; nothing was changed`;
  return new MigrationError(message, place, { cause: error });
}

function stopIf(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new MigrationError('interrupted; nothing was changed');
}

async function isChanged(file: string, { before, isNew = false }: FileWrite): Promise<boolean> {
  try {
    const text = await readFile(file, 'utf8');
    return isNew || text !== before;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR') return !isNew || code === 'EISDIR';
    throw error;
  }
}

/** @param like owner and mode of the file that it replaces */
async function writeDurably(file: string, content: string, like?: Stats): Promise<void> {
  const handle = await open(file, 'wx', like ? like.mode & 0o777 : 0o666);
  try {
    await handle.writeFile(content, 'utf8');
    // Only a privileged user may give a file away; everybody else keeps it.
    if (like) await handle.chown(like.uid, like.gid).catch(() => {});
    if (like) await handle.chmod(like.mode & 0o7777);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function putBack({ write, target, temporary, backup }: Staged): Promise<void> {
  if (write.isNew) {
    await rm(target);
    return;
  }
  try {
    await rename(backup, target);
  } catch {
    await writeDurably(temporary, write.before, await stat(target));
    await rename(temporary, target);
  }
}

async function removeAll(files: readonly string[]): Promise<void> {
  await Promise.all(files.map(file => rm(file, { force: true }).catch(() => {})));
}
