import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { routesOf } from './http-routes.js';
import { initializer } from './registrations.js';
import { leaves } from './route-exits.js';
import { connection, decision, shortened } from './sse-connections.js';
import { isFunctionNode, isWithin, methodCall, siblings, unwrap, walk, type FunctionNode } from './syntax.js';

/** `if (req.url === '/sse')` in the handler of a server of `node:http`, which makes an HTTP+SSE transport. */
export interface SseBranch {
  readonly kind: 'branch';
  readonly creation: ts.NewExpression;
  readonly handler: FunctionNode;
  /** The statement that branches by the path. */
  readonly gate: ts.IfStatement;
  /** What the path is read from: `req.url`, `url.pathname`. */
  readonly read: ts.Expression;
  /** What it is compared with. */
  readonly path: ts.Expression;
  readonly request: string;
  readonly response: string;
  /** The statement that the handler is in. */
  readonly statement: ts.Statement;
  /** What is connected to the transport. */
  readonly server: ts.Expression;
}

/**
 * The branch of a request handler that a transport is made in.
 * @returns what is in the way of serving another path beside it, as text
 */
export function sseBranch(
  project: ProjectModel,
  unit: SourceUnit,
  creation: ts.NewExpression,
  handler: FunctionNode,
): SseBranch | string {
  const routes = routesOf(project, handler);
  const [request, response] = handler.parameters.map(({ name }) => (ts.isIdentifier(name) ? name.text : ''));
  if (routes.length === 0 || routes.some(each => each.framework !== 'node') || !request || !response)
    return 'is not made in a route of Express or Fastify, nor in the handler of a server of `node:http`';
  const gate = gateAround(handler, creation);
  const branch = gate && branchOf(gate, creation);
  const test = branch && pathTest(project, branch.expression);
  if (!gate || !branch || !test) return 'is not made under a test of the path alone';
  const connect = connection(handler, creation);
  if (!connect) return 'is not connected to a server in plain view';
  const check = decision(handler, branch.thenStatement, connect.call) ?? checkInChain(project, gate, branch);
  if (check)
    return `is made behind \`${shortened(check.getText(unit.ast))}\`, which another endpoint would skip`;
  const turnsAway = inFrontOf(gate, handler).find(each => isByPath(project, each, test.read, request));
  if (turnsAway)
    return `is made behind \`${shortened(turnsAway.getText(unit.ast))}\`, which may turn other paths away`;
  if (inFrontOf(gate, handler).some(each => readsBody(each, request)) && !readsBodyItself(handler))
    return 'is made where the body of requests may have been read already';
  const statement = statementAround(handler);
  if (!statement) return 'is made in a handler that is no part of a statement';
  return {
    kind: 'branch',
    creation,
    handler,
    gate,
    ...test,
    request,
    response,
    statement,
    server: connect.server,
  };
}

/** The statement of the handler, or of the `try` that it consists of, that holds a node. */
function gateAround(handler: FunctionNode, node: ts.Node): ts.IfStatement | undefined {
  let at: ts.Node = node;
  while (at.parent && !(ts.isBlock(at.parent) && isListOf(at.parent, handler))) at = at.parent;
  return at.parent && ts.isIfStatement(at) ? at : undefined;
}

function isListOf(block: ts.Block, handler: FunctionNode): boolean {
  if (block.parent === handler) return true;
  const { parent } = block;
  return ts.isTryStatement(parent) && parent.tryBlock === block && parent.parent === handler.body;
}

/** The `if` of a chain whose own branch holds a node. */
function branchOf(gate: ts.IfStatement, node: ts.Node): ts.IfStatement | undefined {
  for (let at: ts.Statement | undefined = gate; at && ts.isIfStatement(at); at = at.elseStatement) {
    if (isWithin(node, at.thenStatement)) return at;
  }
  return undefined;
}

/** A condition that consists of one comparison of the path, and tests of the method. */
function pathTest(
  project: ProjectModel,
  condition: ts.Expression,
): { read: ts.Expression; path: ts.Expression } | undefined {
  let found: { read: ts.Expression; path: ts.Expression } | undefined;
  for (const operand of operands(condition)) {
    const compared = comparison(project, operand);
    if (!compared) return undefined;
    if (compared.text.startsWith('/')) {
      if (found || compared.isNegated) return undefined;
      found = { read: compared.read, path: compared.path };
    } else if (!/\.method$/.test(compared.read.getText())) return undefined;
  }
  return found;
}

function comparison(project: ProjectModel, node: ts.Expression) {
  if (!ts.isBinaryExpression(node)) return undefined;
  const { kind } = node.operatorToken;
  const isEqual = kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsToken;
  const isNegated =
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken;
  if (!isEqual && !isNegated) return undefined;
  const value = initializer(node.right, project.names);
  if (!value || !ts.isStringLiteralLike(value)) return undefined;
  return { read: node.left, path: node.right, text: value.text, isNegated };
}

function operands(node: ts.Expression): ts.Expression[] {
  const inner = unwrap(node);
  const isAnd =
    ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isAnd ? [...operands(inner.left), ...operands(inner.right)] : [inner];
}

/** A condition earlier in the chain that is about something else than path and method. */
function checkInChain(
  project: ProjectModel,
  gate: ts.IfStatement,
  branch: ts.IfStatement,
): ts.Expression | undefined {
  for (let at: ts.Statement = gate; at !== branch && ts.isIfStatement(at); at = at.elseStatement!) {
    const isRouting = operands(at.expression).every(each => comparison(project, each)?.isNegated === false);
    if (!isRouting) return at.expression;
  }
  return undefined;
}

/** The statements of a handler that run before one of them does. */
function inFrontOf(gate: ts.Statement, handler: FunctionNode): ts.Statement[] {
  const found: ts.Statement[] = [];
  for (let at: ts.Node = gate; at !== handler; at = at.parent) {
    const list = ts.isStatement(at) ? (siblings(at) ?? []) : [];
    found.push(...list.slice(0, Math.max(list.indexOf(at as ts.Statement), 0)));
  }
  return found;
}

/** Whether a statement may end requests by their path or method, except those of one other path or method only. */
function isByPath(project: ProjectModel, node: ts.Statement, read: ts.Expression, request: string): boolean {
  if (!leaves(node)) return false;
  if (!ts.isIfStatement(node)) return true;
  if (operands(node.expression).some(each => isElsewhere(project, each))) return false;
  const text = node.expression.getText();
  return (
    text.includes(read.getText()) || text.includes(`${request}.url`) || text.includes(`${request}.method`)
  );
}

/** Whether a condition holds only for paths or methods that Streamable HTTP does not use. */
function isElsewhere(project: ProjectModel, node: ts.Expression): boolean {
  const compared = comparison(project, node);
  if (compared) return !compared.isNegated && /^(?:\/|OPTIONS$|HEAD$)/.test(compared.text);
  const call = methodCall(node);
  const [prefix] = call?.call.arguments ?? [];
  return call?.name === 'startsWith' && prefix !== undefined && ts.isStringLiteralLike(prefix)
    ? prefix.text.length > 1
    : false;
}

/** Whether a statement listens to the request, iterates over it or hands it on. */
function readsBody(statement: ts.Statement, request: string): boolean {
  let found = false;
  walk(statement, node => {
    if (isFunctionNode(node)) return false;
    if (!ts.isIdentifier(node) || node.text !== request) return undefined;
    const { parent } = node;
    const isMember = ts.isPropertyAccessExpression(parent);
    found ||= isMember ? parent.expression === node && /^(?:on|pipe)$/.test(parent.name.text) : true;
    return undefined;
  });
  return found;
}

/** Whether the transport reads the body of messages by itself: nothing did so before. */
function readsBodyItself(handler: FunctionNode): boolean {
  let found = false;
  walk(handler, node => {
    const call = methodCall(node);
    if (call?.name === 'handlePostMessage') found = call.call.arguments.length === 2;
  });
  return found;
}

function statementAround(handler: FunctionNode): ts.Statement | undefined {
  for (let at: ts.Node = handler; at.parent; at = at.parent) {
    if (ts.isStatement(at) && siblings(at)) return at;
  }
  return undefined;
}
