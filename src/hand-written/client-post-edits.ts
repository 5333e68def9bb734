import { addProperty } from '../engine/object-literal.js';
import { indentAt, quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { enclosingFunction, enclosingStatement, member, mentions, siblings } from '../recognise/syntax.js';
import { memberRemovalEdits } from '../rewrite/remove-members.js';
import { removalEdits } from '../rewrite/remove.js';
import { answerText } from './client-request-edits.js';
import type { Writing } from './client-edits.js';
import { clientText, editedText } from './client-handshake-edits.js';
import { oldHeaders } from './client-session-edits.js';
import { fitsLine, indentLines, movedText } from './client-text.js';
import type { WireSite } from './client-wire.js';

const HEADERS = 'mcpHeaders';

/**
 * `fetch(url, options)` to `dialect.send(message, (body, mcpHeaders) => fetch(url, options))`, and the same with other
 * libraries, which are handed the request.
 */
export function postEdits(writing: Writing, site: WireSite): TextEdit[] {
  const { unit } = writing;
  const { call, options } = site;
  const { path: file, ast, style } = unit;
  const start = call.getStart(ast);
  const { edits, opening, closing, taken } = sentEdits(writing, site);
  const { name, replaced, written } = bodyText(writing, site, taken);
  const arrow = `${awaits(site) ? 'async ' : ''}(${name}, ${HEADERS}) =>`;
  const open = `${opening}, ${arrow}`;
  const isShort = fitsLine(
    unit,
    start,
    `${open} ${unit.text.slice(start, call.end)}, ...${HEADERS}${closing}`,
  );
  const indent = indentAt(unit.text, start);
  if (isShort) {
    edits.push({ file, start, end: start, text: `${open} ` });
    edits.push({ file, start: call.end, end: call.end, text: `${closing})` });
  } else {
    edits.push({ file, start, end: start, text: `${open}${style.eol}${indent}${style.indent}` });
    const moved = indentLines(unit, call).filter(each => !isIn(unit, replaced, each.start));
    edits.push(...moved);
    const rest = closing && `${closing.replace(/^, /, `,${style.eol}${indent}${style.indent}`)}`;
    edits.push({ file, start: call.end, end: call.end, text: `${rest},${style.eol}${indent})` });
  }
  const added = options ? '' : `, { headers: ${HEADERS} }`;
  edits.push({ file, start: replaced.getStart(ast), end: replaced.end, text: written + added });
  for (const each of options ? headerEdits(writing, options, HEADERS) : []) {
    const text = isShort ? each.text : each.text.replaceAll('\n', `\n${style.indent}`);
    edits.push({ ...each, text });
  }
  return edits;
}

/** What a post is handed, under which name, and what it stands for. */
function bodyText(
  { unit, isLibrary }: Writing,
  site: WireSite,
  taken: string | undefined,
): { name: string; replaced: ts.Node; written: string } {
  const { ast } = unit;
  const body = site.body!;
  const owner = enclosingFunction(site.call) ?? ast;
  const property = ts.isShorthandPropertyAssignment(body.parent) ? body.parent : undefined;
  if (isLibrary) {
    const name =
      ['request', 'outgoing', 'rpcRequest'].find(each => each !== taken && !mentions(owner, each)) ??
      'mcpRequest';
    const value = site.text ? `JSON.stringify(${name})` : name;
    const written = property ? `${property.name.text}: ${value}` : value;
    return { name, replaced: property ?? body, written };
  }
  const name = mentions(owner, 'body') && site.holder?.name.getText(ast) !== 'body' ? 'json' : 'body';
  const isWhole = name === 'body' || property !== undefined;
  const replaced = isWhole ? body.parent : body;
  return { name, replaced, written: isWhole && name !== 'body' ? `body: ${name}` : name };
}

interface Sending {
  readonly edits: TextEdit[];
  /** What the sending begins with, up to the message. */
  readonly opening: string;
  /** What comes after the post. */
  readonly closing: string;
  /** The name that the message was given. */
  readonly taken: string | undefined;
}

/** Gives the message of a request a name of its own. */
function sentEdits(writing: Writing, site: WireSite): Sending {
  const { client, unit, dialect, legacy, isLibrary } = writing;
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
  let taken: string | undefined;
  if (ts.isObjectLiteralExpression(message)) {
    const statement = enclosingStatement(call);
    const free = nameFor(writing, enclosingFunction(call) ?? ast, message, isHello && legacy);
    const value = editedText(unit, message, changes);
    if (holder) {
      taken = free;
      edits.push({ file, start: holder.name.getStart(ast), end: holder.name.end, text: free });
      edits.push(...unwrapped(unit, site), ...changes);
      name = free;
    } else if (canHoist(call, statement)) {
      taken = free;
      const at = statement.getStart(ast);
      const indent = indentAt(unit.text, at);
      const text = `const ${free} = ${movedText(unit, message, indent, value)}${end(unit)}`;
      edits.push({ file, start: at, end: at, text: `${text}${style.eol}${indent}` });
      name = free;
    } else name = value;
  } else {
    edits.push(...changes);
    if (holder) edits.push(...removalEdits(unit, [enclosingStatement(holder)]));
  }
  if (isHello) {
    const first = legacy ? `${discover}, ${name}` : `${description}, ${name}`;
    return { edits, opening: `${dialect}.connect(${first}`, closing: '', taken };
  }
  if (client.asks.has(site)) {
    const answer = client.answer && answerText(client.answer.node, client.answer.args);
    return { edits, opening: `${dialect}.ask(${name}`, closing: answer ? `, ${answer}` : '', taken };
  }
  return { edits, opening: `${dialect}.${isLibrary ? 'post' : 'send'}(${name}`, closing: '', taken };
}

/** `JSON.stringify(message)` to `message`. */
function unwrapped({ path: file, ast }: SourceUnit, { text, message }: WireSite): TextEdit[] {
  if (!text) return [];
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

/** Adds headers to those among the options of a request. */
export function headerEdits(
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

/** A name for a message that the function around it does not use yet. */
export function nameFor(
  { given }: Writing,
  owner: ts.Node,
  message: ts.ObjectLiteralExpression,
  isHello: boolean,
): string {
  const taken = given.get(owner) ?? new Set<string>();
  given.set(owner, taken);
  const own = isHello ? ['initialize'] : member(message, 'method') ? [] : ['answer', 'reply'];
  const names = [...own, 'message', 'request', 'outgoing', 'rpcMessage'];
  const numbered = Array.from({ length: taken.size + 1 }, (_, index) => `message${index + 2}`);
  const name =
    [...names, ...numbered].find(each => !taken.has(each) && !mentions(owner, each)) ?? 'mcpMessage';
  taken.add(name);
  return name;
}

/** Whether what is posted waits for something, apart from its body, which is worked out before. */
function awaits({ call, body }: WireSite): boolean {
  const { text } = call.getSourceFile();
  const others = text.slice(call.getStart(), body!.getStart()) + text.slice(body!.end, call.end);
  return /\bawait\b/.test(others);
}
