import { applyEdits } from '../engine/edits.js';
import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, classOfThis, isFunctionNode, isWithin, isWritten, walk } from '../recognise/syntax.js';
import { FreeNames } from '../rewrite/free-names.js';
import { isTypeScript } from '../rewrite/languages.js';
import type { AnswerSend } from './client-answer-sends.js';
import { inlineAnswers, mayWait, waits, type InlineAnswer } from './client-inline-answers.js';
import { fitsLine } from './client-text.js';
import type { HandClient } from './client.js';

/** What goes where the new function stands: the class that it is a method of, or the block around all that needs it. */
type Home = ts.ClassLikeDeclaration | ts.Block | ts.SourceFile;

/**
 * Moves what answers questions of the server in the middle of other code into a function that takes the request and
 * returns the result, so that it can answer the same questions in an `InputRequiredResult`. What is sent stays as it is.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function answerEdits(project: ProjectModel, client: HandClient): TextEdit[] | undefined {
  const { unit } = client;
  const answers = inlineAnswers(project, unit);
  const [first] = answers ?? [];
  const home = first && homeOf(client);
  if (!answers || !first || !home) return undefined;
  const parameter = first.request.text;
  if (!answers.every(each => each.request.text === parameter)) return undefined;
  if (!answers.every(each => isMovable(project, each, home))) return undefined;
  const isAsync = answers.some(waits);
  if (isAsync && !answers.every(each => mayWait(each.statements[0]!))) return undefined;
  const at = memberAfter(answers.at(-1)!, home);
  if (!at) return undefined;

  const isMethod = ts.isClassLike(home);
  const isPrivate = isMethod && home.members.some(each => each.name && ts.isPrivateIdentifier(each.name));
  const free = new FreeNames(unit).take('answerRequest', 'answerServerRequest');
  const name = isPrivate ? `#${free}` : free;
  const call = `${isAsync ? 'await ' : ''}${isMethod ? 'this.' : ''}${name}(${parameter})`;
  const typed = isTypeScript(unit);
  const head = [
    isMethod && typed && !isPrivate ? 'private ' : '',
    isAsync ? 'async ' : '',
    isMethod ? '' : 'function ',
    `${name}(${parameter}${typed ? `: ${typeOf(project, first.request)}` : ''})`,
  ].join('');
  const indent = indentAt(unit.text, at.getStart(unit.ast));
  const text = functionText(unit, answers, head, indent);
  const gap = unit.style.eol.repeat(2);
  return [
    ...answers.flatMap(each => sendingEdits(unit, each, call)),
    { file: unit.path, start: at.end, end: at.end, text: `${gap}${indent}${text}` },
  ];
}

/** The interface that a request is declared to be of, when that is one; else nothing is known of it. */
function typeOf(project: ProjectModel, request: ts.Identifier): string {
  const declared = project.names.symbol(request)?.declarations?.[0];
  const isDeclared = declared && (ts.isParameter(declared) || ts.isVariableDeclaration(declared));
  const { type, initializer } = isDeclared ? declared : {};
  const written = type ?? (initializer && ts.isAsExpression(initializer) ? initializer.type : undefined);
  if (!written || !ts.isTypeReferenceNode(written) || written.typeArguments) return 'any';
  const name = ts.isIdentifier(written.typeName) ? project.names.declaration(written.typeName) : undefined;
  return name && ts.isInterfaceDeclaration(name) ? written.getText() : 'any';
}

function homeOf({ owner, functions }: HandClient): Home | undefined {
  const asking = functions.filter(each => each.isRequest && each.params !== undefined);
  if (asking.length === 0) return undefined;
  if (owner) return owner;
  const [first, ...rest] = asking;
  return ancestors(first!.node).find(
    (each): each is ts.Block | ts.SourceFile =>
      (ts.isBlock(each) || ts.isSourceFile(each)) && rest.every(other => isWithin(other.node, each)),
  );
}

/** The statement or member of a place that an answer is in. */
function memberAfter({ statements }: InlineAnswer, home: Home): ts.Statement | ts.ClassElement | undefined {
  const found = [statements[0]!, ...ancestors(statements[0]!)].find(each => each.parent === home);
  if (!found || !(ts.isClassElement(found) || ts.isStatement(found))) return undefined;
  return found;
}

/** Whether statements mean the same in a function of a place, which is handed the request. */
function isMovable(project: ProjectModel, { statements, request }: InlineAnswer, home: Home): boolean {
  const message = project.names.symbol(request);
  const isClass = ts.isClassLike(home);
  let movable = statements.every(each => isWithin(each, home));
  for (const statement of statements)
    walk(statement, node => {
      if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword)
        movable &&= isClass ? classOfThis(node) === home : isOfOwnFunction(node, statement);
      if (!ts.isIdentifier(node)) return movable;
      if (node.text === 'arguments' || ts.isMetaProperty(node.parent)) movable = false;
      const symbol = isMemberName(node) ? undefined : project.names.symbol(node);
      const declared = symbol?.declarations?.[0];
      if (!declared || symbol === message || statements.some(each => isWithin(declared, each))) {
        if (symbol === message && isWritten(node)) movable = false;
      } else if (!isVisible(declared, home)) movable = false;
      return movable;
    });
  return movable;
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  );
}

function isOfOwnFunction(node: ts.Node, statement: ts.Statement): boolean {
  return ancestors(node).some(
    each => isFunctionNode(each) && !ts.isArrowFunction(each) && isWithin(each, statement),
  );
}

/** Whether a name that is declared somewhere reaches into a place. */
function isVisible(declared: ts.Node, home: Home): boolean {
  const scope = [declared, ...ancestors(declared)].find(
    each =>
      each !== declared &&
      (ts.isBlock(each) ||
        ts.isSourceFile(each) ||
        ts.isModuleBlock(each) ||
        ts.isCaseBlock(each) ||
        ts.isCatchClause(each) ||
        ts.isIterationStatement(each, false) ||
        isFunctionNode(each) ||
        ts.isClassLike(each)),
  );
  return scope === undefined || scope.getSourceFile() !== home.getSourceFile() || isWithin(home, scope);
}

function functionText(
  unit: SourceUnit,
  answers: readonly InlineAnswer[],
  head: string,
  indent: string,
): string {
  const { style } = unit;
  const inner = indent + style.indent;
  const parameter = answers[0]!.request.text;
  const end = style.semicolons ? ';' : '';
  const branches = answers.map(each => {
    const test = render(`if (${parameter}.method === '${each.method}')`, style);
    const [only] = each.sends;
    const result = only && each.statements.length === 1 && each.statements[0] === only.statement;
    const line = result ? `${test} return ${resultText(unit, only, inner)}${end}` : '';
    if (result && fitsLine(unit, 0, inner + line)) return `${inner}${line}`;
    const body = bodyText(unit, each, inner + style.indent);
    return `${inner}${test} {${style.eol}${body}${style.eol}${inner}}`;
  });
  const otherwise = `throw new Error(\`The server asks for \${${parameter}.method}, which this client does not answer.\`)${end}`;
  return [`${head} {`, ...branches, inner + otherwise, `${indent}}`].join(style.eol);
}

/** The result of a sending, for a line of its own. */
function resultText(unit: SourceUnit, { result }: AnswerSend, indent: string): string {
  const own = indentAt(unit.text, result.getStart(unit.ast));
  return moved(result.getText(unit.ast), own, indent);
}

/** The statements that work out an answer, which return what they sent. */
function bodyText(unit: SourceUnit, { statements, sends }: InlineAnswer, indent: string): string {
  const { ast, text, path: file, style } = unit;
  const [first] = statements;
  const isAlone = statements.length === 1 && sends[0]?.statement === first;
  const start = isAlone ? first!.getStart(ast) : headOf(unit, first!);
  const end = statements.at(-1)!.end;
  const edits: TextEdit[] = [];
  for (const { statement, result } of sends) {
    const after = nextIn(statement);
    const isJump = after && after.end <= end && ts.isReturnStatement(after) && !after.expression;
    const jumped = isJump || (after && (ts.isContinueStatement(after) || ts.isBreakStatement(after)));
    const till = jumped && after.end <= end ? after.end : statement.end;
    const from = statement.getStart(ast);
    const own = indentAt(text, from);
    const value = moved(result.getText(ast), indentAt(text, result.getStart(ast)), own);
    const written = `return ${value}${style.semicolons ? ';' : ''}`;
    edits.push({ file, start: from - start, end: till - start, text: written });
  }
  const body = applyEdits(text.slice(start, end), edits).text;
  return indent + moved(body, indentAt(text, start), indent);
}

function nextIn(statement: ts.Statement): ts.Statement | undefined {
  const { parent } = statement;
  const list =
    ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent) || ts.isSourceFile(parent)
      ? parent.statements
      : undefined;
  return list?.[list.indexOf(statement) + 1];
}

/** Text whose further lines are indented from another place. */
function moved(text: string, from: string, to: string): string {
  return text.replaceAll(/\n([ \t]*)(?=\S)/g, (line: string, space: string) =>
    space.startsWith(from) ? `\n${to}${space.slice(from.length)}` : line,
  );
}

/** Where a statement begins, with the comments right before it. */
function headOf({ ast, text }: SourceUnit, statement: ts.Statement): number {
  const [comment] = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  return comment && text.slice(statement.getFullStart(), comment.pos).includes('\n')
    ? comment.pos
    : statement.getStart(ast);
}

/** One sending of what the new function returns, in the place of what it does. */
function sendingEdits(unit: SourceUnit, { statements, sends }: InlineAnswer, call: string): TextEdit[] {
  const { path: file, ast } = unit;
  const { statement, result } = sends[0]!;
  const { parent } = result;
  const isShort = ts.isShorthandPropertyAssignment(parent);
  const value = {
    file,
    start: result.getStart(ast),
    end: result.end,
    text: isShort ? `${result.getText(ast)}: ${call}` : call,
  };
  if (statements.length === 1 && statements[0] === statement) return [value];
  const start = headOf(unit, statements[0]!);
  const end = statements.at(-1)!.end;
  const from = statement.getStart(ast);
  const sent = applyEdits(unit.text.slice(from, statement.end), [
    { ...value, start: value.start - from, end: value.end - from },
  ]).text;
  const text = moved(sent, indentAt(unit.text, from), indentAt(unit.text, statements[0]!.getStart(ast)));
  return [{ file, start, end, text }];
}
