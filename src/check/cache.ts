import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { portablePath } from './paths.js';
import type { LintInput, LintOptions, LintResult } from './lint-options.js';
import { mapLimited } from './map-limited.js';
import { replaceFile } from './replace-file.js';

interface CacheFile {
  readonly key: string;
  /** By path from the directory of the cache. */
  readonly files: Readonly<Record<string, { readonly text: string; readonly result: LintResult }>>;
}

export interface ResultCache {
  /** What linting this very text gave before. */
  readonly get: (file: LintInput) => LintResult | undefined;
  readonly set: (file: LintInput, result: LintResult) => void;
  /** @throws {MigrationError} when the cache cannot be written */
  readonly save: () => Promise<void>;
}

/**
 * Opens the results of earlier checks. ESLint's own cache does not fit: it takes a plugin of the same name and
 * version for the same rules, and ESLint has to be loaded, which takes most of the time, to learn that nothing
 * changed. A cache that cannot be read, or was made by other rules or with other options, counts as empty.
 * @param location absolute path of the file
 */
export async function openCache(location: string, options: LintOptions): Promise<ResultCache> {
  const directory = path.dirname(location);
  const key = await cacheKey(options, directory);
  const old = await readCache(location, key);
  const files = new Map(Object.entries(old.files));
  let isChanged = false;
  return {
    get({ path: file, text }) {
      const entry = files.get(portablePath(file, directory));
      return entry?.text === digest(text) ? entry.result : undefined;
    },
    set({ path: file, text }, result) {
      isChanged = true;
      files.set(portablePath(file, directory), { text: digest(text), result });
    },
    async save() {
      if (!isChanged) return;
      const kept = [...files].filter(([file]) => existsSync(path.resolve(directory, file)));
      const sorted = kept.sort(([a], [b]) => (a < b ? -1 : 1));
      await replaceFile(location, JSON.stringify({ key, files: Object.fromEntries(sorted) }));
    },
  };
}

async function readCache(location: string, key: string): Promise<CacheFile> {
  try {
    const cache = JSON.parse(await readFile(location, 'utf8')) as CacheFile;
    if (cache.key === key && typeof cache.files === 'object' && cache.files !== null) return cache;
  } catch {
    // As good as none.
  }
  return { key, files: {} };
}

/** Everything but the file that a result depends on: the rules, what runs them, and the options. */
async function cacheKey(
  { root, strict, legacy, only, skip }: LintOptions,
  directory: string,
): Promise<string> {
  const versions = ['mcp-migrate', 'eslint', '@typescript-eslint/parser'].map(versionOf);
  const given = [portablePath(root ?? '', directory), strict, legacy, only, skip];
  return digest(JSON.stringify([versions, process.versions.node, given, await ownCode()]));
}

function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  return (require(`${name}/package.json`) as { version: string }).version;
}

/** Size and time of every module that may take part in a rule, since a version has many states until its release. */
async function ownCode(): Promise<string[]> {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const directories = ['../../rules', '../eslint', '../facts', '../changes', '.'];
  const listed = await Promise.all(
    directories.map(async directory => {
      const absolute = path.join(here, directory);
      const names = await readdir(absolute, { recursive: true });
      return names
        .filter(name => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'))
        .map(name => path.join(absolute, name));
    }),
  );
  // It does not let anybody read its package.json.
  const json = fileURLToPath(import.meta.resolve('@eslint/json'));
  return mapLimited([...listed.flat().sort(), json], 32, async file => {
    const { size, mtimeMs } = await stat(file);
    return `${path.relative(here, file)} ${size} ${mtimeMs}`;
  });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
