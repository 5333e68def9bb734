import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { findChange } from '../changes/index.js';
import { mentionsProtocol } from '../discovery/candidates.js';
import { withBom } from '../discovery/read.js';
import { systemReason } from '../discovery/system-error.js';
import { resolveTargets, type Target } from '../discovery/targets.js';
import { mayHold } from '../eslint/words.js';
import { MigrationError, type Problem } from '../run/problems.js';
import { checkSelection, isSelected } from '../run/selection.js';
import { applyBaseline } from './baseline.js';
import { findDeploymentFindings } from './deployment-findings.js';
import { findFiles, kindOf, type CheckedFile, type CheckedFiles } from './files.js';
import { fingerprints } from './fingerprint.js';
import { lintAll } from './lint-all.js';
import type { LintFinding, LintOptions, LintResult } from './lint-options.js';
import type { CheckOptions } from './options.js';
import { isBelow } from './paths.js';
import type { CheckFinding, CheckReport } from './report.js';
import { inShard } from './shard.js';

/**
 * Looks for what revision 2026-07-28 does not have any more or asks for: with the rules of the ESLint plugin in
 * source code and package.json, and in files that configure what stands in front of a server. ESLint is loaded
 * only when there is a file that may hold a finding; no ESLint configuration of the project is read.
 * @returns what was found, sorted by file and position
 * @throws {MigrationError} when the check cannot be made: a path that does not exist, an option that makes no
 * sense, a baseline that cannot be read, a file that cannot be written
 */
export async function check(options: CheckOptions): Promise<CheckReport> {
  validate(options);
  const root = await workingDirectory(options.cwd ?? process.cwd());
  const isMine = inShard(options.shard, root);
  const targets = options.stdin ? [] : await resolveTargets(root, options.paths);
  const found = options.stdin
    ? fromText(options.stdin, root)
    : await findFiles(targets, root, options.ignore ?? []);
  const files = found.files.filter(file => isMine(file.path));
  const linted = files.filter(file => file.kind !== 'deployment');
  const results = await lintCandidates(linted, options, root);

  const fixedTexts = new Map<string, string>();
  const raw: (LintFinding & { readonly file: string; readonly source: string })[] = [];
  const problems: Problem[] = found.problems.filter(problem => isMine(problem.file));
  linted.forEach((file, index) => {
    const { findings, problems: own, fixed } = results[index]!;
    if (fixed !== undefined) fixedTexts.set(file.path, fixed);
    const lines = (fixed ?? file.text).split(LINE_END);
    raw.push(...findings.map(finding => ({ ...finding, ...placeOf(file, lines, finding) })));
    problems.push(...own.map(problem => ({ file: file.path, ...problem })));
  });
  for (const file of files.filter(({ kind }) => kind === 'deployment')) {
    const lines = file.text.split(LINE_END);
    const all = await findDeploymentFindings(file, options.strict ?? false);
    const findings = all.filter(({ change }) => isSelected(change, options));
    raw.push(...findings.map(finding => ({ ...finding, ...placeOf(file, lines, finding) })));
  }
  const findings = finish(raw, root);
  const isInScope = (file: string) => targets.some(target => covers(target, file)) && isMine(file);
  const compared = options.baseline
    ? await applyBaseline(findings, absolute(options.baseline, root), {
        file: isInScope,
        change: change => isSelected(change, options),
      })
    : undefined;
  await writeFixed(linted, fixedTexts, options.signal);
  return {
    root,
    scanned: found.scanned,
    linted: linted.length,
    findings: compared?.added ?? findings,
    known: compared?.known ?? 0,
    ...(compared && { gone: compared.gone }),
    problems: problems.sort(byPlace),
    fixed: [...fixedTexts.keys()],
  };
}

/** ESLint's line ends. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

function validate({ only = [], skip = [], shard, threads, stdin, fix }: CheckOptions): void {
  checkSelection({ only, skip });
  if (only.length > 0 && only.every(change => findChange(change).visibleInSource !== true)) {
    throw new MigrationError(`No source code shows ${only.join(', ')}; see mcp-migrate explain ${only[0]}`);
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

const NOTHING: LintResult = { findings: [], problems: [] };

/** Lints the files that may hold something for the rules that take part; the results of the others are empty. */
async function lintCandidates(
  files: readonly CheckedFile[],
  options: CheckOptions,
  root: string,
): Promise<LintResult[]> {
  const candidates = files.filter(file => mayHold(file, rule => isSelected(rule, options)));
  const linted = await lintCached(candidates, options, root);
  const results = new Map(candidates.map((file, index) => [file, linted[index]!]));
  return files.map(file => results.get(file) ?? NOTHING);
}

async function lintCached(
  files: readonly CheckedFile[],
  options: CheckOptions,
  root: string,
): Promise<LintResult[]> {
  const { strict = false, legacy = 'keep', only = [], skip = [], fix = false, cache, threads } = options;
  const lintOptions: LintOptions = { root, strict, legacy, only, skip, fix };
  if (cache === undefined || options.stdin) return lintAll(files, lintOptions, threads);
  const { openCache } = await import('./cache.js');
  const opened = await openCache(path.resolve(root, cache), lintOptions);
  const results = files.map(file => {
    const known = opened.get(file);
    // What was found without --fix is no answer to what is left after it.
    return fix && known?.findings.some(finding => finding.fixable) ? undefined : known;
  });
  const missing = files.filter((_, index) => results[index] === undefined);
  const linted = await lintAll(missing, lintOptions, threads);
  missing.forEach((file, index) => {
    const { fixed, ...result } = linted[index]!;
    opened.set({ path: file.path, text: fixed ?? file.text }, result);
  });
  await opened.save();
  return files.map((_, index) => results[index] ?? linted.shift()!);
}

function placeOf({ path: file }: CheckedFile, lines: readonly string[], { line }: LintFinding) {
  return { file, source: (lines[line - 1] ?? '').trim() };
}

function finish(raw: readonly Omit<CheckFinding, 'fingerprint'>[], root: string): CheckFinding[] {
  const sorted = [...raw].sort(byPlace);
  const names = fingerprints(sorted, root);
  return sorted.map((finding, index) => ({ ...finding, fingerprint: names[index]! }));
}

interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

function byPlace(a: Place, b: Place): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function covers({ path: target, isDirectory }: Target, file: string): boolean {
  return isDirectory ? isBelow(target, file) : file === target;
}

function absolute(baseline: NonNullable<CheckOptions['baseline']>, root: string) {
  return { mode: 'compare' as const, ...baseline, file: path.resolve(root, baseline.file) };
}

async function writeFixed(
  files: readonly CheckedFile[],
  texts: ReadonlyMap<string, string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (texts.size === 0) return;
  const { writeAll } = await import('../run/write.js');
  const writes = files.flatMap(({ path: file, text, bom }) => {
    const after = texts.get(file);
    return after === undefined ? [] : { path: file, before: withBom(text, bom), after: withBom(after, bom) };
  });
  await writeAll(writes, { signal });
}
