import { indentAt, quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { REQUEST_HEADERS } from '../facts/protocol.js';
import type { AllowList } from '../recognise/cors-lists.js';
import { unwrap } from '../recognise/syntax.js';

/**
 * Puts the headers that every request of 2026-07-28 has into a list of header names, in the list's own case, quotes
 * and lines.
 * @returns undefined when all of them are in it
 */
export function withRequestHeaders(unit: SourceUnit, allow: AllowList): TextEdit | undefined {
  const given = new Set(allow.names.map(name => name.toLowerCase()));
  const ours = allow.names.filter(name => /^(?:mcp-|last-event-id$)/i.test(name));
  const models = ours.filter(name => /^mcp-/i.test(name));
  const isLower = (models.length > 0 ? models : allow.names).every(name => name === name.toLowerCase());
  const missing = REQUEST_HEADERS.filter(name => !given.has(name.toLowerCase())).map(name =>
    isLower ? name.toLowerCase() : name,
  );
  if (missing.length === 0) return undefined;
  return ts.isArrayLiteralExpression(allow.list)
    ? extendArray(unit, allow.list, ours, missing)
    : extendText(unit, allow.list, ours.at(-1), missing);
}

/** Behind the last header of MCP in the list, else at its end; one a line where the list is written so. */
function extendArray(
  unit: SourceUnit,
  list: ts.ArrayLiteralExpression,
  ours: readonly string[],
  missing: readonly string[],
): TextEdit {
  const last = ours.at(-1);
  const anchor =
    list.elements.findLast(
      each => ts.isStringLiteralLike(unwrap(each)) && (unwrap(each) as ts.StringLiteralLike).text === last,
    ) ?? list.elements.at(-1)!;
  const [first, second] = list.elements;
  const isBroken = second
    ? unit.text.slice(first!.end, second.getStart(unit.ast)).includes('\n')
    : unit.text.slice(list.getStart(unit.ast), first!.getStart(unit.ast)).includes('\n');
  const gap = isBroken ? unit.style.eol + indentAt(unit.text, anchor.getStart(unit.ast)) : ' ';
  const text = missing.map(name => `,${gap}${quoted(name, unit.style)}`).join('');
  return { file: unit.path, start: anchor.end, end: anchor.end, text };
}

function extendText(
  unit: SourceUnit,
  list: ts.StringLiteralLike | ts.TemplateExpression,
  last: string | undefined,
  missing: readonly string[],
): TextEdit {
  const start = list.getStart(unit.ast);
  const raw = unit.text.slice(start, list.end);
  const separator = /,\s*/.exec(raw)?.[0] ?? ', ';
  const at = last === undefined ? list.end - 1 : start + raw.lastIndexOf(last) + last.length;
  return { file: unit.path, start: at, end: at, text: missing.map(name => separator + name).join('') };
}
