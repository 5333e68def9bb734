import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { errorSource } from '../src/eslint/caught-errors.js';
import { acceptBoth, codeCheck, namesMissing, type CodeCheck } from '../src/eslint/code-checks.js';
import { createRule } from '../src/eslint/create-rule.js';
import { servedMethod } from '../src/eslint/served-method.js';
import {
  errorCode,
  invalidParams,
  isResponseError,
  madeError,
  saysMissing,
  type ErrorCode,
} from '../src/eslint/error-codes.js';
import { handlersRunning, type Handler } from '../src/eslint/handlers.js';
import { RETIRED_ERROR_CODES } from '../src/facts/protocol.js';

const OLD = RETIRED_ERROR_CODES.resourceNotFound;
const READ = 'resources/read';
const RETIRED = 'A missing resource is -32602 (invalid params) in 2026-07-28; -32002 is retired.';

export const resourceNotFoundCode = createRule({
  change: 'resource-not-found-code',
  description: 'Disallow error code -32002, which 2026-07-28 has retired, for missing resources',
  messages: {
    missing: `${RETIRED} \`npx mcp-migrate\` rewrites this.`,
    handWritten: `${RETIRED} Answer 2026-07-28 requests with -32602 and \`{ uri }\` as data; keep -32002 for 2025-11-25.`,
    otherMeaning:
      'Code -32002 is retired; SDK v2 sends -32602 (invalid params) in its place. For a missing resource write -32602 with `{ uri }` as data; for anything else take a code of your own outside -32768 to -32000.',
    oldOnly:
      'A missing resource is -32602 in 2026-07-28, and this accepts only -32002. Accept both; `npx mcp-migrate` rewrites this.',
    taken:
      'A missing resource is -32602 in 2026-07-28, and this code treats -32602 as something else. Tell the two apart by `error.data`: a missing resource carries `{ uri }`.',
    otherCheck:
      'Code -32002 is retired; servers of 2026-07-28 no longer send it. If this is about a missing resource, accept -32602 as well.',
    useInvalidParams: 'Use `{{code}}`.',
    acceptBoth: 'Accept `{{code}}` as well.',
  },
  hasSuggestions: true,
  listen({ file, report }) {
    const made = (node: TSESTree.Node) => {
      const error = madeError(file, node);
      if (error?.value.value !== OLD) return;
      const { code, value, fromSdk, rest } = error;
      const handlers = handlersRunning(file, node);
      if (handlers?.every(isRead) && saysMissing(file, rest)) reportMade(code, value, 'missing');
      else if (fromSdk ? !handlers?.every(isTool) : handlers?.some(isRequest)) {
        report({ node: code, messageId: 'otherMeaning' });
      } else if (!fromSdk && !handlers && isResponse(node) && servedMethod(file, node) === READ) {
        reportMade(code, value, 'handWritten');
      }
    };

    /** `fail(id, -32002, 'Resource not found')`, `new RpcError(-32002, …)` in what answers `resources/read`. */
    const passed = (node: TSESTree.CallExpression | TSESTree.NewExpression) => {
      if (!file.speaksMcp || madeError(file, node)) return;
      for (const argument of node.arguments) {
        const value = errorCode(file, argument);
        const rest = node.arguments.filter(each => each !== argument);
        if (value?.value !== OLD || !saysMissing(file, rest)) continue;
        if (!handlersRunning(file, node) && servedMethod(file, node) === READ) {
          reportMade(argument, value, 'handWritten');
        }
      }
    };

    const reportMade = (code: TSESTree.Node, value: ErrorCode, messageId: 'missing' | 'handWritten') => {
      const text = invalidParams(file, value);
      report({
        node: code,
        messageId,
        suggest: [
          {
            messageId: 'useInvalidParams',
            data: { code: text },
            fix: fixer => fixer.replaceText(code, text),
          },
        ],
      });
    };

    const tested = (node: TSESTree.Node) => {
      const check = codeCheck(file, node);
      if (!check) return;
      const source = errorSource(file, check.subject);
      const isNamed = check.code.sdkEnum !== undefined || (source !== undefined && namesMissing(check));
      if (source === 'resource' || isNamed) reportCheck(check);
      else if (source === 'mcp') report({ node, messageId: 'otherCheck' });
    };

    const reportCheck = (check: CodeCheck) => {
      const { node } = check;
      const code = invalidParams(file, check.code);
      const added = check.isTaken ? undefined : acceptBoth(file, check, code);
      if (!added) return report({ node, messageId: 'taken' });
      report({
        node,
        messageId: 'oldOnly',
        suggest: [
          {
            messageId: 'acceptBoth',
            data: { code },
            fix: fixer => [
              fixer.insertTextBefore(node, added.before),
              fixer.insertTextAfter(node, added.after),
            ],
          },
        ],
      });
    };

    return {
      NewExpression(node) {
        made(node);
        passed(node);
      },
      CallExpression(node) {
        made(node);
        passed(node);
      },
      Property: made,
      AssignmentExpression: made,
      BinaryExpression: tested,
      SwitchCase: tested,
    };
  },
});

const isRead = ({ method }: Handler) => method === READ;
const isTool = ({ kind }: Handler) => kind === 'tool';
const isRequest = ({ kind, on }: Handler) => kind !== 'tool' && kind !== 'notification' && on !== 'Client';

/** Whether a member `code` belongs to the error of a response. */
function isResponse({ type, parent }: TSESTree.Node): boolean {
  return type === AST_NODE_TYPES.Property && parent !== undefined && isResponseError(parent);
}
