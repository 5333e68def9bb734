import { parentPort } from 'node:worker_threads';
import type { LegacyMode } from '../engine/types.js';
import type { FileLocalChange } from './file-local.js';
import { migrateFile, type FileMigration } from './migrate-file.js';

/** A file to change. */
export interface FileRequest {
  readonly id: number;
  readonly change: FileLocalChange;
  /** Absolute path. */
  readonly file: string;
  readonly source: string;
  readonly legacy?: LegacyMode | undefined;
}

export type FileAnswer = { readonly id: number } & (
  { readonly migrated: FileMigration } | { readonly error: string }
);

parentPort?.on('message', (request: FileRequest) => void answer(request));

async function answer({ id, change, file, source, legacy }: FileRequest): Promise<void> {
  const reply = (message: FileAnswer) => parentPort?.postMessage(message);
  try {
    reply({ id, migrated: await migrateFile(change, file, source, legacy) });
  } catch (error) {
    reply({ id, error: error instanceof Error ? error.message : String(error) });
  }
}
