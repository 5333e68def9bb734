import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { keyName, walk } from '../src/eslint/tree.js';
import { isRemoteReference } from '../src/facts/json-schema.js';

const SCHEMA = /^(?:input|output)Schema$/;

export const jsonSchema202012 = createRule({
  change: 'json-schema-2020-12',
  description: 'Disallow schemas of tools that refer to the network',
  messages: {
    remote:
      'This `$ref` goes to the network, where clients of 2026-07-28 must not follow it. Move what it points to into `$defs`.',
  },
  listen({ file, report }) {
    const { names, sourceCode } = file;
    return {
      Property(node) {
        const key = keyName(node);
        if (key === undefined || !SCHEMA.test(key) || !file.speaksMcp) return;
        const schema = names.object(node.value);
        if (!schema) return;
        const references: { readonly node: TSESTree.Node; readonly text: string }[] = [];
        const ids: string[] = [];
        walk(sourceCode, schema, at => {
          if (at.type !== AST_NODE_TYPES.Property) return;
          const name = keyName(at);
          const text = name === '$ref' || name === '$id' ? names.string(at.value) : undefined;
          if (text === undefined) return;
          if (name === '$id') ids.push(text);
          else references.push({ node: at, text });
        });
        for (const { node: at, text } of references) {
          if (isRemoteReference(text, ids)) report({ node: at, messageId: 'remote' });
        }
      },
    };
  },
});
