import path from 'node:path';
import type { PackageInfo } from './model.js';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const JS_TO_TS: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

/** Where compilers and bundlers put what they make of `src`. */
const OUTPUT_DIRECTORY = /^(?:dist|build|lib|out|esm|cjs|es|dist\/(?:esm|cjs|src)|build\/src)\//;

/** Finds the project file that an import means, by names alone: nothing is read from disk. */
export class ModuleResolver {
  readonly #has: (file: string) => boolean;
  readonly #packages: readonly PackageInfo[];
  readonly #byName: ReadonlyMap<string, PackageInfo>;

  /**
   * @param has whether a path is a file of the project
   * @param packages packages of the project, in any order
   */
  constructor(has: (file: string) => boolean, packages: readonly PackageInfo[]) {
    this.#has = has;
    this.#packages = [...packages].sort((a, b) => b.dir.length - a.dir.length);
    this.#byName = new Map(
      packages.flatMap(info =>
        typeof info.manifest.name === 'string' ? [[info.manifest.name, info] as const] : [],
      ),
    );
  }

  /**
   * The file behind an import: relative, by a path alias of the importing package's tsconfig, or by the name of
   * a package of the same workspace. Undefined for everything that lies outside the project.
   */
  resolve(from: string, specifier: string): string | undefined {
    if (specifier.startsWith('.')) return this.#file(path.resolve(path.dirname(from), specifier));
    return this.#aliased(from, specifier) ?? this.#member(specifier);
  }

  #aliased(from: string, specifier: string): string | undefined {
    for (const info of this.#packages) {
      if (!from.startsWith(info.dir + path.sep)) continue;
      for (const { pattern, targets } of info.aliases ?? []) {
        const [head = '', tail] = pattern.split('*');
        const fits =
          tail === undefined
            ? specifier === pattern
            : specifier.length >= head.length + tail.length &&
              specifier.startsWith(head) &&
              specifier.endsWith(tail);
        if (!fits) continue;
        const matched = specifier.slice(head.length, specifier.length - (tail?.length ?? 0));
        for (const target of targets) {
          const file = this.#file(target.replace('*', matched));
          if (file) return file;
        }
      }
    }
    return undefined;
  }

  #member(specifier: string): string | undefined {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
    const info = name === undefined ? undefined : this.#byName.get(name);
    if (!info || name === undefined) return undefined;
    const subpath = `.${specifier.slice(name.length)}`;
    const { main, module, types, source, exports } = info.manifest;
    const entries =
      subpath === '.'
        ? [source, ...targetsOf(exports, '.'), types, module, main, './src/index', './index']
        : [...targetsOf(exports, subpath), `./src/${subpath.slice(2)}`, subpath];
    for (const entry of entries) {
      const file = typeof entry === 'string' ? this.#sourceOf(info.dir, entry) : undefined;
      if (file) return file;
    }
    return undefined;
  }

  /** What a package publishes is mostly built; its source has the same name below `src`. */
  #sourceOf(dir: string, entry: string): string | undefined {
    const relative = path.posix.normalize(entry).replace(/\.d\.([cm]?)ts$/, '.$1js');
    const stem = relative.replace(OUTPUT_DIRECTORY, '');
    return (
      this.#file(path.resolve(dir, relative)) ??
      (stem === relative
        ? undefined
        : (this.#file(path.resolve(dir, 'src', stem)) ?? this.#file(path.resolve(dir, stem))))
    );
  }

  #file(base: string): string | undefined {
    const extension = path.extname(base);
    const stem = base.slice(0, base.length - extension.length);
    const candidates = [
      ...(JS_TO_TS[extension] ?? []).map(candidate => stem + candidate),
      base,
      ...EXTENSIONS.map(candidate => base + candidate),
      ...EXTENSIONS.map(candidate => path.join(base, `index${candidate}`)),
    ];
    return candidates.find(this.#has);
  }
}

/** Every file an `exports` field names for a subpath, whatever the condition. */
function targetsOf(exports: unknown, subpath: string): string[] {
  if (typeof exports === 'string') return subpath === '.' ? [exports] : [];
  if (typeof exports !== 'object' || exports === null) return [];
  const entries = Object.entries(exports);
  if (!entries.some(([key]) => key.startsWith('.'))) return subpath === '.' ? leaves(exports) : [];
  for (const [key, value] of entries) {
    const [head = '', tail] = key.split('*');
    if (key === subpath) return leaves(value);
    if (tail !== undefined && subpath.startsWith(head) && subpath.endsWith(tail)) {
      const matched = subpath.slice(head.length, subpath.length - tail.length);
      return leaves(value).map(target => target.replaceAll('*', matched));
    }
  }
  return [];
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}
