import path from 'node:path';
import { AST_NODE_TYPES, AST_TOKEN_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { jsonMembers, type JsonMember } from '../src/eslint/json.js';
import { literalText } from '../src/eslint/tree.js';
import { isV1Specifier, V1_PACKAGE } from '../src/facts/index.js';

/** Functions that take a module specifier as their first argument and load or replace that module. */
const LOADERS =
  /^(?:require|require\.resolve|(?:vi|jest|mock)\.(?:mock|unmock|doMock|doUnmock|dontMock|module|createMockFromModule|setMock|importActual|importMock|requireActual|requireMock|unstable_mockModule|unstable_unmockModule))$/;

/** Modules named in JSDoc: `import('…')` in a type and the `@import` tag. */
const DOC_IMPORT = /\bimport\(\s*(['"])(?<type>[^'"\n]+)\1|@import\b[^@]*?\bfrom\s+(['"])(?<tag>[^'"\n]+)\3/g;

/** Members of a package.json that choose packages; those of `pnpm` do it once more. */
const SECTIONS = new Set([
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
  'overrides',
  'resolutions',
]);

export const sdkV2Packages = createRule({
  change: 'sdk-v2-packages',
  description: 'Disallow the SDK v1 package, which does not speak revision 2026-07-28',
  messages: {
    v1Package:
      '`{{specifier}}` is SDK v1, which stops at 2025-11-25. Import the v2 packages; `npx mcp-migrate` rewrites this.',
    v1Computed:
      'A module of `@modelcontextprotocol/sdk` is SDK v1, which stops at 2025-11-25. Import a module of the v2 packages by its name.',
    v1Dependency:
      '`@modelcontextprotocol/sdk` is SDK v1, which stops at 2025-11-25. Depend on the v2 packages; `npx mcp-migrate` changes the code and this file.',
  },
  inTests: true,
  inLegacyCode: true,
  listen({ context, report }) {
    const { sourceCode } = context;
    const check = (node: TSESTree.Node | null | undefined) => {
      const specifier = literalText(node);
      if (node && specifier !== undefined && isV1Specifier(specifier)) {
        report({ node, messageId: 'v1Package', data: { specifier } });
      }
      const isComputed = node?.type === AST_NODE_TYPES.TemplateLiteral && node.expressions.length > 0;
      if (isComputed && node.quasis[0]?.value.raw.startsWith(`${V1_PACKAGE}/`)) {
        report({ node, messageId: 'v1Computed' });
      }
    };
    return {
      Program(node) {
        for (const comment of sourceCode.getAllComments()) {
          if (comment.type !== AST_TOKEN_TYPES.Block || !comment.value.startsWith('*')) continue;
          for (const { index, groups } of comment.value.matchAll(DOC_IMPORT)) {
            const specifier = groups!['type'] ?? groups!['tag']!;
            if (!isV1Specifier(specifier)) continue;
            const from = comment.range[0] + 2 + comment.value.indexOf(specifier, index);
            const loc = {
              start: sourceCode.getLocFromIndex(from - 1),
              end: sourceCode.getLocFromIndex(from + specifier.length + 1),
            };
            report({ node, loc, messageId: 'v1Package', data: { specifier } });
          }
        }
      },
      ImportDeclaration: node => check(node.source),
      ExportAllDeclaration: node => check(node.source),
      ExportNamedDeclaration: node => check(node.source),
      ImportExpression: node => check(node.source),
      TSImportType: node => check(node.source),
      TSExternalModuleReference: node => check(node.expression),
      TSModuleDeclaration: node => check(node.id),
      CallExpression(node) {
        if (node.callee.type === AST_NODE_TYPES.Super) return;
        if (!LOADERS.test(sourceCode.getText(node.callee))) return;
        const [module] = node.arguments;
        check(module?.type === AST_NODE_TYPES.ImportExpression ? undefined : module);
      },
    };
  },
  listenToJson(context) {
    if (path.basename(context.filename) !== 'package.json') return {};
    return {
      Document({ body }) {
        for (const member of jsonMembers(body)) {
          const sections = member.name.value === 'pnpm' ? jsonMembers(member.value) : [member];
          for (const section of sections) {
            for (const { name } of dependencies(section)) {
              context.report({ loc: name.loc, messageId: 'v1Dependency' });
            }
          }
        }
      },
    };
  },
});

function dependencies(section: JsonMember): JsonMember[] {
  return SECTIONS.has(section.name.value) ? jsonMembers(section.value).flatMap(named) : [];
}

/** Members that mean SDK v1, also within the overrides for one package. */
function named(member: JsonMember): JsonMember[] {
  const isV1 = /^(?:.*[/>])?@modelcontextprotocol\/sdk(?:@.*)?$/.test(member.name.value);
  return isV1 ? [member] : jsonMembers(member.value).flatMap(named);
}
