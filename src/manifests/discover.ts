import { stat } from 'node:fs/promises';
import path from 'node:path';
import { globby } from 'globby';
import { readPathAliases } from '../project/path-aliases.js';
import type { Problem } from '../run/problems.js';
import { readManifest, readPnpmWorkspace, type ManifestFile, type PnpmWorkspace } from './read.js';

/** The package.json files that have a say in a run. */
export interface ManifestDiscovery {
  /** Packages to migrate, sorted by path: above the targets, around the files, and workspace members. */
  readonly packages: readonly ManifestFile[];
  /** Workspace roots further up: they may declare what our packages use, and lie outside the run. */
  readonly outer: readonly ManifestFile[];
  /** The pnpm-workspace.yaml files beside `packages`. */
  readonly workspaces: readonly PnpmWorkspace[];
  /** Manifests that could not be read; nothing is known of them. */
  readonly problems: readonly Problem[];
  /** Directory of the workspace root, by directory of the member. */
  readonly rootOf: ReadonlyMap<string, string>;
}

/** The directories in which dependencies have to be installed after these package.json files have changed. */
export function installDirectories(discovery: ManifestDiscovery, changed: readonly string[]): string[] {
  const directories = changed.map(file => path.dirname(file));
  return [...new Set(directories.map(dir => discovery.rootOf.get(dir) ?? dir))].sort();
}

/**
 * Finds the package.json files of a run: the nearest one at or above each target, those between a target and
 * its files, and all members of their workspaces (npm, yarn, bun: `workspaces`; pnpm: `pnpm-workspace.yaml`).
 * Looks into no `node_modules` and follows no symbolic links.
 * @param targets files and directories of the run, absolute
 * @param files source files of the run, absolute
 */
export async function discoverManifests(
  targets: readonly string[],
  files: readonly string[] = [],
): Promise<ManifestDiscovery> {
  const finder = new ManifestFinder();
  const tops: string[] = [];
  for (const target of targets) {
    const isFile = (await stat(target).catch(() => undefined))?.isFile() ?? false;
    tops.push(await finder.nearest(isFile ? path.dirname(target) : target));
  }
  for (const top of tops) await finder.take(top);
  for (const file of files) {
    const top = tops.filter(each => contains(each, file)).sort((a, b) => b.length - a.length)[0];
    if (top === undefined) continue;
    for (let dir = path.dirname(file); contains(top, dir); dir = path.dirname(dir)) await finder.take(dir);
  }
  await finder.takeMembers();
  for (const top of tops) await finder.takeOuter(top);
  return finder.result();
}

class ManifestFinder {
  readonly #manifests = new Map<string, ManifestFile | undefined>();
  readonly #workspaces = new Map<string, PnpmWorkspace | undefined>();
  readonly #taken = new Set<string>();
  readonly #outer = new Set<string>();
  readonly #rootOf = new Map<string, string>();
  readonly #problems: Problem[] = [];

  /** The nearest directory at or above `dir` with a package.json; `dir` itself when there is none. */
  async nearest(dir: string): Promise<string> {
    for (const candidate of ancestors(dir)) {
      if (await exists(path.join(candidate, 'package.json'))) return candidate;
      if (await exists(path.join(candidate, '.git'))) break;
    }
    return dir;
  }

  async take(dir: string): Promise<void> {
    if (this.#taken.has(dir)) return;
    this.#taken.add(dir);
    await this.#manifest(dir);
    await this.#workspace(dir);
  }

  async takeMembers(): Promise<void> {
    for (const dir of [...this.#taken]) {
      for (const member of await this.#members(dir)) {
        this.#rootOf.set(member, dir);
        await this.take(member);
      }
    }
  }

  /** The workspace that `top` is a member of, if its root lies above. */
  async takeOuter(top: string): Promise<void> {
    for (const dir of ancestors(top)) {
      if (dir !== top && !this.#taken.has(dir) && (await this.#members(dir)).includes(top)) {
        this.#outer.add(dir);
        this.#rootOf.set(top, dir);
        return;
      }
      if (await exists(path.join(dir, '.git'))) return;
    }
  }

  result(): ManifestDiscovery {
    const of = <T>(dirs: ReadonlySet<string>, from: ReadonlyMap<string, T | undefined>): T[] =>
      [...dirs].sort().flatMap(dir => from.get(dir) ?? []);
    const packages = of(this.#taken, this.#manifests).map(info => {
      const aliases = readPathAliases(info.dir);
      return aliases.length > 0 ? { ...info, aliases } : info;
    });
    return {
      packages,
      outer: of(this.#outer, this.#manifests),
      workspaces: of(this.#taken, this.#workspaces),
      problems: this.#problems,
      rootOf: this.#rootOf,
    };
  }

  async #members(dir: string): Promise<string[]> {
    const declared = (await this.#manifest(dir))?.manifest.workspaces;
    const listed: unknown = Array.isArray(declared)
      ? declared
      : (declared as { packages?: unknown } | undefined)?.packages;
    const globs = [
      ...(Array.isArray(listed) ? listed.filter(glob => typeof glob === 'string') : []),
      ...((await this.#workspace(dir))?.globs ?? []),
    ];
    if (globs.length === 0) return [];
    const found = await globby(globs.map(manifestGlob), {
      cwd: dir,
      absolute: true,
      expandDirectories: false,
      followSymbolicLinks: false,
      suppressErrors: true,
      ignore: ['**/node_modules/**'],
    });
    // A member lies below its root; a glob that leads elsewhere leaves the run.
    return found
      .map(file => path.dirname(path.normalize(file)))
      .filter(member => member !== dir && contains(dir, member));
  }

  #manifest(dir: string): Promise<ManifestFile | undefined> {
    return this.#read(this.#manifests, dir, path.join(dir, 'package.json'), readManifest);
  }

  #workspace(dir: string): Promise<PnpmWorkspace | undefined> {
    return this.#read(this.#workspaces, dir, path.join(dir, 'pnpm-workspace.yaml'), readPnpmWorkspace);
  }

  async #read<T extends { readonly text: string }>(
    cache: Map<string, T | undefined>,
    dir: string,
    file: string,
    read: (file: string) => Promise<T | Problem | undefined>,
  ): Promise<T | undefined> {
    if (cache.has(dir)) return cache.get(dir);
    const answer = await read(file);
    const found = answer && 'text' in answer ? answer : undefined;
    if (answer && !('text' in answer)) this.#problems.push(answer);
    cache.set(dir, found);
    return found;
  }
}

function manifestGlob(glob: string): string {
  const negated = glob.startsWith('!');
  const directory = glob
    .slice(negated ? 1 : 0)
    .replace(/^\.?\//, '')
    .replace(/\/+$/, '');
  return `${negated ? '!' : ''}${directory === '' || directory === '.' ? '' : `${directory}/`}package.json`;
}

function* ancestors(dir: string): Generator<string> {
  for (let current = dir; ; current = path.dirname(current)) {
    yield current;
    if (path.dirname(current) === current) return;
  }
}

function contains(dir: string, file: string): boolean {
  return file === dir || file.startsWith(dir.endsWith(path.sep) ? dir : dir + path.sep);
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
