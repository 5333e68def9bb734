import type { ChangeSelection } from '../run/selection.js';
import type { BaselineOptions } from './baseline.js';

export const DEFAULT_BASELINE = '.mcp-migrate-baseline.json';
export const DEFAULT_CACHE = '.mcp-migrate-cache.json';

export interface CheckOptions extends ChangeSelection {
  /** Files and directories to check. */
  readonly paths: readonly string[];
  /** Directory that relative paths start from; the working directory by default. */
  readonly cwd?: string;
  /** Take the rules as `configs.strict` of the plugin has them; `configs.recommended` by default. */
  readonly strict?: boolean;
  /** `drop` also reports what only 2025-11-25 peers need; `keep` by default. */
  readonly legacy?: 'keep' | 'drop';
  /**
   * Globs of files to leave alone, from `cwd`; a directory stands for all it holds, a name without a slash for
   * every file and directory of that name.
   */
  readonly ignore?: readonly string[];
  /** Check this text instead of files; `paths` do not matter then. */
  readonly stdin?: {
    readonly text: string;
    /** What the text would be called as a file; tells which rules apply. */
    readonly filename: string;
  };
  /** Make the safe fixes and write the files; not with `stdin`. */
  readonly fix?: boolean;
  readonly baseline?: Omit<BaselineOptions, 'mode'> & Partial<Pick<BaselineOptions, 'mode'>>;
  /** Path of a file that keeps results for the next check. */
  readonly cache?: string;
  /** Check only this part of the files; all parts together are the whole. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** How many threads to use; by default as many as the amount of text pays for. */
  readonly threads?: number;
  /** Stops the writing of fixes: what is already written is put back. */
  readonly signal?: AbortSignal;
}
