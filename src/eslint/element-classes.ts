import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { classMember } from './class-members.js';
import type { KnownClasses } from './contexts.js';
import type { Names } from './names.js';
import { unwrap } from './tree.js';
import { annotation, membersOf } from './types.js';

/** The SDK class of the values of a `Map`, a `Record` or an object, by its annotation or type arguments. */
export function elementClass(classes: KnownClasses, names: Names, node: TSESTree.Node): string | undefined {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.NewExpression) return elementType(classes, names, value);
  if (value.type === AST_NODE_TYPES.MemberExpression) {
    const member = classMember(value);
    return (
      elementType(classes, names, member?.typeAnnotation?.typeAnnotation) ??
      (member?.value ? elementClass(classes, names, member.value) : undefined)
    );
  }
  if (value.type !== AST_NODE_TYPES.Identifier) return undefined;
  const definition = names.variable(value)?.defs[0];
  const declarator = definition?.node;
  if (declarator?.type !== AST_NODE_TYPES.VariableDeclarator) {
    return definition ? elementType(classes, names, annotation(definition.name)) : undefined;
  }
  return (
    elementType(classes, names, annotation(declarator.id)) ??
    (declarator.init ? elementClass(classes, names, declarator.init) : undefined)
  );
}

function elementType(
  classes: KnownClasses,
  names: Names,
  type: TSESTree.TypeNode | TSESTree.NewExpression | undefined,
): string | undefined {
  if (type?.type === AST_NODE_TYPES.TSTypeLiteral) {
    const index = type.members.find(each => each.type === AST_NODE_TYPES.TSIndexSignature);
    return heldClass(classes, names, index?.typeAnnotation?.typeAnnotation);
  }
  const isGeneric =
    type?.type === AST_NODE_TYPES.TSTypeReference || type?.type === AST_NODE_TYPES.NewExpression;
  return isGeneric ? heldClass(classes, names, type.typeArguments?.params[1]) : undefined;
}

/** The class of a value that a map holds, alone or as a member of an entry: `{ transport, server }`. */
function heldClass(
  classes: KnownClasses,
  names: Names,
  type: TSESTree.TypeNode | undefined,
): string | undefined {
  const direct = type && classes.classOfType(type);
  if (direct || !type) return direct;
  return membersOf(type, names)
    .map(({ typeAnnotation: member }) => member && classes.classOfType(member.typeAnnotation))
    .find(Boolean);
}
