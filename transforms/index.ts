import type { Transform } from '../src/engine/types.js';

/** All transforms, in the order in which their rewrites take precedence within a phase. */
export const TRANSFORMS: readonly Transform[] = [];
