import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ModuleResolver } from './resolve.js';

/**
 * A program over exactly the given files: no libraries, no packages, no disk. Its checker answers which
 * declaration a name refers to; it knows no types.
 */
export function createSyntaxProgram(
  units: ReadonlyMap<string, SourceUnit>,
  resolver: ModuleResolver,
  previous?: ts.Program,
): ts.Program {
  const has = (file: string) => units.has(file);
  const options: ts.CompilerOptions = {
    allowJs: true,
    noLib: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.Preserve,
    types: [],
  };
  const host: ts.CompilerHost = {
    getSourceFile: file => units.get(file)?.ast,
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => {},
    getCurrentDirectory: () => '/',
    getCanonicalFileName: file => file,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: has,
    readFile: file => units.get(file)?.text,
    directoryExists: () => false,
    getDirectories: () => [],
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(literal => {
        const resolved = resolver.resolve(from, literal.text);
        if (!resolved) return { resolvedModule: undefined };
        return {
          resolvedModule: {
            resolvedFileName: resolved,
            extension: path.extname(resolved),
            isExternalLibraryImport: false,
          },
        };
      }),
  };
  return ts.createProgram({
    rootNames: [...units.keys()],
    options,
    host,
    ...(previous && { oldProgram: previous }),
  });
}
