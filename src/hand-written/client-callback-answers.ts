import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isFunctionNode, isWithin, unwrap, walk, wrapped } from '../recognise/syntax.js';
import { writtenResult } from './messages.js';

/** An answer to the server that is sent by the function which other code calls back with it. */
export interface CallbackAnswer {
  readonly call: ts.CallExpression;
  /** The same question as a promise: `new Promise(resolve => ask(message.params, resolve))`. */
  readonly promise: string;
}

/**
 * The answer to a question of the server that comes out of a callback: a function among the arguments of a call is
 * handed the result, and sends it.
 * @param test what tells that the message is such a question
 */
export function callbackAnswer(project: ProjectModel, test: ts.Node): CallbackAnswer | undefined {
  const branch = ts.isCaseClause(test) ? test : ancestors(test).find(ts.isIfStatement)?.thenStatement;
  let found: CallbackAnswer | undefined;
  if (branch)
    walk(branch, node => {
      const result = ts.isObjectLiteralExpression(node) ? writtenResult(project, node) : undefined;
      if (result) found ??= askedFor(result, branch);
      return !found;
    });
  return found;
}

function askedFor(result: ts.Expression, branch: ts.Node): CallbackAnswer | undefined {
  const callback = ancestors(result).find(isFunctionNode);
  if (
    !callback ||
    !isWithin(callback, branch) ||
    !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))
  )
    return undefined;
  const given = wrapped(callback);
  const call = given.parent;
  if (!ts.isCallExpression(call) || !call.arguments.includes(given)) return undefined;
  // What a promise resolves to needs no second one.
  if (/\.(?:then|catch|finally)$/.test(call.expression.getText())) return undefined;
  const value = unwrap(result);
  const isHanded =
    ts.isIdentifier(value) && callback.parameters.some(each => each.name.getText() === value.text);
  if (!isHanded) return undefined;
  const { text } = call.getSourceFile();
  const whole = text.slice(call.getStart(), given.getStart()) + 'resolve' + text.slice(given.end, call.end);
  const isPlain = callback.parameters.length === 1 && !whole.includes('\n');
  return { call, promise: `new Promise(resolve => ${isPlain ? whole : `${call.expression.getText()}(…)`})` };
}
