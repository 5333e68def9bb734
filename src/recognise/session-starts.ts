import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { Dispatch, DispatchGroup } from './dispatches.js';
import { declaredName } from './http-routes.js';
import { leaves } from './route-exits.js';
import { isVariableUse } from './scope.js';
import { enclosingFunction, isFunctionNode, isWithin, siblings, walk, type FunctionNode } from './syntax.js';
import { valuesOf } from './values.js';

/** What tells the first request of a session from others, and requests of one session from those of another. */
const ABOUT_SESSION = /initiali[sz]|session/i;

/** A function that hands requests to a transport for the one that takes them: it starts sessions, or goes on with them. */
export interface SessionHelper {
  readonly node: FunctionNode;
  /** Where it hands them over. */
  readonly dispatches: readonly Dispatch[];
}

/** An endpoint's dispatches, with those of its helpers at the places where the helpers are called. */
export interface Gathered {
  readonly dispatches: readonly Dispatch[];
  readonly helpers: readonly SessionHelper[];
  /** A function that makes the transport for the first request of a session only, and is called out of sight. */
  readonly hidden?: FunctionNode;
}

/**
 * Finds the function that decides which requests start a session where another one starts it, and counts the call
 * of that one as the place where the request is handed over.
 */
export function gatherHelpers(project: ProjectModel, { creations, dispatches }: DispatchGroup): Gathered {
  const plain: Gathered = { dispatches, helpers: [] };
  const functions = [...new Set(dispatches.map(each => each.handler))];
  const starter = functions.find(each => creations.every(({ node }) => isWithin(node, each)));
  // One that tells requests apart itself takes them all, whoever calls it.
  if (!starter || creations.some(({ node }) => sessionGuard(node))) return plain;
  if (!callsOf(project, starter).some(call => sessionGuard(call))) return plain;
  const caller = callerOf(project, starter);
  if (!caller) return { ...plain, hidden: starter };

  const helpers = functions
    .filter(each => each !== caller && callerOf(project, each) === caller)
    .map(node => ({ node, dispatches: dispatches.filter(each => each.handler === node) }));
  const isInner = (each: Dispatch): boolean => helpers.some(helper => helper.node === each.handler);
  const called = helpers.flatMap(helper =>
    callsOf(project, helper.node).flatMap(call => calledDispatch(project, helper, call, caller) ?? []),
  );
  const gathered = [...dispatches.filter(each => !isInner(each)), ...called];
  return { dispatches: gathered.sort((a, b) => a.call.pos - b.call.pos), helpers };
}

/**
 * The test that lets only some requests come to a node: those that start a session, or have one, or have none.
 * @returns the condition, of an `if` around the node or of one in front of it that leaves the function
 */
export function sessionGuard(node: ts.Node): ts.Expression | undefined {
  const around = enclosingFunction(node);
  for (let at = node; at !== around && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression && namesSession(parent.expression))
      return parent.expression;
    if (ts.isConditionalExpression(parent) && at !== parent.condition && namesSession(parent.condition))
      return parent.condition;
    const list = ts.isStatement(at) ? siblings(at) : undefined;
    const earlier = list?.slice(0, list.indexOf(at as ts.Statement)).find(isSessionExit);
    if (earlier) return earlier.expression;
  }
  return undefined;
}

function isSessionExit(statement: ts.Statement): statement is ts.IfStatement {
  return ts.isIfStatement(statement) && leaves(statement) && namesSession(statement.expression);
}

/** Goes by the names in a condition and those that its constants are made of: what they stand for may be out of sight. */
export function namesSession(condition: ts.Expression): boolean {
  if (ABOUT_SESSION.test(condition.getText())) return true;
  const around = enclosingFunction(condition);
  let found = false;
  walk(condition, node => {
    if (!ts.isIdentifier(node) || !isVariableUse(node) || !around) return;
    walk(around, at => {
      if (!ts.isVariableDeclaration(at) || !ts.isIdentifier(at.name) || at.name.text !== node.text) return;
      found ||= at.initializer !== undefined && ABOUT_SESSION.test(at.initializer.getText());
    });
  });
  return found;
}

/** Calls of a function whose name is used for nothing else; none when it is registered or passed on. */
function callsOf(project: ProjectModel, node: FunctionNode): ts.CallExpression[] {
  const name = declaredName(node);
  if (!name) return [];
  const uses: ts.Node[] = [];
  const owner =
    ts.isMethodDeclaration(node) || ts.isPropertyDeclaration(name.parent) ? name.parent.parent : undefined;
  if (owner) {
    walk(owner, at => {
      const isOwn = ts.isPropertyAccessExpression(at) && at.expression.kind === ts.SyntaxKind.ThisKeyword;
      if (isOwn && at.name.text === name.text) uses.push(at);
    });
  } else uses.push(...project.names.references(name).filter(use => use !== name));
  const calls = uses.map(use => use.parent).filter(ts.isCallExpression);
  const isOnlyCalled = calls.length === uses.length && calls.every(call => uses.includes(call.expression));
  const known = valuesOf(project).callsOf(node).filter(ts.isCallExpression);
  return isOnlyCalled ? [...new Set([...calls, ...known])] : [];
}

/** The one function of the file that calls another, outside of it. */
function callerOf(project: ProjectModel, node: FunctionNode): FunctionNode | undefined {
  const callers = new Set(callsOf(project, node).map(enclosingFunction));
  const [caller] = callers;
  if (callers.size !== 1 || !caller || !isFunctionNode(caller)) return undefined;
  if (caller.getSourceFile() !== node.getSourceFile()) return undefined;
  return isWithin(node, caller) || isWithin(caller, node) ? undefined : caller;
}

/** The call of a helper as a dispatch: what the helper hands over, where that reads the same at the call. */
function calledDispatch(
  project: ProjectModel,
  helper: SessionHelper,
  call: ts.CallExpression,
  handler: FunctionNode,
): Dispatch | undefined {
  const [inner] = helper.dispatches;
  if (!inner) return undefined;
  const isSame = inner.given.every(each => readsTheSame(project, helper.node, call, each));
  return { call, transport: inner.transport, handler, given: isSame ? inner.given : [], helper: helper.node };
}

function readsTheSame(
  project: ProjectModel,
  helper: FunctionNode,
  call: ts.CallExpression,
  value: ts.Expression,
): boolean {
  let same = true;
  walk(value, node => {
    if (!ts.isIdentifier(node) || !isVariableUse(node)) return;
    const declaration = project.names.symbol(node)?.declarations?.[0];
    if (!declaration || !isWithin(declaration, helper)) return;
    const index = helper.parameters.findIndex(each => each === declaration);
    const argument = call.arguments[index];
    same &&= argument !== undefined && ts.isIdentifier(argument) && argument.text === node.text;
  });
  return same;
}
