import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { walk } from '../recognise/syntax.js';
import { linesWithin, startsLine } from './lines.js';

/** An argument of a call that becomes a member of an object. */
export interface Entry {
  readonly node: ts.Expression;
  readonly key: string;
}

/**
 * Edits that put consecutive arguments of a call, up to the one before the last, into one object: over several
 * lines when the first of them starts a line, else on the spot. Without entries an empty object is inserted.
 */
export function objectAround(
  unit: SourceUnit,
  callArguments: ts.NodeArray<ts.Expression>,
  entries: readonly Entry[],
): TextEdit[] {
  const insert = (at: number, text: string): TextEdit => ({ file: unit.path, start: at, end: at, text });
  const { eol, indent } = unit.style;
  const first = entries[0]?.node;
  const last = entries.at(-1)?.node;
  if (!first || !last) {
    const at = callArguments.at(-1)!.getStart(unit.ast);
    const gap = startsLine(unit, at) ? eol + indentAt(unit.text, at) : ' ';
    return [insert(at, `{},${gap}`)];
  }
  const start = first.getStart(unit.ast);
  const names = entries.slice(1).map(({ node, key }) => insert(node.getStart(unit.ast), label(node, key)));
  const firstName = label(first, entries[0]!.key);
  if (!startsLine(unit, start)) {
    return [insert(start, `{ ${firstName}`), ...names, insert(last.end, ' }')];
  }
  const base = indentAt(unit.text, start);
  const comma = usesTrailingCommas(unit) ? ',' : '';
  return [
    insert(start, `{${eol}${base}${indent}${firstName}`),
    ...linesWithin(unit, start, last.end).map(at => insert(at, indent)),
    ...names,
    insert(last.end, `${comma}${eol}${base}}`),
  ];
}

function label(node: ts.Expression, key: string): string {
  return ts.isIdentifier(node) && node.text === key ? '' : `${key}: `;
}

/** Whether the file's object literals over several lines end in a comma, most of them. */
function usesTrailingCommas(unit: SourceUnit): boolean {
  let balance = 0;
  walk(unit.ast, node => {
    if (!ts.isObjectLiteralExpression(node) || node.properties.length === 0) return;
    const tail = unit.text.slice(node.properties.at(-1)!.end, node.end);
    if (tail.includes('\n')) balance += node.properties.hasTrailingComma ? 1 : -1;
  });
  return balance >= 0;
}
