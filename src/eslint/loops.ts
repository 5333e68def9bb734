import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { Names } from './names.js';
import { isFunction, keyName, memberName, propertyValue, unwrap, wrapped } from './tree.js';

/** What a loop goes through, and the pattern that it gives to each of it. */
interface Loop {
  readonly list: TSESTree.Node;
  readonly pattern: TSESTree.Node;
  /** Whether it goes through the keys of an object. */
  readonly isOfKeys: boolean;
}

/**
 * The values that an expression has in a loop, one after the other: a name that the loop gives to the items of a list,
 * a part of an item, `map[key]` for the keys of a map. None for other expressions.
 */
export function listedValues(names: Names, node: TSESTree.Node): TSESTree.Node[] {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.Identifier) {
    const loop = loopOf(names, value);
    const name = names.variable(value)?.defs[0]?.name;
    return loop && !loop.isOfKeys ? bound(names, loop, name) : [];
  }
  if (value.type !== AST_NODE_TYPES.MemberExpression) return [];
  if (value.computed && value.property.type === AST_NODE_TYPES.Identifier) {
    const loop = loopOf(names, value.property);
    const isOfSame = loop?.isOfKeys === true && names.object(loop.list) === names.object(value.object);
    return isOfSame ? valuesOf(names.object(value.object)) : [];
  }
  const member = memberName(value);
  return member === undefined
    ? []
    : listedValues(names, value.object).flatMap(each => propertyValue(names.object(each), member) ?? []);
}

function loopOf(names: Names, name: TSESTree.Identifier): Loop | undefined {
  const definition = names.variable(name)?.defs[0];
  const owner = definition?.node;
  if (isFunction(owner)) {
    const { parent: call } = wrapped(owner);
    const pattern = owner.params.find(each => holds(each, definition!.name));
    if (call?.type !== AST_NODE_TYPES.CallExpression || call.arguments[0] !== owner || !pattern)
      return undefined;
    if (call.callee.type !== AST_NODE_TYPES.MemberExpression || memberName(call.callee) !== 'forEach') {
      return undefined;
    }
    return owner.params[0] === pattern ? through(call.callee.object, pattern) : undefined;
  }
  if (owner?.type !== AST_NODE_TYPES.VariableDeclarator) return undefined;
  const loop = owner.parent.parent;
  if (loop.type === AST_NODE_TYPES.ForInStatement && loop.left === owner.parent) {
    return { list: loop.right, pattern: owner.id, isOfKeys: true };
  }
  const isOf = loop.type === AST_NODE_TYPES.ForOfStatement && loop.left === owner.parent;
  return isOf ? through(loop.right, owner.id) : undefined;
}

/** A loop through a list, or through what `Object.keys(…)` makes of an object. */
function through(list: TSESTree.Node, pattern: TSESTree.Node): Loop {
  const made = objectCall(list);
  return made?.name === 'keys'
    ? { list: made.object, pattern, isOfKeys: true }
    : { list, pattern, isOfKeys: false };
}

function holds(pattern: TSESTree.Node, name: TSESTree.Node): boolean {
  return pattern.range[0] <= name.range[0] && name.range[1] <= pattern.range[1];
}

/** `Object.keys(map)`, `Object.values(map)`, `Object.entries(map)`. */
function objectCall(list: TSESTree.Node) {
  const value = unwrap(list);
  if (value.type !== AST_NODE_TYPES.CallExpression) return undefined;
  const { callee } = value;
  const [object] = value.arguments;
  const isOfObject =
    callee.type === AST_NODE_TYPES.MemberExpression &&
    callee.object.type === AST_NODE_TYPES.Identifier &&
    callee.object.name === 'Object';
  return isOfObject && object ? { name: memberName(callee), object } : undefined;
}

/** What a loop binds a name to, item by item. */
function bound(names: Names, { list, pattern }: Loop, name: TSESTree.Node | undefined): TSESTree.Node[] {
  const made = objectCall(list);
  const values = made && valuesOf(names.object(made.object));
  if (values && made.name === 'entries') {
    const second = pattern.type === AST_NODE_TYPES.ArrayPattern ? pattern.elements[1] : undefined;
    return second ? values.flatMap(each => part(names, second, each, name)) : [];
  }
  return (values ?? names.items(list)).flatMap(each => part(names, pattern, each, name));
}

/** The part of a value that a pattern gives a name to. */
function part(
  names: Names,
  pattern: TSESTree.Node,
  value: TSESTree.Node,
  name: TSESTree.Node | undefined,
): TSESTree.Node[] {
  if (pattern === name) return [value];
  if (pattern.type === AST_NODE_TYPES.ArrayPattern) {
    const index = pattern.elements.indexOf(name as (typeof pattern.elements)[number]);
    return index < 0 ? [] : names.items(value).slice(index, index + 1);
  }
  if (pattern.type !== AST_NODE_TYPES.ObjectPattern) return [];
  const property = pattern.properties.find(
    (each): each is TSESTree.Property => each.type === AST_NODE_TYPES.Property && each.value === name,
  );
  const key = property && keyName(property);
  const found = key === undefined ? undefined : propertyValue(names.object(value), key);
  return found ? [found] : [];
}

function valuesOf(object: TSESTree.ObjectExpression | undefined): TSESTree.Node[] {
  return (object?.properties ?? []).flatMap(each =>
    each.type === AST_NODE_TYPES.Property ? [each.value] : [],
  );
}
