import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';

/** What is read of the package.json of a dependency. */
export interface InstalledManifest {
  readonly version?: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The package.json that a dependency is installed with, where Node would find it. */
export async function installedManifest(from: string, name: string): Promise<InstalledManifest | undefined> {
  return upwards(from, async dir => {
    const text = await readFile(path.join(dir, 'node_modules', name, 'package.json'), 'utf8');
    return JSON.parse(text) as InstalledManifest;
  });
}

/** What the nearest lock file of npm or pnpm says of a direct dependency. */
export async function lockedManifest(from: string, name: string): Promise<InstalledManifest | undefined> {
  return upwards(from, async dir => {
    const npm = await readFile(path.join(dir, 'package-lock.json'), 'utf8').catch(() => undefined);
    if (npm !== undefined) return ofNpm(JSON.parse(npm) as NpmLock, path.relative(dir, from), name);
    const pnpm = parse(await readFile(path.join(dir, 'pnpm-lock.yaml'), 'utf8')) as PnpmLock;
    return ofPnpm(pnpm, path.relative(dir, from), name);
  });
}

interface NpmLock {
  readonly packages?: Readonly<Record<string, InstalledManifest>>;
}

function ofNpm({ packages }: NpmLock, member: string, name: string): InstalledManifest | undefined {
  const own = path.posix.join(member.split(path.sep).join('/'), 'node_modules', name);
  return packages?.[own] ?? packages?.[`node_modules/${name}`];
}

interface PnpmLock {
  readonly importers?: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, { readonly version?: string }>>>>>
  >;
  readonly packages?: Readonly<Record<string, InstalledManifest>>;
}

function ofPnpm(
  { importers, packages }: PnpmLock,
  member: string,
  name: string,
): InstalledManifest | undefined {
  const sections = Object.values(importers?.[member.split(path.sep).join('/') || '.'] ?? {});
  const locked = sections.flatMap(section => section[name]?.version ?? [])[0];
  // The version is followed by those of its peers: `4.104.0(zod@3.25.76)`.
  const version = locked?.replace(/\(.*$/, '');
  const found = version === undefined ? undefined : packages?.[`${name}@${version}`];
  return found && { ...found, ...(version !== undefined && { version }) };
}

/** The first answer from a directory or one above it; what cannot be read there counts as none. */
async function upwards<T>(
  from: string,
  look: (dir: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let dir = from; ; dir = path.dirname(dir)) {
    const found = await look(dir).catch(() => undefined);
    if (found !== undefined || path.dirname(dir) === dir) return found;
  }
}
