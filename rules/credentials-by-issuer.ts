import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import type { McpFile } from '../src/eslint/file.js';
import { oauthProvider } from '../src/eslint/oauth-providers.js';
import { propertyValue, walk, type FunctionNode } from '../src/eslint/tree.js';

/** What a provider keeps, by the member that keeps it and the field that is always there. */
const KEPT: readonly (readonly [name: string, field: string])[] = [
  ['saveTokens', 'access_token'],
  ['saveClientInformation', 'client_id'],
];

export const credentialsByIssuer = createRule({
  change: 'credentials-by-issuer',
  description: 'Require OAuth providers to keep the issuer with the credentials it gave',
  messages: {
    dropped:
      '`{{name}}` drops the `issuer`, so these credentials may go to another authorization server. Keep the object as it is, or copy `issuer` along and give it back when it is read.',
  },
  listen({ file, report }) {
    const check = (node: TSESTree.Node) => {
      const members = oauthProvider(file, node);
      if (!members) return;
      for (const [name, field] of KEPT) {
        const rebuilt = rebuiltWithoutIssuer(file, members.get(name)?.function, field);
        if (rebuilt) report({ node: rebuilt, messageId: 'dropped', data: { name } });
      }
    };
    return { ClassDeclaration: check, ClassExpression: check, ObjectExpression: check };
  },
});

/** The object literal in which a function copies a field and leaves the issuer behind, when nothing keeps it. */
function rebuiltWithoutIssuer(
  { sourceCode }: McpFile,
  node: FunctionNode | undefined,
  field: string,
): TSESTree.Node | undefined {
  if (!node || node.params.length !== 1 || /\bissuer\b/.test(sourceCode.getText(node))) return undefined;
  const [parameter] = node.params;
  const whole = parameter?.type === AST_NODE_TYPES.Identifier ? parameter.name : undefined;
  let rebuilt: TSESTree.Node | undefined;
  let isKept = false;
  walk(sourceCode, node.body, at => {
    const value = propertyValue(at, field);
    const text = value && sourceCode.getText(value);
    if (text === `${whole}.${field}` || text === field) rebuilt ??= at;
    if (whole !== undefined && at.type === AST_NODE_TYPES.Identifier && at.name === whole) {
      isKept ||= !isMemberRead(at) && !isTakenApart(at);
    }
  });
  return isKept ? undefined : rebuilt;
}

function isMemberRead({ parent }: TSESTree.Identifier): boolean {
  return parent.type === AST_NODE_TYPES.MemberExpression;
}

/** Whether a name is taken apart by a pattern that leaves no rest: `const { access_token } = tokens`. */
function isTakenApart({ parent }: TSESTree.Identifier): boolean {
  return (
    parent.type === AST_NODE_TYPES.VariableDeclarator &&
    parent.id.type === AST_NODE_TYPES.ObjectPattern &&
    parent.id.properties.every(each => each.type === AST_NODE_TYPES.Property)
  );
}
