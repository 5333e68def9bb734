import { stat } from 'node:fs/promises';
import path from 'node:path';
import { PROTOCOL_WORDS } from '../discovery/candidates.js';
import { isSourceFile, SOURCE_EXTENSIONS } from '../discovery/scope.js';
import type { Target } from '../discovery/targets.js';
import type { Problem } from '../run/problems.js';
import { isDeploymentFile } from './deployment/candidates.js';
import { grepBelow, type Searched } from './grep.js';
import { mapLimited } from './map-limited.js';

/** What a file is looked into for. */
export type FileKind = 'source' | 'manifest' | 'deployment';

/** Files that may hold a word of the protocol. */
export interface FoundFiles {
  /** By absolute path: whether the file was asked for by its name, and its path from the directory that was. */
  readonly files: ReadonlyMap<string, { readonly isNamed: boolean; readonly relative: string }>;
  /** How many files were searched. */
  readonly scanned: number;
  readonly problems: readonly Problem[];
}

const MANIFEST = 'package.json';

/** What `isDeploymentFile` may say yes to, for programs that search by pattern; a few names more do no harm. */
const DEPLOYMENT = {
  extensions: ['conf', 'cfg', 'nginx', 'vhost', 'yaml', 'yml', 'caddy', 'tf', 'toml'],
  names: ['Caddyfile'],
  directories: ['sites-available', 'sites-enabled', 'conf.d', 'nginx'],
  json: ['envoy', 'traefik', 'ingress', 'gateway', 'k8s', 'kubernetes', 'manifest', 'deploy'],
};

const DEPLOYMENT_GLOBS: readonly string[] = [
  `**/*.{${DEPLOYMENT.extensions.join(',')}}`,
  `**/*.{${DEPLOYMENT.extensions.join(',')}}.*`,
  `**/{${DEPLOYMENT.directories.join(',')}}/*`,
  ...DEPLOYMENT.names.map(name => `**/*${name}`),
  `**/*{${DEPLOYMENT.json.join(',')}}*{,/*}.json`,
];
/** The files that are searched, as globs. */
export const SEARCHED_GLOBS: readonly string[] = [
  `**/*.{${SOURCE_EXTENSIONS.join(',')}}`,
  ...DEPLOYMENT_GLOBS,
  '**/package.json',
];

interface Search extends Searched {
  readonly globs: readonly string[];
}

const DEPLOYMENT_PATHSPECS: readonly string[] = [
  ...DEPLOYMENT.extensions.map(extension => `*.${extension}*`),
  ...DEPLOYMENT.directories.map(directory => `*${directory}/*`),
  ...DEPLOYMENT.names.map(name => `*${name}`),
  ...DEPLOYMENT.json.map(word => `*${word}*.json`),
];
const ALL_FILES: Search = {
  globs: SEARCHED_GLOBS,
  pathspecs: [
    ...SOURCE_EXTENSIONS.map(extension => `*.${extension}`),
    ...DEPLOYMENT_PATHSPECS,
    `*${MANIFEST}`,
  ],
  has: relative => kindOf(relative) !== undefined,
};
const DEPLOYMENT_FILES: Search = {
  globs: DEPLOYMENT_GLOBS,
  pathspecs: DEPLOYMENT_PATHSPECS,
  has: relative => kindOf(relative) === 'deployment',
};

/**
 * Finds the files of a check: sources as the migration finds them, the package.json of each package in the directories
 * and of the one around each, and files that configure what stands in front of a server.
 * @param ignore globs of files to leave alone, from `cwd`
 */
export async function searchTargets(
  targets: readonly Target[],
  cwd: string,
  ignore: readonly string[],
): Promise<FoundFiles> {
  const found = new Map<string, { readonly isNamed: boolean; readonly relative: string }>();
  const problems: Problem[] = [];
  let scanned = 0;
  for (const { path: target, isDirectory } of targets) {
    if (!isDirectory) {
      if (await isIgnoredByUser(target, cwd, ignore)) continue;
      scanned++;
      found.set(target, { isNamed: true, relative: path.basename(target) });
      continue;
    }
    const { hits, searched, unreadable } = await searchDirectory(target, cwd, ignore, ALL_FILES);
    scanned += searched;
    problems.push(...unreadable);
    for (const file of hits) {
      if (!found.has(file)) found.set(file, { isNamed: false, relative: path.relative(target, file) });
    }
    const manifest = await manifestAbove(target);
    if (manifest !== undefined && !(await isIgnoredByUser(manifest, cwd, ignore))) {
      scanned++;
      found.set(manifest, { isNamed: true, relative: MANIFEST });
    }
  }
  return { files: found, scanned, problems };
}

/** Finds the files that configure what stands in front of a server; other files are not searched. */
export async function searchDeployment(
  targets: readonly Target[],
  cwd: string,
  ignore: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const { path: target, isDirectory } of targets) {
    if (isDirectory) {
      const { hits } = await searchDirectory(target, cwd, ignore, DEPLOYMENT_FILES);
      for (const file of hits) found.add(file);
    } else if (kindOf(target) === 'deployment' && !(await isIgnoredByUser(target, cwd, ignore))) {
      found.add(target);
    }
  }
  return [...found].sort();
}

/** What kind of file a path names, by its name alone. */
export function kindOf(file: string): FileKind | undefined {
  if (isSourceFile(file)) return 'source';
  if (path.basename(file) === MANIFEST) return 'manifest';
  return isDeploymentFile(file) ? 'deployment' : undefined;
}

interface Hits {
  readonly hits: readonly string[];
  readonly searched: number;
  readonly unreadable: readonly Problem[];
}

async function searchDirectory(
  directory: string,
  cwd: string,
  ignore: readonly string[],
  search: Search,
): Promise<Hits> {
  const answer = await grepBelow(directory, search, PROTOCOL_WORDS);
  if (answer) {
    const ignored = await mapLimited(answer.hits, 8, file => isIgnoredByUser(file, cwd, ignore));
    const hits = answer.hits.filter((_, index) => !ignored[index]);
    return { hits, searched: answer.searched, unreadable: [] };
  }
  const { filesBelow, ignoreGlobs } = await import('../discovery/discover.js');
  const unreadable = new Map<string, Problem>();
  const globs = ignore.flatMap(pattern => ignoreGlobs(pattern, cwd));
  const hits = await filesBelow(directory, search.globs, globs, unreadable);
  return { hits, searched: hits.length, unreadable: [...unreadable.values()] };
}

async function isIgnoredByUser(file: string, cwd: string, ignore: readonly string[]): Promise<boolean> {
  if (ignore.length === 0) return false;
  const { ignoreGlobs, isIgnored } = await import('../discovery/discover.js');
  return isIgnored(
    file,
    ignore.flatMap(pattern => ignoreGlobs(pattern, cwd)),
  );
}

/** The package.json of the package that a directory without one of its own is part of. */
async function manifestAbove(directory: string): Promise<string | undefined> {
  for (let current = directory; ; current = path.dirname(current)) {
    const manifest = path.join(current, MANIFEST);
    if ((await stat(manifest).catch(() => undefined))?.isFile()) {
      return current === directory ? undefined : manifest;
    }
    const isTop = path.dirname(current) === current;
    if (isTop || (await stat(path.join(current, '.git')).catch(() => undefined))) return undefined;
  }
}
