import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isConst, isFunctionNode, isUndefined, methodCall, unwrap } from './syntax.js';
import { valuesOf } from './values.js';

type Era = 'legacy' | 'modern';

const ERA_NAME = /(?:^e|E)ra$/;

/** How many callers up a guard is looked for. */
const CALL_DEPTH = 3;

/**
 * Whether a node only runs for 2025-11-25 peers, because a condition around or before it asks for the era:
 * `isLegacyRequest(…)`, `era === 'legacy'`, `getProtocolEra()`, the presence of the request's envelope.
 */
export function isLegacyOnly(project: ProjectModel, node: ts.Node): boolean {
  return isOnlyFor(project, 'legacy', node, CALL_DEPTH);
}

/** Whether a node only runs for 2026-07-28 peers, by the same conditions. */
export function isModernOnly(project: ProjectModel, node: ts.Node): boolean {
  return isOnlyFor(project, 'modern', node, CALL_DEPTH);
}

function isOnlyFor(project: ProjectModel, era: Era, node: ts.Node, depth: number): boolean {
  const around = [node, ...ancestors(node)];
  for (const [index, inner] of around.entries()) {
    const outer = around[index + 1];
    if (!outer) break;
    if (guardedBy(project, era, inner, outer)) return true;
  }
  if (depth === 0) return false;
  const owner = around.slice(1).filter(isFunctionNode).at(-1);
  if (!owner) return false;
  // A function that is passed on runs wherever its receiver calls it: `createMcpHandler(createServer)`.
  const values = valuesOf(project);
  if (values.passedTo(owner).length > 0) return false;
  const calls = values.callsOf(owner);
  return calls.length > 0 && calls.every(call => isOnlyFor(project, era, call, depth - 1));
}

/** Whether `outer` runs its part `inner` for peers of one era only. */
function guardedBy(project: ProjectModel, era: Era, inner: ts.Node, outer: ts.Node): boolean {
  if (ts.isIfStatement(outer)) {
    if (inner === outer.thenStatement) return impliesEra(project, era, outer.expression, true);
    return inner === outer.elseStatement && impliesEra(project, era, outer.expression, false);
  }
  if (ts.isConditionalExpression(outer)) {
    if (inner === outer.whenTrue) return impliesEra(project, era, outer.condition, true);
    return inner === outer.whenFalse && impliesEra(project, era, outer.condition, false);
  }
  if (ts.isBinaryExpression(outer) && inner === outer.right) {
    const { kind } = outer.operatorToken;
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return impliesEra(project, era, outer.left, true);
    if (kind === ts.SyntaxKind.BarBarToken) return impliesEra(project, era, outer.left, false);
  }
  if (ts.isCaseClause(outer) && inner !== outer.expression) {
    const isItsCase = ts.isStringLiteralLike(outer.expression) && outer.expression.text === era;
    return isItsCase && isEra(project, outer.parent.parent.expression);
  }
  if (ts.isBlock(outer) || ts.isSourceFile(outer) || ts.isCaseOrDefaultClause(outer)) {
    const before = outer.statements.slice(0, outer.statements.indexOf(inner as ts.Statement));
    return before.some(
      each =>
        ts.isIfStatement(each) &&
        !each.elseStatement &&
        alwaysLeaves(each.thenStatement) &&
        impliesEra(project, era, each.expression, false),
    );
  }
  return false;
}

/** Whether control never comes out at the end of a statement. */
export function alwaysLeaves(node: ts.Statement): boolean {
  if (ts.isBlock(node)) return node.statements.some(alwaysLeaves);
  if (ts.isIfStatement(node)) {
    return (
      node.elseStatement !== undefined && alwaysLeaves(node.thenStatement) && alwaysLeaves(node.elseStatement)
    );
  }
  return (
    ts.isReturnStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isContinueStatement(node) ||
    ts.isBreakStatement(node)
  );
}

/** Whether a condition having this outcome means that the peer is of an era. */
function impliesEra(project: ProjectModel, era: Era, condition: ts.Expression, outcome: boolean): boolean {
  const node = unwrap(condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return impliesEra(project, era, node.operand, !outcome);
  }
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const both = kind === (outcome ? ts.SyntaxKind.BarBarToken : ts.SyntaxKind.AmpersandAmpersandToken);
    const either = kind === (outcome ? ts.SyntaxKind.AmpersandAmpersandToken : ts.SyntaxKind.BarBarToken);
    const parts = [node.left, node.right];
    if (both) return parts.every(part => impliesEra(project, era, part, outcome));
    if (either) return parts.some(part => impliesEra(project, era, part, outcome));
  }
  return meaning(project, node) === (outcome ? era : opposite(era));
}

/** Which era a condition asks for, when it asks for one. */
function meaning(project: ProjectModel, condition: ts.Expression): Era | undefined {
  const node = unwrap(condition);
  if (ts.isAwaitExpression(node)) return meaning(project, node.expression);
  if (ts.isCallExpression(node)) {
    // Also as `request.then(isLegacyRequest, () => true)`.
    const asks = [node.expression, ...(methodCall(node)?.name === 'then' ? node.arguments.slice(0, 1) : [])];
    return asks.some(each => valuesOf(project).sdkExport(each) === 'isLegacyRequest') ? 'legacy' : undefined;
  }
  if (ts.isIdentifier(node)) {
    const value = constantValue(project, node);
    return value && meaning(project, value);
  }
  if (isEnvelope(node)) return 'modern';
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return opposite(meaning(project, node.operand));
  }
  return ts.isBinaryExpression(node) ? comparison(project, node) : undefined;
}

function comparison(project: ProjectModel, node: ts.BinaryExpression): Era | undefined {
  const { kind } = node.operatorToken;
  const revision = revisionComparison(project, node);
  if (revision) return revision;
  const equal = kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsToken;
  const unequal =
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken;
  if (!equal && !unequal) return undefined;
  const found = compared(project, node.left, node.right) ?? compared(project, node.right, node.left);
  return equal ? found : opposite(found);
}

/** `server.getNegotiatedProtocolVersion() >= '2026-07-28'`, through a constant as well. */
function revisionComparison(project: ProjectModel, node: ts.BinaryExpression): Era | undefined {
  const { kind } = node.operatorToken;
  if (!ts.isStringLiteralLike(node.right) || node.right.text !== '2026-07-28') return undefined;
  const subject = unwrap(node.left);
  const value = ts.isIdentifier(subject) ? constantValue(project, subject) : subject;
  if (!value || methodCall(unwrap(value))?.name !== 'getNegotiatedProtocolVersion') return undefined;
  if (kind === ts.SyntaxKind.GreaterThanEqualsToken) return 'modern';
  return kind === ts.SyntaxKind.LessThanToken ? 'legacy' : undefined;
}

function compared(project: ProjectModel, subject: ts.Expression, value: ts.Expression): Era | undefined {
  if (ts.isStringLiteralLike(value) && (value.text === 'legacy' || value.text === 'modern')) {
    return isEra(project, subject) ? value.text : undefined;
  }
  return isUndefined(value) && isEnvelope(unwrap(subject)) ? 'legacy' : undefined;
}

/** `ctx.era`, `era`, `this.protocolEra`, `client.getProtocolEra()` or a constant that holds one of them. */
function isEra(project: ProjectModel, expression: ts.Expression): boolean {
  const node = unwrap(expression);
  if (ts.isPropertyAccessExpression(node)) return ERA_NAME.test(node.name.text);
  if (ts.isCallExpression(node)) {
    const callee = unwrap(node.expression);
    return ts.isPropertyAccessExpression(callee) && callee.name.text === 'getProtocolEra';
  }
  if (!ts.isIdentifier(node)) return false;
  const value = constantValue(project, node);
  return (value && isEra(project, value)) || ERA_NAME.test(node.text);
}

function isEnvelope(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'envelope';
}

function constantValue(project: ProjectModel, node: ts.Identifier): ts.Expression | undefined {
  const declaration = project.names.declaration(node);
  return declaration && ts.isVariableDeclaration(declaration) && isConst(declaration)
    ? declaration.initializer
    : undefined;
}

function opposite(era: Era | undefined): Era | undefined {
  return era && (era === 'legacy' ? 'modern' : 'legacy');
}
