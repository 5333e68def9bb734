import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { isResponseError, madeError, messageText, type MadeError } from '../src/eslint/error-codes.js';
import type { McpFile } from '../src/eslint/file.js';
import { handlersRunning } from '../src/eslint/handlers.js';
import { reservedCodeMisuse } from '../src/facts/error-codes.js';

export const errorCodePolicy = createRule({
  change: 'error-code-policy',
  description: 'Disallow codes of your own in the range of error codes that belongs to the specification',
  messages: {
    reserved:
      'Codes from -32020 to -32099 belong to the specification, and it does not define {{code}}. Take a code of your own from outside -32768 to -32000.',
    otherMeaning:
      'Code {{code}} means `{{name}}` in 2026-07-28. Take a code of your own from outside -32768 to -32000.',
  },
  listen({ file, report }) {
    const check = (node: TSESTree.Node) => {
      const error = madeError(file, node);
      const misuse = error && reservedCodeMisuse(error.value.value, messageText(file, error));
      if (!misuse || !isMcp(file, error)) return;
      const code = String(error.value.value);
      if (misuse.kind === 'undefined-code') {
        report({ node: error.code, messageId: 'reserved', data: { code } });
        return;
      }
      // A test may well make a message of the specification up, with any text.
      if (!file.isTest)
        report({ node: error.code, messageId: 'otherMeaning', data: { code, name: misuse.name } });
    };
    return { NewExpression: check, CallExpression: check, Property: check, AssignmentExpression: check };
  },
});

/** Whether an error surely goes out as the error of an MCP response. */
function isMcp(file: McpFile, { node, fromSdk }: MadeError): boolean {
  if (fromSdk) return true;
  if (node.type === AST_NODE_TYPES.Property && isResponseError(node.parent)) return file.speaksMcp;
  return (handlersRunning(file, node) ?? []).some(({ kind }) => kind !== 'tool' && kind !== 'notification');
}
