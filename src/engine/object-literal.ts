import { indentAt, render } from './style.js';
import type { ts } from './ts.js';
import type { SourceUnit, TextEdit } from './types.js';

/**
 * Edits that add a property to an object literal, laid out like the properties it has: on the same line, or on a
 * line of its own with the trailing comma that its neighbours have.
 * @param snippet `name: value`, written as `render` wants it
 * @param place `first` puts it in front, where a later spread overrides it
 */
export function addProperty(
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  snippet: string,
  place: 'first' | 'last' = 'last',
): TextEdit[] {
  const { text, path: file, ast } = unit;
  const first = literal.properties[0];
  const last = literal.properties.at(-1);
  const open = literal.getStart(ast);
  if (!first || !last) {
    return [
      {
        file,
        start: open + 1,
        end: literal.end - 1,
        text: ` ${render(snippet, unit.style, indentAt(text, open))} `,
      },
    ];
  }
  const start = first.getStart(ast);
  const indent = indentAt(text, start);
  const property = render(snippet, unit.style, indent);
  const isSpread = text.slice(open, start).includes('\n');
  const gap = isSpread ? unit.style.eol + indent : ' ';
  if (place === 'first') return [insert(start, `${property},${gap}`)];
  if (!isSpread) return [insert(last.end, `, ${property}`)];
  const lineEnd = endOfLine(text, literal.properties.hasTrailingComma ? literal.properties.end : last.end);
  return literal.properties.hasTrailingComma
    ? [insert(lineEnd, `${gap}${property},`)]
    : [insert(last.end, ','), insert(lineEnd, `${gap}${property}`)];

  function insert(at: number, inserted: string): TextEdit {
    return { file, start: at, end: at, text: inserted };
  }
}

/** Where the line goes on after a comment that belongs to what stands before it. */
function endOfLine(text: string, offset: number): number {
  const comment = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*\*\/)?[ \t]*(?=\r?\n)/.exec(text.slice(offset));
  return comment ? offset + comment[0].trimEnd().length : offset;
}
