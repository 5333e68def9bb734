import type { SourceUnit, Transform } from '../engine/types.js';
import { isV1Specifier } from '../facts/index.js';
import { moduleUses } from '../manifests/usage.js';
import type { Problem } from './problems.js';
import { isSelected, type ChangeSelection } from './selection.js';

/** Transforms cut down to the selected changes: rewrites and notes of other changes are not made. */
export function selectTransforms(transforms: readonly Transform[], selection: ChangeSelection): Transform[] {
  return transforms
    .filter(transform => transform.changes.some(change => isSelected(change, selection)))
    .map(transform => ({
      ...transform,
      run(context) {
        const { rewrites, left } = transform.run(context);
        return {
          rewrites: rewrites.filter(rewrite => isSelected(rewrite.change, selection)),
          left: left.filter(note => isSelected(note.change, selection)),
        };
      },
    }));
}

/**
 * All changes but that of the SDK's packages are made to SDK v2 code. A selection without it does nothing for
 * code on SDK v1, which has to be said.
 * @returns at most one problem, at the first import of SDK v1
 */
export function missingSdkMove(units: readonly SourceUnit[], selection: ChangeSelection): Problem[] {
  if (isSelected('sdk-v2-packages', selection)) return [];
  for (const unit of units) {
    const use = moduleUses(unit.ast).find(({ specifier }) => isV1Specifier(specifier));
    if (!use) continue;
    const line = unit.text.slice(0, unit.text.indexOf(use.specifier)).split('\n').length;
    const { only = [], skip = [] } = selection;
    const why = skip.includes('sdk-v2-packages')
      ? 'all other changes are made to SDK v2 code; drop --skip sdk-v2-packages'
      : `${only.join(', ')} ${only.length === 1 ? 'is a change' : 'are changes'} to SDK v2 code; add sdk-v2-packages to --only`;
    return [{ file: unit.path, line, message: `imports SDK v1, and ${why}` }];
  }
  return [];
}
