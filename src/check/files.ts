import { readFile, stat } from 'node:fs/promises';
import { isMachineMade, mentionsProtocol, namesSdkModule } from '../discovery/candidates.js';
import { isGeneratedDeclaration } from '../discovery/declarations.js';
import { isUtf16, readSource, type SourceText } from '../discovery/read.js';
import { isPeripheral } from '../discovery/scope.js';
import type { Problem } from '../run/problems.js';
import { mayHoldAffinity } from './deployment/candidates.js';
import { mapLimited } from './map-limited.js';
import { kindOf, type FileKind, type FoundFiles } from './search.js';

/** A file that a check looks into. */
export interface CheckedFile extends SourceText {
  readonly kind: FileKind;
}

export interface CheckedFiles {
  /** Files that may hold a finding, sorted by path. */
  readonly files: readonly CheckedFile[];
  /** How many files were searched for them. */
  readonly scanned: number;
  readonly problems: readonly Problem[];
}

/** Nobody writes a file this long by hand. */
const MAX_BYTES = 5_000_000;

/** Reads the files that a search has found, and keeps those that may hold a finding. */
export async function readFound({ files: found, scanned, ...search }: FoundFiles): Promise<CheckedFiles> {
  const problems = [...search.problems];
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
