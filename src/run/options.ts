import type { LegacyMode } from '../engine/types.js';
import type { ChangeSelection } from './selection.js';

export interface MigrateOptions extends ChangeSelection {
  /** Files and directories to migrate. */
  readonly paths: readonly string[];
  /** Directory that relative paths start from; the working directory by default. */
  readonly cwd?: string;
  /** Compute everything, write nothing. */
  readonly dryRun?: boolean;
  readonly legacy?: LegacyMode;
  /** Let clients keep lists that never change for so many seconds; without it they are told to ask again. */
  readonly cacheSeconds?: number | undefined;
  /**
   * Globs of files to leave alone, from `cwd`; a directory stands for all it holds, a name without a slash for
   * every file and directory of that name.
   */
  readonly ignore?: readonly string[];
  /** Go on although the git work tree has uncommitted changes. */
  readonly allowDirty?: boolean;
  /** Put a `TODO(mcp-migrate)` comment above every place that needs a person; on by default. */
  readonly markers?: boolean;
  readonly onProgress?: (message: string) => void;
  /** Stops the writing: what is already written is put back. */
  readonly signal?: AbortSignal;
}
