export { CHANGES, changeIds, findChange, isChangeId } from './changes/index.js';
export type { Change, ChangeId } from './changes/index.js';
export type { LegacyMode, Severity } from './engine/types.js';
export { migrate, type MigrateOptions } from './run/migrate.js';
export { MigrationError, type Problem } from './run/problems.js';
export { needsPerson } from './run/report.js';
export type { ChangeCount, ChangedFile, Finding, InstallHint, MigrationReport } from './run/report.js';
