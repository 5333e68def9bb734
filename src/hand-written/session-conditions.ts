import { ts } from '../engine/ts.js';
import { CHECK, CREDENTIAL, leaves } from '../recognise/route-exits.js';
import {
  ancestors,
  isFunctionNode,
  isUndefined,
  isWithin,
  mentions,
  somewhere,
  unwrap,
  walk,
  wrapped,
} from '../recognise/syntax.js';

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

/** What an operand names that is about the session, or says which requests need one. */
const ABOUT = /session|stateless|\bmethod\b|isArray|initiali[sz]e/i;

function operands(condition: ts.Expression): ts.Expression[] {
  const node = unwrap(condition);
  if (ts.isPrefixUnaryExpression(node)) return operands(node.operand);
  return ts.isBinaryExpression(node) && /^(?:&&|\|\|)$/.test(node.operatorToken.getText())
    ? [...operands(node.left), ...operands(node.right)]
    : [node];
}

/**
 * Whether a value is made of the session where there is one, and of something else where there is none: `sessionId ??
 * req.ip`, `sessionId ? 100 : 10`. Every request has such a value.
 */
export function isMixed(use: ts.Expression): boolean {
  for (const at of ancestors(use)) {
    if (ts.isStatement(at) || isFunctionNode(at) || ts.isVariableDeclaration(at)) return false;
    const others =
      ts.isBinaryExpression(at) && /^(?:\?\?|\|\|)$/.test(at.operatorToken.getText())
        ? [at.left, at.right]
        : ts.isConditionalExpression(at)
          ? [at.whenTrue, at.whenFalse]
          : [];
    if (others.some(each => !isWithin(use, each) && !isNothing(each) && !mentionsSession(each, use)))
      return true;
  }
  return false;
}

/** Whether something names a session as well, or begins one. */
function mentionsSession(node: ts.Expression, use: ts.Expression): boolean {
  return (
    /session|uuid|nanoid|ulid|random/i.test(node.getText()) ||
    (ts.isIdentifier(use) && mentions(node, use.text))
  );
}

function isNothing(node: ts.Expression): boolean {
  return /^(?:undefined|null|false|''|""|0|\{\}|\[\])$/.test(unwrap(node).getText());
}

/**
 * Whether a condition only looks for a session, as `!sessionId || !sessions.has(sessionId)`, or for its age: one that
 * counts, or does something, is for every request.
 */
export function asksForSession(condition: ts.Expression, isOfSession: (node: ts.Node) => boolean): boolean {
  if (hasStandIn(condition)) return false;
  let does = operands(condition).every(each => ABOUT.test(each.getText()) || somewhere(each, isOfSession));
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

const KEEPS =
  /^(?:set|delete|add|clear|push|splice|clearTimeout|clearInterval|setTimeout|setInterval|unref|refresh|randomUUID|now|abort|end|close|destroy|Date|Map|Set|writeHead|setHeader|append|status|code|type)$/;

/**
 * Whether code does nothing but look after sessions: what counts, bills or tells somebody would be missing for requests
 * of 2026-07-28, which have none.
 */
export function keepsSession(code: ts.Node): boolean {
  let does = true;
  walk(code, node => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = node.expression.getText();
      const name = callee.split(/\??\./).at(-1)!;
      const isLog = /^(?:console|log|logger|debug)\b/.test(callee);
      does &&= isLog || KEEPS.test(name) || LOOK_UP.test(name) || /session/i.test(callee);
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
