import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ts } from '../engine/ts.js';

/**
 * What decides about names and types; how the project emits does not matter here.
 * @param asStrict whether what the project complains about matters, too
 */
export function compilerOptions(
  directory: string,
  config: string | undefined,
  asStrict: boolean,
): ts.CompilerOptions {
  const parsedConfig =
    config &&
    ts.parseJsonConfigFileContent(
      ts.readConfigFile(config, file => ts.sys.readFile(file)).config ?? {},
      { ...ts.sys, readDirectory: () => [] },
      directory,
    ).options;
  const {
    baseUrl,
    paths,
    pathsBasePath,
    jsx,
    module,
    moduleResolution,
    customConditions,
    esModuleInterop,
    rootDirs,
    strict,
    strictNullChecks,
    exactOptionalPropertyTypes,
    noUncheckedIndexedAccess,
  } = parsedConfig || {};
  return {
    ...(baseUrl !== undefined && { baseUrl }),
    ...(paths !== undefined && { paths }),
    ...(pathsBasePath !== undefined && { pathsBasePath }),
    ...(jsx !== undefined && { jsx }),
    ...(customConditions !== undefined && { customConditions }),
    ...(rootDirs !== undefined && { rootDirs }),
    module: module ?? ts.ModuleKind.ESNext,
    moduleResolution:
      moduleResolution ?? (module === undefined ? ts.ModuleResolutionKind.Bundler : undefined),
    esModuleInterop: esModuleInterop ?? true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: [],
    ...(asStrict
      ? {
          // Since version 6 the compiler is strict unless it is told otherwise.
          strict: strict ?? false,
          ...(strictNullChecks !== undefined && { strictNullChecks }),
          ...(exactOptionalPropertyTypes !== undefined && { exactOptionalPropertyTypes }),
          ...(noUncheckedIndexedAccess !== undefined && { noUncheckedIndexedAccess }),
        }
      : { strict: true }),
    allowJs: true,
    skipLibCheck: true,
    skipDefaultLibCheck: true,
    noEmit: true,
  };
}

/** Where the declarations of the language are: with the project's own TypeScript, else with the one we run on. */
export function libraryDirectory(directory: string): string | undefined {
  for (const from of [path.join(directory, 'index.js'), import.meta.url]) {
    try {
      const found = path.dirname(createRequire(from).resolve('typescript/package.json'));
      const libraries = path.join(realpathSync(found), 'lib');
      if (existsSync(path.join(libraries, 'lib.es2022.d.ts'))) return libraries;
    } catch {
      // Not installed here; the next place may have it.
    }
  }
  return undefined;
}
