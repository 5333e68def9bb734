import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { TextEdit } from '../engine/types.js';
import { siblings } from '../recognise/syntax.js';
import { removalEdits } from '../rewrite/remove.js';
import type { Writing } from './client-edits.js';
import { heardStream } from './client-changes.js';
import { fitsLine, indentLines, WIDTH } from './client-text.js';

/**
 * Asks servers of 2026-07-28 to announce the changes that a client waits for: on the stream that it opened by `GET`, or
 * by a request of its own after the handshake. Others announce them as they did.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export function changeEdits(writing: Writing): TextEdit[] | undefined {
  const { client } = writing;
  const { listening, lists, subscribes } = client.changes;
  const subscribed = subscribes.flatMap(each => subscribeEdits(writing, each.statement, each.uri));
  if (!listening || lists.length === 0) return subscribed;
  const filter = `{ ${lists.map(each => `${each}: true`).join(', ')} }`;
  const own = heardStream(client.changes) ? streamEdits(writing, filter) : afterHandshake(writing, filter);
  return own && [...subscribed, ...own];
}

/** `fetch(url, dialect.listening({ toolsListChanged: true }, options))`; a session is only looked for at older servers. */
function streamEdits(writing: Writing, filter: string): TextEdit[] {
  const { unit, dialect, legacy, client } = writing;
  const { path: file, ast, style, text } = unit;
  const { stream, checks } = heardStream(client.changes)!;
  const { options } = stream.request;
  const start = options.getStart(ast);
  const opening = `${dialect}.listening(${filter}, `;
  const indent = indentAt(text, stream.request.call.getStart(ast));
  const isShort = !options.getText(ast).includes('\n');
  const checked = legacy
    ? checks.map(({ expression }) => {
        const at = expression.getStart(ast);
        return { file, start: at, end: at, text: `${dialect}.isLegacy && ` };
      })
    : removalEdits(unit, checks);
  if (isShort && fitsLine(unit, start, `${opening}${options.getText(ast)}));`)) {
    return [
      ...checked,
      { file, start, end: start, text: opening },
      { file, start: options.end, end: options.end, text: ')' },
    ];
  }
  // Each argument on a line of its own.
  const inner = indent + style.indent;
  const call = stream.request.call;
  const [first] = call.arguments;
  return [
    ...checked,
    { file, start: first!.getStart(ast), end: first!.getStart(ast), text: style.eol + inner },
    { file, start: first!.end, end: start, text: `,${style.eol}${inner}${opening}` },
    ...indentLines(unit, options),
    { file, start: options.end, end: options.end, text: ')' },
    { file, start: call.arguments.end, end: call.end, text: `,${style.eol}${indent})` },
  ];
}

/** What is said of a request whose answer nothing waits for. */
const REASON = '// Answered only once there is no more to announce.';

function afterHandshake(writing: Writing, filter: string): TextEdit[] | undefined {
  const { client, unit, dialect, legacy } = writing;
  const { handshake, initialized } = client;
  const { style, text, ast } = unit;
  const all = siblings(handshake.statement);
  // What is returned from the handshake has nothing after it.
  if (!all || ts.isReturnStatement(handshake.statement)) return undefined;
  const last = [handshake.statement, ...initialized].filter(each => all.includes(each)).at(-1)!;
  const start = text.indexOf('\n', last.end) + 1;
  const next = all[all.indexOf(last) + 1];
  if (start === 0 || (next && next.getStart(ast) < start)) return undefined;
  const indent = indentAt(text, handshake.statement.getStart(ast));
  const room = WIDTH - indent.length - (legacy ? style.indent.length : 0);
  const sent = listenText(writing, filter, room);
  const lines = legacy
    ? `if (!${dialect}.isLegacy) {\n  ${REASON}\n${indented(sent)}\n}`
    : `${REASON}\n${sent}`;
  const written = render(lines, style, indent);
  return [{ file: unit.path, start, end: start, text: `${indent}${written}${style.eol}` }];
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

/** The statement that asks, for `render`. */
function listenText({ client }: Writing, filter: string, room: number): string {
  const listening = client.changes.listening!;
  const params = `{ notifications: ${filter} }`;
  if (listening.kind === 'line') {
    const members = [`jsonrpc: '2.0'`, 'id: -1', `method: 'subscriptions/listen'`, `params: ${params}`];
    const callee = calleeOf(listening.carrier);
    const short = `${callee}({ ${members.join(', ')} });`;
    return short.length <= room ? short : `${callee}({\n${members.map(each => `  ${each},\n`).join('')}});`;
  }
  if (listening.kind !== 'request') return '';
  const { node, method, params: at } = listening.request;
  const args = node.parameters.map((_, index) =>
    index === method ? `'subscriptions/listen'` : index === at ? params : 'undefined',
  );
  return `${calleeOf(node)}(${args.slice(0, Math.max(method, at!) + 1).join(', ')}).catch(() => {});`;
}

/** Newer servers are asked to announce a resource, older ones told. */
function subscribeEdits(writing: Writing, statement: ts.Statement, uri: ts.Expression): TextEdit[] {
  const { unit, dialect, legacy } = writing;
  const { path: file, ast, style, text } = unit;
  const start = statement.getStart(ast);
  const indent = indentAt(text, start);
  const inner = indent + style.indent;
  const sent = render(listenText(writing, `{ resourceSubscriptions: [${uri.getText(ast)}] }`, WIDTH), style);
  if (!legacy) return [{ file, start, end: statement.end, text: sent }];
  return [
    { file, start, end: start, text: `if (${dialect}.isLegacy) {${style.eol}${inner}` },
    ...indentLines(unit, statement),
    {
      file,
      start: statement.end,
      end: statement.end,
      text: `${style.eol}${indent}} else {${style.eol}${inner}${sent}${style.eol}${indent}}`,
    },
  ];
}

function calleeOf(node: ts.Node & { name?: ts.Node | undefined }): string {
  const { parent } = node;
  const isHeld = ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent);
  const name = (isHeld ? parent.name : node.name)!.getText();
  return ts.isMethodDeclaration(node) || ts.isPropertyDeclaration(parent) ? `this.${name}` : name;
}
