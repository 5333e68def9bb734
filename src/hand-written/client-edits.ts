import { addProperty } from '../engine/object-literal.js';
import { indentAt, quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import {
  enclosingFunction,
  enclosingStatement,
  isWithin,
  member,
  mentions,
  nameText,
  siblings,
} from '../recognise/syntax.js';
import { FreeNames } from '../rewrite/free-names.js';
import { memberRemovalEdits } from '../rewrite/remove-members.js';
import { removalEdits } from '../rewrite/remove.js';
import { clientText, editedText, handshakeEdits } from './client-handshake-edits.js';
import { isLegacySite, type HandClient } from './client.js';
import { requestEdits } from './client-request-edits.js';
import { oldHeaders, sessionEdits } from './client-session-edits.js';
import { stateEdits } from './client-state-edits.js';
import { streamEdits } from './client-stream-edits.js';
import { fitsLine, indentLines, movedText } from './client-text.js';
import type { WireSite } from './client-wire.js';

/** What all parts of a client's rewriting go by. */
export interface Writing {
  readonly client: HandClient;
  readonly unit: SourceUnit;
  readonly names: FreeNames;
  /** How the client's code names its dialect: `this.dialect`. */
  readonly dialect: string;
  /** Servers of 2025-11-25 go on getting their handshake. */
  readonly legacy: boolean;
  /** How the file names the error of a broken stream. */
  readonly dropped: string;
}

/** How a client's file names what it imports of the added module. */
export interface ModuleNames {
  readonly dialect: string;
  readonly dropped: string;
}

/** All edits that make a client one of 2026-07-28; undefined when one of its parts cannot be written. */
export function clientEdits(
  client: HandClient,
  legacy: boolean,
  imported: ModuleNames,
): TextEdit[] | undefined {
  const { unit } = client;
  const names = new FreeNames(unit);
  const state = stateEdits(client, names, imported.dialect);
  if (!state) return undefined;
  const writing: Writing = { client, unit, names, dialect: state.dialect, legacy, dropped: imported.dropped };
  const requests = requestEdits(writing);
  const handshake = handshakeEdits(writing);
  const sessions = sessionEdits(writing);
  const streams = streamEdits(writing);
  if (!requests || !handshake || !sessions || !streams) return undefined;
  const sites = client.sites.filter(each => !isLegacySite(client, each));
  return [
    ...state.edits,
    ...requests,
    ...handshake,
    ...sessions,
    ...streams,
    ...sites.flatMap(site => (site.kind === 'http' ? postEdits(writing, site) : lineEdits(writing, site))),
  ];
}

/** `write(JSON.stringify(message))` to `write(JSON.stringify(dialect.message(message)))`. */
function lineEdits({ client, unit, dialect }: Writing, { message, call }: WireSite): TextEdit[] {
  // A notification goes as it is.
  if (client.functions.some(each => !each.isRequest && isWithin(call, each.node))) return [];
  const { path: file, ast } = unit;
  const start = message.getStart(ast);
  return [
    { file, start, end: start, text: `${dialect}.message(` },
    { file, start: message.end, end: message.end, text: ')' },
  ];
}

/** `fetch(url, options)` to `dialect.send(message, (body, mcpHeaders) => fetch(url, options))`. */
function postEdits(writing: Writing, site: WireSite): TextEdit[] {
  const { unit } = writing;
  const { call, options } = site;
  const { path: file, ast, style } = unit;
  const start = call.getStart(ast);
  const { edits, opening } = sentEdits(writing, site);
  const owner = enclosingFunction(call) ?? ast;
  const body = mentions(owner, 'body') && site.holder?.name.getText(ast) !== 'body' ? 'json' : 'body';
  const property = options!.properties.find(each => each.name?.getText(ast) === 'body')!;
  const isWhole = body === 'body' || ts.isShorthandPropertyAssignment(property);
  const replaced = isWhole ? property : (property as ts.PropertyAssignment).initializer;
  const headers = 'mcpHeaders';
  const arrow = `${awaits(site) ? 'async ' : ''}(${body}, ${headers}) =>`;
  const open = `${opening}, ${arrow}`;
  const isShort = fitsLine(unit, start, `${open} ${unit.text.slice(start, call.end)}, ...${headers}`);
  const indent = indentAt(unit.text, start);
  if (isShort) {
    edits.push({ file, start, end: start, text: `${open} ` });
    edits.push({ file, start: call.end, end: call.end, text: ')' });
  } else {
    edits.push({ file, start, end: start, text: `${open}${style.eol}${indent}${style.indent}` });
    const moved = indentLines(unit, call).filter(each => !isIn(unit, replaced, each.start));
    edits.push(...moved);
    edits.push({ file, start: call.end, end: call.end, text: `,${style.eol}${indent})` });
  }
  const written = isWhole && body !== 'body' ? `body: ${body}` : body;
  edits.push({ file, start: replaced.getStart(ast), end: replaced.end, text: written });
  for (const each of headerEdits(writing, options!, headers)) {
    const added = isShort ? each.text : each.text.replaceAll('\n', `\n${style.indent}`);
    edits.push({ ...each, text: added });
  }
  return edits;
}

/** Gives the message of a request a name of its own; `opening` is what its sending begins with. */
function sentEdits(writing: Writing, site: WireSite): { edits: TextEdit[]; opening: string } {
  const { client, unit, dialect, legacy } = writing;
  const { handshake } = client;
  const { call, message, holder } = site;
  const { path: file, ast, style } = unit;
  const isHello = handshake.site === site;
  const literal = isHello ? handshake.message : undefined;
  const edits: TextEdit[] = [];
  const discover = quoted('server/discover', style);
  const changes: TextEdit[] = [];
  let description: string | undefined;
  if (literal && !legacy) {
    const { method, client: given } = handshake;
    changes.push({ file, start: method.getStart(ast), end: method.end, text: discover });
    const params = literal.properties.find(each => each.name?.getText(ast) === 'params')!;
    changes.push(...memberRemovalEdits(unit, literal, new Set<ts.Node>([params])));
    const isNamed = ts.isIdentifier(given);
    description = isNamed ? given.getText(ast) : writing.names.take('client', 'clientDescription');
    if (!isNamed) {
      const statement = enclosingStatement(literal);
      const at = statement.getStart(ast);
      const indent = indentAt(unit.text, at);
      const text = `const ${description} = ${movedText(unit, given, indent, clientText(writing))}${end(unit)}`;
      edits.push({ file, start: at, end: at, text: `${text}${style.eol}${indent}` });
    }
  }
  let name = message.getText(ast);
  if (ts.isObjectLiteralExpression(message)) {
    const statement = enclosingStatement(call);
    const taken = nameFor(call, message, isHello && legacy);
    const value = editedText(unit, message, changes);
    if (holder) {
      edits.push({ file, start: holder.name.getStart(ast), end: holder.name.end, text: taken });
      edits.push(...unwrapped(unit, site), ...changes);
      name = taken;
    } else if (canHoist(call, statement)) {
      const at = statement.getStart(ast);
      const indent = indentAt(unit.text, at);
      const text = `const ${taken} = ${movedText(unit, message, indent, value)}${end(unit)}`;
      edits.push({ file, start: at, end: at, text: `${text}${style.eol}${indent}` });
      name = taken;
    } else name = value;
  } else {
    edits.push(...changes);
    if (holder) edits.push(...removalEdits(unit, [enclosingStatement(holder)]));
  }
  if (!isHello) return { edits, opening: `${dialect}.send(${name}` };
  const first = legacy ? `${discover}, ${name}` : `${description}, ${name}`;
  return { edits, opening: `${dialect}.connect(${first}` };
}

/** `JSON.stringify(message)` to `message`. */
function unwrapped({ path: file, ast }: SourceUnit, { text, message }: WireSite): TextEdit[] {
  return [
    { file, start: text.getStart(ast), end: message.getStart(ast), text: '' },
    { file, start: message.end, end: text.end, text: '' },
  ];
}

function isIn({ ast }: SourceUnit, node: ts.Node, offset: number): boolean {
  return node.getStart(ast) < offset && offset < node.end;
}

function end(unit: SourceUnit): string {
  return unit.style.semicolons ? ';' : '';
}

function headerEdits(
  { client, unit, legacy }: Writing,
  options: ts.ObjectLiteralExpression,
  headers: string,
): TextEdit[] {
  const { path: file, ast } = unit;
  const given = options.properties.find(each => each.name?.getText(ast) === 'headers');
  if (!given) return addProperty(unit, options, `headers: ${headers}`);
  if (ts.isShorthandPropertyAssignment(given)) {
    const text = `headers: { ...headers, ...${headers} }`;
    return [{ file, start: given.getStart(ast), end: given.end, text }];
  }
  const value = (given as ts.PropertyAssignment).initializer;
  if (ts.isObjectLiteralExpression(value)) {
    const old = legacy ? [] : value.properties.filter(each => oldHeaders(client).get(value)?.has(each));
    const [first, ...rest] = old;
    if (!first) return addProperty(unit, value, `...${headers}`);
    const room = { file, start: first.getStart(ast), end: first.end, text: `...${headers}` };
    return [room, ...memberRemovalEdits(unit, value, new Set<ts.Node>(rest))];
  }
  return [
    { file, start: value.getStart(ast), end: value.getStart(ast), text: '{ ...' },
    { file, start: value.end, end: value.end, text: `, ...${headers} }` },
  ];
}

/** Whether a constant may stand before the statement of a call, in the same function. */
function canHoist(call: ts.CallExpression, statement: ts.Statement): boolean {
  return siblings(statement) !== undefined && enclosingFunction(call) === enclosingFunction(statement);
}

/** A name that the function around a call does not use yet. */
function nameFor(call: ts.CallExpression, message: ts.ObjectLiteralExpression, isHello: boolean): string {
  const owner = enclosingFunction(call) ?? call.getSourceFile();
  const own = isHello ? ['initialize'] : member(message, 'method') ? [] : ['answer', 'reply'];
  const names = [...own, 'message', 'request', 'outgoing', 'rpcMessage'];
  return names.find(each => !mentions(owner, each)) ?? 'mcpMessage';
}

/** Whether what is posted waits for something, apart from its body, which is worked out before. */
function awaits({ call, options }: WireSite): boolean {
  const others = options!.properties.filter(each => nameText(each.name) !== 'body');
  return [call.arguments[0]!, ...others].some(each => /\bawait\b/.test(each.getText()));
}
