import { ts } from '../engine/ts.js';

/**
 * Names that a clause, an import type or a `require`/`import()` call takes out of its module: `*` for all of it.
 */
export function importedNames(
  node: ts.ImportClause | ts.NamedExportBindings | ts.ImportTypeNode | ts.CallExpression | undefined,
): readonly string[] {
  if (!node) return [];
  if (ts.isImportClause(node)) {
    const bindings = node.namedBindings;
    const named = !bindings
      ? []
      : ts.isNamespaceImport(bindings)
        ? ['*']
        : bindings.elements.map(exportedName);
    return node.name ? ['default', ...named] : named;
  }
  if (ts.isNamedExports(node)) return node.elements.map(exportedName);
  if (ts.isNamespaceExport(node)) return ['*'];
  if (ts.isImportTypeNode(node)) return node.qualifier ? [leftmost(node.qualifier).text] : ['*'];
  return namesOfCall(node);
}

function exportedName(element: ts.ImportSpecifier | ts.ExportSpecifier): string {
  return (element.propertyName ?? element.name).text;
}

function leftmost(name: ts.EntityName): ts.Identifier {
  return ts.isIdentifier(name) ? name : leftmost(name.left);
}

function namesOfCall(call: ts.CallExpression): readonly string[] {
  let node: ts.Node = call;
  while (ts.isAwaitExpression(node.parent) || ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return [parent.name.text];
  if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name)) {
    return parent.name.elements.map(element => {
      const key = element.propertyName ?? element.name;
      return !element.dotDotDotToken && ts.isIdentifier(key) ? key.text : '*';
    });
  }
  return ts.isExpressionStatement(parent) ? [] : ['*'];
}
