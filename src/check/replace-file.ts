import { randomBytes } from 'node:crypto';
import { mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemReason } from '../discovery/system-error.js';
import { MigrationError } from '../run/problems.js';

/**
 * Writes a file of our own, new or not, in one step: who reads it meanwhile finds the old text or the new one.
 * @throws {MigrationError} when it cannot be written
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const target = await realpath(file).catch(() => file);
    temporary = path.join(path.dirname(target), `.mcp-migrate-${randomBytes(6).toString('hex')}.tmp`);
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
    throw new MigrationError(`cannot be written: ${systemReason(error)}`, { file }, { cause: error });
  }
}
