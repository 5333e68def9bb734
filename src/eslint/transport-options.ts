import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { annotation } from './types.js';
import { enclosingClass, unwrap, wrapped } from './tree.js';

/** Class of the SDK that transports over Streamable HTTP are instances of, by the side they are on. */
export const SERVER_TRANSPORT = /StreamableHTTPServerTransport$/;
export const CLIENT_TRANSPORT = /^StreamableHTTPClientTransport$/;

/**
 * The SDK class whose constructor gets an object literal as its options: at once, through a constant, as an argument
 * of `super(…)`. For an object that leaves the file's sight, the class that its type names.
 */
export function optionsOwner(file: McpFile, options: TSESTree.ObjectExpression): string | undefined {
  const { parent } = wrapped(options);
  switch (parent?.type) {
    case AST_NODE_TYPES.NewExpression:
      return file.values.classOf(parent);
    case AST_NODE_TYPES.CallExpression: {
      const base =
        parent.callee.type === AST_NODE_TYPES.Super ? enclosingClass(parent)?.superClass : undefined;
      return base ? file.names.sdkName(base) : undefined;
    }
    case AST_NODE_TYPES.VariableDeclarator: {
      const type = annotation(parent.id);
      const named = type && 'typeName' in type ? file.names.sdkName(type.typeName) : undefined;
      if (named) return named.replace(/Options$/, '');
      const variable =
        parent.id.type === AST_NODE_TYPES.Identifier ? file.names.variable(parent.id) : undefined;
      for (const { identifier } of variable?.references ?? []) {
        const { parent: user } = wrapped(identifier);
        if (user?.type === AST_NODE_TYPES.NewExpression) return file.values.classOf(user);
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** Whether an expression is `undefined`, written there or as the value of a constant. */
export function isUndefined(file: McpFile, node: TSESTree.Node): boolean {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.UnaryExpression) return value.operator === 'void';
  if (value.type !== AST_NODE_TYPES.Identifier) return false;
  if (value.name === 'undefined') return true;
  const assigned = file.names.initializer(value);
  return assigned !== undefined && assigned !== value && isUndefined(file, assigned);
}
