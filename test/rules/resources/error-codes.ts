/** Codes of an MCP server of ours. */
export const NOT_FOUND = -32002;
export const Codes = {
  Missing: -32002,
  Throttled: -32029, // since 1.2
} as const;
export enum Status {
  Gone = -32031,
  Busy = -32000,
}
