import { removeStatement } from '../engine/prune-imports.js';
import { indentAt, quoted, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ModuleStatement } from './module-uses.js';
import { edit, listEdits, spelled } from './name-list.js';
import type { FreshStatement, StatementPlan } from './statement-plan.js';
import { commentsIn } from './tokens.js';

/** Edits that carry out what was planned for one existing statement. */
export function statementEdits(unit: SourceUnit, plan: StatementPlan): TextEdit[] {
  const { statement, module } = plan;
  if (module === undefined) return removalEdits(unit, statement);
  const edits: TextEdit[] = specifierEdits(unit, statement.specifier, module);
  const only = statement.names[0];
  if (only && ts.isVariableDeclaration(only.node)) {
    const [name] = plan.names;
    const access = only.node.initializer as ts.PropertyAccessExpression;
    if (name && name.exported !== only.name) edits.push(replace(unit, access.name, name.exported));
    if (name && name.local !== only.local.text) edits.push(replace(unit, only.local, name.local));
    return edits;
  }
  const elements = elementsOf(statement);
  const byIndex = new Map(plan.names.map(name => [name.index, name]));
  const kept = statement.names.map((imported, index) => {
    const name = byIndex.get(index);
    if (!name) return undefined;
    const isSame = name.exported === imported.name && name.local === imported.local.text;
    return isSame ? imported.node.getText(unit.ast) : spelled(name, statement.form);
  });
  const added = plan.names.flatMap(name => (name.index === undefined ? [spelled(name, statement.form)] : []));
  if (elements && elements.length > 0) {
    const shortened = statement.specifier.text.length - module.length;
    edits.push(...listEdits(unit, elements, { kept, added }, lineLimit(unit) + shortened));
  }
  return edits;
}

/** Puts another module into the quotes of a specifier. */
export function specifierEdits(
  unit: SourceUnit,
  specifier: ts.StringLiteralLike,
  module: string,
): TextEdit[] {
  if (specifier.text === module) return [];
  return [edit(unit, specifier.getStart(unit.ast) + 1, specifier.end - 1, module)];
}

export function replace(unit: SourceUnit, node: ts.Node, text: string): TextEdit {
  return edit(unit, node.getStart(unit.ast), node.end, text);
}

/** New statements behind one they are near to, on lines of their own. */
export function freshEdits(unit: SourceUnit, fresh: readonly FreshStatement[]): TextEdit[] {
  const { text, ast, style } = unit;
  return fresh.map(({ near, module, names }) => {
    const list = names.map(name => spelled(name, near.form === 'require' ? 'require' : 'import'));
    const isLongest = (open: string, close: string) =>
      open.length + list.join(', ').length + close.length > lineLimit(unit);
    const [open, close] =
      near.form === 'require'
        ? [`${keyword(near)} {`, `} = require('${module}');`]
        : [`import ${near.typeOnly ? 'type ' : ''}{`, `} from '${module}';`];
    const snippet = isLongest(open, close)
      ? `${open}\n  ${list.join(',\n  ')},\n${close}`
      : `${open} ${list.join(', ')} ${close}`;
    const at =
      near.statement.end + /^[ \t]*(?:\/\/[^\r\n]*)?/.exec(text.slice(near.statement.end))![0].length;
    const indent = indentAt(text, near.statement.getStart(ast));
    return edit(unit, at, at, style.eol + indent + render(snippet, style, indent));
  });
}

/** `const core_1 = require("…");` behind a statement, as compilers write it. */
export function freshWholeEdit(
  unit: SourceUnit,
  near: ModuleStatement,
  local: string,
  module: string,
): TextEdit {
  const { text, style } = unit;
  const { end } = near.statement;
  const at = end + /^[ \t]*(?:\/\/[^\r\n]*)?/.exec(text.slice(end))![0].length;
  const semicolon = style.semicolons ? ';' : '';
  const line = `${keyword(near)} ${local} = require(${quoted(module, style)})${semicolon}`;
  return edit(unit, at, at, style.eol + indentAt(text, near.statement.getStart(unit.ast)) + line);
}

/** Whether a statement carries comments that would lose their place if it were merged away. */
export function isPinned(unit: SourceUnit, { statement }: ModuleStatement): boolean {
  const { text, ast } = unit;
  const start = statement.getStart(ast);
  const above = /(?:^|\n)([^\n]*)\r?\n[ \t]*$/.exec(text.slice(0, start))?.[1] ?? '';
  const behind = /^[^\r\n]*/.exec(text.slice(statement.end))![0];
  const isCommented = /^\s*(?:\/\/|\/\*|\*)/.test(above) || /\*\/\s*$/.test(above);
  const isHeader = text.slice(0, start).trim() !== '' && !/\S/.test(withoutComments(text.slice(0, start)));
  return (
    (isCommented && !isHeader) ||
    commentsIn(behind).length > 0 ||
    commentsIn(text.slice(start, statement.end)).length > 0
  );
}

function withoutComments(text: string): string {
  return text.replace(/^#![^\n]*/, '').replace(/\/\*[\s\S]*?\*\/|\/\/[^\r\n]*/g, '');
}

function removalEdits(unit: SourceUnit, statement: ModuleStatement): TextEdit[] {
  if (!statement.alone) {
    const elements = elementsOf(statement);
    if (!elements?.length) return [];
    return [edit(unit, elements[0]!.getStart(unit.ast), elements.end, '')];
  }
  const removed = withBlankLine(unit, removeStatement(unit, statement.statement));
  const comments = [
    ...commentsIn(unit.text.slice(statement.statement.getStart(unit.ast), statement.statement.end)),
    ...commentsIn(unit.text.slice(statement.statement.end, removed.end)),
  ];
  if (comments.length === 0) return [removed];
  const indent = indentAt(unit.text, statement.statement.getStart(unit.ast));
  return [{ ...removed, text: comments.map(comment => `${indent}${comment}${unit.style.eol}`).join('') }];
}

/** A paragraph that goes takes one of the blank lines around it along. */
function withBlankLine({ text }: SourceUnit, removed: TextEdit): TextEdit {
  const isParagraph = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, removed.start)) || removed.start === 0;
  const blank = /^[ \t]*\r?\n/.exec(text.slice(removed.end));
  return isParagraph && blank ? { ...removed, end: removed.end + blank[0].length } : removed;
}

function elementsOf(statement: ModuleStatement): ts.NodeArray<ts.Node> | undefined {
  const first = statement.names[0]?.node;
  return first && !ts.isVariableDeclaration(first) ? first.parent.elements : undefined;
}

function keyword({ declaration }: ModuleStatement): string {
  const flags = declaration?.parent.flags ?? ts.NodeFlags.Const;
  return flags & ts.NodeFlags.Const ? 'const' : flags & ts.NodeFlags.Let ? 'let' : 'var';
}

const limits = new WeakMap<SourceUnit, number>();

/** How long lines may get: as long as the file's own, within what formatters are usually set to. */
export function lineLimit(unit: SourceUnit): number {
  const known = limits.get(unit);
  if (known !== undefined) return known;
  const limit = unit.text
    .split('\n')
    .reduce((longest, { length }) => (length <= 140 ? Math.max(longest, length) : longest), 80);
  limits.set(unit, limit);
  return limit;
}
