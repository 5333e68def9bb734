import path from 'node:path';
import type { SourceUnit } from '../engine/types.js';
import type { ts } from '../engine/ts.js';
import { NameResolver } from './names.js';
import type { PathAlias } from './path-aliases.js';
import { createSyntaxProgram } from './program.js';
import { ModuleResolver } from './resolve.js';

/** The parts of a package.json the migration reads. */
export interface PackageManifest {
  readonly name?: string;
  readonly type?: 'module' | 'commonjs';
  readonly private?: boolean;
  readonly main?: string;
  readonly module?: string;
  readonly types?: string;
  readonly source?: string;
  readonly exports?: unknown;
  readonly workspaces?: readonly string[] | { readonly packages?: readonly string[] };
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface PackageInfo {
  /** Absolute directory. */
  readonly dir: string;
  /** Absolute path of its package.json. */
  readonly manifestPath: string;
  readonly manifest: PackageManifest;
  /** Text of package.json as read, byte order mark removed. */
  readonly text: string;
  /** Path aliases of its tsconfig.json or jsconfig.json. */
  readonly aliases?: readonly PathAlias[];
  /** Sides of the protocol that its sources are known to be on, where the model does not have them all. */
  readonly sides?: ReadonlySet<'client' | 'server'>;
}

/** One snapshot of the project: its packages, its candidate files, and what names in them refer to. */
export class ProjectModel {
  readonly names: NameResolver;
  readonly program: ts.Program;
  readonly #units: ReadonlyMap<string, SourceUnit>;
  readonly #packages: readonly PackageInfo[];
  readonly #owners = new Map<string, PackageInfo | null>();

  constructor(
    /** Directory the run was started on, absolute; paths in reports are relative to it. */
    readonly root: string,
    units: readonly SourceUnit[],
    readonly packages: readonly PackageInfo[],
    previous?: ProjectModel,
  ) {
    this.#units = new Map(units.map(unit => [unit.path, unit]));
    this.#packages = [...packages].sort((a, b) => b.dir.length - a.dir.length);
    const resolver = new ModuleResolver(file => this.#units.has(file), packages);
    this.program = createSyntaxProgram(this.#units, resolver, previous?.program);
    this.names = new NameResolver(this.program);
  }

  /** The parsed file at an absolute path, if it is a candidate. */
  unit(file: string): SourceUnit | undefined {
    return this.#units.get(file);
  }

  get units(): readonly SourceUnit[] {
    return [...this.#units.values()];
  }

  /** The innermost package that owns a file. */
  packageOf(file: string): PackageInfo | undefined {
    const known = this.#owners.get(file);
    if (known !== undefined) return known ?? undefined;
    const owner = this.#packages.find(candidate => file.startsWith(candidate.dir + path.sep));
    this.#owners.set(file, owner ?? null);
    return owner;
  }
}
