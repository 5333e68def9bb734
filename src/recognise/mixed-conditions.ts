import { ts } from '../engine/ts.js';
import type { HttpEntry } from './http-serving.js';
import { SessionOperands } from './session-operands.js';
import { isFunctionNode, isWithin, walk } from './syntax.js';
import { valuesOf } from './values.js';

/**
 * What a condition on the way to a transport asks for beside the session: `TRUSTED.has(req.ip)` in
 * `if (sessionId || !TRUSTED.has(req.ip)) return`. It would be lost with the session.
 * @returns the part of the condition, or undefined where a node decides nothing, or goes by the session alone
 */
export function mixedPart(entry: HttpEntry, node: ts.Node): ts.Expression | undefined {
  const operands = new SessionOperands(entry);
  if (ts.isIfStatement(node)) return decides(entry, node) ? operands.foreign(node.expression) : undefined;
  if (ts.isSwitchStatement(node)) {
    if (!decides(entry, node)) return undefined;
    const tested = node.caseBlock.clauses.filter(ts.isCaseClause).map(each => each.expression);
    return firstOf([node.expression, ...tested], each => operands.foreign(each));
  }
  if (ts.isConditionalExpression(node)) {
    const isChoice = [node.whenTrue, node.whenFalse].some(each => isServing(entry, each));
    return isChoice ? operands.foreign(node.condition) : undefined;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    return isServing(entry, node.right) ? operands.foreign(node.left) : undefined;
  // A function that looks for the session, and lets only some have it.
  if (ts.isCallExpression(node) && isHeld(entry, node)) {
    const target = valuesOf(entry.project).callee(node);
    const isKnown = target && entry.helpers.some(each => each.node === target);
    return target && !isKnown && operands.foreignIn(target) ? node : undefined;
  }
  return undefined;
}

/** The first such part in a statement that goes away; functions in it do not run with the request. */
export function mixedIn(entry: HttpEntry, statement: ts.Node): ts.Expression | undefined {
  const functions = [entry.handler, ...entry.helpers].map(each => each.node);
  if (!functions.some(each => isWithin(statement, each))) return undefined;
  let found: ts.Expression | undefined;
  walk(statement, at => {
    if (found || isFunctionNode(at) || ts.isCatchClause(at)) return false;
    found = mixedPart(entry, at);
    return undefined;
  });
  return found;
}

/** Whether a statement lets a request go on to a transport, or not. */
function decides(entry: HttpEntry, node: ts.IfStatement | ts.SwitchStatement): boolean {
  let found = false;
  const { expression } = node;
  walk(node, at => {
    if (found || at === expression) return false;
    if (isFunctionNode(at)) return holdsDispatch(entry, at) ? undefined : false;
    found = ts.isReturnStatement(at) || ts.isThrowStatement(at) || isDispatch(entry, at);
    found ||= at === entry.creation.node;
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      found ||= isHeld(entry, at.left) && isHeld(entry, at.right);
    return undefined;
  });
  return found;
}

function isServing(entry: HttpEntry, node: ts.Expression): boolean {
  return isHeld(entry, node) || holdsDispatch(entry, node);
}

function isHeld(entry: HttpEntry, node: ts.Expression): boolean {
  const role = entry.plumbing.roleOf(node);
  return role === 'transport' || role === 'record';
}

function holdsDispatch(entry: HttpEntry, node: ts.Node): boolean {
  return calls(entry).some(each => isWithin(each, node));
}

function isDispatch(entry: HttpEntry, node: ts.Node): boolean {
  return calls(entry).some(each => each === node);
}

function calls(entry: HttpEntry): ts.CallExpression[] {
  return [...entry.dispatches, ...entry.helpers.flatMap(each => each.dispatches)].map(each => each.call);
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
