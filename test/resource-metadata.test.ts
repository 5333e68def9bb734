import { describe, expect, it } from 'vitest';
import { resourceMetadata } from '../transforms/resource-metadata.js';
import { migrateText } from './helpers/migrate-text.js';

const EXPRESS = '@modelcontextprotocol/express';
const LEGACY = '@modelcontextprotocol/server-legacy/auth';
const head = (names: string, module = EXPRESS) => `import express from 'express';
import { createMcpHandler } from '@modelcontextprotocol/server';
import ${names.includes('\n') ? `{\n${names}}` : `{ ${names} }`} from '${module}';

const app = express();
const node = toNodeHandler(createMcpHandler(createServer));
`;
const ROUTE = `app.all('/mcp', auth, (req, res) => node(req, res, req.body));\n`;

type Files = Readonly<Record<string, string>>;
function migrated(code: string | Files) {
  const files = typeof code === 'string' ? { 'src/app.ts': code } : code;
  const result = migrateText(files, [resourceMetadata]);
  expect(result.severities).toEqual(result.left.map(() => 'info'));
  return { ...result, text: result.files['src/app.ts']! };
}
/** The notes on code that is left as it is. */
function notes(code: string | Files): string[] {
  const { left, advice, rewritten } = migrated(code);
  expect(rewritten).toEqual([]);
  return left.map((note, index) => `${note} ${advice[index]}`);
}

const UNSERVED =
  'No code here serves the Protected Resource Metadata that tells clients where to get a token.';
const BEARER = `${head('requireBearerAuth')}const auth = requireBearerAuth({ verifier });\n${ROUTE}`;

describe('a server that serves no metadata', () => {
  it('is shown what to add for Express', () => {
    expect(notes(BEARER)).toEqual([
      `sdk-v2-packages src/app.ts:7 ${UNSERVED} If an authorization server issues the tokens, add ` +
        '`app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl }))` from `@modelcontextprotocol/express` ' +
        'and `resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resourceServerUrl)` in the options here.',
    ]);
  });

  it('is shown the package it has the helper from', () => {
    const code = `${head('requireBearerAuth', LEGACY)}const auth = requireBearerAuth({ verifier });\n`;
    expect(notes(code)).toEqual([expect.stringContaining(`from \`${LEGACY}\``)]);
  });

  it('is shown what to add for a fetch handler', () => {
    const code = `import { createMcpHandler, requireBearerAuth } from '@modelcontextprotocol/server';
const gate = requireBearerAuth({ verifier, requiredScopes: ['mcp'] });
const handler = createMcpHandler(createServer);
export default { fetch: serve };
`;
    expect(notes(code)).toEqual([
      expect.stringContaining(
        'add `oauthMetadataResponse(request, { oauthMetadata, resourceServerUrl }) ?? serve(request)` from `@modelcontextprotocol/server`',
      ),
    ]);
  });

  it.each([
    [
      'hands what it verified to the handler',
      `import { createMcpHandler } from '@modelcontextprotocol/server';
const handler = createMcpHandler(createServer);
export async function POST(request) {
  const authInfo = await verifier.verifyAccessToken(request.headers.get('authorization'));
  return handler.fetch(request, { authInfo });
}
`,
      5,
    ],
    [
      'puts it on the request',
      `${head('createMcpExpressApp')}app.use(async (req, res, next) => {
  const [, token] = /^Bearer (.+)$/.exec(req.headers.authorization ?? '') ?? [];
  req.auth = await verify(token);
  next();
});
`,
      9,
    ],
  ])('is told so where it %s', (_, code, line) => {
    expect(notes(code)).toEqual([
      expect.stringContaining(
        `sdk-v2-packages src/app.ts:${line} ${UNSERVED} If an authorization server issues the tokens, add `,
      ),
    ]);
    expect(notes(code)[0]).toContain('as `resource_metadata` in `WWW-Authenticate`.');
  });

  it('is told once a file', () => {
    expect(
      notes(`${BEARER}const admin = requireBearerAuth({ verifier, requiredScopes: ['admin'] });\n`),
    ).toEqual([expect.stringContaining('src/app.ts:7 ')]);
  });
});

describe('no note', () => {
  it.each([
    [
      'the metadata is served in another file',
      { 'src/metadata.ts': `app.get('/.well-known/oauth-protected-resource', send);\n` },
    ],
    [
      'its file is where the framework looks for it',
      { 'app/.well-known/oauth-protected-resource/route.ts': `export { GET } from '../../metadata.js';\n` },
    ],
    [
      'the document is made by hand',
      { 'src/metadata.ts': `export const document = { resource, authorization_servers: [issuer] };\n` },
    ],
    [
      'the router of SDK v1 is used',
      {
        'src/auth.ts': `import { mcpAuthRouter } from '${LEGACY}';\napp.use(mcpAuthRouter({ provider, issuerUrl }));\n`,
      },
    ],
    [
      'the header names it',
      { 'src/auth.ts': 'res.set(\'WWW-Authenticate\', `Bearer resource_metadata="${url}"`);\n' },
    ],
  ])('when %s', (_, others) => expect(notes({ 'src/app.ts': BEARER, ...others })).toEqual([]));

  it.each([
    ['says itself where it is', `{ verifier, resourceMetadataUrl: 'https://notes.example.com/metadata' }`],
    ['spreads options', `{ verifier, ...options }`],
    ['gets options from elsewhere', `authOptions()`],
  ])('when the helper %s', (_, options) => {
    expect(notes(BEARER.replace('{ verifier }', options))).toEqual([]);
  });

  it.each([
    ['the helper is one of another package', BEARER.replace(EXPRESS, './auth.js')],
    ['the project serves no MCP over HTTP', BEARER.replaceAll('createMcpHandler', 'McpServer')],
    [
      'nothing reads a token',
      `import { createMcpHandler } from '@modelcontextprotocol/server';
const handler = createMcpHandler(createServer);
export const POST = request => handler.fetch(request, { authInfo: user });
`,
    ],
    [
      'the fetch is another one',
      `import { createMcpHandler } from '@modelcontextprotocol/server';
export const POST = request => upstream.fetch(request, { authInfo: 'Bearer' });
`,
    ],
    [
      'the request is none',
      `${head('createMcpExpressApp')}const state = { auth: null };\nstate.auth = 'Bearer';\n`,
    ],
  ])('when %s', (_, code) => expect(notes(code)).toEqual([]));

  it('in tests', () => expect(notes({ 'test/app.test.ts': BEARER })).toEqual([]));
});

const NAMES = 'mcpAuthMetadataRouter, requireBearerAuth';
const SERVED = `const mcpUrl = new URL('https://notes.example.com/mcp');
app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: mcpUrl }));
`;
const ADDRESS = 'resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(mcpUrl)';
/** The options with the address, where a line would not hold both. */
const broken = (indent = '') => `{\n${indent}  verifier,\n${indent}  ${ADDRESS},\n${indent}}`;
const IMPORTED = '  mcpAuthMetadataRouter,\n  requireBearerAuth,\n  getOAuthProtectedResourceMetadataUrl,\n';

describe('a server that serves metadata, and does not name it', () => {
  it.each([
    ['on one line', '{ verify }', `{ verify, ${ADDRESS} }`],
    [
      'on several where one is too short',
      `{ verifier, requiredScopes: ['mcp'] }`,
      `{\n  verifier,\n  requiredScopes: ['mcp'],\n  ${ADDRESS},\n}`,
    ],
    [
      'on several',
      `{\n  verifier,\n  requiredScopes: ['mcp'],\n}`,
      `{\n  verifier,\n  requiredScopes: ['mcp'],\n  ${ADDRESS},\n}`,
    ],
  ])('names it then, %s', (_, before, after) => {
    const code = (options: string) => `${SERVED}const auth = requireBearerAuth(${options});\n${ROUTE}`;
    const { text, left, rewritten } = migrated(head(NAMES) + code(before));
    expect(text).toBe(head(IMPORTED) + code(after));
    expect([left, rewritten]).toEqual([[], ['sdk-v2-packages']]);
    expect(notes(text)).toEqual([]);
  });

  it.each([
    [
      'in a function that gets the address',
      `function serve(mcpUrl: URL) {
  app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: mcpUrl }));
  app.post('/mcp', requireBearerAuth({ verifier }), handle);
}
`,
    ],
    [
      'in front of the router',
      `const mcpUrl = new URL('https://notes.example.com/mcp');
const auth = requireBearerAuth({ verifier });
app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: mcpUrl }));
`,
    ],
    [
      'inside a condition of its own',
      `${SERVED}if (process.env.AUTH) app.use(requireBearerAuth({ verifier }));\n`,
    ],
  ])('names it %s', (_, code) => {
    const { text, left } = migrated(head(NAMES) + code);
    expect(text).toBe(
      head(IMPORTED) +
        code.replace(
          '{ verifier }',
          broken(/^ */m.exec(code.split('\n').find(line => line.includes('{ verifier }'))!)![0]),
        ),
    );
    expect(left).toEqual([]);
  });

  it.each([
    ['resourceServerUrl: mcpUrl, issuerUrl', 'mcpUrl'],
    ['issuerUrl', 'issuerUrl'],
  ])('takes the address of an authorization server from `%s`', (options, address) => {
    const code = `const mcpUrl = new URL('https://notes.example.com/mcp');
const issuerUrl = new URL('https://notes.example.com');
app.use(mcpAuthRouter({ provider, ${options} }));
const auth = requireBearerAuth({ verifier: provider });
`;
    const { text } = migrated(head('mcpAuthRouter, requireBearerAuth', LEGACY) + code);
    expect(text).toContain(`resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(${address})`);
    expect(text).toContain(`  getOAuthProtectedResourceMetadataUrl,\n} from '${LEGACY}'`);
  });

  it('names it for a fetch handler, with an address that is one of the module', () => {
    const code = `import { createMcpHandler, oauthMetadataResponse, requireBearerAuth } from '@modelcontextprotocol/server';
const mcpUrl = new URL('https://notes.example.com/mcp');
const gate = requireBearerAuth({ verifier });
const handler = createMcpHandler(createServer);
export default {
  fetch: request => oauthMetadataResponse(request, { oauthMetadata, resourceServerUrl: mcpUrl }) ?? serve(request),
};
`;
    expect(migrated(code).text).toContain(`requireBearerAuth(${broken()})`);
  });

  const auth = `const auth = requireBearerAuth({ verifier });\n`;
  it.each([
    [
      'the address is no name',
      `app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: new URL(base) }));\n${auth}`,
      'new URL(base)',
    ],
    ['the address may change', `${SERVED.replace('const', 'let')}${auth}`, 'mcpUrl'],
    ['the address comes later', `${auth}${SERVED}`, 'mcpUrl'],
    ['the address is none at the helper', `function publish(app) {\n${SERVED}}\n${auth}`, 'mcpUrl'],
    [
      'the router is not always used',
      `const mcpUrl = new URL(base);\nif (oauth) app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: mcpUrl }));\n${auth}`,
      'mcpUrl',
    ],
    ['the router stands elsewhere', SERVED.replace('use(', `use('/oauth', `) + auth, 'mcpUrl'],
    [
      'the router is part of another',
      `const api = express.Router();\n${SERVED.replace('app.use', 'api.use')}${auth}`,
      'mcpUrl',
    ],
    [
      'there are two routers',
      `${SERVED}app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: adminUrl }));\n${auth}`,
      'resourceServerUrl',
    ],
    [
      'the options are not in view',
      `app.use(mcpAuthMetadataRouter(metadata));\n${auth}`,
      'resourceServerUrl',
    ],
    [
      'the options of the helper may serve others',
      `${SERVED}const options = { verifier };\nconst auth = requireBearerAuth(options);\n`,
      'mcpUrl',
    ],
    [
      'the name of the function is taken',
      `${SERVED}const getOAuthProtectedResourceMetadataUrl = 1;\n${auth}`,
      'mcpUrl',
    ],
  ])('is told so when %s', (_, code, address) => {
    expect(notes(head(NAMES) + code)).toEqual([
      expect.stringMatching(
        /A refused request is not told where the Protected Resource Metadata of this server is\./,
      ),
    ]);
    expect(notes(head(NAMES) + code)[0]).toContain(
      `\`resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(${address})\``,
    );
  });

  it('is left alone when it is served in another file, where clients look for it by themselves', () => {
    expect(notes({ 'src/app.ts': BEARER, 'src/metadata.ts': head(NAMES) + SERVED })).toEqual([]);
  });
});
