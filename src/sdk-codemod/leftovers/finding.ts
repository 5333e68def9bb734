import { noteAt } from '../../engine/notes.js';
import { ts } from '../../engine/ts.js';
import type { Note, Severity, SourceUnit } from '../../engine/types.js';

/** A place that takes a person, and what to tell them. */
export interface Finding {
  readonly node: ts.Node;
  readonly severity: Severity;
  readonly message: string;
  readonly advice: string;
}

/** Looks a file over for one kind of place. */
export type Finder = (unit: SourceUnit, names: import('../../project/names.js').NameResolver) => Finding[];

export function noteOf(unit: SourceUnit, { node, severity, message, advice }: Finding): Note {
  return noteAt(unit, node, 'sdk-v2-packages', {
    severity,
    message,
    advice,
  });
}
