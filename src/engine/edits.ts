import type { ts } from './ts.js';
import type { Rewrite, SourceUnit, TextEdit } from './types.js';

/** Puts `text` in place of a node; the comments in front of it stay. */
export function replaceNode(unit: SourceUnit, node: ts.Node, text: string): TextEdit {
  return { file: unit.path, start: node.getStart(unit.ast), end: node.end, text };
}

/** Where offsets of a text went when edits were applied to it, and back. */
export class PositionMap {
  readonly #edits: readonly TextEdit[];

  /** @param edits sorted and free of overlaps, as `sortEdits` leaves them */
  constructor(edits: readonly TextEdit[]) {
    this.#edits = edits;
  }

  /** Offset in the new text, or undefined when the character at `position` was replaced or deleted. */
  forward(position: number): number | undefined {
    let shift = 0;
    for (const edit of this.#edits) {
      if (edit.start > position) break;
      if (edit.end > position) return undefined;
      shift += edit.text.length - (edit.end - edit.start);
    }
    return position + shift;
  }

  /** Offset in the new text; where the character is gone, the start of what replaced it. */
  nearest(position: number): number {
    let shift = 0;
    for (const edit of this.#edits) {
      if (edit.start > position) break;
      if (edit.end > position) return edit.start + shift;
      shift += edit.text.length - (edit.end - edit.start);
    }
    return position + shift;
  }

  /** Offset in the old text; inside inserted text, the place where it was inserted. */
  backward(position: number): number {
    let shift = 0;
    for (const edit of this.#edits) {
      const start = edit.start + shift;
      if (start > position) break;
      if (position < start + edit.text.length) return edit.start;
      shift += edit.text.length - (edit.end - edit.start);
    }
    return position - shift;
  }
}

/** Sorts edits of one file by place, insertions at one place in the order given, and drops exact repeats. */
export function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index)
    .map(({ edit }) => edit);
  return sorted.filter((edit, index) => index === 0 || !sameEdit(edit, sorted[index - 1]!));
}

/**
 * Applies edits of one file.
 * @throws {Error} when two edits overlap
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): { text: string; map: PositionMap } {
  const sorted = sortEdits(edits);
  let out = '';
  let last = 0;
  for (const edit of sorted) {
    if (edit.start < last) {
      throw new Error(`Edits overlap at ${edit.start} in ${edit.file}`);
    }
    out += text.slice(last, edit.start) + edit.text;
    last = edit.end;
  }
  return { text: out + text.slice(last), map: new PositionMap(sorted) };
}

/** The edits of each file, in the order given. */
export function groupByFile(edits: readonly TextEdit[]): Map<string, TextEdit[]> {
  const groups = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const list = groups.get(edit.file);
    if (list) list.push(edit);
    else groups.set(edit.file, [edit]);
  }
  return groups;
}

/**
 * Splits rewrites into those that can be applied together and those that have to wait for the next round
 * because they touch text an earlier one replaces. A rewrite goes whole or not at all.
 */
export function selectRewrites(rewrites: readonly Rewrite[]): { accepted: Rewrite[]; deferred: Rewrite[] } {
  const taken = new Map<string, TextEdit[]>();
  const accepted: Rewrite[] = [];
  const deferred: Rewrite[] = [];
  for (const rewrite of rewrites) {
    const clash = rewrite.edits.some(edit =>
      (taken.get(edit.file) ?? []).some(other => !sameEdit(edit, other) && overlap(edit, other)),
    );
    if (clash) {
      deferred.push(rewrite);
      continue;
    }
    accepted.push(rewrite);
    for (const edit of rewrite.edits) {
      const list = taken.get(edit.file);
      if (list) list.push(edit);
      else taken.set(edit.file, [edit]);
    }
  }
  return { accepted, deferred };
}

function overlap(a: TextEdit, b: TextEdit): boolean {
  if (a.start === a.end || b.start === b.end) {
    const [point, range] = a.start === a.end ? [a.start, b] : [b.start, a];
    return point > range.start && point < range.end;
  }
  return a.start < b.end && b.start < a.end;
}

function sameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end && a.text === b.text;
}
