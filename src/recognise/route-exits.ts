import { ts } from '../engine/ts.js';
import type { HttpEntry } from './http-serving.js';
import { mixedPart } from './mixed-conditions.js';
import type { SessionHelper } from './session-starts.js';
import { rootName } from './bindings.js';
import { operands, requestDataOf } from './request-data.js';
import { endsInRefusal, mayTurnAway } from './turned-away.js';
import {
  enclosingStatement,
  isFunctionNode,
  isWithin,
  mentions,
  unwrap,
  walk,
  type FunctionNode,
} from './syntax.js';

/** Names of functions that stop a request by throwing or answering. */
export const CHECK =
  /auth|verif|permi(?:t|ssion)|allow|guard|require|assert|validat|check|protect|ensure|limit|forbid|deny/i;
/** Names of functions that make something, whatever for. */
const MAKER = /^(?:create|make|build|new)[A-Z]/;
/** What a request is let in by. */
export const CREDENTIAL =
  /auth|token|bearer|api[-_]?key|secret|passw|credential|allow|permi|role\b|scope|user|tenant/i;

/**
 * Finds what keeps a request out for another reason than its session, behind `from` and in front of the last place
 * that hands it over: a request answered at `from` would never meet it.
 * @returns the check, or undefined when there is none
 */
export function checkBehind(entry: HttpEntry, from: number): ts.Node | undefined {
  const calls = entry.dispatches.filter(each => each.handler === entry.handler.node).map(each => each.call);
  const found = checkIn(entry, entry.handler.node, calls, from);
  return found ?? entry.helpers.map(each => checkInHelper(entry, each)).find(each => each !== undefined);
}

/** A check in a function that the request handler leaves sessions to. */
export function checkInHelper(entry: HttpEntry, { node, dispatches }: SessionHelper): ts.Node | undefined {
  const calls = dispatches.map(each => each.call);
  return checkIn(entry, node, calls, node.pos);
}

/** A check in a function, behind `from` and in front of the last of these calls. */
function checkIn(
  entry: HttpEntry,
  handler: FunctionNode,
  calls: readonly ts.CallExpression[],
  from: number,
): ts.Node | undefined {
  const last = Math.max(...calls.map(call => call.pos));
  let found: ts.Node | undefined;
  walk(handler, node => {
    if (found || node.pos > last || ts.isCatchClause(node)) return false;
    if (node !== handler && isFunctionNode(node) && !calls.some(call => isWithin(call, node))) return false;
    if (node.pos < from) return undefined;
    found = isCheck(entry, node) ? node : mixedPart(entry, node);
    return undefined;
  });
  return found;
}

/** Whether a node keeps requests out for another reason than their session. */
export function isCheck(entry: HttpEntry, node: ts.Node): boolean {
  if (ts.isIfStatement(node)) {
    if (operands(node.expression).some(each => isCredential(entry, each))) return true;
    return !isRouting(entry, node) && [node.thenStatement, node.elseStatement].some(leaves);
  }
  if (ts.isSwitchStatement(node)) {
    return !isAbout(entry, node.expression) && !handsOver(entry, node) && leaves(node.caseBlock);
  }
  if (ts.isConditionalExpression(node)) return isCredential(entry, node.condition);
  if (!ts.isCallExpression(node) || !isRunHere(node)) return false;
  const callee = unwrap(node.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  // What makes the server is named after what that is for, and runs for either revision.
  if (makesServer(entry, name, node)) return false;
  if (entry.plumbing.isPure(node) || isAbout(entry, node)) return false;
  return CHECK.test(name) || isTest(entry, node);
}

/** Whether a call may end the request, and the code goes on when it does not: what it runs says so, or its name. */
function isTest(entry: HttpEntry, call: ts.CallExpression): boolean {
  const statement = enclosingStatement(call);
  if (endsInRefusal(entry, statement)) return false;
  if (mayTurnAway(entry, call)) return true;
  if (!ts.isExpressionStatement(statement) || !entry.plumbing.isRefusal(statement)) return false;
  // `res.on(…)` and `next()` are no functions that may answer: they answer, or do something else.
  const root = rootName(call.expression);
  return root !== undefined && root.text !== 'next' && !requestDataOf(entry).reads(root);
}

/** Whether a call only makes a server, for whoever asks: `const server = createPermitServer(origin)`. */
function makesServer(entry: HttpEntry, name: string, node: ts.CallExpression): boolean {
  const { parent } = ts.isAwaitExpression(node.parent) ? node.parent : node;
  const variable = ts.isVariableDeclaration(parent) ? parent.name : undefined;
  if (!MAKER.test(name) || !variable || !ts.isIdentifier(variable)) return false;
  const given = entry.handler.node.parameters.map(each => each.name).filter(ts.isIdentifier);
  const isOpenToAll = !node.arguments.some(each => given.some(one => mentions(each, one.text)));
  return isOpenToAll && entry.plumbing.roleOf(variable) === 'server';
}

/** Whether running a node can end the request: it returns, throws, or calls what may do so. */
export function mayLeave(entry: HttpEntry, node: ts.Node): boolean {
  if (ts.isStatement(node) && entry.plumbing.isLog(node)) return false;
  let found = leaves(node);
  walk(node, at => {
    if (isFunctionNode(at)) return false;
    const runs = ts.isCallExpression(at) || ts.isNewExpression(at) || ts.isAwaitExpression(at);
    found ||= runs && !entry.plumbing.isPure(at) && !entry.plumbing.isLogExpression(at);
    return !found;
  });
  return found;
}

/** Whether a node has a `return` or `throw` of the function it stands in. */
export function leaves(node: ts.Node | undefined): boolean {
  let found = false;
  if (!node) return found;
  walk(node, at => {
    if (isFunctionNode(at)) return false;
    found ||= ts.isReturnStatement(at) || ts.isThrowStatement(at);
    return !found;
  });
  return found;
}

/** An `if` by session or by method, or one on the way to a transport. */
function isRouting(entry: HttpEntry, node: ts.IfStatement): boolean {
  return (
    isAbout(entry, node.expression) || handsOver(entry, node) || /\.method\b/.test(node.expression.getText())
  );
}

function handsOver(entry: HttpEntry, node: ts.Node): boolean {
  const inner = entry.helpers.flatMap(each => each.dispatches);
  return [...entry.dispatches, ...inner].some(each => isWithin(each.call, node));
}

function isAbout(entry: HttpEntry, node: ts.Expression): boolean {
  return entry.plumbing.touches(node) || entry.plumbing.isSessionCondition(node);
}

function isCredential(entry: HttpEntry, node: ts.Expression): boolean {
  return CREDENTIAL.test(node.getText()) && !isAbout(entry, node);
}

/** Whether a call is a statement of its own or gives a variable its value. */
function isRunHere(node: ts.CallExpression): boolean {
  let { parent } = node as ts.Node;
  while (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent)) parent = parent.parent;
  return ts.isExpressionStatement(parent) || ts.isVariableDeclaration(parent);
}
