import path from 'node:path/posix';
import semver from 'semver';
import { ts } from '../engine/ts.js';
import type { EntryFacts, PackageFacts, SdkFacts } from './model.js';

/** The parts of a published package.json that facts are taken from. */
export interface PublishedManifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly exports?: Readonly<Record<string, unknown>>;
}

/** A published package, unpacked in memory. */
export interface PublishedPackage {
  readonly manifest: PublishedManifest;
  /** Text of each file by its path inside the package, `dist/index.mjs`. */
  readonly files: ReadonlyMap<string, string>;
}

/** Entry points that no project is meant to import. */
const PRIVATE_ENTRY = /^\.\/(?:_|internal$|package\.json$|examples\/)/;

/**
 * Works out the fact tables. Pure: the same packages always give the same facts.
 * @param v1 the package that is left behind
 * @param v2 the packages that replace it, preferred homes of a symbol first
 * @throws {Error} when a package has no entry point with declarations, or no v2 package states a Node or zod range
 */
export function extractFacts(v1: PublishedPackage, v2: readonly PublishedPackage[]): SdkFacts {
  const packages = [v1, ...v2];
  const entries = packages.map(each => publicEntries(each));
  const program = createProgram(
    packages,
    entries.flat().map(entry => entry.declarations),
  );
  const facts = packages.map((each, index) => packageFacts(each, entries[index]!, program));
  return {
    node: strictest(
      'engines.node',
      v2.map(each => each.manifest.engines?.['node']),
    ),
    zod: strictest(
      'zod',
      v2.map(each => each.manifest.dependencies?.['zod']),
    ),
    v1: facts[0]!,
    v2: facts.slice(1),
  };
}

interface Entry {
  readonly specifier: string;
  /** Absolute path of the declarations in the program's file system. */
  readonly declarations: string;
  /** Path of the code inside the package. */
  readonly code: string;
}

function packageFacts(
  { manifest, files }: PublishedPackage,
  entries: readonly Entry[],
  program: ts.Program,
): PackageFacts {
  if (entries.length === 0)
    throw new Error(`${manifest.name}@${manifest.version} has no entry point with declarations.`);
  const node = manifest.engines?.['node'];
  const peers = manifest.peerDependencies ?? {};
  const isOptional = (peer: string) => manifest.peerDependenciesMeta?.[peer]?.optional === true;
  return {
    name: manifest.name,
    version: manifest.version,
    ...(node !== undefined && { node }),
    dependencies: manifest.dependencies ?? {},
    peerDependencies: peers,
    entryPoints: Object.fromEntries(
      entries.map((entry): [string, EntryFacts] => {
        const loaded = packagesLoadedBy(entry.code, files);
        return [
          entry.specifier,
          {
            ...exportedNames(entry.declarations, program),
            peers: Object.keys(peers)
              .filter(peer => !isOptional(peer) || loaded.has(peer))
              .sort(),
          },
        ];
      }),
    ),
  };
}

function publicEntries({ manifest, files }: PublishedPackage): Entry[] {
  const found: Entry[] = [];
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    const code = codeTarget(target);
    if (!code) continue;
    if (!subpath.includes('*')) add(subpath, code, declaredTarget(target));
    else {
      const [before, after] = code.split('*') as [string, string];
      for (const file of files.keys()) {
        const full = `./${file}`;
        if (!full.startsWith(before) || !full.endsWith(after) || !/\.[cm]?js$/.test(full)) continue;
        const matched = full.slice(before.length, full.length - after.length);
        add(subpath.replace('*', matched), full, undefined);
      }
    }
  }
  return found.sort((a, b) => (a.specifier < b.specifier ? -1 : 1));

  function add(subpath: string, code: string, declared: string | undefined): void {
    const declarations = path.normalize(declared ?? code.replace(/\.([cm]?)js$/, '.d.$1ts'));
    if (PRIVATE_ENTRY.test(subpath) || !files.has(declarations)) return;
    found.push({
      specifier: path.join(manifest.name, subpath),
      declarations: inProgram(manifest.name, declarations),
      code: path.normalize(code),
    });
  }
}

function codeTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  return isConditions(target) ? codeTarget(target['import'] ?? target['default']) : undefined;
}

function declaredTarget(target: unknown): string | undefined {
  if (!isConditions(target)) return undefined;
  return typeof target['types'] === 'string' ? target['types'] : declaredTarget(target['import']);
}

function isConditions(target: unknown): target is Record<string, unknown> {
  return typeof target === 'object' && target !== null;
}

/** Packages that a module imports at run time, through the package's own files. */
function packagesLoadedBy(code: string, files: ReadonlyMap<string, string>): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    const text = files.get(file);
    if (text === undefined || seen.has(file)) return;
    seen.add(file);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (fileName.startsWith('.')) visit(path.join(path.dirname(file), fileName));
      else packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(fileName)![0]);
    }
  };
  visit(code);
  return packages;
}

function inProgram(name: string, file: string): string {
  return `/node_modules/${name}/${file}`;
}

/** A program over the packages alone: it tells values from types without libraries or third parties. */
function createProgram(packages: readonly PublishedPackage[], rootNames: readonly string[]): ts.Program {
  const texts = new Map<string, string>();
  const directories = new Set<string>();
  const put = (file: string, text: string) => {
    texts.set(file, text);
    for (let dir = path.dirname(file); !directories.has(dir); dir = path.dirname(dir)) directories.add(dir);
  };
  for (const { manifest, files } of packages) {
    put(inProgram(manifest.name, 'package.json'), JSON.stringify(manifest));
    for (const [file, text] of files) {
      if (/\.d\.[cm]?ts$/.test(file)) put(inProgram(manifest.name, file), text);
    }
  }
  const options: ts.CompilerOptions = {
    noLib: true,
    noEmit: true,
    types: [],
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  return ts.createProgram({
    rootNames,
    options,
    host: {
      getSourceFile: (file, version) => {
        const text = texts.get(file);
        return text === undefined ? undefined : ts.createSourceFile(file, text, version);
      },
      getDefaultLibFileName: () => '/lib.d.ts',
      writeFile: () => {},
      getCurrentDirectory: () => '/',
      getCanonicalFileName: file => file,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      fileExists: file => texts.has(file),
      readFile: file => texts.get(file),
      directoryExists: directory => directories.has(directory),
      getDirectories: () => [],
    },
  });
}

function exportedNames(declarations: string, program: ts.Program): Pick<EntryFacts, 'values' | 'types'> {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(declarations)!);
  const values: string[] = [];
  const types: string[] = [];
  for (const symbol of module ? checker.getExportsOfModule(module) : []) {
    (isValue(symbol, checker) ? values : types).push(symbol.name);
  }
  return { values: values.sort(), types: types.sort() };
}

/** Whether an export can be used at run time; `type` anywhere on its way through imports and exports rules that out. */
function isValue(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const seen = new Set<ts.Symbol>();
  let current: ts.Symbol | undefined = symbol;
  while (current && current.flags & ts.SymbolFlags.Alias && !seen.has(current)) {
    seen.add(current);
    const declaration: ts.Declaration | undefined = current.declarations?.[0];
    if (!declaration || ts.isTypeOnlyImportOrExportDeclaration(declaration)) return false;
    const next = nextInChain(declaration, checker);
    // What another package exports under this name cannot be seen; without `type` it is meant to be used.
    if (!next) return true;
    current = next;
  }
  return current !== undefined && (current.flags & ts.SymbolFlags.Value) !== 0;
}

function nextInChain(declaration: ts.Declaration, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (ts.isExportSpecifier(declaration) && !declaration.parent.parent.moduleSpecifier) {
    return checker.getExportSpecifierLocalTargetSymbol(declaration);
  }
  if (ts.isImportSpecifier(declaration)) {
    return exported(declaration.parent.parent.parent.moduleSpecifier, declaration);
  }
  if (ts.isExportSpecifier(declaration)) {
    return exported(declaration.parent.parent.moduleSpecifier!, declaration);
  }
  return undefined;

  function exported(specifier: ts.Expression, name: ts.ImportSpecifier | ts.ExportSpecifier) {
    const module = checker.getSymbolAtLocation(specifier);
    return module && checker.tryGetMemberInModuleExports((name.propertyName ?? name.name).text, module);
  }
}

/** The range with the highest minimum; a project that satisfies it satisfies them all. */
function strictest(what: string, ranges: readonly (string | undefined)[]): string {
  const stated = ranges.filter(range => range !== undefined);
  if (stated.length === 0) throw new Error(`No v2 package states ${what}.`);
  return stated.reduce((a, b) => (semver.gt(semver.minVersion(b)!, semver.minVersion(a)!) ? b : a));
}
