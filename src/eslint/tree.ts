import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';

export type FunctionNode =
  TSESTree.ArrowFunctionExpression | TSESTree.FunctionDeclaration | TSESTree.FunctionExpression;

export function isFunction(node: TSESTree.Node | null | undefined): node is FunctionNode {
  return (
    node?.type === AST_NODE_TYPES.ArrowFunctionExpression ||
    node?.type === AST_NODE_TYPES.FunctionDeclaration ||
    node?.type === AST_NODE_TYPES.FunctionExpression
  );
}

/** An expression without what only the type checker or the reader sees: `(x as T)!`, `await x`, `a?.b` as `a.b`. */
export function unwrap(node: TSESTree.Node): TSESTree.Node {
  switch (node.type) {
    case AST_NODE_TYPES.TSAsExpression:
    case AST_NODE_TYPES.TSNonNullExpression:
    case AST_NODE_TYPES.TSSatisfiesExpression:
    case AST_NODE_TYPES.TSTypeAssertion:
    case AST_NODE_TYPES.ChainExpression:
      return unwrap(node.expression);
    case AST_NODE_TYPES.AwaitExpression:
      return unwrap(node.argument);
    default:
      return node;
  }
}

/** The outermost node that `unwrap` would lead from to this one. */
export function wrapped(node: TSESTree.Node): TSESTree.Node {
  const { parent } = node;
  return parent && parent !== node && unwrap(parent) === unwrap(node) ? wrapped(parent) : node;
}

/** The nodes around a node, from its parent outwards. */
export function* ancestors(node: TSESTree.Node): Generator<TSESTree.Node> {
  for (let at = node.parent; at; at = at.parent) yield at;
}

export function enclosingFunction(node: TSESTree.Node): FunctionNode | undefined {
  for (const at of ancestors(node)) if (isFunction(at)) return at;
  return undefined;
}

export function enclosingClass(
  node: TSESTree.Node,
): TSESTree.ClassDeclaration | TSESTree.ClassExpression | undefined {
  for (const at of ancestors(node)) {
    if (at.type === AST_NODE_TYPES.ClassDeclaration || at.type === AST_NODE_TYPES.ClassExpression) return at;
  }
  return undefined;
}

/** The name that a property, member or key is written with; undefined when it is computed at run time. */
export function keyName(node: {
  readonly key: TSESTree.Node;
  readonly computed?: boolean;
}): string | undefined {
  const { key } = node;
  if (!node.computed && key.type === AST_NODE_TYPES.Identifier) return key.name;
  if (key.type === AST_NODE_TYPES.PrivateIdentifier) return key.name;
  return literalText(key);
}

/** The member that `object.name`, `object['name']` or `object.#name` reads. */
export function memberName(node: TSESTree.MemberExpression): string | undefined {
  const { property } = node;
  if (!node.computed) {
    return property.type === AST_NODE_TYPES.Identifier || property.type === AST_NODE_TYPES.PrivateIdentifier
      ? property.name
      : undefined;
  }
  return literalText(property);
}

/** The text of a string literal or of a template without expressions. */
export function literalText(node: TSESTree.Node | null | undefined): string | undefined {
  if (node?.type === AST_NODE_TYPES.Literal && typeof node.value === 'string') return node.value;
  if (node?.type === AST_NODE_TYPES.TemplateLiteral && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}

/** A property of an object literal by its name; a method counts, a spread does not. */
export function property(node: TSESTree.ObjectExpression, name: string): TSESTree.Property | undefined {
  return node.properties.find(
    (each): each is TSESTree.Property => each.type === AST_NODE_TYPES.Property && keyName(each) === name,
  );
}

/** The value of a property of an object literal; undefined when it has none of that name. */
export function propertyValue(node: TSESTree.Node | undefined, name: string): TSESTree.Node | undefined {
  if (node?.type !== AST_NODE_TYPES.ObjectExpression) return undefined;
  return property(node, name)?.value;
}

/** Whether an object literal takes in others, so that what it lacks cannot be told. */
export function hasSpread(node: TSESTree.ObjectExpression): boolean {
  return node.properties.some(each => each.type === AST_NODE_TYPES.SpreadElement);
}

/** Whether a node lies within another one, or is it. */
export function contains(outer: TSESTree.Node, inner: TSESTree.Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** Calls back for a node and everything below it; `false` keeps out of the node's children. */
export function walk(
  sourceCode: Readonly<TSESLint.SourceCode>,
  root: TSESTree.Node,
  visit: (node: TSESTree.Node) => boolean | void,
): void {
  if (visit(root) === false) return;
  for (const key of sourceCode.visitorKeys[root.type] ?? []) {
    const child = (root as unknown as Record<string, TSESTree.Node | (TSESTree.Node | null)[] | null>)[key];
    for (const each of Array.isArray(child) ? child : [child]) if (each) walk(sourceCode, each, visit);
  }
}

/** Whether some node at or below `root` satisfies a test. */
export function somewhere(
  sourceCode: Readonly<TSESLint.SourceCode>,
  root: TSESTree.Node,
  test: (node: TSESTree.Node) => boolean,
): boolean {
  let found = false;
  walk(sourceCode, root, node => {
    if (found) return false;
    found = test(node);
    return undefined;
  });
  return found;
}
