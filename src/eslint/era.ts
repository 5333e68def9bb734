import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { revisionTest } from './era-versions.js';
import type { Names } from './names.js';
import { ancestors, memberName, unwrap } from './tree.js';

export type Era = 'legacy' | 'modern';

/** What conditions are read with. */
export interface EraScope {
  readonly names: Names;
  /** Whether the code is known to speak 2026-07-28, so that "legacy" can mean nothing but what came before. */
  readonly isNew: boolean;
}

const ERA_NAME = /(?:^e|E)ra$/;
/** Functions and flags of a project that say the era by their name: `this.isModernEra()`. */
const TELLER = /^is(?<era>Modern|Legacy)(?:Era|Protocol|Revision)$/;
/** The same where nothing else can be meant: `isLegacy`, `isModernClient(…)`, `speaksLegacy`, `options.legacy`. */
const LOOSE_TELLER =
  /^(?:(?:is|use|uses|speaks|serves|supports)(?<era>Modern|Legacy)[A-Za-z]*|(?<flag>modern|legacy))$/;

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
 * Whether a condition around or before a node lets it run for 2025-11-25 peers only: `isLegacyRequest(…)`,
 * `era === 'legacy'`, `getProtocolEra()`, the presence of the request's envelope, a test of the revision.
 */
export function isBehindEraTest(scope: EraScope, node: TSESTree.Node): boolean {
  let inner = node;
  for (const outer of ancestors(node)) {
    if (guardedBy(scope, inner, outer)) return true;
    inner = outer;
  }
  return false;
}

/** Whether `outer` runs its part `inner` for legacy peers only. */
function guardedBy(scope: EraScope, inner: TSESTree.Node, outer: TSESTree.Node): boolean {
  switch (outer.type) {
    case AST_NODE_TYPES.IfStatement:
    case AST_NODE_TYPES.ConditionalExpression:
      if (inner === outer.consequent) return impliesLegacy(scope, outer.test, true);
      return inner === outer.alternate && impliesLegacy(scope, outer.test, false);
    case AST_NODE_TYPES.LogicalExpression:
      if (inner !== outer.right || outer.operator === '??') return false;
      return impliesLegacy(scope, outer.left, outer.operator === '&&');
    case AST_NODE_TYPES.SwitchCase:
      return isLegacyCase(scope, inner, outer) || leavesBefore(scope, outer.consequent, inner);
    case AST_NODE_TYPES.BlockStatement:
    case AST_NODE_TYPES.Program:
      return leavesBefore(scope, outer.body, inner);
    default:
      return false;
  }
}

/** `case 'legacy':` of a switch over the era, and the `default` beside `case 'modern':`. */
function isLegacyCase(scope: EraScope, inner: TSESTree.Node, clause: TSESTree.SwitchCase): boolean {
  const { parent } = clause;
  if (inner === clause.test || !isEra(scope.names, parent.discriminant)) return false;
  if (clause.test) return scope.names.string(clause.test) === 'legacy';
  const before = parent.cases[parent.cases.indexOf(clause) - 1];
  const isAlone = !before || before.consequent.some(alwaysLeaves);
  return isAlone && parent.cases.some(each => scope.names.string(each.test) === 'modern');
}

/** Whether modern peers have left before a statement is reached. */
function leavesBefore(scope: EraScope, statements: readonly TSESTree.Node[], inner: TSESTree.Node): boolean {
  return statements
    .slice(0, Math.max(0, statements.indexOf(inner)))
    .some(
      each =>
        each.type === AST_NODE_TYPES.IfStatement &&
        !each.alternate &&
        alwaysLeaves(each.consequent) &&
        impliesLegacy(scope, each.test, false),
    );
}

/** Whether a condition having this outcome means that the peer is a legacy one. */
function impliesLegacy(scope: EraScope, condition: TSESTree.Node, outcome: boolean): boolean {
  const node = unwrap(condition);
  if (node.type === AST_NODE_TYPES.UnaryExpression && node.operator === '!') {
    return impliesLegacy(scope, node.argument, !outcome);
  }
  if (node.type === AST_NODE_TYPES.LogicalExpression && node.operator !== '??') {
    const parts = [node.left, node.right];
    const decidesAll = node.operator === (outcome ? '||' : '&&');
    return decidesAll
      ? parts.every(part => impliesLegacy(scope, part, outcome))
      : parts.some(part => impliesLegacy(scope, part, outcome));
  }
  return (
    meaning(scope, node) === (outcome ? 'legacy' : 'modern') ||
    revisionTest(scope.names, node)?.(outcome) === true
  );
}

/** Which era a condition asks for, when it asks for one. */
function meaning(scope: EraScope, condition: TSESTree.Node, depth = 0): Era | undefined {
  const node = unwrap(condition);
  if (depth > 5) return undefined;
  if (node.type === AST_NODE_TYPES.CallExpression) {
    const isAsked = [node.callee, passedToThen(node)].some(
      each => each && scope.names.sdkName(each) === 'isLegacyRequest',
    );
    return isAsked ? 'legacy' : told(scope, node.callee);
  }
  if (node.type === AST_NODE_TYPES.Identifier) {
    const value = scope.names.initializer(node);
    return (value && meaning(scope, value, depth + 1)) ?? told(scope, node);
  }
  if (isEnvelope(node)) return 'modern';
  if (node.type === AST_NODE_TYPES.UnaryExpression && node.operator === '!') {
    return opposite(meaning(scope, node.argument, depth + 1));
  }
  return node.type === AST_NODE_TYPES.BinaryExpression ? comparison(scope.names, node) : told(scope, node);
}

/** `isLegacyRequest` of `request.then(isLegacyRequest, () => true)`. */
function passedToThen({ callee, arguments: [first] }: TSESTree.CallExpression): TSESTree.Node | undefined {
  return callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'then' ? first : undefined;
}

/** The era that a name says: `isModernEra`, `this.isLegacyProtocol`. */
function told(scope: EraScope, expression: TSESTree.Node): Era | undefined {
  const node = unwrap(expression);
  const name =
    node.type === AST_NODE_TYPES.MemberExpression
      ? memberName(node)
      : node.type === AST_NODE_TYPES.Identifier
        ? node.name
        : undefined;
  if (name === undefined) return undefined;
  const groups = (TELLER.exec(name) ?? (scope.isNew ? LOOSE_TELLER.exec(name) : undefined))?.groups;
  return (groups?.['era'] ?? groups?.['flag'])?.toLowerCase() as Era | undefined;
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
