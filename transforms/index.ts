import type { Transform } from '../src/engine/types.js';
import { clientNegotiation } from './client-negotiation.js';
import { handlerContext } from './handler-context.js';
import { resourceNotFound } from './resource-not-found.js';
import { resourceNotFoundChecks } from './resource-not-found-checks.js';
import { schemaShapes } from './schema-shapes.js';
import { sdkV2 } from './sdk-v2.js';
import { serveStdio } from './serve-stdio.js';

/** All transforms, in the order in which their rewrites take precedence within a phase. */
export const TRANSFORMS: readonly Transform[] = [
  sdkV2,
  handlerContext,
  schemaShapes,
  serveStdio,
  clientNegotiation,
  resourceNotFound,
  resourceNotFoundChecks,
];
