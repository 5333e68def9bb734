import type { ChangeId } from '../../changes/index.js';

export interface DeploymentFile {
  readonly path: string;
  readonly text: string;
}

/** A place in a deployed file that relies on something 2026-07-28 no longer has, or lacks something it needs. */
export interface DeploymentFinding {
  readonly change: ChangeId;
  /** One-based position; the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

/** A finding by offsets into the text it was found in. */
export interface Place {
  readonly change: ChangeId;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}
