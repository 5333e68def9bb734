import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { handlerFunction, registrationsIn, type Route } from './http-routes.js';
import { sseBranch, type SseBranch } from './sse-branches.js';
import { connection, decision, shortened } from './sse-connections.js';
import { enclosingFunction, siblings, walk, type FunctionNode } from './syntax.js';
import { valuesOf } from './values.js';

/** `app.get('/sse', …)`, which makes an HTTP+SSE transport for each client and connects a server to it. */
export interface SseRoute {
  readonly kind: 'route';
  readonly framework: 'express' | 'fastify';
  readonly creation: ts.NewExpression;
  readonly route: Route;
  readonly app: ts.Expression;
  /** The statement that registers the route. */
  readonly statement: ts.Statement;
  /** What is connected to the transport. */
  readonly server: ts.Expression;
}

export type SseEndpoint = SseRoute | SseBranch;

/** An HTTP+SSE transport whose endpoint has no form we know, and what is in the way. */
export interface OddSseEndpoint {
  readonly creation: ts.NewExpression;
  readonly because: string;
}

/** The HTTP+SSE endpoints of a file, as Express, Fastify and `node:http` serve them. */
export function sseEndpoints(project: ProjectModel, unit: SourceUnit): (SseEndpoint | OddSseEndpoint)[] {
  if (!unit.text.includes('SSEServerTransport')) return [];
  const found: (SseEndpoint | OddSseEndpoint)[] = [];
  walk(unit.ast, node => {
    if (!ts.isNewExpression(node) || valuesOf(project).sdkExport(node.expression) !== 'SSEServerTransport')
      return;
    const result = read(project, unit, node);
    found.push(typeof result === 'string' ? { creation: node, because: result } : result);
  });
  return found;
}

function read(project: ProjectModel, unit: SourceUnit, creation: ts.NewExpression): SseEndpoint | string {
  const options = creation.arguments?.[2];
  if (options)
    return `has checks of its own, \`${shortened(options.getText(unit.ast))}\`, which another endpoint would skip`;
  const handler = enclosingFunction(creation);
  if (!handler) return 'is not made in a handler of requests';
  const route = registrationsIn(project, unit.ast).find(
    each => handlerFunction(project, each.handler) === handler,
  );
  return route
    ? readRoute(project, unit, creation, handler, route)
    : sseBranch(project, unit, creation, handler);
}

function readRoute(
  project: ProjectModel,
  unit: SourceUnit,
  creation: ts.NewExpression,
  handler: FunctionNode,
  route: Route,
): SseRoute | string {
  const { framework, app } = route;
  const isKnown = framework === 'express' || framework === 'fastify';
  if (!app || !isKnown || route.methods?.join() !== 'GET')
    return 'is not made in a GET route of Express or Fastify';
  const statement = route.call?.parent;
  if (!statement || !ts.isExpressionStatement(statement) || !siblings(statement))
    return 'is made in a route that is registered in a chain';
  if (registrationsIn(project, unit.ast).some(each => isInFront(each, route)))
    return 'is made behind middleware of its path, which another endpoint would skip';
  const connect = connection(handler, creation);
  if (!connect) return 'is not connected to a server in plain view';
  const check = decision(handler, handler.body!, connect.call);
  if (check)
    return `is made behind \`${shortened(check.getText(unit.ast))}\`, which another endpoint would skip`;
  return { kind: 'route', framework, creation, route, app, statement, server: connect.server };
}

/** `app.use('/sse', …)`, which runs for one path only. */
function isInFront(each: Route, { path }: Route): boolean {
  if (each.method?.text !== 'use' || !each.path || !path) return false;
  return ts.isStringLiteralLike(each.path) && ts.isStringLiteralLike(path)
    ? each.path.text !== '/' && path.text.startsWith(each.path.text)
    : each.path.getText() === path.getText();
}
