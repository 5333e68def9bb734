export { CHANGES, changeIds, findChange, isChangeId } from './changes/index.js';
export type { Change, ChangeId } from './changes/index.js';
export { check } from './check/check.js';
export type { BaselineOptions } from './check/baseline.js';
export type { CheckOptions } from './check/options.js';
export type { CheckFinding, CheckReport } from './check/report.js';
export type { LegacyMode, Severity } from './engine/types.js';
export { migrate } from './run/migrate.js';
export type { MigrateOptions } from './run/options.js';
export { MigrationError, type Problem } from './run/problems.js';
export { needsPerson } from './run/report.js';
export type {
  ChangeCount,
  ChangedFile,
  Finding,
  InstallHint,
  MigrationReport,
  SkippedFile,
} from './run/report.js';
