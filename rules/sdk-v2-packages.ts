import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { literalText } from '../src/eslint/tree.js';
import { isV1Specifier } from '../src/facts/index.js';

/** Functions that take a module specifier as their first argument and load or replace that module. */
const LOADERS =
  /^(?:require|require\.resolve|(?:vi|jest)\.(?:mock|unmock|doMock|importActual|requireActual))$/;

export const sdkV2Packages = createRule({
  change: 'sdk-v2-packages',
  description: 'Disallow the SDK v1 package, which does not speak revision 2026-07-28',
  messages: {
    v1Package:
      '`{{specifier}}` is SDK v1, which stops at 2025-11-25. Import the v2 packages; `npx mcp-migrate` rewrites this.',
  },
  inTests: true,
  inLegacyCode: true,
  listen({ context, report }) {
    const check = (node: TSESTree.Node | null | undefined) => {
      const specifier = literalText(node);
      if (node && specifier !== undefined && isV1Specifier(specifier)) {
        report({ node, messageId: 'v1Package', data: { specifier } });
      }
    };
    return {
      ImportDeclaration: node => check(node.source),
      ExportAllDeclaration: node => check(node.source),
      ExportNamedDeclaration: node => check(node.source),
      ImportExpression: node => check(node.source),
      TSImportType: node => check(node.source),
      TSExternalModuleReference: node => check(node.expression),
      CallExpression(node) {
        if (node.callee.type === AST_NODE_TYPES.Super) return;
        if (LOADERS.test(context.sourceCode.getText(node.callee))) check(node.arguments[0]);
      },
    };
  },
});
