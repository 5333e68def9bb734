import { ts } from '../engine/ts.js';
import { rootName } from './bindings.js';
import type { HttpEntry } from './http-serving.js';
import { CHECK } from './route-exits.js';
import { isFunctionNode, methodCall, siblings, unwrap, walk, type FunctionNode } from './syntax.js';
import { valuesOf } from './values.js';

const ANSWER = /^(?:status|code|send|json|end|sendStatus|writeHead|redirect|text|html)$/;
/** Counting and tracing: nothing is let in or kept out by it. */
const MEASURING =
  /\b(?:\w*metrics?|\w*counters?|\w*gauges?|\w*histograms?|\w*stats|telemetry|analytics|\w*spans?|tracer|\w*[lL]og(?:ger)?|monitor(?:ing)?|sentry|Sentry|posthog|performance)\b/;
const DEPTH = 3;

/** Whether a call runs a project function that may end a request: it throws, or answers what it was handed. */
export function mayTurnAway(entry: HttpEntry, call: ts.CallExpression): boolean {
  const target = valuesOf(entry.project).callee(call);
  return target !== undefined && turnsAway(entry, target, DEPTH);
}

function turnsAway(entry: HttpEntry, node: FunctionNode, depth: number): boolean {
  if (!node.body) return false;
  let found = false;
  walk(node.body, at => {
    if (found || isFunctionNode(at)) return false;
    if (ts.isThrowStatement(at)) found = !isCaught(at, node);
    if (!ts.isCallExpression(at)) return undefined;
    if (isAnswer(entry, at, node)) found = true;
    else if (depth > 0 && !isCaught(at, node)) {
      const inner = valuesOf(entry.project).callee(at);
      if (inner) found = inner !== node && turnsAway(entry, inner, depth - 1);
      else found = CHECK.test(calledName(at)) && !entry.plumbing.isPure(at);
    }
    return undefined;
  });
  return found;
}

/**
 * Whether a statement is the end of a way on which a request is refused, and not a test on the way to being served:
 * `sendError(res, 400); return;`, or all that a branch does.
 */
export function endsInRefusal(entry: HttpEntry, statement: ts.Statement): boolean {
  const { plumbing } = entry;
  if (!plumbing.isRefusal(statement)) return false;
  if (!ts.isExpressionStatement(statement)) return true;
  const list = siblings(statement) ?? [statement];
  const rest = list.slice(list.indexOf(statement) + 1).filter(each => !plumbing.isLog(each));
  const [next] = rest;
  if (next) return ts.isReturnStatement(next) || ts.isThrowStatement(next) || endsInRefusal(entry, next);
  return !ts.isFunctionLike(statement.parent.parent) && !list.some(each => plumbing.touches(each));
}

function calledName({ expression }: ts.CallExpression): string {
  const callee = unwrap(expression);
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
}

/** `res.status(401)`, of a parameter. */
function isAnswer(entry: HttpEntry, call: ts.CallExpression, around: FunctionNode): boolean {
  const made = methodCall(call);
  const root = made && ANSWER.test(made.name) ? rootName(made.object) : undefined;
  const declaration = root && entry.project.names.symbol(root)?.declarations?.[0];
  return declaration !== undefined && ts.isParameter(declaration) && declaration.parent === around;
}

function isCaught(node: ts.Node, around: FunctionNode): boolean {
  for (let at = node; at !== around; at = at.parent) {
    if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause) return true;
  }
  return false;
}

/** Whether a call does nothing but look, write to a log, or count. */
export function onlyObserves(entry: HttpEntry, call: ts.CallExpression, depth = DEPTH): boolean {
  if (entry.plumbing.isPure(call) || entry.plumbing.isLogExpression(call)) return true;
  const target = valuesOf(entry.project).callee(call);
  if (target) return depth > 0 && observes(entry, target, depth);
  return MEASURING.test(call.expression.getText()) && !ts.isAwaitExpression(call.parent);
}

function observes(entry: HttpEntry, { body }: FunctionNode, depth: number): boolean {
  let quiet = body !== undefined;
  if (!body) return quiet;
  walk(body, at => {
    if (isFunctionNode(at)) return false;
    if (ts.isThrowStatement(at) || ts.isDeleteExpression(at) || ts.isNewExpression(at)) quiet = false;
    if (ts.isCallExpression(at)) quiet &&= onlyObserves(entry, at, depth - 1);
    if (ts.isBinaryExpression(at) && isAssignment(at.operatorToken.kind)) quiet = false;
    return quiet;
  });
  return quiet;
}

export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
