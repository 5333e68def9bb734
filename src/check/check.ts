import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { mentionsProtocol } from '../discovery/candidates.js';
import { systemReason } from '../discovery/system-error.js';
import { resolveTargets } from '../discovery/targets.js';
import { MigrationError } from '../run/problems.js';
import type { CheckedFile, CheckedFiles } from './files.js';
import type { CheckOptions } from './options.js';
import type { CheckReport } from './report.js';
import { kindOf, searchTargets } from './search.js';

/**
 * Looks for what revision 2026-07-28 does not have any more or asks for: with the rules of the ESLint plugin in
 * source code and package.json, and in files that configure what stands in front of a server. ESLint is loaded
 * only when there is a file that may hold a finding; no ESLint configuration of the project is read.
 * @param whileSearching called when the search is under way, in which this process has nothing to do
 * @returns what was found, sorted by file and position
 * @throws {MigrationError} when the check cannot be made: a path that does not exist, an option that makes no
 * sense, a baseline that cannot be read, a file that cannot be written
 */
export async function check(options: CheckOptions, whileSearching = () => {}): Promise<CheckReport> {
  await validate(options);
  const root = await workingDirectory(options.cwd ?? process.cwd());
  const targets = options.stdin ? [] : await resolveTargets(root, options.paths);
  const searching = searchTargets(targets, root, options.ignore ?? []);
  whileSearching();
  // What looks into files is not needed before they are found.
  const [found, { readFound }, { examine }] = await Promise.all([
    searching,
    import('./files.js'),
    import('./examine.js'),
  ]);
  const files = options.stdin ? fromText(options.stdin, root) : await readFound(found);
  return examine(files, targets, root, options);
}

async function validate({ only = [], skip = [], shard, threads, stdin, fix }: CheckOptions): Promise<void> {
  if (only.length > 0 || skip.length > 0) {
    const [{ checkSelection }, { findChange }] = await Promise.all([
      import('../run/known-changes.js'),
      import('../changes/index.js'),
    ]);
    checkSelection({ only, skip });
    if (only.length > 0 && only.every(change => findChange(change).visibleInSource !== true)) {
      throw new MigrationError(`No source code shows ${only.join(', ')}; see mcp-migrate explain ${only[0]}`);
    }
  }
  if (stdin && fix) throw new MigrationError('A text that is no file cannot be fixed');
  if (shard && !(Number.isInteger(shard.count) && Number.isInteger(shard.index))) throw badShard();
  if (shard && (shard.index < 1 || shard.index > shard.count)) throw badShard();
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new MigrationError(`threads has to be a whole number from 1, not ${threads}`);
  }
}

function badShard(): MigrationError {
  return new MigrationError('a shard is one of a whole number of parts, from 1');
}

async function workingDirectory(given: string): Promise<string> {
  try {
    return await realpath(given);
  } catch (error) {
    throw new MigrationError(`cannot work in this directory: ${systemReason(error)}`, {}, { cause: error });
  }
}

function fromText({ text: given, filename }: NonNullable<CheckOptions['stdin']>, root: string): CheckedFiles {
  const file = path.resolve(root, filename);
  const kind = kindOf(file);
  const bom = given.startsWith('\uFEFF');
  const text = bom ? given.slice(1) : given;
  if (kind === undefined) {
    throw new MigrationError(
      'is no name of a file that is checked: TypeScript, JavaScript, package.json or a deployment file',
      { file },
    );
  }
  const files: CheckedFile[] = mentionsProtocol(text) ? [{ path: file, text, bom, kind }] : [];
  return { files, scanned: 1, problems: [] };
}
