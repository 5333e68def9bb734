import fs from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { convertPathToPattern, globby } from 'globby';
import { MigrationError, type Problem } from '../run/problems.js';
import type { SkippedFile } from '../run/report.js';
import { isDeclarationFile } from './declarations.js';
import { systemReason } from './system-error.js';

export const SOURCE_EXTENSIONS = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'] as const;

/** Installed packages, build output and files that a program writes. */
const NEVER = [
  '**/{node_modules,bower_components,jspm_packages,.git,.hg,.yarn,.pnpm-store}/**',
  '**/{dist,build,out,coverage,.next,.nuxt,.output,.svelte-kit,.vercel,.netlify,.wrangler,.turbo,.cache}/**',
  '**/{__generated__,.generated,storybook-static}/**',
  '**/*.{min,bundle,bundled,generated,gen}.*',
];

/** Copies of other people's code, and the place of a project's own modules that pass it on. */
const FOREIGN = /(?:^|\/)(?:vendor|third_party)\//;

export interface DiscoveryOptions {
  /** Directory that relative paths and `ignore` globs start from. */
  readonly cwd: string;
  /** Files and directories, absolute or relative to `cwd`. */
  readonly paths: readonly string[];
  readonly ignore: readonly string[];
}

export interface Discovery {
  /** What was asked for: absolute paths of existing files and directories, symbolic links resolved, each once. */
  readonly targets: readonly string[];
  /** Source files: absolute paths, sorted, each once. */
  readonly files: readonly string[];
  /** Those of `files` that matter only if they import the SDK: declarations, and other people's code. */
  readonly peripheral: ReadonlySet<string>;
  /** Files that were named and are no source code. */
  readonly skipped: readonly SkippedFile[];
  /** Directories that cannot be read. */
  readonly problems: readonly Problem[];
}

/**
 * Lists the source files of a run. `.gitignore` files up to the repository's root are honoured and symbolic links
 * inside directories are not followed. A file named on the command line is taken even from build output.
 * @throws {MigrationError} when a path does not exist, or is neither a file nor a directory
 */
export async function discoverSources({ cwd, paths, ignore }: DiscoveryOptions): Promise<Discovery> {
  const targets = new Set<string>();
  for (const given of paths) targets.add(await resolveTarget(path.resolve(cwd, given)));
  const ignored = ignore.flatMap(pattern => ignoreGlobs(pattern, cwd));
  const files = new Set<string>();
  const named = new Set<string>();
  const peripheral = new Set<string>();
  const skipped: SkippedFile[] = [];
  const unreadable = new Map<string, Problem>();
  for (const target of targets) {
    if ((await stat(target)).isDirectory()) {
      for (const file of await sourcesIn(target, ignored, unreadable)) {
        files.add(file);
        if (isPeripheral(path.relative(target, file))) peripheral.add(file);
      }
    } else if (!(SOURCE_EXTENSIONS as readonly string[]).includes(path.extname(target).slice(1))) {
      skipped.push({ file: target, reason: 'not TypeScript or JavaScript' });
    } else if (await isIgnored(target, ignored)) {
      skipped.push({ file: target, reason: 'matched by --ignore' });
    } else named.add(target);
  }
  for (const file of named) {
    files.add(file);
    peripheral.delete(file);
  }
  return {
    targets: [...targets],
    files: [...files].sort(),
    peripheral,
    skipped,
    problems: [...unreadable.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

function isPeripheral(relative: string): boolean {
  return isDeclarationFile(relative) || FOREIGN.test(relative.split(path.sep).join('/'));
}

async function sourcesIn(
  directory: string,
  ignored: readonly string[],
  unreadable: Map<string, Problem>,
): Promise<string[]> {
  const found = await globby(`**/*.{${SOURCE_EXTENSIONS.join(',')}}`, {
    cwd: directory,
    absolute: true,
    dot: true,
    gitignore: true,
    followSymbolicLinks: false,
    suppressErrors: true,
    expandDirectories: false,
    ignore: [...NEVER, ...ignored],
    fs: { readdir: recordingReaddir(unreadable) },
  });
  return found.map(file => path.normalize(file));
}

/** The search goes on past a directory that cannot be read; this keeps what it saw. */
function recordingReaddir(unreadable: Map<string, Problem>): typeof fs.readdir {
  const readdir = (directory: string, options: { withFileTypes: true }, callback: ReaddirCallback) => {
    fs.readdir(directory, options, (error, entries) => {
      if (error) {
        const file = path.normalize(directory);
        unreadable.set(file, { file, message: `cannot be read: ${systemReason(error)}` });
      }
      callback(error, entries);
    });
  };
  return readdir as typeof fs.readdir;
}

type ReaddirCallback = (error: NodeJS.ErrnoException | null, entries: fs.Dirent[]) => void;

async function isIgnored(file: string, ignored: readonly string[]): Promise<boolean> {
  if (ignored.length === 0) return false;
  const found = await globby(convertPathToPattern(path.basename(file)), {
    cwd: path.dirname(file),
    absolute: true,
    dot: true,
    expandDirectories: false,
    ignore: [...ignored],
  });
  return found.length === 0;
}

async function resolveTarget(target: string): Promise<string> {
  let real: string;
  try {
    real = await realpath(target);
  } catch (error) {
    throw new MigrationError(await whyUnresolved(target, error), { file: target });
  }
  const stats = await stat(real);
  if (stats.isFile() || stats.isDirectory()) return real;
  throw new MigrationError('is neither a file nor a directory', { file: target });
}

async function whyUnresolved(target: string, error: unknown): Promise<string> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ELOOP') return 'is a symbolic link that leads to itself';
  if (code !== 'ENOENT') return `cannot be read: ${systemReason(error)}`;
  const isLink = (await lstat(target).catch(() => undefined))?.isSymbolicLink() ?? false;
  return isLink ? 'is a symbolic link to nothing' : 'no such file or directory';
}

/**
 * An `--ignore` glob the way users mean it: from where they stand, a directory with all it holds, and a name
 * without a slash wherever it occurs.
 */
function ignoreGlobs(pattern: string, cwd: string): string[] {
  const glob = pattern.replace(/\/+$/, '');
  const from = path.isAbsolute(glob) ? '' : `${convertPathToPattern(cwd)}/`;
  const anywhere = glob.includes('/') ? '' : '**/';
  const absolute = path.posix.normalize(from + anywhere + glob);
  return [absolute, `${absolute}/**`];
}
