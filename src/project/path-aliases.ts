import { statSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../engine/ts.js';

/** One entry of `compilerOptions.paths`: specifiers of this form mean files at these places. */
export interface PathAlias {
  /** `@/*` or an exact specifier. */
  readonly pattern: string;
  /** Absolute, with one `*` where the pattern has one; tried in order. */
  readonly targets: readonly string[];
}

/**
 * Reads the path aliases of a directory's tsconfig.json or jsconfig.json, `extends` followed. Of a file with
 * mistakes, as much as can be read.
 */
export function readPathAliases(dir: string): PathAlias[] {
  const file = ['tsconfig.json', 'jsconfig.json'].map(name => path.join(dir, name)).find(isFile);
  if (!file) return [];
  const source = ts.readJsonConfigFile(file, name => ts.sys.readFile(name));
  const host: ts.ParseConfigHost = { ...ts.sys, readDirectory: () => [], useCaseSensitiveFileNames: true };
  const { options } = ts.parseJsonSourceFileConfigFileContent(source, host, dir, undefined, file);
  // `pathsBasePath` is where the compiler remembers which of the extended files `paths` stands in.
  const { paths, baseUrl, pathsBasePath } = options as ts.CompilerOptions & { pathsBasePath?: string };
  const base = baseUrl ?? pathsBasePath ?? dir;
  return Object.entries<unknown>(paths ?? {}).flatMap(([pattern, targets]) => {
    if (!Array.isArray(targets)) return [];
    const places = targets.filter(target => typeof target === 'string');
    return [{ pattern, targets: places.map(target => path.resolve(base, target)) }];
  });
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
