import { runPipeline, type PipelineInput, type PipelineOutput } from '../engine/pipeline.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { moduleUses } from '../sdk-codemod/module-uses.js';
import { PackageRoles } from '../sdk-codemod/roles.js';
import { homeOf, splitInto } from '../sdk-codemod/routes.js';
import type { FlowText, Restored } from './flow-text.js';

/** A Flow file after the pipeline, or why it has to stay as it is. */
export type FlowResult =
  (Exclude<Restored, { reason: string }> & { readonly output: PipelineOutput }) | { readonly reason: string };

/**
 * Runs transforms over a file that only Flow can parse, without a look at any other.
 * @param input its sources are not used
 */
export function runFlowPipeline(flow: FlowText, input: Omit<PipelineInput, 'sources'>): FlowResult {
  const { unit } = flow;
  const { path, text } = unit;
  const output = runPipeline({ ...input, sources: [{ path, text, unit }] });
  const restored = flow.restore(
    output.after.unit(path)!,
    position => output.originOf(path, position),
    name => nameInV2(name, unit, output.before),
  );
  return 'reason' in restored ? restored : { ...restored, output };
}

/** What SDK v2 calls an export of v1 that a file imports under its own name; types are named without a use in sight. */
function nameInV2(name: string, unit: SourceUnit, project: ProjectModel): string | undefined {
  if (splitInto(name)) return undefined;
  const role = new PackageRoles({ project, files: [unit] }).of(unit, { project });
  for (const { specifier, names } of moduleUses(unit).statements) {
    if (names.some(each => each.name === name && each.local.text === name)) {
      return homeOf(specifier.text, name, role)?.name;
    }
  }
  return undefined;
}
