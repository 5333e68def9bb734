import semver from 'semver';
import { FRAMEWORKS, type Framework } from '../frameworks/index.js';
import type { Companion } from '../frameworks/types.js';
import { reachesOnly } from '../frameworks/report.js';
import type { PackageManifest } from '../project/model.js';
import { packageNameOf } from '../facts/index.js';
import type { Home, ImportedPackage } from './homes.js';
import { rangeLike } from './ranges.js';
import { SECTIONS, type Section } from './read.js';
import type { ModuleUse } from './usage.js';

/** A framework whose release for 2026-07-28 the migration moves a package to. */
export interface MovedFramework {
  readonly framework: Framework;
  readonly ranges: Readonly<Record<string, string>>;
  readonly beside: readonly string[];
  /** Packages that it wants for development besides. */
  readonly adds?: Readonly<Record<string, string>>;
  /** What to check once it is raised, as a sentence. */
  readonly check?: string;
  /** Packages that are raised along with it. */
  readonly companions?: readonly Companion[];
  /** Packages that it wants besides, each with the range of another that they come out with. */
  readonly follows?: Readonly<Record<string, string>>;
  /** Whether shipped code imports it. */
  readonly shipped: boolean;
}

/** A range that a package.json declares, and what it becomes. */
export interface FrameworkRange {
  readonly section: Section;
  readonly name: string;
  readonly declared: string;
  /** Undefined where the version stands elsewhere, as in a catalog. */
  readonly raised: string | undefined;
}

/**
 * The frameworks that the migration moves to their release for 2026-07-28: those that files import, and that their
 * package.json or one above it declares.
 * @param held those that stay at their version
 */
export function movedFrameworks(
  { info, above }: Pick<Home, 'info' | 'above'>,
  imported: ReadonlyMap<string, ImportedPackage>,
  held: ReadonlyMap<Framework, string> = new Map(),
): MovedFramework[] {
  const isDeclared = (name: string) =>
    [info, ...above].some(({ manifest }) =>
      SECTIONS.some(section => manifest[section]?.[name] !== undefined),
    );
  return FRAMEWORKS.flatMap(framework => {
    const { packages, formerly = [], release } = framework;
    const raise = release?.raise;
    const uses = packages.flatMap(name => imported.get(name) ?? []);
    if (!raise || uses.length === 0 || ![...packages, ...formerly].some(isDeclared)) return [];
    if (raise.unless?.some(isDeclared) || held.has(framework)) return [];
    const { modules } = raise;
    if (modules && !uses.every(use => [...use.specifiers].every(each => modules.includes(each)))) return [];
    return [{ framework, ...raise, shipped: uses.some(use => use.shipped) }];
  });
}

/** Whether the migration decides about the version of a package in every project, under its name now or before. */
export function isMovedPackage(name: string): boolean {
  return FRAMEWORKS.some(({ release, formerly = [] }) => {
    const raise = release?.raise;
    if (!raise || raise.modules || raise.unless) return false;
    if (raise.from !== undefined || raise.exports || raise.gone || raise.companions) return false;
    return Object.hasOwn(raise.ranges, name) || formerly.includes(name);
  });
}

/**
 * Packages that the migration raises wherever files import them: what their old releases want beside them is nobody's
 * wish any more.
 * @param held those that stay at their version, by path of the package.json
 */
export function raisedPackages(
  usage: ReadonlyMap<string, readonly ModuleUse[]>,
  held: ReadonlyMap<string, ReadonlyMap<Framework, string>>,
): string[] {
  const imported = new Set([...usage.values()].flat().map(({ specifier }) => packageNameOf(specifier)));
  const stays = new Set([...held.values()].flatMap(each => [...each.keys()]));
  return FRAMEWORKS.flatMap(framework => {
    const { packages, release } = framework;
    if (!release?.raise || release.raise.modules || stays.has(framework)) return [];
    return packages.filter(name => imported.has(name));
  });
}

/** The ranges in a package.json that admit releases older than what migrated code is written for. */
export function oldRanges(
  manifest: PackageManifest,
  { ranges }: Pick<MovedFramework, 'ranges'>,
): FrameworkRange[] {
  return Object.entries(ranges).flatMap(([name, range]) =>
    SECTIONS.flatMap((section): FrameworkRange[] => {
      const declared = manifest[section]?.[name];
      if (declared === undefined) return [];
      const lowest = semver.minVersion(range)!.version;
      if (semver.validRange(declared) === null) {
        const isCatalog = declared.startsWith('catalog:');
        return isCatalog ? [{ section, name, declared, raised: undefined }] : [];
      }
      if (reachesOnly(declared, lowest)) return [];
      return [{ section, name, declared, raised: rangeLike(declared, range) }];
    }),
  );
}

/** The packages a framework came out of, where a package.json declares one that no file imports any more. */
export function outlivedPackages(
  manifest: PackageManifest,
  { framework }: MovedFramework,
  imported: ReadonlyMap<string, ImportedPackage>,
): { readonly section: Section; readonly name: string }[] {
  return (framework.formerly ?? []).flatMap(name =>
    imported.has(name)
      ? []
      : SECTIONS.flatMap(section => (manifest[section]?.[name] === undefined ? [] : [{ section, name }])),
  );
}
