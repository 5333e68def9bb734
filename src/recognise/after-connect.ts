import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { keepAlive } from './keep-alive.js';
import { isServer } from './mcp-objects.js';
import {
  enclosingFunction,
  isFunctionNode,
  isWithin,
  methodCall,
  nameText,
  unwrap,
  unwrapAwaited,
  walk,
} from './syntax.js';
import { valuesOf } from './values.js';

/** Methods of a server that fail, or answer otherwise, while no client has opened the connection. */
const NEEDS_CLIENT = new Set([
  ...['sendLoggingMessage', 'notification', 'request', 'createMessage', 'elicitInput', 'listRoots', 'ping'],
  ...['sendResourceUpdated', 'isConnected', 'createElicitationCompletionNotifier'],
]);
/** The same, but `McpServer` has methods of these names that wait for a connection. */
const NEEDS_CLIENT_ON_SERVER = new Set([
  ...['sendToolListChanged', 'sendResourceListChanged', 'sendPromptListChanged'],
]);

/** A use of a server that relies on a client being there as soon as the server is connected. */
export interface EarlyUse {
  readonly node: ts.Node;
  /** `now`: runs right behind the connection; `later`: in a callback; `unknown`: in code that is not in view. */
  readonly when: 'now' | 'later' | 'unknown';
  /** What is called or read, as written. */
  readonly what: string;
}

/**
 * Finds code behind a connection that needs a connected client. `serveStdio` connects the server only when a
 * client has sent its first message.
 */
export function earlyUses(
  project: ProjectModel,
  connect: ts.CallExpression,
  server: ts.Expression,
): EarlyUse[] {
  const owner = enclosingFunction(connect) ?? connect.getSourceFile();
  const found: EarlyUse[] = [];
  walk(owner, node => {
    if (!ts.isCallExpression(node) || node.pos < connect.end || isWithin(connect, node)) return;
    // Such a timer waits for a client once it is rewritten.
    if (keepAlive(project, node)) return false;
    const when = timeOf(project, node, owner, connect);
    if (!when) return;
    if (needsClient(project, node)) found.push({ node, when, what: node.expression.getText() });
    else found.push(...handedOn(project, node, server, when));
  });
  return [...found, ...transportReads(project, connect, server, owner)];
}

/**
 * Reads of the `transport` of a server, which is undefined until a client has sent its first message: behind the
 * connection, and in the code around the function that makes it. Reads that allow for that count as `later`.
 */
function transportReads(
  project: ProjectModel,
  connect: ts.CallExpression,
  server: ts.Expression,
  owner: ts.Node,
): EarlyUse[] {
  const found: EarlyUse[] = [];
  walk(connect.getSourceFile(), node => {
    const holder = transportHolder(node);
    if (!holder) return;
    const isInside = isWithin(node, owner);
    if (!isSame(project, holder, server) && !(isInside && isServer(project, holder))) return;
    if (isInside && (node.pos < connect.end || isWithin(connect, node))) return;
    const when = timeOf(project, node, isInside ? owner : connect.getSourceFile(), connect);
    if (!when) return;
    const isGuarded = ts.isPropertyAccessChain(node.parent) && node.parent.questionDotToken !== undefined;
    const what = ts.isPropertyAccessExpression(node) ? node.getText() : `${holder.getText()}.transport`;
    found.push({ node, when: when === 'later' && isGuarded ? 'later' : 'now', what });
  });
  return found;
}

/** The `x` of `x.transport`, `x.server.transport` and `const { transport } = x`. */
function transportHolder(node: ts.Node): ts.Expression | undefined {
  let holder: ts.Expression | undefined;
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'transport') holder = node.expression;
  if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
    const names = node.name.elements.map(each => nameText(each.propertyName ?? each.name));
    if (names.includes('transport')) holder = node.initializer;
  }
  if (!holder) return undefined;
  const inner = unwrap(holder);
  return ts.isPropertyAccessExpression(inner) && inner.name.text === 'server' && !isThis(inner.expression)
    ? inner.expression
    : inner;
}

function isThis(node: ts.Expression): boolean {
  return unwrap(node).kind === ts.SyntaxKind.ThisKeyword;
}

function needsClient(project: ProjectModel, node: ts.CallExpression): boolean {
  const method = methodCall(node);
  if (!method || !isServer(project, method.object)) return false;
  if (NEEDS_CLIENT.has(method.name)) return true;
  return NEEDS_CLIENT_ON_SERVER.has(method.name) && valuesOf(project).sdkName(method.object) === 'Server';
}

/** A function that is given the server behind the connection: what it does there counts as done here. */
function handedOn(
  project: ProjectModel,
  node: ts.CallExpression,
  server: ts.Expression,
  when: 'now' | 'later',
): EarlyUse[] {
  if (!node.arguments.some(argument => isSame(project, argument, server))) return [];
  const callee = valuesOf(project).callee(node);
  const what = node.expression.getText();
  if (!callee?.body) return when === 'now' ? [{ node, when: 'unknown', what }] : [];
  const found: EarlyUse[] = [];
  walk(callee.body, inner => {
    const holder = transportHolder(inner);
    const isRead = holder !== undefined && isServer(project, holder);
    if (!isRead && !(ts.isCallExpression(inner) && needsClient(project, inner))) return;
    const then = timeOf(project, inner, callee, undefined);
    const what = (ts.isCallExpression(inner) ? inner.expression : inner).getText();
    if (then) found.push({ node, when: then === 'now' ? when : then, what });
  });
  return found;
}

function isSame(project: ProjectModel, argument: ts.Expression, server: ts.Expression): boolean {
  const node = unwrapAwaited(argument);
  const other = unwrapAwaited(server);
  if (ts.isIdentifier(node) && ts.isIdentifier(other))
    return project.names.symbol(node) === project.names.symbol(other);
  return node.getText() === other.getText();
}

/**
 * When a call runs that stands behind a connection: at once, or from a callback. Undefined for what runs when a
 * client asks for it, and for functions that somebody else calls.
 */
function timeOf(
  project: ProjectModel,
  node: ts.Node,
  owner: ts.Node,
  connect: ts.CallExpression | undefined,
): 'now' | 'later' | undefined {
  let when: 'now' | 'later' = 'now';
  for (let at = node.parent; at !== owner; at = at.parent) {
    if (!isFunctionNode(at)) continue;
    const call = at.parent;
    if (!ts.isCallExpression(call)) return undefined;
    if (connect && isWithin(connect, call.expression)) continue;
    const method = methodCall(call);
    if (method && isServer(project, method.object)) return undefined;
    if (call.expression !== at) when = 'later';
  }
  return when;
}

/**
 * `server.close()` in signal handlers that count on it to end the process. Before a client has sent its first
 * message there is no connection that it could close.
 */
export function closesOnSignal(project: ProjectModel, server: ts.Expression): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  walk(server.getSourceFile(), node => {
    if (!isSignalHandler(node)) return;
    const handler = node.arguments[1]!;
    const closes: ts.CallExpression[] = [];
    let exits = false;
    walk(handler, inner => {
      const method = methodCall(inner);
      if (method?.name === 'exit' && method.object.getText() === 'process') exits = true;
      if (method?.name === 'close' && isSame(project, method.object, server)) closes.push(method.call);
    });
    if (!exits) found.push(...closes);
  });
  return found;
}

function isSignalHandler(node: ts.Node): node is ts.CallExpression {
  const method = methodCall(node);
  const signal = method?.call.arguments[0];
  return (
    (method?.name === 'on' || method?.name === 'once') &&
    method.object.getText() === 'process' &&
    signal !== undefined &&
    ts.isStringLiteralLike(signal) &&
    signal.text.startsWith('SIG') &&
    method.call.arguments.length === 2
  );
}
