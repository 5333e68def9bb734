import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { BareBody, BareBranch, Split } from '../analysis/splits.js';
import type { ProjectModel } from '../project/model.js';
import { isWithin } from '../recognise/syntax.js';
import { choiceEdits } from './choices.js';
import { FreeNames } from './free-names.js';
import { Snippet } from './moved-text.js';
import { conditionEdits, lineStarts } from './split-conditions.js';

/** Edits that write what has to be parted in a file; what is inside of something else that is has to wait for it. */
export function splitEdits(project: ProjectModel, unit: SourceUnit, splits: readonly Split[]): TextEdit[] {
  const own = new Map<ts.Node, Split>();
  for (const each of splits) {
    if (each.statement.getSourceFile() === unit.ast && !own.has(each.statement))
      own.set(each.statement, each);
  }
  const names = new FreeNames(unit);
  return [...own.values()]
    .filter(each =>
      [...own.keys()].every(other => other === each.statement || !isWithin(each.statement, other)),
    )
    .flatMap(each => editsOf(project, unit, each, names));
}

function editsOf(project: ProjectModel, unit: SourceUnit, split: Split, names: FreeNames): TextEdit[] {
  switch (split.is) {
    case 'condition':
      return conditionEdits(unit, split);
    case 'choice':
      return choiceEdits(project, unit, split, names);
    case 'branch':
      return branchEdits(unit, split);
    case 'body':
      return bodyEdits(unit, split);
  }
}

/** `else if (…) …` becomes `else { if (…) … }`. */
function branchEdits(unit: SourceUnit, { statement }: BareBranch): TextEdit[] {
  const { text, style, ast, path: file } = unit;
  const start = statement.getStart(ast);
  const indent = indentAt(text, statement.parent.getStart(ast));
  const own = indentAt(text, start);
  const gap = /[ \t]*\r?\n[ \t]*$/.exec(text.slice(statement.pos, start))?.[0].length ?? 0;
  const deeper =
    own.length > indent.length && gap > 0 ? [] : lineStarts(unit, statement, start, statement.end);
  return [
    {
      file,
      start: start - gap,
      end: start,
      text: `${gap > 0 ? ' ' : ''}{${style.eol}${indent}${style.indent}`,
    },
    ...deeper.map(at => ({ file, start: at, end: at, text: style.indent })),
    { file, start: statement.end, end: statement.end, text: `${style.eol}${indent}}` },
  ];
}

/** `() => value` becomes `() => { return value; }`. */
function bodyEdits(unit: SourceUnit, { statement }: BareBody): TextEdit[] {
  const { text, ast, path: file } = unit;
  const arrow = statement.parent as ts.ArrowFunction;
  const value = ts.isParenthesizedExpression(statement) ? statement.expression : statement;
  const indent = indentAt(text, arrow.getStart(ast));
  const snippet = new Snippet(unit);
  const body = snippet.render(`{\n  return ${snippet.node(value)};\n}`, indent);
  const start = arrow.equalsGreaterThanToken.end;
  return [{ file, start, end: statement.end, text: ` ${body}` }];
}
