import { registersUntyped } from '../src/eslint/client-registrations.js';
import { createRule } from '../src/eslint/create-rule.js';

export const applicationType = createRule({
  change: 'application-type',
  description: 'Require `application_type` in Dynamic Client Registration',
  messages: {
    untyped:
      "This registration leaves out `application_type`; servers then take the client for a web application. Add `application_type: 'native'` for loopback and custom-scheme redirects, `'web'` otherwise.",
  },
  listen({ file, report }) {
    return {
      CallExpression(node) {
        if (registersUntyped(file, node)) report({ node, messageId: 'untyped' });
      },
    };
  },
});
