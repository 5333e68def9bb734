import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { unwrittenText } from './unwritten.js';

type Ranges = ReadonlyMap<string, string>;

const SECTIONS = ['peerDependencies', 'devDependencies', 'optionalDependencies', 'dependencies'];
const NONE: Ranges = new Map();
const known = new Map<string, { readonly stamp: number; readonly ranges: Ranges }>();

/**
 * The range with which the package of a file depends on another, by the nearest `package.json` that names it: the
 * file's own, or one further up in its workspace.
 * @param file absolute path
 */
export function declaredRange(file: string, name: string): string | undefined {
  for (let at = path.dirname(file); ; at = path.dirname(at)) {
    const range = rangesIn(path.join(at, 'package.json')).get(name);
    if (range !== undefined) return range;
    if (path.dirname(at) === at) return undefined;
  }
}

function rangesIn(manifest: string): Ranges {
  const stamp = statSync(manifest, { throwIfNoEntry: false })?.mtimeMs;
  if (stamp === undefined) return NONE;
  const unwritten = unwrittenText(manifest);
  if (unwritten !== undefined) return read(unwritten);
  const before = known.get(manifest);
  if (before?.stamp === stamp) return before.ranges;
  const ranges = read(readFileSync(manifest, 'utf8'));
  known.set(manifest, { stamp, ranges });
  return ranges;
}

function read(text: string): Ranges {
  try {
    const manifest = JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown>;
    const ranges = SECTIONS.flatMap(section => Object.entries(manifest[section] ?? {}));
    return new Map(ranges.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return NONE;
  }
}
