import type { SourceUnit } from '../engine/types.js';

/** Whether types can be written in a file. */
export function isTypeScript(unit: SourceUnit): boolean {
  return /\.[cm]?tsx?$/.test(unit.path);
}
