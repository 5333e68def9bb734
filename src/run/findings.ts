import { CHANGES, type ChangeId } from '../changes/index.js';
import { applyEdits } from '../engine/edits.js';
import { markerEdits, reviewMarkers, type MarkedPlace } from '../engine/markers.js';
import { parseSource } from '../engine/parse.js';
import type { PipelineOutput, PlacedNote } from '../engine/pipeline.js';
import type { SourceUnit } from '../engine/types.js';
import type { ChangeCount, Finding } from './report.js';

export interface PlacingOptions {
  /** Whether to put comments into the files. */
  readonly markers: boolean;
  /** Whether the run looked for a change, so that a marker of it without a place can go. */
  readonly looksFor: (change: ChangeId) => boolean;
}

export interface PlacedFindings {
  readonly findings: readonly Finding[];
  /** Texts of files whose markers changed. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Turns the notes of a run into findings with lines, and puts a marker above each place. */
export function placeFindings(output: PipelineOutput, options: PlacingOptions): PlacedFindings {
  const findings: Finding[] = [];
  const texts = new Map<string, string>();
  for (const unit of output.after.units) {
    const notes = dedupe(output.notes.filter(note => note.file === unit.path));
    const edits = options.markers ? markerEdits(unit, notes.flatMap(placeOf), options.looksFor) : [];
    const { text, map } = applyEdits(unit.text, edits);
    const final = edits.length > 0 ? parseSource(unit.path, text) : unit;
    if (edits.length > 0) texts.set(unit.path, text);
    // A file that the migration adds was not there before.
    const original = output.before.unit(unit.path) ?? unit;
    for (const { change, kind, severity, file, message, advice, ...note } of notes) {
      findings.push({
        change,
        kind,
        severity,
        file,
        ...lineColumn(final, map.nearest(note.after)),
        originalLine: lineColumn(original, note.before).line,
        message,
        advice,
      });
    }
    const carried = reviewMarkers(unit).filter(
      ({ change }) =>
        options.looksFor(change) && !notes.some(note => note.kind === 'review' && note.change === change),
    );
    for (const { change, pos, message } of carried) {
      findings.push({
        change,
        kind: 'review',
        severity: 'warning',
        file: unit.path,
        ...lineColumn(final, map.nearest(pos)),
        originalLine: lineColumn(original, Math.min(pos, original.text.length)).line,
        message,
        advice: 'Check the rewrite, then delete the comment.',
      });
    }
  }
  return { findings, texts };
}

/** One row for each change that had something to do, in the order of the catalogue. */
export function countChanges(
  rewritten: readonly ChangeId[],
  findings: readonly Pick<Finding, 'change' | 'kind'>[],
): ChangeCount[] {
  return CHANGES.map(({ id }) => {
    const found = findings.filter(finding => finding.change === id);
    return {
      change: id,
      rewritten: rewritten.filter(change => change === id).length,
      review: found.filter(({ kind }) => kind === 'review').length,
      left: found.filter(({ kind }) => kind === 'left').length,
    };
  }).filter(count => count.rewritten + count.review + count.left > 0);
}

function placeOf(note: PlacedNote): MarkedPlace[] {
  if (note.severity === 'info' || note.unmarked) return [];
  return [{ change: note.change, pos: note.after, review: note.kind === 'review', message: note.message }];
}

function lineColumn(unit: SourceUnit, pos: number): { line: number; column: number } {
  const { line, character } = unit.ast.getLineAndCharacterOfPosition(pos);
  return { line: line + 1, column: character + 1 };
}

function dedupe(notes: readonly PlacedNote[]): PlacedNote[] {
  const seen = new Set<string>();
  return notes.filter(note => {
    const key = `${note.change} ${note.kind} ${note.after} ${note.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
