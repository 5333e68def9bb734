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

/** A part of a text, by offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A finding by offsets into the text it was found in. */
export interface Place extends Range {
  readonly change: ChangeId;
  readonly message: string;
  /** What can go without a replacement. Only named when nothing else is on the same lines. */
  readonly remove?: readonly Range[];
}

/** A place in a part of a text, as a place in the whole. */
export function shifted(place: Place, by: number): Place {
  const move = ({ start, end }: Range) => ({ start: start + by, end: end + by });
  return { ...place, ...move(place), ...(place.remove && { remove: place.remove.map(move) }) };
}
