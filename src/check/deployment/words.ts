import { HEADERS, REQUEST_HEADERS } from '../../facts/protocol.js';

const SESSION_HEADER = HEADERS.sessionId.toLowerCase();
const LAST_EVENT_HEADER = HEADERS.lastEventId.toLowerCase();
const MCP_HEADERS = new Set(
  [HEADERS.sessionId, HEADERS.protocolVersion, HEADERS.lastEventId].map(name => name.toLowerCase()),
);
const ERA_HEADERS = new Set([HEADERS.protocolVersion, HEADERS.method].map(name => name.toLowerCase()));

export function isSessionHeader(text: string): boolean {
  return text.toLowerCase() === SESSION_HEADER;
}

export function isLastEventHeader(text: string): boolean {
  return text.toLowerCase() === LAST_EVENT_HEADER;
}

/** A header that tells a request of 2026-07-28 from an earlier one. */
export function isEraHeader(text: string): boolean {
  return ERA_HEADERS.has(text.toLowerCase());
}

/** Whether a path, a host or the name of a service has `mcp` as a word of its own. */
export function namesMcp(text: string): boolean {
  return /(?:^|[^a-z])mcp(?![a-z])/i.test(text);
}

/** Whether a key, such as `cors-allow-headers` or `access_control_allow_headers`, holds a CORS list. */
export function corsList(key: string): 'allow' | 'expose' | undefined {
  const letters = key.toLowerCase().replace(/[^a-z]/g, '');
  if (/allow(?:ed)?headers$/.test(letters)) return 'allow';
  return /exposed?headers$/.test(letters) ? 'expose' : undefined;
}

/** Header names in a CORS list, as written. */
export function headerNames(list: string): readonly string[] {
  return list.split(/[\s,'"]+/).filter(name => name !== '');
}

/**
 * Headers that clients of 2026-07-28 send and that an allow list about MCP does not name. Empty for a list that
 * lets everything through, and undefined for one that is not about MCP.
 */
export function missingHeaders(names: readonly string[]): readonly string[] | undefined {
  const lower = new Set(names.map(name => name.toLowerCase()));
  if (![...lower].some(name => MCP_HEADERS.has(name))) return undefined;
  // Without the other two, `Last-Event-ID` belongs to any event source.
  if (!lower.has(SESSION_HEADER) && !lower.has(HEADERS.protocolVersion.toLowerCase())) return undefined;
  return lower.has('*') ? [] : REQUEST_HEADERS.filter(name => !lower.has(name.toLowerCase()));
}
