import type { TSESLint } from '@typescript-eslint/utils';

/** `settings.mcp` of an ESLint configuration, shared by all rules. */
export interface McpSettings {
  /**
   * Whether the code goes on serving peers of 2025-11-25. With `keep`, what SDK v2 calls for such peers only is left
   * alone; with `drop` it is reported as dead code.
   */
  readonly legacy: 'keep' | 'drop';
  /** Whether to look at tests as well, which may well go on testing 2025-11-25. */
  readonly tests: boolean;
}

/** Reads the settings; what is missing or of the wrong kind takes the default. */
export function settingsOf(settings: TSESLint.SharedConfigurationSettings | undefined): McpSettings {
  const given = settings?.['mcp'] as Partial<Record<keyof McpSettings, unknown>> | undefined;
  return { legacy: given?.legacy === 'drop' ? 'drop' : 'keep', tests: given?.tests === true };
}
