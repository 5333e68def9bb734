import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { isZodRaised } from '../src/manifests/zod-raise.js';
import type { ProjectModel } from '../src/project/model.js';
import { isSpecifier, isZodModule } from '../src/recognise/zod.js';
import { walk } from '../src/recognise/syntax.js';

const CHANGE = 'sdk-v2-packages';
/** What zod 4 does not have any more, or has otherwise. */
const ONLY_V3 = /\b(?:ZodEffects|AnyZodObject|ZodFirstPartyTypeKind|ZodParsedType|typeName|_def|_type)\b/;

/**
 * `zod/v3` to `zod` in packages whose zod is raised from 3 to 4: the two were one module there, and SDK v2 reads no
 * schemas of the first. A package that imports another zod as well keeps the two apart on purpose, and one that uses what
 * only zod 3 has would break: both are left.
 * @see https://zod.dev/v4/versioning
 */
export const zodV3Imports: Transform = {
  name: 'zod-v3-imports',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      const old = specifiers(unit).filter(each => each.text === 'zod/v3');
      if (old.length === 0 || !isZodRaised(project, unit) || keepsApart(project, unit)) continue;
      const edits = old.map(node => {
        const end = node.end - 1;
        return { file: unit.path, start: end - '/v3'.length, end, text: '' };
      });
      rewrites.push({ change: CHANGE, edits });
    }
    return { rewrites, left: [] };
  },
};

function specifiers(unit: SourceUnit): ts.StringLiteralLike[] {
  const found: ts.StringLiteralLike[] = [];
  if (!unit.text.includes('zod')) return found;
  walk(unit.ast, node => {
    if (ts.isStringLiteralLike(node) && isSpecifier(node) && isZodModule(node.text)) found.push(node);
  });
  return found;
}

function keepsApart(project: ProjectModel, unit: SourceUnit): boolean {
  const home = project.packageOf(unit.path);
  return project.units.some(
    each =>
      project.packageOf(each.path) === home &&
      (specifiers(each).some(({ text }) => text !== 'zod/v3') ||
        (ONLY_V3.test(each.text) && specifiers(each).length > 0)),
  );
}
