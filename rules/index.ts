import { applicationType } from './application-type.js';
import { cacheableResults } from './cacheable-results.js';
import { credentialsByIssuer } from './credentials-by-issuer.js';
import { deterministicToolOrder } from './deterministic-tool-order.js';
import { dynamicClientRegistration } from './dynamic-client-registration.js';
import { elicitationCompleteRemoved } from './elicitation-complete-removed.js';
import { errorCodePolicy } from './error-code-policy.js';
import { httpSseTransport } from './http-sse-transport.js';
import { includeContext } from './include-context.js';
import { issuerValidation } from './issuer-validation.js';
import { jsonSchema202012 } from './json-schema-2020-12.js';
import { multiRoundTrip } from './multi-round-trip.js';
import { removedMethods } from './removed-methods.js';
import { resourceNotFoundCode } from './resource-not-found-code.js';
import { resultType } from './result-type.js';
import { rootsSamplingLogging } from './roots-sampling-logging.js';
import { sdkV2Packages } from './sdk-v2-packages.js';
import { serverDiscover } from './server-discover.js';
import { sessions } from './sessions.js';
import { standardHeaders } from './standard-headers.js';
import { statelessHandshake } from './stateless-handshake.js';
import { streamResumability } from './stream-resumability.js';
import { subscriptionsListen } from './subscriptions-listen.js';
import { tasksExtension } from './tasks-extension.js';

/** Every rule, in the order of the catalogue of changes; a rule has the id of its change as name. */
export const rules = {
  sessions,
  'stateless-handshake': statelessHandshake,
  'server-discover': serverDiscover,
  'subscriptions-listen': subscriptionsListen,
  'removed-methods': removedMethods,
  'tasks-extension': tasksExtension,
  'multi-round-trip': multiRoundTrip,
  'result-type': resultType,
  'stream-resumability': streamResumability,
  'deterministic-tool-order': deterministicToolOrder,
  'standard-headers': standardHeaders,
  'cacheable-results': cacheableResults,
  'resource-not-found-code': resourceNotFoundCode,
  'issuer-validation': issuerValidation,
  'application-type': applicationType,
  'credentials-by-issuer': credentialsByIssuer,
  'json-schema-2020-12': jsonSchema202012,
  'elicitation-complete-removed': elicitationCompleteRemoved,
  'error-code-policy': errorCodePolicy,
  'roots-sampling-logging': rootsSamplingLogging,
  'http-sse-transport': httpSseTransport,
  'include-context': includeContext,
  'dynamic-client-registration': dynamicClientRegistration,
  'sdk-v2-packages': sdkV2Packages,
};
