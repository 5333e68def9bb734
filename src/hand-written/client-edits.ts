import { addProperty } from '../engine/object-literal.js';
import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { enclosingFunction, enclosingStatement, mentions, siblings } from '../recognise/syntax.js';
import { FreeNames } from '../rewrite/free-names.js';
import { handshakeEdits } from './client-handshake-edits.js';
import { isLegacySite, type HandClient } from './client.js';
import { requestEdits } from './client-request-edits.js';
import { sessionEdits } from './client-session-edits.js';
import { stateEdits } from './client-state-edits.js';
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
}

/** All edits that make a client one of 2026-07-28; undefined when one of its parts cannot be written. */
export function clientEdits(client: HandClient, legacy: boolean, className: string): TextEdit[] | undefined {
  const { unit } = client;
  const names = new FreeNames(unit);
  const state = stateEdits(client, names, className);
  if (!state) return undefined;
  const writing: Writing = { client, unit, names, dialect: state.dialect, legacy };
  const requests = requestEdits(writing);
  const handshake = handshakeEdits(writing);
  const sessions = sessionEdits(writing);
  if (!requests || !handshake || !sessions) return undefined;
  const sites = client.sites.filter(each => !isLegacySite(client, each));
  return [
    ...state.edits,
    ...requests,
    ...handshake,
    ...sessions,
    ...sites.flatMap(site => (site.kind === 'http' ? postEdits(writing, site) : lineEdits(writing, site))),
  ];
}

/** `write(JSON.stringify(message))` to `write(JSON.stringify(dialect.message(message)))`. */
function lineEdits({ unit, dialect }: Writing, { message }: WireSite): TextEdit[] {
  const { path: file, ast } = unit;
  const start = message.getStart(ast);
  return [
    { file, start, end: start, text: `${dialect}.message(` },
    { file, start: message.end, end: message.end, text: ')' },
  ];
}

/** `fetch(url, options)` to `dialect.send(message, (body, mcpHeaders) => fetch(url, options))`. */
function postEdits(writing: Writing, { call, message, text, options }: WireSite): TextEdit[] {
  const { unit, dialect } = writing;
  const { path: file, ast, style } = unit;
  const start = call.getStart(ast);
  const statement = enclosingStatement(call);
  const hoisted = ts.isObjectLiteralExpression(message) && canHoist(call, statement);
  const name = hoisted ? nameFor(call) : undefined;
  const edits: TextEdit[] = [];
  if (name) {
    const at = statement.getStart(ast);
    const indent = indentAt(unit.text, at);
    const declared = `const ${name} = ${movedText(unit, message, indent)}${style.semicolons ? ';' : ''}`;
    edits.push({ file, start: at, end: at, text: `${declared}${style.eol}${indent}` });
  }
  const owner = enclosingFunction(call) ?? ast;
  const body = mentions(owner, 'body') ? 'json' : 'body';
  const headers = 'mcpHeaders';
  const arrow = `${awaits(call) ? 'async ' : ''}(${body}, ${headers}) =>`;
  const open = `${dialect}.send(${name ?? message.getText(ast)}, ${arrow}`;
  const isShort = fitsLine(unit, start, `${open} ${unit.text.slice(start, call.end)}, ...${headers}`);
  const indent = indentAt(unit.text, start);
  if (isShort) {
    edits.push({ file, start, end: start, text: `${open} ` });
    edits.push({ file, start: call.end, end: call.end, text: ')' });
  } else {
    edits.push({ file, start, end: start, text: `${open}${style.eol}${indent}${style.indent}` });
    edits.push(...indentLines(unit, call));
    edits.push({ file, start: call.end, end: call.end, text: `,${style.eol}${indent})` });
  }
  const property = text.parent;
  const isBody = ts.isPropertyAssignment(property) && property.initializer === text;
  const replaced = isBody && body === 'body' ? property : text;
  edits.push({ file, start: replaced.getStart(ast), end: replaced.end, text: body });
  edits.push(...headerEdits(unit, options!, headers));
  return edits;
}

function headerEdits(unit: SourceUnit, options: ts.ObjectLiteralExpression, headers: string): TextEdit[] {
  const { path: file, ast } = unit;
  const given = options.properties.find(each => each.name?.getText(ast) === 'headers');
  if (!given) return addProperty(unit, options, `headers: ${headers}`);
  if (ts.isShorthandPropertyAssignment(given)) {
    const text = `headers: { ...headers, ...${headers} }`;
    return [{ file, start: given.getStart(ast), end: given.end, text }];
  }
  const value = (given as ts.PropertyAssignment).initializer;
  if (ts.isObjectLiteralExpression(value)) return addProperty(unit, value, `...${headers}`);
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
function nameFor(call: ts.CallExpression): string {
  const owner = enclosingFunction(call) ?? call.getSourceFile();
  return (
    ['message', 'request', 'outgoing', 'rpcMessage'].find(each => !mentions(owner, each)) ?? 'mcpMessage'
  );
}

function awaits(call: ts.CallExpression): boolean {
  return call.arguments.some(each => /\bawait\b/.test(each.getText()));
}
