import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { enclosingClass, property, propertyValue, wrapped } from './tree.js';
import { annotation } from './types.js';

/** A server or client of the SDK, or what declares capabilities for one. */
export type Declarer = 'server' | 'client';

const DECLARERS: Readonly<Record<string, Declarer>> = {
  McpServer: 'server',
  Server: 'server',
  Client: 'client',
  ServerCapabilities: 'server',
  ClientCapabilities: 'client',
};

/** The options that a server or client of the SDK is made with, by `new` or by `super` in a subclass. */
export function optionsOf(
  file: McpFile,
  node: TSESTree.NewExpression | TSESTree.CallExpression,
): { readonly of: Declarer; readonly options: TSESTree.ObjectExpression } | undefined {
  const base =
    node.callee.type === AST_NODE_TYPES.Super
      ? enclosingClass(node)?.superClass
      : (node.callee as TSESTree.Node);
  if (!base || (node.type === AST_NODE_TYPES.CallExpression && node.callee.type !== AST_NODE_TYPES.Super)) {
    return undefined;
  }
  const name =
    file.names.sdkName(base) ??
    (node.type === AST_NODE_TYPES.NewExpression ? file.values.classOf(node) : undefined);
  const of = name === undefined ? undefined : DECLARERS[name];
  const options = file.names.object(node.arguments[1]);
  return of && options ? { of, options } : undefined;
}

/**
 * The capabilities that a node declares: in the options of a server or client, with `registerCapabilities(…)`, or in
 * an object that is typed as capabilities.
 */
export function declaredCapabilities(
  file: McpFile,
  node: TSESTree.NewExpression | TSESTree.CallExpression | TSESTree.ObjectExpression,
): { readonly of: Declarer; readonly capabilities: TSESTree.ObjectExpression } | undefined {
  if (node.type === AST_NODE_TYPES.ObjectExpression) {
    const of = typedAs(file, node);
    return of && { of, capabilities: node };
  }
  const made = optionsOf(file, node);
  if (made) {
    const capabilities = file.names.object(propertyValue(made.options, 'capabilities'));
    return capabilities && { of: made.of, capabilities };
  }
  const call = node.type === AST_NODE_TYPES.CallExpression ? file.call(node) : undefined;
  const of = call?.name === 'registerCapabilities' ? DECLARERS[call.on] : undefined;
  const capabilities = of && file.names.object(node.arguments[0]);
  return capabilities && { of, capabilities };
}

/** Whose capabilities an object is annotated or asserted to be. */
function typedAs(file: McpFile, node: TSESTree.ObjectExpression): Declarer | undefined {
  const { parent } = node;
  const isAsserted =
    parent.type === AST_NODE_TYPES.TSAsExpression || parent.type === AST_NODE_TYPES.TSSatisfiesExpression;
  const holder = wrapped(node).parent;
  const type = isAsserted
    ? parent.typeAnnotation
    : holder?.type === AST_NODE_TYPES.VariableDeclarator
      ? annotation(holder.id)
      : undefined;
  const name = type?.type === AST_NODE_TYPES.TSTypeReference ? file.names.sdkName(type.typeName) : undefined;
  return name?.endsWith('Capabilities') ? DECLARERS[name] : undefined;
}

/** A capability by its name; of an object that takes in others, only what is written there. */
export function capability(
  file: McpFile,
  node: TSESTree.NewExpression | TSESTree.CallExpression | TSESTree.ObjectExpression,
  name: string,
): { readonly of: Declarer; readonly node: TSESTree.Property } | undefined {
  const declared = declaredCapabilities(file, node);
  const found = declared && property(declared.capabilities, name);
  return found && { of: declared.of, node: found };
}
