import { realpath } from 'node:fs/promises';
import { isDeploymentFile } from '../check/deployment/candidates.js';
import { compilerConfigProblems } from '../discovery/compiler-config.js';
import { discoverSources } from '../discovery/discover.js';
import { withBom, type SourceText } from '../discovery/read.js';
import { readSources } from '../discovery/sources.js';
import type { Defect } from '../engine/defects.js';
import type { SourceUnit } from '../engine/types.js';
import { withUnwritten } from '../eslint/unwritten.js';
import { TRANSFORMS } from '../../transforms/index.js';
import { checkOutput } from './check-output.js';
import { deploymentNotes } from './deployment.js';
import { countChanges, placeFindings } from './findings.js';
import { runProject, type ProjectRun } from './flow-files.js';
import { refuseDirty } from './git.js';
import { migrateManifests, NO_MANIFESTS, readPackages } from './manifests.js';
import { missedByMigration } from './judge.js';
import { checkSelection } from './known-changes.js';
import type { MigrateOptions } from './options.js';
import type { Problem } from './problems.js';
import type { ChangedFile, Finding, MigrationReport } from './report.js';
import { missingSdkMove, selectTransforms } from './select.js';
import { withoutSuppressed } from './suppressed.js';
import { isSelected } from './selection.js';

/**
 * Computes a whole migration and writes nothing.
 * @param moving files that somebody else is writing to: they are left as they are, and reported
 * @returns the report of a run, once everything in `changed` is written
 * @throws {MigrationError} when the run cannot be made: a path that does not exist, a dirty work tree
 */
export async function planMigration(
  options: MigrateOptions,
  moving: ReadonlySet<string> = new Set(),
): Promise<MigrationReport> {
  const { paths, ignore = [], dryRun = false, legacy = 'auto', markers = true } = options;
  const progress = options.onProgress ?? (() => {});
  checkSelection(options);

  progress('Looking for source files');
  const root = await realpath(options.cwd ?? process.cwd());
  const discovery = await discoverSources({ cwd: root, paths, ignore });
  progress(`Reading ${discovery.files.length} files`);
  const settled = discovery.files.filter(file => !moving.has(file));
  const reading = await readSources(settled, discovery.peripheral);
  const files = reading.sources.map(source => source.path);
  const manifests = await readPackages(discovery.targets, files);
  const manifestFiles = manifests.packages.map(each => each.manifestPath);
  if (!dryRun && !options.allowDirty && moving.size === 0) {
    const workspaceFiles = manifests.workspaces.map(each => each.path);
    await refuseDirty([...discovery.targets, ...manifestFiles, ...workspaceFiles]);
  }

  progress(`Migrating ${files.length} files`);
  const run = runProject(
    {
      root,
      sources: reading.sources,
      packages: manifests.packages,
      transforms: selectTransforms(TRANSFORMS, options),
      legacy,
      cacheSeconds: options.cacheSeconds,
      onProgress: (_phase, transform) => progress(`Migrating ${files.length} files: ${transform}`),
    },
    options,
  );
  const { output, held } = run;
  const dependencies = isSelected('sdk-v2-packages', options)
    ? await migrateManifests(manifests, output, held)
    : NO_MANIFESTS;
  progress('Checking the result');
  const unwritten = new Map([
    ...output.after.units.map(unit => [unit.path, unit.text] as const),
    ...dependencies.changed.map(file => [file.path, file.after] as const),
  ]);
  const missed = await withUnwritten(unwritten, () =>
    missedByMigration(output, { ...options, held: held?.files }),
  );
  const notes = await withoutSuppressed(output.after.units, [...output.notes, ...missed]);
  const placed = placeFindings(
    { ...output, notes },
    {
      markers,
      // What a transform that failed would have found is not known.
      looksFor: change => output.defects.length === 0 && isSelected(change, options),
    },
  );

  const computed = [...changedSources(reading.sources, run, placed.texts), ...dependencies.changed];
  const unwritable = [
    ...[...moving].map(file => ({ file, message: 'changed on disk while the migration ran; run again' })),
    ...computed.flatMap(file => checkOutput(file) ?? []),
  ];
  const isWritten = (file: string) => unwritable.every(problem => problem.file !== file);
  const findings = [
    ...[...placed.findings, ...dependencies.findings].filter(({ file }) => isWritten(file)),
    ...(await deploymentNotes(discovery.targets, root, options)),
  ];
  return {
    root,
    dryRun,
    legacy,
    scanned: discovery.files.length,
    parsed: files.length,
    changed: computed.filter(({ path }) => isWritten(path)).sort((a, b) => compare(a.path, b.path)),
    findings: findings.sort(byPlace),
    counts: countChanges([...output.applied.map(each => each.change), ...dependencies.rewritten], findings),
    problems: [
      ...discovery.problems,
      ...reading.problems,
      ...run.problems,
      ...manifests.problems,
      ...(await compilerConfigProblems([...files, ...manifestFiles], root)),
      ...missingSdkMove(output.after.units, options),
      ...unwritable,
      ...[...output.defects, ...dependencies.defects].map(defect => defectProblem(defect, root)),
    ],
    skipped: [...discovery.skipped.filter(({ file }) => !isDeploymentFile(file)), ...reading.skipped],
    installs: dependencies.installs,
  };
}

function changedSources(
  sources: readonly SourceText[],
  { output, restore }: ProjectRun,
  marked: ReadonlyMap<string, string>,
): ChangedFile[] {
  const textOf = (unit: SourceUnit) => restore(unit.path, marked.get(unit.path) ?? unit.text);
  const read = new Set(sources.map(source => source.path));
  const added = output.after.units.filter(unit => !read.has(unit.path));
  return [
    ...sources.flatMap(({ path, text, bom }) => {
      const unit = output.after.unit(path);
      const after = unit ? textOf(unit) : text;
      return after === text ? [] : [{ path, before: withBom(text, bom), after: withBom(after, bom) }];
    }),
    ...added.map(unit => ({ path: unit.path, before: '', after: textOf(unit), isNew: true })),
  ];
}

function defectProblem({ transform, file, message, stack }: Defect, root: string): Problem {
  return {
    file: file ?? root,
    message: `internal error in ${transform}, please report it: ${message}`,
    ...(stack !== undefined && { detail: stack }),
  };
}

function byPlace(a: Finding, b: Finding): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.change, b.change);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
