import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingClass, isFunction, keyName, memberName, unwrap } from './tree.js';

/** The property of the class around that `this.name` means, or the constructor parameter that declares it. */
export function classMember(node: TSESTree.MemberExpression) {
  if (unwrap(node.object).type !== AST_NODE_TYPES.ThisExpression) return undefined;
  const name = memberName(node);
  for (const each of enclosingClass(node)?.body.body ?? []) {
    if (each.type === AST_NODE_TYPES.PropertyDefinition && keyName(each) === name) return each;
    if (each.type !== AST_NODE_TYPES.MethodDefinition || each.kind !== 'constructor') continue;
    for (const parameter of each.value.params) {
      if (parameter.type !== AST_NODE_TYPES.TSParameterProperty) continue;
      const inner =
        parameter.parameter.type === AST_NODE_TYPES.AssignmentPattern
          ? parameter.parameter.left
          : parameter.parameter;
      if (inner.type === AST_NODE_TYPES.Identifier && inner.name === name) {
        return { typeAnnotation: inner.typeAnnotation, value: undefined };
      }
    }
  }
  return undefined;
}

/** The getter of the class around that `this.name` runs. */
export function classGetter(node: TSESTree.MemberExpression) {
  if (unwrap(node.object).type !== AST_NODE_TYPES.ThisExpression) return undefined;
  const name = memberName(node);
  const found = enclosingClass(node)?.body.body.find(
    each => each.type === AST_NODE_TYPES.MethodDefinition && each.kind === 'get' && keyName(each) === name,
  );
  return found?.type === AST_NODE_TYPES.MethodDefinition && isFunction(found.value) ? found.value : undefined;
}
