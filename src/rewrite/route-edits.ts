import { ts } from '../engine/ts.js';
import type { TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { handlerFunction, registrationsIn, type Route } from '../recognise/http-routes.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import { functionOf } from '../recognise/bindings.js';
import { methodCall, walk, type FunctionNode } from '../recognise/syntax.js';
import type { Removable } from './remove.js';

/** What happens to an endpoint's routes when one handler answers every method. */
export interface RouteChange {
  readonly removed: readonly Removable[];
  readonly edits: readonly TextEdit[];
  /** Handlers that the edits take out. */
  readonly handlers: readonly ts.Node[];
}

/**
 * Takes away the routes that served sessions only, GET for the event stream and DELETE for the end, and those that
 * answered GET and DELETE with 405, which the handler does itself. Where such a route was, POST becomes `all`, so
 * that those methods get 405 and not the framework's 404; where there was none, the framework goes on answering.
 *
 * A 405 with an `Allow` header says more than the handler would, and stays. So does one beside a POST handler that
 * reads the body, which fails for a GET.
 * @returns undefined when a route cannot be taken out
 */
export function routeChange(project: ProjectModel, entry: HttpEntry): RouteChange | undefined {
  const removed: Removable[] = [];
  const edits: TextEdit[] = [];
  const handlers: ts.Node[] = [];
  for (const route of entry.others.flatMap(other => other.routes)) {
    const statement = removableStatement(route);
    const link = statement ? undefined : chainLink(entry, route);
    if (statement) removed.push(statement);
    else if (link) {
      edits.push(link);
      handlers.push(route.handler);
    } else return undefined;
  }
  const posts = entry.handler.routes.filter(route => route.method && route.methods?.join() === 'POST');
  const registered = registrationsIn(project, entry.unit.ast);
  for (const post of posts) {
    const beside = registered.filter(route => isSamePlace(route, post) && route.call !== post.call);
    const session = beside.filter(route =>
      entry.others.some(other => other.routes.some(each => each.call === route.call)),
    );
    const refusing = beside.filter(
      route =>
        !session.includes(route) && isSessionMethod(route) && isPlainRefusal(project, entry, route, post),
    );
    const staying = beside.filter(route => !session.includes(route) && !refusing.includes(route));
    const isAlone = session.length + refusing.length === 0;
    if (isAlone || staying.some(meetsAll) || readsBody(entry.handler.node)) continue;
    const statements = refusing.map(removableStatement);
    if (!statements.every(each => each !== undefined)) continue;
    removed.push(...statements);
    const { method } = post;
    edits.push({
      file: entry.unit.path,
      start: method!.getStart(entry.unit.ast),
      end: method!.end,
      text: 'all',
    });
  }
  return { removed, edits, handlers };
}

const BODY_READERS = new Set(['json', 'text', 'formData', 'arrayBuffer', 'blob', 'bytes', 'parseBody']);

/** Whether a handler reads the body of its request: `await c.req.json()`. */
function readsBody(handler: ts.Node): boolean {
  let reads = false;
  walk(handler, node => {
    const call = methodCall(node);
    reads ||= call !== undefined && call.call.arguments.length === 0 && BODY_READERS.has(call.name);
    return !reads;
  });
  return reads;
}

/** A route that `all` on the same path would stand in the way of. */
function meetsAll(route: Route): boolean {
  return route.methods !== undefined;
}

function isSessionMethod(route: Route): boolean {
  return route.methods?.every(each => each === 'GET' || each === 'DELETE') ?? false;
}

/** Same app and path; a `use` on the path is middleware, not a route. */
function isSamePlace(a: Route, b: Route): boolean {
  if (a.method?.text === 'use' || !a.app || !b.app || !a.path || !b.path) return false;
  return (
    appText(a.app) === appText(b.app) &&
    a.path.getText() === b.path.getText() &&
    blockAround(a.call!) === blockAround(b.call!)
  );
}

function appText(app: ts.Expression): string {
  const text = app.getText();
  return text.includes('.route(') ? text.slice(0, text.indexOf('.route(')) : text;
}

function blockAround(node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isBlock(at) && !ts.isSourceFile(at)) at = at.parent;
  return at;
}

/** Whether a route does nothing but answer 405, behind the same checks as the POST route. */
function isPlainRefusal(project: ProjectModel, entry: HttpEntry, route: Route, post: Route): boolean {
  if (
    route.middleware.map(each => each.getText()).join() !== post.middleware.map(each => each.getText()).join()
  )
    return false;
  const handler = handlerFunction(project, route.handler);
  if (!handler || handler.getSourceFile() !== entry.unit.ast) return false;
  const bodies = refusingBodies(project, entry, handler);
  const text = bodies?.map(each => each.getText()).join('\n') ?? '';
  return /\b405\b/.test(text) && !/\ballow\b/i.test(text);
}

/** What a handler runs when it does nothing but answer, the helper it calls included. */
function refusingBodies(
  project: ProjectModel,
  entry: HttpEntry,
  handler: FunctionNode,
): ts.Node[] | undefined {
  const { plumbing } = entry;
  const { body } = handler;
  if (!body) return undefined;
  if (ts.isBlock(body)) {
    const only = body.statements.length === 1 ? body.statements[0]! : undefined;
    const called =
      only && ts.isExpressionStatement(only) ? helperBodies(project, entry, only.expression) : undefined;
    if (called) return [body, ...called];
    return body.statements.every(each => plumbing.isRefusal(each, true) || plumbing.isLog(each))
      ? [body]
      : undefined;
  }
  return [body, ...(helperBodies(project, entry, body) ?? [])];
}

function helperBodies(project: ProjectModel, entry: HttpEntry, node: ts.Expression): ts.Node[] | undefined {
  const call = ts.isAwaitExpression(node) ? node.expression : node;
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return undefined;
  const helper = functionOf(project.names.declaration(call.expression));
  if (!helper || helper.getSourceFile() !== entry.unit.ast) return undefined;
  return refusingBodies(project, entry, helper);
}

/** The statement that does nothing but register or export a route. */
function removableStatement(route: Route): Removable | undefined {
  if (route.call) {
    const isChained = route.app && /\.(?:route|get|post|put|delete|all)\(/.test(route.app.getText());
    return !isChained && ts.isExpressionStatement(route.call.parent) ? route.call.parent : undefined;
  }
  const { handler } = route;
  if (ts.isFunctionDeclaration(handler)) return handler;
  if (!ts.isVariableDeclaration(handler) || !ts.isVariableDeclarationList(handler.parent)) return undefined;
  const statement = handler.parent.parent;
  return ts.isVariableStatement(statement) && handler.parent.declarations.length === 1
    ? statement
    : undefined;
}

/** `.get(handler)` in `app.route('/mcp').post(…).get(handler)`. */
function chainLink(entry: HttpEntry, route: Route): TextEdit | undefined {
  const callee = route.call?.expression;
  if (!callee || !ts.isPropertyAccessExpression(callee)) return undefined;
  if (!/\.route\(/.test(callee.expression.getText())) return undefined;
  return { file: entry.unit.path, start: callee.expression.end, end: route.call.end, text: '' };
}
