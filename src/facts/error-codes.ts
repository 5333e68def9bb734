import { ERROR_CODES, IMPLEMENTATION_ERROR_CODES, RETIRED_ERROR_CODES } from './protocol.js';

/** Texts that say that something is missing, as in the message of an error. */
export const SAYS_MISSING =
  /not[\s_-]*found|no such|unknown|missing|not (?:exist|available)|n't exist|no resource/i;

/** Names of constants and functions that are about missing resources. */
export const NAMES_MISSING = /resource.?not.?found|not.?found|missing.?resource/i;

/** Words without which a message is about something else than the code that the specification defines. */
const DEFINED: readonly { readonly code: number; readonly name: string; readonly about: RegExp }[] = [
  { code: ERROR_CODES.headerMismatch, name: 'HeaderMismatch', about: /header|match|missing|mcp-/i },
  {
    code: ERROR_CODES.missingRequiredClientCapability,
    name: 'MissingRequiredClientCapability',
    about: /capabilit|requir|support/i,
  },
  {
    code: ERROR_CODES.unsupportedProtocolVersion,
    name: 'UnsupportedProtocolVersion',
    about: /version|protocol|revision|support/i,
  },
];

const LAST_RESERVED = -32099;

/**
 * What is wrong with sending a code from the range that belongs to the specification.
 * - `undefined-code`: the specification does not define it
 * - `other-meaning`: the specification defines it, for something else than the message says
 * @returns undefined for codes outside of the range, for defined ones without a message that speaks against them, and
 *   for the retired -32042, which is a change of its own
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#error-codes
 */
export function reservedCodeMisuse(
  code: number,
  message: string | undefined,
):
  | { readonly kind: 'undefined-code' }
  | { readonly kind: 'other-meaning'; readonly name: string }
  | undefined {
  const [, lastLegacy] = IMPLEMENTATION_ERROR_CODES;
  const isReserved = Number.isInteger(code) && code < lastLegacy && code >= LAST_RESERVED;
  if (!isReserved || code === RETIRED_ERROR_CODES.urlElicitationRequired) return undefined;
  const defined = DEFINED.find(each => each.code === code);
  if (!defined) return { kind: 'undefined-code' };
  if (message === undefined || defined.about.test(message)) return undefined;
  return { kind: 'other-meaning', name: defined.name };
}
