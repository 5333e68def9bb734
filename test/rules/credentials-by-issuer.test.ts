import { credentialsByIssuer } from '../../rules/credentials-by-issuer.js';
import { tester } from './tester.js';

const V1 = `import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';\n`;
const V2 = `import type { OAuthClientProvider } from '@modelcontextprotocol/client';\n`;
const provider = (body: string, imports = V2) =>
  `${imports}class P implements OAuthClientProvider {\n  ${body}\n}`;
const invalid = (code: string, name = 'saveTokens') => ({
  code,
  errors: [{ messageId: 'dropped' as const, data: { name } }],
});

tester.run('credentials-by-issuer', credentialsByIssuer, {
  valid: [
    provider(`saveTokens(tokens) { this.tokens = tokens; }`),
    provider(
      `saveTokens(tokens) { write(JSON.stringify(tokens)); log({ access_token: tokens.access_token }); }`,
    ),
    provider(`saveTokens(tokens) { store({ ...tokens, saved: Date.now() }); }`),
    provider(
      `saveTokens(tokens) { const { access_token, ...rest } = tokens; store({ access_token, rest }); }`,
    ),
    provider(`saveTokens(tokens) { store({ access_token: tokens.access_token, issuer: tokens.issuer }); }`),
    provider(`saveTokens(tokens, ctx) { store(ctx.issuer, { access_token: tokens.access_token }); }`),
    provider(`saveTokens(tokens) { log({ expires_in: tokens.expires_in }); }`),
    provider(`keepTokens(tokens) { store({ access_token: tokens.access_token }); }`),
    provider(`saveClientInformation(info) { this.info = info; }`),
    `${V1}class P implements TokenStore { saveTokens(tokens) { store({ access_token: tokens.access_token }); } }`,
    `import type { OAuthClientProvider } from './mcp';\nclass P implements OAuthClientProvider { saveTokens(tokens) { store({ access_token: tokens.access_token }); } }`,
    {
      code: provider(`saveTokens(tokens) { store({ access_token: tokens.access_token }); }`),
      filename: '__tests__/a.ts',
    },
  ],
  invalid: [
    {
      code: provider(
        `saveTokens(tokens) { store({ access_token: tokens.access_token, refresh_token: tokens.refresh_token }); }`,
        V1,
      ),
      errors: [{ messageId: 'dropped', line: 3, column: 30 }],
    },
    invalid(
      provider(
        `async saveTokens(tokens) { const { access_token, refresh_token } = tokens; await store({ access_token, refresh_token }); }`,
      ),
    ),
    invalid(
      provider(`saveTokens = ({ access_token, expires_in }) => { store({ access_token, expires_in }); };`),
    ),
    invalid(
      provider(`saveClientInformation(info) { store({ client_id: info.client_id }); }`),
      'saveClientInformation',
    ),
    invalid(
      `${V1}export const p: OAuthClientProvider = { saveTokens: async tokens => { await db.put({ access_token: tokens.access_token }); } };`,
    ),
    invalid(
      `const { auth } = require('@modelcontextprotocol/sdk/client/auth.js');
       const p = {
         saveTokens(tokens) { store({ access_token: tokens.access_token }); },
         saveCodeVerifier(verifier) {},
         redirectToAuthorization(url) {},
       };`,
    ),
  ],
});
