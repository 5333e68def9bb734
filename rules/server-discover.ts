import type { TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { answersInitialize } from '../src/eslint/handshake-answer.js';
import { dispatched } from '../src/eslint/dispatch.js';
import { methodGate } from '../src/eslint/method-gates.js';

/** Finds servers written without the SDK that do not answer `server/discover`, and gates that do not let it through. */
export const serverDiscover = createRule({
  change: 'server-discover',
  description: 'Require servers written by hand to answer `server/discover`, and gates to let it through',
  messages: {
    missing:
      'This server answers `initialize` by hand, but not `server/discover`, which every server of 2026-07-28 must answer: with `supportedVersions`, `capabilities`, `instructions`, and its identity in `_meta`. Answer it beside `initialize`, or build the server with the SDK.',
    gated:
      'This list of methods has `initialize` and not `server/discover`, with which clients of 2026-07-28 begin. Add `server/discover`, and `subscriptions/listen` if they may hear of changes.',
  },
  listen({ file, report }) {
    const candidates: TSESTree.Node[] = [];
    let listsTools = false;
    const gates = new Set<TSESTree.Node>();
    const inspect = (node: TSESTree.Node): void => {
      for (const { node: at, method } of dispatched(file, node)) {
        if (method === 'initialize' && answersInitialize(file, at)) candidates.push(at);
        if (method === 'tools/list' || method === 'tools/call') listsTools = true;
      }
    };
    const gate = (node: TSESTree.CallExpression): void => {
      const list = methodGate(file, node);
      if (!list || gates.has(list)) return;
      gates.add(list);
      report({ node: list, messageId: 'gated' });
    };
    if (!file.speaksMcp) return {};
    if (/['"`]server\/discover['"`]/.test(file.code)) return { CallExpression: gate };
    return {
      SwitchCase: inspect,
      BinaryExpression: inspect,
      ObjectExpression: inspect,
      NewExpression: inspect,
      CallExpression(node) {
        inspect(node);
        gate(node);
      },
      ClassBody: inspect,
      'Program:exit'() {
        const [first] = candidates;
        if (first && listsTools) report({ node: first, messageId: 'missing' });
      },
    };
  },
});
