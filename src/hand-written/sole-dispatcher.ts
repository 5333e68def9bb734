import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { enclosingFunction, isWithin, isWritten, methodCall, unwrap, walk } from '../recognise/syntax.js';
import type { Dispatcher } from './dispatcher.js';
import { tableName } from './map-table.js';
import { isMethod, messageOf, methodTest, writtenResult } from './messages.js';
import { isServedNow } from './results.js';

/** Functions whose names say that they answer or note a failure, whatever they are handed. */
const TELLS =
  /err|fail|reject|refus|unknown|unsupported|not_?(?:found|implemented)|invalid|log|warn|debug|trace/i;
/** Makes text of what it is handed. */
const PRINTS = /^(?:String|JSON\.stringify|util\.inspect)$/;
/** Asks whether a method is one of several. */
const ASKS = /^(?:startsWith|endsWith|has|includes|indexOf|get|test|match|exec)$/;

/**
 * Whether all methods that the function around a dispatcher serves are in its branches. Else the list of served
 * methods would lack some, and requests for them would be refused.
 */
export function isSoleDispatcher(project: ProjectModel, dispatcher: Dispatcher): boolean {
  const { owner, branches, fallback, subject, kind } = dispatcher;
  if (kind === 'table' && !dispatcher.received && isExtended(project, dispatcher)) return false;
  const known = new Set(branches.flatMap(each => each.methods));
  const bodies = kind === 'table' ? [] : branches.flatMap(each => each.body);
  const message = messageOf(project, subject)?.whole?.getText();
  const isHandedOn = (node: ts.Expression) => {
    const text = unwrap(node).getText();
    return text === message || text === subject.getText();
  };
  const table = kind === 'table' ? tableName(dispatcher)?.getText() : undefined;
  let isSole = true;
  walk(owner ?? dispatcher.unit.ast, node => {
    if (!isSole || bodies.includes(node)) return false;
    const test = methodTest(project, node);
    if (test && test.subject.getText() === subject.getText() && enclosingFunction(node) === owner) {
      isSole = !isServedNow(test.method) || known.has(test.method);
      return isSole;
    }
    if (ts.isObjectLiteralExpression(node) && answersEarly(node)) isSole = false;
    if (ts.isElementAccessExpression(node) && isMethod(node.argumentExpression)) {
      isSole = unwrap(node.expression).getText() === table;
    }
    const call = methodCall(node);
    const isAsked = call && ASKS.test(call.name) && [call.object, ...call.call.arguments].some(isOfSubject);
    if (
      isAsked &&
      call.object.getText() !== table &&
      !/\bnotifications\/|NOTIFICATION/.test(call.call.getText())
    )
      isSole = false;
    if (!ts.isCallExpression(node) || !fallback.some(each => isWithin(node, each))) return isSole;
    const called = node.expression.getText();
    if (!TELLS.test(called) && !PRINTS.test(called) && node.arguments.some(isHandedOn)) isSole = false;
    return isSole;
  });
  return isSole;

  /** `if (cached) return { jsonrpc, id, result: cached }` in front of the dispatcher. */
  function answersEarly(literal: ts.ObjectLiteralExpression): boolean {
    const result = writtenResult(project, literal);
    const isEmpty = result && ts.isObjectLiteralExpression(result) && result.properties.length === 0;
    const isBefore = literal.end < dispatcher.statement.pos && enclosingFunction(literal) === owner;
    return owner !== undefined && result !== undefined && !isEmpty && isBefore;
  }

  function isOfSubject(node: ts.Expression): boolean {
    return unwrap(node).getText() === subject.getText();
  }
}

/** Whether a table gets further entries, or something else may give it some. */
function isExtended(project: ProjectModel, dispatcher: Dispatcher): boolean {
  const table = tableName(dispatcher);
  if (!table) return true;
  // A `Map` is a table only when all that is done with it is in view.
  if (ts.isCallExpression(dispatcher.subject.parent) || !ts.isIdentifier(table)) return false;
  return project.names.references(table).some(use => {
    const { parent } = use;
    const isAccess = ts.isElementAccessExpression(parent) || ts.isPropertyAccessExpression(parent);
    if (isAccess && parent.expression === use) return isWritten(parent);
    return (
      ts.isCallExpression(parent) && !/^Object\.(?:keys|freeze|hasOwn)/.test(parent.expression.getText())
    );
  });
}
