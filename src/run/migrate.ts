import type { MigrateOptions } from './options.js';
import { planMigration } from './plan.js';
import { ChangedOnDiskError } from './problems.js';
import type { ChangedFile, MigrationReport } from './report.js';
import { writeAll } from './write.js';

/** Who writes to the project all the time is not going to stop. */
const MAX_ATTEMPTS = 5;

/**
 * Migrates a project from MCP revision 2025-11-25 to 2026-07-28.
 * All edits are computed and parsed again before the first write; files are written together or not at all. A file
 * that changes meanwhile is left as it is and reported; the others are migrated without it.
 * @returns what was changed, what a person has to look at, and which input could not be migrated
 * @throws {MigrationError} when the run cannot be made: a path that does not exist, a dirty work tree, a disk that
 * cannot be written
 */
export function migrate(options: MigrateOptions): Promise<MigrationReport> {
  return migrateWith(options, changed => writeAll(changed, options));
}

/**
 * `migrate` with a say in how files are written.
 * @param write writes all files or none, and throws `ChangedOnDiskError` when some are not what they were
 */
export async function migrateWith(
  options: MigrateOptions,
  write: (changed: readonly ChangedFile[]) => Promise<void>,
): Promise<MigrationReport> {
  const moving = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    const report = await planMigration(options, moving);
    if (report.dryRun || report.changed.length === 0) return report;
    try {
      options.onProgress?.(`Writing ${report.changed.length} files`);
      await write(report.changed);
      return report;
    } catch (error) {
      if (!(error instanceof ChangedOnDiskError) || attempt === MAX_ATTEMPTS) throw error;
      for (const file of error.files) moving.add(file);
    }
  }
}
