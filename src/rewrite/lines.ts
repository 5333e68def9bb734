import { lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { walk } from '../recognise/syntax.js';

/** Whether nothing but white space stands in front of an offset on its line. */
export function startsLine(unit: SourceUnit, offset: number): boolean {
  return unit.text.slice(lineStart(unit.text, offset), offset).trim() === '';
}

/** Starts of the lines that begin in a range, without blank ones and those that are part of a template. */
export function linesWithin(unit: SourceUnit, start: number, end: number): number[] {
  const templates: ts.Node[] = [];
  walk(unit.ast, node => {
    if (node.end <= start || node.pos >= end) return false;
    if (ts.isTemplateLiteralToken(node)) templates.push(node);
    return undefined;
  });
  const found: number[] = [];
  for (
    let at = unit.text.indexOf('\n', start) + 1;
    at > 0 && at < end;
    at = unit.text.indexOf('\n', at) + 1
  ) {
    const isBlank = /^[ \t]*\r?\n/.test(unit.text.slice(at, unit.text.indexOf('\n', at) + 1));
    const isText = templates.some(node => node.getStart(unit.ast) < at && at < node.end);
    if (!isBlank && !isText) found.push(at);
  }
  return found;
}
