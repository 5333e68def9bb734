import { ts } from '../engine/ts.js';
import type { TransformContext } from '../engine/types.js';
import type { HttpEntry } from './http-serving.js';
import { mayLeave } from './route-exits.js';
import { enclosingFunction, isFunctionNode, isWithin, walk } from './syntax.js';

/** The first statement on a request's way that has to do with its session. */
export function gateStatement(context: TransformContext, entry: HttpEntry): ts.Statement | undefined {
  const { body } = entry.handler.node;
  if (!body || !ts.isBlock(body)) return undefined;
  const first = firstIn(entry, body.statements, true);
  // The session id may be read before the body is, which the gate needs, and before a check lets the request in.
  const later = firstIn(entry, body.statements, false);
  if (!first || !later || first === later) return later ?? first;
  const between = statementsBetween(entry, first, later);
  if (between.some(each => mayLeave(entry, each))) return later;
  return entry.creation.kind === 'web' || areKnownAt(context, entry, first) ? first : later;
}

/** Statements that run on the way from one statement to another and hold neither. */
function statementsBetween(entry: HttpEntry, from: ts.Statement, to: ts.Statement): ts.Statement[] {
  const found: ts.Statement[] = [];
  walk(entry.handler.node, node => {
    if (node.pos >= to.pos) return false;
    if (!ts.isStatement(node) || node.pos < from.pos || node.end > to.pos) return undefined;
    found.push(node);
    return false;
  });
  return found;
}

/** What may turn a request away by its session in front of the gate: one of 2026-07-28 has none. */
export function sessionCheck(entry: HttpEntry, gate: ts.Statement): ts.Statement | undefined {
  const { body } = entry.handler.node;
  const [first] = body && ts.isBlock(body) ? body.statements : [];
  if (!first || first === gate) return undefined;
  return statementsBetween(entry, first, gate).find(
    each => mayLeave(entry, each) && isBySession(entry, each),
  );
}

function isBySession(entry: HttpEntry, node: ts.Node): boolean {
  let found = false;
  walk(node, at => {
    if (isFunctionNode(at)) return false;
    found ||= ts.isExpression(at) && entry.plumbing.roleOf(at) === 'id';
    return !found;
  });
  return found;
}

function firstIn(
  entry: HttpEntry,
  statements: readonly ts.Statement[],
  withIds: boolean,
): ts.Statement | undefined {
  for (const statement of statements) {
    if (!isAboutSession(entry, statement, withIds)) continue;
    const inner = innerStatements(entry, statement);
    return inner ? firstIn(entry, inner, withIds) : statement;
  }
  return undefined;
}

function isAboutSession(entry: HttpEntry, statement: ts.Statement, withIds: boolean): boolean {
  const { plumbing } = entry;
  if (plumbing.touches(statement)) return true;
  if (ts.isIfStatement(statement)) return plumbing.isSessionCondition(statement.expression);
  if (!withIds || !ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.some(
    each => each.initializer !== undefined && plumbing.isSessionCondition(each.initializer),
  );
}

/** Statements in a statement that is not itself about the session: a `try`, a test of the method, a callback. */
function innerStatements(entry: HttpEntry, statement: ts.Statement): readonly ts.Statement[] | undefined {
  const { plumbing, dispatch } = entry;
  if (ts.isTryStatement(statement)) return statement.tryBlock.statements;
  if (ts.isBlock(statement)) return statement.statements;
  if (ts.isIfStatement(statement)) {
    if (plumbing.isSessionCondition(statement.expression)) return undefined;
    const branch = [statement.thenStatement, statement.elseStatement].find(
      each => each && isWithin(dispatch.call, each),
    );
    return branch && (ts.isBlock(branch) ? branch.statements : [branch]);
  }
  if (ts.isSwitchStatement(statement)) {
    return statement.caseBlock.clauses.find(each => isWithin(dispatch.call, each))?.statements;
  }
  const around = enclosingFunction(dispatch.call);
  if (!around || around === entry.handler.node || !isWithin(around, statement)) return undefined;
  return around.body && ts.isBlock(around.body) ? around.body.statements : undefined;
}

/** Whether all that is handed over is declared in front of a statement. */
export function areKnownAt(context: TransformContext, entry: HttpEntry, gate: ts.Statement): boolean {
  const { call, given, helper } = entry.dispatch;
  return [...given, ...(helper ? call.arguments : [])].every(each => isKnownAt(context, entry, gate, each));
}

export function isKnownAt(
  context: TransformContext,
  entry: HttpEntry,
  gate: ts.Statement,
  value: ts.Expression,
): boolean {
  let known = true;
  walk(value, node => {
    if (!ts.isIdentifier(node)) return;
    const declaration = context.project.names.symbol(node)?.declarations?.[0];
    if (!declaration || !isWithin(declaration, entry.handler.node)) return;
    if (declaration.pos >= gate.pos) known = false;
  });
  return known;
}
