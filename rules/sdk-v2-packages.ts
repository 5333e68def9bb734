import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { isV1Specifier } from '../src/facts/index.js';

/** Functions that take a module specifier as their first argument and load or replace that module. */
const LOADERS =
  /^(?:require|require\.resolve|(?:vi|jest)\.(?:mock|unmock|doMock|importActual|requireActual))$/;

export const sdkV2Packages = createRule({
  name: 'sdk-v2-packages',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow the SDK v1 package, which does not speak revision 2026-07-28',
      change: 'sdk-v2-packages',
      recommended: true,
    },
    messages: {
      v1Package:
        '`{{specifier}}` is SDK v1, which stops at 2025-11-25. Import the v2 packages; `npx mcp-migrate` rewrites this.',
    },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const check = (node: TSESTree.Node | null | undefined) => {
      if (
        node?.type !== AST_NODE_TYPES.Literal ||
        typeof node.value !== 'string' ||
        !isV1Specifier(node.value)
      )
        return;
      context.report({ node, messageId: 'v1Package', data: { specifier: node.value } });
    };
    return {
      ImportDeclaration: node => check(node.source),
      ExportAllDeclaration: node => check(node.source),
      ExportNamedDeclaration: node => check(node.source),
      ImportExpression: node => check(node.source),
      TSImportType: node => check(node.source),
      TSExternalModuleReference: node => check(node.expression),
      CallExpression(node) {
        if (LOADERS.test(context.sourceCode.getText(node.callee))) check(node.arguments[0]);
      },
    };
  },
});
