import fs from 'node:fs';
import path from 'node:path';
import { convertPathToPattern, globby } from 'globby';
import type { Problem } from '../run/problems.js';
import type { SkippedFile } from '../run/report.js';
import { isPeripheral, isSourceFile, NEVER_DIRECTORIES, NEVER_INFIXES, SOURCE_EXTENSIONS } from './scope.js';
import { systemReason } from './system-error.js';
import { resolveTargets } from './targets.js';

const NEVER = [`**/{${NEVER_DIRECTORIES.join(',')}}/**`, `**/*.{${NEVER_INFIXES.join(',')}}.*`];

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
  const targets = await resolveTargets(cwd, paths);
  const ignored = ignore.flatMap(pattern => ignoreGlobs(pattern, cwd));
  const files = new Set<string>();
  const named = new Set<string>();
  const peripheral = new Set<string>();
  const skipped: SkippedFile[] = [];
  const unreadable = new Map<string, Problem>();
  for (const { path: target, isDirectory } of targets) {
    if (isDirectory) {
      const glob = `**/*.{${SOURCE_EXTENSIONS.join(',')}}`;
      for (const file of await filesBelow(target, [glob], ignored, unreadable)) {
        files.add(file);
        if (isPeripheral(path.relative(target, file))) peripheral.add(file);
      }
    } else if (!isSourceFile(target)) {
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
    targets: targets.map(target => target.path),
    files: [...files].sort(),
    peripheral,
    skipped,
    problems: [...unreadable.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

/**
 * Lists the files of a directory that match one of the globs, in no order. Leaves out what git ignores and what
 * nobody writes by hand, and follows no symbolic links.
 * @param ignored what `ignoreGlobs` made of the user's globs
 * @param unreadable gets the directories that cannot be read
 */
export async function filesBelow(
  directory: string,
  globs: readonly string[],
  ignored: readonly string[],
  unreadable: Map<string, Problem>,
): Promise<string[]> {
  const found = await globby([...globs], {
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

/** Whether a file matches one of the globs that `ignoreGlobs` made. */
export async function isIgnored(file: string, ignored: readonly string[]): Promise<boolean> {
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

/**
 * An `--ignore` glob the way users mean it: from where they stand, a directory with all it holds, and a name
 * without a slash wherever it occurs.
 */
export function ignoreGlobs(pattern: string, cwd: string): string[] {
  const glob = pattern.replace(/\/+$/, '');
  const from = path.isAbsolute(glob) ? '' : `${convertPathToPattern(cwd)}/`;
  const anywhere = glob.includes('/') ? '' : '**/';
  const absolute = path.posix.normalize(from + anywhere + glob);
  return [absolute, `${absolute}/**`];
}
