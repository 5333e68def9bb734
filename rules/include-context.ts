import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { ancestors, keyName, memberName, unwrap } from '../src/eslint/tree.js';

const DEPRECATED = new Set(['thisServer', 'allServers']);
/** Members of sampling parameters; one of them beside `includeContext` tells that it is theirs. */
const SAMPLING = new Set(['messages', 'maxTokens', 'systemPrompt', 'modelPreferences']);
const ASKS = /^(?:createMessage|requestSampling|inputRequired)$/;

export const includeContext = createRule({
  change: 'include-context',
  description: "Disallow `includeContext` other than `'none'` in sampling requests",
  messages: {
    deprecated:
      "`includeContext: '{{value}}'` is deprecated; clients may ignore it. Put what the model needs into `messages`, and leave `includeContext` out or set it to `'none'`. Ask for context only where the client declares the capability `sampling.context`.",
    remove: 'Remove `includeContext`.',
  },
  hasSuggestions: true,
  listen({ context: { sourceCode }, file, report }) {
    return {
      Property(node) {
        if (keyName(node) !== 'includeContext' || node.parent.type !== AST_NODE_TYPES.ObjectExpression)
          return;
        const value = file.names.string(node.value);
        if (value === undefined || !DEPRECATED.has(value) || !file.speaksMcp || !isSampling(node.parent))
          return;
        report({
          node,
          messageId: 'deprecated',
          data: { value },
          suggest: [{ messageId: 'remove', fix: fixer => fixer.removeRange(rangeOf(sourceCode, node)) }],
        });
      },
    };
  },
});

function isSampling(literal: TSESTree.ObjectExpression): boolean {
  const hasSibling = literal.properties.some(
    each => each.type === AST_NODE_TYPES.Property && SAMPLING.has(keyName(each) ?? ''),
  );
  if (hasSibling) return true;
  return [...ancestors(literal)].slice(0, 3).some(at => {
    const callee = at.type === AST_NODE_TYPES.CallExpression ? unwrap(at.callee) : undefined;
    const name = callee?.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
    return name !== undefined && ASKS.test(name);
  });
}

/** A property with the comma that belongs to it, and the space up to its neighbour. */
function rangeOf(
  sourceCode: Readonly<TSESLint.SourceCode>,
  node: TSESTree.Property,
): readonly [number, number] {
  const after = sourceCode.getTokenAfter(node);
  const before = sourceCode.getTokenBefore(node);
  if (after?.value === ',') {
    const next = sourceCode.getTokenAfter(after, { includeComments: true });
    const isSpaced = next && !sourceCode.text.slice(after.range[1], next.range[0]).includes('\n');
    return before && !isSpaced
      ? [startOfLine(sourceCode.text, node.range[0]), after.range[1]]
      : [node.range[0], next?.range[0] ?? after.range[1]];
  }
  // a comment in between stays, and with it the comma, which may stand behind the last property
  const isAlone = before?.value !== ',' || sourceCode.commentsExistBetween(before, node);
  return isAlone ? node.range : [before.range[0], node.range[1]];
}

/** Where the line break and indentation in front of a position begin. */
function startOfLine(text: string, position: number): number {
  return position - /(?:\r?\n)?[ \t]*$/.exec(text.slice(0, position))![0].length;
}
