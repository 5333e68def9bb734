import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { classMember } from './class-members.js';
import type { McpFile } from './file.js';
import {
  enclosingClass,
  keyName,
  memberName,
  property,
  propertyValue,
  unwrap,
  walk,
  wrapped,
} from './tree.js';
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

/** The capability that an assignment adds to what a server or client declares: `this.capabilities.logging = {}`. */
export function assignedCapability(
  file: McpFile,
  { left, right, operator }: TSESTree.AssignmentExpression,
): { readonly of: Declarer; readonly name: string } | undefined {
  if (operator !== '=' || left.type !== AST_NODE_TYPES.MemberExpression) return undefined;
  const name = memberName(left);
  const isGiven = file.names.object(right) !== undefined;
  const of = name !== undefined && isGiven ? declarerOf(file, left.object) : undefined;
  return of && { of, name: name! };
}

/** Whose capabilities an expression holds: by its type, or since the options of one are given it. */
function declarerOf(file: McpFile, expression: TSESTree.Node): Declarer | undefined {
  const node = unwrap(expression);
  const isMember =
    node.type === AST_NODE_TYPES.MemberExpression && node.object.type === AST_NODE_TYPES.ThisExpression;
  const variable = node.type === AST_NODE_TYPES.Identifier ? file.names.variable(node) : undefined;
  if (!isMember && !variable) return undefined;
  const type = isMember
    ? classMember(node)?.typeAnnotation?.typeAnnotation
    : variable?.defs[0] && annotation(variable.defs[0].name);
  const named = type?.type === AST_NODE_TYPES.TSTypeReference ? file.names.sdkName(type.typeName) : undefined;
  if (named?.endsWith('Capabilities')) return DECLARERS[named];
  const uses = variable ? variable.references.map(each => each.identifier) : usesOfMember(file, node);
  return uses.map(use => givenTo(file, use)).find(Boolean);
}

function usesOfMember(file: McpFile, node: TSESTree.Node): TSESTree.Node[] {
  const owner = enclosingClass(node);
  const text = file.sourceCode.getText(node);
  const found: TSESTree.Node[] = [];
  if (owner) {
    walk(file.sourceCode, owner, at => {
      if (at.type === AST_NODE_TYPES.MemberExpression && file.sourceCode.getText(at) === text) found.push(at);
    });
  }
  return found;
}

/** The server or client whose options have a value as `capabilities`. */
function givenTo(file: McpFile, use: TSESTree.Node): Declarer | undefined {
  const { parent } = wrapped(use);
  if (parent?.type !== AST_NODE_TYPES.Property || keyName(parent) !== 'capabilities') return undefined;
  const call = parent.parent.parent;
  const isMade = call.type === AST_NODE_TYPES.NewExpression || call.type === AST_NODE_TYPES.CallExpression;
  return isMade ? optionsOf(file, call)?.of : undefined;
}
