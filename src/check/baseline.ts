import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isChangeId, type ChangeId } from '../changes/index.js';
import { systemReason } from '../discovery/system-error.js';
import { MigrationError } from '../run/problems.js';
import { fingerprints } from './fingerprint.js';
import { portablePath } from './paths.js';
import { replaceFile } from './replace-file.js';
import type { CheckFinding } from './report.js';

export interface BaselineOptions {
  /** Absolute path. Paths in it are relative to its directory. */
  readonly file: string;
  /**
   * - `compare`: only tell old findings from new ones
   * - `update`: make the present findings the old ones
   * - `prune`: forget old findings that are gone
   */
  readonly mode: 'compare' | 'update' | 'prune';
}

/** What a run looked for; of the rest a baseline knows more than the run. */
export interface BaselineScope {
  readonly file: (file: string) => boolean;
  readonly change: (change: ChangeId) => boolean;
}

export interface Compared {
  /** Findings that the baseline does not have. */
  readonly added: readonly CheckFinding[];
  /** How many findings it has. */
  readonly known: number;
  /** How many of its entries match no finding any more, and are still in the file. */
  readonly gone: number;
}

/** Fingerprints by change by file. */
type Entries = Map<string, Map<ChangeId, Set<string>>>;

/**
 * Tells the findings of a run that were there when the baseline was written from those that are new.
 * @param findings sorted by file and position
 * @throws {MigrationError} when the file is no baseline, cannot be read, or cannot be written
 */
export async function applyBaseline(
  findings: readonly CheckFinding[],
  { file, mode }: BaselineOptions,
  scope: BaselineScope,
): Promise<Compared> {
  const directory = path.dirname(file);
  const present = collect(findings, directory);
  const old = await readBaseline(file, mode === 'update');
  const gone: Entries = new Map();
  const next: Entries = new Map();
  for (const [name, change, fingerprint] of list(old)) {
    const inScope = scope.file(path.resolve(directory, name)) && scope.change(change);
    const isGone = inScope && !has(present, name, change, fingerprint);
    if (isGone) add(gone, name, change, fingerprint);
    if (!isGone || mode === 'compare') add(next, name, change, fingerprint);
  }
  if (mode === 'update') for (const entry of list(present)) add(next, ...entry);
  const text = serialize(next);
  if (mode === 'update' || (mode === 'prune' && gone.size > 0)) await replaceFile(file, text);
  const names = fingerprints(findings, directory);
  const added = findings.filter(
    (finding, index) => !has(next, portablePath(finding.file, directory), finding.change, names[index]!),
  );
  return {
    added,
    known: findings.length - added.length,
    gone: mode === 'compare' ? list(gone).length : 0,
  };
}

function collect(findings: readonly CheckFinding[], directory: string): Entries {
  const entries: Entries = new Map();
  const names = fingerprints(findings, directory);
  findings.forEach(({ file, change }, index) =>
    add(entries, portablePath(file, directory), change, names[index]!),
  );
  return entries;
}

function add(entries: Entries, file: string, change: ChangeId, fingerprint: string): void {
  let changes = entries.get(file);
  if (!changes) entries.set(file, (changes = new Map<ChangeId, Set<string>>()));
  const known = changes.get(change);
  if (known) known.add(fingerprint);
  else changes.set(change, new Set([fingerprint]));
}

function has(entries: Entries, file: string, change: ChangeId, fingerprint: string): boolean {
  return entries.get(file)?.get(change)?.has(fingerprint) ?? false;
}

function list(entries: Entries): [file: string, change: ChangeId, fingerprint: string][] {
  return [...entries].flatMap(([file, changes]) =>
    [...changes].flatMap(([change, names]) =>
      [...names].map((name): [string, ChangeId, string] => [file, change, name]),
    ),
  );
}

/** Sorted throughout, so that two branches that fix different things merge. */
function serialize(entries: Entries): string {
  const files: [string, unknown][] = [...entries].sort(byName).map(([file, changes]) => {
    const sorted: [string, string[]][] = [...changes]
      .sort(byName)
      .map(([change, names]) => [change, [...names].sort()]);
    return [file, Object.fromEntries(sorted)];
  });
  return `${JSON.stringify({ version: 1, findings: Object.fromEntries(files) }, null, 2)}\n`;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function readBaseline(file: string, mayBeMissing: boolean): Promise<Entries> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && mayBeMissing) return new Map();
    const why = isMissing
      ? 'there is no such baseline; --update-baseline writes it'
      : `cannot be read: ${systemReason(error)}`;
    throw new MigrationError(why, { file }, { cause: error });
  }
  try {
    return parse(JSON.parse(text) as unknown);
  } catch (error) {
    if (mayBeMissing && text.trim() === '') return new Map();
    throw new MigrationError(
      `is no baseline of mcp-migrate (${(error as Error).message}); --update-baseline on a new file writes one`,
      { file },
      { cause: error },
    );
  }
}

function parse(value: unknown): Entries {
  const { version, findings } = (value ?? {}) as { version?: unknown; findings?: unknown };
  if (version !== 1) throw new Error(`version ${JSON.stringify(version)}, not 1`);
  if (typeof findings !== 'object' || findings === null) throw new Error('no findings');
  const entries: Entries = new Map();
  for (const [file, changes] of Object.entries(findings as Record<string, unknown>)) {
    for (const [change, names] of Object.entries((changes ?? {}) as Record<string, unknown>)) {
      if (!Array.isArray(names)) throw new Error(`no list at ${file}, ${change}`);
      // A later version may have dropped a change; its findings are gone with it.
      if (!isChangeId(change)) continue;
      for (const name of names as unknown[]) add(entries, file, change, String(name));
    }
  }
  return entries;
}
