import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { isFunction, keyName, unwrap, type FunctionNode } from './tree.js';
import { annotation } from './types.js';

/** A member of an OAuth provider. */
export interface ProviderMember {
  readonly node: TSESTree.Node;
  /** The function that it is; undefined for members that are none. */
  readonly function: FunctionNode | undefined;
}

const PROVIDER = 'OAuthClientProvider';
/** Members that only an `OAuthClientProvider` has together, for JavaScript. */
const TELLING = ['redirectToAuthorization', 'saveCodeVerifier', 'saveTokens'];

/**
 * The members of an implementation of the SDK's `OAuthClientProvider`, by name: of a class that implements it, of an
 * object declared as one, of a class or object that has all of its methods. Undefined for other nodes.
 */
export function oauthProvider(
  file: McpFile,
  node: TSESTree.Node,
): ReadonlyMap<string, ProviderMember> | undefined {
  if (node.type === AST_NODE_TYPES.ClassDeclaration || node.type === AST_NODE_TYPES.ClassExpression) {
    const types = [
      ...node.implements.map(each => each.expression),
      ...(node.superClass ? [node.superClass] : []),
    ];
    return provider(node.body.body, types.some(isProvider));
  }
  if (node.type !== AST_NODE_TYPES.ObjectExpression) return undefined;
  return provider(node.properties, declaredTypes(node).some(isProviderType));

  function isProvider(name: TSESTree.Node): boolean {
    return file.names.sdkName(name) === PROVIDER;
  }

  function isProviderType(type: TSESTree.TypeNode): boolean {
    return type.type === AST_NODE_TYPES.TSTypeReference && isProvider(type.typeName);
  }

  function provider(nodes: readonly TSESTree.Node[], isDeclared: boolean) {
    const members = new Map(nodes.flatMap(asMember));
    const isOne = isDeclared || (file.usesSdk && TELLING.every(name => members.get(name)?.function));
    return isOne ? members : undefined;
  }
}

/** The types that the code around an object gives it. */
function declaredTypes(node: TSESTree.ObjectExpression): TSESTree.TypeNode[] {
  const types: TSESTree.TypeNode[] = [];
  let at: TSESTree.Node = node;
  while (at.parent && unwrap(at.parent) === node) {
    at = at.parent;
    if (at.type === AST_NODE_TYPES.TSAsExpression || at.type === AST_NODE_TYPES.TSSatisfiesExpression) {
      types.push(at.typeAnnotation);
    }
  }
  const { parent } = at;
  const declared =
    parent?.type === AST_NODE_TYPES.VariableDeclarator
      ? annotation(parent.id)
      : parent?.type === AST_NODE_TYPES.PropertyDefinition
        ? parent.typeAnnotation?.typeAnnotation
        : undefined;
  return declared ? [...types, declared] : types;
}

function asMember(node: TSESTree.Node): [string, ProviderMember][] {
  if (
    node.type !== AST_NODE_TYPES.Property &&
    node.type !== AST_NODE_TYPES.MethodDefinition &&
    node.type !== AST_NODE_TYPES.PropertyDefinition
  ) {
    return [];
  }
  const name = keyName(node);
  const value = node.value ? unwrap(node.value) : undefined;
  return name === undefined ? [] : [[name, { node, function: isFunction(value) ? value : undefined }]];
}
