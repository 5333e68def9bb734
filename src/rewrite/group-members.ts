import { indentAt } from '../engine/style.js';
import { removeElements } from '../engine/prune-imports.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { linesWithin, startsLine } from './lines.js';

/** A member of an object literal that moves into a nested object. */
export interface GroupedMember {
  readonly node: ts.ObjectLiteralElementLike;
  /** Its name in there. */
  readonly name: string;
  /** Text of its value, where that changes as well. */
  readonly value?: string;
}

/**
 * Edits that move members of an object literal into a nested object, in the place of the first of them.
 * @param spread text that the nested object starts with, for what it takes over from another one
 */
export function groupMembers(
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  group: string,
  members: readonly GroupedMember[],
  spread?: string,
): TextEdit[] {
  const indexes = members.map(({ node }) => literal.properties.indexOf(node));
  const isContiguous = indexes.every((index, at) => at === 0 || index === indexes[at - 1]! + 1);
  return isContiguous
    ? around(unit, literal, group, members, spread)
    : collected(unit, literal, group, members, spread);
}

/** Members that stand next to each other keep their lines and comments. */
function around(
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  group: string,
  members: readonly GroupedMember[],
  spread: string | undefined,
): TextEdit[] {
  const edit = (start: number, end: number, text: string): TextEdit => ({
    file: unit.path,
    start,
    end,
    text,
  });
  const { eol, indent } = unit.style;
  const first = members[0]!.node.getStart(unit.ast);
  const last = members.at(-1)!.node;
  const renames = members.flatMap(member => renamed(unit, member));
  if (!startsLine(unit, first)) {
    const taken = spread ? `${spread}, ` : '';
    return [edit(first, first, `${group}: { ${taken}`), ...renames, edit(last.end, last.end, ' }')];
  }
  const base = indentAt(unit.text, first);
  const gap = eol + base + indent;
  const comma = literal.properties.hasTrailingComma ? ',' : '';
  return [
    edit(first, first, `${group}: {${spread ? `${gap}${spread},` : ''}${gap}`),
    ...linesWithin(unit, first, last.end).map(at => edit(at, at, indent)),
    ...renames,
    edit(last.end, last.end, `${comma}${eol}${base}}`),
  ];
}

function collected(
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  group: string,
  members: readonly GroupedMember[],
  spread: string | undefined,
): TextEdit[] {
  const [first, ...more] = members;
  const start = first!.node.getStart(unit.ast);
  const parts = [...(spread ? [spread] : []), ...members.map(member => textOf(unit, member))];
  const { eol, indent } = unit.style;
  const base = indentAt(unit.text, start);
  const comma = literal.properties.hasTrailingComma ? ',' : '';
  const inner = startsLine(unit, start)
    ? `{${parts.map(part => `${eol}${base}${indent}${part}`).join(',')}${comma}${eol}${base}}`
    : `{ ${parts.join(', ')} }`;
  return [
    { file: unit.path, start, end: first!.node.end, text: `${group}: ${inner}` },
    ...removeElements(unit, literal.properties, new Set<ts.Node>(more.map(({ node }) => node))),
  ];
}

function renamed(unit: SourceUnit, { node, name, value }: GroupedMember): TextEdit[] {
  const key = node.name!;
  const edits: TextEdit[] = [];
  if (ts.isShorthandPropertyAssignment(node)) {
    const text = value ?? (name === node.name.text ? undefined : node.name.text);
    if (text === undefined) return [];
    return [{ file: unit.path, start: key.getStart(unit.ast), end: key.end, text: `${name}: ${text}` }];
  }
  if (key.getText(unit.ast) !== name) {
    edits.push({ file: unit.path, start: key.getStart(unit.ast), end: key.end, text: name });
  }
  if (value !== undefined && ts.isPropertyAssignment(node)) {
    const { initializer } = node;
    edits.push({ file: unit.path, start: initializer.getStart(unit.ast), end: initializer.end, text: value });
  }
  return edits;
}

function textOf(unit: SourceUnit, { node, name, value }: GroupedMember): string {
  const text = node.getText(unit.ast);
  if (ts.isShorthandPropertyAssignment(node)) {
    return value === undefined && name === node.name.text ? name : `${name}: ${value ?? node.name.text}`;
  }
  if (ts.isPropertyAssignment(node)) return `${name}: ${value ?? node.initializer.getText(unit.ast)}`;
  const start = node.getStart(unit.ast);
  return text.slice(0, node.name!.getStart(unit.ast) - start) + name + text.slice(node.name!.end - start);
}
