import type { PositionMap } from './edits.js';
import type { Note } from './types.js';

export type NoteKind = 'review' | 'left';

interface TrackedNote {
  readonly note: Note;
  readonly kind: NoteKind;
  readonly before: number;
  after: number;
}

/** Keeps the places of notes right while the files they are in change. */
export class NoteTracker {
  readonly #history = new Map<string, PositionMap[]>();
  readonly #notes: TrackedNote[] = [];

  /** Files that were edited. */
  get files(): readonly string[] {
    return [...this.#history.keys()].sort();
  }

  /** The notes that still stand, with their offsets before the first edit and after the last. */
  get placed(): (Note & { readonly kind: NoteKind; readonly before: number; readonly after: number })[] {
    return this.#notes.map(({ note, kind, before, after }) => ({ ...note, kind, before, after }));
  }

  /** Takes in a note on the files as they are now. */
  add(note: Note, kind: NoteKind): void {
    this.#notes.push({ note, kind, before: this.originOf(note.file, note.pos), after: note.pos });
  }

  /** The offset that a place of a file had before the first edit. */
  originOf(file: string, position: number): number {
    return (this.#history.get(file) ?? []).reduceRight((at, map) => map.backward(at), position);
  }

  /** A file was edited. A place that was left and is now gone needs nobody; a rewrite to review moves to what replaced it. */
  edited(file: string, map: PositionMap): void {
    const history = this.#history.get(file);
    if (history) history.push(map);
    else this.#history.set(file, [map]);
    for (let index = this.#notes.length - 1; index >= 0; index--) {
      const tracked = this.#notes[index]!;
      if (tracked.note.file !== file) continue;
      const moved = tracked.kind === 'review' ? map.nearest(tracked.after) : map.forward(tracked.after);
      if (moved === undefined) this.#notes.splice(index, 1);
      else tracked.after = moved;
    }
  }
}
