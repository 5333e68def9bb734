import { createRule } from '../src/eslint/create-rule.js';
import {
  handBuiltResults,
  insertedMembers,
  quoted,
  type HandBuiltResult,
} from '../src/eslint/hand-built-results.js';
import { tableResults } from '../src/eslint/table-results.js';
import { property } from '../src/eslint/tree.js';

export const resultType = createRule({
  change: 'result-type',
  description: 'Require `resultType` in results that are built by hand',
  messages: {
    missing:
      "This result of `{{method}}` has no `resultType`, which every result of 2026-07-28 needs. Add `resultType: 'complete'`, or serve it with SDK v2, which does.",
    add: "Add `resultType: 'complete'`.",
  },
  hasSuggestions: true,
  listen({ file, report }) {
    const check = (results: readonly HandBuiltResult[]) => {
      for (const { node, method } of results) {
        if (property(node, 'resultType')) continue;
        const { range, text } = insertedMembers(file, node, `resultType: ${quoted(file, 'complete')}`);
        report({
          node,
          messageId: 'missing',
          data: { method },
          suggest: [{ messageId: 'add', fix: fixer => fixer.replaceTextRange(range, text) }],
        });
      }
    };

    return {
      ObjectExpression(node) {
        check([...handBuiltResults(file, node), ...tableResults(file, node)]);
      },
      NewExpression(node) {
        check(tableResults(file, node));
      },
      CallExpression(node) {
        check(tableResults(file, node));
      },
    };
  },
});
