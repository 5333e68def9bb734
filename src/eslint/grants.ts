import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { alwaysLeaves } from './era.js';
import { isFunction, keyName, literalText, memberName, unwrap } from './tree.js';

const GRANTED =
  /^(?:approved?|confirmed?|allow(?:ed)?|accept(?:ed)?|granted?|proceed|authori[sz]ed|permitted|consent(?:ed)?|ok)$/i;

/** `true`, `{ approved: true }`, `{ action: 'accept' }`, `'accept'`, and promises of them. */
export function isGrant(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (isTrue(node)) return true;
  const text = literalText(node);
  if (text !== undefined) return GRANTED.test(text);
  if (node.type === AST_NODE_TYPES.CallExpression) {
    const { callee, arguments: values } = node;
    const isPromised =
      callee.type === AST_NODE_TYPES.MemberExpression &&
      memberName(callee) === 'resolve' &&
      callee.object.type === AST_NODE_TYPES.Identifier &&
      callee.object.name === 'Promise';
    return isPromised && values[0] !== undefined && isGrant(values[0]);
  }
  if (node.type !== AST_NODE_TYPES.ObjectExpression) return false;
  return node.properties.some(each => {
    if (each.type !== AST_NODE_TYPES.Property) return false;
    const name = keyName(each) ?? '';
    return (GRANTED.test(name) && isTrue(each.value)) || (name === 'action' && isGrant(each.value));
  });
}

/** Whether the first statement that leaves returns a grant. */
export function grantsFirst(statements: readonly TSESTree.Node[]): boolean {
  const leaving = statements.find(alwaysLeaves);
  if (!leaving) return false;
  if (leaving.type === AST_NODE_TYPES.BlockStatement) return grantsFirst(leaving.body);
  return (
    leaving.type === AST_NODE_TYPES.ReturnStatement && leaving.argument !== null && isGrant(leaving.argument)
  );
}

/** Whether a callback answers with a grant. */
export function returnsGrant(callback: TSESTree.Node | undefined): boolean {
  if (!callback || !isFunction(callback)) return false;
  const { body } = callback;
  return body.type === AST_NODE_TYPES.BlockStatement ? grantsFirst(body.body) : isGrant(body);
}

export function isTrue(node: TSESTree.Node | null | undefined): boolean {
  return node?.type === AST_NODE_TYPES.Literal && node.value === true;
}

/** `undefined`, `null`, `false`, an error result, a decline. */
export function isRefusal(expression: TSESTree.Node | null, text: (node: TSESTree.Node) => string): boolean {
  if (!expression) return true;
  const node = unwrap(expression);
  const written = text(node);
  if (['undefined', 'null', 'false'].includes(written)) return true;
  return (
    node.type === AST_NODE_TYPES.ObjectExpression &&
    /\bisError: *true|: *false\b|['"](?:decline|cancel)/.test(written)
  );
}
