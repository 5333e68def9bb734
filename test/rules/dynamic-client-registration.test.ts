import { dynamicClientRegistration } from '../../rules/dynamic-client-registration.js';
import { tester } from './tester.js';

const V1 = `import { registerClient, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';\n`;
const V2 = `import { registerClient, type OAuthClientProvider } from '@modelcontextprotocol/client';\n`;
const invalid = (code: string) => ({ code, errors: [{ messageId: 'registration' as const }] });

tester.run('dynamic-client-registration', dynamicClientRegistration, {
  valid: [
    `${V2}class P implements OAuthClientProvider { clientMetadataUrl = 'https://a'; saveClientInformation(info: object) {} }`,
    `${V2}class P implements OAuthClientProvider { get clientMetadataUrl() { return 'https://a'; } saveClientInformation(info: object) {} }`,
    `${V2}class P implements OAuthClientProvider { clientInformation() { return { client_id: 'fixed' }; } }`,
    `${V1}class P implements Provider { saveClientInformation(info: object) {} }`,
    `${V1}const p: Provider = { saveClientInformation: info => keep(info) };`,
    `import type { OAuthClientProvider } from './types'; // mcp\nclass P implements OAuthClientProvider { saveClientInformation() {} }`,
    `import { registerClient } from './clients'; // mcp\nawait registerClient(url, {});`,
    // An authorization server registers the clients of others.
    `import { mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
     class Store { async registerClient(client) { return { ...client, client_id: id() }; } }`,
    `import '@modelcontextprotocol/client';\nclass Store { saveClientInformation(info) {} }`,
    { code: `${V1}await registerClient(url, {});`, filename: 'test/a.ts' },
  ],
  invalid: [
    {
      code: `${V1}class P implements OAuthClientProvider {\n  async saveClientInformation(info: object) {}\n}`,
      errors: [{ messageId: 'registration', line: 3, column: 3 }],
    },
    invalid(
      `${V2}class P implements OAuthClientProvider { saveClientInformation = (info: object) => keep(info); }`,
    ),
    invalid(`${V2}const p: OAuthClientProvider = { saveClientInformation: info => keep(info) };`),
    invalid(`${V2}const p = { saveClientInformation(info) { keep(info); } } satisfies OAuthClientProvider;`),
    invalid(`${V2}const p = { saveClientInformation(info) { keep(info); } } as OAuthClientProvider;`),
    invalid(
      `import type { OAuthClientProvider as Base } from '@modelcontextprotocol/sdk/client/auth.js';\nexport default class implements Base { saveClientInformation(info: object) {} }`,
    ),
    invalid(
      `import type * as oauth from '@modelcontextprotocol/sdk/client/auth.js';\nclass P implements oauth.OAuthClientProvider { saveClientInformation(info: object) {} }`,
    ),
    // JavaScript cannot say `implements`.
    invalid(
      `const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
       class P { saveClientInformation(info) {} saveTokens(t) {} saveCodeVerifier(v) {} redirectToAuthorization(url) {} }`,
    ),
    invalid(`${V1}await registerClient(url, { metadata, clientMetadata });`),
    invalid(`${V2}const registered = await registerClient(url, { metadata, clientMetadata });`),
  ],
});
