import path = require('node:path');
import workers = require('node:worker_threads');
import type { LegacyMode } from '../engine/types.js' with { 'resolution-mode': 'import' };
import type { FileLocalChange } from './file-local.js' with { 'resolution-mode': 'import' };
import type { FileMigration } from './migrate-file.js' with { 'resolution-mode': 'import' };
import type { FileAnswer, FileRequest } from './worker.js' with { 'resolution-mode': 'import' };

/** A file as jscodeshift hands it over. */
interface FileInfo {
  readonly path: string;
  readonly source: string;
}

/** The part of jscodeshift's API that is used. */
interface Api {
  readonly report?: (message: string) => void;
}

/** Options of the command line that jscodeshift does not know itself. */
interface Options {
  /** What to do about 2025-11-25 clients, as `mcp-migrate --legacy`. */
  readonly legacy?: unknown;
}

type Transformer = (file: FileInfo, api: Api, options?: Options) => Promise<string | undefined>;

interface Waiting {
  readonly resolve: (migrated: FileMigration) => void;
  readonly reject: (error: Error) => void;
}

const LEGACY: readonly unknown[] = ['auto', 'stateless', 'keep', 'reject'] satisfies LegacyMode[];

/**
 * jscodeshift compiles with Babel whatever a transform loads, the TypeScript compiler included. A thread has a loader
 * of its own, which it does not know.
 */
let thread: workers.Worker | undefined;
const waiting = new Map<number, Waiting>();
let last = 0;

/**
 * Makes a transform module of jscodeshift for a change.
 * @returns a transformer: it resolves to the new text, or to undefined when there is nothing to change, reports what a
 * person has to look at, and rejects when the file cannot be parsed
 */
function transformerOf(change: FileLocalChange): Transformer {
  return async (file, api, { legacy = 'auto' } = {}) => {
    if (!LEGACY.includes(legacy)) throw new Error(`--legacy must be one of ${LEGACY.join(', ')}`);
    const { text, reports } = await ask({
      change,
      file: path.resolve(file.path),
      source: file.source,
      legacy: legacy as LegacyMode,
    });
    for (const report of reports) api.report?.(report);
    return text;
  };
}

function ask(request: Omit<FileRequest, 'id'>): Promise<FileMigration> {
  const worker = (thread ??= start());
  const id = ++last;
  // The process has to wait for an answer, and must not wait for a thread that has nothing to do.
  worker.ref();
  return new Promise<FileMigration>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, ...request } satisfies FileRequest);
  }).finally(() => {
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
  });
}

function start(): workers.Worker {
  const worker = new workers.Worker(path.join(__dirname, 'worker.js'));
  worker.on('message', (answer: FileAnswer) => {
    const asked = waiting.get(answer.id);
    if ('error' in answer) asked?.reject(new Error(answer.error));
    else asked?.resolve(answer.migrated);
  });
  worker.on('error', error => {
    thread = undefined;
    for (const { reject } of waiting.values())
      reject(error instanceof Error ? error : new Error(String(error)));
  });
  return worker;
}

export = { transformerOf };
