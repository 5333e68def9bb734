import { indentAt, lineStart, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isFunctionNode, isWithin, member, unwrap, type FunctionNode } from '../recognise/syntax.js';
import { FreeNames } from '../rewrite/free-names.js';
import { replaceIn, sessionArgument, usesOnlyOutside } from './answer-copy.js';
import type { Branch, Dispatcher } from './dispatcher.js';
import {
  commentedStart,
  AnswerParts,
  documentedStart,
  handshakeAnswer,
  type HandshakeAnswer,
} from './handshake-answer.js';
import { declaredType } from './result-edits.js';
import { handedOver, type HandedOver } from './other-file.js';
import { entryKey, entryValue, type TableEntry } from './table-entries.js';

/**
 * Edits that put `server/discover` in front of `initialize`, answered with what that answer has. Undefined when the
 * answer is made of more than is in view.
 * @param listens whether `subscriptions/listen` is served
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/discover
 */
export function discoverEdits(
  project: ProjectModel,
  dispatcher: Dispatcher,
  branch: Branch,
  listens: boolean,
): HandedOver | undefined {
  const answer = handshakeAnswer(project, branch);
  if (!answer || !isWholeAnswer(answer.literal)) return undefined;
  const parts = new AnswerParts(project, answer, true, listens);
  const literal = parts.discoverLiteral();
  if (literal === undefined || !fits(project, answer)) return undefined;
  const { path } = answer;
  // An inline function of a table is copied with its entry.
  const inline = path.length === 1 && path[0]!.call === undefined && isWithin(path[0]!.owner, branch.node);
  if (path.length === 0 || inline) {
    const copy = branchCopy(project, dispatcher, branch, answer, literal);
    return copy && { edits: [...parts.edits, copy], imports: [] };
  }
  const copied = functionCopy(project, dispatcher, branch, answer, literal);
  return copied && { ...copied, edits: [...parts.edits, ...copied.edits] };
}

/** Whether the answer to `server/discover` may stand where that to `initialize` does, by the declared types. */
function fits(project: ProjectModel, { literal, path }: HandshakeAnswer): boolean {
  const owner = path[0]?.owner;
  // A type that is named after `initialize` is not copied with the function.
  if (owner?.type && /initialize/i.test(owner.type.getText())) return true;
  return declaredType(project, literal) === 'open';
}

/** The branch once more, with only the statement that answers. */
function branchCopy(
  project: ProjectModel,
  dispatcher: Dispatcher,
  branch: Branch,
  { unit, literal }: HandshakeAnswer,
  discover: string,
): TextEdit | undefined {
  const { path: file, text, ast, style } = unit;
  const start = startOf(unit, branch);
  const indent = indentAt(text, start);
  if (dispatcher.kind === 'table') {
    const copy = tableCopy(unit, branch.node as TableEntry, literal, discover);
    return copy === undefined ? undefined : { file, start, end: start, text: copy + entryGap(unit, branch) };
  }
  const statements = branchStatements(branch);
  const answering = statements.find(each => isWithin(literal, each));
  if (!answering) return undefined;
  const session = sessionArgument(project, answering, literal);
  if (!usesOnlyOutside(project, answering, literal, statements, session)) return undefined;
  const isOnLine = lineStart(text, answering.getStart(ast)) === lineStart(text, branch.first.getStart(ast));
  const inner = isOnLine ? indent + style.indent : indentAt(text, answering.getStart(ast));
  const body = replaceIn(unit, answering, literal, discover, inner, session);
  const last = statements.at(-1)!;
  const jump = last !== answering && isJump(last) ? style.eol + inner + last.getText(ast) : '';
  if (dispatcher.kind === 'switch') {
    const name = render("case 'server/discover':", style);
    const isBlock = branch.body.length === 1 && ts.isBlock(branch.body[0]!);
    const end = isBlock ? `${style.eol}${indent}}` : '';
    const copy = `${name}${isBlock ? ' {' : ''}${style.eol}${inner}${body}${jump}${end}`;
    return { file, start, end: start, text: copy + gapAfter(unit, branch) + indent };
  }
  const subject = dispatcher.subject.getText(ast);
  const operator = /[^=]==[^=]/.test((branch.node as ts.IfStatement).expression.getText(ast)) ? '==' : '===';
  const test = render(`if (${subject} ${operator} 'server/discover') {`, style);
  const isElse = ts.isIfStatement(branch.node.parent);
  const hasElse = ts.isIfStatement(branch.node) && branch.node.elseStatement !== undefined;
  const deeper = inner === indent ? inner + style.indent : inner;
  const copy = `${test}${style.eol}${deeper}${body}${jump}${style.eol}${indent}}`;
  const joint = isElse || hasElse ? ' else ' : gapAfter(unit, branch) + indent;
  return { file, start, end: start, text: copy + joint };
}

/** Where a further branch goes in front of one; a comment above statements that fill a table is of all of them. */
function startOf(unit: SourceUnit, { first, node }: Branch): number {
  return ts.isExpressionStatement(node) ? node.getStart(unit.ast) : commentedStart(unit, first);
}

/** `initialize` of a table once more: a function that does nothing but return the answer. */
function tableCopy(
  unit: SourceUnit,
  entry: TableEntry,
  literal: ts.ObjectLiteralExpression,
  discover: string,
): string | undefined {
  const owner = ts.isMethodDeclaration(entry) ? entry : entryValue(entry);
  const key = entryKey(entry);
  if (!key || !owner || !isFunctionNode(owner) || !owner.body) return undefined;
  const body = ts.isBlock(owner.body) ? owner.body.statements : [owner.body];
  if (body.length !== 1) return undefined;
  const open = ts.isObjectLiteralElementLike(entry) ? '' : textBefore(unit, entry, key);
  const head = unit.text.slice(key.end, literal.getStart(unit.ast));
  const tail = unit.text.slice(literal.end, entry.end);
  const written = render(discover, unit.style, indentAt(unit.text, literal.getStart(unit.ast)));
  const end = ts.isExpressionStatement(entry) ? '' : ',';
  return `${open}${render("'server/discover'", unit.style)}${head}${written}${tail}${end}`;
}

/** The name of a handler in a table, as the entry of `server/discover`. */
function namedEntry(unit: SourceUnit, entry: TableEntry, handler: string): string {
  const key = render("'server/discover'", unit.style);
  const name = entryKey(entry)!;
  const value = entryValue(entry)!;
  const { text, ast } = unit;
  if (ts.isObjectLiteralElementLike(entry)) return `${key}: ${handler}${text.slice(value.end, entry.end)},`;
  const between = text.slice(name.end, value.getStart(ast));
  const end = ts.isExpressionStatement(entry) ? '' : ',';
  return `${textBefore(unit, entry, name)}${key}${between}${handler}${text.slice(value.end, entry.end)}${end}`;
}

function textBefore({ text, ast }: SourceUnit, entry: ts.Node, key: ts.Node): string {
  return text.slice(entry.getStart(ast), key.getStart(ast));
}

/** What goes between an entry of a table and the one behind it. */
function entryGap(unit: SourceUnit, { node, first }: Branch): string {
  const start = first.getStart(unit.ast);
  const isOnLine = /\S/.test(unit.text.slice(lineStart(unit.text, start), start));
  return ts.isArrayLiteralExpression(node) && isOnLine ? ' ' : unit.style.eol + indentAt(unit.text, start);
}

/** The function that makes the answer once more, under a name of its own, and a branch that calls it. */
function functionCopy(
  project: ProjectModel,
  dispatcher: Dispatcher,
  branch: Branch,
  { unit, literal, path }: HandshakeAnswer,
  discover: string,
): HandedOver | undefined {
  const { call, owner } = path[0]!;
  if (path.length !== 1 || !owner.body) return undefined;
  const name = nameOf(owner);
  if (!name || (!ts.isFunctionDeclaration(owner) && !ts.isMethodDeclaration(owner))) return undefined;
  const { ast, text, path: file, style } = unit;
  const statements = ts.isBlock(owner.body) ? [...owner.body.statements] : [];
  const answering = statements.find(each => isWithin(literal, each));
  if (!answering || !usesOnlyOutside(project, answering, literal, statements)) return undefined;
  const inner = indentAt(text, answering.getStart(ast));
  const body = replaceIn(unit, answering, literal, discover, inner);
  const used = new Set([...body.matchAll(/[\w$]+/g)].map(([word]) => word));
  const parameters = [...owner.parameters];
  while (parameters.length > 0 && !used.has(parameters.at(-1)!.name.getText(ast))) parameters.pop();
  const wanted = [/initialize/i.test(name) ? discoverName(name) : 'discover', 'answerDiscover'];
  const given = new FreeNames(unit).take(...wanted);
  const over = unit === dispatcher.unit ? HERE : overTo(dispatcher, unit, owner, call, branch, given);
  if (!over) return undefined;
  const indent = indentAt(text, owner.getStart(ast));
  const modifiers = text.slice(owner.getStart(ast), (owner.name as ts.Node).getStart(ast));
  const isAwaited = /\bawait\b/.test(body);
  const head = isAwaited ? modifiers : modifiers.replace(/\basync\s+/, '');
  const type =
    owner.type && !/initialize/i.test(owner.type.getText(ast))
      ? text
          .slice(owner.parameters.end, owner.body.getStart(ast))
          .replace(/^[^:]*/, '')
          .trimEnd()
      : '';
  const kept = isAwaited || !/\basync\b/.test(modifiers) ? type : type.replace(/Promise<([^]*)>/, '$1');
  const list = parameters.map(each => each.getText(ast)).join(', ');
  const copy = `${head}${given}(${list})${kept} {${style.eol}${inner}${body}${style.eol}${indent}}`;
  const at = documentedStart(unit, owner);
  const isDocumented = text.slice(at, owner.getStart(ast)).includes('/**');
  const comment = isDocumented ? `/** Answers \`server/discover\`. */${style.eol}${indent}` : '';
  const edits: TextEdit[] = [
    { file, start: at, end: at, text: indent + comment + copy + style.eol + style.eol },
  ];
  const branchText = callBranch(dispatcher, branch, call, given, parameters.length);
  if (branchText === undefined) return undefined;
  const start = startOf(dispatcher.unit, branch);
  const branchEdit = { file: dispatcher.unit.path, start, end: start, text: branchText };
  return { edits: [...edits, ...over.edits, branchEdit], imports: over.imports };
}

const HERE: HandedOver = { edits: [], imports: [] };

/** What hands the new function to a dispatcher in another file. */
function overTo(
  dispatcher: Dispatcher,
  unit: SourceUnit,
  owner: FunctionNode,
  call: ts.CallExpression | undefined,
  branch: Branch,
  name: string,
): HandedOver | undefined {
  if (ts.isMethodDeclaration(owner)) return HERE;
  const used = call?.expression ?? entryValue(branch.node);
  const isFree = new FreeNames(dispatcher.unit).take(name, `${name}?`) === name;
  if (!used || !isFree || !ts.isFunctionDeclaration(owner)) return undefined;
  return handedOver(unit, dispatcher.unit, owner, unwrap(used), name);
}

/** The branch of `initialize` once more, with a call of the other function. */
function callBranch(
  dispatcher: Dispatcher,
  branch: Branch,
  call: ts.CallExpression | undefined,
  name: string,
  count: number,
): string | undefined {
  const { unit } = dispatcher;
  const { ast, text, style } = unit;
  const indent = indentAt(text, branch.first.getStart(ast));
  if (!call) {
    const entry = branch.node as TableEntry;
    const value = entryValue(entry)?.getText(ast);
    const given = value?.includes('.') ? value.replace(/[\w$]+$/, name) : name;
    return namedEntry(unit, entry, given) + entryGap(unit, branch);
  }
  const statements = branchStatements(branch);
  const calling = statements.find(each => isWithin(call, each));
  if (!calling || (!ts.isReturnStatement(calling) && !ts.isExpressionStatement(calling))) return undefined;
  const callee = call.expression;
  const target = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const offset = calling.getStart(ast);
  const before = text.slice(offset, target.getStart(ast));
  const after = text.slice(call.end, calling.end);
  const given = call.arguments
    .slice(0, count)
    .map(each => each.getText(ast))
    .join(', ');
  const inner = indentAt(text, offset);
  const last = statements.at(-1)!;
  const jump = last !== calling && isJump(last) ? style.eol + inner + last.getText(ast) : '';
  const body = `${before}${name}(${given})${after}`;
  if (dispatcher.kind === 'switch') {
    const sameLine = lineStart(text, offset) === lineStart(text, branch.node.getStart(ast));
    const head = render("case 'server/discover':", style);
    const isBlock = branch.body.length === 1 && ts.isBlock(branch.body[0]!);
    const end = isBlock ? `${style.eol}${indent}}` : '';
    const gap = sameLine ? ' ' : style.eol + inner;
    return `${head}${isBlock ? ' {' : ''}${gap}${body}${jump}${end}${gapAfter(unit, branch)}${indent}`;
  }
  const isElse = ts.isIfStatement(branch.node.parent) || (branch.node as ts.IfStatement).elseStatement;
  const test = render(`if (${dispatcher.subject.getText(ast)} === 'server/discover')`, style);
  const isBlock = ts.isBlock((branch.node as ts.IfStatement).thenStatement);
  const copy = isBlock
    ? `${test} {${style.eol}${inner}${body}${jump}${style.eol}${indent}}`
    : `${test} ${body}`;
  return copy + (isElse ? `${isBlock ? ' ' : style.eol + indent}else ` : gapAfter(unit, branch) + indent);
}

/** Whether an object is all that is answered: it is returned, handed on or the `result` of a response. */
function isWholeAnswer(literal: ts.ObjectLiteralExpression): boolean {
  const { parent } = literal;
  if (!ts.isPropertyAssignment(parent)) return true;
  return parent.name.getText() === 'result' && member(parent.parent, 'jsonrpc') !== undefined;
}

function branchStatements(branch: Branch): ts.Statement[] {
  const [only] = branch.body;
  if (branch.body.length === 1 && only && ts.isBlock(only)) return [...only.statements];
  return branch.body.filter(ts.isStatement);
}

/** A blank line between branches, where the file has one. */
function gapAfter(unit: SourceUnit, branch: Branch): string {
  const { eol } = unit.style;
  return /^[^\S\n]*\r?\n[^\S\n]*\r?\n/.test(unit.text.slice(branch.node.end)) ? eol + eol : eol;
}

function isJump(node: ts.Statement): boolean {
  return ts.isBreakStatement(node) || ts.isContinueStatement(node) || ts.isReturnStatement(node);
}

function nameOf(owner: FunctionNode): string | undefined {
  return owner.name && (ts.isIdentifier(owner.name) || ts.isPrivateIdentifier(owner.name))
    ? owner.name.text
    : undefined;
}

function discoverName(name: string): string {
  return name.replace(/initialize/, 'discover').replace(/Initialize/, 'Discover');
}
