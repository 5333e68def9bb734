import type { McpFile } from './file.js';

/** Whether a file is on SDK v2 and its sessions are for 2025-11-25 only: it tells those requests from the others. */
export function keepsSessions(file: McpFile): boolean {
  return file.settings.legacy === 'keep' && file.usesSdk && /\bisLegacyRequest\b/.test(file.sourceCode.text);
}

/** Whether a file is on SDK v2 and may go on doing what its peers of 2025-11-25 need. */
export function mayServeLegacy(file: McpFile): boolean {
  return file.settings.legacy === 'keep' && file.importsV2 && !file.importsV1;
}
