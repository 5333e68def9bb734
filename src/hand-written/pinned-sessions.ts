import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { HEADERS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isConst,
  isWithin,
  unwrap,
  unwrapAwaited,
  walk,
  wrapped,
  type FunctionNode,
} from '../recognise/syntax.js';
import { incomingHeader, type HeaderRead } from './incoming-headers.js';
import { isEqualTest, methodTest, readHeader } from './messages.js';
import { refuses } from './session-gates.js';

/** A condition by which a proxy tells a request that starts a session, which any server can answer, from others. */
export interface StartTest {
  readonly condition: ts.Expression;
  /** `any`: it holds for those requests. `rejects`: it holds for requests that have no session and start none. */
  readonly is: 'any' | 'rejects';
}

/** A function of a proxy that sends requests to the server which holds their session. */
export interface PinnedRouting {
  readonly owner: FunctionNode;
  /** How it reads the session header. */
  readonly session: HeaderRead;
  /** The conditions that requests of 2026-07-28 have to pass; at least one. */
  readonly tests: readonly StartTest[];
}

const SESSION = HEADERS.sessionId.toLowerCase();
/** What only belongs to a session or to its start. */
const OF_SESSION =
  /session|init(?!ial(?!iz))|transport|handshake|protocol|clientInfo|capabilit|uuid|nanoid|params/i;

/**
 * The functions of a file that look a server up by the session header and let `initialize` go to any. Functions where
 * not every use of the header and of the method is understood are left out.
 */
export function pinnedRoutings(project: ProjectModel, unit: SourceUnit): PinnedRouting[] {
  const sessions = new Map<FunctionNode, HeaderRead>();
  walk(unit.ast, node => {
    const read = incomingHeader(project, node);
    const owner = read?.header === SESSION ? enclosingFunction(node) : undefined;
    if (read && owner && !sessions.has(owner)) sessions.set(owner, read);
  });
  return [...sessions].flatMap(([owner, session]) => {
    const tests = startTests(project, owner);
    return tests && tests.length > 0 ? [{ owner, session, tests }] : [];
  });
}

function startTests(project: ProjectModel, owner: FunctionNode): readonly StartTest[] | undefined {
  const stored = answeredSessions(project, owner);
  if (!stored) return undefined;
  const found = new Map<ts.Expression, StartTest>();
  let isClear = true;
  walk(owner, node => {
    const isPositive = asksForStart(project, node);
    if (isPositive === undefined) return;
    const { condition, isNegated } = conditionAround(node as ts.Expression) ?? {};
    if (!condition) {
      isClear &&= isKept(node as ts.Expression);
      return;
    }
    if (found.has(condition)) return;
    if (stored.some(name => somewhereNamed(condition, name))) return;
    const test = startTest(condition, isPositive !== isNegated, stored);
    if (test) found.set(condition, test);
    else isClear = false;
  });
  return isClear ? [...found.values()] : undefined;
}

/**
 * Whether a node asks if a message is `initialize`, true, or if it is not, false: by its method, by the function of
 * the SDK, or by a constant that holds the answer.
 */
function asksForStart(project: ProjectModel, node: ts.Node): boolean | undefined {
  if (ts.isBinaryExpression(node)) {
    const asked = methodTest(project, node)?.method;
    return asked === 'initialize' ? isEqualTest(node) : undefined;
  }
  if (ts.isCallExpression(node)) {
    return project.names.origin(node.expression)?.name === 'isInitializeRequest' ? true : undefined;
  }
  if (!ts.isIdentifier(node) || ts.isVariableDeclaration(node.parent) || !/init/i.test(node.text))
    return undefined;
  const declaration = project.names.declaration(node);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  const { initializer } = declaration;
  if (!initializer) return undefined;
  let asks = false;
  walk(initializer, at => {
    if (!ts.isIdentifier(at)) asks ||= asksForStart(project, at) === true;
  });
  return asks ? true : undefined;
}

/** Whether the answer is kept in a constant, whose uses count instead. */
function isKept(node: ts.Expression): boolean {
  const declaration = ancestors(node).find(ts.isVariableDeclaration);
  return (
    declaration !== undefined &&
    isConst(declaration) &&
    ts.isIdentifier(declaration.name) &&
    /init/i.test(declaration.name.text)
  );
}

/** The condition of an `if` or of a choice that an expression is a part of, and whether it has to be false there. */
function conditionAround(
  node: ts.Expression,
): { readonly condition: ts.Expression; readonly isNegated: boolean } | undefined {
  let inner: ts.Expression = wrapped(node);
  let isNegated = false;
  for (;;) {
    const { parent } = inner;
    if (ts.isIfStatement(parent) && parent.expression === inner) return { condition: inner, isNegated };
    if (ts.isConditionalExpression(parent) && parent.condition === inner)
      return { condition: inner, isNegated };
    const isNot = ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken;
    if (!isNot && !(ts.isBinaryExpression(parent) && isLogical(parent))) return undefined;
    // De Morgan is for people: what is inside of a negation has to be a test alone.
    if (isNot && ts.isBinaryExpression(unwrap(inner)) && isLogical(unwrap(inner) as ts.BinaryExpression))
      return undefined;
    isNegated = isNegated !== isNot;
    inner = wrapped(parent);
  }
}

function isLogical({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
}

function startTest(
  condition: ts.Expression,
  isPositive: boolean,
  stored: readonly string[],
): StartTest | undefined {
  const { parent } = condition;
  if (isPositive) {
    const branch = ts.isIfStatement(parent)
      ? parent.thenStatement
      : (parent as ts.ConditionalExpression).whenTrue;
    return isForAny(branch, stored) ? { condition, is: 'any' } : undefined;
  }
  if (!ts.isIfStatement(parent) || parent.elseStatement || condition.getText().includes('||'))
    return undefined;
  return refuses(parent.thenStatement) ? { condition, is: 'rejects' } : undefined;
}

/** Whether a branch does nothing that belongs to sessions, but for keeping one that the answer named. */
function isForAny(branch: ts.Node, stored: readonly string[]): boolean {
  let isFine = true;
  walk(branch, node => {
    if (!isFine) return false;
    if (ts.isIfStatement(node) && stored.some(name => somewhereNamed(node.expression, name))) return false;
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && stored.includes(node.name.text))
      return false;
    if (ts.isNewExpression(node)) isFine = /^(?:Headers|URL|Error)$/.test(node.expression.getText());
    else if (ts.isIdentifier(node)) isFine = !OF_SESSION.test(node.text) || isRouteParameters(node);
    return isFine;
  });
  return isFine;
}

/** `req.params`, which are those of a route. */
function isRouteParameters(node: ts.Identifier): boolean {
  const { parent } = node;
  const isMember = node.text === 'params' && ts.isPropertyAccessExpression(parent) && parent.name === node;
  return isMember && /^(?:req|request|ctx|c)$/.test(parent.expression.getText());
}

/**
 * The constants of a function that hold the session header of an answer, all of whose uses are behind a test that there
 * is one; undefined when one is not, since answers of 2026-07-28 have none.
 */
function answeredSessions(project: ProjectModel, owner: FunctionNode): readonly string[] | undefined {
  const names: string[] = [];
  let isClear = true;
  walk(owner, node => {
    if (!ts.isCallExpression(node) && !ts.isElementAccessExpression(node)) return;
    if (readHeader(project, node) !== SESSION || incomingHeader(project, node)) return;
    const declaration = declarationOf(node);
    if (!declaration) isClear = false;
    else {
      names.push(declaration.text);
      isClear &&= project.names.references(declaration).every(use => isGuarded(use, declaration.text));
    }
  });
  return isClear ? names : undefined;
}

/** The constant that an expression, after a fallback or not, is the value of. */
function declarationOf(node: ts.Expression): ts.Identifier | undefined {
  const holder = ancestors(node).find(ts.isVariableDeclaration);
  if (!holder?.initializer || !isConst(holder) || !ts.isIdentifier(holder.name)) return undefined;
  const value = unwrapAwaited(holder.initializer);
  const isValue =
    value === node ||
    (ts.isBinaryExpression(value) &&
      value.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken &&
      unwrap(value.left) === node);
  return isValue ? holder.name : undefined;
}

/** Whether a use of a name is in, or behind, a condition that the name is set. */
function isGuarded(use: ts.Identifier, name: string): boolean {
  return ancestors(use).some(at => {
    // `...(name && { 'mcp-session-id': name })`
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
      return isWithin(use, at.left) ? isTruthTest(at, name) : isTruthTest(at.left, name);
    if (ts.isConditionalExpression(at)) {
      if (isWithin(use, at.condition)) return true;
      return isWithin(use, at.whenTrue) && isTruthTest(at.condition, name);
    }
    if (!ts.isIfStatement(at)) return false;
    if (isWithin(use, at.expression)) return true;
    return !at.elseStatement || !isWithin(use, at.elseStatement) ? isTruthTest(at.expression, name) : false;
  });
}

/** `name` and `name && …` */
function isTruthTest(condition: ts.Expression, name: string): boolean {
  const node = unwrap(condition);
  if (ts.isIdentifier(node)) return node.text === name;
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
    (isTruthTest(node.left, name) || isTruthTest(node.right, name))
  );
}

function somewhereNamed(node: ts.Node, name: string): boolean {
  let found = false;
  walk(node, at => {
    found ||= ts.isIdentifier(at) && at.text === name;
  });
  return found;
}
