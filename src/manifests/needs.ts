import semver from 'semver';
import { V1_PACKAGE, V2_ZOD_RANGE, entryPoint, packageFacts, v2Packages } from '../facts/index.js';
import { LRU_PACKAGE, LRU_RANGE } from '../facts/lru-cache.js';
import type { MovedFramework } from './frameworks.js';
import type { ImportedPackage } from './homes.js';

/** A framework or other third package that has to be declared. */
export interface OtherNeed {
  readonly name: string;
  readonly shipped: boolean;
  readonly range: string;
}

/** A range that a package wants of another one beside it. */
export interface PeerWish {
  readonly adapter: string;
  readonly peer: string;
  readonly range: string;
  readonly shipped: boolean;
}

/**
 * The v2 packages that have to be declared, each with whether shipped code needs it: those imported, and those
 * that these and the frameworks moved want beside them.
 */
export function neededV2(
  imported: ReadonlyMap<string, ImportedPackage>,
  moved: readonly MovedFramework[] = [],
): Map<string, boolean> {
  const needs = new Map<string, boolean>();
  const need = (name: string, shipped: boolean) => needs.set(name, shipped || (needs.get(name) ?? false));
  const all = v2Packages();
  for (const name of all) {
    const found = imported.get(name);
    if (found) need(name, found.shipped);
  }
  for (const { peer, shipped } of peerWishes(imported)) if (all.includes(peer)) need(peer, shipped);
  for (const { beside, shipped } of moved) for (const name of beside) need(name, shipped);
  return needs;
}

/** What the imported v2 entry points want beside them. */
export function peerWishes(imported: ReadonlyMap<string, ImportedPackage>): PeerWish[] {
  return v2Packages().flatMap(adapter => {
    const found = imported.get(adapter);
    const peers = new Set([...(found?.specifiers ?? [])].flatMap(each => entryPoint(each)?.peers ?? []));
    const ranges = packageFacts(adapter)!.peerDependencies;
    return [...peers].map(peer => ({ adapter, peer, range: ranges[peer]!, shipped: found!.shipped }));
  });
}

/**
 * Third packages that have to be declared: frameworks of adapters, zod, what keeps state under handles, and what
 * came along with SDK v1 and goes with it although the code imports it.
 * @param v1Gone whether SDK v1 is taken out
 */
export function neededOthers(
  imported: ReadonlyMap<string, ImportedPackage>,
  v2: ReadonlySet<string>,
  v1Gone: boolean,
): OtherNeed[] {
  const needs: OtherNeed[] = peerWishes(imported)
    .filter(({ peer }) => !v2.has(peer))
    .map(({ peer, range, shipped }) => ({ name: peer, shipped, range: frameworkRange(peer, range) }));
  const brought = packageFacts(V1_PACKAGE)!.dependencies;
  const stillBrought = new Set([...v2].flatMap(name => Object.keys(packageFacts(name)!.dependencies)));
  for (const [name, { shipped }] of imported) {
    if (name === 'zod') needs.push({ name, shipped, range: V2_ZOD_RANGE });
    else if (name === LRU_PACKAGE) needs.push({ name, shipped, range: LRU_RANGE });
    else if (v1Gone && brought[name] !== undefined && !stillBrought.has(name)) {
      needs.push({ name, shipped, range: brought[name] });
    }
  }
  return needs;
}

/** What SDK v1 brought along is what the code was written against; otherwise the newest line that fits. */
function frameworkRange(name: string, wanted: string): string {
  const brought = packageFacts(V1_PACKAGE)!.dependencies[name];
  if (brought !== undefined && semver.intersects(brought, wanted)) return brought;
  return wanted.split('||').at(-1)!.trim();
}
