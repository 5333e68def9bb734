import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { keepsLegacy } from '../src/eslint/kept-legacy.js';
import { namedHeaderUse } from '../src/eslint/named-headers.js';
import { keepsSessions } from '../src/eslint/serving-era.js';
import { isUndefined, optionsOwner, SERVER_TRANSPORT } from '../src/eslint/transport-options.js';
import { keyName, memberName, property } from '../src/eslint/tree.js';
import { annotation } from '../src/eslint/types.js';
import { HEADERS } from '../src/facts/protocol.js';

const TOKENS = ['resumptionToken', 'onresumptiontoken'];
const CLOSES = /(?:^|\.)close(?:Standalone)?SSE(?:Stream)?$/;

/** Finds what resumes broken streams: event stores, `Last-Event-ID`, resumption tokens. */
export const streamResumability = createRule({
  change: 'stream-resumability',
  description: 'Disallow resuming of broken streams',
  messages: {
    option:
      '`{{name}}` serves 2025-11-25 sessions only; 2026-07-28 has no resumption. Long work should survive being asked for again.',
    store:
      'An event store is of use to 2025-11-25 sessions only; 2026-07-28 has no resumption. Long work should survive being asked for again.',
    header:
      '`Last-Event-ID` is gone in 2026-07-28: clients do not resume streams. Keep it for 2025-11-25 sessions, and answer a repeated request on its own.',
    token:
      'A call with a `resumptionToken` times out on 2026-07-28 connections: there is no stream to resume. Send the request again when it fails, and make what it does safe to repeat.',
    tokenCallback:
      '`onresumptiontoken` is never called on 2026-07-28 connections: a broken stream cannot be resumed. Send the request again when it fails, and make what it does safe to repeat.',
    resume:
      '`resumeStream` finds nothing to resume on a 2026-07-28 server. Send the request again there, and make what it does safe to repeat.',
    close: '`{{name}}` does nothing for 2026-07-28 requests, whose streams are not resumed.',
  },
  listen({ file, report }) {
    const isKept = keepsSessions(file);
    const isFine = keepsLegacy(file);

    const inspectHeader = (node: TSESTree.Node): void => {
      if (isKept || !file.speaksMcp) return;
      if (namedHeaderUse(file, node, HEADERS.lastEventId) !== 'use') return;
      // Beside a transport of sessions it is in its place.
      if (isFine && file.code.includes('StreamableHTTPServerTransport')) return;
      report({ node, messageId: 'header' });
    };
    const inspectClass = (node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): void => {
      if (isFine || isKept) return;
      const isStore = node.implements.some(each => file.names.sdkName(each.expression) === 'EventStore');
      if (isStore) report({ node, messageId: 'store' });
    };

    return {
      Literal: inspectHeader,
      TemplateLiteral: inspectHeader,
      Identifier: inspectHeader,
      MemberExpression: inspectHeader,
      ClassDeclaration: inspectClass,
      ClassExpression: inspectClass,
      VariableDeclarator(node) {
        const type = annotation(node.id);
        const isStore =
          type?.type === AST_NODE_TYPES.TSTypeReference &&
          node.init?.type === AST_NODE_TYPES.ObjectExpression &&
          file.names.sdkName(type.typeName) === 'EventStore';
        if (isStore && !isFine && !isKept) report({ node, messageId: 'store' });
      },
      NewExpression(node) {
        if (isFine || isKept || isOption(node)) return;
        if (file.names.sdkName(node.callee) === 'InMemoryEventStore') report({ node, messageId: 'store' });
      },
      Property(node) {
        const name = keyName(node);
        if ((name !== 'eventStore' && name !== 'retryInterval') || isKept) return;
        if (node.parent.type !== AST_NODE_TYPES.ObjectExpression || isUndefined(file, node.value)) return;
        const owner = optionsOwner(file, node.parent);
        if (owner && SERVER_TRANSPORT.test(owner)) report({ node, messageId: 'option', data: { name } });
      },
      ObjectExpression(node) {
        if (!file.usesSdk || node.parent.type !== AST_NODE_TYPES.CallExpression) return;
        const [found] = TOKENS.flatMap(name => property(node, name) ?? []);
        if (!found) return;
        const messageId = keyName(found) === 'resumptionToken' ? 'token' : 'tokenCallback';
        report({ node: found, messageId });
      },
      CallExpression(node) {
        const call = file.call(node);
        const isClosing = call && CLOSES.test(call.name) && !isFine;
        if (isClosing) report({ node, messageId: 'close', data: { name: call.name.split('.').at(-1)! } });
        if (node.callee.type !== AST_NODE_TYPES.MemberExpression || !file.usesSdk) return;
        if (memberName(node.callee) === 'resumeStream') report({ node, messageId: 'resume' });
      },
    };
  },
});

/** Whether a value is given to a property, which is found by itself. */
function isOption(node: TSESTree.Node): boolean {
  const { parent } = node;
  return parent?.type === AST_NODE_TYPES.Property && keyName(parent) === 'eventStore';
}
