import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from '../discovery/discover.js';
import { SOURCE_EXTENSIONS } from '../discovery/scope.js';
import { startedFramework } from '../frameworks/index.js';
import { sideOf } from '../sdk-codemod/roles.js';

const SPECIFIER = /(['"`])(@modelcontextprotocol\/[^'"`\n]+)\1/g;

const NAMED_IMPORT = /\bimport\s*\{([^}]*)\}\s*from\s*['"]([^'"\n]+)['"]/g;

export interface PackageUse {
  /**
   * The sides of the protocol that the sources are on, by what they import. Where a name is in both of SDK v2's
   * packages, that decides; the answer is the same before and after the other files are migrated.
   */
  readonly sides: ReadonlySet<'client' | 'server'>;
  /** A framework that takes what SDK v1 makes, and goes on to until the whole project is migrated. */
  readonly onV1?: string;
}

/**
 * What the sources of a package use, by the text of their imports.
 * @param dir directory of the package, absolute
 */
export async function packageUse(dir: string): Promise<PackageUse> {
  const files = await filesBelow(dir, [`**/*.{${SOURCE_EXTENSIONS.join(',')}}`], [], new Map());
  const sides = new Set<'client' | 'server'>();
  let onV1: string | undefined;
  for (const file of files.filter(each => packageOf(each) === dir)) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const [, , specifier] of text.matchAll(SPECIFIER)) {
      const side = sideOf(specifier!);
      if (side) sides.add(side);
    }
    onV1 ??= frameworkOnV1(text);
  }
  return { sides, ...(onV1 !== undefined && { onV1 }) };
}

function frameworkOnV1(text: string): string | undefined {
  for (const [, names, module] of text.matchAll(NAMED_IMPORT)) {
    for (const name of names!.split(',')) {
      const framework = startedFramework(module!, name.trim().split(/\s/)[0]!);
      const { raise } = framework?.release ?? {};
      const isMoved = framework?.isReplaced || (raise !== undefined && !raise.modules);
      if (framework?.takesV1 && !isMoved) return framework.packages[0];
    }
  }
  return undefined;
}

/** Directory of the package that a file is in. */
function packageOf(file: string): string {
  let dir = path.dirname(file);
  while (dir !== path.dirname(dir) && !existsSync(path.join(dir, 'package.json'))) dir = path.dirname(dir);
  return dir;
}
