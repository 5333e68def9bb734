import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { packageNameOf } from '../facts/index.js';
import type { CallTerms, Companion } from '../frameworks/types.js';
import { moduleUses } from '../manifests/usage.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { changed, type ChangedUse } from './changed-use.js';
import { CallUses } from './companion-calls.js';
import { makesModel } from './companion-models.js';

/**
 * Where the code of a package takes of companions what their new versions changed, or what is not known to be the
 * same there; each as the start of a sentence, with what to do about it.
 * @param companions those that are raised
 * @param all those whose models may be given to them
 */
export function changedUses(
  project: ProjectModel,
  info: PackageInfo,
  companions: readonly Companion[],
  all: readonly Companion[],
): string[] {
  const units = project.units.filter(unit => unit.path.startsWith(info.dir + path.sep));
  return units.flatMap(unit => {
    const places = companions.flatMap(companion => usesIn(project, unit, companion, all));
    return places
      .sort((a, b) => a.node.pos - b.node.pos)
      .map(({ node, text }) => {
        const line = unit.ast.getLineAndCharacterOfPosition(node.getStart(unit.ast)).line + 1;
        return `${path.relative(info.dir, unit.path).split(path.sep).join('/')}:${line} ${text}`;
      });
  });
}

function usesIn(
  project: ProjectModel,
  unit: SourceUnit,
  companion: Companion,
  all: readonly Companion[],
): ChangedUse[] {
  if (!unit.text.includes(companion.package)) return [];
  const imports = unit.ast.statements.filter(
    (each): each is ts.ImportDeclaration =>
      ts.isImportDeclaration(each) && moduleOf(each) === companion.package,
  );
  const uses = moduleUses(unit.ast).filter(({ specifier }) => packageNameOf(specifier) === companion.package);
  if (uses.length === 0) return [];
  if (uses.length > imports.length) {
    const other =
      uses.find(({ specifier }) => specifier !== companion.package)?.specifier ?? companion.package;
    return [{ node: unit.ast.statements[0]!, text: `takes \`${other}\`, of which not all is in view` }];
  }
  return imports.flatMap(each => {
    const bindings = each.importClause?.namedBindings;
    if (each.importClause?.name || !bindings || !ts.isNamedImports(bindings)) {
      return [{ node: each, text: `takes \`${companion.package}\` whole` }];
    }
    return bindings.elements.flatMap(element => usesOf(project, element, companion, all));
  });
}

function moduleOf({ moduleSpecifier }: ts.ImportDeclaration): string | undefined {
  return ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
}

function usesOf(
  project: ProjectModel,
  element: ts.ImportSpecifier,
  companion: Companion,
  all: readonly Companion[],
): ChangedUse[] {
  const name = (element.propertyName ?? element.name).text;
  const terms = Object.hasOwn(companion.exports, name) ? companion.exports[name] : undefined;
  if (terms === undefined) return [changed(element, name, companion, 'takes')];
  if (terms === 'same') return [];
  const calls = new CallUses(project, companion, all);
  return project.names.references(element.name).flatMap(use => {
    if (ts.isTypeQueryNode(use.parent)) return [changed(use, name, companion, 'takes')];
    if (terms === 'model') {
      return makesModel(project, use)
        ? []
        : [{ node: use, text: `uses \`${name}\` for more than to make a model` }];
    }
    const call = use.parent;
    if (!ts.isCallExpression(call) || call.expression !== use) {
      return [{ node: use, text: `hands \`${name}\` on` }];
    }
    return calls.of(call, name, terms satisfies CallTerms);
  });
}
