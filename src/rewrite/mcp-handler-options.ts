import { noteAt } from '../engine/notes.js';
import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { FoundStart } from '../recognise/framework-starts.js';
import { isUndefined, nameText, unwrap, walk } from '../recognise/syntax.js';
import { headStart } from './remove.js';
import { memberRemovalEdits } from './remove-members.js';

const CHANGE = 'sdk-v2-packages';
/** Options that told version 1 under which paths it answers, and how it speaks HTTP+SSE. */
const ROUTING = ['basePath', 'streamableHttpEndpoint', 'sseEndpoint', 'sseMessageEndpoint', 'redisUrl'];
/** What the events of version 1 carried besides. */
const SESSION_EVENTS = /SESSION_STARTED|SESSION_ENDED|\bsessionId\b|\brequestId\b|\bclientInfo\b/;

/**
 * Merges the server options and the configuration of `createMcpHandler` of `mcp-handler` 1 into the one object that
 * version 2 takes, without those that it no longer has.
 * @returns undefined where the options are not all in view, or where leaving them out would leave out more
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export function mergeHandlerOptions(unit: SourceUnit, start: FoundStart): Rewrite | undefined {
  const { node, framework } = start;
  if (!ts.isCallExpression(node)) return undefined;
  const removed = new Set(framework.release?.shape?.removedOptions);
  const [, first, second, ...rest] = node.arguments;
  if (rest.length > 0 || node.arguments.some(ts.isSpreadElement)) return undefined;
  const config = second ?? first;
  const literal = config && unwrap(config);
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  const parts = readOptions(literal, removed);
  if (!parts) return undefined;
  const edits = second
    ? merged(unit, node, { first: first!, config: second, literal, ...parts })
    : withoutRemoved(unit, node, literal, parts);
  if (!edits || edits.length === 0) return undefined;
  const notes = remarks(unit, literal, parts);
  return {
    change: CHANGE,
    edits,
    ...(notes[0] && { review: notes[0] }),
    remarks: notes.slice(1),
  };
}

interface Options {
  readonly kept: readonly ts.ObjectLiteralElementLike[];
  readonly gone: readonly ts.ObjectLiteralElementLike[];
}

function readOptions(literal: ts.ObjectLiteralExpression, removed: ReadonlySet<string>): Options | undefined {
  const kept: ts.ObjectLiteralElementLike[] = [];
  const gone: ts.ObjectLiteralElementLike[] = [];
  for (const property of literal.properties) {
    const name = nameText(property.name);
    // What a spread brings along may be what version 2 no longer has.
    if (name === undefined) return undefined;
    if (!removed.has(name)) kept.push(property);
    else if (isQuiet(property)) gone.push(property);
    else return undefined;
  }
  return { kept, gone };
}

/** Whether nothing happens while a value is worked out, so that it can be left out. */
function isQuiet(property: ts.ObjectLiteralElementLike): boolean {
  let quiet = true;
  walk(property, node => {
    const acts =
      ts.isCallExpression(node) ||
      ts.isNewExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isTaggedTemplateExpression(node) ||
      ts.isPostfixUnaryExpression(node);
    quiet &&= !acts;
    return quiet && !ts.isFunctionLike(node);
  });
  return quiet;
}

interface Merging extends Options {
  readonly first: ts.Expression;
  readonly config: ts.Expression;
  readonly literal: ts.ObjectLiteralExpression;
}

function merged(unit: SourceUnit, call: ts.CallExpression, parts: Merging): TextEdit[] | undefined {
  const { first, config, kept, gone, literal } = parts;
  const { path: file, ast } = unit;
  const options = unwrap(first);
  const isLiteral = ts.isObjectLiteralExpression(options);
  const before = call.arguments[0]!;
  const isEmpty = isUndefined(options) || (isLiteral && options.properties.length === 0);
  const cut = (start: number, end: number): TextEdit => ({ file, start, end, text: '' });
  if (kept.length === 0) return [isEmpty ? cut(before.end, config.end) : cut(first.end, config.end)];
  if (isEmpty) {
    return [
      cut(first.getStart(ast), config.getStart(ast)),
      ...memberRemovalEdits(unit, literal, new Set(gone)),
    ];
  }
  if (!isLiteral) {
    const spread = `...${first.getText(ast)}`;
    const open = kept[0]!.getStart(ast);
    const gap = startsLine(unit, open) ? unit.style.eol + indentAt(unit.text, open) : ' ';
    return [
      cut(first.getStart(ast), config.getStart(ast)),
      { file, start: open, end: open, text: `${spread},${gap}` },
      ...memberRemovalEdits(unit, literal, new Set(gone)),
    ];
  }
  return [...added(unit, options, kept), cut(first.end, config.end)];
}

/** Members of one literal put behind those of another. */
function added(
  unit: SourceUnit,
  into: ts.ObjectLiteralExpression,
  members: readonly ts.ObjectLiteralElementLike[],
): TextEdit[] {
  const last = into.properties.at(-1)!;
  const isSpread = startsLine(unit, last.getStart(unit.ast));
  const gap = isSpread ? unit.style.eol + indentAt(unit.text, last.getStart(unit.ast)) : ' ';
  const textOf = (member: ts.Node) => unit.text.slice(headStart(unit, member), member.end).trimStart();
  const texts = members.map(member => `${gap}${textOf(member)}`).join(',');
  const at = into.properties.hasTrailingComma ? into.properties.end : last.end;
  const text = into.properties.hasTrailingComma ? `${texts},` : `,${texts}`;
  return [{ file: unit.path, start: at, end: at, text }];
}

function withoutRemoved(
  unit: SourceUnit,
  call: ts.CallExpression,
  literal: ts.ObjectLiteralExpression,
  { kept, gone }: Options,
): TextEdit[] {
  if (gone.length === 0) return [];
  const [before, options] = call.arguments;
  if (kept.length === 0) return [{ file: unit.path, start: before!.end, end: options!.end, text: '' }];
  return memberRemovalEdits(unit, literal, new Set(gone));
}

function startsLine(unit: SourceUnit, offset: number): boolean {
  return unit.text.slice(lineStart(unit.text, offset), offset).trim() === '';
}

function remarks(unit: SourceUnit, literal: ts.ObjectLiteralExpression, { kept, gone }: Options): Note[] {
  const names = gone.map(each => nameText(each.name)!);
  const notes: Note[] = [];
  const routing = ROUTING.find(name => names.includes(name));
  if (routing !== undefined) {
    notes.push(
      noteAt(unit, literal.parent, 'http-sse-transport', {
        severity: 'info',
        message: `\`mcp-handler\` 2 knows no \`${routing}\`: it answers at every path that it is mounted at, and no longer speaks HTTP+SSE.`,
        advice: 'Point clients that used the `/sse` path at the one of Streamable HTTP.',
      }),
    );
  }
  const onEvent = kept.find(each => nameText(each.name) === 'onEvent');
  if (onEvent && SESSION_EVENTS.test(onEvent.getText(unit.ast))) {
    notes.push(
      noteAt(unit, onEvent, 'sessions', {
        severity: 'warning',
        message:
          '`mcp-handler` 2 sends no events of sessions, and its events carry no `sessionId`, `requestId` and `clientInfo`.',
        advice: 'Count requests by their `method` instead.',
      }),
    );
  }
  return notes;
}
