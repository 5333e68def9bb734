import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { dispatched, writtenMethod } from '../src/eslint/dispatch.js';
import { keepsHandWritten, keepsLegacy } from '../src/eslint/kept-legacy.js';
import { serverRequest } from '../src/eslint/server-requests.js';
import { ancestors, keyName, memberName, propertyValue, unwrap } from '../src/eslint/tree.js';
import { RETIRED_ERROR_CODES } from '../src/facts/protocol.js';

const COMPLETE = 'notifications/elicitation/complete';
const ERROR = 'UrlElicitationRequiredError';
const CODE = RETIRED_ERROR_CODES.urlElicitationRequired;

export const elicitationCompleteRemoved = createRule({
  change: 'elicitation-complete-removed',
  description:
    'Disallow `UrlElicitationRequiredError`, `elicitationId` and `notifications/elicitation/complete`',
  messages: {
    thrown:
      '{{what}} reaches 2026-07-28 clients as an internal error (-32603). Return `inputRequired({ inputRequests: { name: inputRequired.elicitUrl(…) } })` from the handler.',
    caught:
      '{{what}} never comes from a 2026-07-28 server, which asks with an input request instead. Keep the check for 2025-11-25 servers only.',
    id: '`elicitationId` is gone: the client answers the input request itself once the user is back. Leave it out.',
    notified:
      '`notifications/elicitation/complete` is gone: 2026-07-28 clients are not told that a URL elicitation is complete. The client calls again, and the handler looks whether it is done.',
    awaited:
      '`notifications/elicitation/complete` never arrives on 2026-07-28 connections. The client answers the input request once the user is back.',
  },
  listen({ file, report }) {
    if (!/elicitation|-32042/i.test(file.code)) return {};

    /** -32042, or a member of the SDK's list of codes that is it. */
    const isCode = (node: TSESTree.Node): boolean => {
      if (file.names.number(node) === CODE) return true;
      const inner = unwrap(node);
      return inner.type === AST_NODE_TYPES.MemberExpression && memberName(inner) === 'UrlElicitationRequired'
        ? file.usesSdk
        : false;
    };
    const checked = (node: TSESTree.Node, what: string) => {
      if (!keepsLegacy(file)) report({ node, messageId: 'caught', data: { what } });
    };
    /** SDK v2 keeps the notification for what it asks clients of 2025-11-25. */
    const notifies = (node: TSESTree.Node) => {
      if (!keepsLegacy(file)) report({ node, messageId: 'notified' });
    };
    /** Whether an object goes out with a request that SDK v2 only sends to clients of 2025-11-25, which need the id. */
    const isAsked = (node: TSESTree.Node) =>
      keepsLegacy(file) &&
      [...ancestors(node)].some(
        at => at.type === AST_NODE_TYPES.CallExpression && serverRequest(file, at) !== undefined,
      );
    const looksFor = (node: TSESTree.Node) => {
      if (!file.speaksMcp || keepsLegacy(file) || keepsHandWritten(file)) return;
      for (const { node: at, method } of dispatched(file, node)) {
        if (method === COMPLETE) report({ node: at, messageId: 'awaited' });
      }
    };

    return {
      NewExpression(node) {
        looksFor(node);
        if (file.names.sdkName(node.callee) === ERROR) {
          report({ node, messageId: 'thrown', data: { what: `\`${ERROR}\`` } });
        } else if (file.speaksMcp && node.arguments[0] && isCode(node.arguments[0])) {
          report({ node, messageId: 'thrown', data: { what: 'Error -32042' } });
        }
      },
      BinaryExpression(node) {
        if (node.operator === 'instanceof') {
          if (file.names.sdkName(node.right) === ERROR) checked(node, `\`${ERROR}\``);
        } else if (
          /^[!=]==?$/.test(node.operator) &&
          file.speaksMcp &&
          (isCode(node.left) || isCode(node.right))
        ) {
          checked(node, 'Error -32042');
        } else {
          looksFor(node);
        }
      },
      SwitchCase(node) {
        if (node.test && file.speaksMcp && isCode(node.test)) checked(node, 'Error -32042');
        else looksFor(node);
      },
      CallExpression(node) {
        if (file.call(node)?.name === 'createElicitationCompletionNotifier') {
          notifies(node);
        } else if (file.sent(node)?.method === COMPLETE) {
          notifies(node);
        } else if (file.handled(node, method => method === COMPLETE)?.method === COMPLETE) {
          if (!keepsLegacy(file)) report({ node, messageId: 'awaited' });
        } else {
          looksFor(node);
        }
      },
      ObjectExpression(node) {
        if (writtenMethod(file, node) === COMPLETE) report({ node, messageId: 'notified' });
        else looksFor(node);
      },
      Property(node) {
        const { parent } = node;
        if (parent.type !== AST_NODE_TYPES.ObjectExpression || !file.speaksMcp) return;
        const name = keyName(node);
        const isError = name === 'code' && propertyValue(parent, 'message') !== undefined;
        if (isError && isCode(node.value)) {
          report({ node, messageId: 'thrown', data: { what: 'Error -32042' } });
        }
        const isUrl = file.names.string(propertyValue(parent, 'mode')) === 'url';
        if (name === 'elicitationId' && isUrl && !isAsked(node)) {
          report({ node, messageId: 'id' });
        }
      },
    };
  },
});
