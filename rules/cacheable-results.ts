import { createRule } from '../src/eslint/create-rule.js';
import {
  handBuiltResults,
  insertedMembers,
  quoted,
  type HandBuiltResult,
} from '../src/eslint/hand-built-results.js';
import { tableResults } from '../src/eslint/table-results.js';
import { property, propertyValue } from '../src/eslint/tree.js';
import { CACHEABLE_METHODS } from '../src/facts/protocol.js';

export const cacheableResults = createRule({
  change: 'cacheable-results',
  description: 'Require `ttlMs` and `cacheScope` in results that are built by hand',
  messages: {
    missing:
      "This result of `{{method}}` lacks {{fields}}, which 2026-07-28 requires. Say how long it stays fresh and who may cache it (`ttlMs: 0, cacheScope: 'private'` for nobody), or serve it with SDK v2, which does.",
    add: 'Add `{{members}}`, so that nobody caches it.',
  },
  hasSuggestions: true,
  listen({ file, report }) {
    const defaults = [
      ['ttlMs', '0'],
      ['cacheScope', quoted(file, 'private')],
    ] as const;
    const check = (results: readonly HandBuiltResult[]) => {
      for (const { node, method } of results) {
        if (file.names.string(propertyValue(node, 'resultType')) === 'input_required') continue;
        const missing = defaults.filter(([name]) => !property(node, name));
        if (missing.length === 0 || !CACHEABLE_METHODS.includes(method)) continue;
        const members = missing.map(([name, value]) => `${name}: ${value}`).join(', ');
        const { range, text } = insertedMembers(file, node, members);
        report({
          node,
          messageId: 'missing',
          data: { method, fields: missing.map(([name]) => `\`${name}\``).join(' and ') },
          suggest: [
            { messageId: 'add', data: { members }, fix: fixer => fixer.replaceTextRange(range, text) },
          ],
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
