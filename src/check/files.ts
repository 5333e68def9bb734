import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMachineMade, mentionsProtocol, namesSdkModule, PROTOCOL_WORDS } from '../discovery/candidates.js';
import { isGeneratedDeclaration } from '../discovery/declarations.js';
import { isUtf16, readSource, type SourceText } from '../discovery/read.js';
import { isPeripheral, isSourceFile, SOURCE_EXTENSIONS } from '../discovery/scope.js';
import type { Target } from '../discovery/targets.js';
import type { Problem } from '../run/problems.js';
import { isDeploymentFile, mayHoldAffinity } from './deployment/candidates.js';
import { grepBelow, type Searched } from './grep.js';
import { mapLimited } from './map-limited.js';

/** A file that a check looks into. */
export interface CheckedFile extends SourceText {
  readonly kind: 'source' | 'manifest' | 'deployment';
}

export interface CheckedFiles {
  /** Files that may hold a finding, sorted by path. */
  readonly files: readonly CheckedFile[];
  /** How many files were searched for them. */
  readonly scanned: number;
  readonly problems: readonly Problem[];
}

const MANIFEST = 'package.json';

/** Nobody writes a file this long by hand. */
const MAX_BYTES = 5_000_000;

/** What `isDeploymentFile` may say yes to, for programs that search by pattern; a few names more do no harm. */
const DEPLOYMENT = {
  extensions: ['conf', 'cfg', 'nginx', 'vhost', 'yaml', 'yml'],
  directories: ['sites-available', 'sites-enabled', 'conf.d', 'nginx'],
  json: ['envoy', 'traefik', 'ingress', 'gateway', 'k8s', 'kubernetes', 'manifest', 'deploy'],
};

/** The files that are searched, as globs. */
export const SEARCHED_GLOBS: readonly string[] = [
  `**/*.{${[...SOURCE_EXTENSIONS, ...DEPLOYMENT.extensions].join(',')}}`,
  `**/*.{${DEPLOYMENT.extensions.join(',')}}.*`,
  `**/{${DEPLOYMENT.directories.join(',')}}/*`,
  `**/*{${DEPLOYMENT.json.join(',')}}*{,/*}.json`,
  '**/package.json',
];
const SEARCHED: Searched = {
  pathspecs: [
    ...SOURCE_EXTENSIONS.map(extension => `*.${extension}`),
    ...DEPLOYMENT.extensions.map(extension => `*.${extension}*`),
    ...DEPLOYMENT.directories.map(directory => `*${directory}/*`),
    ...DEPLOYMENT.json.map(word => `*${word}*.json`),
    `*${MANIFEST}`,
  ],
  has: relative => kindOf(relative) !== undefined,
};

/**
 * Finds and reads the files of a check: sources as the migration finds them, the package.json of each package in
 * the directories and of the one around each, and files that configure what stands in front of a server.
 * @param ignore globs of files to leave alone, from `cwd`
 */
export async function findFiles(
  targets: readonly Target[],
  cwd: string,
  ignore: readonly string[],
): Promise<CheckedFiles> {
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
    const { hits, searched, unreadable } = await searchDirectory(target, cwd, ignore);
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
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  const read = await mapLimited(sorted, 32, ([file, { isNamed, relative }]) =>
    readCandidate(file, !isNamed && isPeripheral(relative)),
  );
  const files: CheckedFile[] = [];
  for (const answer of read) {
    if (answer === undefined) continue;
    if ('text' in answer) files.push(answer);
    else problems.push(answer);
  }
  return { files, scanned, problems };
}

/** What kind of file a path names, by its name alone. */
export function kindOf(file: string): CheckedFile['kind'] | undefined {
  if (isSourceFile(file)) return 'source';
  if (path.basename(file) === MANIFEST) return 'manifest';
  return isDeploymentFile(file) ? 'deployment' : undefined;
}

interface Search {
  readonly hits: readonly string[];
  readonly searched: number;
  readonly unreadable: readonly Problem[];
}

async function searchDirectory(directory: string, cwd: string, ignore: readonly string[]): Promise<Search> {
  const answer = await grepBelow(directory, SEARCHED, PROTOCOL_WORDS);
  if (answer) {
    const ignored = await mapLimited(answer.hits, 8, file => isIgnoredByUser(file, cwd, ignore));
    const hits = answer.hits.filter((_, index) => !ignored[index]);
    return { hits, searched: answer.searched, unreadable: [] };
  }
  const { filesBelow, ignoreGlobs } = await import('../discovery/discover.js');
  const unreadable = new Map<string, Problem>();
  const globs = ignore.flatMap(pattern => ignoreGlobs(pattern, cwd));
  const hits = await filesBelow(directory, SEARCHED_GLOBS, globs, unreadable);
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

/** The file when it may hold a finding, or what keeps it from being read although it may. */
async function readCandidate(
  file: string,
  isPeripheral: boolean,
): Promise<CheckedFile | Problem | undefined> {
  const kind = kindOf(file);
  if (kind === undefined) return undefined;
  if (((await stat(file).catch(() => undefined))?.size ?? 0) > MAX_BYTES) return undefined;
  const read = await readSource(file);
  if (!('text' in read)) {
    return kind !== 'deployment' && (read.line === undefined || (await mayMatter(file))) ? read : undefined;
  }
  const { text } = read;
  if (!(kind === 'deployment' ? mayHoldAffinity(text) : mentionsProtocol(text))) return undefined;
  if (kind === 'source') {
    if (isMachineMade(text) || (isPeripheral && !namesSdkModule(text))) return undefined;
    if (await isGeneratedDeclaration(file, text)) return undefined;
  }
  return { ...read, kind };
}

/** Whether a file that is no UTF-8 may hold something of MCP: a video can be called `.ts`, too. */
async function mayMatter(file: string): Promise<boolean> {
  const bytes = await readFile(file);
  const isBinary = bytes.includes(0) && !isUtf16(bytes);
  // Without the zeros UTF-16 reads like ASCII.
  return !isBinary && mentionsProtocol(bytes.toString('latin1').replaceAll('\0', ''));
}
