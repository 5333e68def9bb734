import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isNeverSearched } from '../discovery/scope.js';

export interface GrepResult {
  /** Absolute paths of the files that hold the pattern, in no order. */
  readonly hits: readonly string[];
  /** How many files were searched. */
  readonly searched: number;
}

/** Which files to search. */
export interface Searched {
  /** Patterns of git; they may let some files more through than `has`, since git takes long for exact ones. */
  readonly pathspecs: readonly string[];
  /** Tells by the path from the directory, with `/` between its parts. */
  readonly has: (relative: string) => boolean;
}

/**
 * Searches a directory with `git grep`, which takes a fraction of the time that listing and reading the files
 * here would take. `--no-index` makes git search what lies on the disk, tracked or not, in a repository or not,
 * nested repositories included; of what says which files to ignore it heeds .gitignore files only. These are the
 * files that `filesBelow` lists.
 * @param patterns Perl-compatible, case does not count; a file with a NUL is always a hit, since it may be UTF-16
 * @returns undefined when git cannot answer, or might answer for other files
 */
export async function grepBelow(
  directory: string,
  { pathspecs, has }: Searched,
  patterns: readonly string[],
): Promise<GrepResult | undefined> {
  const repository = entryOfRepository(directory);
  if (repository !== undefined && hasPrivateExcludes(repository)) return undefined;
  const isSearched = (name: string) => has(name) && !isNeverSearched(name);
  const [found, all] = await Promise.all([
    grep(directory, pathspecs, [...patterns.map(pattern => `(?i)${pattern}`), '\\x00']),
    repository === undefined ? grep(directory, pathspecs, ['']) : list(directory, pathspecs),
  ]);
  if (found === undefined || all === undefined) return undefined;
  return {
    hits: found.filter(isSearched).map(name => path.join(directory, name)),
    searched: all.filter(isSearched).length,
  };
}

async function grep(
  directory: string,
  pathspecs: readonly string[],
  patterns: readonly string[],
): Promise<string[] | undefined> {
  const flags = [
    '--no-index',
    '--exclude-standard',
    '--no-color',
    '--no-full-name',
    '--text',
    '-P',
    '-l',
    '-z',
  ];
  const { status, stdout, stderr } = await git(directory, [
    ...['grep', ...flags, ...patterns.flatMap(pattern => ['-e', pattern]), '--', ...pathspecs],
    // By far the largest of the directories that are never searched.
    ':(exclude,glob)**/node_modules/**',
  ]);
  // What git warns about it may have left out.
  if ((status !== 0 && status !== 1) || stderr !== '') return undefined;
  const names = names0(stdout);
  // A name that is not UTF-8 cannot be opened by what is left of it.
  return names.some(name => name.includes('\uFFFD')) ? undefined : names;
}

/** The files that git would search, and others. */
async function list(directory: string, pathspecs: readonly string[]): Promise<string[] | undefined> {
  const { status, stdout, stderr } = await git(directory, [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ]);
  if (status === 0) return names0(stdout);
  // A repository that git refuses to open counts for nobody but `filesBelow`.
  return stderr.includes('not a git repository') ? grep(directory, pathspecs, ['']) : undefined;
}

function names0(output: string): string[] {
  return output.split('\0').filter(Boolean);
}

/** The `.git` of the repository that a directory is in. */
function entryOfRepository(directory: string): string | undefined {
  for (let current = directory; ; current = path.dirname(current)) {
    const entry = path.join(current, '.git');
    if (existsSync(entry)) return entry;
    if (path.dirname(current) === current) return undefined;
  }
}

/** Whether a clone has, or may have, ignore rules that are not part of the project. */
function hasPrivateExcludes(repository: string): boolean {
  // Linked work trees and submodules keep them elsewhere.
  return statSync(repository).isFile() || hasRules(path.join(repository, 'info/exclude'));
}

function hasRules(file: string): boolean {
  try {
    return /^[^#\s]/m.test(readFileSync(file, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

interface Answer {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const NO_EXCLUDES = ['-c', 'core.excludesFile=/dev/null', '-c', 'submodule.recurse=false'];

function git(directory: string, args: readonly string[]): Promise<Answer> {
  // A git hook sets variables that point to its own repository.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(inherited), LC_ALL: 'C' };
  const options = { cwd: directory, env, maxBuffer: 256 * 1024 * 1024 };
  return new Promise(resolve => {
    execFile('git', [...NO_EXCLUDES, ...args], options, (error, stdout, stderr) => {
      const code = error?.code ?? 0;
      resolve({ status: typeof code === 'number' ? code : undefined, stdout, stderr });
    });
  });
}
