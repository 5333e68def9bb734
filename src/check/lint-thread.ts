import { parentPort, workerData } from 'node:worker_threads';
import { lintHere } from './lint-all.js';
import type { LintInput, LintOptions } from './lint-options.js';

const { files, options } = workerData as { files: readonly LintInput[]; options: LintOptions };
parentPort!.postMessage(await lintHere(files, options));
