import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit } from '../engine/types.js';
import { loadedModule } from '../project/names.js';
import { boundNames } from '../recognise/bindings.js';

/** The import of an SDK function, under another name where the file has one of that name already. */
export function importOf(unit: SourceUnit, name: string, module: string): ImportRequest {
  const as = local(unit, name, module);
  return { file: unit.path, module, name, ...(as !== name && { as }) };
}

/** The name under which a file uses an SDK function. */
export function local(unit: SourceUnit, name: string, module: string): string {
  const isTaken = unit.ast.statements.some(
    statement =>
      ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) &&
        statement.name?.text === name) ||
      (ts.isVariableStatement(statement) &&
        statement.declarationList.declarations.some(each => bindsOther(each, name, module))) ||
      (ts.isImportDeclaration(statement) && importsOther(statement, name, module)),
  );
  return isTaken ? `sdk${name[0]!.toUpperCase()}${name.slice(1)}` : name;
}

function bindsOther(node: ts.VariableDeclaration, name: string, module: string): boolean {
  return (
    loadedModule(node.initializer)?.text !== module && boundNames(node.name).some(each => each.text === name)
  );
}

function importsOther(statement: ts.ImportDeclaration, name: string, module: string): boolean {
  const specifier = statement.moduleSpecifier;
  if (ts.isStringLiteral(specifier) && specifier.text === module) return false;
  const clause = statement.importClause;
  const named = clause?.namedBindings;
  if (clause?.name?.text === name) return true;
  if (!named) return false;
  return ts.isNamespaceImport(named)
    ? named.name.text === name
    : named.elements.some(element => element.name.text === name);
}
