import { availableParallelism } from 'node:os';
import type { LintInput, LintOptions, LintResult } from './lint-options.js';

/**
 * Each thread loads ESLint, TypeScript and the rules once more: half a second of processor time, in which some two
 * hundred thousand characters are linted. With five times that for each thread, one that gets no processor of its
 * own costs a fifth of the time at most.
 */
const CHARACTERS_PER_THREAD = 1_000_000;

const MAX_THREADS = 8;

/**
 * Lints files, in several threads when there is enough to lint.
 * @param threads how many threads to use; decided by the amount of text when it is left out
 * @returns the results in the order of the files
 */
export async function lintAll(
  files: readonly LintInput[],
  options: LintOptions,
  threads = sensibleThreads(files),
): Promise<LintResult[]> {
  if (files.length === 0) return [];
  const shares = divide(files, Math.min(threads, files.length));
  const [own = [], ...others] = shares;
  const started = others.map(share =>
    lintInThread(
      share.map(index => files[index]!),
      options,
    ),
  );
  const done = await Promise.all([
    lintHere(
      own.map(index => files[index]!),
      options,
    ),
    ...started,
  ]);
  const results: LintResult[] = [];
  shares.forEach((share, at) => share.forEach((index, place) => (results[index] = done[at]![place]!)));
  return results;
}

/** Lints files in this thread. */
export async function lintHere(files: readonly LintInput[], options: LintOptions): Promise<LintResult[]> {
  const { createLinter } = await import('./lint.js');
  const lint = await createLinter(options);
  const results: LintResult[] = [];
  for (const file of files) results.push(await lint(file));
  return results;
}

async function lintInThread(files: readonly LintInput[], options: LintOptions): Promise<LintResult[]> {
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(new URL('./lint-thread.js', import.meta.url), { workerData: { files, options } });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`a thread ended with ${code}`)));
  });
}

function sensibleThreads(files: readonly LintInput[]): number {
  const characters = files.reduce((sum, { text }) => sum + text.length, 0);
  const worthwhile = 1 + Math.floor(characters / CHARACTERS_PER_THREAD);
  return Math.min(worthwhile, availableParallelism(), MAX_THREADS);
}

/** Indexes of files, shared out so that each share has about the same amount of text. */
function divide(files: readonly LintInput[], count: number): number[][] {
  const shares = Array.from({ length: count }, () => ({ indexes: [] as number[], characters: 0 }));
  const longestFirst = files.map((_, index) => index);
  longestFirst.sort((a, b) => files[b]!.text.length - files[a]!.text.length || a - b);
  for (const index of longestFirst) {
    const least = shares.reduce((a, b) => (b.characters < a.characters ? b : a));
    least.indexes.push(index);
    least.characters += files[index]!.text.length;
  }
  return shares.map(({ indexes }) => indexes);
}
