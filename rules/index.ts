import { applicationType } from './application-type.js';
import { credentialsByIssuer } from './credentials-by-issuer.js';
import { dynamicClientRegistration } from './dynamic-client-registration.js';
import { errorCodePolicy } from './error-code-policy.js';
import { issuerValidation } from './issuer-validation.js';
import { multiRoundTrip } from './multi-round-trip.js';
import { removedMethods } from './removed-methods.js';
import { resourceNotFoundCode } from './resource-not-found-code.js';
import { sdkV2Packages } from './sdk-v2-packages.js';
import { sessions } from './sessions.js';
import { standardHeaders } from './standard-headers.js';
import { statelessHandshake } from './stateless-handshake.js';

/** Every rule, in the order of the catalogue of changes; a rule has the id of its change as name. */
export const rules = {
  sessions,
  'stateless-handshake': statelessHandshake,
  'removed-methods': removedMethods,
  'multi-round-trip': multiRoundTrip,
  'standard-headers': standardHeaders,
  'resource-not-found-code': resourceNotFoundCode,
  'issuer-validation': issuerValidation,
  'application-type': applicationType,
  'credentials-by-issuer': credentialsByIssuer,
  'error-code-policy': errorCodePolicy,
  'dynamic-client-registration': dynamicClientRegistration,
  'sdk-v2-packages': sdkV2Packages,
};
