import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { compilesOutputSchema, givesDraft07Validator } from '../src/eslint/schema-validators.js';
import { asksByTruth, refusesOtherOutput } from '../src/eslint/structured-content.js';
import { describesObjectResult, describesOldSchema } from '../src/eslint/tool-descriptions.js';
import {
  convertedSchema,
  memberSchema,
  schemaProblems,
  type SchemaProblem,
} from '../src/eslint/tool-schemas.js';
import { keyName, wrapped } from '../src/eslint/tree.js';

export const jsonSchema202012 = createRule({
  change: 'json-schema-2020-12',
  description: 'Disallow what takes or makes schemas of tools for less than JSON Schema 2020-12',
  messages: {
    remote:
      'This `$ref` goes to the network, where clients of 2026-07-28 must not follow it. Move what it points to into `$defs`.',
    dialect:
      'SDK v2 rejects a schema of the dialect `{{uri}}`. Write it in JSON Schema 2020-12, which needs no `$schema`.',
    tuple:
      'A list in `items` is no JSON Schema 2020-12, which a schema without `$schema` is, and SDK v2 rejects the schema. Call it `prefixItems`.',
    rename: 'Call it `prefixItems`, and `additionalItems` `items`.',
    oldSchema:
      'This takes the `{{key}}` of a tool as 2025-11-25 had it and drops or refuses what 2026-07-28 allows: any keyword of JSON Schema 2020-12{{root}}. Let the rest through, as a loose object does.',
    objectResult:
      'This takes objects only for `structuredContent`, which may be any JSON value in 2026-07-28. Accept all of them, and narrow where keys are read.',
    outputRoot:
      'This refuses an output schema whose root is no object, which 2026-07-28 allows. Take any schema; SDK v2 wraps the results for clients of 2025-11-25.',
    byTruth:
      '`structuredContent` may be any JSON value in 2026-07-28, and `0`, `false`, an empty string and `null` count as none here. Compare it with `undefined`.',
    compare: 'Compare it with `undefined`.',
    draft07:
      'The class `Ajv` checks by draft-07, whereas a schema of a tool is JSON Schema 2020-12 unless it says otherwise. Use `Ajv2020` of `ajv/dist/2020.js`.',
  },
  hasSuggestions: true,
  listen({ file, report }) {
    const reportSchema = (schema: TSESTree.ObjectExpression | undefined) => {
      for (const problem of schema ? schemaProblems(file, schema) : []) {
        const { node } = problem;
        if (problem.kind === 'remote') report({ node, messageId: 'remote' });
        else if (problem.kind === 'dialect') {
          report({ node, messageId: 'dialect', data: { uri: problem.uri } });
        } else {
          report({
            node,
            messageId: 'tuple',
            suggest: [{ messageId: 'rename', fix: fixer => renamed(fixer, problem) }],
          });
        }
      }
    };
    return {
      Property(node) {
        reportSchema(memberSchema(file, node));
        if (describesOldSchema(file, node)) {
          const key = keyName(node)!;
          const root = key === 'outputSchema' ? ', with a root of any type' : '';
          report({ node, messageId: 'oldSchema', data: { key, root } });
        } else if (describesObjectResult(file, node)) report({ node, messageId: 'objectResult' });
        else if (givesDraft07Validator(file, node)) report({ node, messageId: 'draft07' });
      },
      CallExpression(node) {
        reportSchema(convertedSchema(file, node));
        if (compilesOutputSchema(file, node)) report({ node, messageId: 'draft07' });
      },
      BinaryExpression(node) {
        if (refusesOtherOutput(file, node)) report({ node, messageId: 'outputRoot' });
      },
      MemberExpression(node) {
        if (!asksByTruth(file, node)) return;
        report({
          node,
          messageId: 'byTruth',
          suggest: [{ messageId: 'compare', fix: fixer => compared(fixer, node) }],
        });
      },
    };
  },
});

function renamed(
  fixer: TSESLint.RuleFixer,
  { node, rest }: Extract<SchemaProblem, { kind: 'tuple' }>,
): TSESLint.RuleFix[] {
  const fixes = [fixer.replaceText(node.key, 'prefixItems')];
  if (!rest) return fixes;
  return [...fixes, fixer.replaceText(rest.key, rest.shorthand ? 'items: additionalItems' : 'items')];
}

/** `!result.structuredContent` has the operator in front; elsewhere the value stands alone. */
function compared(fixer: TSESLint.RuleFixer, node: TSESTree.MemberExpression): TSESLint.RuleFix[] {
  const value = wrapped(node);
  const { parent } = value;
  if (parent?.type !== AST_NODE_TYPES.UnaryExpression)
    return [fixer.insertTextAfter(value, ' !== undefined')];
  return [
    fixer.removeRange([parent.range[0], value.range[0]]),
    fixer.insertTextAfter(parent, ' === undefined'),
  ];
}
