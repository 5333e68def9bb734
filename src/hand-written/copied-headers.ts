import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { HEADERS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  enclosingFunction,
  enclosingStatement,
  isConst,
  isWritten,
  methodCall,
  nameText,
  siblings,
  somewhere,
  unwrap,
  walk,
  wrapped,
} from '../recognise/syntax.js';
import { incomingHeader, isOfRequest, type HeaderRead } from './incoming-headers.js';
import { isAnswerSent, isHeadersSent, isOptionSent } from './sending-calls.js';
import { refusesWithoutSession } from './session-gates.js';
import { stringOf } from './messages.js';

/** Where the headers of a request to another server get the session header of the one that came in. */
export interface CopiedSession {
  /** The statement that puts it there. */
  readonly statement: ts.Statement;
  /** The headers to send: the variable that keeps them, or what they are written as in the call that sends them. */
  readonly target: string | ts.ObjectLiteralExpression;
  /** Whether they are a `Headers` object and not a plain one. */
  readonly isHeaders: boolean;
  /** How the session header of the request that came in is read. */
  readonly read: HeaderRead;
}

const SESSION = HEADERS.sessionId.toLowerCase();
/** Knows the new headers, by their names or by a pattern of them. */
const MIRRORS = /mcp-(?:\(\?:)?(?:method|param-)/i;

/** Where a file hands the session header of a request on by its name, each function once. */
export function copiedSessions(project: ProjectModel, unit: SourceUnit): CopiedSession[] {
  const found = new Map<ts.Node, CopiedSession>();
  walk(unit.ast, node => {
    const owner = enclosingFunction(node);
    if (!owner || found.has(owner) || MIRRORS.test(owner.getText())) return;
    const copied = copiedSession(project, node) ?? writtenSession(project, node);
    // What only requests with a session get to needs none of the new headers.
    if (copied && !refusesWithoutSession(project, copied.read, owner)) found.set(owner, copied);
  });
  return [...found.values()];
}

function copiedSession(project: ProjectModel, node: ts.Node): CopiedSession | undefined {
  const set = assignment(node) ?? setCall(node);
  if (!set || stringOf(project, set.name)?.toLowerCase() !== SESSION) return undefined;
  const target = unwrap(set.target);
  const read = sessionRead(project, set.value);
  const isNew = read && ts.isIdentifier(target) && isMadeHere(project, target, node);
  const statement = isNew && statementAround(node);
  return statement
    ? { statement, target: target.text, isHeaders: ts.isCallExpression(node), read }
    : undefined;
}

/** `fetch(url, { headers: { …, 'mcp-session-id': sessionId } })`, also with `...(sessionId && { … })` in it. */
function writtenSession(project: ProjectModel, node: ts.Node): CopiedSession | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const { parent } = node;
  const isHeaders = ts.isPropertyAssignment(parent) && nameText(parent.name) === 'headers';
  if (!isHeaders || !isOptionSent(project, parent)) return undefined;
  const read = sessionIn(project, node);
  const statement = read && enclosingStatement(node);
  return statement && siblings(statement) ? { statement, target: node, isHeaders: false, read } : undefined;
}

/** The read of the session header that headers are written with; undefined where they take in others, too. */
function sessionIn(project: ProjectModel, headers: ts.ObjectLiteralExpression): HeaderRead | undefined {
  let found: HeaderRead | undefined;
  for (const each of headers.properties) {
    if (ts.isPropertyAssignment(each) && nameText(each.name)?.toLowerCase() === SESSION) {
      found ??= sessionRead(project, each.initializer);
    }
    if (!ts.isSpreadAssignment(each)) continue;
    const added = writtenIn(each.expression);
    if (!added) return undefined;
    for (const literal of added) found ??= sessionIn(project, literal);
  }
  return found;
}

/** The objects that an expression may be: `condition && { … }`, `condition ? { … } : {}`. */
function writtenIn(node: ts.Expression): readonly ts.ObjectLiteralExpression[] | undefined {
  const value = unwrap(node);
  if (ts.isObjectLiteralExpression(value)) return [value];
  if (ts.isConditionalExpression(value)) {
    const both = [writtenIn(value.whenTrue), writtenIn(value.whenFalse)];
    return both.includes(undefined) ? undefined : (both as ts.ObjectLiteralExpression[][]).flat();
  }
  const isAnd =
    ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isAnd ? writtenIn(value.right) : undefined;
}

interface SetHeader {
  readonly target: ts.Expression;
  readonly name: ts.Expression;
  readonly value: ts.Expression;
}

/** `headers['mcp-session-id'] = value` */
function assignment(node: ts.Node): SetHeader | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const left = unwrap(node.left);
  return ts.isElementAccessExpression(left)
    ? { target: left.expression, name: left.argumentExpression, value: node.right }
    : undefined;
}

/** `headers.set('mcp-session-id', value)` */
function setCall(node: ts.Node): SetHeader | undefined {
  const call = methodCall(node);
  const [name, value, more] = call?.call.arguments ?? [];
  return call?.name === 'set' && name && value && !more ? { target: call.object, name, value } : undefined;
}

/** The read of the session header that an expression is, in a constant or with a fallback or not. */
function sessionRead(project: ProjectModel, node: ts.Expression): HeaderRead | undefined {
  const value = unwrap(node);
  const read = incomingHeader(project, value);
  if (read) return read.header === SESSION ? read : undefined;
  const isOr =
    ts.isBinaryExpression(value) &&
    [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken].includes(value.operatorToken.kind);
  if (isOr && ts.isStringLiteralLike(unwrap(value.right))) return sessionRead(project, value.left);
  if (ts.isConditionalExpression(value)) {
    return /^Array\.isArray\(/.test(value.condition.getText())
      ? sessionRead(project, value.whenFalse)
      : undefined;
  }
  if (ts.isCallExpression(value) && value.expression.getText() === 'String' && value.arguments[0]) {
    return sessionRead(project, value.arguments[0]);
  }
  if (!ts.isIdentifier(value)) return undefined;
  const declaration = project.names.declaration(value);
  const isKept = declaration && ts.isVariableDeclaration(declaration) && isSetOnce(project, declaration);
  return isKept && declaration.initializer && !ts.isIdentifier(unwrap(declaration.initializer))
    ? sessionRead(project, declaration.initializer)
    : undefined;
}

/** Whether a variable keeps what it began with. */
function isSetOnce(project: ProjectModel, declaration: ts.VariableDeclaration): boolean {
  if (isConst(declaration)) return true;
  const { name } = declaration;
  return ts.isIdentifier(name) && !project.names.references(name).some(isWritten);
}

/** Whether the headers are made in the same function, for this request: an object literal or `new Headers(…)`. */
function isMadeHere(project: ProjectModel, target: ts.Identifier, node: ts.Node): boolean {
  const declaration = project.names.declaration(target);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  const owner = enclosingFunction(declaration);
  if (!owner || owner !== enclosingFunction(node)) return false;
  const uses = project.names.references(target);
  const isSent =
    uses.some(use => isHeadersSent(project, use)) || (uses.some(isReturned) && isAnswerSent(project, owner));
  if (!isSent) return false;
  const value = unwrap(declaration.initializer);
  return ts.isCallExpression(node)
    ? ts.isNewExpression(value) && value.expression.getText() === 'Headers' && !value.arguments?.length
    : ts.isObjectLiteralExpression(value) &&
        value.properties.every(each => !ts.isSpreadAssignment(each) || !isOfRequestHeaders(project, each));
}

function isReturned(use: ts.Identifier): boolean {
  return ts.isReturnStatement(use.parent);
}

/** Whether what is spread holds all headers of the request already, by itself or as the constant that keeps them. */
function isOfRequestHeaders(project: ProjectModel, { expression }: ts.SpreadAssignment): boolean {
  const value = unwrap(expression);
  if (ts.isIdentifier(value) && /^(?:req\w*|incoming)?headers$/i.test(value.text)) return true;
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  const isKept = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer;
  return somewhere(isKept ? wrapped(declaration.initializer) : value, node => isAllHeaders(project, node));
}

/** `req.headers`, of which not one is read. */
function isAllHeaders(project: ProjectModel, node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'headers' || !isOfRequest(project, node))
    return false;
  const { parent } = wrapped(node);
  return !ts.isElementAccessExpression(parent) && !ts.isPropertyAccessExpression(parent);
}

/** The statement that sets the header, with the `if` around that asks whether there is one. */
function statementAround(node: ts.Node): ts.Statement | undefined {
  let statement = enclosingStatement(node);
  for (;;) {
    const block: ts.Node = ts.isBlock(statement.parent) ? statement.parent : statement;
    const isAlone = !ts.isBlock(block) || block.statements.length === 1;
    const outer = block.parent;
    if (!isAlone || !ts.isIfStatement(outer) || outer.elseStatement || outer.thenStatement !== block) break;
    statement = outer;
  }
  return siblings(statement) && !ts.isIfStatement(statement.parent) ? statement : undefined;
}
