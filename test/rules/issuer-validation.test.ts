import { issuerValidation } from '../../rules/issuer-validation.js';
import { tester } from './tester.js';

const V1 = `import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { auth } from '@modelcontextprotocol/sdk/client/auth.js';
const transport = new StreamableHTTPClientTransport(url, { authProvider });
`;
const V2 = `import { auth, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
const transport = new StreamableHTTPClientTransport(url, { authProvider });
`;
const finishAuth = (code: string) => ({ code, errors: [{ messageId: 'finishAuth' as const }] });
const authorize = (code: string) => ({ code, errors: [{ messageId: 'auth' as const }] });

tester.run('issuer-validation', issuerValidation, {
  valid: [
    `${V2}await transport.finishAuth(new URL(callbackUrl).searchParams);`,
    `${V2}// await transport.finishAuth(code);`,
    `${V2}await transport.finishAuth(new URL(callback).searchParams);`,
    `${V2}const params = new URLSearchParams(query);\nawait transport.finishAuth(params);`,
    `${V2}await transport.finishAuth(code, iss);`,
    `${V2}await passport.finishAuth(code);`,
    `${V2}await auth(provider, { serverUrl });`,
    `${V2}await auth(provider, { serverUrl, authorizationCode, iss });`,
    `${V2}await auth(provider, { ...rest, authorizationCode });`,
    `${V2}await auth(provider, options);`,
    `import { auth } from './auth'; // mcp\nawait auth(provider, { authorizationCode: code });`,
    `import { StreamableHTTPClientTransport } from 'other-mcp';\nawait new StreamableHTTPClientTransport(url).finishAuth(code);`,
    `${V1}await transport.start(code);`,
    `// mcp\nasync function connect(transport) { await transport.finishAuth(code); }`,
    { code: `${V1}await transport.finishAuth(code);`, filename: 'a.spec.ts' },
  ],
  invalid: [
    {
      name: 'a code that is written out',
      code: `${V2}const transport = new StreamableHTTPClientTransport(url); await transport.finishAuth('abc');`,
      errors: [{ messageId: 'finishAuth' }],
    },
    {
      code: `${V1}await transport.finishAuth(code);`,
      errors: [{ messageId: 'finishAuth', line: 5, column: 7, endColumn: 33 }],
    },
    finishAuth(`${V2}await transport.finishAuth(new URL(callback).searchParams.get('code')!);`),
    finishAuth(
      `${V2}const authorizationCode = await waitForCode();\nawait transport.finishAuth(authorizationCode);`,
    ),
    finishAuth(`${V2}await transport.finishAuth(await waitForCode());`),
    finishAuth(`${V2}await transport.finishAuth(req.query.code as string);`),
    finishAuth(
      `${V1}const params = new URLSearchParams(query);\nconst it = params.get('code');\nawait transport.finishAuth(it!);`,
    ),
    finishAuth(
      `${V1}async function f(t: SSEClientTransport | StreamableHTTPClientTransport) { await t.finishAuth(authCode); }`,
    ),
    finishAuth(`${V1}await (challenged ?? transport).finishAuth(code);`),
    finishAuth(
      `const { SSEClientTransport } = require('@modelcontextprotocol/sdk/client/sse.js');
       class C { constructor() { this.transport = new SSEClientTransport(url); } async end(code) { await this.transport.finishAuth(code); } }`,
    ),
    finishAuth(
      `import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
       async function connect(make) { const transport = make(provider); await transport.finishAuth(authCode); }`,
    ),
    authorize(`${V1}await auth(provider, { serverUrl, authorizationCode: code });`),
    authorize(`${V2}const options = { serverUrl, authorizationCode };\nawait auth(provider, options);`),
    authorize(
      `import * as sdk from '@modelcontextprotocol/client';\nawait sdk.auth(provider, { serverUrl, authorizationCode });`,
    ),
  ],
});
