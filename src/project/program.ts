import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const JS_TO_TS: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

/** Finds the project file that a relative import means, by name alone. */
export function resolveRelative(
  from: string,
  specifier: string,
  has: (path: string) => boolean,
): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const base = path.resolve(path.dirname(from), specifier);
  const extension = path.extname(base);
  const stem = base.slice(0, base.length - extension.length);
  const candidates = [
    ...(JS_TO_TS[extension] ?? []).map(candidate => stem + candidate),
    base,
    ...EXTENSIONS.map(candidate => base + candidate),
    ...EXTENSIONS.map(candidate => path.join(base, `index${candidate}`)),
  ];
  return candidates.find(has);
}

/**
 * A program over exactly the given files: no libraries, no packages, no disk. Its checker answers which
 * declaration a name refers to; it knows no types.
 */
export function createSyntaxProgram(
  units: ReadonlyMap<string, SourceUnit>,
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
        const resolved = resolveRelative(from, literal.text, has);
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
