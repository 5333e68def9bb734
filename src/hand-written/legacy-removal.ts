import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { methodFacts } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { isExportedStatement, isWithin, memberValue, nameText, unwrap, walk } from '../recognise/syntax.js';
import { indentAt, lineStart, quoted, render } from '../engine/style.js';
import { beforeComma, BEGINS_SESSION, sessionArgument } from './answer-copy.js';
import type { Branch, Dispatcher } from './dispatcher.js';
import { AnswerParts, handshakeAnswer } from './handshake-answer.js';
import { methodTest, stringOf } from './messages.js';
import type { HandedOver } from './other-file.js';
import { declaredType } from './result-edits.js';
import { isServedNow } from './results.js';
import { entryKey } from './table-entries.js';

/**
 * Makes `initialize` the branch of `server/discover` and takes out the branches of methods that 2026-07-28 does not
 * have. Undefined when one of them cannot be taken out by itself.
 */
export function modernOnlyEdits(
  project: ProjectModel,
  dispatcher: Dispatcher,
  handshake: Branch,
  listens: boolean,
): HandedOver | undefined {
  const edits = discoverInPlace(project, dispatcher, handshake, listens);
  if (!edits) return undefined;
  for (const branch of dispatcher.branches) {
    if (branch === handshake || branch.methods.every(isKept)) continue;
    if (!branch.methods.some(isKept)) edits.push(removal(dispatcher, branch));
    else {
      const narrowed = ts.isCaseClause(branch.node)
        ? withoutLabels(project, dispatcher.unit, branch.node)
        : ts.isIfStatement(branch.node) && withoutTests(project, dispatcher.unit, branch.node.expression);
      if (!narrowed) return undefined;
      edits.push(...narrowed);
    }
  }
  return { edits, imports: [] };
}

/** Takes the labels of methods that go out of those above the same statements. */
function withoutLabels(project: ProjectModel, unit: SourceUnit, last: ts.CaseClause): TextEdit[] {
  const { path: file, ast, text } = unit;
  const { clauses } = last.parent;
  const labels: ts.CaseClause[] = [last];
  for (let index = clauses.indexOf(last) - 1; index >= 0; index--) {
    const clause = clauses[index]!;
    if (!ts.isCaseClause(clause) || clause.statements.length > 0) break;
    labels.unshift(clause);
  }
  return labels.flatMap((label, index) => {
    if (isKept(methodTest(project, label)?.method ?? '')) return [];
    const colon = text.indexOf(':', label.expression.end) + 1;
    return label === last
      ? [{ file, start: labels[index - 1]!.end, end: colon, text: '' }]
      : [{ file, start: label.getStart(ast), end: labels[index + 1]!.getStart(ast), text: '' }];
  });
}

/** Takes the tests for methods that go out of alternatives. */
function withoutTests(
  project: ProjectModel,
  unit: SourceUnit,
  condition: ts.Expression,
): TextEdit[] | undefined {
  const { path: file, ast } = unit;
  const node = unwrap(condition);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.BarBarToken) return [];
  const isGone = (part: ts.Expression) => {
    const value = unwrap(part);
    const test = ts.isBinaryExpression(value) ? methodTest(project, value) : undefined;
    return test !== undefined && !isKept(test.method);
  };
  if (isGone(node.right)) {
    if (isGone(node.left)) return undefined;
    const rest = withoutTests(project, unit, node.left);
    return rest && [...rest, { file, start: node.left.end, end: node.right.end, text: '' }];
  }
  if (isGone(node.left)) {
    return [{ file, start: node.left.getStart(ast), end: node.right.getStart(ast), text: '' }];
  }
  return withoutTests(project, unit, node.left);
}

/** Requests of 2026-07-28, and notifications that its clients send. */
function isKept(method: string): boolean {
  const facts = methodFacts(method);
  if (method === 'initialized') return false;
  return isServedNow(method) || facts === undefined || facts.new.includes('client');
}

function discoverInPlace(
  project: ProjectModel,
  dispatcher: Dispatcher,
  branch: Branch,
  listens: boolean,
): TextEdit[] | undefined {
  const answer = handshakeAnswer(project, branch);
  const label = labelOf(project, branch);
  if (!answer || !label || branch.methods.length > 1) return undefined;
  const parts = new AnswerParts(project, answer, false, listens);
  const discover = parts.discoverLiteral();
  if (discover === undefined || declaredType(project, answer.literal) !== 'open') return undefined;
  const { unit, literal } = answer;
  if (answer.path.some(({ owner }) => BEGINS_SESSION.test(owner.body?.getText() ?? ''))) return undefined;
  const session = withoutSession(project, branch, unit, literal);
  if (!session) return undefined;
  const start = literal.getStart(unit.ast);
  const text = render(discover, unit.style, indentAt(unit.text, start));
  const name = quoted('server/discover', dispatcher.unit.style);
  return [
    { file: dispatcher.unit.path, start: label.getStart(), end: label.end, text: name },
    { file: unit.path, start, end: literal.end, text },
    ...onlyForVersion(project, unit, literal),
    ...session,
  ];
}

/**
 * Takes the session that a branch begins out of it: the argument of the answer, and what makes it. Undefined when the
 * branch begins one in another way.
 */
function withoutSession(
  project: ProjectModel,
  { body }: Branch,
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
): TextEdit[] | undefined {
  const { path: file, text } = unit;
  const [only] = body;
  const own =
    body.length === 1 && only && ts.isBlock(only) ? [...only.statements] : body.filter(ts.isStatement);
  if (!BEGINS_SESSION.test(body.map(each => each.getText()).join('\n'))) return [];
  const answering = own.find(each => isWithin(literal, each));
  const session = answering && sessionArgument(project, answering, literal);
  const declaration = session && project.names.symbol(session)?.declarations?.[0];
  const made = own.find(each => declaration && isWithin(declaration, each));
  if (!declaration || !ts.isVariableDeclaration(declaration) || !made || !ts.isVariableStatement(made))
    return undefined;
  const isAlone = made.declarationList.declarations.length === 1;
  const uses = project.names.references(session).filter(use => use !== declaration.name);
  const others = own.filter(each => each !== made && each !== answering);
  const isRest = others.some(each => BEGINS_SESSION.test(each.getText()));
  if (!isAlone || isRest || uses.some(use => use !== session)) return undefined;
  return [
    { file, start: made.getFullStart(), end: made.end, text: '' },
    { file, start: beforeComma(text, session), end: session.end, text: '' },
  ];
}

/** Constants that nothing but the negotiated revision was made of. */
function onlyForVersion(
  project: ProjectModel,
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
): TextEdit[] {
  const version = memberValue(literal, 'protocolVersion');
  const statements = new Set<ts.VariableStatement>();
  if (version) {
    walk(version, node => {
      const declaration = ts.isIdentifier(node) ? project.names.symbol(node)?.declarations?.[0] : undefined;
      if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
        return;
      const statement = declaration.parent.parent;
      const isAlone =
        ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1;
      const isOwn = declaration.getSourceFile() === unit.ast && isAlone && !isExportedStatement(statement);
      const uses = project.names.references(declaration.name);
      if (isOwn && uses.every(use => isWithin(use, version))) statements.add(statement);
    });
  }
  return [...statements].map(each => ({
    file: unit.path,
    start: withComments(unit, each),
    end: each.end + /^[^\S\n]*(?:\r?\n[^\S\n]*)*/.exec(unit.text.slice(each.end))![0].length,
    text: '',
  }));
}

/** What says `initialize` in a branch. */
function labelOf(project: ProjectModel, { node }: Branch): ts.Node | undefined {
  if (ts.isCaseClause(node)) return node.expression;
  if (!ts.isIfStatement(node)) {
    if (ts.isPropertyAssignment(node)) return nameText(node.name) ? node.name : undefined;
    return ts.isObjectLiteralElementLike(node) ? undefined : entryKey(node);
  }
  const condition = unwrap(node.expression);
  if (!ts.isBinaryExpression(condition) || !methodTest(project, condition)) return undefined;
  return [condition.left, condition.right].find(each => stringOf(project, each) === 'initialize');
}

function removal({ unit, kind, branches }: Dispatcher, branch: Branch): TextEdit {
  const { path: file, ast, text } = unit;
  const { node, first } = branch;
  if (ts.isIfStatement(node) && ts.isIfStatement(node.parent) && node.parent.elseStatement === node) {
    return { file, start: node.parent.thenStatement.end, end: node.thenStatement.end, text: '' };
  }
  if (ts.isIfStatement(node) && node.elseStatement) {
    return { file, start: node.getStart(ast), end: node.elseStatement.getStart(ast), text: '' };
  }
  const start = withComments(unit, first);
  if (ts.isExpressionStatement(node)) {
    const line = lineStart(text, start);
    return { file, start: line, end: lineEnd(text, line, node.end), text: '' };
  }
  const after = /^[,;]?[^\S\n]*(?:\/\/[^\n]*)?(?:\r?\n[^\S\n]*)*/.exec(text.slice(node.end))![0].length;
  const isLast = kind === 'table' && branch === branches.at(-1);
  return {
    file,
    start,
    end: node.end + (isLast ? /^,?/.exec(text.slice(node.end))![0].length : after),
    text: '',
  };
}

/** Where the line of a statement ends, with one of the blank lines around it. */
function lineEnd(text: string, start: number, end: number): number {
  const rest = /^[^\S\n]*(?:\/\/[^\n]*)?\r?\n?/.exec(text.slice(end))![0].length;
  const isApart = /\n\r?\n$/.test(text.slice(0, start));
  return end + rest + (isApart ? /^(?:\r?\n)?/.exec(text.slice(end + rest))![0].length : 0);
}

/** Where a node begins with the comments in front of it. */
function withComments(unit: SourceUnit, node: ts.Node): number {
  const comments = ts.getLeadingCommentRanges(unit.text, node.getFullStart()) ?? [];
  const own = comments.find(each => /\n[^\S\n]*$/.test(unit.text.slice(0, each.pos)));
  return own?.pos ?? node.getStart(unit.ast);
}
