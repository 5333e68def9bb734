import path from 'node:path';
import { applicationType } from '../../rules/application-type.js';
import { tester } from './tester.js';

const V1 = `import { registerClient, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';\n`;
const V2 = `import { registerClient, type OAuthClientProvider } from '@modelcontextprotocol/client';\n`;
const invalid = (code: string) => ({ code, errors: [{ messageId: 'untyped' as const }] });

tester.run('application-type', applicationType, {
  valid: [
    `${V2}await registerClient(url, { clientMetadata: { redirect_uris, client_name, application_type: 'native' } });`,
    `${V2}await registerClient(url, { clientMetadata: { ...common, redirect_uris, client_name } });`,
    `${V2}await registerClient(url, { clientMetadata });`,
    `${V2}await registerClient(url, options);`,
    `${V1}await fetch(e, { body: JSON.stringify({ redirect_uris, client_name, application_type: 'web' }) });`,
    `${V1}await fetch(e, { body: JSON.stringify({ ...metadata, redirect_uris, client_name }) });`,
    // The SDK completes the metadata of providers.
    `${V2}class P implements OAuthClientProvider { get clientMetadata() { return { redirect_uris: [], client_name: 'a' }; } }`,
    `${V1}JSON.stringify({ redirect_uris: [uri] });`,
    `${V1}JSON.stringify({ client_name: 'a', scope });`,
    `${V1}yaml.stringify({ redirect_uris, client_name });`,
    `JSON.stringify({ redirect_uris, client_name }); // mcp`,
    // What an authorization server answers with is no registration of a client.
    `import '@modelcontextprotocol/sdk/types.js';
     const answer = { client_id, client_name: 'MCP Client', redirect_uris }; new Response(JSON.stringify(answer));`,
    `import { mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
     res.end(JSON.stringify({ client_id, redirect_uris, client_name }));`,
    `import OAuthProvider from '@cloudflare/workers-oauth-provider'; import '@modelcontextprotocol/server';
     new Response(JSON.stringify({ redirect_uris, client_name }));`,
    {
      code: `${V1}app.request('/register', { method: 'POST', body: JSON.stringify({ redirect_uris, client_name }) });`,
      filename: 'register.test.ts',
      settings: { mcp: { tests: true } },
    },
  ],
  invalid: [
    {
      ...invalid(
        `const body = { redirect_uris, client_name: 'MCP host' };\nawait fetch(discovery.registration_endpoint, { body: JSON.stringify(body) });`,
      ),
      filename: path.join(import.meta.dirname, '../../fixtures/client/before/src/oauth.ts'),
    },
    invalid(
      `${V2}await registerClient('https://as', { clientMetadata: { redirect_uris: ['http://localhost/cb'] } });`,
    ),
    {
      code: `${V1}await registerClient(url, { metadata, clientMetadata: { redirect_uris, client_name } });`,
      errors: [{ messageId: 'untyped', line: 2, column: 7 }],
    },
    invalid(
      `${V2}const clientMetadata = { redirect_uris, client_name };\nawait registerClient(url, { clientMetadata: clientMetadata });`,
    ),
    invalid(
      `${V2}const clientMetadata = { redirect_uris, client_name };\nawait registerClient(url, { clientMetadata });`,
    ),
    invalid(
      `import * as sdk from '@modelcontextprotocol/client';\nawait sdk.registerClient(url, { clientMetadata: { redirect_uris, scope } });`,
    ),
    invalid(
      `${V1}await fetch(endpoint, { method: 'POST', body: JSON.stringify({ redirect_uris: [uri], grant_types }) });`,
    ),
    invalid(
      `const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
       const body = { client_name: 'cli', redirect_uris: ['http://localhost:1/cb'] };
       fetch(endpoint, { method: 'POST', body: JSON.stringify(body) });`,
    ),
    invalid(
      `const METHODS = ['tools/list', 'tools/call'];
       fetch(endpoint, { method: 'POST', body: JSON.stringify({ client_name: 'cli', redirect_uris }) });`,
    ),
  ],
});
