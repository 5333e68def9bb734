import type { ChangeId } from '../changes/index.js';
import type { FileStyle } from './style.js';
import type { ProjectModel } from '../project/model.js';
import type { ts } from './ts.js';

/** What to do about 2025-11-25 clients; see `--legacy`. */
export type LegacyMode = 'auto' | 'stateless' | 'keep' | 'reject';

/** One source file as a transform sees it. Offsets everywhere are into `text`, which has no byte order mark. */
export interface SourceUnit {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  /** Raw compiler node, parent pointers set. */
  readonly ast: ts.SourceFile;
  readonly style: FileStyle;
}

/**
 * Replace `text.slice(start, end)` of `file` by `text`. An insertion has `start === end`; at the start of a file that
 * is not there, it makes the file.
 */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A named import that inserted code needs. The runner merges it into the file's own imports or requires. */
export interface ImportRequest {
  readonly file: string;
  readonly module: string;
  readonly name: string;
  /** Local name; by default the imported one. */
  readonly as?: string;
  readonly typeOnly?: boolean;
}

export type Severity = 'error' | 'warning' | 'info';

/** A place in one snapshot of a file that a person has to look at. */
export interface Note {
  readonly change: ChangeId;
  readonly file: string;
  /** Offset of the construct meant; the marker goes above the line of the statement that holds it. */
  readonly pos: number;
  readonly severity: Severity;
  /** What is wrong or was decided, in one line. */
  readonly message: string;
  /** What to do, in one line, naming the replacement. */
  readonly advice: string;
}

/** Edits that make sense only together, possibly across files: all are applied or none. */
export interface Rewrite {
  readonly change: ChangeId;
  readonly edits: readonly TextEdit[];
  readonly imports?: readonly ImportRequest[];
  /** Present when a person should check the result: "rewritten with review". */
  readonly review?: Note;
  /** More to know or to check about the result, here or at other places. */
  readonly remarks?: readonly Note[];
}

export interface TransformResult {
  readonly rewrites: readonly Rewrite[];
  /** Places this transform recognises and does not rewrite. Reported on every run for as long as they stand. */
  readonly left: readonly Note[];
}

export interface TransformContext {
  readonly project: ProjectModel;
  /** The files to look at: parsed, candidates only, sorted by path. */
  readonly files: readonly SourceUnit[];
  readonly legacy: LegacyMode;
  /** How long clients may keep lists that never change, when the user said so. */
  readonly cacheSeconds?: number | undefined;
}

/**
 * Phases run in this order; inside a phase every transform sees the same snapshot, and the phase repeats until
 * it yields no edit.
 * - `typed`: still SDK v1 text, with the v1 types the project has installed
 * - `sdk`: SDK v1 to v2
 * - `serve`: how servers are built, served and connected, and how clients connect
 * - `protocol`: everything inside handlers and calls
 * - `report`: no rewrites, only what is left
 */
export const PHASES = ['typed', 'sdk', 'serve', 'protocol', 'report'] as const;
export type Phase = (typeof PHASES)[number];

export interface Transform {
  /** Kebab case, unique, the file's name in `transforms/`. */
  readonly name: string;
  readonly phase: Phase;
  /** Changes of the catalogue this transform serves; `--only` and `--skip` select by them. */
  readonly changes: readonly ChangeId[];
  /** Whether it looks at files that stay on SDK v1 as well; what it rewrites there is dropped. */
  readonly readsHeld?: boolean;
  /**
   * Looks at the snapshot and returns what to change. Pure: mutates nothing, reads no file.
   * Throws only on a defect of its own; the runner then reports the transform and goes on without it.
   */
  run(context: TransformContext): TransformResult;
}
