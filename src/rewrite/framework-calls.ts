import type { Rewrite, SourceUnit } from '../engine/types.js';
import type { FoundStart } from '../recognise/framework-starts.js';
import type { ProjectModel } from '../project/model.js';
import { dropCapabilityEntries } from './capability-entries.js';
import { mergeHandlerOptions } from './mcp-handler-options.js';
import { moveToStrategy } from './mcp-nest.js';

/** Brings a call of a framework to its release for 2026-07-28; undefined where that is not certain. */
export type FrameworkRewriter = (
  unit: SourceUnit,
  start: FoundStart,
  project: ProjectModel,
) => Rewrite | undefined;

/** The rewriters there are, by the first package of their framework. */
export const REWRITERS: Readonly<Record<string, readonly FrameworkRewriter[]>> = {
  '@rekog/mcp-nest': [moveToStrategy],
  'mcp-handler': [mergeHandlerOptions, dropCapabilityEntries],
};
