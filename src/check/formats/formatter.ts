import type { CheckReport } from '../report.js';

export interface FormatContext {
  /** Whether escape sequences for colours may be written. */
  readonly color: boolean;
  /** Version of mcp-migrate. */
  readonly version: string;
}

/** Renders a report. The text ends with a line break; an empty text means there is nothing to write. */
export type Formatter = (report: CheckReport, context: FormatContext) => string | Promise<string>;
