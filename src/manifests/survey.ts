import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { globby } from 'globby';
import { isGeneratedDeclaration } from '../discovery/declarations.js';
import { SOURCE_EXTENSIONS } from '../discovery/scope.js';
import { V1_PACKAGE, packageNameOf } from '../facts/index.js';
import { FRAMEWORKS } from '../frameworks/index.js';
import type { PackageInfo } from '../project/model.js';
import { isMovedPackage } from './frameworks.js';
import { installedManifest } from './installed.js';
import { SECTIONS } from './read.js';
import type { ModuleUse } from './usage.js';

/** Why a package may have to keep SDK v1 although none of its migrated files imports it. */
export interface V1Survey {
  /** Files outside the run that import SDK v1, by path of the package.json that declares it for them. */
  readonly elsewhere: ReadonlyMap<string, readonly string[]>;
  /** Installed dependencies that want SDK v1 beside them, by path of the package.json that declares them. */
  readonly peers: ReadonlyMap<string, readonly string[]>;
}

const MODULE_STRING = moduleString(V1_PACKAGE);

function moduleString(name: string): RegExp {
  return new RegExp(
    String.raw`(?:\b(?:from|import|require|[\w.]*[mM]ock\w*|resolve|\w+Actual)\s*\(?\s*)['"\`]${name}[/'"\`]`,
  );
}

/**
 * Looks on disk for what else needs SDK v1.
 * @param migrated files whose imports are known: they are not read
 * @param dropped packages that nothing needs any more
 */
export async function surveyV1(
  packages: readonly PackageInfo[],
  migrated: ReadonlySet<string>,
  dropped: ReadonlySet<string> = new Set(),
): Promise<V1Survey> {
  const declaring = packages.filter(declaresV1).sort((a, b) => b.dir.length - a.dir.length);
  const elsewhere = new Map<string, string[]>();
  const peers = new Map<string, string[]>();
  const seen = new Set(migrated);
  // What is linked from the workspace is migrated with it: its peer is about to change.
  const members = new Set(packages.map(({ manifest }) => manifest.name));
  // Innermost first: a file counts for the package that its import resolves through.
  for (const info of declaring) {
    const files = await importersOf(MODULE_STRING, info.dir, seen);
    if (files.length > 0) elsewhere.set(info.manifestPath, files);
    const wanting = await dependenciesWithV1Peer(info, new Set([...members, ...dropped]));
    if (wanting.length > 0) peers.set(info.manifestPath, wanting);
  }
  return { elsewhere, peers };
}

/**
 * Which packages the migration has put something else in the place of, everywhere, such as frameworks whose servers
 * the SDK serves: migrated files imported them, no file does any more.
 * @param migrated the files of the run, after it
 */
export async function droppedFrameworks(
  packages: readonly PackageInfo[],
  before: ReadonlyMap<string, readonly ModuleUse[]>,
  after: ReadonlyMap<string, readonly ModuleUse[]>,
  migrated: ReadonlySet<string>,
): Promise<Set<string>> {
  const dropped = new Set<string>();
  const replaced = FRAMEWORKS.flatMap(each => (each.isReplaced ? each.packages : []));
  for (const name of [...replaced, 'zod-to-json-schema']) {
    const isUsed = (usage: typeof before) =>
      [...usage.values()].flat().some(({ specifier }) => packageNameOf(specifier) === name);
    if (!isUsed(before) || isUsed(after)) continue;
    const declaring = packages.filter(({ manifest }) =>
      SECTIONS.some(section => manifest[section]?.[name] !== undefined),
    );
    const others = await Promise.all(
      declaring.map(info => importersOf(moduleString(name), info.dir, new Set(migrated))),
    );
    if (others.flat().length === 0) dropped.add(name);
  }
  return dropped;
}

export function declaresV1({ manifest }: PackageInfo): boolean {
  return SECTIONS.some(section => manifest[section]?.[V1_PACKAGE] !== undefined);
}

async function importersOf(pattern: RegExp, dir: string, seen: Set<string>): Promise<string[]> {
  const found = await globby(`**/*.{${SOURCE_EXTENSIONS.join(',')},vue,svelte,astro}`, {
    cwd: dir,
    absolute: true,
    dot: true,
    gitignore: true,
    expandDirectories: false,
    followSymbolicLinks: false,
    suppressErrors: true,
    ignore: ['**/{node_modules,.git,dist,build,out,coverage}/**'],
  });
  const importers: string[] = [];
  for (const file of found.map(each => path.normalize(each)).sort()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = await readFile(file, 'utf8').catch(() => '');
    if (pattern.test(text) && !(await isGeneratedDeclaration(file, text))) importers.push(file);
  }
  return importers;
}

async function dependenciesWithV1Peer(
  { dir, manifest }: PackageInfo,
  members: ReadonlySet<string | undefined>,
): Promise<string[]> {
  const names = new Set(SECTIONS.flatMap(section => Object.keys(manifest[section] ?? {})));
  const wanting: string[] = [];
  for (const name of [...names].sort()) {
    if (members.has(name) || isMovedPackage(name)) continue;
    const installed = await installedManifest(dir, name);
    const optional = installed?.peerDependenciesMeta?.[V1_PACKAGE]?.optional === true;
    if (installed?.peerDependencies?.[V1_PACKAGE] !== undefined && !optional) wanting.push(name);
  }
  return wanting;
}
