import { indentAt, quoted } from '../engine/style.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { align, type Gap } from './align.js';
import { edit } from './name-list.js';
import type { PlacedToken } from './scratch.js';
import { commentsIn, type Token } from './tokens.js';

/** The rewritten text, token by token. */
export interface Rewritten {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** How a token is to be written in the file, where that differs from the rewritten text; by its start. */
  readonly spelling: ReadonlyMap<number, string>;
}

/**
 * The smallest edits of a file that make its tokens those of the rewritten text. Tokens that are the same keep
 * their spacing, quotes and comments; comments between tokens that go stay.
 */
export function tokenEdits(unit: SourceUnit, before: readonly PlacedToken[], after: Rewritten): TextEdit[] {
  const gaps = align(
    before.map(token => token.key),
    after.tokens.map(token => token.key),
  );
  return gaps.filter(gap => !isTrailingComma(before, gap)).map(gap => gapEdit(unit, before, after, gap));
}

/** Printers drop the comma behind the last element of a list; the file keeps it. */
function isTrailingComma(before: readonly PlacedToken[], gap: Gap): boolean {
  const isOne = gap.beforeEnd - gap.beforeStart === 1 && gap.afterStart === gap.afterEnd;
  return isOne && before[gap.beforeStart]!.key === ',' && /^[)\]}]$/.test(before[gap.beforeEnd]?.key ?? '');
}

function gapEdit(unit: SourceUnit, before: readonly PlacedToken[], after: Rewritten, gap: Gap): TextEdit {
  const { text } = unit;
  const inserted = insertedText(unit, after, gap.afterStart, gap.afterEnd);
  const previousEnd = before[gap.beforeStart - 1]?.fileEnd ?? 0;
  const nextStart = before[gap.beforeEnd]?.fileStart ?? text.length;
  if (gap.beforeStart === gap.beforeEnd) {
    return insertion(unit, after, gap, inserted, previousEnd, nextStart);
  }
  // A list that ended in a comma still does when its last element goes.
  const isLastOfList =
    inserted === '' &&
    gap.beforeEnd - gap.beforeStart > 2 &&
    before[gap.beforeStart]!.key === ',' &&
    before[gap.beforeEnd - 1]!.key === ',';
  const first = before[gap.beforeStart]!;
  const start = isLastOfList ? first.fileEnd : first.fileStart;
  const end = before[gap.beforeEnd - 1]!.fileEnd;
  if (isLastOfList && commentsIn(text.slice(start, end)).length === 0) return edit(unit, start, end, '');
  const comments = keptComments(unit, before.slice(gap.beforeStart, gap.beforeEnd));
  if (inserted !== '') return edit(unit, start, end, comments + inserted);
  const left = text.slice(previousEnd, start);
  const right = text.slice(end, nextStart);
  if (comments !== '') return edit(unit, start, end, comments.trimEnd());
  if (left.trim() === '' && (right !== '' || /^[),;\]}]/.test(text.slice(nextStart))))
    return edit(unit, previousEnd, end, '');
  return edit(unit, start, right.trim() === '' ? nextStart : end, '');
}

/** An insertion goes to the side of the blanks where the rewritten text has different ones. */
function insertion(
  unit: SourceUnit,
  { text, tokens }: Rewritten,
  gap: Gap,
  inserted: string,
  previousEnd: number,
  nextStart: number,
): TextEdit {
  const blanks = unit.text.slice(previousEnd, nextStart);
  const leading = text.slice(
    tokens[gap.afterStart - 1]?.end ?? tokens[gap.afterStart]!.start,
    tokens[gap.afterStart]!.start,
  );
  const trailing = text.slice(tokens[gap.afterEnd - 1]!.end, tokens[gap.afterEnd]?.start ?? text.length);
  if (blanks !== '' && isAlike(leading, blanks) && !isAlike(trailing, blanks))
    return edit(unit, nextStart, nextStart, inserted + oneLine(trailing));
  const behind = blanks === '' ? oneLine(trailing) : '';
  return edit(unit, previousEnd, previousEnd, oneLine(leading) + inserted + behind);
}

function isAlike(blanks: string, others: string): boolean {
  return (blanks === '') === (others === '') && blanks.includes('\n') === others.includes('\n');
}

function oneLine(blanks: string): string {
  return blanks === '' ? '' : ' ';
}

function insertedText(
  unit: SourceUnit,
  { text, tokens, spelling }: Rewritten,
  start: number,
  end: number,
): string {
  let out = '';
  for (let index = start; index < end; index++) {
    const token = tokens[index]!;
    if (index > start) out += blanksBetween(unit, text.slice(tokens[index - 1]!.end, token.start));
    const raw = text.slice(token.start, token.end);
    const isPlainString = /^(['"])[^\\'"]*\1$/.test(raw);
    out += spelling.get(token.start) ?? (isPlainString ? quoted(raw.slice(1, -1), unit.style) : raw);
  }
  return out;
}

function blanksBetween(unit: SourceUnit, trivia: string): string {
  const blanks = trivia.replace(/\/\*[\s\S]*?\*\/|\/\/[^\r\n]*/g, '');
  if (!blanks.includes('\n')) return oneLine(blanks);
  return unit.style.eol + (/[ \t]*$/.exec(blanks)?.[0] ?? '');
}

/** Comments between tokens that go, ready to stand in front of what comes instead. */
function keptComments(unit: SourceUnit, gone: readonly PlacedToken[]): string {
  let out = '';
  for (let index = 1; index < gone.length; index++) {
    const start = gone[index - 1]!.fileEnd;
    for (const comment of commentsIn(unit.text.slice(start, gone[index]!.fileStart))) {
      out += comment.startsWith('//') ? comment + unit.style.eol + indentAt(unit.text, start) : `${comment} `;
    }
  }
  return out;
}
