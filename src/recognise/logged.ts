import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import { ancestors, isConst, methodCall, unwrap, wrapped } from './syntax.js';

const METHOD = /^(?:log|debug|info|warn|warning|error|trace|verbose|notice|fatal)$/;
const LOGGER = /^(?:console|log|logger|\w*Log(?:ger)?)$/;
const MAX_DEPTH = 3;

/**
 * Whether all that comes of a value goes into lines of logs, which are none the worse for its absence: directly, in a
 * text or an object, or through constants.
 */
export function isOnlyLogged(names: NameResolver, value: ts.Node, depth = 0): boolean {
  if (ts.isBindingElement(value)) return isNameLogged(names, value.name, depth);
  let inner: ts.Node = ts.isExpression(value) ? wrapped(value) : value;
  for (const outer of ancestors(inner)) {
    if (ts.isCallExpression(outer)) return outer.expression !== inner && isLogLine(outer);
    if (ts.isVariableDeclaration(outer))
      return outer.initializer === inner && isConst(outer) && isNameLogged(names, outer.name, depth);
    if (!passesOn(outer, inner)) return false;
    inner = outer;
  }
  return false;
}

function isNameLogged(names: NameResolver, name: ts.BindingName, depth: number): boolean {
  if (!ts.isIdentifier(name) || depth >= MAX_DEPTH) return false;
  const uses = names.references(name);
  return uses.length > 0 && uses.every(each => isOnlyLogged(names, each, depth + 1));
}

function passesOn(outer: ts.Node, inner: ts.Node): boolean {
  if (ts.isBinaryExpression(outer)) {
    const { kind } = outer.operatorToken;
    if (kind === ts.SyntaxKind.PlusToken) return true;
    return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  }
  if (ts.isConditionalExpression(outer)) return outer.condition !== inner;
  return (
    ts.isTemplateSpan(outer) ||
    ts.isTemplateExpression(outer) ||
    ts.isPropertyAssignment(outer) ||
    ts.isShorthandPropertyAssignment(outer) ||
    ts.isObjectLiteralExpression(outer) ||
    ts.isArrayLiteralExpression(outer) ||
    ts.isParenthesizedExpression(outer) ||
    ts.isNonNullExpression(outer) ||
    ts.isAsExpression(outer)
  );
}

/** `console.error(…)`, `logger.info(…)`, `this.log.debug(…)` and their like. */
function isLogLine(call: ts.CallExpression): boolean {
  const method = methodCall(call);
  if (!method || !METHOD.test(method.name)) return false;
  const owner = unwrap(method.object);
  const name = ts.isPropertyAccessExpression(owner) ? owner.name : owner;
  return ts.isIdentifier(name) && LOGGER.test(name.text);
}
