import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { NEVER_DIRECTORIES, NEVER_INFIXES } from '../discovery/scope.js';

export interface GrepResult {
  /** Absolute paths of the files that hold the pattern, in no order. */
  readonly hits: readonly string[];
  /** How many files were searched. */
  readonly searched: number;
}

/**
 * Searches a directory with `git grep`, which takes a fraction of the time that listing and reading the files
 * here would take. `--no-index` makes git search what lies on the disk, tracked or not, in a repository or not,
 * nested repositories included; of what says which files to ignore it heeds .gitignore files only. These are the
 * files that `filesBelow` lists.
 * @param pathspecs git pathspecs of the files to search
 * @param pattern Perl-compatible, case does not count; a file with a NUL is always a hit, since it may be UTF-16
 * @returns undefined when git cannot answer, or might answer for other files
 */
export async function grepBelow(
  directory: string,
  pathspecs: readonly string[],
  pattern: string,
): Promise<GrepResult | undefined> {
  const [found, total] = await Promise.all([
    grep(directory, pathspecs, `(?i)${pattern}|\\x00`),
    countBelow(directory, pathspecs),
  ]);
  if (found === undefined || total === undefined) return undefined;
  return { hits: found.map(name => path.join(directory, name)), searched: total };
}

async function grep(
  directory: string,
  pathspecs: readonly string[],
  pattern: string,
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
    ...['grep', ...flags, '-e', pattern, '--', ...pathspecs],
    ...NEVER_SEARCHED,
  ]);
  // What git warns about it may have left out.
  if ((status !== 0 && status !== 1) || stderr !== '') return undefined;
  const names = names0(stdout);
  // A name that is not UTF-8 cannot be opened by what is left of it.
  return names.some(name => name.includes('\uFFFD')) ? undefined : names;
}

async function countBelow(directory: string, pathspecs: readonly string[]): Promise<number | undefined> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--'];
  const { status, stdout, stderr } = await git(directory, [...list, ...pathspecs, ...NEVER_SEARCHED]);
  if (status === 0) return hasPrivateExcludes(directory) ? undefined : names0(stdout).length;
  // A repository that git refuses to open counts for nobody but `filesBelow`.
  if (!stderr.includes('not a git repository')) return undefined;
  return (await grep(directory, pathspecs, ''))?.length;
}

const NEVER_SEARCHED = [
  ...NEVER_DIRECTORIES.map(name => `:(exclude,glob)**/${name}/**`),
  ...NEVER_INFIXES.map(infix => `:(exclude,glob)**/*.${infix}.*`),
];

function names0(output: string): string[] {
  return output.split('\0').filter(Boolean);
}

/** Whether a clone has ignore rules that are not part of the project. */
function hasPrivateExcludes(directory: string): boolean {
  for (let current = directory; ; current = path.dirname(current)) {
    const entry = path.join(current, '.git');
    const stats = statSync(entry, { throwIfNoEntry: false });
    // Linked work trees and submodules keep them elsewhere.
    if (stats?.isFile()) return true;
    if (stats) return hasRules(path.join(entry, 'info/exclude'));
    if (path.dirname(current) === current) return false;
  }
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
