import path from 'node:path';
import { CHANGES, type ChangeId } from '../changes/index.js';
import { isCandidate } from '../discovery/candidates.js';
import { discoverSources } from '../discovery/discover.js';
import { readSource, withBom, type SourceText } from '../discovery/read.js';
import { applyEdits } from '../engine/edits.js';
import { markerEdits, reviewMarkers, type MarkedPlace } from '../engine/markers.js';
import { parseSource, syntaxProblems } from '../engine/parse.js';
import { runPipeline, type PipelineOutput, type PlacedNote } from '../engine/pipeline.js';
import type { LegacyMode, SourceUnit } from '../engine/types.js';
import { TRANSFORMS } from '../../transforms/index.js';
import { uncommittedFiles } from './git.js';
import { migrateManifests, readPackages } from './manifests.js';
import { MigrationError, type Problem } from './problems.js';
import type { ChangeCount, ChangedFile, Finding, MigrationReport } from './report.js';
import { isSelected, selectTransforms, type ChangeSelection } from './select.js';
import { writeAll } from './write.js';

export interface MigrateOptions extends ChangeSelection {
  /** Files and directories to migrate. */
  readonly paths: readonly string[];
  /** Directory that relative paths start from; the working directory by default. */
  readonly cwd?: string;
  /** Compute everything, write nothing. */
  readonly dryRun?: boolean;
  readonly legacy?: LegacyMode;
  /** Globs of files to leave alone. */
  readonly ignore?: readonly string[];
  /** Go on although the git work tree has uncommitted changes. */
  readonly allowDirty?: boolean;
  /** Put a `TODO(mcp-migrate)` comment above every place that needs a person; on by default. */
  readonly markers?: boolean;
  readonly onProgress?: (message: string) => void;
}

/**
 * Migrates a project from MCP revision 2025-11-25 to 2026-07-28.
 * All edits are computed and parsed again before the first write; files are written together or not at all.
 * @returns what was changed, what a person has to look at, and which input could not be migrated
 * @throws {MigrationError} when the run cannot be made: a path that does not exist, a dirty work tree, a file
 * that changed meanwhile, a disk that cannot be written
 */
export async function migrate(options: MigrateOptions): Promise<MigrationReport> {
  const root = path.resolve(options.cwd ?? process.cwd());
  const legacy = options.legacy ?? 'auto';
  const dryRun = options.dryRun ?? false;
  const progress = options.onProgress ?? (() => {});

  progress('Looking for source files');
  const paths = options.paths.map(given => path.resolve(root, given));
  const files = await discoverSources({ cwd: root, paths: options.paths, ignore: options.ignore ?? [] });
  if (!dryRun && !options.allowDirty) await refuseDirty(paths);

  progress(`Reading ${files.length} files`);
  const { sources, problems } = await readCandidates(files);
  const manifests = await readPackages(
    paths,
    sources.map(source => source.path),
  );
  problems.push(...manifests.problems);

  progress(`Migrating ${sources.length} files`);
  const output = runPipeline({
    root,
    sources,
    packages: manifests.packages,
    transforms: selectTransforms(TRANSFORMS, options),
    legacy,
    onProgress: (_phase, transform) => progress(`Migrating ${sources.length} files: ${transform}`),
  });
  for (const defect of output.defects) {
    problems.push({
      file: root,
      message: `internal error in ${defect.transform}; please report it: ${defect.message}`,
    });
  }

  const dependencies = isSelected('sdk-v2-packages', options)
    ? await migrateManifests(manifests, output)
    : { changed: [], findings: [], rewritten: 0, installs: [] };
  const placed = placeNotes(output, options.markers ?? true);
  const boms = new Map(sources.map(source => [source.path, source.bom]));
  const changed: ChangedFile[] = [
    ...output.before.units.flatMap(unit => {
      const after = placed.texts.get(unit.path) ?? output.after.unit(unit.path)!.text;
      const bom = boms.get(unit.path)!;
      return after === unit.text
        ? []
        : [{ path: unit.path, before: withBom(unit.text, bom), after: withBom(after, bom) }];
    }),
    ...dependencies.changed,
  ].sort((a, b) => (a.path < b.path ? -1 : 1));

  if (!dryRun && changed.length > 0) {
    progress(`Writing ${changed.length} files`);
    await writeAll(changed);
  }
  const findings = [...placed.findings, ...dependencies.findings].sort(
    (a, b) =>
      compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.change, b.change),
  );
  return {
    root,
    dryRun,
    legacy,
    scanned: files.length,
    parsed: sources.length,
    changed,
    findings,
    counts: countChanges(output, findings, dependencies.rewritten),
    problems,
    installs: dependencies.installs,
  };
}

async function refuseDirty(paths: readonly string[]): Promise<void> {
  const cwd = paths[0] ?? process.cwd();
  const dirty = await uncommittedFiles(path.extname(cwd) ? path.dirname(cwd) : cwd, paths);
  if (dirty.length === 0) return;
  const shown = dirty.slice(0, 5).join(', ') + (dirty.length > 5 ? `, and ${dirty.length - 5} more` : '');
  throw new MigrationError(
    `The git work tree has uncommitted changes (${shown}); commit them or pass --allow-dirty.`,
  );
}

async function readCandidates(
  files: readonly string[],
): Promise<{ sources: SourceText[]; problems: Problem[] }> {
  const sources: SourceText[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const read = await readSource(file);
    if (!('text' in read)) {
      problems.push(read);
      continue;
    }
    if (!isCandidate(read.text)) continue;
    const [syntax] = syntaxProblems(parseSource(file, read.text));
    if (syntax) problems.push({ ...syntax, message: `syntax error: ${syntax.message}` });
    else sources.push(read);
  }
  return { sources, problems };
}

interface Placed {
  readonly findings: Finding[];
  /** Texts of files whose markers changed. */
  readonly texts: ReadonlyMap<string, string>;
}

function placeNotes(output: PipelineOutput, markers: boolean): Placed {
  const findings: Finding[] = [];
  const texts = new Map<string, string>();
  for (const unit of output.after.units) {
    const notes = dedupe(output.notes.filter(note => note.file === unit.path));
    const carried = reviewMarkers(unit).filter(
      marker => !notes.some(note => note.kind === 'review' && note.change === marker.change),
    );
    const places: MarkedPlace[] = notes
      .filter(note => note.severity !== 'info')
      .map(note => ({
        change: note.change,
        pos: note.after,
        review: note.kind === 'review',
        message: `${note.message} ${note.advice}`,
      }));
    const edits = markers ? markerEdits(unit, places) : [];
    const { text, map } = applyEdits(unit.text, edits);
    const final = edits.length > 0 ? parseSource(unit.path, text) : unit;
    if (edits.length > 0) texts.set(unit.path, text);
    const original = output.before.unit(unit.path)!;
    for (const note of notes) {
      findings.push(toFinding(note, final, map.nearest(note.after), original));
    }
    for (const marker of carried) {
      const at = map.nearest(marker.pos);
      findings.push({
        change: marker.change,
        kind: 'review',
        severity: 'warning',
        file: unit.path,
        ...lineColumn(final, at),
        originalLine: lineColumn(original, Math.min(marker.pos, original.text.length)).line,
        message: marker.message,
        advice: 'Check the rewrite, then delete the comment.',
      });
    }
  }
  return { findings, texts };
}

function toFinding(note: PlacedNote, unit: SourceUnit, pos: number, original: SourceUnit): Finding {
  return {
    change: note.change,
    kind: note.kind,
    severity: note.severity,
    file: note.file,
    ...lineColumn(unit, pos),
    originalLine: lineColumn(original, note.before).line,
    message: note.message,
    advice: note.advice,
  };
}

function lineColumn(unit: SourceUnit, pos: number): { line: number; column: number } {
  const { line, character } = unit.ast.getLineAndCharacterOfPosition(pos);
  return { line: line + 1, column: character + 1 };
}

function dedupe(notes: readonly PlacedNote[]): PlacedNote[] {
  const seen = new Set<string>();
  return notes.filter(note => {
    const key = `${note.change} ${note.kind} ${note.after} ${note.message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function countChanges(
  output: PipelineOutput,
  findings: readonly Finding[],
  manifestRewrites: number,
): ChangeCount[] {
  const of = (change: ChangeId, kind: 'review' | 'left') =>
    findings.filter(finding => finding.change === change && finding.kind === kind).length;
  return CHANGES.map(({ id }) => ({
    change: id,
    rewritten:
      output.applied.filter(rewrite => rewrite.change === id).length +
      (id === 'sdk-v2-packages' ? manifestRewrites : 0),
    review: of(id, 'review'),
    left: of(id, 'left'),
  })).filter(count => count.rewritten + count.review + count.left > 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
