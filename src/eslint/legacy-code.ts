import path from 'node:path';
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { packageDirectory } from '../discovery/tests.js';
import { isBehindEraTest, type EraScope } from './era.js';
import type { McpFile } from './file.js';
import { usesOf } from './handlers.js';
import { speaksNew } from './kept-legacy.js';
import { ancestors, isFunction, keyName, memberName, somewhere, type FunctionNode } from './tree.js';

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

const MAX_DEPTH = 4;
/** `legacyHeaders`, `handleLegacy`, `LEGACY_METHODS`, `Client2025`; not `isLegacy`, which asks. */
const NAMED_LEGACY =
  /^(?!is[A-Z]|has[A-Z])(?:.*(?:[a-z0-9]Legacy|(?:^|_)LEGACY(?:_|$)|2025)|_*[lL]egacy(?![a-z]))/;
const LEGACY_FILE = /(?:^|[/._-])(?:legacy|20(?:24|25)(?:[-_]\d\d){0,2})(?=[/._-])/i;
/** Calls of 2026-07-28 that fail where the other side does not know it. */
const ASKS_NEW = /^(?:listen|discover)$/;

/**
 * Whether a node only runs for 2025-11-25 peers: behind a condition that asks for the era, in a function that is only
 * used behind one, where a call of 2026-07-28 has failed, or in code that is named for the older revision in a file
 * that speaks the newer one as well.
 */
export function isLegacyOnly(file: McpFile, node: TSESTree.Node): boolean {
  const scope: EraScope = { names: file.names, isNew: speaksNew(file) };
  return runsForLegacy(file, scope, node, new Set()) || (scope.isNew && isNamedLegacy(file, node));
}

function runsForLegacy(
  file: McpFile,
  scope: EraScope,
  node: TSESTree.Node,
  seen: Set<TSESTree.Node>,
): boolean {
  if (isBehindEraTest(scope, node) || (scope.isNew && isFallback(file, node))) return true;
  if (seen.size >= MAX_DEPTH) return false;
  for (const at of ancestors(node)) {
    if ((!isFunction(at) && !isClass(at)) || seen.has(at)) continue;
    const uses = isFunction(at) ? functionUses(file, at) : classUses(file, at);
    const inner = new Set([...seen, at]);
    if (uses.length > 0 && uses.every(use => runsForLegacy(file, scope, use, inner))) return true;
  }
  return false;
}

function isClass(node: TSESTree.Node): node is ClassNode {
  return node.type === AST_NODE_TYPES.ClassDeclaration || node.type === AST_NODE_TYPES.ClassExpression;
}

/** Every use of a function, when other files can have none. */
function functionUses(file: McpFile, owner: FunctionNode): readonly TSESTree.Node[] {
  const isVariable = owner.parent.type === AST_NODE_TYPES.VariableDeclarator;
  return isExported(isVariable ? owner.parent.parent! : owner) ? [] : usesOf(file, owner);
}

function classUses(file: McpFile, owner: ClassNode): readonly TSESTree.Node[] {
  if (isExported(owner)) return [];
  const references = file.sourceCode.getDeclaredVariables?.(owner)[0]?.references ?? [];
  const isValue = (at: TSESTree.Node | undefined) => !at?.type.startsWith('TS');
  return references.map(each => each.identifier as TSESTree.Node).filter(each => isValue(each.parent));
}

function isExported({ parent }: TSESTree.Node): boolean {
  return (
    parent?.type === AST_NODE_TYPES.ExportNamedDeclaration ||
    parent?.type === AST_NODE_TYPES.ExportDefaultDeclaration
  );
}

/** Whether a node is what happens after `client.listen(…)` or `discover()` has failed. */
function isFallback(file: McpFile, node: TSESTree.Node): boolean {
  let inner = node;
  for (const at of ancestors(node)) {
    if (at.type === AST_NODE_TYPES.CatchClause && inner === at.body) {
      const { parent } = at;
      if (somewhere(file.sourceCode, parent.block, asksNew)) return true;
    }
    if (isFunction(at)) return false;
    inner = at;
  }
  return false;
}

function asksNew(node: TSESTree.Node): boolean {
  return (
    node.type === AST_NODE_TYPES.CallExpression &&
    node.callee.type === AST_NODE_TYPES.MemberExpression &&
    ASKS_NEW.test(memberName(node.callee) ?? '') &&
    node.arguments.every(each => !isFunction(each) && each.type !== AST_NODE_TYPES.Literal)
  );
}

/** Whether a declaration around a node, or the file, is named for the older revision. */
function isNamedLegacy(file: McpFile, node: TSESTree.Node): boolean {
  for (const at of [node, ...ancestors(node)]) if (NAMED_LEGACY.test(nameOf(at) ?? '')) return true;
  const { filename } = file;
  return LEGACY_FILE.test(
    `/${path.relative(packageDirectory(filename) ?? path.dirname(filename), filename)}`,
  );
}

/** The name of a function, a class, a variable or a member, with which all that is inside is named. */
function nameOf(node: TSESTree.Node): string | undefined {
  switch (node.type) {
    case AST_NODE_TYPES.FunctionDeclaration:
    case AST_NODE_TYPES.FunctionExpression:
    case AST_NODE_TYPES.ClassDeclaration:
    case AST_NODE_TYPES.ClassExpression:
      return node.id?.name;
    case AST_NODE_TYPES.VariableDeclarator:
      return node.id.type === AST_NODE_TYPES.Identifier ? node.id.name : undefined;
    case AST_NODE_TYPES.MethodDefinition:
    case AST_NODE_TYPES.PropertyDefinition:
    case AST_NODE_TYPES.Property:
      return keyName(node);
    case AST_NODE_TYPES.AssignmentExpression:
      return node.left.type === AST_NODE_TYPES.MemberExpression
        ? memberName(node.left)
        : node.left.type === AST_NODE_TYPES.Identifier
          ? node.left.name
          : undefined;
    default:
      return undefined;
  }
}
