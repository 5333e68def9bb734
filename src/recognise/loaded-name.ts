import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { loadedModule, type NameResolver } from '../project/names.js';
import { scopeOf } from './scope.js';
import { ancestors, isWithin } from './syntax.js';

/** How code that already reaches an export of a module gets at another export of it. */
export interface LoadedName {
  /** What to write: `serveStdio`, `stdio.serveStdio`. */
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

/**
 * Finds the way to a second export of a module that is reached through a namespace or loaded where it is used, so
 * that no static import has to be added beside it.
 * @param known the expression that stands for the export in use
 * @param wanted the name of the other export of the same module
 * @param replaces whether `known` is not used any more at this place
 * @param site where the other export is used
 * @returns undefined when an import at the top of the file is the way
 */
export function nameBeside(
  names: NameResolver,
  unit: SourceUnit,
  known: ts.Expression,
  wanted: string,
  replaces: boolean,
  site: ts.Node,
): LoadedName | undefined {
  if (ts.isPropertyAccessExpression(known))
    return { text: `${known.expression.getText(unit.ast)}.${wanted}`, edits: [] };
  if (!ts.isIdentifier(known)) return undefined;
  const element = names.symbol(known)?.declarations?.[0];
  if (!element || !ts.isBindingElement(element) || !isLocalLoad(element)) return undefined;
  if (element.getSourceFile() !== unit.ast || !isWithin(site, scopeOf(element))) return undefined;
  const siblings = element.parent.elements as ts.NodeArray<ts.ArrayBindingElement>;
  const has = siblings.some(
    other => ts.isBindingElement(other) && ts.isIdentifier(other.name) && other.name.text === wanted,
  );
  if (has) return { text: wanted, edits: [] };
  const isFree =
    replaces &&
    ts.isIdentifier(element.name) &&
    names.references(element.name).every(use => use === known || isWithin(use, element));
  const edit = isFree
    ? { start: element.getStart(unit.ast), end: element.end, text: wanted }
    : { start: element.end, end: element.end, text: `, ${wanted}` };
  return { text: wanted, edits: [{ file: unit.path, ...edit }] };
}

/** `const { x } = await import('m')` anywhere, or `const { x } = require('m')` inside a function or block. */
function isLocalLoad(element: ts.BindingElement): boolean {
  const variable = element.parent.parent;
  if (!ts.isVariableDeclaration(variable) || !loadedModule(variable.initializer)) return false;
  const isRequire = /^\s*require\b/.test(variable.initializer!.getText());
  return !isRequire || !ts.isSourceFile(ancestors(variable)[2]!);
}
