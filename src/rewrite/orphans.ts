import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { boundNames } from '../recognise/bindings.js';
import { isFunctionNode, unwrap, walk } from '../recognise/syntax.js';
import type { Removable } from './remove.js';

/**
 * Declarations of a file that nothing uses any more once some statements are gone: helpers, constants, types.
 * Exported ones stay, and so do variables whose value takes more than reading to make.
 * @param isPure whether an expression can be left out without missing an effect
 * @param written text that is added to the file; what it names stays
 */
export function orphans(
  project: ProjectModel,
  unit: SourceUnit,
  removed: readonly ts.Node[],
  isPure: (node: ts.Expression) => boolean,
  written: string,
): Removable[] {
  const wanted = new Set(written.match(/[\w$]+/g));
  const gone = new Set<ts.Node>(removed);
  const found: Removable[] = [];
  let fresh: readonly ts.Node[] = removed;
  while (fresh.length > 0) {
    const next: Removable[] = [];
    for (const statement of declarationsUsedIn(project, unit, fresh)) {
      if (isInside(statement, gone) || !isDispensable(statement, isPure)) continue;
      const names = namesOf(statement);
      if (names.some(name => wanted.has(name.text))) continue;
      const uses = names.flatMap(name => project.names.references(name));
      if (uses.length === 0 || !uses.every(use => isInside(use, gone) || isInside(use, new Set([statement]))))
        continue;
      gone.add(statement);
      next.push(statement);
    }
    found.push(...next);
    fresh = next;
  }
  return found;
}

function declarationsUsedIn(
  project: ProjectModel,
  unit: SourceUnit,
  nodes: readonly ts.Node[],
): Set<Removable> {
  const statements = new Set<Removable>();
  for (const node of nodes) {
    walk(node, at => {
      if (!ts.isIdentifier(at)) return;
      const declaration = project.names.symbol(at)?.declarations?.[0];
      if (declaration?.getSourceFile() !== unit.ast) return;
      const statement = declarationStatement(declaration);
      if (statement) statements.add(statement);
    });
  }
  return statements;
}

function declarationStatement(declaration: ts.Declaration): Removable | undefined {
  let at: ts.Node = declaration;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at))
    at = at.parent;
  if (ts.isVariableDeclaration(at)) {
    return ts.isVariableDeclarationList(at.parent) && ts.isVariableStatement(at.parent.parent)
      ? at.parent.parent
      : undefined;
  }
  if (
    ts.isFunctionDeclaration(at) ||
    ts.isClassDeclaration(at) ||
    ts.isInterfaceDeclaration(at) ||
    ts.isTypeAliasDeclaration(at)
  )
    return at;
  return undefined;
}

function namesOf(statement: Removable): ts.Identifier[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(each => boundNames(each.name));
  }
  const { name } = statement as ts.FunctionDeclaration;
  return name ? [name] : [];
}

function isDispensable(statement: Removable, isPure: (node: ts.Expression) => boolean): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  if (modifiers?.some(each => each.kind === ts.SyntaxKind.ExportKeyword)) return false;
  if (!ts.isVariableStatement(statement)) return true;
  return statement.declarationList.declarations.every(each => {
    const value = each.initializer && unwrap(each.initializer);
    if (!value || isFunctionNode(value) || ts.isClassLike(value)) return true;
    if (ts.isNewExpression(value)) return (value.arguments ?? []).every(isPure);
    return isPure(value);
  });
}

function isInside(node: ts.Node, parts: ReadonlySet<ts.Node>): boolean {
  for (let at: ts.Node | undefined = node; at; at = at.parent) if (parts.has(at)) return true;
  return false;
}
