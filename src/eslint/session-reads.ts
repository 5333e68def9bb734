import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { ancestors, enclosingFunction, isFunction, memberName, unwrap, wrapped } from './tree.js';

const LOG_METHOD = /^(?:log|debug|info|warn|warning|error|trace|verbose|notice|fatal)$/;
const LOGGER = /^(?:console|log|logger|\w*Log(?:ger)?)$/;

/** Whether a value is read for a line of a log only, which is none the worse for its absence. */
export function isLogged(node: TSESTree.Node): boolean {
  let inner = node;
  for (const outer of ancestors(node)) {
    switch (outer.type) {
      case AST_NODE_TYPES.TemplateLiteral:
      case AST_NODE_TYPES.ChainExpression:
      case AST_NODE_TYPES.Property:
      case AST_NODE_TYPES.ObjectExpression:
      case AST_NODE_TYPES.TSNonNullExpression:
        break;
      case AST_NODE_TYPES.BinaryExpression:
        if (outer.operator !== '+') return false;
        break;
      case AST_NODE_TYPES.LogicalExpression:
        if (outer.operator === '&&') return false;
        break;
      case AST_NODE_TYPES.CallExpression:
        return outer.callee !== inner && isLogCall(outer);
      default:
        return false;
    }
    inner = outer;
  }
  return false;
}

function isLogCall({ callee }: TSESTree.CallExpression): boolean {
  if (callee.type !== AST_NODE_TYPES.MemberExpression || !LOG_METHOD.test(memberName(callee) ?? ''))
    return false;
  const owner = unwrap(callee.object);
  const name = owner.type === AST_NODE_TYPES.MemberExpression ? memberName(owner) : undefined;
  return LOGGER.test(owner.type === AST_NODE_TYPES.Identifier ? owner.name : (name ?? ''));
}

const PASSES_ON =
  /^(?:stringify|String|map|filter|fromEntries|entries|slice|substring|substr|trim|toString|join)$/;

/**
 * Whether all that comes of a value goes into lines of logs: through variables, `JSON.stringify`, a shortened text, or
 * the function that makes entries of what is logged.
 */
export function isOnlyLogged(file: McpFile, node: TSESTree.Node, depth = 0): boolean {
  let inner = node;
  for (const outer of ancestors(node)) {
    switch (outer.type) {
      case AST_NODE_TYPES.CallExpression:
        if (outer.callee !== inner && isLogCall(outer)) return true;
        if (outer.callee !== inner && !PASSES_ON.test(calledName(outer))) return false;
        break;
      case AST_NODE_TYPES.MemberExpression:
        if (outer.object !== inner || !PASSES_ON.test(memberName(outer) ?? '')) return false;
        break;
      case AST_NODE_TYPES.ConditionalExpression:
        if (outer.test === inner) return false;
        break;
      case AST_NODE_TYPES.LogicalExpression:
        if (outer.operator === '&&' && outer.left === inner) return false;
        break;
      case AST_NODE_TYPES.VariableDeclarator:
        return outer.init === inner && depth < 3 && isVariableLogged(file, outer, depth);
      case AST_NODE_TYPES.TSAsExpression:
      case AST_NODE_TYPES.TSNonNullExpression:
      case AST_NODE_TYPES.ChainExpression:
      case AST_NODE_TYPES.TemplateLiteral:
      case AST_NODE_TYPES.ObjectExpression:
      case AST_NODE_TYPES.ArrayExpression:
      case AST_NODE_TYPES.Property:
        break;
      default:
        return false;
    }
    inner = outer;
  }
  return false;
}

function calledName({ callee }: TSESTree.CallExpression): string {
  if (callee.type === AST_NODE_TYPES.Identifier) return callee.name;
  return callee.type === AST_NODE_TYPES.MemberExpression ? (memberName(callee) ?? '') : '';
}

function isVariableLogged(file: McpFile, node: TSESTree.VariableDeclarator, depth: number): boolean {
  return node.id.type === AST_NODE_TYPES.Identifier && isNameLogged(file, node.id, depth);
}

/** Whether a variable or a parameter is read for lines of logs only. */
export function isNameLogged(file: McpFile, name: TSESTree.Identifier, depth = 0): boolean {
  const references = file.names.variable(name)?.references ?? [];
  const reads = references.filter(each => !each.init);
  return (
    reads.length > 0 && reads.every(each => !each.isWrite() && isOnlyLogged(file, each.identifier, depth + 1))
  );
}

/** Whether the name of a header is told from others in a function that only makes what is logged. */
export function isToldForLog(file: McpFile, node: TSESTree.Node): boolean {
  const owner = enclosingFunction(node);
  return owner?.parent.type === AST_NODE_TYPES.CallExpression && isOnlyLogged(file, owner);
}

/** Whether code says what it does without a value: it only tests it here, or reads it after such a test. */
export function isTested(file: McpFile, node: TSESTree.Node): boolean {
  const { sourceCode } = file;
  const text = sourceCode.getText(node);
  let inner: TSESTree.Node = wrapped(node);
  const isNegated =
    inner.parent?.type === AST_NODE_TYPES.BinaryExpression
      ? /^[!=]==?$/.test(inner.parent.operator) && isNothing(inner.parent.right)
      : inner.parent?.type === AST_NODE_TYPES.UnaryExpression;
  if (isNegated) return true;
  for (const outer of ancestors(inner)) {
    if (isFunction(outer)) return false;
    if (outer.type === AST_NODE_TYPES.IfStatement || outer.type === AST_NODE_TYPES.ConditionalExpression) {
      if (inner === outer.test) return true;
      if (inner === outer.consequent && sourceCode.getText(outer.test).includes(text)) return true;
    }
    if (outer.type === AST_NODE_TYPES.LogicalExpression && outer.operator === '&&') {
      if (inner === outer.left || sourceCode.getText(outer.left).includes(text)) return true;
    }
    inner = outer;
  }
  return false;
}

function isNothing(node: TSESTree.Node): boolean {
  if (node.type === AST_NODE_TYPES.Identifier) return node.name === 'undefined';
  return node.type === AST_NODE_TYPES.Literal && node.value === null;
}

/** The outermost choice, `a ? b : c` or `a ?? b`, that an expression is a part of; itself when it is in none. */
export function choiceAround(node: TSESTree.Node): TSESTree.Node {
  let top = node;
  for (const at of ancestors(node)) {
    if (/Statement$|Declaration$|Declarator$|^Program$/.test(at.type) || isFunction(at)) break;
    const isChoice =
      at.type === AST_NODE_TYPES.ConditionalExpression || at.type === AST_NODE_TYPES.LogicalExpression;
    if (isChoice) top = at;
  }
  return top;
}

/** Whether a test expects that what a node names is not there: `expect(headers.get(name)).toBeNull()`. */
export function isAbsent(node: TSESTree.Node): boolean {
  for (const at of ancestors(node)) {
    if (at.type === AST_NODE_TYPES.MemberExpression || at.type === AST_NODE_TYPES.ChainExpression) continue;
    if (at.type !== AST_NODE_TYPES.CallExpression) return false;
    const isExpect = at.callee.type === AST_NODE_TYPES.Identifier && at.callee.name === 'expect';
    if (!isExpect) continue;
    const { parent } = at;
    const name = parent.type === AST_NODE_TYPES.MemberExpression ? memberName(parent) : undefined;
    return name !== undefined && /^(?:toBeNull|toBeUndefined|toBeFalsy)$/.test(name);
  }
  return false;
}
