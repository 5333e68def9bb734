import path from 'node:path';
import { withBom } from '../discovery/read.js';
import type { Target } from '../discovery/targets.js';
import { mayHold } from '../eslint/words.js';
import type { Problem } from '../run/problems.js';
import { isSelected } from '../run/selection.js';
import type { Compared } from './baseline.js';
import type { CheckedFile, CheckedFiles } from './files.js';
import { lintAll } from './lint-all.js';
import type { LintFinding, LintOptions, LintResult } from './lint-options.js';
import type { CheckOptions } from './options.js';
import { isBelow } from './paths.js';
import type { CheckFinding, CheckReport } from './report.js';

/**
 * Looks into the files that a search has found, and fixes them when that is asked for. Most checks find next to
 * nothing, so what only findings or options need is loaded for those.
 * @param targets what was searched
 * @param root directory that paths start from
 */
export async function examine(
  found: CheckedFiles,
  targets: readonly Target[],
  root: string,
  options: CheckOptions,
): Promise<CheckReport> {
  const isMine = await chosenBy(options.shard, root);
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
    const { findDeploymentFindings } = await import('./deployment-findings.js');
    const lines = file.text.split(LINE_END);
    const all = await findDeploymentFindings(file, options.strict ?? false);
    const findings = all.filter(({ change }) => isSelected(change, options));
    raw.push(...findings.map(finding => ({ ...finding, ...placeOf(file, lines, finding) })));
  }
  const findings = raw.length > 0 ? await finish(raw, root) : [];
  const isInScope = (file: string) => targets.some(target => covers(target, file)) && isMine(file);
  const compared = await compare(findings, options, root, isInScope);
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

async function chosenBy(shard: CheckOptions['shard'], root: string): Promise<(file: string) => boolean> {
  if (!shard) return () => true;
  const { inShard } = await import('./shard.js');
  return inShard(shard, root);
}

async function compare(
  findings: readonly CheckFinding[],
  { baseline, ...selection }: CheckOptions,
  root: string,
  isInScope: (file: string) => boolean,
): Promise<Compared | undefined> {
  if (!baseline) return undefined;
  const { applyBaseline } = await import('./baseline.js');
  return applyBaseline(findings, absolute(baseline, root), {
    file: isInScope,
    change: change => isSelected(change, selection),
  });
}

/** ESLint's line ends. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

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

async function finish(
  raw: readonly Omit<CheckFinding, 'fingerprint'>[],
  root: string,
): Promise<CheckFinding[]> {
  const { fingerprints } = await import('./fingerprint.js');
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
