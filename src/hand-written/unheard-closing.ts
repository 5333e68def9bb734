import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import { isFunctionNode, methodCall, unwrap, walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import type { Dispatcher } from './dispatcher.js';
import { methodTest, stringOf } from './messages.js';
import { receptionsOf } from './reception.js';

const CANCELLED = 'notifications/cancelled';
const STOPS = /^(?:abort|cancel|kill|stop|terminate|destroy)/i;
/** What is told that a client has gone: the response, its socket, or the signal of a request. */
const LISTENS =
  /\b(?:req|request|res|response|reply|raw|socket|stream|ctx|c)\b[\w.!?]*\s*\.(?:on|once|addListener)\(\s*['"](?:close|aborted)['"]|\b(?:req|request|raw|c|ctx)\.signal\b|\bonAbort\(|\bonClose\(|\bstream\.cancel\b|\bcancel\((?:_?reason)?\)\s*\{/;

/** A server over HTTP that stops work when it is told to, and does not see that a client stops reading. */
export interface UnheardClosing {
  /** Where `notifications/cancelled` is looked for. */
  readonly node: ts.Node;
  /** Whether requests are those of the web, which have a signal. */
  readonly hasSignal: boolean;
}

/**
 * Finds where a server that answers 2026-07-28 over HTTP only stops work for `notifications/cancelled`: clients of that
 * revision close the response instead.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/cancellation#transport-specific-cancellation
 */
export function unheardClosing(project: ProjectModel, dispatcher: Dispatcher): UnheardClosing | undefined {
  const home = project.packageOf(dispatcher.unit.path);
  const units = project.units.filter(
    unit => project.packageOf(unit.path) === home && !isTestFile(project, unit),
  );
  if (!units.some(each => each.text.includes(CANCELLED)) || units.some(each => LISTENS.test(each.text))) {
    return undefined;
  }
  const http = receptionsOf(project, dispatcher)?.find(each => each.reply.headers !== undefined);
  if (!http) return undefined;
  for (const { ast, text } of units) {
    if (!text.includes(CANCELLED)) continue;
    let found: ts.Node | undefined;
    walk(ast, node => {
      if (!found && cancels(project, node)) found = node;
      return !found;
    });
    if (found)
      return {
        node: found,
        hasSignal: /headers\.get\b|\breturn (?:new Response|Response\.json|c\.)/.test(
          `${http.reply.headers!} ${http.reply.statements}`,
        ),
      };
  }
  return undefined;
}

/** Whether a test for the notification, or an entry of a table for it, leads to code that stops something. */
function cancels(project: ProjectModel, node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) {
    const isEntry = ts.isStringLiteralLike(node.name) && node.name.text === CANCELLED;
    return isEntry && stops(project, ts.isMethodDeclaration(node) ? node : node.initializer, 0);
  }
  if (ts.isCallExpression(node)) {
    const [name, ...more] = node.arguments;
    const isNamed =
      name !== undefined && ts.isStringLiteralLike(unwrap(name)) && stringOf(project, name) === CANCELLED;
    return isNamed && more.some(each => stops(project, each, 0));
  }
  if (methodTest(project, node)?.method !== CANCELLED) return false;
  if (ts.isCaseClause(node)) {
    const clauses = node.parent.clauses;
    const own = clauses.slice(clauses.indexOf(node)).find(each => each.statements.length > 0);
    return own?.statements.some(each => stops(project, each, 0)) ?? false;
  }
  let at = node.parent;
  while (at && !ts.isIfStatement(at) && !ts.isStatement(at) && !isFunctionNode(at)) at = at.parent;
  return at !== undefined && ts.isIfStatement(at) && stops(project, at.thenStatement, 0);
}

/** Whether code, or a function of the project that it calls, stops what is under way. */
function stops(project: ProjectModel, node: ts.Node, depth: number): boolean {
  const target =
    ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) ? valuesOf(project).of(node) : undefined;
  if (target?.is === 'function' && isFunctionNode(target.node)) return stops(project, target.node, depth + 1);
  let does = false;
  walk(node, at => {
    if (does || !ts.isCallExpression(at)) return !does;
    const name = methodCall(at)?.name ?? (ts.isIdentifier(at.expression) ? at.expression.text : '');
    const callee = depth < 2 ? valuesOf(project).callee(at) : undefined;
    does = STOPS.test(name) || (callee?.body !== undefined && stops(project, callee.body, depth + 1));
    return !does;
  });
  return does;
}
