import { isMap, isScalar, parseDocument } from 'yaml';
import type { Note } from '../engine/types.js';
import { V1_PACKAGE, V2_ZOD_RANGE } from '../facts/index.js';
import type { PackageInfo } from '../project/model.js';
import { JsonText } from './json.js';
import { manifestNote } from './notes.js';
import { reaches } from './ranges.js';
import { SECTIONS, type PnpmWorkspace } from './read.js';

const PROSE = new Set([
  'name',
  'description',
  'keywords',
  'homepage',
  'repository',
  'bugs',
  'author',
  'contributors',
]);
const HANDLED = new Set<string>([...SECTIONS, 'peerDependenciesMeta']);
const NAMES_V1 = new RegExp(`${V1_PACKAGE}(?![\\w-])`);
const OVERRIDES = new Set(['overrides', 'resolutions', 'pnpm']);

/** Reports what else in a package.json names SDK v1 once nothing uses it: overrides, build flags, mappings. */
export function staleMentions(info: PackageInfo): Note[] {
  const json = new JsonText(info.manifestPath, info.text);
  return json
    .strings(text => NAMES_V1.test(text))
    .flatMap(({ path, pos }) => {
      const [top] = path;
      if (top === undefined || PROSE.has(top) || HANDLED.has(top)) return [];
      const message = `\`${path.slice(0, 2).join('.')}\` still names \`${V1_PACKAGE}\`.`;
      return OVERRIDES.has(top)
        ? [
            manifestNote(
              info.manifestPath,
              pos,
              'info',
              message,
              'Remove it, or pin the v2 packages instead.',
            ),
          ]
        : [manifestNote(info.manifestPath, pos, 'warning', message, 'Name the v2 packages there.')];
    });
}

/** Reports overrides in a pnpm-workspace.yaml that name SDK v1 once nothing uses it. */
export function staleOverrides({ path, text }: PnpmWorkspace): Note[] {
  const overrides = parseDocument(text).get('overrides');
  const keys = isMap(overrides) ? overrides.items.map(({ key }) => key).filter(isScalar) : [];
  return keys
    .filter(key => NAMES_V1.test(String(key.value)))
    .map(key => {
      const message = `\`overrides\` still names \`${V1_PACKAGE}\`.`;
      return manifestNote(path, key.range![0], 'info', message, 'Remove it, or pin the v2 packages instead.');
    });
}

/** Reports overrides that keep zod below what SDK v2 reads schemas of. */
export function zodOverrides(info: PackageInfo): Note[] {
  const manifest = info.manifest as Record<string, unknown>;
  const json = new JsonText(info.manifestPath, info.text);
  const pnpm = manifest['pnpm'] as { overrides?: unknown } | undefined;
  const places: [readonly string[], unknown][] = [
    [['overrides'], manifest['overrides']],
    [['resolutions'], manifest['resolutions']],
    [['pnpm', 'overrides'], pnpm?.overrides],
  ];
  return places.flatMap(([path, value]) => {
    const range = (value as Record<string, unknown> | undefined)?.['zod'];
    if (typeof range !== 'string' || reaches(range, V2_ZOD_RANGE.slice(1))) return [];
    const message = `\`${path.join('.')}\` holds zod at \`${range}\`; SDK v2 needs ${V2_ZOD_RANGE}.`;
    return [
      manifestNote(
        info.manifestPath,
        json.position([...path, 'zod']),
        'warning',
        message,
        'Raise or remove the override.',
      ),
    ];
  });
}
