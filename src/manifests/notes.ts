import type { Note, Severity } from '../engine/types.js';

/** A note on a package.json; everything said there belongs to the move to the v2 packages. */
export function manifestNote(
  file: string,
  pos: number,
  severity: Severity,
  message: string,
  advice: string,
): Note {
  return { change: 'sdk-v2-packages', file, pos, severity, message, advice };
}
