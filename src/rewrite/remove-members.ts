import { removeElements } from '../engine/prune-imports.js';
import { lineStart } from '../engine/style.js';
import type { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { headStart } from './remove.js';

/** Edits that remove members of an object literal, with their lines and the comments that head them. */
export function memberRemovalEdits(
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  gone: ReadonlySet<ts.Node>,
): TextEdit[] {
  const { path: file, text, ast } = unit;
  const { properties } = literal;
  const removed = properties.filter(each => gone.has(each));
  if (removed.length === 0) return [];
  if (removed.length === properties.length) {
    return [{ file, start: literal.getStart(ast), end: literal.end, text: '{}' }];
  }
  const lines = removed.map(node => {
    const start = headStart(unit, node);
    const tail = /^,?[ \t]*(?:\/\/[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(node.end));
    return start === lineStart(text, start) && tail ? { start, end: node.end + tail[0].length } : undefined;
  });
  if (!lines.every(each => each !== undefined)) return removeElements(unit, properties, gone);
  const edits = lines.map(({ start, end }) => ({ file, start, end, text: '' }));
  const last = properties.findLast(each => !gone.has(each))!;
  const isTail = gone.has(properties.at(-1)!);
  if (isTail && !properties.hasTrailingComma && text[last.end] === ',') {
    edits.push({ file, start: last.end, end: last.end + 1, text: '' });
  }
  return edits.sort((a, b) => a.start - b.start);
}
