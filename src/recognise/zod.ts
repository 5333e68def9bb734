import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { importedName, type NameResolver, type Origin } from '../project/names.js';
import { isVariableUse } from './scope.js';
import { walk } from './syntax.js';

/** How a function of Zod is written at a place. */
export interface ZodFunction {
  /** `z.object`, `zod.object` or `object`. */
  readonly callee: string;
  /** Present when the file has to import it first. */
  readonly needs?: ImportRequest;
}

/** Whether a specifier means Zod: `zod`, `zod/v4`, `zod/mini`, or a copy installed under another name. */
export function isZodModule(specifier: string): boolean {
  return /^zod(?:-?v?[34])?(?:\/|$)/.test(specifier);
}

/** Whether SDK v2 can use the schemas of a Zod module: version 3 it cannot. */
export function isUsableZod(specifier: string): boolean {
  return isZodModule(specifier) && !/v3(?:\/|$)/.test(specifier);
}

/** The export of Zod that an identifier or an access stands for: `object`, `z.object`, `z.ZodType`. */
export function zodExport(names: NameResolver, node: ts.Node): Origin | undefined {
  const origin = names.origin(node);
  if (origin) return isZodModule(origin.module) ? origin : undefined;
  const [owner, member] = ts.isPropertyAccessExpression(node)
    ? [node.expression, node.name]
    : ts.isQualifiedName(node)
      ? [node.left, node.right]
      : [];
  const namespace = owner && names.origin(owner);
  return namespace && member && isZodNamespace(namespace)
    ? { module: namespace.module, name: member.text }
    : undefined;
}

/** Whether an origin is the object that has all of Zod: `z`, the namespace or the default export. */
export function isZodNamespace(origin: Origin): boolean {
  return isZodModule(origin.module) && ['z', '*', 'default'].includes(origin.name);
}

/**
 * The way to write a function of Zod at `site`: by what the file imports, or by a new import.
 * @param module the Zod module the schemas come from, when that is known
 * @returns undefined when no name is free for the import
 */
export function zodFunction(
  project: ProjectModel,
  unit: SourceUnit,
  site: ts.Node,
  member: 'object' | 'toJSONSchema',
  module?: string,
): ZodFunction | undefined {
  for (const name of importedNames(unit.ast)) {
    const origin = project.names.origin(name);
    if (!origin || !isUsableZod(origin.module) || origin.module.includes('/core')) continue;
    if (!isFree(name.text, site, unit.ast)) continue;
    if (isZodNamespace(origin)) return { callee: `${name.text}.${member}` };
    if (origin.name === member) return { callee: name.text };
  }
  const local = ['z', 'zod'].find(name => isFree(name, site) && !mentioned(unit.ast, name));
  if (local === undefined) return undefined;
  const own = zodSpecifier(unit.ast);
  // Beside schemas of zod 3, one of zod 4 would be made of parts that it cannot read.
  if (own !== undefined && !isUsableZod(own)) return undefined;
  const from = module ?? own ?? commonSpecifier(project, unit);
  const needs = { file: unit.path, module: from, name: 'z', ...(local !== 'z' && { as: local }) };
  return { callee: `${local}.${member}`, needs };
}

/** The name under which types of Zod are written at `site`, `z` in `z.ZodObject`, and the import that it needs. */
export function zodTypes(
  project: ProjectModel,
  unit: SourceUnit,
  site: ts.Node,
): { readonly name: string; readonly needs?: ImportRequest } | undefined {
  for (const name of importedNames(unit.ast, true)) {
    const origin = project.names.origin(name);
    const isUsable = origin && isUsableZod(origin.module) && isZodNamespace(origin);
    if (isUsable && isFree(name.text, site, unit.ast)) return { name: name.text };
  }
  const found = zodFunction(project, unit, site, 'object');
  const { needs } = found ?? {};
  return needs && { name: needs.as ?? needs.name, needs: { ...needs, typeOnly: true } };
}

/** The specifier under which a file imports Zod, for values or types. */
export function zodSpecifier(ast: ts.SourceFile): string | undefined {
  const found: string[] = [];
  walk(ast, node => {
    if (ts.isStringLiteralLike(node) && isZodModule(node.text) && isSpecifier(node)) found.push(node.text);
    return found.length === 0;
  });
  return found[0];
}

/** The specifier most files of the same package use. */
function commonSpecifier(project: ProjectModel, unit: SourceUnit): string {
  const home = project.packageOf(unit.path);
  const counts = new Map<string, number>();
  for (const other of project.units) {
    if (project.packageOf(other.path) !== home) continue;
    const found = zodSpecifier(other.ast);
    if (found && isUsableZod(found)) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? 'zod';
}

/** Whether a string names the module of an import, an export, a `require` or an `import()`. */
export function isSpecifier(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isExternalModuleReference(parent)) return true;
  return ts.isCallExpression(parent) && parent.arguments[0] === node;
}

/** The names that imports and requires at the top of a file bring in as values, and those for types if wanted. */
function importedNames(ast: ts.SourceFile, withTypes = false): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  for (const statement of ast.statements) {
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (clause && (withTypes || clause.phaseModifier === undefined)) {
      const { name, namedBindings } = clause;
      if (name) found.push(name);
      if (namedBindings && ts.isNamespaceImport(namedBindings)) found.push(namedBindings.name);
      else if (namedBindings) {
        found.push(
          ...namedBindings.elements.filter(each => withTypes || !each.isTypeOnly).map(each => each.name),
        );
      }
    }
    if (ts.isImportEqualsDeclaration(statement) && !statement.isTypeOnly) found.push(statement.name);
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      const { name } = declaration;
      if (ts.isIdentifier(name) && importedName(declaration)) found.push(name);
      if (!ts.isObjectBindingPattern(name)) continue;
      for (const element of name.elements) {
        if (ts.isIdentifier(element.name) && importedName(element)) found.push(element.name);
      }
    }
  }
  return found;
}

/** Whether no scope from `site` up to `limit`, or up to and including the file, declares a name. */
function isFree(name: string, site: ts.Node, limit?: ts.SourceFile): boolean {
  for (let at: ts.Node | undefined = site; at && at !== limit; at = at.parent) {
    // What a scope declares, as the binder left it on the node; there is no public way to ask for it.
    const { locals } = at as unknown as { locals?: ts.SymbolTable };
    if (locals?.has(ts.escapeLeadingUnderscores(name))) return false;
  }
  return true;
}

/** Whether a file uses a name that it does not declare, as scripts do with globals. */
function mentioned(ast: ts.SourceFile, name: string): boolean {
  let found = false;
  walk(ast, node => {
    if (ts.isIdentifier(node) && node.text === name && isVariableUse(node)) found = true;
    return !found;
  });
  return found;
}
