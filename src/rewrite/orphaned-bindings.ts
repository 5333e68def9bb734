import { removeElements } from '../engine/prune-imports.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isWithin, walk } from '../recognise/syntax.js';

/**
 * Takes names out of `const { a, b } = value` that nothing uses any more once some nodes are gone. A pattern with
 * `...rest` stays as it is: what it does not name goes into the rest.
 * @param written text that is added to the file; what it names stays
 */
export function orphanedBindings(
  project: ProjectModel,
  unit: SourceUnit,
  removed: readonly ts.Node[],
  written: string,
): TextEdit[] {
  const wanted = new Set(written.match(/[\w$]+/g));
  const isGone = (node: ts.Node): boolean => removed.some(each => isWithin(node, each));
  const orphaned = new Map<ts.ObjectBindingPattern, Set<ts.Node>>();
  for (const element of elementsUsedIn(project, unit, removed)) {
    const { name, parent: pattern } = element;
    if (!ts.isIdentifier(name) || wanted.has(name.text) || isGone(element) || !isRemovable(element)) continue;
    const uses = project.names.references(name).filter(use => use !== name);
    if (uses.every(isGone)) orphaned.set(pattern, (orphaned.get(pattern) ?? new Set()).add(element));
  }
  return [...orphaned].flatMap(([{ elements }, gone]) =>
    gone.size < elements.length ? removeElements(unit, elements, gone) : [],
  );
}

type ObjectElement = ts.BindingElement & { readonly parent: ts.ObjectBindingPattern };

function elementsUsedIn(
  project: ProjectModel,
  unit: SourceUnit,
  nodes: readonly ts.Node[],
): Set<ObjectElement> {
  const found = new Set<ObjectElement>();
  for (const node of nodes) {
    walk(node, at => {
      const declaration = ts.isIdentifier(at) ? project.names.symbol(at)?.declarations?.[0] : undefined;
      if (declaration?.getSourceFile() !== unit.ast || !ts.isBindingElement(declaration)) return;
      if (ts.isObjectBindingPattern(declaration.parent)) found.add(declaration as ObjectElement);
    });
  }
  return found;
}

/** A name of a constant's outermost pattern that is read as it is, so that leaving it out changes nothing else. */
function isRemovable({ initializer, parent: pattern }: ObjectElement): boolean {
  const variable = pattern.parent;
  if (initializer || pattern.elements.some(each => each.dotDotDotToken)) return false;
  if (!ts.isVariableDeclaration(variable) || !ts.isVariableStatement(variable.parent.parent)) return false;
  const modifiers = ts.getModifiers(variable.parent.parent);
  return !modifiers?.some(each => each.kind === ts.SyntaxKind.ExportKeyword);
}
