import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';

/** A statement or class member that goes away with its line and its comments. */
export type Removable = ts.Statement | ts.ClassElement;

/**
 * Edits that remove statements and class members, their comments with them, so that no gap is left where a run of
 * them was. A comment that is set off by a blank line stays.
 * @param replacements lines to put in the place of some of them, written for the file and without indentation
 */
export function removalEdits(
  unit: SourceUnit,
  nodes: readonly Removable[],
  replacements: ReadonlyMap<ts.Node, string> = new Map(),
): TextEdit[] {
  const gone = new Set<ts.Node>(nodes);
  const outermost = nodes.filter(node => !isInside(node, gone));
  const lists = new Set(outermost.map(listAround));
  const edits: TextEdit[] = [];
  for (const list of lists) {
    for (let first = 0; first < list.length; first++) {
      if (!gone.has(list[first]!)) continue;
      let last = first;
      while (last + 1 < list.length && gone.has(list[last + 1]!)) last++;
      const texts = list.slice(first, last + 1).flatMap(node => replacements.get(node) ?? []);
      edits.push(removeRun(unit, list, first, last, texts));
      first = last;
    }
  }
  return edits.sort((a, b) => a.start - b.start);
}

/** Where the comments that head a statement begin, else the statement; on the start of its line where possible. */
export function headStart(unit: SourceUnit, node: ts.Node): number {
  const { text } = unit;
  let start = node.getStart(unit.ast);
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  for (const comment of comments.toReversed()) {
    const between = text.slice(comment.end, start);
    if (between.trim() !== '' || between.split('\n').length > 2) break;
    if (
      lineOf(text, comment.pos)
        .slice(0, comment.pos - lineStart(text, comment.pos))
        .trim() !== ''
    )
      break;
    start = comment.pos;
  }
  const line = lineStart(text, start);
  return text.slice(line, start).trim() === '' ? line : start;
}

/** Text of a removed run of siblings, and what takes its place. */
function removeRun(
  unit: SourceUnit,
  list: readonly ts.Node[],
  first: number,
  last: number,
  texts: readonly string[],
): TextEdit {
  const { text, style } = unit;
  const start = headStart(unit, list[first]!);
  const end = list[last]!.end;
  const isOwnLine = start === lineStart(text, start);
  const tail = /^[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/[ \t]*)?(?:\r?\n|$)/.exec(text.slice(end));
  if (!isOwnLine || !tail) {
    const spaces = /^[ \t]*/.exec(text.slice(end))![0].length;
    return { file: unit.path, start, end: texts.length > 0 ? end : end + spaces, text: texts.join(' ') };
  }
  const indent = indentAt(text, list[first]!.getStart(unit.ast));
  if (texts.length > 0) {
    const lines = texts.map(each => indent + each.replaceAll('\n', `\n${indent}`)).join(style.eol);
    return { file: unit.path, start, end: end + tail[0].length, text: lines + style.eol };
  }
  const gapBefore = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, start));
  const opens = /[{[(]\s*$/.test(text.slice(0, start)) || text.slice(0, start).trim() === '';
  const gapAfter = /^(?:[ \t]*\r?\n)+/.exec(text.slice(end + tail[0].length))?.[0] ?? '';
  const closes = /^\s*[}\])]/.test(text.slice(end + tail[0].length));
  const from = gapBefore && (closes || last === list.length - 1) && !opens ? gapStart(text, start) : start;
  const swallowed = gapBefore || opens || closes ? gapAfter.length : 0;
  return { file: unit.path, start: from, end: end + tail[0].length + swallowed, text: '' };
}

/** Start of the blank lines that end at an offset. */
function gapStart(text: string, offset: number): number {
  const gap = /(?:^|\n)((?:[ \t]*\r?\n)+)$/.exec(text.slice(0, offset));
  return gap ? offset - gap[1]!.length : offset;
}

function isInside(node: ts.Node, gone: ReadonlySet<ts.Node>): boolean {
  for (let at = node.parent; at; at = at.parent) if (gone.has(at)) return true;
  return false;
}

function listAround(node: ts.Node): readonly ts.Node[] {
  const { parent } = node;
  if (
    ts.isBlock(parent) ||
    ts.isSourceFile(parent) ||
    ts.isCaseOrDefaultClause(parent) ||
    ts.isModuleBlock(parent)
  )
    return parent.statements;
  if (ts.isClassLike(parent)) return parent.members;
  return [node];
}

function lineOf(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(lineStart(text, offset), end < 0 ? text.length : end);
}
