import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isServer } from './mcp-objects.js';
import { serverRequest } from './server-requests.js';
import { methodCall, unwrap, wrapped } from './syntax.js';
import { valuesOf } from './values.js';

/** A timer that pings a client again and again and does nothing else: `setInterval(() => server.ping(), 30_000)`. */
export interface KeepAlive {
  readonly timer: ts.CallExpression;
  readonly callback: ts.ArrowFunction | ts.FunctionExpression;
  readonly ping: ts.CallExpression;
  /** What is pinged, as it is written. */
  readonly server: ts.Expression;
  /** Pings that fail are logged, stop the timer or close the server; nothing else comes of them. */
  readonly isDispensable: boolean;
}

const LOGGING = /^(?:[\w$.]*\b(?:console|\w*[lL]ogger|log)\.\w+|log)$/;

/** Reads a call as a timer that only pings a client of the SDK. */
export function keepAlive(project: ProjectModel, node: ts.Node): KeepAlive | undefined {
  if (!ts.isCallExpression(node) || !isGlobal(project, node, ['setInterval'])) return undefined;
  const [first] = node.arguments;
  const callback = first && unwrap(first);
  if (!callback || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) return undefined;
  const found = callback.parameters.length === 0 ? bodyPing(project, callback.body) : undefined;
  const server = found && methodCall(found.ping)?.object;
  if (!server) return undefined;
  const isDispensable = found.reactions.every(each =>
    isHarmless(project, each, timerHolder(node)?.getText()),
  );
  return { timer: node, callback, ping: found.ping, server, isDispensable };
}

/** The variable that holds a timer. */
export function timerName(timer: ts.CallExpression): ts.Identifier | undefined {
  const { parent } = timerExpression(timer);
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : undefined;
}

/** What a timer is kept in: a variable, or a member of the object around, `this.keepAlive`. */
export function timerHolder(
  timer: ts.CallExpression,
): ts.Identifier | ts.PropertyAccessExpression | undefined {
  const value = timerExpression(timer);
  const { parent } = value;
  const isAssigned =
    ts.isBinaryExpression(parent) &&
    parent.right === value &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!isAssigned) return timerName(timer);
  const { left } = parent;
  const isMember = ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword;
  return ts.isIdentifier(left) || isMember ? left : undefined;
}

/** The expression that a timer is the value of: `setInterval(…)`, `setInterval(…).unref()`. */
export function timerExpression(timer: ts.CallExpression): ts.Expression {
  const outer = wrapped(timer);
  const unref = ts.isPropertyAccessExpression(outer.parent) ? methodCall(outer.parent.parent) : undefined;
  return unref?.name === 'unref' ? wrapped(unref.call) : outer;
}

/** Whether a call is one of a global function, of a timer's for example. */
export function isGlobal(
  project: ProjectModel,
  call: ts.CallExpression,
  names: readonly string[],
): call is ts.CallExpression & { readonly expression: ts.Identifier } {
  const { expression: callee } = call;
  if (!ts.isIdentifier(callee) || !names.includes(callee.text)) return false;
  return !project.names.declaration(callee) && !project.names.origin(callee);
}

interface Found {
  readonly ping: ts.CallExpression;
  /** What is done with the outcome. */
  readonly reactions: readonly ts.Node[];
}

function bodyPing(project: ProjectModel, body: ts.ConciseBody): Found | undefined {
  if (!ts.isBlock(body)) return expressionPing(project, body);
  const [only] = body.statements;
  if (!only || body.statements.length > 1) return undefined;
  if (ts.isExpressionStatement(only)) return expressionPing(project, only.expression);
  if (!ts.isTryStatement(only) || !only.catchClause || only.finallyBlock) return undefined;
  const [tried, ...then] = only.tryBlock.statements;
  const found = tried && ts.isExpressionStatement(tried) && expressionPing(project, tried.expression);
  return found
    ? { ping: found.ping, reactions: [...found.reactions, ...then, only.catchClause.block] }
    : undefined;
}

/** `await server.ping()`, `server.ping().catch(…)`. */
function expressionPing(project: ProjectModel, expression: ts.Expression): Found | undefined {
  const node = unwrap(expression);
  if (ts.isAwaitExpression(node) || ts.isVoidExpression(node))
    return expressionPing(project, node.expression);
  const request = serverRequest(project, node);
  if (request) {
    const isPing = request.method === 'ping' && request.spelling === 'ping';
    return isPing ? { ping: request.call, reactions: [] } : undefined;
  }
  const chained = methodCall(node);
  if (!chained || !/^(?:then|catch)$/.test(chained.name)) return undefined;
  const found = expressionPing(project, chained.object);
  return found && { ping: found.ping, reactions: [...found.reactions, ...chained.call.arguments] };
}

function isHarmless(project: ProjectModel, node: ts.Node, timer: string | undefined): boolean {
  if (ts.isBlock(node)) return node.statements.every(each => isHarmless(project, each, timer));
  if (ts.isExpressionStatement(node)) return isHarmless(project, node.expression, timer);
  if (ts.isReturnStatement(node)) return !node.expression || isHarmless(project, node.expression, timer);
  if (!ts.isExpression(node)) return false;
  const value = unwrap(node);
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value))
    return isHarmless(project, value.body, timer);
  if (ts.isAwaitExpression(value) || ts.isVoidExpression(value))
    return isHarmless(project, value.expression, timer);
  if (ts.isIdentifier(value) || ts.isPropertyAccessExpression(value)) {
    return value.getText() === 'undefined' || LOGGING.test(value.getText());
  }
  if (!ts.isCallExpression(value)) return ts.isNumericLiteral(value);
  if (LOGGING.test(value.expression.getText())) return true;
  if (isGlobal(project, value, ['clearInterval', 'clearTimeout'])) {
    return timer !== undefined && value.arguments[0]?.getText() === timer;
  }
  const method = methodCall(value);
  return method?.name === 'close' && isConnection(project, method.object);
}

function isConnection(project: ProjectModel, node: ts.Expression): boolean {
  return isServer(project, node) || /Transport$/.test(valuesOf(project).sdkName(node) ?? '');
}
