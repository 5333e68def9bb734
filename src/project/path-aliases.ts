import { existsSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { Problem } from '../run/problems.js';

/** One entry of `compilerOptions.paths`: specifiers of this form mean files at these places. */
export interface PathAlias {
  /** `@/*` or an exact specifier. */
  readonly pattern: string;
  /** Absolute, with one `*` where the pattern has one; tried in order. */
  readonly targets: readonly string[];
}

/**
 * Reads the path aliases of a directory's tsconfig.json or jsconfig.json, `extends` followed.
 * @returns no aliases where there is no such file, and the problem, with its line, when it cannot be parsed
 */
export function readPathAliases(dir: string): { aliases: PathAlias[]; problem?: Problem } {
  const file = ['tsconfig.json', 'jsconfig.json'].map(name => path.join(dir, name)).find(existsSync);
  if (!file) return { aliases: [] };
  const source = ts.readJsonConfigFile(file, name => ts.sys.readFile(name));
  // The parser leaves its diagnostics on the node; the public reader hides all but the first message.
  const [diagnostic] = (source as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] })
    .parseDiagnostics;
  if (diagnostic) {
    const { line, character } = source.getLineAndCharacterOfPosition(diagnostic.start);
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
    return { aliases: [], problem: { file, line: line + 1, column: character + 1, message } };
  }
  const host: ts.ParseConfigHost = { ...ts.sys, readDirectory: () => [], useCaseSensitiveFileNames: true };
  const { options } = ts.parseJsonSourceFileConfigFileContent(source, host, dir, undefined, file);
  // `pathsBasePath` is where the compiler remembers which of the extended files `paths` stands in.
  const { paths, baseUrl, pathsBasePath } = options as ts.CompilerOptions & { pathsBasePath?: string };
  const base = baseUrl ?? pathsBasePath ?? dir;
  const aliases = Object.entries(paths ?? {}).map(([pattern, targets]) => ({
    pattern,
    targets: targets.map(target => path.resolve(base, target)),
  }));
  return { aliases };
}
