import type { TextEdit } from '../engine/types.js';
import { V1_PACKAGE } from '../facts/index.js';
import type { PackageManifest } from '../project/model.js';
import { INSTALLED } from './homes.js';
import type { JsonText } from './json.js';
import type { Section } from './read.js';

/**
 * The packages whose objects a library and its consumers hand to each other, so that both have to use one copy.
 * Adapters work with the server beside them, and the core package holds only schemas.
 */
const SHARED = ['@modelcontextprotocol/server', '@modelcontextprotocol/client'];

/** Whether a package leaves it to its consumers to install the SDK. */
export function leavesSdkToConsumers({ peerDependencies }: PackageManifest): boolean {
  return [V1_PACKAGE, ...SHARED].some(name => peerDependencies?.[name] !== undefined);
}

/** Where a package that leaves the SDK to its consumers declares a v2 package that it ships code for. */
export function sectionsOfLibrary(manifest: PackageManifest, name: string): readonly [Section, ...Section[]] {
  if (!SHARED.includes(name)) return ['dependencies'];
  const own = INSTALLED.find(section =>
    [V1_PACKAGE, ...SHARED].some(each => manifest[section]?.[each] !== undefined),
  );
  // Not every package manager installs the peers of the package it works on.
  return ['peerDependencies', own ?? 'devDependencies'];
}

/** What becomes of the peers of a package. */
export interface PeerChanges {
  /** v2 packages that are new among them. */
  readonly added: readonly string[];
  /** Whether SDK v1 is taken out. */
  readonly v1Removed: boolean;
}

/** Carries what `peerDependenciesMeta` says about SDK v1 over to the packages that come in its place. */
export function peerMetaEdits(
  manifest: PackageManifest,
  json: JsonText,
  { added, v1Removed }: PeerChanges,
): TextEdit[] {
  const { peerDependenciesMeta: all } = manifest as { peerDependenciesMeta?: Record<string, PeerMeta> };
  const meta = all?.[V1_PACKAGE];
  if (!all || !meta) return [];
  const add = added.filter(name => all[name] === undefined).map(name => ({ name, value: meta }));
  return json.changeMembers(['peerDependenciesMeta'], {
    add: add.sort((a, b) => (a.name < b.name ? -1 : 1)),
    remove: v1Removed ? [V1_PACKAGE] : [],
    anchor: V1_PACKAGE,
  });
}

type PeerMeta = Readonly<Record<string, boolean>>;

/** What to tell about the changed peers of a package; undefined when none changed. */
export function peerMessage(
  { peerDependencies }: PackageManifest,
  { added, v1Removed }: PeerChanges,
): string | undefined {
  const breaking = 'a breaking change for consumers';
  if (added.length === 0) {
    return v1Removed ? `\`${V1_PACKAGE}\` is no longer a peer dependency: ${breaking}.` : undefined;
  }
  const names = added.map(name => `\`${name}\``).join(' and ');
  const verb = added.length === 1 ? 'is now a peer dependency' : 'are now peer dependencies';
  if (peerDependencies?.[V1_PACKAGE] === undefined) return `${names} ${verb}: ${breaking}.`;
  return `${names} ${verb} ${v1Removed ? 'in place of' : 'beside'} \`${V1_PACKAGE}\`: ${breaking}.`;
}
