import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { listedHeaders } from './headers.js';
import type { Names } from './names.js';
import { keyName, literalText, memberName, propertyValue, unwrap, wrapped } from './tree.js';

/** A list of header names of a CORS policy: what a browser may send, or what it may read from a response. */
export interface HeaderList {
  readonly kind: 'allow' | 'expose';
  /** The list as it is written; the expression in the policy when the list is out of sight. */
  readonly node: TSESTree.Node;
  /** The names that are known to be in it. */
  readonly names: readonly string[];
  /** Whether it holds something that is put in at run time. */
  readonly isOpen: boolean;
  /** The names that are known to be in one of the lists of the same policy. */
  readonly inPolicy: readonly string[];
}

type Listed = Pick<HeaderList, 'node' | 'names' | 'isOpen'>;

const ALLOW = /^(?:allowedHeaders|allowHeaders|access-control-allow-headers)$/i;
const EXPOSE = /^(?:exposedHeaders|exposeHeaders|access-control-expose-headers)$/i;
/**
 * The header lists that an object, an array or a call is the policy of: `cors({ allowedHeaders, exposedHeaders })`,
 * `{ 'Access-Control-Allow-Headers': '…' }`, `res.setHeader('Access-Control-Allow-Headers', '…')`, and pairs of a
 * name and a value as `Headers` takes them.
 */
export function headerLists(names: Names, node: TSESTree.Node): HeaderList[] {
  if (node.type === AST_NODE_TYPES.ObjectExpression) {
    const name = names.string(propertyValue(node, 'key'));
    return name === undefined
      ? policy(option(names, node, ALLOW), option(names, node, EXPOSE))
      : header(names, name, propertyValue(node, 'value'));
  }
  if (node.type === AST_NODE_TYPES.ArrayExpression) {
    const [name, value, ...more] = node.elements;
    return more.length === 0 ? header(names, literalText(name), value) : [];
  }
  if (node.type === AST_NODE_TYPES.CallExpression) {
    const { callee } = node;
    if (callee.type !== AST_NODE_TYPES.MemberExpression || memberName(callee) === undefined) return [];
    return header(names, literalText(node.arguments[0]), node.arguments[1]);
  }
  return [];
}

/** The name that an array is kept under: `const FORWARDED_HEADERS = new Set([…])`, `{ passHeaders: […] }`. */
export function listName(node: TSESTree.Node): string {
  const { parent } = wrapped(node);
  switch (parent?.type) {
    case AST_NODE_TYPES.NewExpression:
      return listName(parent);
    case AST_NODE_TYPES.VariableDeclarator:
      return parent.id.type === AST_NODE_TYPES.Identifier ? parent.id.name : '';
    case AST_NODE_TYPES.Property:
    case AST_NODE_TYPES.PropertyDefinition:
      return keyName(parent) ?? '';
    default:
      return '';
  }
}

function header(names: Names, name: string | undefined, value: TSESTree.Node | null | undefined) {
  if (name === undefined || !value) return [];
  if (ALLOW.test(name)) return policy(listed(names, value), undefined);
  return EXPOSE.test(name) ? policy(undefined, listed(names, value)) : [];
}

function policy(allow: Listed | undefined, expose: Listed | undefined): HeaderList[] {
  const inPolicy = [...(allow?.names ?? []), ...(expose?.names ?? [])];
  return [
    ...(allow ? [{ kind: 'allow' as const, ...allow, inPolicy }] : []),
    ...(expose ? [{ kind: 'expose' as const, ...expose, inPolicy }] : []),
  ];
}

function option(names: Names, node: TSESTree.ObjectExpression, pattern: RegExp): Listed | undefined {
  for (const each of node.properties) {
    if (each.type !== AST_NODE_TYPES.Property || !pattern.test(keyName(each) ?? '')) continue;
    return listed(names, each.value);
  }
  return undefined;
}

/** The header names of an expression: an array, a text with commas, a constant of either, `[…].join(', ')`. */
function listed(names: Names, node: TSESTree.Node, depth = 0): Listed | undefined {
  const value = unwrap(node);
  const text = literalText(value);
  if (text !== undefined) return { node: value, names: listedHeaders(text), isOpen: false };
  if (value.type === AST_NODE_TYPES.TemplateLiteral) return template(names, value);
  if (value.type === AST_NODE_TYPES.ArrayExpression) return array(names, value, depth);
  if (value.type === AST_NODE_TYPES.CallExpression) {
    const { callee } = value;
    const isJoined = callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'join';
    return isJoined ? listed(names, callee.object, depth) : undefined;
  }
  const initializer = value.type === AST_NODE_TYPES.Identifier ? names.initializer(value) : undefined;
  if (initializer && depth < 5) return listed(names, initializer, depth + 1);
  const constant = names.string(value);
  return constant === undefined ? undefined : { node: value, names: listedHeaders(constant), isOpen: false };
}

function template(names: Names, node: TSESTree.TemplateLiteral): Listed {
  const parts = node.expressions.map(each => names.string(each));
  const texts = [...node.quasis.map(each => each.value.cooked ?? ''), ...parts.map(each => each ?? '')];
  return { node, names: texts.flatMap(listedHeaders), isOpen: parts.includes(undefined) };
}

function array(names: Names, node: TSESTree.ArrayExpression, depth: number): Listed | undefined {
  const found: string[] = [];
  let isOpen = false;
  for (const each of node.elements) {
    if (!each) continue;
    const spread = each.type === AST_NODE_TYPES.SpreadElement;
    const more = spread ? listed(names, each.argument, depth + 1)?.names : names.string(each);
    if (more === undefined) isOpen = true;
    else found.push(...(typeof more === 'string' ? [more] : more));
  }
  return found.length > 0 ? { node, names: found, isOpen } : undefined;
}
