import { indentAt, quoted } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { REQUEST_HEADERS } from '../src/facts/protocol.js';
import { allowLists, type AllowList } from '../src/recognise/cors-lists.js';
import { unwrap } from '../src/recognise/syntax.js';

const CHANGE = 'standard-headers';

/**
 * Adds the headers that 2026-07-28 clients send with every request to the CORS lists of allowed request headers;
 * without them a browser does not let the request out. Lists of exposed response headers stay: there is nothing new
 * to read in a response. `Mcp-Session-Id` stays as well: a browser client that still holds the id of an old session
 * would otherwise not get as far as being answered.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
 */
export const corsHeaders: Transform = {
  name: 'cors-headers',
  phase: 'serve',
  changes: [CHANGE],
  run({ files, project }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!/headers/i.test(unit.text)) continue;
      for (const allow of allowLists(unit, project.names)) {
        const edit = extend(unit, allow);
        if (edit) rewrites.push({ change: CHANGE, edits: [edit] });
      }
    }
    return { rewrites, left: [] };
  },
};

function extend(unit: SourceUnit, allow: AllowList): TextEdit | undefined {
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
