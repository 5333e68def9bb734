import type { ChangeId } from '../changes/index.js';
import type { ts } from './ts.js';
import type { Note, SourceUnit } from './types.js';

/** A note about a node of a file. */
export function noteAt(
  unit: SourceUnit,
  node: ts.Node,
  change: ChangeId,
  note: Pick<Note, 'severity' | 'message' | 'advice'>,
): Note {
  return {
    change,
    file: unit.path,
    pos: node.getStart(unit.ast),
    severity: note.severity,
    message: note.message,
    advice: note.advice,
  };
}
