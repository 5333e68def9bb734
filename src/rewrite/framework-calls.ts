import type { Rewrite, SourceUnit } from '../engine/types.js';
import type { FoundStart } from '../recognise/framework-starts.js';
import { dropCapabilityEntries } from './capability-entries.js';
import { mergeHandlerOptions } from './mcp-handler-options.js';

/** Brings a call of a framework to its release for 2026-07-28; undefined where that is not certain. */
export type FrameworkRewriter = (unit: SourceUnit, start: FoundStart) => Rewrite | undefined;

/** The rewriters there are, by the first package of their framework. */
export const REWRITERS: Readonly<Record<string, readonly FrameworkRewriter[]>> = {
  'mcp-handler': [mergeHandlerOptions, dropCapabilityEntries],
};
