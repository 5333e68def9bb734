/** Requests are routed by the session header. */
export const ROUTES_BY_SESSION =
  'Routes by the session header `Mcp-Session-Id`, which is gone in 2026-07-28: any instance can answer any request. Balance without affinity; only clients of 2025-11-25 need it.';

/** Something keeps a client of the MCP route on one instance. */
export function affinity(by: string): string {
  return `\`${by}\` keeps each client of the MCP route on one instance; 2026-07-28 has no sessions, so any instance can answer. Remove it; only clients of 2025-11-25 need it.`;
}

/** The session header is set or passed on. */
export const FORWARDS_SESSION =
  'Session header `Mcp-Session-Id` is gone in 2026-07-28; passing it on serves clients of 2025-11-25 only.';

/** The session header is read or named in another way. */
export const READS_SESSION =
  'Session header `Mcp-Session-Id` is gone in 2026-07-28; what depends on it works for clients of 2025-11-25 only.';

export const EXPOSES_SESSION =
  'Session header `Mcp-Session-Id` is gone in 2026-07-28; exposing it serves clients of 2025-11-25 only.';

export function missingInAllowList(missing: readonly string[]): string {
  const names = missing.map(name => `\`${name}\``).join(', ');
  return `The CORS list does not allow ${names}, which browsers send with requests of 2026-07-28; add ${missing.length === 1 ? 'it' : 'them'}.`;
}

export function missingInPassedHeaders(missing: readonly string[]): string {
  const names = missing.map(name => `\`${name}\``).join(', ');
  return `Passes on only the headers that are set here, without ${names}, which requests of 2026-07-28 need; leave this line out, or set ${missing.length === 1 ? 'it' : 'them'} as well.`;
}

export function missingInForwardedHeaders(missing: readonly string[]): string {
  const names = missing.map(name => `\`${name}\``).join(', ');
  return `Passes on only the headers that are listed here, without ${names}, which requests of 2026-07-28 need; add ${missing.length === 1 ? 'it' : 'them'}, or pass on all headers of a request.`;
}

export const LAST_EVENT =
  '`Last-Event-ID` is gone in 2026-07-28: a broken stream is not resumed, its request is sent again. Only clients of 2025-11-25 need it.';
