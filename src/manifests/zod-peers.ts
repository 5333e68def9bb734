import semver from 'semver';
import type { Note } from '../engine/types.js';
import { V2_ZOD_RANGE } from '../facts/index.js';
import type { PackageInfo } from '../project/model.js';
import { INSTALLED } from './homes.js';
import { installedManifest, lockedManifest } from './installed.js';
import { JsonText } from './json.js';
import { manifestNote } from './notes.js';
import { judgeZod } from './ranges.js';

/** A dependency that runs beside a zod of its own choice only. */
export interface ZodPeer {
  readonly name: string;
  readonly version?: string;
  /** The range of its peer dependency on zod. */
  readonly range: string;
}

/** First releases whose peer range takes zod 4, of packages in wide use; looked up in the registry. */
const TAKES_ZOD_4: Readonly<Record<string, string>> = {
  '@asteasolutions/zod-to-openapi': '8.0.0',
  '@hono/zod-validator': '0.7.1',
  ai: '5.0.0',
  'drizzle-zod': '0.8.3',
  'fastify-type-provider-zod': '5.0.0',
  openai: '6.0.0',
  'zod-validation-error': '4.0.0',
};

/**
 * Looks for dependencies of packages on zod 3 whose peer range refuses the zod that SDK v2 needs, as they are
 * installed, or else in the lock file. Optional peers count: package managers hold to their ranges as well.
 *
 * @returns them by path of the package.json that declares them
 */
export async function surveyZodPeers(
  packages: readonly PackageInfo[],
): Promise<ReadonlyMap<string, readonly ZodPeer[]>> {
  const found = new Map<string, readonly ZodPeer[]>();
  const members = new Set(packages.map(({ manifest }) => manifest.name));
  for (const { dir, manifest, manifestPath } of packages) {
    const zods = INSTALLED.flatMap(section => manifest[section]?.['zod'] ?? []);
    if (!zods.some(range => judgeZod(range) === 'major')) continue;
    const names = new Set(INSTALLED.flatMap(section => Object.keys(manifest[section] ?? {})));
    const peers: ZodPeer[] = [];
    for (const name of [...names].sort()) {
      // It converts schemas of zod 3, which has a note of its own.
      if (members.has(name) || name === 'zod-to-json-schema') continue;
      const known = (await installedManifest(dir, name)) ?? (await lockedManifest(dir, name));
      const range = known?.peerDependencies?.['zod'];
      if (range === undefined || !refusesZod4(range)) continue;
      peers.push({ name, range, ...(known?.version !== undefined && { version: known.version }) });
    }
    if (peers.length > 0) found.set(manifestPath, peers);
  }
  return found;
}

function refusesZod4(range: string): boolean {
  return semver.validRange(range) !== null && !semver.intersects(range, V2_ZOD_RANGE);
}

/** What to tell about the dependencies of a package whose zod is raised to 4. */
export function zodPeerNotes(info: PackageInfo, peers: readonly ZodPeer[]): Note[] {
  const json = new JsonText(info.manifestPath, info.text);
  return peers.map(({ name, version, range }) => {
    const section = INSTALLED.find(each => info.manifest[each]?.[name] !== undefined) ?? 'dependencies';
    const taking = TAKES_ZOD_4[name];
    return manifestNote(
      info.manifestPath,
      json.position([section, name]),
      'warning',
      `\`${name}\`${version === undefined ? '' : ` ${version}`} takes zod \`${range}\` only, and zod was raised to 4.`,
      `${taking ? `Raise it to ${taking} or later, which takes zod 4` : 'Raise it to a release that takes zod 4'}, ` +
        'or install with an override of its zod.',
    );
  });
}
