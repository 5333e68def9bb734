import { addProperty } from '../engine/object-literal.js';
import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { Writing } from './client-edits.js';
import { headerEdits, nameFor } from './client-post-edits.js';
import { movedText } from './client-text.js';
import type { WireSite } from './client-wire.js';
import { requestOwner } from './node-promises.js';
import type { NodeRequest } from './node-requests.js';
import { messagePlace } from './node-sites.js';

/**
 * A request of `node:http`: the message says who sends it before its text is made, so that lengths and signatures are
 * of what is sent; the headers come with the others, and the answer to `server/discover` is looked at.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
 */
export function nodeEdits(writing: Writing, site: WireSite, request: NodeRequest): TextEdit[] {
  const { unit, dialect, client } = writing;
  const { path: file, ast, style } = unit;
  const { message } = site;
  const text = site.text!;
  const edits: TextEdit[] = [];
  let name = message.getText(ast);
  if (ts.isObjectLiteralExpression(message)) {
    const place = messagePlace(text, request)!;
    name = nameFor(writing, requestOwner(site.call) ?? ast, message, false);
    const at = place.getStart(ast);
    const indent = indentAt(unit.text, at);
    const value = `${dialect}.message(${movedText(unit, message, indent)})`;
    const declared = `const ${name} = ${value}${style.semicolons ? ';' : ''}`;
    edits.push({ file, start: at, end: at, text: declared + style.eol + indent });
    edits.push({ file, start: message.getStart(ast), end: message.end, text: name });
  } else {
    const start = message.getStart(ast);
    edits.push({ file, start, end: start, text: `${dialect}.message(` });
    edits.push({ file, start: message.end, end: message.end, text: ')' });
  }
  const headers = `${dialect}.headers(${name})`;
  edits.push(
    ...(site.headers
      ? addProperty(unit, site.headers, `...${headers}`)
      : headerEdits(writing, request.options, headers)),
  );
  if (writing.legacy && client.greeter === site)
    edits.push(...observeEdits(unit, request, `${dialect}.observe(${name}, `));
  return edits;
}

/** The first statement of what hears of the response. */
function observeEdits(unit: SourceUnit, { callback, response }: NodeRequest, opening: string): TextEdit[] {
  const { path: file, ast, text, style } = unit;
  const open = callback.body.getStart(ast) + 1;
  const [first] = callback.body.statements;
  if (!first) return [];
  const isSpread = text.slice(open, first.getStart(ast)).includes('\n');
  const gap = isSpread ? style.eol + indentAt(text, first.getStart(ast)) : ' ';
  const statement = `${opening}${response.text})${style.semicolons ? ';' : isSpread ? '' : ';'}`;
  return [{ file, start: open, end: open, text: gap + statement }];
}
