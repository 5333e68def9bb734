import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isV2Specifier } from '../facts/index.js';
import type { McpFile } from './file.js';
import { enclosingClass, keyName, memberName, walk, wrapped } from './tree.js';

type Fix = TSESLint.ReportFixFunction;

/** A server on stdio that is connected by hand and therefore speaks 2025-11-25 only. */
export interface UnservedStdio {
  /** The connection. */
  readonly node: TSESTree.Node;
  readonly fix: Fix | undefined;
}

/**
 * The connection of the stdio transport of SDK v2 that is made here, unless `serveStdio` gets it. A transport that
 * nothing in view connects may be one end of a pipe, which carries messages of any revision.
 */
export function unservedStdio(file: McpFile, node: TSESTree.NewExpression): UnservedStdio | undefined {
  const origin = file.names.origin(node.callee);
  if (origin?.name !== 'StdioServerTransport' || !isV2Specifier(origin.module)) return undefined;
  const held = heldBy(file, node);
  const uses = held ? held.uses : [node];
  if (uses.some(use => isServed(file, use))) return undefined;
  const [connect] = uses.flatMap(use => connectOf(use) ?? []);
  if (!connect) return undefined;
  const isPlain =
    uses.length === 1 && node.arguments.length === 0 && (!held || held.declaration !== undefined);
  return { node: connect, fix: isPlain ? serve(file, node, connect, held?.declaration) : undefined };
}

interface Held {
  readonly uses: readonly TSESTree.Node[];
  /** The declaration, when it is a variable that holds the transport from the start. */
  readonly declaration?: TSESTree.VariableDeclaration;
}

/** The variable or member of `this` that holds a transport, and its uses. */
function heldBy(file: McpFile, node: TSESTree.NewExpression): Held | undefined {
  const { parent } = wrapped(node);
  switch (parent?.type) {
    case AST_NODE_TYPES.VariableDeclarator:
      return parent.id.type === AST_NODE_TYPES.Identifier
        ? { uses: usesOf(file, parent.id), declaration: parent.parent }
        : undefined;
    case AST_NODE_TYPES.PropertyDefinition:
      return { uses: usesOfMember(file, node, keyName(parent)) };
    case AST_NODE_TYPES.AssignmentExpression: {
      const { left } = parent;
      if (left.type === AST_NODE_TYPES.Identifier) return { uses: usesOf(file, left) };
      return left.type === AST_NODE_TYPES.MemberExpression && isOfThis(left)
        ? { uses: usesOfMember(file, node, memberName(left)) }
        : undefined;
    }
    default:
      return undefined;
  }
}

function usesOf(file: McpFile, name: TSESTree.Identifier): TSESTree.Node[] {
  const references = file.names.variable(name)?.references ?? [];
  return references.filter(each => !each.isWrite()).map(each => each.identifier);
}

function usesOfMember(file: McpFile, node: TSESTree.Node, name: string | undefined): TSESTree.Node[] {
  const owner = enclosingClass(node);
  const found: TSESTree.Node[] = [];
  if (!owner || name === undefined) return found;
  walk(file.sourceCode, owner, at => {
    if (at.type === AST_NODE_TYPES.MemberExpression && isOfThis(at) && memberName(at) === name)
      found.push(at);
  });
  return found;
}

function isOfThis(node: TSESTree.MemberExpression): boolean {
  return node.object.type === AST_NODE_TYPES.ThisExpression;
}

function isServed(file: McpFile, use: TSESTree.Node): boolean {
  const property = wrapped(use).parent;
  if (property?.type !== AST_NODE_TYPES.Property) return false;
  const call = property.parent.parent;
  return call.type === AST_NODE_TYPES.CallExpression && file.names.sdkName(call.callee) === 'serveStdio';
}

/** The `x.connect(…)` whose only argument an expression is. */
function connectOf(argument: TSESTree.Node): TSESTree.CallExpression | undefined {
  const outer = wrapped(argument);
  const call = outer.parent;
  if (call?.type !== AST_NODE_TYPES.CallExpression || call.arguments.length !== 1) return undefined;
  const { callee } = call;
  const isConnect = callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'connect';
  return isConnect && call.arguments[0] === outer ? call : undefined;
}

/** `await server.connect(new StdioServerTransport());` to `serveStdio(() => server);`, with its import. */
function serve(
  file: McpFile,
  node: TSESTree.NewExpression,
  connect: TSESTree.CallExpression,
  declaration: TSESTree.VariableDeclaration | undefined,
): Fix | undefined {
  const { sourceCode, names } = file;
  const server = (connect.callee as TSESTree.MemberExpression).object;
  const whole = wrapped(connect);
  const isPlain =
    whole.parent?.type === AST_NODE_TYPES.ExpressionStatement &&
    (server.type === AST_NODE_TYPES.Identifier || server.type === AST_NODE_TYPES.MemberExpression) &&
    sourceCode.getCommentsInside(whole).length === 0;
  const imported = node.callee.type === AST_NODE_TYPES.Identifier ? names.variable(node.callee) : undefined;
  const specifier = imported?.defs[0]?.node;
  const isFree = sourceCode.scopeManager?.variables.every(each => each.name !== 'serveStdio') ?? false;
  if (!isPlain || !isFree || specifier?.type !== AST_NODE_TYPES.ImportSpecifier) return undefined;
  if (declaration && declaration.declarations.length > 1) return undefined;
  const isOnlyUse = imported!.references.length === 1;
  return fixer => [
    isOnlyUse ? fixer.replaceText(specifier, 'serveStdio') : fixer.insertTextAfter(specifier, ', serveStdio'),
    ...(declaration ? [fixer.removeRange(lineOf(sourceCode.text, declaration))] : []),
    fixer.replaceText(whole, `serveStdio(() => ${sourceCode.getText(server)})`),
  ];
}

/** A statement with the line break behind it, and the indentation in front. */
function lineOf(text: string, { range: [start, end] }: TSESTree.Node): [number, number] {
  const before = /[ \t]*$/.exec(text.slice(0, start))![0].length;
  const after = /^[ \t]*\r?\n/.exec(text.slice(end));
  return after ? [start - before, end + after[0].length] : [start, end];
}
