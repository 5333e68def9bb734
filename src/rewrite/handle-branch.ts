import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { boundNames } from '../recognise/bindings.js';
import { endsAlways, type ToolBranch } from '../recognise/tool-branches.js';
import { isFunctionNode, isWithin, walk, type FunctionNode } from '../recognise/syntax.js';
import { startEdits, wrappedReturns } from './handle-body.js';
import { linesWithin, startsLine } from './lines.js';

/**
 * Edits that put statements in front of what a low-level handler does for one tool, and wrap what it returns there.
 * @param prologue lines as `render` wants them
 * @param wrap name of the function that every result goes through; results stay as they are without it
 * @returns undefined when a result may be made elsewhere, or the code does not stand by itself
 */
export function branchBodyEdits(
  project: ProjectModel,
  unit: SourceUnit,
  owner: FunctionNode,
  branch: ToolBranch,
  prologue: string,
  wrap: string | undefined,
): TextEdit[] | undefined {
  const { node, block, statements } = branch;
  const [first] = statements;
  if (!first) return undefined;
  // What is handed out must be seen here: not after the branch.
  if (wrap !== undefined && (!endsAlways(statements.at(-1)) || breaksOut(branch))) return undefined;
  const wrapped = wrap === undefined ? [] : wrappedReturns(project, unit, owner, node, wrap);
  if (!wrapped) return undefined;
  if (block) return [...startEdits(unit, block, prologue), ...wrapped];
  if (ts.isCaseClause(node)) {
    if (isUsedBeside(project, node)) return undefined;
    return [...clauseEdits(unit, node, prologue), ...wrapped];
  }
  const single = singleEdits(unit, node, prologue);
  return single && [...single, ...wrapped];
}

/** Whether a `break` leaves the branch before it has returned. */
function breaksOut({ statements }: ToolBranch): boolean {
  let found = false;
  for (const statement of statements) {
    walk(statement, at => {
      if (isFunctionNode(at) || ts.isIterationStatement(at, false) || ts.isSwitchStatement(at)) return false;
      found ||= ts.isBreakStatement(at) || ts.isContinueStatement(at);
      return undefined;
    });
  }
  return found;
}

/** Whether other clauses use what a clause without braces declares. */
function isUsedBeside(project: ProjectModel, clause: ts.CaseClause): boolean {
  const names = clause.statements.flatMap(each =>
    ts.isVariableStatement(each)
      ? each.declarationList.declarations.flatMap(declaration => boundNames(declaration.name))
      : (ts.isFunctionDeclaration(each) || ts.isClassDeclaration(each)) && each.name
        ? [each.name]
        : [],
  );
  return names.some(name => project.names.references(name).some(use => !isWithin(use, clause)));
}

/** Gives a clause braces of its own, so that what is declared in it is its own, too. */
function clauseEdits(unit: SourceUnit, clause: ts.CaseClause, prologue: string): TextEdit[] {
  const { path: file, text, ast, style } = unit;
  const first = clause.statements[0]!;
  const start = first.getStart(ast);
  const base = indentAt(text, clause.getStart(ast));
  const open = clause.statements.pos;
  const isOwnLine = startsLine(unit, start);
  const inner = isOwnLine ? indentAt(text, start) : base + style.indent;
  const lines = `${style.eol}${inner}${render(prologue, style, inner)}`;
  const close = `${style.eol}${base}}`;
  return [
    isOwnLine
      ? { file, start: open, end: open, text: ` {${lines}` }
      : { file, start: open, end: start, text: ` {${lines}${style.eol}${inner}` },
    { file, start: clause.end, end: clause.end, text: close },
  ];
}

/** `if (…) return …;` */
function singleEdits(unit: SourceUnit, statement: ts.Statement, prologue: string): TextEdit[] | undefined {
  const { path: file, text, ast, style } = unit;
  const start = statement.getStart(ast);
  // Comments have no place in front of the braces.
  if (text.slice(statement.pos, start).trim() !== '') return undefined;
  const base = indentAt(text, statement.parent.getStart(ast));
  const inner = base + style.indent;
  const lines = render(prologue, style, inner);
  const moved = startsLine(unit, start) ? [] : linesWithin(unit, start, statement.end);
  return [
    {
      file,
      start: statement.pos,
      end: start,
      text: ` {${style.eol}${inner}${lines}${style.eol}${inner}`,
    },
    ...moved.map(at => ({ file, start: at, end: at, text: style.indent })),
    { file, start: statement.end, end: statement.end, text: `${style.eol}${base}}` },
  ];
}
