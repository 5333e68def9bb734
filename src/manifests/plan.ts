import path from 'node:path';
import type { Rewrite, TransformResult } from '../engine/types.js';
import { V1_PACKAGE, packageNameOf } from '../facts/index.js';
import type { Framework } from '../frameworks/index.js';
import type { PackageInfo } from '../project/model.js';
import type { Binding } from './bindings.js';
import { PnpmCatalogs, catalogOf } from './catalog.js';
import { planDependencies, type DependencyPlan } from './dependencies.js';
import { INSTALLED, findHomes, resolvedAbove, workspaceRoots, type Home } from './homes.js';
import { staleMentions, staleOverrides, zodOverrides } from './mentions.js';
import type { PnpmWorkspace } from './read.js';
import { planRuntime } from './runtime.js';
import type { V1Survey } from './survey.js';
import { isV2Use, type ModuleUse } from './usage.js';
import { zodPeerNotes, type ZodPeer } from './zod-peers.js';
import { planZod, zodOwners } from './zod.js';

export interface ManifestPlanInput {
  /** Packages whose package.json may be edited. */
  readonly packages: readonly PackageInfo[];
  /** Workspace roots outside the run. */
  readonly outer?: readonly PackageInfo[];
  /** The pnpm-workspace.yaml files beside `packages`. */
  readonly workspaces?: readonly PnpmWorkspace[];
  /** What the files import after the migration, by path of the package.json that owns them. */
  readonly usage: ReadonlyMap<string, readonly ModuleUse[]>;
  /** Packages whose zod schemas SDK v2 reads. */
  readonly zodGivers: ReadonlySet<PackageInfo>;
  /** Packages that the migration has put the SDK in the place of. */
  readonly dropped?: ReadonlySet<string>;
  /** Frameworks that stay at their version, with the reason, by path of the package.json. */
  readonly held?: ReadonlyMap<string, ReadonlyMap<Framework, string>>;
  /** What else needs SDK v1. */
  readonly survey?: V1Survey;
  /** Dependencies that refuse zod 4, by path of the package.json. */
  readonly zodPeers?: ReadonlyMap<string, readonly ZodPeer[]>;
  /** What packages that stay on SDK v1 do so for, by path of their package.json. */
  readonly bindings?: ReadonlyMap<string, Binding> | undefined;
}

/**
 * Plans the edits to all package.json files (and catalogs in pnpm-workspace.yaml) that the migrated sources ask
 * for. Pure; offsets are into the texts given. No two rewrites touch the same text.
 */
export function planManifests(input: ManifestPlanInput): TransformResult {
  const { packages, usage, survey } = input;
  const catalogs = new CatalogFinder(input.workspaces ?? []);
  const homes = findHomes(packages, input.outer ?? [], usage, rootsOf(input));
  const plans = homes.map(home => ({
    home,
    plan: planDependencies(home, {
      elsewhere: survey?.elsewhere.get(home.info.manifestPath) ?? [],
      peers: survey?.peers.get(home.info.manifestPath) ?? [],
      dropped: input.dropped ?? new Set(),
      catalogs: catalogs.of(home.info),
      binding: input.bindings?.get(home.info.manifestPath),
      coversBound: coversBound(home, input.bindings),
      held: input.held?.get(home.info.manifestPath) ?? new Map(),
    }),
  }));
  const results: TransformResult[] = [
    { rewrites: joinCatalogs(plans, catalogs), left: plans.flatMap(({ plan }) => plan.left) },
    ...homes.filter(home => usesV2(home, usage)).map(({ info }) => planRuntime(info)),
    ...planAllZod(input, catalogs),
  ];
  const migrated = homes.some(home => usesV2(home, usage));
  if (migrated && !plans.some(({ plan }) => plan.keepsV1)) {
    const overrides = (input.workspaces ?? []).flatMap(staleOverrides);
    results.push({ rewrites: [], left: [...packages.flatMap(staleMentions), ...overrides] });
  }
  return {
    rewrites: results.flatMap(result => result.rewrites),
    left: results.flatMap(result => result.left),
  };
}

/** Whether files that stay on SDK v1 resolve through a package.json. */
function coversBound({ info, uses }: Home, bindings: ManifestPlanInput['bindings']): boolean {
  const dirs = [...(bindings?.keys() ?? [])].map(each => path.dirname(each) + path.sep);
  return dirs.some(dir => info.dir + path.sep === dir || uses.some(({ file }) => file.startsWith(dir)));
}

function usesV2({ info, uses }: Home, usage: ReadonlyMap<string, readonly ModuleUse[]>): boolean {
  return uses.some(isV2Use) || (usage.get(info.manifestPath)?.some(isV2Use) ?? false);
}

/** The zod that each package's schemas come from is its own, or the nearest one declared above. */
function planAllZod(input: ManifestPlanInput, catalogs: CatalogFinder): TransformResult[] {
  const roots = rootsOf(input);
  const givers = input.packages.filter(
    info => input.zodGivers.has(info) && !input.bindings?.has(info.manifestPath),
  );
  const above = (info: PackageInfo) => resolvedAbove(info, input.packages, roots);
  const overriders = new Set(givers.flatMap(info => [info, ...above(info)]));
  return [
    ...[...zodOwners(givers, above)].map(info => {
      const uses = input.usage.get(info.manifestPath) ?? [];
      const importsConverter = uses.some(use => packageNameOf(use.specifier) === 'zod-to-json-schema');
      const plan = planZod(
        info,
        catalogs.of(info),
        importsConverter,
        input.dropped?.has('zod-to-json-schema'),
      );
      // Only a raise over a major version is up for review.
      const isMajor = plan.rewrites.some(({ review }) => review !== undefined);
      const peers = (isMajor && input.zodPeers?.get(info.manifestPath)) || [];
      return { ...plan, left: [...plan.left, ...zodPeerNotes(info, peers)] };
    }),
    { rewrites: [], left: [...overriders].flatMap(zodOverrides) },
  ];
}

/** Directories of the workspace roots. */
function rootsOf({ packages, outer = [], workspaces = [] }: ManifestPlanInput): Set<string> {
  return new Set([
    ...workspaceRoots(packages),
    ...outer.map(info => info.dir),
    ...workspaces.map(workspace => path.dirname(workspace.path)),
  ]);
}

/** Packages that take versions from a catalog change together with it. */
function joinCatalogs(
  plans: readonly { home: Home; plan: DependencyPlan }[],
  catalogs: CatalogFinder,
): Rewrite[] {
  const joined = new Map<PnpmCatalogs, Rewrite[]>();
  const single: Rewrite[] = [];
  for (const { home, plan } of plans) {
    const found = plan.usesCatalog ? catalogs.of(home.info) : undefined;
    if (found) joined.set(found, [...(joined.get(found) ?? []), ...plan.rewrites]);
    else single.push(...plan.rewrites);
  }
  for (const [catalog, rewrites] of joined) {
    const edits = catalog.edits(unusedCatalogs(plans, catalog, catalogs));
    const reviews = rewrites.flatMap(rewrite => rewrite.review ?? []);
    single.push({
      change: 'sdk-v2-packages',
      edits: [...rewrites.flatMap(rewrite => rewrite.edits), ...edits],
      ...(reviews[0] && { review: reviews[0] }),
    });
  }
  return single;
}

/** Catalogs that packages took SDK v1 from and none does any more. */
function unusedCatalogs(
  plans: readonly { home: Home; plan: DependencyPlan }[],
  catalog: PnpmCatalogs,
  catalogs: CatalogFinder,
): Set<string> {
  const left = new Set<string>();
  const kept = new Set<string>();
  for (const { home, plan } of plans) {
    if (catalogs.of(home.info) !== catalog) continue;
    const { manifest } = home.info;
    for (const section of [...INSTALLED, 'peerDependencies'] as const) {
      const name = catalogOf(manifest[section]?.[V1_PACKAGE] ?? '');
      if (name === undefined) continue;
      (plan.keepsV1 || section === 'peerDependencies' ? kept : left).add(name);
    }
  }
  return new Set([...left].filter(name => !kept.has(name)));
}

class CatalogFinder {
  readonly #all: readonly { dir: string; catalogs: PnpmCatalogs }[];

  constructor(workspaces: readonly PnpmWorkspace[]) {
    this.#all = workspaces
      .map(workspace => ({ dir: path.dirname(workspace.path), catalogs: new PnpmCatalogs(workspace) }))
      .sort((a, b) => b.dir.length - a.dir.length);
  }

  of(info: PackageInfo): PnpmCatalogs | undefined {
    return this.#all.find(({ dir }) => info.dir === dir || info.dir.startsWith(dir + path.sep))?.catalogs;
  }
}
