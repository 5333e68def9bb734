import type { Note, Rewrite, TransformResult } from '../engine/types.js';
import { V2_ZOD_RANGE } from '../facts/index.js';
import type { PackageInfo } from '../project/model.js';
import { catalogOf, type PnpmCatalogs } from './catalog.js';
import { INSTALLED, declaration } from './homes.js';
import { JsonText } from './json.js';
import { manifestNote } from './notes.js';
import { isRegistryRange, judgeZod, rangeLike, reaches } from './ranges.js';

const ADVICE =
  "Check the schemas against zod's migration guide, https://zod.dev/v4/changelog, and generic types over zod " +
  '(`ZodSchema<…>`, `ZodObject<…>`): their parameters changed, and so may the JSON Schema that clients see.';

/**
 * The packages that declare the zod of packages whose schemas SDK v2 reads: these themselves, or the nearest above.
 * @param above the packages in whose directories a package's imports are looked for as well, nearest first
 */
export function zodOwners(
  givers: Iterable<PackageInfo>,
  above: (info: PackageInfo) => readonly PackageInfo[],
): Set<PackageInfo> {
  const owners = new Set<PackageInfo>();
  for (const info of givers) {
    const owner = [info, ...above(info)].find(each => declaration(each, 'zod') !== undefined);
    if (owner) owners.add(owner);
  }
  return owners;
}

/**
 * Raises the zod of a package.json to what SDK v2 reads schemas of, or reports why it is not raised.
 * @param importsConverter whether its files import `zod-to-json-schema`, which came along with SDK v1
 * @param dropsConverter whether nothing needs that any more
 */
export function planZod(
  info: PackageInfo,
  catalogs: PnpmCatalogs | undefined,
  importsConverter: boolean,
  dropsConverter = false,
): TransformResult {
  const json = new JsonText(info.manifestPath, info.text);
  const rewrites: Rewrite[] = [];
  const left: Note[] = [];
  const note = (
    path: readonly string[],
    message: string,
    advice: string,
    severity: Note['severity'] = 'warning',
  ): Note => manifestNote(info.manifestPath, json.position(path), severity, message, advice);
  let major = false;
  for (const section of INSTALLED) {
    const range = info.manifest[section]?.['zod'];
    if (range === undefined) continue;
    const at = [section, 'zod'];
    const catalog = catalogOf(range);
    const effective = catalog === undefined ? range : (catalogs?.range(catalog, 'zod') ?? range);
    const verdict = judgeZod(effective);
    if (verdict === 'fits') continue;
    if (catalog !== undefined || !isRegistryRange(range)) {
      const message = `The catalog's zod is \`${effective}\`; SDK v2 needs schemas of zod ${V2_ZOD_RANGE}.`;
      left.push(note(at, message, 'Raise zod in the catalog, or declare it here without the catalog.'));
      continue;
    }
    major ||= verdict === 'major';
    const raised = rangeLike(range, V2_ZOD_RANGE);
    const message = `zod was raised from \`${range}\` to \`${raised}\`: SDK v2 reads no schemas of zod 3.`;
    rewrites.push({
      change: 'sdk-v2-packages',
      edits: [json.setString(at, raised)],
      ...(verdict === 'major' && { review: note(at, message, ADVICE) }),
    });
  }
  const peer = info.manifest.peerDependencies?.['zod'];
  if (peer !== undefined && !reaches(peer, V2_ZOD_RANGE.slice(1))) {
    const message = `The zod peer dependency is \`${peer}\`; SDK v2 needs schemas of zod ${V2_ZOD_RANGE}.`;
    left.push(
      note(['peerDependencies', 'zod'], message, 'Raise it; that is a major version of this package.'),
    );
  }
  const names = ['zod-to-json-schema', ...(importsConverter ? ['zod'] : [])];
  const converter = (dropsConverter ? [] : names).flatMap(name => {
    const section = INSTALLED.find(each => info.manifest[each]?.[name] !== undefined);
    return section ? [[section, name]] : [];
  })[0];
  if (major && converter) {
    const message = '`zod-to-json-schema` reads only schemas of zod 3, and zod was raised to 4.';
    left.push(
      note(
        converter,
        message,
        'Use `z.toJSONSchema()`, or keep those schemas on `zod/v3`; what it makes of schemas of zod 4 is empty.',
        'error',
      ),
    );
  }
  return { rewrites, left };
}
