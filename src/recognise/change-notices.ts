import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { CHANGE_EVENTS, type ChangeEvent } from '../facts/change-events.js';
import type { ProjectModel } from '../project/model.js';
import { rootName } from './bindings.js';
import { alwaysLeaves } from './era-guard.js';
import { handlerOf } from './handlers.js';
import { declaredName } from './http-routes.js';
import { mcpCalls, sentMessages } from './mcp-calls.js';
import { isUsableAt } from './scope.js';
import { subscriptionRecordsOf } from './subscription-records.js';
import {
  ancestors,
  isFunctionNode,
  isWithin,
  memberValue,
  methodCall,
  siblings,
  unwrap,
  wrapped,
  type FunctionNode,
} from './syntax.js';
import { valuesOf } from './values.js';

/** A change that a server announces itself, and where those who listen have to be told of it. */
export interface ChangeNotice {
  readonly call: ts.CallExpression;
  readonly event: ChangeEvent;
  /** The resource that changed. */
  readonly uri?: ts.Expression;
  /** The statement in front of which it has to be told, or the body of an arrow function. */
  readonly at: ts.Statement | ts.Expression;
  /** The send stands there by itself, so that telling can take its place. */
  readonly isAlone: boolean;
}

/** The announcements of a file whose place is certain. */
export function changeNotices(project: ProjectModel, unit: SourceUnit): ChangeNotice[] {
  const senders = CHANGE_EVENTS.map(each => each.sender);
  const methods = CHANGE_EVENTS.map(each => each.method);
  const found = [
    ...mcpCalls(project, unit, senders).map(each => ({ ...each, key: each.name })),
    ...sentMessages(project, unit, methods).map(each => ({ ...each, key: each.method })),
  ];
  return found.flatMap(({ call, on, key }) => {
    if (on === 'client' || on === 'context') return [];
    const event = CHANGE_EVENTS.find(each => each.sender === key || each.method === key)!;
    return read(project, call, event, key === event.method) ?? [];
  });
}

function read(
  project: ProjectModel,
  call: ts.CallExpression,
  event: ChangeEvent,
  isMessage: boolean,
): ChangeNotice | undefined {
  const uri = event.notify === 'resourceUpdated' ? uriOf(call, isMessage) : undefined;
  if (event.notify === 'resourceUpdated' && !uri) return undefined;
  const site = siteOf(call);
  const server = rootOf(call);
  if (!site || !isRunOnce(project, call, server)) return undefined;
  const at = placeFor(project, site, server, uri);
  if (!at || isGatedByCaller(project, call) || (uri && at !== site && !isUsableAt(project, uri, at)))
    return undefined;
  return { call, event, ...(uri && { uri }), at, isAlone: at === site && isAlone(call, site) };
}

/** The URI in the parameters of a notification, when it can be written twice. */
function uriOf(call: ts.CallExpression, isMessage: boolean): ts.Expression | undefined {
  const first = call.arguments[0] && unwrap(call.arguments[0]);
  if (!first || !ts.isObjectLiteralExpression(first)) return undefined;
  const value = isMessage ? memberValue(first, 'params') : first;
  const parameters = value && unwrap(value);
  if (!parameters || !ts.isObjectLiteralExpression(parameters)) return undefined;
  const uri = memberValue(parameters, 'uri');
  return uri && isRead(uri) ? uri : undefined;
}

function isRead(node: ts.Expression): boolean {
  const value = unwrap(node);
  if (ts.isIdentifier(value) || ts.isStringLiteralLike(value)) return true;
  if (value.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(value)) return isRead(value.expression);
  return ts.isTemplateExpression(value) && value.templateSpans.every(each => isRead(each.expression));
}

/** The statement that sends, or the body of the arrow function that does nothing else. */
function siteOf(call: ts.CallExpression): ts.Statement | ts.Expression | undefined {
  for (let at: ts.Node = call; ; at = at.parent) {
    if (ts.isExpressionStatement(at) || ts.isReturnStatement(at)) return at;
    if (ts.isArrowFunction(at.parent) && at.parent.body === at) return at as ts.Expression;
    const { parent } = at;
    const goesOn =
      ts.isAwaitExpression(parent) ||
      ts.isVoidExpression(parent) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isExpressionStatement(parent) ||
      ts.isReturnStatement(parent) ||
      (ts.isPropertyAccessExpression(parent) && parent.expression === at) ||
      (ts.isCallExpression(parent) && parent.expression === at && methodCall(parent)?.name === 'catch');
    if (!goesOn) return undefined;
  }
}

function isAlone(call: ts.CallExpression, site: ts.Statement | ts.Expression): boolean {
  const outer = wrapped(call);
  const { parent } = outer;
  const whole = ts.isAwaitExpression(parent) || ts.isVoidExpression(parent) ? parent : outer;
  return whole === site || (ts.isExpressionStatement(site) && site.expression === whole);
}

/** The declaration of the variable that leads to the server, or the class whose member it is. */
function rootOf(call: ts.CallExpression): ts.Identifier | undefined {
  const callee = unwrap(call.expression);
  return ts.isPropertyAccessExpression(callee) ? rootName(callee.expression) : undefined;
}

/**
 * Whether a change is announced once by this code, and not by a listener that every server gets when it is made: a
 * server is made for every 2026-07-28 request, and the listeners would add up.
 */
function isRunOnce(
  project: ProjectModel,
  node: ts.Node,
  server: ts.Identifier | undefined,
  depth = 4,
): boolean {
  const declaration = server && project.names.symbol(server)?.declarations?.[0];
  for (const at of ancestors(node)) {
    if (!isFunctionNode(at)) continue;
    if (handlerOf(project, at)) return true;
    if (declaration ? isWithin(declaration, at) : isMethod(at)) return !ts.isConstructorDeclaration(at);
    const runs = callsOf(project, at);
    if (runs) return depth > 0 && runs.every(each => isRunOnce(project, each, server, depth - 1));
    const isOuter =
      !declaration || ancestors(at).every(each => !isFunctionNode(each) || !isWithin(declaration, each));
    if (!isOuter || !declaration) return false;
  }
  return true;
}

function isMethod(node: FunctionNode): boolean {
  return ts.isClassElement(node) && ts.isClassLike(node.parent);
}

/** The calls of a function that is used in no other way. */
function callsOf(project: ProjectModel, node: FunctionNode): ts.Expression[] | undefined {
  const name = declaredName(node);
  const uses = name && project.names.references(name);
  const calls = uses?.flatMap(use =>
    ts.isCallExpression(use.parent) && use.parent.expression === use ? [use.parent] : [],
  );
  return calls && calls.length > 0 && calls.length === uses!.length ? calls : undefined;
}

/** Where 2026-07-28 clients are told: in front of a look into the record of subscribers, or of a loop over sessions. */
function placeFor(
  project: ProjectModel,
  site: ts.Statement | ts.Expression,
  server: ts.Identifier | undefined,
  uri: ts.Expression | undefined,
): ts.Statement | ts.Expression | undefined {
  const records = subscriptionRecordsOf(project);
  const declaration = server && project.names.symbol(server)?.declarations?.[0];
  let place = site;
  let isClosed = false;
  for (let inner: ts.Node = site; ; inner = inner.parent) {
    const outer = inner.parent;
    if (ts.isStatement(inner)) {
      const gate = leavingGate(inner, node => records.isReadIn(node));
      if (gate && isClosed) return undefined;
      if (gate) place = gate;
    }
    if (isFunctionNode(outer) || ts.isSourceFile(outer)) return place;
    if (ts.isIterationStatement(outer, false)) {
      if (uri && records.isReadIn(uri)) return undefined;
      const over = ts.isForOfStatement(outer) || ts.isForInStatement(outer) ? outer.expression : undefined;
      if (over && records.isReadIn(over)) return undefined;
      const isOfSessions = declaration !== undefined && isWithin(declaration, outer);
      if (isOfSessions) place = outer;
      isClosed = !isOfSessions;
    }
    if (!ts.isIfStatement(outer)) continue;
    const isGate = records.isReadIn(outer.expression);
    if (!isGate) isClosed = true;
    else if (
      isClosed ||
      inner === outer.elseStatement ||
      outer.elseStatement ||
      !isPlainGate(outer.expression)
    )
      return undefined;
    else place = outer;
  }
}

/** Whether the function that announces is only called for who is in the record. */
function isGatedByCaller(project: ProjectModel, node: ts.Node): boolean {
  const owner = ancestors(node).find(isFunctionNode);
  const records = subscriptionRecordsOf(project);
  return (owner ? valuesOf(project).callsOf(owner) : []).some(call =>
    ancestors(call).some(
      at =>
        (ts.isIfStatement(at) && records.isReadIn(at.expression)) ||
        (ts.isForOfStatement(at) && records.isReadIn(at.expression)),
    ),
  );
}

/** `subscribed.has(uri)` and nothing else. */
function isPlainGate(condition: ts.Expression): boolean {
  const node = unwrap(condition);
  if (ts.isPrefixUnaryExpression(node)) return isPlainGate(node.operand);
  if (ts.isIdentifier(node)) return true;
  const call = methodCall(node);
  if (call) return ['has', 'includes', 'get'].includes(call.name);
  if (!ts.isBinaryExpression(node))
    return ts.isPropertyAccessExpression(node) && /^(?:size|length)$/.test(node.name.text);
  return isPlainGate(node.left) && (ts.isLiteralExpression(node.right) || isPlainGate(node.right));
}

/** `if (!subscribed.has(uri)) return;` in front of a statement. */
function leavingGate(
  statement: ts.Statement,
  isRecord: (node: ts.Node) => boolean,
): ts.Statement | undefined {
  const list = siblings(statement) ?? [];
  return list
    .slice(0, Math.max(0, list.indexOf(statement)))
    .find(each => ts.isIfStatement(each) && alwaysLeaves(each.thenStatement) && isRecord(each.expression));
}
