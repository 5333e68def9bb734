import { ts } from '../engine/ts.js';
import { CHECK, CREDENTIAL, leaves } from '../recognise/route-exits.js';
import { isUndefined, unwrap, walk, wrapped } from '../recognise/syntax.js';

/** Whether a condition is about more than the session: who asks, or what a function of that name says. */
export function isCheck(condition: ts.Expression): boolean {
  let is = CREDENTIAL.test(condition.getText());
  walk(condition, node => {
    if (ts.isCallExpression(node) && CHECK.test(node.expression.getText().split('.').at(-1)!)) is = true;
    return !is;
  });
  return is;
}

const LOOK_UP =
  /^(?:has|get|includes|header|hasOwn|hasOwnProperty|call|isArray|startsWith|toString|toLowerCase|trim|now|test|some|every|find|getTime|Array|Boolean|Number|String)$/;
const SESSION_LOOK_UP = /^(?:is|has|get|find|look|exist|known|load|resolve|valid)/i;
const ORDER = /^[<>]=?$/;
const TIME = /Date\.now|expir|ttl|idle|last|time|age\b/i;

/**
 * Whether a condition only looks for a session, as `!sessionId || !sessions.has(sessionId)`, or for its age: one that
 * counts, or does something, is for every request.
 */
export function asksForSession(condition: ts.Expression): boolean {
  if (hasStandIn(condition)) return false;
  let does = true;
  walk(condition, node => {
    if (ts.isCallExpression(node)) {
      const callee = node.expression.getText();
      const name = callee.split('.').at(-1)!;
      does &&= LOOK_UP.test(name) || (/session/i.test(callee) && SESSION_LOOK_UP.test(name));
    }
    if (ts.isBinaryExpression(node) && ORDER.test(node.operatorToken.getText())) {
      does &&= TIME.test(node.getText());
    }
    return does;
  });
  return does;
}

/** Whether something takes the place of a session where there is none: `take(sessionId ?? 'new')`. */
export function hasStandIn(expression: ts.Expression): boolean {
  let has = false;
  walk(expression, node => {
    if (!ts.isBinaryExpression(node) || !/^(?:\?\?|\|\|)$/.test(node.operatorToken.getText())) return !has;
    const [left, right] = [unwrap(node.left), unwrap(node.right)];
    const isValue =
      ts.isStringLiteralLike(right) || ts.isIdentifier(right) || ts.isPropertyAccessExpression(right);
    has ||=
      ts.isIdentifier(left) && isValue && !isUndefined(right) && right.getText() !== "''" && isArgument(node);
    return !has;
  });
  return has;
}

function isArgument(node: ts.Expression): boolean {
  const { parent } = wrapped(node);
  return ts.isCallExpression(parent) && parent.arguments.includes(wrapped(node));
}

/** Whether a node leaves its function by what a condition says of who asks. */
export function letsIn(node: ts.Node): boolean {
  let does = false;
  walk(node, at => {
    if (ts.isIfStatement(at) && leaves(at.thenStatement) && isCheck(at.expression)) does = true;
    return !does;
  });
  return does;
}
