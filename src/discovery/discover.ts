import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { globby } from 'globby';
import { MigrationError } from '../run/problems.js';

export const SOURCE_EXTENSIONS = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'] as const;

/** Installed packages, build output and files that a program writes. */
const NEVER = [
  '**/{node_modules,bower_components,jspm_packages,.git,.hg,.yarn,.pnpm-store}/**',
  '**/{dist,build,out,coverage,.next,.nuxt,.output,.svelte-kit,.vercel,.netlify,.wrangler,.turbo,.cache}/**',
  '**/{__generated__,.generated,vendor,third_party,storybook-static}/**',
  '**/*.d.{ts,mts,cts}',
  '**/*.{min,bundle,bundled,generated,gen}.*',
];

export interface DiscoveryOptions {
  /** Directory that relative paths and `ignore` globs start from. */
  readonly cwd: string;
  /** Files and directories, absolute or relative to `cwd`. */
  readonly paths: readonly string[];
  readonly ignore: readonly string[];
}

/**
 * Lists the source files of a run: absolute paths, sorted, each once. `.gitignore` files up to the repository's
 * root are honoured and symbolic links are not followed. A file named on the command line is always taken.
 * @throws {MigrationError} when a path does not exist, or is neither a file nor a directory
 */
export async function discoverSources(options: DiscoveryOptions): Promise<string[]> {
  const found = new Set<string>();
  for (const given of options.paths) {
    const target = path.resolve(options.cwd, given);
    const stats = await lstat(await resolved(target)).catch(() => undefined);
    if (stats?.isFile()) {
      found.add(target);
      continue;
    }
    if (!stats?.isDirectory())
      throw new MigrationError('is neither a file nor a directory', { file: target });
    const matches = await globby(`**/*.{${SOURCE_EXTENSIONS.join(',')}}`, {
      cwd: target,
      absolute: true,
      dot: true,
      gitignore: true,
      followSymbolicLinks: false,
      suppressErrors: true,
      expandDirectories: false,
      ignore: [...NEVER, ...options.ignore.map(pattern => rebase(pattern, options.cwd, target))],
    });
    for (const match of matches) found.add(path.normalize(match));
  }
  return [...found].sort();
}

async function resolved(target: string): Promise<string> {
  try {
    return await realpath(target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ELOOP' ? 'is a symbolic link that leads to itself' : 'no such file or directory';
    throw new MigrationError(why, { file: target });
  }
}

/** Users write `--ignore` globs from where they stand; the search runs from each target. */
function rebase(pattern: string, cwd: string, target: string): string {
  if (pattern.startsWith('**') || path.isAbsolute(pattern)) return pattern;
  const relative = path.relative(target, path.resolve(cwd, pattern)).split(path.sep).join('/');
  return relative.startsWith('..') ? pattern : relative;
}
