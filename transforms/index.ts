import type { Transform } from '../src/engine/types.js';
import { clientNegotiation } from './client-negotiation.js';

/** All transforms, in the order in which their rewrites take precedence within a phase. */
export const TRANSFORMS: readonly Transform[] = [clientNegotiation];
