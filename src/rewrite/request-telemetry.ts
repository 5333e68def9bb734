import { addProperty } from '../engine/object-literal.js';
import { indentAt, lineStart, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { nameText } from '../recognise/syntax.js';
import type { TelemetrySite } from '../recognise/telemetry-sites.js';
import { Snippet } from './moved-text.js';
import { memberRemovalEdits } from './remove-members.js';
import { removalEdits } from './remove.js';
import { RECORDED } from './telemetry-module.js';

const LONG_LINE = 110;

/**
 * Edits that record the request's envelope where there is no session.
 * @param sites those of one file, in the order of its text
 * @param keeps whether clients of 2025-11-25, whose sessions are recorded as before, are still served
 * @param nameOf how the file calls the function that reads the envelope
 */
export function recordRequests(
  unit: SourceUnit,
  sites: readonly TelemetrySite[],
  keeps: boolean,
  nameOf: (site: TelemetrySite) => string,
): TextEdit[] {
  const told = new Set<string>();
  const literals = new Map<ts.ObjectLiteralExpression, TelemetrySite[]>();
  const edits: TextEdit[] = [];
  for (const site of sites) {
    if (ts.isStatement(site.at)) {
      // A second id on the same span needs no second envelope.
      const key = `${site.at.parent.pos} ${site.receiver}`;
      const call = `${nameOf(site)}(${site.context})`;
      edits.push(...statementEdits(unit, site.at, site, call, keeps, told.has(key)));
      told.add(key);
    } else {
      const literal = site.at.parent as ts.ObjectLiteralExpression;
      literals.set(literal, [...(literals.get(literal) ?? []), site]);
    }
  }
  for (const [literal, entries] of literals) {
    const call = `${nameOf(entries[0]!)}(${entries[0]!.context})`;
    edits.push(...literalEdits(unit, literal, entries, call, keeps));
  }
  return edits;
}

function statementEdits(
  unit: SourceUnit,
  at: ts.Statement,
  { context, receiver }: TelemetrySite,
  call: string,
  keeps: boolean,
  isTold: boolean,
): TextEdit[] {
  const { path: file, ast, text } = unit;
  const start = at.getStart(ast);
  const indent = indentAt(text, start);
  const told = `${receiver}setAttributes(${call});`;
  if (!keeps) {
    if (isTold) return removalEdits(unit, [at]);
    return [{ file, start, end: at.end, text: render(told, unit.style) }];
  }
  const snippet = new Snippet(unit);
  const own = ts.isIfStatement(at) ? snippet.node(at) : `{\n  ${snippet.node(at)}\n}`;
  const written = isTold
    ? `if (!${context}.mcpReq.envelope) ${own}`
    : `if (${context}.mcpReq.envelope) {\n  ${told}\n} else ${own}`;
  return [{ file, start, end: at.end, text: snippet.render(written, indent) }];
}

/** The entries of one object: the first gives way to the envelope, which is told once. */
function literalEdits(
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  sites: readonly TelemetrySite[],
  call: string,
  keeps: boolean,
): TextEdit[] {
  const { path: file, ast, text } = unit;
  const { context, kind } = sites[0]!;
  const entries = new Set<ts.Node>(sites.map(each => each.at));
  const envelope = `${context}.mcpReq.envelope`;
  const first = literal.properties.findIndex(each => entries.has(each));
  // What the code names itself goes before the envelope.
  const isPreceded = literal.properties.slice(0, first).some(each => mayName(each, RECORDED[kind].keys));
  const isOneLine = !text.slice(literal.getStart(ast), literal.end).includes('\n');
  const written = new Map<ts.Node, readonly string[] | undefined>();
  for (const entry of literal.properties.filter(each => entries.has(each))) {
    const own = entry.getText(ast);
    const isTold = isPreceded || written.size > 0;
    if (isTold) written.set(entry, keeps ? [`...(!${envelope} && { ${own} })`] : undefined);
    else written.set(entry, keeps ? [`...(${envelope}`, `? ${call}`, `: { ${own} })`] : [`...${call}`]);
  }
  const added = keeps ? `...(${envelope} && ${call})` : `...${call}`;
  if (isOneLine) {
    const members = literal.properties.flatMap((each): (readonly string[])[] =>
      entries.has(each) ? [written.get(each) ?? []] : [[each.getText(ast)]],
    );
    return [
      oneLine(
        unit,
        literal,
        [isPreceded ? [added] : [], ...members].filter(each => each.length > 0),
      ),
    ];
  }
  const replaced = [...written].flatMap(([entry, parts]): TextEdit[] => {
    const start = entry.getStart(ast);
    return parts ? [{ file, start, end: entry.end, text: joined(unit, parts, indentAt(text, start)) }] : [];
  });
  const gone = new Set([...written].flatMap(([entry, parts]) => (parts ? [] : [entry])));
  return [
    ...(isPreceded ? addProperty(unit, literal, added, 'first') : []),
    ...replaced,
    ...memberRemovalEdits(unit, literal, gone),
  ];
}

/** An object on one line, or on several when it has become too long for one. */
function oneLine(
  { path: file, ast, text, style }: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  members: readonly (readonly string[])[],
): TextEdit {
  const start = literal.getStart(ast);
  const { end } = literal;
  const line = `{ ${members.map(each => each.join(' ')).join(', ')} }`;
  const feed = text.indexOf('\n', end);
  const rest = (feed < 0 ? text.length : feed) - end;
  if (start - lineStart(text, start) + line.length + rest <= LONG_LINE)
    return { file, start, end, text: line };
  const indent = indentAt(text, start);
  const lines = members.map(each => {
    const inner = indent + style.indent;
    return `${inner}${joined({ style }, each, inner)},`;
  });
  return { file, start, end, text: ['{', ...lines, `${indent}}`].join(style.eol) };
}

/** Parts of one expression, on lines of their own where one does not hold them. */
function joined({ style }: Pick<SourceUnit, 'style'>, parts: readonly string[], indent: string): string {
  const line = parts.join(' ');
  return indent.length + line.length < LONG_LINE ? line : parts.join(style.eol + indent + style.indent);
}

/** Whether a member of an object may have one of some names: it does, or its name is not in view. */
function mayName(member: ts.ObjectLiteralElementLike, keys: readonly string[]): boolean {
  const name = nameText(member.name);
  return name === undefined || keys.includes(name);
}
