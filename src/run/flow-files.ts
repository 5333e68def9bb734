import type { ParsedSource } from '../discovery/sources.js';
import { runPipeline, type PipelineInput, type PipelineOutput } from '../engine/pipeline.js';
import { runFlowPipeline } from '../flow/pipeline.js';
import { fileLocalTransforms } from '../jscodeshift/file-local.js';
import { ProjectModel, type PackageInfo } from '../project/model.js';
import { sidesByPackage } from '../sdk-codemod/roles.js';
import { heldPackages, type HeldPackages } from './held-packages.js';
import type { Problem } from './problems.js';
import { selectTransforms } from './select.js';
import type { ChangeSelection } from './selection.js';

export interface ProjectRun {
  /** Of all files but those left as they are; those that only Flow can parse are in it without their Flow syntax. */
  readonly output: PipelineOutput;
  /** Puts Flow's syntax back into a text of `output`, with or without markers. */
  readonly restore: (file: string, text: string) => string;
  /** Flow files that were left as they are. */
  readonly problems: readonly Problem[];
  /** Packages that stay on SDK v1. */
  readonly held?: HeldPackages;
}

export interface ProjectRunInput extends Omit<PipelineInput, 'sources'> {
  readonly sources: readonly ParsedSource[];
}

/**
 * Runs the project; once more where some packages turn out to need SDK v1, which then stay as they are.
 */
export function runProject(input: ProjectRunInput, selection: ChangeSelection): ProjectRun {
  const run = runOnce(input, selection);
  const held = heldPackages(run.output);
  return held ? { ...runOnce({ ...input, held: held.files }, selection), held } : run;
}

/**
 * Runs the pipeline over the files that TypeScript parses, and those transforms that need nothing but one file over
 * each of the files that only Flow can parse.
 */
function runOnce(input: ProjectRunInput, selection: ChangeSelection): ProjectRun {
  const flowSources = input.sources.filter(source => source.flow);
  if (flowSources.length === 0) {
    return { output: runPipeline(input), restore: (_file, text) => text, problems: [] };
  }
  const packages = withSides(input);
  const main = runPipeline({ ...input, packages, sources: input.sources.filter(source => !source.flow) });
  const transforms = selectTransforms(fileLocalTransforms(), selection);
  const migrated = new Map<string, PipelineOutput>();
  const restored = new Map<string, (text: string) => string>();
  const problems: Problem[] = [];
  for (const { path: file, flow } of flowSources) {
    const done = runFlowPipeline(flow!, { ...input, packages, transforms });
    if ('reason' in done) {
      problems.push({ file, message: done.reason });
      continue;
    }
    migrated.set(file, done.output);
    restored.set(file, text => done.fill(text) ?? done.text);
  }
  const output = merged(
    input.root,
    packages,
    [main, ...migrated.values()],
    file => migrated.get(file) ?? main,
  );
  const restore = (file: string, text: string) => restored.get(file)?.(text) ?? text;
  return { output, restore, problems };
}

/** The packages with the sides of the protocol that all of their files are on. */
function withSides({ root, sources, packages }: ProjectRunInput): PackageInfo[] {
  const units = sources.map(source => source.unit);
  const sides = sidesByPackage(new ProjectModel(root, units, packages), units);
  return packages.map(info => {
    const own = sides.get(info.dir);
    return own ? { ...info, sides: own } : info;
  });
}

function merged(
  root: string,
  packages: readonly PackageInfo[],
  parts: readonly PipelineOutput[],
  partOf: (file: string) => PipelineOutput,
): PipelineOutput {
  const modelOf = (side: 'before' | 'after') => {
    const units = parts.flatMap(part => part[side].units);
    return new ProjectModel(
      root,
      units.sort((a, b) => (a.path < b.path ? -1 : 1)),
      packages,
    );
  };
  return {
    before: modelOf('before'),
    after: modelOf('after'),
    notes: parts.flatMap(part => part.notes),
    originOf: (file, position) => partOf(file).originOf(file, position),
    applied: parts.flatMap(part => part.applied),
    defects: parts.flatMap(part => part.defects),
  };
}
