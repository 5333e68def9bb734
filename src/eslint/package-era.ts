import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { V1_PACKAGE, v2Packages } from '../facts/index.js';
import { unwrittenText } from './unwritten.js';

type Era = 'v1' | 'v2' | undefined;

const known = new Map<string, { readonly stamp: number; readonly era: Era }>();

/**
 * Which SDK the package of a file depends on, by the nearest `package.json` above it: `v1` also while it depends on
 * both, undefined for none. A file that imports no SDK itself does what its package does.
 * @param file absolute path
 */
export function eraOfPackage(file: string): Era {
  for (let at = path.dirname(file); ; at = path.dirname(at)) {
    const manifest = path.join(at, 'package.json');
    const stamp = statSync(manifest, { throwIfNoEntry: false })?.mtimeMs;
    if (stamp !== undefined) return eraOf(manifest, stamp);
    if (path.dirname(at) === at) return undefined;
  }
}

function eraOf(manifest: string, stamp: number): Era {
  const unwritten = unwrittenText(manifest);
  if (unwritten !== undefined) return eraIn(unwritten);
  const before = known.get(manifest);
  if (before?.stamp === stamp) return before.era;
  const era = eraIn(readFileSync(manifest, 'utf8'));
  known.set(manifest, { stamp, era });
  return era;
}

function eraIn(text: string): Era {
  const isNamed = (name: string) => text.includes(`"${name}"`);
  return isNamed(V1_PACKAGE) ? 'v1' : v2Packages().some(isNamed) ? 'v2' : undefined;
}
