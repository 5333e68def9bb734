import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  assignedValue,
  enclosingFunction,
  enclosingStatement,
  isWithin,
  isWritten,
  methodCall,
  unwrap,
  walk,
} from '../recognise/syntax.js';
import { isLogged, stateReads, throwingCheck } from './client-session-state.js';
import { isHandedOn, isOldHeader, isSentAsHeader, isTested, OLD_HEADERS } from './client-session-headers.js';
import { stringOf } from './messages.js';

/**
 * A place of a client that is about its session or the negotiated revision, and how it can be left to older servers.
 * - `condition`: a condition that decides about it alone, of an `if` or of something spread into the headers
 * - `property`: a member of the headers
 * - `statement`: a statement that does nothing else
 * - `choice`: the condition of an expression that is headers of the session, or none
 * - `value`: the value of a constant
 */
export type SessionSite =
  | {
      readonly kind: 'condition';
      readonly node: ts.Expression;
      readonly whole: ts.IfStatement | ts.SpreadAssignment;
    }
  | { readonly kind: 'choice'; readonly node: ts.Expression; readonly whole: ts.ConditionalExpression }
  | { readonly kind: 'property'; readonly node: ts.PropertyAssignment }
  | { readonly kind: 'statement'; readonly node: ts.ExpressionStatement }
  | { readonly kind: 'value'; readonly node: ts.Expression; readonly whole: ts.VariableStatement };

export interface SessionSites {
  readonly sites: readonly SessionSite[];
  /** Where the session is ended. */
  readonly ends: readonly ts.Node[];
  /** What holds the session id. */
  readonly states: readonly string[];
}

/**
 * All that a file does with `Mcp-Session-Id` and `MCP-Protocol-Version`; undefined when some of it is of a form that
 * is not known.
 * @param isOld whether a node runs for servers of earlier revisions only
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#earlier-streamable-http-revisions
 */
export function sessionSites(
  project: ProjectModel,
  unit: SourceUnit,
  owner: ts.ClassLikeDeclaration | undefined,
  isOld: (node: ts.Node) => boolean,
): SessionSites | undefined {
  const sites = new Map<ts.Node, SessionSite>();
  const states = new Set<string>();
  let isKnown = true;
  walk(unit.ast, node => {
    if (!isKnown || isOld(node) || !isHeaderName(project, node)) return isKnown && !isOld(node);
    if (owner && !isWithin(node, owner)) return void (isKnown = false);
    const found = read(project, node, states) ?? written(project, node, states);
    for (const site of found ?? []) sites.set(site.node, site);
    isKnown = found !== undefined || isWithinSite(node, sites);
    return undefined;
  });
  if (!isKnown) return undefined;
  const ends: ts.Node[] = [];
  for (const state of states) {
    const rest = stateReads(unit, state, [...sites.values()], ends, isOld);
    if (!rest) return undefined;
    for (const each of rest) sites.set(each.node, each);
  }
  return { sites: [...sites.values()], ends, states: [...states] };
}

function isHeaderName(project: ProjectModel, node: ts.Node): node is ts.StringLiteralLike | ts.Identifier {
  const isName = ts.isStringLiteralLike(node) || (ts.isIdentifier(node) && isConstantUse(node));
  return (
    isName && OLD_HEADERS.includes(stringOf(project, node)?.toLowerCase() ?? '') && !isConstantItself(node)
  );
}

function isConstantUse(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) ||
    ts.isComputedPropertyName(parent) ||
    (ts.isCallExpression(parent) && parent.arguments[0] === node)
  );
}

/** `const SESSION_HEADER = 'mcp-session-id'`, whose uses count. */
function isConstantItself(node: ts.Node): boolean {
  return ts.isVariableDeclaration(node.parent) && node.parent.initializer === node;
}

function isWithinSite(node: ts.Node, sites: ReadonlyMap<ts.Node, SessionSite>): boolean {
  return [...sites.values()].some(site => isWithin(node, 'whole' in site ? site.whole : site.node));
}

/** What reads a header by its name: `response.headers.get(name)`, `response.headers[name]`. */
function readerOf(name: ts.Node): ts.Expression | undefined {
  const call = methodCall(name.parent);
  if (call) return call.name === 'get' && /headers$/.test(call.object.getText()) ? call.call : undefined;
  const { parent } = name;
  const isElement = ts.isElementAccessExpression(parent) && parent.argumentExpression === name;
  return isElement && !isWritten(parent) && /\bheaders$/.test(parent.expression.getText())
    ? parent
    : undefined;
}

/** A session id that is read, in an assignment, a constant or a condition. */
function read(project: ProjectModel, name: ts.Node, states: Set<string>): SessionSite[] | undefined {
  const reader = readerOf(name);
  if (!reader) return undefined;
  const statement = enclosingStatement(reader);
  if (ts.isIfStatement(statement) && isWithin(reader, statement.expression) && !statement.elseStatement) {
    for (const each of assignedIn(statement.thenStatement)) states.add(each);
    return [{ kind: 'condition', node: statement.expression, whole: statement }];
  }
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    const isAssignment =
      ts.isBinaryExpression(expression) && assignedValue(expression.left) && isState(expression.left);
    if (!isAssignment) return undefined;
    states.add(expression.left.getText());
    return [around(statement)];
  }
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1)
    return undefined;
  const [declaration] = statement.declarationList.declarations;
  if (!declaration?.initializer || !ts.isIdentifier(declaration.name)) return undefined;
  const checks = usesOf(project, declaration.name, states);
  return checks && [{ kind: 'value', node: declaration.initializer, whole: statement }, ...checks];
}

/** Checks that a constant with the session id is there; undefined when something else hangs on it. */
function usesOf(project: ProjectModel, name: ts.Identifier, states: Set<string>): SessionSite[] | undefined {
  const checks: SessionSite[] = [];
  let isKnown = true;
  walk(enclosingFunction(name) ?? name.getSourceFile(), node => {
    if (!ts.isIdentifier(node) || node.text !== name.text || node === name || isMemberName(node)) return;
    const check = throwingCheck(node);
    const assignment = ancestors(node).find(ts.isExpressionStatement);
    if (check) checks.push({ kind: 'condition', node: check.expression, whole: check });
    else if (assignment && isAssigned(assignment, node)) states.add(assignedIn(assignment)[0]!);
    else
      isKnown &&=
        isTested(node) || isLogged(node) || isSentAsHeader(project, node) || isHandedOn(project, node);
  });
  return isKnown ? checks : undefined;
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) && parent.name === node;
}

/** `this.sessionId = sid` */
function isAssigned({ expression }: ts.ExpressionStatement, node: ts.Node): boolean {
  return (
    ts.isBinaryExpression(expression) &&
    assignedValue(expression.left) !== undefined &&
    isState(expression.left) &&
    isWithin(node, expression.right)
  );
}

/** An assignment by itself, or the one statement of an `if`. */
function around(statement: ts.ExpressionStatement): SessionSite {
  const block =
    ts.isBlock(statement.parent) && statement.parent.statements.length === 1 ? statement.parent : statement;
  const { parent } = block;
  const isOnly = ts.isIfStatement(parent) && parent.thenStatement === block && !parent.elseStatement;
  return isOnly
    ? { kind: 'condition', node: parent.expression, whole: parent }
    : { kind: 'statement', node: statement };
}

function assignedIn(node: ts.Node): string[] {
  const found: string[] = [];
  walk(node, at => {
    if (ts.isBinaryExpression(at) && assignedValue(at.left) && isState(at.left))
      found.push(at.left.getText());
  });
  return found;
}

function isState(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) return true;
  return ts.isPropertyAccessExpression(inner) && inner.expression.kind === ts.SyntaxKind.ThisKeyword;
}

/** The header in an object of headers, or assigned to a member of one. */
function written(project: ProjectModel, name: ts.Node, states: Set<string>): SessionSite[] | undefined {
  const key = ts.isComputedPropertyName(name.parent) ? name.parent : name;
  const property = key.parent;
  if (ts.isPropertyAssignment(property) && property.name === key) {
    const held = unwrap(property.initializer);
    // What else hangs on a field, wherever its value comes from.
    if (ts.isPropertyAccessExpression(held) && isState(held)) states.add(held.getText());
    const literal = property.parent;
    const spread = ancestors(literal).find(each => !isChoice(each));
    if (!spread || !ts.isSpreadAssignment(spread)) {
      const choice = choiceOf(project, literal);
      if (choice) return [{ kind: 'choice', node: choice.condition, whole: choice }];
      const owner = enclosingFunction(literal);
      // Headers that are made once, before anything is known of the server.
      const isEarly = owner
        ? ts.isConstructorDeclaration(owner)
        : !ancestors(literal).some(ts.isAwaitExpression);
      return isEarly ? undefined : [{ kind: 'property', node: property }];
    }
    const condition = conditionOf(spread.expression, literal);
    return condition && literal.properties.every(each => isOldHeader(project, each))
      ? [{ kind: 'condition', node: condition, whole: spread }]
      : undefined;
  }
  const call = methodCall(name.parent);
  const isSet =
    call?.name === 'set' && /headers$/i.test(call.object.getText()) && call.call.arguments[0] === name;
  const target =
    ts.isElementAccessExpression(name.parent) && assignedValue(name.parent) ? name.parent : undefined;
  const statement = isSet || target ? enclosingStatement(name) : undefined;
  return statement && ts.isExpressionStatement(statement) ? [around(statement)] : undefined;
}

/** `sessionId ? { 'Mcp-Session-Id': sessionId } : {}` as a value. */
function choiceOf(
  project: ProjectModel,
  literal: ts.ObjectLiteralExpression,
): ts.ConditionalExpression | undefined {
  let outer: ts.Node = literal.parent;
  while (ts.isParenthesizedExpression(outer) || ts.isAsExpression(outer)) outer = outer.parent;
  const isOld = literal.properties.every(each => isOldHeader(project, each));
  return isOld && ts.isConditionalExpression(outer) && conditionOf(outer, literal) ? outer : undefined;
}

function isChoice(node: ts.Node): boolean {
  return (
    ts.isParenthesizedExpression(node) || ts.isConditionalExpression(node) || ts.isBinaryExpression(node)
  );
}

/** The condition of `(a ? { … } : {})` and of `(a && { … })`. */
function conditionOf(node: ts.Expression, literal: ts.Expression): ts.Expression | undefined {
  const value = unwrap(node);
  if (ts.isConditionalExpression(value)) {
    const isThen = unwrap(value.whenTrue) === literal;
    const other = unwrap(value.whenFalse);
    const isEmpty = ts.isObjectLiteralExpression(other)
      ? other.properties.length === 0
      : !ts.isConditionalExpression(other);
    return isThen && isEmpty ? value.condition : undefined;
  }
  const isAnd =
    ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isAnd && unwrap(value.right) === literal ? value.left : undefined;
}
