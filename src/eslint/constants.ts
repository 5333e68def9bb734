import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { Names } from './names.js';
import { literalText, memberName, propertyValue, unwrap } from './tree.js';

const MAX_DEPTH = 5;

/** The string or number that an expression surely is: a literal, or a constant of this file or of one it imports from. */
export function constantOf(
  names: Names,
  node: TSESTree.Node | null | undefined,
  depth = 0,
): string | number | undefined {
  if (!node || depth > MAX_DEPTH) return undefined;
  const value = unwrap(node);
  const text = literalText(value);
  if (text !== undefined) return text;
  if (value.type === AST_NODE_TYPES.Literal && typeof value.value === 'number') return value.value;
  if (value.type === AST_NODE_TYPES.UnaryExpression && value.operator === '-') {
    const number = constantOf(names, value.argument, depth + 1);
    return typeof number === 'number' ? -number : undefined;
  }
  if (value.type === AST_NODE_TYPES.Identifier) {
    const assigned = names.initializer(value);
    return assigned ? constantOf(names, assigned, depth + 1) : names.imported(value)?.exported.constant;
  }
  if (value.type !== AST_NODE_TYPES.MemberExpression) return undefined;
  const name = memberName(value);
  const member = name === undefined ? undefined : ownMember(names, value.object, name);
  return member ? constantOf(names, member, depth + 1) : importedMember(names, value);
}

/** The value of a member of a constant object or of an enumeration of the file. */
function ownMember(names: Names, owner: TSESTree.Node, name: string): TSESTree.Node | undefined {
  const object = names.object(owner);
  if (object) return propertyValue(object, name);
  const declared =
    owner.type === AST_NODE_TYPES.Identifier ? names.variable(owner)?.defs[0]?.node : undefined;
  if (declared?.type !== AST_NODE_TYPES.TSEnumDeclaration) return undefined;
  const member = declared.body.members.find(
    each => (each.id.type === AST_NODE_TYPES.Identifier ? each.id.name : literalText(each.id)) === name,
  );
  return member?.initializer;
}

/** `METHODS.TOOLS.LIST` of an object of constants that another file of the project exports. */
function importedMember(names: Names, node: TSESTree.MemberExpression): string | number | undefined {
  const path: string[] = [];
  let at: TSESTree.Node = node;
  for (; at.type === AST_NODE_TYPES.MemberExpression; at = unwrap(at.object)) {
    const name = memberName(at);
    if (name === undefined) return undefined;
    path.unshift(name);
  }
  if (at.type !== AST_NODE_TYPES.Identifier) return undefined;
  return names.imported(at)?.exported.members?.get(path.join('.'));
}
