import { readdirSync } from 'node:fs';
import path from 'node:path';
import { nearest } from './nearest.js';

/** The existing path most like one that does not exist: its nearest sibling in the deepest directory there is. */
export function nearestPath(missing: string): string | undefined {
  const parent = path.dirname(missing);
  if (parent === missing) return undefined;
  try {
    const guess = nearest(path.basename(missing), readdirSync(parent));
    return guess === undefined ? undefined : path.join(parent, guess);
  } catch {
    return nearestPath(parent);
  }
}
