import type { Transform } from '../src/engine/types.js';
import { replacedMethods } from './replaced-methods.js';
import { answerTypes } from './answer-types.js';
import { keepAliveTimers } from './keep-alive-timers.js';
import { legacyNeeds } from './legacy-needs.js';
import { sessionCaches } from './session-caches.js';
import { sessionKeys } from './session-keys.js';
import { sessionState } from './session-state.js';
import { errorCodePolicy } from './error-code-policy.js';
import { forwardedResults } from './forwarded-results.js';
import { frameworkCalls } from './framework-calls.js';
import { frameworkServing } from './framework-serving.js';
import { cacheHints } from './cache-hints.js';
import { callbackTypes } from './callback-types.js';
import { capabilityGuards } from './capability-guards.js';
import { changePublications } from './change-publications.js';
import { changeNotifications } from './change-notifications.js';
import { clientCapabilities } from './client-capabilities.js';
import { clientInfo } from './client-info.js';
import { clientListening } from './client-listening.js';
import { clientPings } from './client-pings.js';
import { clientNegotiation } from './client-negotiation.js';
import { clientRegistration } from './client-registration.js';
import { contextMocks } from './context-mocks.js';
import { corsHeaders } from './cors-headers.js';
import { credentialsByIssuer } from './credentials-by-issuer.js';
import { duckTypedErrors } from './duck-typed-errors.js';
import { handlerContext } from './handler-context.js';
import { handWrittenServers } from './hand-written-servers.js';
import { handlerSchemas } from './handler-schemas.js';
import { handWrittenClient } from './hand-written-client.js';
import { headerReads } from './header-reads.js';
import { httpStatusCodes } from './http-status-codes.js';
import { includeContext } from './include-context.js';
import { initializeHandshake } from './initialize-handshake.js';
import { issuerValidation } from './issuer-validation.js';
import { jsonSchemaReferences } from './json-schema-references.js';
import { loggingMessages } from './logging-messages.js';
import { multiRoundTrip } from './multi-round-trip.js';
import { nestedSends } from './nested-sends.js';
import { oauthErrors } from './oauth-errors.js';
import { processBridges } from './process-bridges.js';
import { proxyBridges } from './proxy-bridges.js';
import { proxyEnvelope } from './proxy-envelope.js';
import { proxyHeaders } from './proxy-headers.js';
import { proxyRouting } from './proxy-routing.js';
import { proxySessions } from './proxy-sessions.js';
import { recordedRegistrations } from './recorded-registrations.js';
import { requestLogs } from './request-logs.js';
import { requestTelemetry } from './request-telemetry.js';
import { removedMethods } from './removed-methods.js';
import { resourceNotFoundChecks } from './resource-not-found-checks.js';
import { resourceNotFound } from './resource-not-found.js';
import { resourceIndicators } from './resource-indicators.js';
import { resourceMetadata } from './resource-metadata.js';
import { schemaShapes } from './schema-shapes.js';
import { resumptionTokens } from './resumption-tokens.js';
import { sdkLeftovers } from './sdk-leftovers.js';
import { sdkV2 } from './sdk-v2.js';
import { serveAgents } from './serve-agents.js';
import { serveBesideSse } from './serve-beside-sse.js';
import { serveSessionMap } from './serve-session-map.js';
import { serveStatelessHttp } from './serve-stateless-http.js';
import { serveStdio } from './serve-stdio.js';
import { serverRequests } from './server-requests.js';
import { sseClients } from './sse-clients.js';
import { sseTransport } from './sse-transport.js';
import { streamResumption } from './stream-resumption.js';
import { taskCalls } from './task-calls.js';
import { taskTools } from './task-tools.js';
import { tasks } from './tasks.js';
import { handlerResultTypes } from './handler-result-types.js';
import { urlElicitation } from './url-elicitation.js';
import { variadicRegistrations } from './variadic-registrations.js';
import { wrappedOutputs } from './wrapped-outputs.js';
import { zodCompat } from './zod-compat.js';
import { zodErrors } from './zod-errors.js';
import { zodJsonSchema } from './zod-json-schema.js';
import { zodRecords } from './zod-records.js';
import { zodV3Imports } from './zod-v3-imports.js';

/** All transforms, in the order in which their rewrites take precedence within a phase. */
export const TRANSFORMS: readonly Transform[] = [
  httpStatusCodes,
  sdkV2,
  frameworkCalls,
  variadicRegistrations,
  taskTools,
  taskCalls,
  recordedRegistrations,
  handlerSchemas,
  handlerContext,
  nestedSends,
  headerReads,
  schemaShapes,
  callbackTypes,
  zodCompat,
  zodV3Imports,
  zodRecords,
  zodErrors,
  clientCapabilities,
  handlerResultTypes,
  forwardedResults,
  contextMocks,
  duckTypedErrors,
  oauthErrors,
  sessionCaches,
  sessionState,
  serveStdio,
  serveSessionMap,
  serveStatelessHttp,
  serveBesideSse,
  serveAgents,
  corsHeaders,
  processBridges,
  proxyBridges,
  proxyEnvelope,
  proxyHeaders,
  proxyRouting,
  proxySessions,
  handWrittenClient,
  handWrittenServers,
  sseClients,
  clientNegotiation,
  clientInfo,
  capabilityGuards,
  resourceNotFound,
  resourceNotFoundChecks,
  multiRoundTrip,
  zodJsonSchema,
  requestLogs,
  requestTelemetry,
  changePublications,
  clientPings,
  resumptionTokens,
  keepAliveTimers,
  clientListening,
  serverRequests,
  initializeHandshake,
  loggingMessages,
  changeNotifications,
  streamResumption,
  removedMethods,
  tasks,
  includeContext,
  urlElicitation,
  sseTransport,
  issuerValidation,
  clientRegistration,
  credentialsByIssuer,
  resourceMetadata,
  resourceIndicators,
  errorCodePolicy,
  cacheHints,
  jsonSchemaReferences,
  wrappedOutputs,
  sdkLeftovers,
  answerTypes,
  replacedMethods,
  frameworkServing,
  sessionKeys,
  legacyNeeds,
];
