import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { annotation, membersOf } from './types.js';
import { ancestors, memberName, unwrap, walk } from './tree.js';

const TRANSPORT = /StreamableHTTPServerTransport$/;
const SERVER = /^(?:McpServer|Server)$/;
const NAMED_FOR_SESSIONS = /session/i;
const NAMED_FOR_TRANSPORTS = /session|transport/i;

/**
 * Whether a declaration is a store of transports, or of servers, by session id: `new Map<string, Transport>()`, an
 * object or a record, on its own or as a property of a class, by its type or by what the file puts in.
 */
export function isSessionStore(
  file: McpFile,
  node: TSESTree.VariableDeclarator | TSESTree.PropertyDefinition,
): boolean {
  const name = nameOf(node);
  const value = node.type === AST_NODE_TYPES.VariableDeclarator ? node.init : node.value;
  if (name === undefined || (value && !isStore(value))) return false;
  const type =
    node.type === AST_NODE_TYPES.VariableDeclarator
      ? annotation(node.id)
      : node.typeAnnotation?.typeAnnotation;
  const stored = [type, value ? unwrap(value) : undefined].flatMap(each => elementType(file, each) ?? [])[0];
  if (!value && !stored) return false;
  const kept = stored ? classesIn(file, stored) : put(file, node, name);
  // What remembers the way back of each request is no store of sessions.
  if (/request/i.test(name) && !NAMED_FOR_TRANSPORTS.test(name)) return false;
  if (kept.some(each => TRANSPORT.test(each))) return true;
  const isOfServers = kept.includes('Transport') && /ServerTransport\b/.test(file.code);
  const mayBe = isOfServers ? NAMED_FOR_TRANSPORTS : NAMED_FOR_SESSIONS;
  const isForSessions = mayBe.test(name) || (type !== undefined && NAMED_FOR_SESSIONS.test(keyNameOf(type)));
  return isForSessions && kept.some(each => each === 'Transport' || SERVER.test(each));
}

function nameOf(node: TSESTree.VariableDeclarator | TSESTree.PropertyDefinition): string | undefined {
  const at = node.type === AST_NODE_TYPES.VariableDeclarator ? node.id : node.key;
  return at.type === AST_NODE_TYPES.Identifier || at.type === AST_NODE_TYPES.PrivateIdentifier
    ? at.name
    : undefined;
}

/** An empty object, a new `Map` or something like it. */
function isStore(node: TSESTree.Node): boolean {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.ObjectExpression) return value.properties.length === 0;
  if (value.type === AST_NODE_TYPES.NewExpression) return true;
  return (
    value.type === AST_NODE_TYPES.CallExpression &&
    value.callee.type === AST_NODE_TYPES.MemberExpression &&
    memberName(value.callee) === 'create'
  );
}

/** The name of the key in `{ [sessionId: string]: T }`. */
function keyNameOf(type: TSESTree.TypeNode): string {
  if (type.type !== AST_NODE_TYPES.TSTypeLiteral) return '';
  const index = type.members.find(each => each.type === AST_NODE_TYPES.TSIndexSignature);
  const key = index?.parameters[0];
  return key?.type === AST_NODE_TYPES.Identifier ? key.name : '';
}

/** The type of the values in a map: `Map<K, V>`, `Record<K, V>`, `{ [key: string]: V }`. */
function elementType(
  file: McpFile,
  type: TSESTree.Node | undefined,
  depth = 0,
): TSESTree.TypeNode | undefined {
  if (type?.type === AST_NODE_TYPES.TSTypeLiteral) {
    const index = type.members.find(each => each.type === AST_NODE_TYPES.TSIndexSignature);
    return index?.typeAnnotation?.typeAnnotation;
  }
  if (type?.type === AST_NODE_TYPES.NewExpression) return type.typeArguments?.params[1];
  if (type?.type !== AST_NODE_TYPES.TSTypeReference) return undefined;
  if (type.typeArguments) return type.typeArguments.params[1];
  if (type.typeName.type !== AST_NODE_TYPES.Identifier || depth > 3) return undefined;
  const declared = file.names.variable(type.typeName)?.defs[0]?.node;
  return declared?.type === AST_NODE_TYPES.TSTypeAliasDeclaration
    ? elementType(file, declared.typeAnnotation, depth + 1)
    : undefined;
}

/** The SDK classes of a type: itself, and those of its members. */
function classesIn(file: McpFile, type: TSESTree.TypeNode): string[] {
  const types = type.type === AST_NODE_TYPES.TSUnionType ? type.types : [type];
  return types.flatMap(each => {
    const direct = file.values.classOfType(each);
    if (direct !== undefined) return [direct];
    return membersOf(each, file.names).flatMap(
      member => file.values.classOfType(member.typeAnnotation?.typeAnnotation) ?? [],
    );
  });
}

/** The SDK classes of what the file puts into a store without a type: `store[id] = v`, `store.set(id, v)`. */
function put(
  file: McpFile,
  node: TSESTree.VariableDeclarator | TSESTree.PropertyDefinition,
  name: string,
): string[] {
  const found: string[] = [];
  const add = (value: TSESTree.Node): void => {
    const object = file.names.object(value);
    const values = object
      ? object.properties.flatMap(each => (each.type === AST_NODE_TYPES.Property ? [each.value] : []))
      : [value];
    found.push(...values.flatMap(each => file.values.classOf(each) ?? []));
  };
  const inspect = (store: TSESTree.Node): void => {
    const { parent } = store;
    if (parent?.type !== AST_NODE_TYPES.MemberExpression || parent.object !== store) return;
    const { parent: outer } = parent;
    if (parent.computed && outer.type === AST_NODE_TYPES.AssignmentExpression && outer.left === parent) {
      add(outer.right);
    }
    const isSet =
      outer.type === AST_NODE_TYPES.CallExpression && outer.callee === parent && memberName(parent) === 'set';
    if (isSet && outer.arguments[1]) add(outer.arguments[1]);
  };
  if (node.type === AST_NODE_TYPES.VariableDeclarator) {
    const variable = file.names.variable(node.id as TSESTree.Identifier);
    for (const { identifier } of variable?.references ?? []) inspect(identifier);
    return found;
  }
  for (const at of ancestors(node)) {
    if (at.type !== AST_NODE_TYPES.ClassBody) continue;
    walk(file.sourceCode, at, inner => {
      const isOurs =
        inner.type === AST_NODE_TYPES.MemberExpression &&
        inner.object.type === AST_NODE_TYPES.ThisExpression &&
        memberName(inner) === name;
      if (isOurs) inspect(inner);
    });
    return found;
  }
  return found;
}
