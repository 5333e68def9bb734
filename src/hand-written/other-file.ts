import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import { isExportedStatement, unwrap } from '../recognise/syntax.js';

/** How a further function of a file is handed to the file that uses the first. */
export interface HandedOver {
  readonly edits: readonly TextEdit[];
  readonly imports: readonly ImportRequest[];
}

/**
 * What makes a new function visible to a file that uses one beside it: an import like that of the other, and a name in
 * `module.exports = { … }`. Undefined when it is not written in one of these ways.
 * @param used the first function where it is called
 */
export function handedOver(
  from: SourceUnit,
  to: SourceUnit,
  owner: ts.FunctionDeclaration,
  used: ts.Expression,
  name: string,
): HandedOver | undefined {
  const exported = isExportedStatement(owner) ? [] : exportEdits(from, owner.name!.text, name);
  if (!exported) return undefined;
  const module = ts.isIdentifier(used) ? importedFrom(to, used.text) : undefined;
  if (module === undefined) return undefined;
  return { edits: exported, imports: [{ file: to.path, module, name }] };
}

/** `, name` in the object that a CommonJS file exports. */
function exportEdits({ ast, path: file }: SourceUnit, beside: string, name: string): TextEdit[] | undefined {
  for (const statement of ast.statements) {
    const assigned = ts.isExpressionStatement(statement) ? unwrap(statement.expression) : undefined;
    if (!assigned || !ts.isBinaryExpression(assigned)) continue;
    const exported = unwrap(assigned.right);
    if (assigned.left.getText(ast) !== 'module.exports' || !ts.isObjectLiteralExpression(exported)) continue;
    const entry = exported.properties.find(
      each => ts.isShorthandPropertyAssignment(each) && each.name.text === beside,
    );
    return entry && [{ file, start: entry.getStart(ast), end: entry.getStart(ast), text: `${name}, ` }];
  }
  return undefined;
}

/** The module that a file imports a name from, under that name: `import { name } from`, `const { name } = require()`. */
function importedFrom({ ast }: SourceUnit, name: string): string | undefined {
  for (const statement of ast.statements) {
    if (ts.isImportDeclaration(statement)) {
      const named = statement.importClause?.namedBindings;
      const isHere =
        named &&
        ts.isNamedImports(named) &&
        named.elements.some(each => each.name.text === name && !each.propertyName);
      if (isHere && ts.isStringLiteral(statement.moduleSpecifier)) return statement.moduleSpecifier.text;
    }
    for (const each of ts.isVariableStatement(statement) ? statement.declarationList.declarations : []) {
      const call = each.initializer && unwrap(each.initializer);
      const [module] =
        call && ts.isCallExpression(call) && call.expression.getText(ast) === 'require' ? call.arguments : [];
      if (!module || !ts.isStringLiteralLike(module) || !ts.isObjectBindingPattern(each.name)) continue;
      if (each.name.elements.some(one => one.name.getText(ast) === name && !one.propertyName))
        return module.text;
    }
  }
  return undefined;
}
