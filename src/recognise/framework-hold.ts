import path from 'node:path';
import semver from 'semver';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { packageNameOf } from '../facts/index.js';
import { FRAMEWORKS, type Framework, type FrameworkRelease } from '../frameworks/index.js';
import { reachesOnly } from '../frameworks/report.js';
import { SECTIONS } from '../manifests/read.js';
import { moduleUses } from '../manifests/usage.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { frameworkStarts, type FoundStart } from './framework-starts.js';
import { companionHold, moduleHold, startHold } from './framework-needs.js';
import { walk } from './syntax.js';

type Raise = NonNullable<FrameworkRelease['raise']>;

const known = new WeakMap<ProjectModel, Map<PackageInfo, Map<Framework, string | undefined>>>();

/**
 * Why the migration leaves a framework at its version in the package that a file belongs to, as a sentence; undefined
 * where nothing speaks against its release, or none is known.
 */
export function frameworkHold(
  project: ProjectModel,
  unit: SourceUnit,
  framework: Framework,
): string | undefined {
  const owner = project.packageOf(unit.path);
  return owner && packageHold(project, owner, framework);
}

/** The same as if the code did not take some exports that a rewrite is about to take out. */
export function frameworkHoldBut(
  project: ProjectModel,
  unit: SourceUnit,
  framework: Framework,
  names: readonly string[],
): string | undefined {
  const owner = project.packageOf(unit.path);
  const declarer = owner && declaring(project, owner, framework);
  const raise = framework.release?.raise;
  if (!declarer || !raise) return undefined;
  const entries = Object.entries(raise.exports ?? {}).map(([module, all]) => [module, [...all, ...names]]);
  const exports = raise.exports && (Object.fromEntries(entries) as Raise['exports']);
  return findHold(project, declarer, framework, { ...raise, ...(exports && { exports }) });
}

/** The frameworks that the migration leaves at their versions, with the reason, by path of the package.json. */
export function heldFrameworks(project: ProjectModel): Map<string, Map<Framework, string>> {
  const all = new Map<string, Map<Framework, string>>();
  for (const info of project.packages) {
    const held = new Map<Framework, string>();
    for (const framework of FRAMEWORKS) {
      const hold = framework.release?.raise && packageHold(project, info, framework);
      if (hold !== undefined) held.set(framework, hold);
    }
    if (held.size > 0) all.set(info.manifestPath, held);
  }
  return all;
}

function packageHold(project: ProjectModel, owner: PackageInfo, framework: Framework): string | undefined {
  const declarer = declaring(project, owner, framework);
  const raise = framework.release?.raise;
  if (!declarer || !raise) return undefined;
  let byPackage = known.get(project);
  if (!byPackage)
    known.set(project, (byPackage = new Map<PackageInfo, Map<Framework, string | undefined>>()));
  let holds = byPackage.get(declarer);
  if (!holds) byPackage.set(declarer, (holds = new Map<Framework, string | undefined>()));
  if (!holds.has(framework)) holds.set(framework, findHold(project, declarer, framework, raise));
  return holds.get(framework);
}

/** The package.json that declares a framework for a package: its own, or the nearest above. */
function declaring(
  project: ProjectModel,
  owner: PackageInfo,
  { packages }: Framework,
): PackageInfo | undefined {
  return project.packages
    .filter(info => owner.dir === info.dir || owner.dir.startsWith(info.dir + path.sep))
    .sort((a, b) => b.dir.length - a.dir.length)
    .find(info => packages.some(name => rangesOf(info, name).length > 0));
}

function rangesOf({ manifest }: PackageInfo, name: string): string[] {
  return SECTIONS.flatMap(section => manifest[section]?.[name] ?? []);
}

function findHold(
  project: ProjectModel,
  info: PackageInfo,
  framework: Framework,
  raise: Raise,
): string | undefined {
  const { packages, release } = framework;
  const [name] = packages;
  const stays = (why: string) => `\`${name}\` was left at its version: ${why}.`;
  const { from, node, exports, gone, unless = [], needs = {} } = raise;
  const declared = packages.flatMap(each => rangesOf(info, each));
  const beside = unless.find(each => rangesOf(info, each).length > 0);
  if (beside !== undefined) return stays(`\`${beside}\` changed with it, and the way is not certain`);
  const old = from === undefined ? undefined : declared.find(range => !reachesOnly(range, from));
  if (old !== undefined) return stays(`the way from \`${old}\` is not known`);
  const engines = info.manifest.engines?.['node'];
  if (node !== undefined && engines !== undefined && semver.validRange(engines) !== null) {
    if (!semver.subset(engines, node))
      return stays(`it needs Node ${node}, and \`engines\` admits ${engines}`);
  }
  const short = Object.entries(needs).find(([other, least]) =>
    rangesOf(info, other).some(range => !reachesOnly(range, least)),
  );
  if (short) return stays(`it needs \`${short[0]}\` ${short[1]} or later`);
  const units = project.units.filter(unit => unit.path.startsWith(info.dir + path.sep));
  const isStarted = (unit: SourceUnit) =>
    frameworkStarts(project, unit).some(start => start.framework === framework);
  if (raise.started && !units.some(isStarted)) return stays('the code does not start it');
  if (exports) {
    const other = units.flatMap(unit => unknownUses(unit, packages, exports))[0];
    if (other !== undefined) return stays(`the code takes \`${other}\`, which changed or is not known`);
  }
  const opts = release?.shape?.opts;
  const starts = opts ? units.flatMap(unit => frameworkStarts(project, unit)) : [];
  const isOpen = (start: FoundStart) =>
    start.framework === framework &&
    (!start.config || (start.config.has(opts!.name) && start.config.get(opts!.name) !== opts!.value));
  if (starts.some(isOpen)) {
    return stays(`it needs \`${opts!.name}: '${opts!.value}'\` everywhere, and not all options are in view`);
  }
  const need =
    moduleHold(info, raise) ??
    startHold(project, info, framework, raise) ??
    companionHold(project, info, framework, raise);
  if (need !== undefined) return stays(need);
  const word = gone && units.flatMap(unit => usedMember(unit, new Set(gone)) ?? [])[0];
  if (word !== undefined) return stays(`the code has \`${word}\`, which is gone there or works otherwise`);
  return undefined;
}

/** What a file takes from a framework that is not among the exports given. */
function unknownUses(
  unit: SourceUnit,
  packages: readonly string[],
  exports: Readonly<Record<string, readonly string[]>>,
): string[] {
  if (!packages.some(name => unit.text.includes(name))) return [];
  return moduleUses(unit.ast)
    .filter(({ specifier }) => packages.includes(packageNameOf(specifier) ?? ''))
    .flatMap(({ specifier, names }) => {
      const has = exports[specifier];
      return has ? names.filter(name => !has.includes(name)) : [specifier];
    });
}

/** The first of some names that a file has as a member, as a key, or as a name taken out of an object. */
export function usedMember(unit: SourceUnit, names: ReadonlySet<string>): string | undefined {
  if (![...names].some(name => unit.text.includes(name))) return undefined;
  let found: string | undefined;
  walk(unit.ast, node => {
    const parent = node.parent;
    if (ts.isIdentifier(node) && names.has(node.text)) {
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        ((ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) && parent.name === node) ||
        ts.isShorthandPropertyAssignment(parent) ||
        (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node) ||
        ts.isImportSpecifier(parent);
      if (isMember) found ??= node.text;
    } else if (ts.isStringLiteralLike(node) && names.has(node.text)) {
      const isKey =
        (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node);
      if (isKey) found ??= node.text;
    }
    return found === undefined;
  });
  return found;
}
