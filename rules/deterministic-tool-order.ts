import { createRule } from '../src/eslint/create-rule.js';
import { addsWhenDone, registersWhenDone } from '../src/eslint/list-order.js';

export const deterministicToolOrder = createRule({
  change: 'deterministic-tool-order',
  description: 'Disallow lists of tools in the order in which promises are done',
  messages: {
    listed:
      'Tools are listed here in the order in which these promises are done, another one each time, so that caches of clients and prompts miss. Return the tools of each and join what `Promise.all` answers, which keeps its order.',
    registered:
      'Tools are registered here in the order in which these promises are done, and listed in that order. Wait for all of them first, then register the tools.',
  },
  listen({ file, report }) {
    return {
      CallExpression(node) {
        if (addsWhenDone(file, node)) report({ node, messageId: 'listed' });
        else if (registersWhenDone(file, node)) report({ node, messageId: 'registered' });
      },
    };
  },
});
