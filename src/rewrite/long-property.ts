import { addProperty } from '../engine/object-literal.js';
import { indentAt, render } from '../engine/style.js';
import type { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { brokenObject } from './broken-lines.js';

/** The lines of a property, one step further in. */
export function indented(property: string): string {
  return property.replaceAll('\n', '\n  ');
}

/**
 * Edits that add a property which is too long for the line of the others: it gets one of its own, and they get theirs.
 * @param property lines as `render` wants them
 * @param base indentation of the line that the literal starts on
 * @param length how many characters the line gains with all that is added in it
 */
export function addLong(
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  property: string,
  base = indentAt(unit.text, literal.getStart(unit.ast)),
  length = property.length,
): TextEdit[] {
  if (literal.properties.length === 0) {
    const text = render(`{\n  ${indented(property)},\n}`, unit.style, base);
    return [{ file: unit.path, start: literal.getStart(unit.ast), end: literal.end, text }];
  }
  const broken = brokenObject(unit, literal, length, base);
  if (!broken) return addProperty(unit, literal, property);
  const end = broken.at(-1)!;
  const { eol, indent } = unit.style;
  const comma = literal.properties.hasTrailingComma ? '' : ',';
  const own = render(property, unit.style, base + indent);
  return [...broken.slice(0, -1), { ...end, text: `${comma}${eol}${base}${indent}${own},${eol}${base}` }];
}
