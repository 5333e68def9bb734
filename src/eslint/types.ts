import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { Names } from './names.js';
import { keyName } from './tree.js';

/** The type that a variable, parameter or pattern is annotated with; `any` and `unknown` say nothing. */
export function annotation(node: TSESTree.Node): TSESTree.TypeNode | undefined {
  const inner = node.type === AST_NODE_TYPES.AssignmentPattern ? node.left : node;
  if (!('typeAnnotation' in inner) || inner.typeAnnotation?.type !== AST_NODE_TYPES.TSTypeAnnotation) {
    return undefined;
  }
  const { typeAnnotation: type } = inner.typeAnnotation;
  const saysNothing =
    type.type === AST_NODE_TYPES.TSAnyKeyword || type.type === AST_NODE_TYPES.TSUnknownKeyword;
  return saysNothing ? undefined : type;
}

/** The properties of a type that is written as a literal or declared in the file. */
export function membersOf(type: TSESTree.TypeNode, names: Names): TSESTree.TSPropertySignature[] {
  let members: readonly TSESTree.TypeElement[] = [];
  if (type.type === AST_NODE_TYPES.TSTypeLiteral) members = type.members;
  if (type.type === AST_NODE_TYPES.TSTypeReference && type.typeName.type === AST_NODE_TYPES.Identifier) {
    const declared = names.variable(type.typeName)?.defs[0]?.node;
    if (declared?.type === AST_NODE_TYPES.TSInterfaceDeclaration) members = declared.body.body;
    if (declared?.type === AST_NODE_TYPES.TSTypeAliasDeclaration)
      return membersOf(declared.typeAnnotation, names);
  }
  return members.filter(each => each.type === AST_NODE_TYPES.TSPropertySignature);
}

/** The type of one property of such a type. */
export function memberType(
  type: TSESTree.TypeNode,
  key: string,
  names: Names,
): TSESTree.TypeNode | undefined {
  return membersOf(type, names).find(each => keyName(each) === key)?.typeAnnotation?.typeAnnotation;
}

/** The outermost pattern that binds a name, and the members that lead from there to the name. */
export function patternPath(
  name: TSESTree.Node,
): { readonly root: TSESTree.Node; readonly path: readonly string[] } | undefined {
  const path: string[] = [];
  let at = name;
  for (;;) {
    let { parent } = at;
    if (parent?.type === AST_NODE_TYPES.AssignmentPattern && parent.left === at) {
      at = parent;
      parent = at.parent;
    }
    if (parent?.type !== AST_NODE_TYPES.Property || parent.parent.type !== AST_NODE_TYPES.ObjectPattern) {
      return path.length > 0 ? { root: at, path } : undefined;
    }
    const key = keyName(parent);
    if (key === undefined) return undefined;
    path.unshift(key);
    at = parent.parent;
  }
}
