import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';

/** Offsets of the lines of `[start, end)` whose white space belongs to a string and must stay. */
function linesInsideTemplates(unit: SourceUnit, start: number, end: number): Set<number> {
  const inside = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (node.end < start || node.pos > end) return;
    if (ts.isTemplateLiteralToken(node) || node.kind === ts.SyntaxKind.JsxText) {
      let at = unit.text.indexOf('\n', node.getStart(unit.ast));
      while (at >= 0 && at < node.end) {
        inside.add(at + 1);
        at = unit.text.indexOf('\n', at + 1);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  return inside;
}

/** Insertions that indent the lines of `[start, end)` by one level; the first line is the one that holds `start`. */
export function indentEdits(unit: SourceUnit, start: number, end: number): TextEdit[] {
  const { text } = unit;
  const inside = linesInsideTemplates(unit, start, end);
  const edits: TextEdit[] = [];
  for (let at = lineStart(text, start); at < end; at = text.indexOf('\n', at) + 1) {
    const isBlank = /^[ \t]*(?:\r?\n|$)/.test(text.slice(at, at + 400));
    if (!isBlank && !inside.has(at))
      edits.push({ file: unit.path, start: at, end: at, text: unit.style.indent });
    if (text.indexOf('\n', at) < 0) break;
  }
  return edits;
}

/** The text of `[start, end)` moved from the indentation it has to another one; without its first white space. */
export function reindented(unit: SourceUnit, start: number, end: number, indent: string): string {
  const from = indentAt(unit.text, start);
  const inside = linesInsideTemplates(unit, start, end);
  let offset = start;
  return unit.text
    .slice(start, end)
    .split('\n')
    .map((line, index) => {
      const lineStart = offset;
      offset += line.length + 1;
      if (index === 0 || inside.has(lineStart) || line.trim() === '') return line;
      return line.startsWith(from) ? indent + line.slice(from.length) : line;
    })
    .join('\n');
}

/** An expression on one line, or undefined when a comment or a string needs its line breaks. */
export function onOneLine(unit: SourceUnit, node: ts.Node): string | undefined {
  const text = node.getText(unit.ast);
  if (!text.includes('\n')) return text;
  if (linesInsideTemplates(unit, node.getStart(unit.ast), node.end).size > 0) return undefined;
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.SingleLineCommentTrivia || token === ts.SyntaxKind.MultiLineCommentTrivia)
      return undefined;
  }
  return text
    .replace(/,?\s*\n\s*([}\])])/g, (_, bracket: string) => (bracket === '}' ? ' }' : bracket))
    .replace(/([{[(])\s*\n\s*/g, (_, bracket: string) => (bracket === '{' ? '{ ' : bracket))
    .replace(/\s*\n\s*(?=[.?])/g, '')
    .replace(/\s*\n\s*/g, ' ');
}

/** Start of the statement's comments when they stand directly above it, else of the statement itself. */
export function startWithComments(unit: SourceUnit, statement: ts.Statement): number {
  const { text } = unit;
  let start = statement.getStart(unit.ast);
  const comments = ts.getLeadingCommentRanges(text, statement.pos) ?? [];
  for (const comment of comments.reverse()) {
    const between = text.slice(comment.end, start);
    const ownLine = text.slice(lineStart(text, comment.pos), comment.pos).trim() === '';
    if (!ownLine || between.split('\n').length > 2 || between.trim() !== '') break;
    start = comment.pos;
  }
  return start;
}

/** End of the statement, with a comment behind it on the same line. */
export function endWithComment(unit: SourceUnit, statement: ts.Statement): number {
  const behind = /^[ \t]*\/\/[^\r\n]*/.exec(unit.text.slice(statement.end));
  return statement.end + (behind?.[0].length ?? 0);
}

/**
 * Takes a statement out with its line. Comments above it go too when they belong to it alone: when a blank line
 * or another comment comes next.
 */
export function deletion(unit: SourceUnit, statement: ts.Statement): TextEdit {
  const { text } = unit;
  const own = statement.getStart(unit.ast);
  const end = endWithComment(unit, statement);
  const line = lineStart(text, own);
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end));
  if (text.slice(line, own).trim() !== '' || !rest)
    return { file: unit.path, start: own, end: statement.end, text: '' };
  const next = end + rest[0].length;
  const isAlone = /^[ \t]*(?:\r?\n|\/[/*])/.test(text.slice(next, next + 400));
  const withComments = startWithComments(unit, statement);
  const start = isAlone && withComments > 0 ? lineStart(text, withComments) : line;
  const blankBefore = /(?:^|\n|\{)[ \t]*\r?\n$/.test(text.slice(0, start));
  const blankBehind = /^[ \t]*\r?\n/.exec(text.slice(next));
  const gap = blankBefore && blankBehind ? blankBehind[0].length : 0;
  return { file: unit.path, start, end: next + gap, text: '' };
}

/** A name that no identifier of the file has yet. */
export function freeName(unit: SourceUnit, wanted: readonly string[]): string {
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  const free = wanted.find(name => !used.has(name));
  if (free) return free;
  for (let number = 2; ; number++) {
    const name = `${wanted[0]!}${number}`;
    if (!used.has(name)) return name;
  }
}
