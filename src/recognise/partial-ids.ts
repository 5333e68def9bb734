import { ts } from '../engine/ts.js';
import type { HttpEntry } from './http-serving.js';
import { mayLeave } from './route-exits.js';
import { unwrap, walk } from './syntax.js';

/**
 * Finds a check by a value that is the session id where a request names one, and something else of the caller where
 * not: `blocked.has(sessionId ?? req.ip)`. Who makes up an id passes it, and only the sessions behind it turn such a
 * request away; one of 2026-07-28 does not meet them.
 * @returns the value, where it is made
 */
export function checkedPartialId(entry: HttpEntry): ts.Expression | undefined {
  const { names } = entry.project;
  let found: ts.Expression | undefined;
  walk(entry.handler.node, node => {
    if (found) return false;
    if (!ts.isExpression(node) || !isPartialId(entry, node)) return undefined;
    const variable = variableOf(node);
    const uses = variable ? names.references(variable).filter(use => use !== variable) : [node];
    if (uses.some(use => isChecked(entry, use))) found = node;
    return undefined;
  });
  return found;
}

/** `sessionId ?? req.ip`, and the value of a variable that is an id at one place and something else at another. */
function isPartialId(entry: HttpEntry, node: ts.Expression): boolean {
  const { plumbing } = entry;
  const parts = alternatives(node);
  if (parts.length < 2) {
    const variable = variableOf(node);
    return variable !== undefined && plumbing.roleOf(node) === 'id' && plumbing.roleOf(variable) !== 'id';
  }
  return plumbing.roleOf(node) !== 'id' && parts.some(each => plumbing.roleOf(each) === 'id');
}

/** The values that an expression may have. */
function alternatives(node: ts.Expression): ts.Expression[] {
  const value = unwrap(node);
  if (ts.isConditionalExpression(value))
    return [...alternatives(value.whenTrue), ...alternatives(value.whenFalse)];
  if (!ts.isBinaryExpression(value)) return [value];
  const { kind } = value.operatorToken;
  const isEither =
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    (kind === ts.SyntaxKind.BarBarToken && !isCondition(value));
  return isEither ? [...alternatives(value.left), ...alternatives(value.right)] : [value];
}

/** Whether a value is only asked for being there. */
function isCondition(node: ts.Expression): boolean {
  let at: ts.Node = node;
  while (
    ts.isBinaryExpression(at.parent) ||
    ts.isPrefixUnaryExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent)
  )
    at = at.parent;
  const { parent } = at;
  if (ts.isIfStatement(parent)) return parent.expression === at;
  return ts.isConditionalExpression(parent) && parent.condition === at;
}

/** The variable that an expression is the first value of. */
function variableOf(node: ts.Expression): ts.Identifier | undefined {
  let at: ts.Expression = node;
  while (ts.isParenthesizedExpression(at.parent) || ts.isAsExpression(at.parent)) at = at.parent;
  const { parent } = at;
  const isValue = ts.isVariableDeclaration(parent) && parent.initializer === at;
  return isValue && ts.isIdentifier(parent.name) ? parent.name : undefined;
}

/** Whether a statement around a use may end the request. */
function isChecked(entry: HttpEntry, use: ts.Node): boolean {
  let at = use;
  while (!ts.isStatement(at)) at = at.parent;
  return !ts.isVariableStatement(at) ? mayLeave(entry, at) : mayLeave(entry, at) || isAnyCall(at);
}

function isAnyCall(node: ts.Node): boolean {
  let found = false;
  walk(node, at => {
    found ||= ts.isCallExpression(at);
  });
  return found;
}
