import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { TextEdit } from '../engine/types.js';
import { isTogether, resultNames, type InputPart } from '../analysis/input-parts.js';
import type { InputSite } from '../analysis/input-sites.js';
import { enclosingFunction, isWithin, nameText, siblings } from '../recognise/syntax.js';
import { isMemberRead } from './answer-uses.js';
import { guardLines, refusalLines, requestLines } from './input-guard.js';
import { membersOf, nameQuestions, type Asked, type InputWriting } from './input-writing.js';
import { isTypeScript } from './languages.js';
import { Snippet } from './moved-text.js';

/** Edits that put `return inputRequired(…)` and the read of its answer in the place of requests to the client. */
export function writeInput(writing: InputWriting, site: InputSite, isLast: boolean): TextEdit[] {
  const { unit, rounds } = writing;
  const parts: readonly InputPart[] = [site, ...site.along];
  const askedBy = parts.map(part => nameQuestions(writing, part, rounds !== undefined && !isLast));
  const asked = askedBy.flat();
  const snippet = new Snippet(unit);
  if (site.thrown) return openUrl(writing, site, asked, snippet);
  const lines = guardLines(writing, snippet, asked, site);
  const travelling = asked.filter(each => each.travels);
  lines.push(...travelling.map(({ key, view }) => `${rounds!.variable}.${key} = ${view};`));
  const text = snippet.render(lines.join('\n'), indentOf(writing, site));
  return parts.flatMap((part, index) => resultEdits(writing, part, askedBy[index]!, index === 0 ? text : ''));
}

/** Edits that put an input request in the place of an error that asks for a URL. */
function openUrl(
  writing: InputWriting,
  site: InputSite,
  asked: readonly Asked[],
  snippet: Snippet,
): TextEdit[] {
  const { unit } = writing;
  const { path: file, style, text, ast } = unit;
  const body = enclosingFunction(site.awaited)!.body as ts.Block;
  const first = body.statements[0]!.getStart(ast);
  const indent = indentAt(text, first);
  const refusal = render(refusalLines(writing, asked).join('\n'), style, indent);
  const lines = [
    ...(writing.keepsErrors ? legacyLines(writing, snippet, site) : []),
    ...requestLines(writing, snippet, asked, site),
  ];
  const { statement } = site;
  const isBranch = siblings(statement as ts.Statement) === undefined;
  const request = isBranch
    ? snippet.render(
        [' {', ...lines.map(line => `  ${line}`), '}'].join('\n'),
        indentAt(text, statement.parent.getStart(ast)),
      )
    : snippet.render(lines.join('\n'), indentOf(writing, site));
  return [
    { file, start: first, end: first, text: refusal + style.eol + indent },
    { file, start: isBranch ? statement.pos : statement.getStart(ast), end: statement.end, text: request },
  ];
}

/**
 * The error as it was, for requests of 2025-11-25: without a session, nothing can be asked of their clients, and
 * those that know the error call again when the page was open.
 */
function legacyLines({ request }: InputWriting, snippet: Snippet, site: InputSite): string[] {
  return [`if (!${request}.envelope) {`, `  ${snippet.node(site.statement)}`, '}'];
}

/** The indentation of what is written in front of a part. */
export function indentOf({ unit }: InputWriting, { statement }: InputPart): string {
  const indent = indentAt(unit.text, statement.getStart(unit.ast));
  return ts.isStatement(statement)
    ? indent
    : indentAt(unit.text, statement.parent.getStart(unit.ast)) + unit.style.indent;
}

/**
 * Edits that put lines in front of a part, and its result in a place of it. An arrow function that is nothing but an
 * expression gets a body.
 */
export function inFront(
  writing: InputWriting,
  part: InputPart,
  text: string,
  place: ts.Expression,
  result: string,
): TextEdit[] {
  const { unit } = writing;
  const { path: file, style, ast } = unit;
  const replaced: TextEdit = { file, start: place.getStart(ast), end: place.end, text: result };
  const { statement } = part;
  const gap = style.eol + indentOf(writing, part);
  if (ts.isStatement(statement)) {
    const start = statement.getStart(ast);
    return [...(text ? [{ file, start, end: start, text: text + gap }] : []), replaced];
  }
  const arrow = statement.parent as ts.ArrowFunction;
  const value = ts.isParenthesizedExpression(statement) ? statement.expression : statement;
  const snippet = new Snippet(unit);
  const isWhole = isWithin(value, place);
  const returned = isWhole ? result : snippet.edited(value, [replaced]);
  const body = snippet.render(`return ${returned};`, indentOf(writing, part));
  const end = style.eol + indentAt(unit.text, arrow.getStart(ast));
  const start = arrow.equalsGreaterThanToken.end;
  return [{ file, start, end: statement.end, text: ` {${gap}${text}${gap}${body}${end}}` }];
}

/** @param text what is written in front */
function resultEdits(
  writing: InputWriting,
  part: InputPart,
  asked: readonly Asked[],
  text: string,
): TextEdit[] {
  const { unit } = writing;
  const { path: file } = unit;
  const isUnused = ts.isExpressionStatement(part.awaited.parent);
  if (isUnused || (resultNames(part) && asked.every(each => each.isDirect))) {
    const start = part.statement.getStart(unit.ast);
    return [{ file, start: text ? start : part.statement.pos, end: part.statement.end, text }];
  }
  const place = isTogether(part) ? part.awaited : placeOfAnswer(writing, part);
  const values = asked.map(each => value(writing, part, each));
  const result = isTogether(part) ? `[${values.join(', ')}]` : values[0]!;
  return inFront(writing, part, text, place, result);
}

/** Where the answer goes: in place of `(await …)`, too, when the view of it needs no parentheses. */
function placeOfAnswer(writing: InputWriting, site: InputPart): ts.Expression {
  const { awaited, questions } = site;
  const [question] = questions;
  const isName = question!.kind === 'sampling' || isReadOnce(writing, awaited, membersOf(question!));
  return isName ? outerParentheses(awaited) : awaited;
}

/** The parentheses around an expression. */
export function outerParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node.parent) ? outerParentheses(node.parent) : node;
}

/** Whether an `await` stands where only a member of the answer is read: `(await …).action`. */
function isReadOnce({ unit }: InputWriting, awaited: ts.Expression, members: readonly string[]): boolean {
  const outer = outerParentheses(awaited);
  const { parent } = outer;
  if (ts.isPropertyAccessExpression(parent)) return isMemberRead(parent, members, isTypeScript(unit));
  if (!ts.isVariableDeclaration(parent) || !ts.isObjectBindingPattern(parent.name)) return false;
  return parent.name.elements.every(each => {
    const key = nameText(each.propertyName ?? each.name);
    return (
      !each.dotDotDotToken &&
      key !== undefined &&
      members.includes(key) &&
      !(isTypeScript(unit) && key === 'content')
    );
  });
}

/** The result as the request gave it, made from the SDK's view of the answer. */
function value(writing: InputWriting, site: InputPart, { question, view }: Asked): string {
  const { unit, imports } = writing;
  if (question.kind === 'sampling') return `${view}.result`;
  if (!isTogether(site) && isReadOnce(writing, site.awaited, membersOf(question))) return view;
  const { parent } = site.awaited;
  if (question.kind === 'roots') return `{ roots: ${view}.roots }`;
  const content = question.kind === 'url' ? '' : `, content: ${view}.content`;
  const made = `{ action: ${view}.action${content} }`;
  const typed = isTypeScript(unit) ? `${made} as ${imports.use('ElicitResult', true)}` : made;
  const isAssigned = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const isOperand = (ts.isBinaryExpression(parent) && !isAssigned) || ts.isPrefixUnaryExpression(parent);
  return isOperand ? `(${typed})` : typed;
}
