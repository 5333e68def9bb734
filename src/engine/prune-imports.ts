import type { ProjectModel } from '../project/model.js';
import { importedName } from '../project/names.js';
import { lineStart } from './style.js';
import { ts } from './ts.js';
import type { SourceUnit, TextEdit } from './types.js';

interface Binding {
  readonly name: ts.Identifier;
  /** Specifier or binding element; the declaration itself for default, namespace and whole-module forms. */
  readonly node: ts.Node;
}

/**
 * Edits that remove the imports which the migration left without a use. An import that was unused before, or
 * that is imported for its side effects, stays.
 */
export function pruneImports(
  before: ProjectModel,
  after: ProjectModel,
  changed: readonly string[],
): TextEdit[] {
  return changed.flatMap(file => {
    const now = after.unit(file);
    const then = before.unit(file);
    if (!now || !then) return [];
    const unusedBefore = new Set(
      bindings(then)
        .filter(binding => isUnused(before, binding))
        .map(binding => binding.name.text),
    );
    const gone = new Set(
      bindings(now)
        .filter(binding => isUnused(after, binding) && !unusedBefore.has(binding.name.text))
        .map(binding => binding.node),
    );
    return gone.size === 0 ? [] : removalEdits(now, gone);
  });
}

function isUnused(model: ProjectModel, binding: Binding): boolean {
  return model.names.references(binding.name).length === 0;
}

function bindings(unit: SourceUnit): Binding[] {
  const found: Binding[] = [];
  for (const statement of unit.ast.statements) {
    if (ts.isImportDeclaration(statement) && statement.importClause) {
      const { name, namedBindings } = statement.importClause;
      if (name) found.push({ name, node: statement.importClause });
      if (namedBindings && ts.isNamespaceImport(namedBindings)) {
        found.push({ name: namedBindings.name, node: namedBindings });
      } else if (namedBindings) {
        found.push(...namedBindings.elements.map(element => ({ name: element.name, node: element })));
      }
    }
    if (!ts.isVariableStatement(statement)) continue;
    if (statement.modifiers?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (ts.isIdentifier(declaration.name)) {
        if (importedName(declaration)) found.push({ name: declaration.name, node: declaration });
      } else if (ts.isObjectBindingPattern(declaration.name)) {
        for (const element of declaration.name.elements) {
          if (ts.isIdentifier(element.name) && importedName(element))
            found.push({ name: element.name, node: element });
        }
      }
    }
  }
  return found;
}

function removalEdits(unit: SourceUnit, gone: ReadonlySet<ts.Node>): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const statement of unit.ast.statements) {
    if (ts.isImportDeclaration(statement) && statement.importClause) {
      const { importClause } = statement;
      const { name, namedBindings } = importClause;
      const named = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : undefined;
      const defaultGone = !name || gone.has(importClause);
      const namespaceGone = !namedBindings || ts.isNamedImports(namedBindings) || gone.has(namedBindings);
      const namedGone = !named || named.every(element => gone.has(element));
      if (
        ![...(name ? [importClause] : []), ...(namedBindings ? [namedBindings] : []), ...(named ?? [])].some(
          node => gone.has(node),
        )
      )
        continue;
      if (defaultGone && namespaceGone && namedGone) edits.push(removeStatement(unit, statement));
      else if (name && !defaultGone && named && namedGone)
        edits.push({ file: unit.path, start: name.end, end: namedBindings!.end, text: '' });
      else if (named) edits.push(...removeElements(unit, named, gone));
    }
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        const elements = ts.isObjectBindingPattern(declaration.name) ? declaration.name.elements : undefined;
        const whole = elements
          ? elements.length > 0 && elements.every(element => gone.has(element))
          : gone.has(declaration);
        if (whole && statement.declarationList.declarations.length === 1)
          edits.push(removeStatement(unit, statement));
        else if (elements) edits.push(...removeElements(unit, elements, gone));
      }
    }
  }
  return edits;
}

/** Removes list elements with the comma and white space that belong to each. */
export function removeElements(
  unit: SourceUnit,
  elements: ts.NodeArray<ts.Node>,
  gone: ReadonlySet<ts.Node>,
): TextEdit[] {
  const edits: TextEdit[] = [];
  elements.forEach((element, index) => {
    if (!gone.has(element)) return;
    const next = elements[index + 1];
    const keptBefore = elements.slice(0, index).findLast(other => !gone.has(other));
    if (next)
      edits.push({
        file: unit.path,
        start: element.getStart(unit.ast),
        end: next.getStart(unit.ast),
        text: '',
      });
    else if (keptBefore) {
      edits.push({ file: unit.path, start: keptBefore.end, end: element.end, text: '' });
    }
  });
  // A removed tail also swallows the separators of removed elements in front of it.
  return mergeTouching(edits);
}

function mergeTouching(edits: readonly TextEdit[]): TextEdit[] {
  const merged: TextEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && edit.start <= last.end)
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, edit.end) };
    else merged.push(edit);
  }
  return merged;
}

/** Removes a statement with its line; comments above it stay when they head the file. */
export function removeStatement(unit: SourceUnit, statement: ts.Statement): TextEdit {
  const { text } = unit;
  const start = statement.getStart(unit.ast);
  const line = lineStart(text, start);
  const trailing = /^[ \t]*(?:\/\/[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(statement.end));
  const ownLine = text.slice(line, start).trim() === '' && trailing !== null;
  return ownLine
    ? { file: unit.path, start: line, end: statement.end + trailing[0].length, text: '' }
    : { file: unit.path, start, end: statement.end, text: '' };
}
