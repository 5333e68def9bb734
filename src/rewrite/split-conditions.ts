import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { SplitCondition } from '../analysis/split-conditions.js';
import { walk } from '../recognise/syntax.js';

const MAX_CONDITION = 80;

/** Edits that write a condition as two. */
export function conditionEdits(unit: SourceUnit, split: SplitCondition): TextEdit[] {
  return split.isNested ? nestedEdits(unit, split) : followingEdits(unit, split);
}

/** `if (a && b) …` becomes `if (a) { if (b) … }`. */
function nestedEdits(unit: SourceUnit, split: SplitCondition): TextEdit[] {
  const { statement, first, second } = split;
  const { text, style, ast, path: file } = unit;
  const indent = indentAt(text, statement.getStart(ast));
  const start = second[0]!.getStart(ast);
  const opening = `) {${style.eol}${indent}${style.indent}if (`;
  const closing = `${style.eol}${indent}}`;
  const { isBroken, close, edits } = tightened(unit, split);
  // On lines of its own, the condition stands deep enough.
  const deeper = lineStarts(unit, statement, isBroken ? close : start, statement.end);
  return [
    ...edits,
    { file, start: first.at(-1)!.end, end: start, text: opening },
    ...deeper.map(at => ({ file, start: at, end: at, text: style.indent })),
    { file, start: statement.end, end: statement.end, text: closing },
  ];
}

/** `if (a || b) return c;` becomes `if (a) return c;` and `if (b) return c;`. */
function followingEdits(unit: SourceUnit, split: SplitCondition): TextEdit[] {
  const { statement, first, second } = split;
  const { text, style, ast, path: file } = unit;
  const indent = indentAt(text, statement.getStart(ast));
  const start = second[0]!.getStart(ast);
  const branch = text.slice(statement.thenStatement.getFullStart(), statement.thenStatement.end);
  const { isBroken, edits } = tightened(unit, split);
  const lines = isBroken
    ? second.flatMap(each => lineStarts(unit, statement, each.getStart(ast), each.end))
    : [];
  const parted = `)${branch}${style.eol}${indent}if (`;
  return [
    ...edits,
    { file, start: first.at(-1)!.end, end: start, text: parted },
    ...lines
      .filter(at => text.startsWith(indent + style.indent, at))
      .map(at => ({ file, start: at, end: at + style.indent.length, text: '' })),
  ];
}

interface Tightened {
  /** The condition stood on lines of its own. */
  readonly isBroken: boolean;
  /** Where its parenthesis is closed. */
  readonly close: number;
  readonly edits: readonly TextEdit[];
}

/** Edits that take the line breaks out of a condition that stands on lines of its own, where its halves are short. */
function tightened(
  { text, ast, path: file }: SourceUnit,
  { statement, first, second }: SplitCondition,
): Tightened {
  const { expression, thenStatement } = statement;
  const close = text.lastIndexOf(')', thenStatement.getStart(ast));
  const ends = [
    { start: expression.pos, end: expression.getStart(ast) },
    { start: expression.end, end: close },
  ].filter(gap => /^\s*\n\s*$/.test(text.slice(gap.start, gap.end)));
  const between = [first, second].filter(each => isShort(each)).flatMap(gapsBetween);
  return {
    isBroken: ends.length > 0,
    close,
    edits: [
      ...ends.map(gap => ({ file, ...gap, text: '' })),
      ...between.map(gap => ({ file, ...gap, text: ` ${text.slice(gap.start, gap.end).trim()} ` })),
    ],
  };

  function gapsBetween(operands: readonly ts.Expression[]) {
    return operands
      .slice(1)
      .map((each, index) => ({ start: operands[index]!.end, end: each.getStart(ast) }))
      .filter(gap => /^\s*(?:&&|\|\|)\s*$/.test(text.slice(gap.start, gap.end)));
  }

  function isShort(operands: readonly ts.Expression[]): boolean {
    const written = operands.map(each => each.getText(ast)).join(' && ');
    return written.length < MAX_CONDITION && !written.includes('\n');
  }
}

/** Where lines of a statement start between two offsets, apart from empty ones and those inside of templates. */
export function lineStarts(
  { text, ast }: SourceUnit,
  statement: ts.Statement,
  from: number,
  to: number,
): number[] {
  const found: number[] = [];
  const templates: ts.Node[] = [];
  walk(statement, node => {
    if (ts.isTemplateLiteralToken(node)) templates.push(node);
  });
  for (let at = text.indexOf('\n', from) + 1; at > 0 && at <= to; at = text.indexOf('\n', at) + 1) {
    const isText = templates.some(each => each.getStart(ast) < at && at < each.end);
    if (!isText && /^[^\r\n]*\S/.test(text.slice(at, to))) found.push(at);
  }
  return found;
}
