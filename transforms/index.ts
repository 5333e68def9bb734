import type { Transform } from '../src/engine/types.js';
import { capabilityGuards } from './capability-guards.js';
import { clientInfo } from './client-info.js';
import { clientNegotiation } from './client-negotiation.js';
import { handlerContext } from './handler-context.js';
import { handlerSchemas } from './handler-schemas.js';
import { resourceNotFound } from './resource-not-found.js';
import { resourceNotFoundChecks } from './resource-not-found-checks.js';
import { schemaShapes } from './schema-shapes.js';
import { sdkV2 } from './sdk-v2.js';
import { serveSessionMap } from './serve-session-map.js';
import { serveStatelessHttp } from './serve-stateless-http.js';
import { serveStdio } from './serve-stdio.js';
import { variadicRegistrations } from './variadic-registrations.js';

/** All transforms, in the order in which their rewrites take precedence within a phase. */
export const TRANSFORMS: readonly Transform[] = [
  sdkV2,
  variadicRegistrations,
  handlerSchemas,
  handlerContext,
  schemaShapes,
  serveStdio,
  serveSessionMap,
  serveStatelessHttp,
  clientNegotiation,
  clientInfo,
  capabilityGuards,
  resourceNotFound,
  resourceNotFoundChecks,
];
