import { exportsOf, isV2Specifier, packageFacts, V1_PACKAGE, whichV2Packages } from '../../facts/index.js';
import { ts } from '../../engine/ts.js';
import { loadedModules } from '../loaded-modules.js';
import { moduleUses } from '../module-uses.js';
import { homeOf, splitInto } from '../routes.js';
import type { Finder, Finding } from './finding.js';

let v1Names: ReadonlySet<string> | undefined;

/** Names of SDK v1 that are taken from a v2 module that does not have them. */
export const missingExports: Finder = (unit, names) => {
  const found: Finding[] = [];
  const check = (node: ts.Node, specifier: string, name: string): void => {
    const exported = exportsOf(specifier);
    if (!exported || exported.has(name) || !isV1Name(name)) return;
    found.push({
      node,
      severity: 'error',
      message: `\`${specifier}\` does not export \`${name}\`.`,
      advice: adviceFor(name),
    });
  };
  for (const { statement, specifier, names: listed, whole } of moduleUses(unit).statements) {
    if (!isV2Specifier(specifier.text)) continue;
    for (const { node, name } of listed)
      check(ts.isVariableDeclaration(node) ? statement : node, specifier.text, name);
    for (const reference of whole ? names.references(whole) : []) {
      const { parent } = reference;
      if (ts.isPropertyAccessExpression(parent)) check(parent, specifier.text, parent.name.text);
      if (ts.isQualifiedName(parent)) check(parent, specifier.text, parent.right.text);
    }
  }
  for (const { statement, specifier } of moduleUses(unit).reExports) {
    const clause = statement.exportClause;
    if (!clause || !ts.isNamedExports(clause)) continue;
    for (const element of clause.elements)
      check(element, specifier.text, (element.propertyName ?? element.name).text);
  }
  for (const { specifier, names: loaded } of loadedModules(unit, names)) {
    if (isV2Specifier(specifier.text)) for (const { node, name } of loaded) check(node, specifier.text, name);
  }
  return found;
};

/** Newer releases of the v2 packages may export more than our tables know; what v1 never had is not ours to judge. */
function isV1Name(name: string): boolean {
  v1Names ??= new Set(
    Object.values(packageFacts(V1_PACKAGE)!.entryPoints).flatMap(entry => [...entry.values, ...entry.types]),
  );
  return v1Names.has(name);
}

export function adviceFor(name: string): string {
  const successors = splitInto(name) ?? [];
  if (successors.length > 0) return `Use ${successors.map(each => `\`${each}\``).join(' or ')}.`;
  const renamed = homeOf(`${V1_PACKAGE}/types.js`, name, 'unknown')?.name ?? name;
  const [module] = whichV2Packages(renamed);
  if (module === undefined) return 'SDK v2 has nothing in its place; remove it or write it yourself.';
  return renamed === name ? `Take it from \`${module}\`.` : `Take \`${renamed}\` from \`${module}\`.`;
}
