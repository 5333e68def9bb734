import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { handlerFunction, registrationsIn, type Route } from './http-routes.js';
import { leaves } from './route-exits.js';
import {
  enclosingFunction,
  isFunctionNode,
  isWithin,
  methodCall,
  siblings,
  unwrap,
  walk,
  type FunctionNode,
} from './syntax.js';
import { valuesOf } from './values.js';

/** `app.get('/sse', …)`, which makes an HTTP+SSE transport for each client and connects a server to it. */
export interface SseEndpoint {
  readonly creation: ts.NewExpression;
  readonly route: Route;
  readonly app: ts.Expression;
  /** The statement that registers the route. */
  readonly statement: ts.Statement;
  /** What is connected to the transport. */
  readonly server: ts.Expression;
}

/** An HTTP+SSE transport whose endpoint has no form we know, and what is in the way. */
export interface OddSseEndpoint {
  readonly creation: ts.NewExpression;
  readonly because: string;
}

/** Names of functions that keep requests out. */
const CHECK = /auth|verif|permi|allow|guard|require|assert|validat|check|protect|ensure|limit|forbid|deny/i;
const LOG = /^(?:console|log|logger|this\.log|this\.logger)\b/;

/** The HTTP+SSE endpoints of a file, as Express serves them. */
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
  const handler = enclosingFunction(creation);
  const route =
    handler &&
    registrationsIn(project, unit.ast).find(each => handlerFunction(project, each.handler) === handler);
  const statement = route?.call?.parent;
  if (!handler || !route?.app || route.framework !== 'express' || route.methods?.join() !== 'GET')
    return 'is not made in a GET route of Express';
  if (!statement || !ts.isExpressionStatement(statement) || !siblings(statement))
    return 'is made in a route that is registered in a chain';
  const options = creation.arguments?.[2];
  if (options)
    return `has checks of its own, \`${shortened(options.getText(unit.ast))}\`, which another endpoint would skip`;
  if (registrationsIn(project, unit.ast).some(each => isInFront(each, route)))
    return 'is made behind middleware of its path, which another endpoint would skip';
  const connect = connection(handler, creation);
  if (!connect) return 'is not connected to a server in plain view';
  const check = decision(handler, connect.call);
  if (check)
    return `is made behind \`${shortened(check.getText(unit.ast))}\`, which another endpoint would skip`;
  return { creation, route, app: route.app, statement, server: connect.server };
}

/** `app.use('/sse', …)`, which runs for one path only. */
function isInFront(each: Route, { path }: Route): boolean {
  if (each.method?.text !== 'use' || !each.path || !path) return false;
  return ts.isStringLiteralLike(each.path) && ts.isStringLiteralLike(path)
    ? each.path.text !== '/' && path.text.startsWith(each.path.text)
    : each.path.getText() === path.getText();
}

/** `server.connect(transport)` in the same function. */
function connection(handler: FunctionNode, creation: ts.NewExpression) {
  const { parent } = creation;
  const name = ts.isVariableDeclaration(parent)
    ? parent.name.getText()
    : ts.isBinaryExpression(parent) && parent.right === creation
      ? parent.left.getText()
      : undefined;
  const calls: { call: ts.CallExpression; server: ts.Expression }[] = [];
  walk(handler, node => {
    const found = methodCall(node);
    const [argument] = found?.call.arguments ?? [];
    if (found?.name !== 'connect' || !argument || found.call.arguments.length !== 1) return;
    const isIt = unwrap(argument) === creation || (name !== undefined && argument.getText() === name);
    if (isIt && enclosingFunction(found.call) === handler)
      calls.push({ call: found.call, server: found.object });
  });
  return calls.length === 1 ? calls[0] : undefined;
}

/** What decides by the request whether, or for whom, a server is connected. */
function decision(handler: FunctionNode, connect: ts.CallExpression): ts.Node | undefined {
  const [request] = handler.parameters;
  const name = request && ts.isIdentifier(request.name) ? request.name.text : undefined;
  let found: ts.Node | undefined;
  walk(handler.body!, node => {
    if (found || node.pos > connect.pos) return false;
    if (isFunctionNode(node) || (ts.isCallExpression(node) && LOG.test(node.expression.getText())))
      return false;
    if (ts.isCatchClause(node)) return false;
    const call = methodCall(node);
    if (call && ts.isIdentifier(call.object) && call.object.text === name && /^(?:on|once)$/.test(call.name))
      return false;
    if (ts.isIfStatement(node) && leaves(node) && !isWithin(connect, node)) found = node.expression;
    if (ts.isCallExpression(node) && CHECK.test(calledName(node))) found = node;
    if (ts.isIdentifier(node) && node.text === name && !isLocalRead(node)) found = node.parent;
    return !found;
  });
  return found;
}

function calledName(call: ts.CallExpression): string {
  const callee = unwrap(call.expression);
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
}

/** A member of something else that has the name of the request. */
function isLocalRead(node: ts.Identifier): boolean {
  return (
    (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) || ts.isParameter(node.parent)
  );
}

function shortened(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ');
  return flat.length > 50 ? `${flat.slice(0, 47)}…` : flat;
}
