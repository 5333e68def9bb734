import type { McpFile } from './file.js';
import { keepsHandWritten } from './kept-legacy.js';

/**
 * Whether a file keeps sessions for 2025-11-25 beside what serves 2026-07-28: it tells those requests from the others
 * with the SDK's `isLegacyRequest`, or speaks both revisions by hand.
 */
export function keepsSessions(file: McpFile): boolean {
  if (file.settings.legacy !== 'keep' || file.importsV1) return false;
  return (file.usesSdk && /\bisLegacyRequest\b/.test(file.code)) || keepsHandWritten(file);
}
