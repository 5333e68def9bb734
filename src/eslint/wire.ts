import { AST_TOKEN_TYPES } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';

const WIRE = /^(?:StreamableHTTPClientTransport|SSEClientTransport|StdioClientTransport)$/;

/**
 * Whether clients of a file may meet a server over a transport that can carry 2026-07-28: not those of files that know
 * in-memory transports only, nor of tests that bring a transport of their own.
 */
export function speaksOverWire(file: McpFile): boolean {
  const names = (file.sourceCode.ast.tokens ?? []).flatMap(token =>
    token.type === AST_TOKEN_TYPES.Identifier ? [token.value] : [],
  );
  if (names.some(name => WIRE.test(name))) return true;
  return !file.isTest && !names.includes('InMemoryTransport');
}
