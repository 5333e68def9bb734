import type { Rewrite, SourceUnit, Transform } from './types.js';

/** Absolute paths of files that stay as they are, since something that a person decides on needs SDK v1. */
export type HeldFiles = ReadonlySet<string>;

/** The files that a transform gets to look at. */
export function offeredFiles(
  units: readonly SourceUnit[],
  transform: Transform,
  held: HeldFiles | undefined,
): readonly SourceUnit[] {
  return held && !transform.readsHeld ? units.filter(unit => !held.has(unit.path)) : units;
}

/** Whether a rewrite would change a file that stays as it is. */
export function changesHeld({ edits, imports = [] }: Rewrite, held: HeldFiles | undefined): boolean {
  return held !== undefined && [...edits, ...imports].some(({ file }) => held.has(file));
}
