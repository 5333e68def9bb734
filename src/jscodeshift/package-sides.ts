import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from '../discovery/discover.js';
import { SOURCE_EXTENSIONS } from '../discovery/scope.js';
import { sideOf } from '../sdk-codemod/roles.js';

const SPECIFIER = /(['"`])(@modelcontextprotocol\/[^'"`\n]+)\1/g;

/**
 * The sides of the protocol that the sources of a package are on, by what they import. Where a name is in both of
 * SDK v2's packages, that decides; the answer is the same before and after the other files are migrated.
 * @param dir directory of the package, absolute
 */
export async function packageSides(dir: string): Promise<ReadonlySet<'client' | 'server'>> {
  const files = await filesBelow(dir, [`**/*.{${SOURCE_EXTENSIONS.join(',')}}`], [], new Map());
  const sides = new Set<'client' | 'server'>();
  for (const file of files.filter(each => packageOf(each) === dir)) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const [, , specifier] of text.matchAll(SPECIFIER)) {
      const side = sideOf(specifier!);
      if (side) sides.add(side);
    }
  }
  return sides;
}

/** Directory of the package that a file is in. */
function packageOf(file: string): string {
  let dir = path.dirname(file);
  while (dir !== path.dirname(dir) && !existsSync(path.join(dir, 'package.json'))) dir = path.dirname(dir);
  return dir;
}
