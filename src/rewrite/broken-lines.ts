import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';

const LONG_LINE = 110;

/**
 * Edits that put every property of an object literal on a line of its own, when it stands on one line that gets too
 * long with what is added to it.
 * @param added how many characters the line gains
 * @param base indentation of the line that the literal starts on
 * @returns undefined where the literal fits, is empty, or is written over several lines already
 */
export function brokenObject(
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  added: number,
  base = indentAt(unit.text, literal.getStart(unit.ast)),
): TextEdit[] | undefined {
  const { text, ast, path: file, style } = unit;
  const start = literal.getStart(ast);
  const [first] = literal.properties;
  if (!first || text.slice(start, literal.end).includes('\n')) return undefined;
  const lineEnd = text.indexOf('\n', start);
  const length = (lineEnd < 0 ? text.length : lineEnd) - lineStart(text, start) + added;
  if (length <= LONG_LINE) return undefined;
  const inner = style.eol + base + style.indent;
  const edits = literal.properties.map((property, index) => {
    const from = index === 0 ? start + 1 : literal.properties[index - 1]!.end + 1;
    return { file, start: from, end: property.getStart(ast), text: inner };
  });
  const last = literal.properties.hasTrailingComma ? literal.properties.end : literal.properties.at(-1)!.end;
  const comma = literal.properties.hasTrailingComma ? '' : ',';
  return [...edits, { file, start: last, end: literal.end - 1, text: comma + style.eol + base }];
}
