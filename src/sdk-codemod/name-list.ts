import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ModuleStatement } from './module-uses.js';
import { commentsIn } from './tokens.js';

/** A name as it is to stand in an import list. */
export interface ListedName {
  readonly exported: string;
  readonly local: string;
  /** With `type` in front of it. */
  readonly typeModifier: boolean;
}

/** The list of a statement: those names are taken out, respelled or added. */
export interface ListChange {
  /** New spelling of each element of the list, in order; undefined takes it out. */
  readonly kept: readonly (string | undefined)[];
  readonly added: readonly string[];
}

/** `A as B` or, where modules are required, `A: B`. */
export function spelled(name: ListedName, form: ModuleStatement['form']): string {
  const between = form === 'require' ? ': ' : ' as ';
  const text = name.exported === name.local ? name.local : `${name.exported}${between}${name.local}`;
  return name.typeModifier ? `type ${text}` : text;
}

/** Edits that bring the braces of an import, export or `require` to what is wanted; comments stay. */
export function listEdits(
  unit: SourceUnit,
  elements: ts.NodeArray<ts.Node>,
  change: ListChange,
  lineLimit: number,
): TextEdit[] {
  const { ast, text } = unit;
  const respelled = elements.flatMap((element, index) => {
    const wanted = change.kept[index];
    return wanted === undefined || wanted === element.getText(ast)
      ? []
      : [edit(unit, element.getStart(ast), element.end, wanted)];
  });
  if (change.added.length === 0 && change.kept.every(each => each !== undefined)) return respelled;
  if (isOneToALine(unit, elements)) return [linewise(unit, elements, change)];
  const first = elements[0]!.getStart(ast);
  const last = elements.at(-1)!.end;
  if (commentsIn(text.slice(first, last)).length > 0)
    return [...respelled, ...inline(unit, elements, change)];
  const names = [...change.kept.filter(each => each !== undefined), ...change.added];
  return [rejoined(unit, first, last, names, lineLimit)];
}

/** The names on one line, or each on its own when the line would get too long. */
function rejoined(
  unit: SourceUnit,
  first: number,
  last: number,
  names: readonly string[],
  lineLimit: number,
): TextEdit {
  const { text, style } = unit;
  const lineStart = text.lastIndexOf('\n', first - 1) + 1;
  const lineEnd = last + text.slice(last).search(/\r?\n|$/);
  const one = names.join(', ');
  const isOneLine = !text.slice(first, last).includes('\n');
  if (!isOneLine || first - lineStart + one.length + lineEnd - last <= lineLimit)
    return edit(unit, first, last, one);
  const indent = indentAt(text, first);
  const inner = style.eol + indent + style.indent;
  const blanksBefore = /[ \t]*$/.exec(text.slice(0, first))![0].length;
  const blanksAfter = /^,?[ \t]*/.exec(text.slice(last))![0].length;
  const lines = `${inner}${names.join(`,${inner}`)},${style.eol}${indent}`;
  return edit(unit, first - blanksBefore, last + blanksAfter, lines);
}

function isOneToALine({ ast, text }: SourceUnit, elements: ts.NodeArray<ts.Node>): boolean {
  return elements.every(element =>
    /(?:^|\n)[ \t]*(?:\/\*[^\n]*\*\/[ \t]*)?$/.test(text.slice(0, element.getStart(ast))),
  );
}

/** Writes a list again that has one name to a line; lines that keep their name keep all else. */
function linewise(unit: SourceUnit, elements: ts.NodeArray<ts.Node>, change: ListChange): TextEdit {
  const { ast, text, style } = unit;
  const indent = indentAt(text, elements[0]!.getStart(ast));
  const start = text.lastIndexOf('\n', elements[0]!.getStart(ast) - 1) + 1;
  const total = change.kept.filter(each => each !== undefined).length + change.added.length;
  let written = 0;
  const comma = (): string => (++written < total || elements.hasTrailingComma ? ',' : '');
  const lines: string[] = [];
  let position = start;
  for (const [index, element] of elements.entries()) {
    const rest = /^[ \t]*,?([^\r\n]*)/.exec(text.slice(element.end))!;
    const before = text.slice(position, element.getStart(ast));
    const wanted = change.kept[index];
    if (wanted !== undefined) lines.push(`${before}${wanted}${comma()}${rest[1]!}`.trimEnd());
    else if (commentsIn(before).length > 0) lines.push(before.trimEnd());
    if (wanted === undefined && rest[1]!.trim() !== '') lines.push(indent + rest[1]!.trim());
    position =
      element.end +
      rest[0].length +
      (/^\r?\n/.exec(text.slice(element.end + rest[0].length))?.[0].length ?? 0);
  }
  const end = position - (/\r?\n$/.exec(text.slice(0, position))?.[0].length ?? 0);
  for (const added of change.added) lines.push(indent + added + comma());
  return edit(unit, start, end, lines.join(style.eol));
}

/** Takes elements out one by one, so that comments between them stay. */
function inline(unit: SourceUnit, elements: ts.NodeArray<ts.Node>, change: ListChange): TextEdit[] {
  const { ast, text } = unit;
  const edits: TextEdit[] = [];
  const lastKept = change.kept.findLastIndex(each => each !== undefined);
  elements.forEach((element, index) => {
    if (change.kept[index] !== undefined) return;
    const start = element.getStart(ast);
    const comma = /^\s*,[ \t]*/.exec(text.slice(element.end));
    const previous = elements[index - 1];
    if (comma || !previous) edits.push(edit(unit, start, element.end + (comma?.[0].length ?? 0), ''));
    else {
      const before = text.slice(previous.end, start);
      edits.push(edit(unit, previous.end, element.end, before.replace(',', '').trimEnd()));
    }
  });
  if (change.added.length > 0) {
    const added = change.added.join(', ');
    const anchor = elements[lastKept];
    if (anchor) edits.push(edit(unit, anchor.end, anchor.end, `, ${added}`));
    else edits.unshift(edit(unit, elements[0]!.getStart(ast), elements[0]!.getStart(ast), added));
  }
  return edits;
}

export function edit(unit: SourceUnit, start: number, end: number, text: string): TextEdit {
  return { file: unit.path, start, end, text };
}
