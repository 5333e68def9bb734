import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { Names } from './names.js';
import { ancestors, memberName, unwrap } from './tree.js';

type Era = 'legacy' | 'modern';

const ERA_NAME = /(?:^e|E)ra$/;
/** Functions and flags of a project that say the era by their name: `this.isModernEra()`. */
const TELLER = /^is(?<era>Modern|Legacy)(?:Era|Protocol|Revision)$/;

/** Whether control never comes out at the end of a statement. */
export function alwaysLeaves(node: TSESTree.Node): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.BlockStatement:
      return node.body.some(alwaysLeaves);
    case AST_NODE_TYPES.IfStatement:
      return node.alternate !== null && alwaysLeaves(node.consequent) && alwaysLeaves(node.alternate);
    case AST_NODE_TYPES.ReturnStatement:
    case AST_NODE_TYPES.ThrowStatement:
    case AST_NODE_TYPES.ContinueStatement:
    case AST_NODE_TYPES.BreakStatement:
      return true;
    default:
      return false;
  }
}

/**
 * Whether a node only runs for 2025-11-25 peers, because a condition around or before it asks for the era:
 * `isLegacyRequest(…)`, `era === 'legacy'`, `getProtocolEra()`, the presence of the request's envelope.
 */
export function isLegacyOnly(names: Names, node: TSESTree.Node): boolean {
  let inner = node;
  for (const outer of ancestors(node)) {
    if (guardedBy(names, inner, outer)) return true;
    inner = outer;
  }
  return false;
}

/** Whether `outer` runs its part `inner` for legacy peers only. */
function guardedBy(names: Names, inner: TSESTree.Node, outer: TSESTree.Node): boolean {
  switch (outer.type) {
    case AST_NODE_TYPES.IfStatement:
    case AST_NODE_TYPES.ConditionalExpression:
      if (inner === outer.consequent) return impliesLegacy(names, outer.test, true);
      return inner === outer.alternate && impliesLegacy(names, outer.test, false);
    case AST_NODE_TYPES.LogicalExpression:
      if (inner !== outer.right || outer.operator === '??') return false;
      return impliesLegacy(names, outer.left, outer.operator === '&&');
    case AST_NODE_TYPES.SwitchCase:
      if (outer.test && inner !== outer.test && outer.parent.type === AST_NODE_TYPES.SwitchStatement) {
        if (names.string(outer.test) === 'legacy' && isEra(names, outer.parent.discriminant)) return true;
      }
      return leavesBefore(names, outer.consequent, inner);
    case AST_NODE_TYPES.BlockStatement:
    case AST_NODE_TYPES.Program:
      return leavesBefore(names, outer.body, inner);
    default:
      return false;
  }
}

/** Whether modern peers have left before a statement is reached. */
function leavesBefore(names: Names, statements: readonly TSESTree.Node[], inner: TSESTree.Node): boolean {
  return statements
    .slice(0, Math.max(0, statements.indexOf(inner)))
    .some(
      each =>
        each.type === AST_NODE_TYPES.IfStatement &&
        !each.alternate &&
        alwaysLeaves(each.consequent) &&
        impliesLegacy(names, each.test, false),
    );
}

/** Whether a condition having this outcome means that the peer is a legacy one. */
function impliesLegacy(names: Names, condition: TSESTree.Node, outcome: boolean): boolean {
  const node = unwrap(condition);
  if (node.type === AST_NODE_TYPES.UnaryExpression && node.operator === '!') {
    return impliesLegacy(names, node.argument, !outcome);
  }
  if (node.type === AST_NODE_TYPES.LogicalExpression && node.operator !== '??') {
    const parts = [node.left, node.right];
    const decidesAll = node.operator === (outcome ? '||' : '&&');
    return decidesAll
      ? parts.every(part => impliesLegacy(names, part, outcome))
      : parts.some(part => impliesLegacy(names, part, outcome));
  }
  return meaning(names, node) === (outcome ? 'legacy' : 'modern');
}

/** Which era a condition asks for, when it asks for one. */
function meaning(names: Names, condition: TSESTree.Node, depth = 0): Era | undefined {
  const node = unwrap(condition);
  if (depth > 5) return undefined;
  if (node.type === AST_NODE_TYPES.CallExpression) {
    return names.sdkName(node.callee) === 'isLegacyRequest' ? 'legacy' : told(node.callee);
  }
  if (node.type === AST_NODE_TYPES.Identifier) {
    const value = names.initializer(node);
    return (value && meaning(names, value, depth + 1)) ?? told(node);
  }
  if (isEnvelope(node)) return 'modern';
  if (node.type === AST_NODE_TYPES.UnaryExpression && node.operator === '!') {
    return opposite(meaning(names, node.argument, depth + 1));
  }
  return node.type === AST_NODE_TYPES.BinaryExpression ? comparison(names, node) : told(node);
}

/** The era that a name says: `isModernEra`, `this.isLegacyProtocol`. */
function told(expression: TSESTree.Node): Era | undefined {
  const node = unwrap(expression);
  const name =
    node.type === AST_NODE_TYPES.MemberExpression
      ? memberName(node)
      : node.type === AST_NODE_TYPES.Identifier
        ? node.name
        : undefined;
  return TELLER.exec(name ?? '')?.groups!['era']!.toLowerCase() as Era | undefined;
}

function comparison(names: Names, node: TSESTree.BinaryExpression): Era | undefined {
  const isEqual = node.operator === '===' || node.operator === '==';
  if (!isEqual && node.operator !== '!==' && node.operator !== '!=') return undefined;
  const found = compared(names, node.left, node.right) ?? compared(names, node.right, node.left);
  return isEqual ? found : opposite(found);
}

function compared(names: Names, subject: TSESTree.Node, value: TSESTree.Node): Era | undefined {
  const text = names.string(value);
  if (text === 'legacy' || text === 'modern') return isEra(names, subject) ? text : undefined;
  const isNothing = value.type === AST_NODE_TYPES.Identifier && value.name === 'undefined';
  return isNothing && isEnvelope(unwrap(subject)) ? 'legacy' : undefined;
}

/** `ctx.era`, `era`, `this.protocolEra`, `client.getProtocolEra()` or a constant that holds one of them. */
function isEra(names: Names, expression: TSESTree.Node, depth = 0): boolean {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.MemberExpression) return ERA_NAME.test(memberName(node) ?? '');
  if (node.type === AST_NODE_TYPES.CallExpression) {
    const callee = unwrap(node.callee);
    return callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'getProtocolEra';
  }
  if (node.type !== AST_NODE_TYPES.Identifier) return false;
  const value = names.initializer(node);
  return (value && depth < 5 && isEra(names, value, depth + 1)) || ERA_NAME.test(node.name);
}

function isEnvelope(node: TSESTree.Node): boolean {
  return node.type === AST_NODE_TYPES.MemberExpression && memberName(node) === 'envelope';
}

function opposite(era: Era | undefined): Era | undefined {
  return era && (era === 'legacy' ? 'modern' : 'legacy');
}
