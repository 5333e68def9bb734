import { isV1Specifier } from '../facts/index.js';
import type { SourceUnit } from '../engine/types.js';
import type { NameResolver } from '../project/names.js';
import { moduleUses } from './module-uses.js';
import { passedOnNames } from './sdk-names.js';

/** Whether a file may pass SDK v1 names on to others. */
export function passesOn(unit: SourceUnit): boolean {
  const { reExports, statements } = moduleUses(unit);
  return (
    reExports.some(each => isV1Specifier(each.specifier.text)) ||
    (statements.some(each => isV1Specifier(each.specifier.text)) &&
      /\bexport\s*(?:type\s*)?\{/.test(unit.text))
  );
}

/** SDK v1 exports that files import from other files of the project, by v1 specifier. */
export function takenNames(
  units: readonly SourceUnit[],
  resolver: NameResolver,
): ReadonlyMap<string, ReadonlySet<string>> {
  const taken = new Map<string, Set<string>>();
  for (const unit of units) {
    for (const { specifier, exported } of passedOnNames(unit, resolver, 'unknown')) {
      const names = taken.get(specifier) ?? new Set<string>();
      taken.set(specifier, names.add(exported));
    }
  }
  return taken;
}
