import path from 'node:path';
import type { FileStyle } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';

/** Where a module of a name goes that is added beside a file: the same folder, the same language. */
export function addedModule(beside: SourceUnit, name: string): string {
  return path.join(path.dirname(beside.path), name + path.extname(beside.path).replace('x', ''));
}

const ASIDE = /[\\/](?:__\w+__|demos?|examples?|fixtures?|samples?|scripts?)[\\/]/;

/** The file that a module goes beside which several files share: the first that is not an example. */
export function homeAmong(units: readonly [SourceUnit, ...SourceUnit[]], root: string): SourceUnit {
  return units.find(unit => !ASIDE.test(unit.path.slice(root.length))) ?? units[0];
}

/** How a file imports a module of its project, with the extension that its other imports have. */
export function specifierFrom(from: SourceUnit, file: string): string {
  const relative = path.relative(path.dirname(from.path), file).split(path.sep).join('/');
  const bare = relative.slice(0, relative.length - path.extname(relative).length);
  const extension = path.extname(file);
  const written =
    from.style.importExtension === '' && !/^\.[cm]/.test(extension)
      ? ''
      : from.style.importExtension === '.ts'
        ? extension
        : extension.replace('ts', 'js');
  return `${bare.startsWith('.') ? '' : './'}${bare}${written}`;
}

/**
 * The text of a module to add, in the language of its package.
 * @param template the module in TypeScript, with ⟪ and ⟫ around what JavaScript goes without
 * @param exported what CommonJS hands out
 */
export function languageText(
  template: string,
  typed: boolean,
  style: Pick<FileStyle, 'commonjs'>,
  exported: readonly string[],
): string {
  const text = template.replaceAll(/⟪([^⟫]*)⟫/g, typed ? '$1' : '');
  if (typed || !style.commonjs) return text;
  const required = text.replaceAll(
    /^import (\{[^}]*\}) from ('[^']*');$/gm,
    (_, names: string, module: string) => `const ${names.replaceAll(' as ', ': ')} = require(${module});`,
  );
  return `${required.replaceAll(/^export /gm, '')}\nmodule.exports = { ${exported.join(', ')} };\n`;
}

/** How a file calls an export of a module that it imports already. */
export function importedAs(unit: SourceUnit, specifier: string, name: string): string | undefined {
  for (const statement of unit.ast.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (statement.moduleSpecifier.text !== specifier) continue;
    const bindings = statement.importClause?.namedBindings;
    const names = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
    const found = names.find(each => (each.propertyName ?? each.name).text === name);
    if (found) return found.name.text;
  }
  return undefined;
}
