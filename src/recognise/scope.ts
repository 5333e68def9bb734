import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { classOfThis, isWithin } from './syntax.js';

/**
 * Whether an expression means the same when it is written right in front of `site`: all its names are visible
 * there, none is hidden by another, and none is declared inside `site`.
 * @param region statements that move along; what they declare counts as part of the expression
 */
export function isUsableAt(
  project: ProjectModel,
  expression: ts.Node,
  site: ts.Node,
  region: readonly ts.Node[] = [expression],
): boolean {
  let usable = true;
  const visit = (node: ts.Node): void => {
    if (!usable || ts.isTypeNode(node)) return;
    if (node.kind === ts.SyntaxKind.ThisKeyword) {
      const owner = classOfThis(node);
      if (!region.some(part => owner && isWithin(owner, part)) && (!owner || classOfThis(site) !== owner))
        usable = false;
    }
    if (ts.isIdentifier(node) && isVariableUse(node) && !isVisible(project, node, site, region))
      usable = false;
    ts.forEachChild(node, visit);
  };
  visit(expression);
  return usable;
}

/** Whether an identifier reads a variable: no property name, key, label or declared name. */
export function isVariableUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isQualifiedName(parent)) return parent.right !== node;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent))
    return parent.name !== node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isFunctionLike(parent) || ts.isClassLike(parent)) return ts.isArrowFunction(parent);
  return !ts.isImportSpecifier(parent) && !ts.isExportSpecifier(parent) && !ts.isLabeledStatement(parent);
}

/** The block, function or file in which a declaration is visible. */
export function scopeOf(declaration: ts.Declaration): ts.Node {
  let current: ts.Node = declaration;
  while (ts.isBindingElement(current) || isBindingPattern(current)) current = current.parent;
  if (ts.isParameter(current)) return current.parent;
  const functionScoped =
    ts.isVariableDeclaration(current) && (ts.getCombinedNodeFlags(current) & ts.NodeFlags.BlockScoped) === 0;
  for (let scope = current.parent; ; scope = scope.parent) {
    if (ts.isSourceFile(scope) || ts.isModuleBlock(scope)) return scope;
    if (ts.isFunctionLike(scope)) return scope;
    if (!functionScoped && (ts.isBlock(scope) || ts.isCaseBlock(scope) || isLoopWithNames(scope))) {
      // The body of a function and its parameters are one scope for our purpose.
      return ts.isBlock(scope) && ts.isFunctionLike(scope.parent) ? scope.parent : scope;
    }
  }
}

function isVisible(
  project: ProjectModel,
  name: ts.Identifier,
  site: ts.Node,
  region: readonly ts.Node[],
): boolean {
  if (name.text === 'arguments') return false;
  const symbol = project.names.symbol(name);
  const declaration = symbol?.declarations?.[0];
  if (!declaration) return true;
  if (region.some(part => isWithin(declaration, part))) return true;
  if (isWithin(declaration, site)) return false;
  const scope = scopeOf(declaration);
  for (let current: ts.Node | undefined = site; current; current = current.parent) {
    if (current === scope) return true;
    const hidden = localsOf(current)?.get(ts.escapeLeadingUnderscores(name.text));
    if (hidden && hidden !== symbol && current !== site) return false;
  }
  return false;
}

/** Names a scope declares, as the binder left them on the node; there is no public way to ask for them. */
function localsOf(node: ts.Node): ts.SymbolTable | undefined {
  return (node as unknown as { locals?: ts.SymbolTable }).locals;
}

function isLoopWithNames(node: ts.Node): boolean {
  return ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node);
}

function isBindingPattern(node: ts.Node): boolean {
  return ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node);
}
