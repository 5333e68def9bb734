import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, classOfThis, isFunctionNode, isWritten, methodCall, walk } from './syntax.js';

const COLLECTIONS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'LRUCache']);
const MUTATORS = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'fill', 'set', 'add', 'delete', 'clear'],
]);
/** Members by which a collection is only read. */
const READERS = new Set(['get', 'has', 'size', 'values', 'keys', 'entries', 'forEach', 'length']);
/** Methods that call their callback before they return. */
const IMMEDIATE = new Set(['forEach', 'map', 'filter', 'flatMap', 'reduce', 'some', 'every', 'find', 'sort']);

/**
 * Names what a declaration remembers between calls of handlers: a collection or variable that lives as long as the
 * server object and is changed after that was built.
 */
export function rememberedBy(project: ProjectModel, node: ts.Node): string | undefined {
  if (ts.isPropertyDeclaration(node)) return ofField(node);
  if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name)) return undefined;
  const { initializer, name } = node;
  const collection = collectionName(initializer);
  const home = ancestors(node).find(isFunctionNode);
  const changed = project.names.references(name).some(use => {
    if (ranLater(use, home)) return isChange(use) || (collection !== undefined && !isRead(use));
    return collection !== undefined && isHandedOn(use);
  });
  if (!changed) return undefined;
  return collection ? `The ${collection} \`${name.text}\`` : `The variable \`${name.text}\``;
}

function ofField(node: ts.PropertyDeclaration): string | undefined {
  const owner = node.parent;
  if (!ts.isIdentifier(node.name) && !ts.isPrivateIdentifier(node.name)) return undefined;
  const { text } = node.name;
  const collection = collectionName(node.initializer);
  const construction = owner.members.find(ts.isConstructorDeclaration);
  let changed = false;
  walk(owner, at => {
    if (!ts.isPropertyAccessExpression(at) || at.name.text !== text) return;
    if (at.expression.kind !== ts.SyntaxKind.ThisKeyword || classOfThis(at.expression) !== owner) return;
    const home = ancestors(at).find(isFunctionNode);
    if (home === construction) return;
    if (isChange(at) || (collection !== undefined && isHandedOn(at))) changed = true;
  });
  return changed ? `The field \`${text}\`` : undefined;
}

function collectionName(value: ts.Expression | undefined): string | undefined {
  if (!value || !ts.isNewExpression(value) || !ts.isIdentifier(value.expression)) return undefined;
  return COLLECTIONS.has(value.expression.text) ? value.expression.text : undefined;
}

/** Whether a use stands in a function that is called after the one that declares the name has returned. */
function ranLater(use: ts.Node, home: ts.Node | undefined): boolean {
  for (const at of ancestors(use)) {
    if (at === home) return false;
    if (isFunctionNode(at) && !isImmediate(at)) return true;
  }
  return false;
}

function isImmediate(node: ts.Node): boolean {
  const method = methodCall(node.parent);
  return method !== undefined && method.call.arguments[0] === node && IMMEDIATE.has(method.name);
}

/** Whether a use assigns to a value, to a member of it, or calls a method that changes it. */
function isChange(use: ts.Expression): boolean {
  if (isWritten(use)) return true;
  const access = use.parent;
  if (ts.isDeleteExpression(access)) return true;
  if (ts.isElementAccessExpression(access) && access.expression === use) return isWritten(access);
  if (!ts.isPropertyAccessExpression(access) || access.expression !== use) return false;
  if (isWritten(access)) return true;
  return MUTATORS.has(access.name.text) && methodCall(access.parent)?.object === use;
}

function isRead(use: ts.Expression): boolean {
  const { parent } = use;
  if (ts.isForOfStatement(parent) || ts.isSpreadElement(parent)) return true;
  return ts.isPropertyAccessExpression(parent) && READERS.has(parent.name.text);
}

/** Given to a call or stored, where others may change it. */
function isHandedOn(use: ts.Expression): boolean {
  const { parent } = use;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== use;
  return (
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isPropertyAssignment(parent) ||
    (ts.isBinaryExpression(parent) && parent.right === use)
  );
}
