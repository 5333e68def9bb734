import type { TSESTree } from '@typescript-eslint/utils';
import { isRegisterClient } from '../src/eslint/client-registrations.js';
import { createRule } from '../src/eslint/create-rule.js';
import { oauthProvider } from '../src/eslint/oauth-providers.js';

export const dynamicClientRegistration = createRule({
  change: 'dynamic-client-registration',
  description: 'Disallow Dynamic Client Registration, which is deprecated',
  messages: {
    registration:
      'Dynamic Client Registration is deprecated; it goes on working where a server offers it. Publish a Client ID Metadata Document and give its address as `clientMetadataUrl`.',
  },
  listen({ file, report }) {
    const check = (node: TSESTree.Node) => {
      const members = oauthProvider(file, node);
      const saving = members?.get('saveClientInformation');
      if (!saving?.function || members?.has('clientMetadataUrl')) return;
      report({ node: saving.node, messageId: 'registration' });
    };
    return {
      ClassDeclaration: check,
      ClassExpression: check,
      ObjectExpression: check,
      CallExpression(node) {
        if (isRegisterClient(file, node)) report({ node, messageId: 'registration' });
      },
    };
  },
});
