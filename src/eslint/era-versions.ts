import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { Names } from './names.js';
import { memberName, unwrap } from './tree.js';

/** The first revision without sessions and handshake. */
const FIRST_MODERN = '2026-07-28';
const REVISION = /^20\d\d-\d\d-\d\d$/;
const VERSION_NAME = /version|revision|protocol/i;

/** Tells whether an outcome of the test means that the revision is an older one. */
type Outcome = (outcome: boolean) => boolean;

/**
 * What a comparison of a negotiated revision with a written one says of older peers: `version < '2026-07-28'`,
 * `protocolVersion === '2025-11-25'`, `OLD_VERSIONS.includes(version)`. Undefined for other conditions.
 */
export function revisionTest(names: Names, condition: TSESTree.Node): Outcome | undefined {
  const node = initial(names, unwrap(condition));
  if (node.type === AST_NODE_TYPES.CallExpression) return listed(names, node);
  if (node.type !== AST_NODE_TYPES.BinaryExpression) return undefined;
  const right = revision(names, node.right);
  if (right !== undefined) return isVersion(node.left) ? compared(node.operator, right) : undefined;
  const left = revision(names, node.left);
  if (left === undefined || !isVersion(node.right)) return undefined;
  return compared(MIRRORED[node.operator] ?? node.operator, left);
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** `version <operator> revision` */
function compared(operator: string, revision: string): Outcome | undefined {
  const isOld = revision < FIRST_MODERN;
  switch (operator) {
    case '===':
    case '==':
      return outcome => (outcome ? isOld : revision === FIRST_MODERN);
    case '!==':
    case '!=':
      return outcome => (outcome ? revision === FIRST_MODERN : isOld);
    case '<':
      return outcome => outcome && revision <= FIRST_MODERN;
    case '<=':
      return outcome => outcome && isOld;
    case '>':
      return outcome => !outcome && isOld;
    case '>=':
      return outcome => !outcome && revision <= FIRST_MODERN;
    default:
      return undefined;
  }
}

/** `['2025-06-18', '2025-11-25'].includes(version)`, and of a set. */
function listed(names: Names, node: TSESTree.CallExpression): Outcome | undefined {
  const { callee } = node;
  const [value] = node.arguments;
  if (callee.type !== AST_NODE_TYPES.MemberExpression || !value || !isVersion(value)) return undefined;
  if (memberName(callee) !== 'includes' && memberName(callee) !== 'has') return undefined;
  const revisions = names.items(callee.object).map(each => revision(names, each) ?? '');
  if (revisions.length === 0 || !revisions.every(each => REVISION.test(each))) return undefined;
  if (revisions.every(each => each < FIRST_MODERN)) return outcome => outcome;
  return revisions.includes(FIRST_MODERN) && revisions.every(each => each >= FIRST_MODERN)
    ? outcome => !outcome
    : undefined;
}

function initial(names: Names, node: TSESTree.Node): TSESTree.Node {
  const value = node.type === AST_NODE_TYPES.Identifier ? names.initializer(node) : undefined;
  return value ? unwrap(value) : node;
}

function revision(names: Names, node: TSESTree.Node): string | undefined {
  const text = names.string(node);
  return text !== undefined && REVISION.test(text) ? text : undefined;
}

/** `protocolVersion`, `client.getNegotiatedProtocolVersion()`, `req.headers['mcp-protocol-version']`. */
function isVersion(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case AST_NODE_TYPES.Identifier:
      return VERSION_NAME.test(node.name);
    case AST_NODE_TYPES.MemberExpression:
      return VERSION_NAME.test(memberName(node) ?? '');
    case AST_NODE_TYPES.CallExpression:
      return [node.callee, ...node.arguments].some(
        each =>
          isVersion(each) || (each.type === AST_NODE_TYPES.Literal && VERSION_NAME.test(`${each.value}`)),
      );
    case AST_NODE_TYPES.LogicalExpression:
      return isVersion(node.left);
    default:
      return false;
  }
}
