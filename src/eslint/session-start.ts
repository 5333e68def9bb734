import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { ancestors, isFunction, somewhere } from './tree.js';

/** Whether a test belongs to an endpoint that starts sessions, which shows in the transport that it makes. */
export function startsSession(file: McpFile, node: TSESTree.Node): boolean {
  const outermost = [...ancestors(node)].filter(isFunction).at(-1);
  if (!outermost) return false;
  return somewhere(
    file.sourceCode,
    outermost,
    at =>
      at.type === AST_NODE_TYPES.NewExpression &&
      (file.names.sdkName(at.callee)?.endsWith('StreamableHTTPServerTransport') ?? false),
  );
}
