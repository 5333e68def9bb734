import { stat } from 'node:fs/promises';
import path from 'node:path';
import { getNodeValue, parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { LineCounter, parseDocument } from 'yaml';
import { readSource, type SourceText } from '../discovery/read.js';
import type { PackageInfo, PackageManifest } from '../project/model.js';
import type { Problem } from '../run/problems.js';

/** A package.json as read. */
export interface ManifestFile extends PackageInfo {
  /** Whether the file starts with a byte order mark. */
  readonly bom: boolean;
}

/** A pnpm-workspace.yaml as read. */
export interface PnpmWorkspace extends SourceText {
  /** Its `packages` globs. */
  readonly globs: readonly string[];
}

export const SECTIONS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;
export type Section = (typeof SECTIONS)[number];

/**
 * Reads a package.json.
 * @returns the manifest; the problem, with line and column, when it cannot be read or does not hold what a
 * package.json holds; undefined when there is no such file
 */
export async function readManifest(file: string): Promise<ManifestFile | Problem | undefined> {
  const read = await readExisting(file);
  if (!read || !('text' in read)) return read;
  const errors: ParseError[] = [];
  const tree = parseTree(read.text, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error) {
    return { file, ...place(read.text, error.offset), message: `is not valid JSON: ${words(error)}` };
  }
  if (tree?.type !== 'object') return { file, line: 1, column: 1, message: 'does not hold a JSON object' };
  const manifest = getNodeValue(tree) as PackageManifest;
  for (const property of tree.children ?? []) {
    const [key, value] = property.children!;
    const section = SECTIONS.find(each => each === key!.value);
    if (section && !isRecordOfStrings(manifest[section])) {
      const message = `\`${section}\` must be an object of version ranges`;
      return { file, ...place(read.text, value!.offset), message };
    }
  }
  return { dir: path.dirname(file), manifestPath: file, manifest, text: read.text, bom: read.bom };
}

/** Reads a pnpm-workspace.yaml; the answers are as with `readManifest`. */
export async function readPnpmWorkspace(file: string): Promise<PnpmWorkspace | Problem | undefined> {
  const read = await readExisting(file);
  if (!read || !('text' in read)) return read;
  const lineCounter = new LineCounter();
  const document = parseDocument(read.text, { lineCounter });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return {
      file,
      line,
      column: col,
      message: `is not valid YAML: ${error.code.toLowerCase().replaceAll('_', ' ')}`,
    };
  }
  const { packages } = (document.toJS() ?? {}) as { packages?: unknown };
  return { ...read, globs: Array.isArray(packages) ? packages.filter(glob => typeof glob === 'string') : [] };
}

async function readExisting(file: string): Promise<SourceText | Problem | undefined> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.isFile() ? readSource(file) : undefined;
}

function place(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** `CommaExpected` reads "comma expected". */
function words({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function isRecordOfStrings(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(each => typeof each === 'string')
  );
}
