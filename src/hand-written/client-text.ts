import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { walk } from '../recognise/syntax.js';

/** Longest line that is written. */
export const WIDTH = 110;

/** Whether text fits on the line that `offset` is on, in the place of the text from there to `end`. */
export function fitsLine(unit: SourceUnit, offset: number, text: string): boolean {
  return !text.includes('\n') && offset - lineStart(unit.text, offset) + text.length <= WIDTH;
}

/** Edits that move the lines of a node, but its first, one level in; lines of texts stay as they are. */
export function indentLines(unit: SourceUnit, node: ts.Node): TextEdit[] {
  const { text, path: file, style } = unit;
  const texts: ts.Node[] = [];
  walk(node, at => {
    if (ts.isTemplateLiteralToken(at)) texts.push(at);
  });
  const edits: TextEdit[] = [];
  for (
    let at = text.indexOf('\n', node.getStart(unit.ast));
    at >= 0 && at < node.end;
    at = text.indexOf('\n', at + 1)
  ) {
    const start = at + 1;
    const isInText = texts.some(each => each.getStart(unit.ast) < start && start < each.end);
    if (!isInText && /^[ \t]*\S/.test(text.slice(start)))
      edits.push({ file, start, end: start, text: style.indent });
  }
  return edits;
}

/** Text of a node for a line of another indentation. */
export function movedText(
  unit: SourceUnit,
  node: ts.Node,
  indent: string,
  text = node.getText(unit.ast),
): string {
  const own = indentAt(unit.text, node.getStart(unit.ast));
  return text.replaceAll(/\n([ \t]*)(?=\S)/g, (line: string, space: string) =>
    space.startsWith(own) ? `\n${indent}${space.slice(own.length)}` : line,
  );
}

/** Text on one line where that is short and loses nothing. */
export function onOneLine(text: string): string {
  const line = text
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/,\s*(?=[}\])])/g, ' ')
    .replaceAll('( ', '(')
    .replaceAll(' )', ')');
  return /\/[/*]|`/.test(text) || line.length > WIDTH - 30 ? text : line;
}
