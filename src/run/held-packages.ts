import type { PipelineOutput } from '../engine/pipeline.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { isV2Specifier, packageNameOf } from '../facts/index.js';
import type { Binding } from '../manifests/bindings.js';
import { SECTIONS } from '../manifests/read.js';
import { moduleUses } from '../manifests/usage.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { ModuleResolver } from '../project/resolve.js';
import { isTestFile } from '../recognise/deployment.js';
import { frameworkServing } from '../recognise/framework-serving.js';
import { walk } from '../recognise/syntax.js';
import { usesV1 } from '../sdk-codemod/module-uses.js';

export interface HeldPackages {
  /** Files that stay as they are. */
  readonly files: ReadonlySet<string>;
  /** Why, by path of each package.json. */
  readonly bindings: ReadonlyMap<string, Binding>;
}

/**
 * The packages in which migrated code would hand objects of SDK v2 to a framework that takes those of SDK v1, and the
 * packages that share code with them. Such packages stay on SDK v1, whole: objects of the two versions cannot stand in
 * for each other. Files on SDK v2 alone are none of that.
 * @param output of a run that held nothing back
 * @returns undefined where every framework got along with the migration
 */
export function heldPackages({ before, after }: PipelineOutput): HeldPackages | undefined {
  const started = new Map<PackageInfo, string>();
  for (const unit of after.units) {
    const owner = after.packageOf(unit.path);
    if (!owner || started.has(owner) || isTestFile(after, unit)) continue;
    const bound = frameworkServing(after, unit).find(({ framework }) => framework.takesV1);
    if (bound) started.set(owner, bound.framework.packages[0]);
  }
  if (started.size === 0) return undefined;
  const onV1 = before.units.filter(usesV1).flatMap(unit => before.packageOf(unit.path) ?? []);
  const bindings = spread(before, started, new Set(onV1));
  const files = before.units.filter(unit => {
    const owner = before.packageOf(unit.path);
    return owner && bindings.has(owner.manifestPath) && (usesV1(unit) || !usesV2(unit));
  });
  return files.length > 0 ? { files: new Set(files.map(unit => unit.path)), bindings } : undefined;
}

function usesV2(unit: SourceUnit): boolean {
  return moduleUses(unit.ast).some(({ specifier }) => isV2Specifier(specifier));
}

/** From the packages that start a framework to all that code of SDK v1 may go to or come from. */
function spread(
  project: ProjectModel,
  started: ReadonlyMap<PackageInfo, string>,
  onV1: ReadonlySet<PackageInfo>,
): Map<string, Binding> {
  const reached = reachedPackages(project);
  const bindings = new Map<string, Binding>();
  const seen = new Set<PackageInfo>();
  const pending: [PackageInfo, Binding][] = [...started].map(([info, framework]) => [
    info,
    { framework, package: info },
  ]);
  for (let next = pending.shift(); next; next = pending.shift()) {
    const [info, binding] = next;
    if (seen.has(info)) continue;
    seen.add(info);
    if (onV1.has(info)) bindings.set(info.manifestPath, binding);
    for (const other of onV1) {
      if (reached(info).has(other) || reached(other).has(info)) pending.push([other, binding]);
    }
  }
  return bindings;
}

/** Which packages of the project a package gets to through what it declares and imports, over any number of others. */
function reachedPackages(project: ProjectModel): (from: PackageInfo) => ReadonlySet<PackageInfo> {
  const direct = neighbours(project);
  const known = new Map<PackageInfo, Set<PackageInfo>>();
  return from => {
    const reached = known.get(from) ?? new Set<PackageInfo>();
    if (known.has(from)) return reached;
    known.set(from, reached);
    const pending = [...(direct.get(from) ?? [])];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      pending.push(...(direct.get(next) ?? []));
    }
    return reached;
  };
}

function neighbours(project: ProjectModel): Map<PackageInfo, Set<PackageInfo>> {
  const found = new Map<PackageInfo, Set<PackageInfo>>(project.packages.map(info => [info, new Set()]));
  for (const info of project.packages) {
    const declared = new Set(SECTIONS.flatMap(section => Object.keys(info.manifest[section] ?? {})));
    for (const other of project.packages) {
      if (other.manifest.name !== undefined && declared.has(other.manifest.name)) found.get(info)!.add(other);
    }
  }
  const resolver = new ModuleResolver(file => project.unit(file) !== undefined, project.packages);
  for (const unit of project.units) {
    const owner = project.packageOf(unit.path);
    if (!owner) continue;
    for (const specifier of specifiersOf(unit)) {
      const file = resolver.resolve(unit.path, specifier);
      const other = file === undefined ? undefined : project.packageOf(file);
      if (other && other !== owner) found.get(owner)!.add(other);
    }
  }
  return found;
}

/** Every string that may name a module: one too many resolves to nothing. */
function specifiersOf(unit: SourceUnit): Set<string> {
  const found = new Set<string>();
  walk(unit.ast, node => {
    if (
      ts.isStringLiteralLike(node) &&
      (node.text.startsWith('.') || packageNameOf(node.text) !== undefined)
    ) {
      found.add(node.text);
    }
  });
  return found;
}
