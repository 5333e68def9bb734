import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { identifiersIn } from '../project/names.js';
import { ancestors, isFunctionNode, isWithin, walk } from '../recognise/syntax.js';
import { removalEdits, type Removable } from '../rewrite/remove.js';
import { memberRemovalEdits } from '../rewrite/remove-members.js';
import { isTypeScript } from '../rewrite/languages.js';
import type { Dispatcher } from './dispatcher.js';
import { methodTest } from './messages.js';
import { isServedNow } from './results.js';
import type { SessionUses } from './session-uses.js';
import { SpentCode } from './spent-code.js';

/** What goes of sessions when clients of 2025-11-25 are refused. */
export interface SessionRemoval {
  readonly edits: readonly TextEdit[];
  /** What is not there any more, so that nothing else is to be changed in it. */
  readonly gone: readonly ts.Node[];
}

/**
 * Takes out what requires, begins and keeps sessions where messages come in, with what nothing uses any more then.
 * Undefined when a part of it cannot be taken out by itself.
 * @param closed code that is not run any more: the ends of sessions and their streams
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#earlier-streamable-http-revisions
 */
export function sessionRemoval(
  project: ProjectModel,
  dispatcher: Dispatcher,
  all: readonly SessionUses[],
  closed: readonly ts.Node[],
): SessionRemoval | undefined {
  const statements = new Set<Removable>();
  const members = new Set<ts.PropertyAssignment>();
  const starts = new Set<ts.IfStatement>();
  for (const uses of all) {
    for (const each of [...uses.conditions, ...uses.statements, ...uses.passing.keys()]) statements.add(each);
    for (const each of uses.sent) members.add(each);
    for (const use of uses.legacyOnly) {
      if (closed.some(each => isWithin(use, each)) || isOfRemovedBranch(dispatcher, use)) continue;
      const start = startAround(project, use);
      const statement = ancestors(use).find(ts.isStatement);
      if (start) starts.add(start);
      else if (statement && ts.isExpressionStatement(statement)) statements.add(statement);
      else return undefined;
    }
  }
  const branches = dispatcher.branches.filter(each => !each.methods.some(isKeptNow));
  const virtual = [...closed, ...branches.flatMap(each => [...each.body])];
  const spent = new SpentCode(project, dispatcher, [
    ...statements,
    ...members,
    ...virtual,
    ...[...starts].map(each => each.thenStatement),
  ]);
  spent.spread(all.flatMap(each => [...each.parameters]));
  const heads = new Set<Removable>();
  const opened: ts.IfStatement[] = [];
  for (const each of starts) {
    const { elseStatement } = each;
    if (!elseStatement || isSpentElse(elseStatement, spent)) heads.add(each);
    else if (canOpen(elseStatement, spent)) opened.push(each);
    else return undefined;
  }
  for (const each of statements) {
    const isElse = ts.isIfStatement(each.parent) && each.parent.elseStatement === each;
    if (!isElse) heads.add(each);
    else if (!isInsideOne(each, [...heads, ...statements]) && !starts.has(each.parent)) return undefined;
  }
  const edits = [...spent.edits];
  for (const uses of all) edits.push(...optionalEdits(project, uses, spent));
  const gone = [...heads, ...members, ...spent.statements];
  for (const unit of project.units) {
    const own = [...heads, ...spent.statements].filter(each => each.getSourceFile() === unit.ast);
    edits.push(...removalEdits(unit, own));
    for (const literal of new Set([...members].map(each => each.parent))) {
      if (literal.getSourceFile() === unit.ast) edits.push(...memberRemovalEdits(unit, literal, members));
    }
    for (const each of opened) {
      if (each.getSourceFile() === unit.ast) edits.push(...openElse(unit, each, own));
    }
  }
  return { edits, gone: [...gone, ...opened.map(each => each.thenStatement), ...closed] };
}

/** Requests of 2026-07-28, and what becomes `server/discover`. */
function isKeptNow(method: string): boolean {
  return isServedNow(method) || method === 'initialize';
}

function isOfRemovedBranch({ branches }: Dispatcher, node: ts.Node): boolean {
  const branch = branches.find(each => each.body.some(body => isWithin(node, body)));
  return branch !== undefined && !branch.methods.some(isKeptNow);
}

/** The `if (message.method === 'initialize')` in front of the dispatcher that a node is in. */
function startAround(project: ProjectModel, node: ts.Node): ts.IfStatement | undefined {
  let inner = node;
  for (const at of ancestors(node)) {
    if (isFunctionNode(at)) return undefined;
    if (ts.isIfStatement(at) && at.thenStatement === inner && asksForStart(project, at.expression)) return at;
    inner = at;
  }
  return undefined;
}

function asksForStart(project: ProjectModel, condition: ts.Expression): boolean {
  let asks = false;
  walk(condition, node => {
    if (ts.isBinaryExpression(node) && methodTest(project, node)?.method === 'initialize') asks = true;
  });
  return asks;
}

/** Whether all that stands behind an `else` goes. */
function isSpentElse(statement: ts.Statement, spent: SpentCode): boolean {
  if (spent.has(statement)) return true;
  return ts.isBlock(statement) && statement.statements.every(each => spent.has(each));
}

/** Whether statements of a block can stand outside of it: nothing else has the names that they declare. */
function canOpen(statement: ts.Statement, spent: SpentCode): boolean {
  if (ts.isIfStatement(statement)) return true;
  if (!ts.isBlock(statement)) return false;
  return statement.statements.every(each => {
    if (spent.has(each)) return true;
    if (!ts.isVariableStatement(each)) return !ts.isFunctionDeclaration(each) && !ts.isClassDeclaration(each);
    return each.declarationList.declarations.every(
      ({ name }) =>
        ts.isIdentifier(name) &&
        identifiersIn(name.getSourceFile(), name.text).every(use => isWithin(use, statement)),
    );
  });
}

function isInsideOne(node: ts.Node, parts: readonly ts.Node[]): boolean {
  return parts.some(each => each !== node && isWithin(node, each));
}

/** Leaves of an `if` what stands behind its `else`. */
function openElse(unit: SourceUnit, node: ts.IfStatement, gone: readonly ts.Node[]): TextEdit[] {
  const { path: file, text, ast, style } = unit;
  const start = node.getStart(ast);
  const rest = node.elseStatement!;
  if (!ts.isBlock(rest)) return [{ file, start, end: rest.getStart(ast), text: '' }];
  const first = lineStart(text, rest.statements[0]!.getFullStart() + 1);
  const last = rest.statements.at(-1)!;
  const edits: TextEdit[] = [
    { file, start: lineStart(text, start), end: Math.max(first, rest.getStart(ast) + 1), text: '' },
    { file, start: last.end, end: rest.end, text: '' },
  ];
  const outer = indentAt(text, start);
  for (let at = edits[0]!.end; at < last.end; at = text.indexOf('\n', at) + 1) {
    const isOther = gone.some(each => each.pos <= at && at < each.end) || isInText(ast, at);
    if (!isOther && text.startsWith(outer + style.indent, at)) {
      edits.push({ file, start: at, end: at + style.indent.length, text: '' });
    }
    if (!text.includes('\n', at)) break;
  }
  return edits;
}

/** Whether a line begins inside of a template, where its spaces are text. */
function isInText(ast: ts.SourceFile, offset: number): boolean {
  let is = false;
  walk(ast, node => {
    const isTemplate = ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node);
    if (isTemplate && node.getStart(ast) < offset && offset < node.end) is = true;
    return !is && node.pos <= offset && offset <= node.end;
  });
  return is;
}

/** In TypeScript, a name that stays may have lost the test which said that it is not undefined. */
function optionalEdits(project: ProjectModel, uses: SessionUses, spent: SpentCode): TextEdit[] {
  const declared = [...uses.parameters, ...[...uses.variables].filter(each => !each.initializer)];
  return declared.flatMap(each => {
    const unit = project.unit(each.getSourceFile().fileName)!;
    const { type } = each;
    const isOptional = ts.isParameter(each) && each.questionToken !== undefined;
    if (spent.has(each) || !type || isOptional || !isTypeScript(unit)) return [];
    if (/\b(?:undefined|any|unknown)\b/.test(type.getText())) return [];
    return [{ file: unit.path, start: type.end, end: type.end, text: ' | undefined' }];
  });
}
