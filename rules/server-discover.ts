import type { TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { answersInitialize } from '../src/eslint/handshake-answer.js';
import { dispatched } from '../src/eslint/dispatch.js';

/** Finds servers written without the SDK that do not answer `server/discover`. */
export const serverDiscover = createRule({
  change: 'server-discover',
  description: 'Require servers written by hand to answer `server/discover`',
  messages: {
    missing:
      'This server answers `initialize` by hand, but not `server/discover`, which every server of 2026-07-28 must answer: with `supportedVersions`, `capabilities`, `instructions`, and its identity in `_meta`. Answer it beside `initialize`, or build the server with the SDK.',
  },
  listen({ file, report }) {
    const candidates: TSESTree.Node[] = [];
    let listsTools = false;
    const inspect = (node: TSESTree.Node): void => {
      for (const { node: at, method } of dispatched(file, node)) {
        if (method === 'initialize' && answersInitialize(file, at)) candidates.push(at);
        if (method === 'tools/list' || method === 'tools/call') listsTools = true;
      }
    };
    if (!file.speaksMcp || /['"`]server\/discover['"`]/.test(file.code)) return {};
    return {
      SwitchCase: inspect,
      BinaryExpression: inspect,
      ObjectExpression: inspect,
      NewExpression: inspect,
      CallExpression: inspect,
      ClassBody: inspect,
      'Program:exit'() {
        const [first] = candidates;
        if (first && listsTools) report({ node: first, messageId: 'missing' });
      },
    };
  },
});
