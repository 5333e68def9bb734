import { changeIds, type ChangeId } from '../changes/index.js';
import { nearest } from './nearest.js';

/** The id that was most likely meant by a word that is none. */
export function suggestChange(input: string): ChangeId | undefined {
  return nearest(input.trim().replaceAll(/[\s_]+/g, '-'), changeIds);
}
