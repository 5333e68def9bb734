import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../engine/ts.js';
import { isV2Specifier } from '../facts/index.js';
import { compilerOptions, libraryDirectory } from './compiler-options.js';
import type { PackageInfo, ProjectModel } from './model.js';

/**
 * Types of a snapshot of the project, by its own compiler options and installed packages. Each part of the
 * project that has a tsconfig gets a program of its own, made when the first question about it is asked.
 *
 * Only packages that are or use Zod are followed, since schemas are what is asked about; everything else is
 * `any`. Without installed packages there is no answer.
 */
export class ProjectTypes {
  readonly #project: ProjectModel;
  readonly #programs = new Map<string, ts.Program | undefined>();
  readonly #previous: ReadonlyMap<string, ts.Program>;
  readonly #declared: DeclaredModules | undefined;

  /** @param declared modules whose types are taken from given declarations, installed or not */
  constructor(project: ProjectModel, previous: ReadonlyMap<string, ts.Program>, declared?: DeclaredModules) {
    this.#project = project;
    this.#previous = previous;
    this.#declared = declared;
  }

  /** The programs made so far, for the next snapshot to start from. */
  get programs(): ReadonlyMap<string, ts.Program> {
    const made = new Map<string, ts.Program>();
    for (const [key, program] of this.#programs) if (program) made.set(key, program);
    return made;
  }

  /** The type of an expression with the checker that knows it; undefined where nothing can be told. */
  of(node: ts.Expression): { readonly type: ts.Type; readonly checker: ts.TypeChecker } | undefined {
    const source = node.getSourceFile();
    const program = this.#programFor(source.fileName);
    const twin = program?.getSourceFile(source.fileName);
    const found = twin && twin.text === source.text ? sameNode(twin, node, source) : undefined;
    if (!program || !found) return undefined;
    const checker = program.getTypeChecker();
    return { type: checker.getTypeAtLocation(found), checker };
  }

  /** What the compiler says about a file by the project's own strictness. */
  problems(file: string): readonly ts.Diagnostic[] {
    const program = this.#programFor(file);
    const source = program?.getSourceFile(file);
    return source ? program!.getSemanticDiagnostics(source) : [];
  }

  /**
   * Whether the value of an expression, or what it is a promise of, fits a type that the given declarations export.
   * @returns undefined where nothing can be told
   */
  fits(node: ts.Expression, exported: string): boolean | undefined {
    const found = this.of(node);
    const file = node.getSourceFile().fileName;
    const declarations = this.#programFor(file)
      ?.getSourceFiles()
      .find(each => isDeclarations(each.fileName));
    const module = declarations && found?.checker.getSymbolAtLocation(declarations);
    const symbol = module?.exports?.get(ts.escapeLeadingUnderscores(exported));
    if (!found || !symbol) return undefined;
    const { type, checker } = found;
    const target = checker.getDeclaredTypeOfSymbol(symbol);
    return checker.isTypeAssignableTo(checker.getAwaitedType(type) ?? type, target);
  }

  #programFor(file: string): ts.Program | undefined {
    const config = configOf(file, this.#project.root);
    const directory = config
      ? path.dirname(config)
      : (this.#project.packageOf(file)?.dir ?? this.#project.root);
    const key = config ?? directory;
    if (!this.#programs.has(key)) {
      this.#programs.set(
        key,
        this.#declared || hasZod(path.dirname(file)) ? this.#create(key, directory, config) : undefined,
      );
    }
    return this.#programs.get(key);
  }

  #create(key: string, directory: string, config: string | undefined): ts.Program | undefined {
    const libraries = libraryDirectory(directory);
    if (!libraries) return undefined;
    const options = compilerOptions(directory, config, this.#declared !== undefined);
    const roots = this.#project.units.map(unit => unit.path).filter(file => isInside(file, directory));
    const oldProgram = this.#previous.get(key);
    return ts.createProgram({
      rootNames: roots,
      options,
      host: this.#host(options, directory, libraries, oldProgram),
      ...(oldProgram && !this.#declared && { oldProgram }),
    });
  }

  #host(
    options: ts.CompilerOptions,
    directory: string,
    libraries: string,
    oldProgram: ts.Program | undefined,
  ): ts.CompilerHost {
    const { sys } = ts;
    const declared = this.#declared;
    const declarations = path.join(directory, DECLARATIONS);
    const textOf = (file: string) =>
      declared && file === declarations
        ? declared.declarations
        : (this.#project.unit(file)?.text ?? sys.readFile(file));
    const fileExists = (file: string) => this.#project.unit(file) !== undefined || sys.fileExists(file);
    const cache = ts.createModuleResolutionCache(directory, name => name, options);
    const resolutionHost: ts.ModuleResolutionHost = {
      fileExists,
      readFile: textOf,
      directoryExists: name => sys.directoryExists(name),
      getDirectories: name => sys.getDirectories(name),
      realpath: name => sys.realpath?.(name) ?? name,
    };
    return {
      getSourceFile: (file, language) => {
        const text = textOf(file);
        if (text === undefined) return undefined;
        const before = oldProgram?.getSourceFile(file);
        // Not the unit's own tree: the binder of one program must not write into the nodes of another.
        return before?.text === text ? before : ts.createSourceFile(file, text, language, true);
      },
      getDefaultLibFileName: given => path.join(libraries, ts.getDefaultLibFileName(given)),
      getDefaultLibLocation: () => libraries,
      writeFile: () => {},
      getCurrentDirectory: () => directory,
      getCanonicalFileName: name => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      fileExists,
      readFile: textOf,
      directoryExists: name => sys.directoryExists(name),
      realpath: name => sys.realpath?.(name) ?? name,
      resolveModuleNameLiterals: (literals, from, redirect, given) =>
        literals.map(literal => {
          if (declared?.modules.has(literal.text)) {
            return { resolvedModule: { resolvedFileName: declarations, extension: ts.Extension.Dts } };
          }
          if (declared && isV2Specifier(literal.text)) return { resolvedModule: undefined };
          const found = ts.resolveModuleName(literal.text, from, given, resolutionHost, cache, redirect);
          const { resolvedModule } = found;
          return resolvedModule && isFollowed(resolvedModule) ? found : { resolvedModule: undefined };
        }),
    };
  }
}

/** Name of a file that is not there, for the declarations of modules. */
const DECLARATIONS = 'declared-modules.d.ts';

function isDeclarations(file: string): boolean {
  return path.basename(file) === DECLARATIONS;
}

/** Declarations that stand for what some packages export. */
export interface DeclaredModules {
  readonly modules: ReadonlySet<string>;
  readonly declarations: string;
}

const snapshots = new WeakMap<ProjectModel, ProjectTypes>();
const declaredSnapshots = new WeakMap<ProjectModel, ProjectTypes>();
/** The latest programs of a run, found by the list of packages that all its snapshots share. */
const latest = new WeakMap<readonly PackageInfo[], ProjectTypes>();

/** The types of a project snapshot; what is asked twice is computed once. */
export function typesOf(project: ProjectModel): ProjectTypes {
  let types = snapshots.get(project);
  if (!types) {
    types = new ProjectTypes(project, latest.get(project.packages)?.programs ?? new Map());
    snapshots.set(project, types);
    latest.set(project.packages, types);
  }
  return types;
}

/** The same with some packages as they are declared; what was read for `typesOf` is not read again. */
export function declaredTypesOf(project: ProjectModel, declared: DeclaredModules): ProjectTypes {
  let types = declaredSnapshots.get(project);
  if (!types) {
    types = new ProjectTypes(project, latest.get(project.packages)?.programs ?? new Map(), declared);
    declaredSnapshots.set(project, types);
  }
  return types;
}

/** The node of another parse of the same text that stands where `node` stands. */
function sameNode(twin: ts.SourceFile, node: ts.Node, source: ts.SourceFile): ts.Node | undefined {
  const start = node.getStart(source);
  let found: ts.Node | undefined;
  const visit = (at: ts.Node): void => {
    if (found || at.pos > start || at.end < node.end) return;
    if (at.kind === node.kind && at.end === node.end && at.getStart(twin) === start) found = at;
    else ts.forEachChild(at, visit);
  };
  visit(twin);
  return found;
}

/** The compiler configuration a file is checked by: the nearest one, looked for up to `root`. */
export function configOf(file: string, root: string): string | undefined {
  for (let directory = path.dirname(file); ; directory = path.dirname(directory)) {
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const candidate = path.join(directory, name);
      if (statSync(candidate, { throwIfNoEntry: false })?.isFile()) return candidate;
    }
    if (directory === root || directory === path.dirname(directory)) return undefined;
  }
}

/** Packages outside the project are read only when they can hold schemas. */
function isFollowed(module: ts.ResolvedModuleFull): boolean {
  if (!module.isExternalLibraryImport) return true;
  if (!module.resolvedFileName.includes(`${path.sep}node_modules${path.sep}`)) return true;
  return usesZod(packageDirectory(module.resolvedFileName));
}

const zodUse = new Map<string, boolean>();

function usesZod(directory: string | undefined): boolean {
  if (!directory) return false;
  let known = zodUse.get(directory);
  if (known === undefined) {
    known = readUse(path.join(directory, 'package.json'));
    zodUse.set(directory, known);
  }
  return known;
}

function readUse(manifestPath: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Record<string, unknown>;
    if (manifest['name'] === 'zod') return true;
    return ['dependencies', 'peerDependencies'].some(key => {
      const list = manifest[key];
      return typeof list === 'object' && list !== null && 'zod' in list;
    });
  } catch {
    return false;
  }
}

function packageDirectory(file: string): string | undefined {
  const match = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file);
  return match?.[0];
}

function hasZod(directory: string): boolean {
  for (let at = directory; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, 'node_modules', 'zod', 'package.json'))) return true;
    if (at === path.dirname(at)) return false;
  }
}

function isInside(file: string, directory: string): boolean {
  return file.startsWith(directory + path.sep);
}
