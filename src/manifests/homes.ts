import path from 'node:path';
import { V1_PACKAGE, packageNameOf, v2Packages } from '../facts/index.js';
import type { PackageInfo } from '../project/model.js';
import { SECTIONS, type Section } from './read.js';
import type { ModuleUse } from './usage.js';

/** A package.json together with everything that resolves through it. */
export interface Home {
  readonly info: PackageInfo;
  /** Uses in its own files and in those of packages below that declare nothing of the SDK themselves. */
  readonly uses: readonly ModuleUse[];
  /** Package.json files above it, nearest first: what they declare is found as well. */
  readonly above: readonly PackageInfo[];
}

/** Sections whose packages are installed for the package itself, in the order in which they count. */
export const INSTALLED: readonly Section[] = ['dependencies', 'optionalDependencies', 'devDependencies'];

/** Section and range with which a package declares another; the section that ships first. */
export function declaration(
  info: PackageInfo,
  name: string,
): { section: Section; range: string } | undefined {
  for (const section of [...INSTALLED, 'peerDependencies'] as const) {
    const range = info.manifest[section]?.[name];
    if (range !== undefined) return { section, range };
  }
  return undefined;
}

export function declaresSdk(info: PackageInfo): boolean {
  return [V1_PACKAGE, ...v2Packages()].some(name => declaration(info, name) !== undefined);
}

/**
 * Assigns what each package imports to the package.json that has to declare it: its own, or, where a workspace
 * declares the SDK once for all, the one above that does.
 * @param outer workspace roots outside the run
 * @param roots directories of all workspace roots
 */
export function findHomes(
  packages: readonly PackageInfo[],
  outer: readonly PackageInfo[],
  usage: ReadonlyMap<string, readonly ModuleUse[]>,
  roots: ReadonlySet<string>,
): Home[] {
  const uses = new Map<PackageInfo, ModuleUse[]>(packages.map(info => [info, []]));
  for (const info of packages) {
    const own = usage.get(info.manifestPath) ?? [];
    const chain = [info, ...packagesAbove(info, packages)];
    const home = chain.find(declaresSdk) ?? chain.find(isPackage) ?? info;
    uses.get(home)!.push(...own);
  }
  return packages.map(info => ({
    info,
    uses: uses.get(info)!,
    above: resolvedAbove(info, [...packages, ...outer], roots),
  }));
}

/** The package.json files in the directories above a package's, nearest first. */
export function packagesAbove(info: PackageInfo, candidates: readonly PackageInfo[]): PackageInfo[] {
  return candidates
    .filter(each => info.dir.startsWith(each.dir.endsWith(path.sep) ? each.dir : each.dir + path.sep))
    .sort((a, b) => b.dir.length - a.dir.length);
}

/**
 * The package.json files above a package's whose dependencies it finds. One that declares the SDK outside every
 * workspace is installed by itself, and what it does not declare comes with its own dependencies.
 */
export function resolvedAbove(
  info: PackageInfo,
  candidates: readonly PackageInfo[],
  roots: ReadonlySet<string>,
): PackageInfo[] {
  const above = packagesAbove(info, candidates);
  const isMember = [...roots].some(dir => info.dir.startsWith(dir + path.sep));
  return isMember || !declaresSdk(info) ? above : [];
}

/** Directories of the packages that name members in their package.json. */
export function workspaceRoots(packages: readonly PackageInfo[]): Set<string> {
  return new Set(packages.filter(info => info.manifest.workspaces !== undefined).map(info => info.dir));
}

/** Whether a package.json is more than a marker such as `{ "type": "commonjs" }`. */
function isPackage({ manifest }: PackageInfo): boolean {
  return manifest.name !== undefined || SECTIONS.some(section => manifest[section] !== undefined);
}

export interface ImportedPackage {
  /** Whether shipped code imports it. */
  readonly shipped: boolean;
  readonly specifiers: ReadonlySet<string>;
}

/** The packages that files import, by name. */
export function importedPackages(uses: readonly ModuleUse[]): Map<string, ImportedPackage> {
  const found = new Map<string, { shipped: boolean; specifiers: Set<string> }>();
  for (const use of uses) {
    const name = packageNameOf(use.specifier);
    if (name === undefined) continue;
    const entry = found.get(name) ?? { shipped: false, specifiers: new Set<string>() };
    entry.shipped ||= use.shipped;
    entry.specifiers.add(use.specifier);
    found.set(name, entry);
  }
  return found;
}

/** Whether one of some packages installs SDK v1 for use; what is only bundled may be a dev dependency by choice. */
export function installsV1(packages: readonly PackageInfo[]): boolean {
  const sections = INSTALLED.filter(each => each !== 'devDependencies');
  return packages.some(({ manifest }) => sections.some(each => manifest[each]?.[V1_PACKAGE] !== undefined));
}
