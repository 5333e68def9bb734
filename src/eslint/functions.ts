import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { Names } from './names.js';
import { enclosingClass, isFunction, keyName, memberName, unwrap, walk, type FunctionNode } from './tree.js';

/** The uses of the name that a function is declared under, or that it is the initializer of. */
export function referencesTo(
  sourceCode: Readonly<TSESLint.SourceCode>,
  owner: FunctionNode,
): readonly TSESLint.Scope.Reference[] {
  const named = owner.type === AST_NODE_TYPES.FunctionDeclaration ? owner : owner.parent;
  const isNamed =
    named.type === AST_NODE_TYPES.FunctionDeclaration ||
    (named.type === AST_NODE_TYPES.VariableDeclarator && named.init === owner);
  if (!isNamed) return [];
  return sourceCode.getDeclaredVariables?.(named)[0]?.references ?? [];
}

/** The calls of a function by its name. */
export function callsOf(
  sourceCode: Readonly<TSESLint.SourceCode>,
  owner: FunctionNode,
): TSESTree.CallExpression[] {
  return referencesTo(sourceCode, owner).flatMap(({ identifier }) => {
    const { parent } = identifier;
    return parent?.type === AST_NODE_TYPES.CallExpression && parent.callee === identifier ? [parent] : [];
  });
}

/** The method, or member that holds a function, of the class around that `this.name(…)` calls. */
export function calledMethod(callee: TSESTree.MemberExpression): FunctionNode | undefined {
  const name = memberName(callee);
  for (const each of enclosingClass(callee)?.body.body ?? []) {
    const isMember =
      each.type === AST_NODE_TYPES.MethodDefinition || each.type === AST_NODE_TYPES.PropertyDefinition;
    if (isMember && keyName(each) === name && isFunction(each.value)) return each.value;
  }
  return undefined;
}

/** The function of the file that a call runs: one it names, or a method of the class around. */
export function calledFunction(names: Names, node: TSESTree.CallExpression): FunctionNode | undefined {
  const callee = unwrap(node.callee);
  if (callee.type !== AST_NODE_TYPES.MemberExpression) return names.function(callee);
  return callee.object.type === AST_NODE_TYPES.ThisExpression ? calledMethod(callee) : undefined;
}

/** The function that an expression is: by name or written there, as a method of `this`, and what `bind` makes of it. */
export function functionValue(names: Names, node: TSESTree.Node): FunctionNode | undefined {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.MemberExpression) {
    return value.object.type === AST_NODE_TYPES.ThisExpression ? calledMethod(value) : undefined;
  }
  if (value.type !== AST_NODE_TYPES.CallExpression) return names.function(value);
  const { callee } = value;
  const isBound = callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'bind';
  return isBound ? functionValue(names, callee.object) : undefined;
}

/** What a function returns, its inner functions apart. */
export function valuesReturned(
  sourceCode: Readonly<TSESLint.SourceCode>,
  owner: FunctionNode,
): readonly TSESTree.Node[] {
  if (owner.body.type !== AST_NODE_TYPES.BlockStatement) return [owner.body];
  const values: TSESTree.Node[] = [];
  walk(sourceCode, owner.body, at => {
    if (isFunction(at)) return false;
    if (at.type === AST_NODE_TYPES.ReturnStatement && at.argument) values.push(at.argument);
    return undefined;
  });
  return values;
}
