import { describe, expect, it } from 'vitest';
import { clientRegistration } from '../transforms/client-registration.js';
import { credentialsByIssuer } from '../transforms/credentials-by-issuer.js';
import { issuerValidation } from '../transforms/issuer-validation.js';
import { migrateText } from './helpers/migrate-text.js';
import { notesOf, notesOn } from './helpers/notes.js';

const TRANSPORT = `const transport = new StreamableHTTPClientTransport(url, { authProvider });\n`;
const SDK = `import { auth, registerClient, type OAuthClientProvider, type OAuthTokens } from '@modelcontextprotocol/client';\n`;
const HEAD = `import { auth, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createServer } from 'node:http';\n${TRANSPORT}`;

describe('issuer-validation', () => {
  const migrated = (text: string) => {
    const { files, left, rewritten } = migrateText({ 'a.ts': HEAD + text }, [issuerValidation]);
    return { text: files['a.ts']!.slice(HEAD.length), left, rewritten };
  };
  const rewrites = (text: string) => {
    const found = migrated(text);
    expect(found.left).toEqual([]);
    const again = migrated(found.text);
    expect([...again.rewritten, ...again.left]).toEqual([]);
    return found.text;
  };

  it.each([
    [
      `await transport.finishAuth(new URL(callback).searchParams.get('code')!);\n`,
      `await transport.finishAuth(new URL(callback).searchParams);\n`,
    ],
    [
      `const params = new URLSearchParams(location.search);\nawait transport.finishAuth(params.get('code') ?? '');\n`,
      `const params = new URLSearchParams(location.search);\nawait transport.finishAuth(params);\n`,
    ],
    [
      `const url = new URL(callback);\nconst code = url.searchParams.get('code');\nif (code) await transport.finishAuth(code);\n`,
      `const url = new URL(callback);\nconst code = url.searchParams.get('code');\nif (code) await transport.finishAuth(code, url.searchParams.get('iss') ?? undefined);\n`,
    ],
    [
      `app.get('/callback', async (req, res) => {\n  await transport.finishAuth(req.query.code as string);\n});\n`,
      `app.get('/callback', async (req, res) => {\n  await transport.finishAuth(req.query.code as string, typeof req.query.iss === 'string' ? req.query.iss : undefined);\n});\n`,
    ],
    [
      `app.get('/callback', async (req, res) => {\n  const { code, state } = req.query as Record<string, string>;\n  await transport.finishAuth(code);\n});\n`,
      `app.get('/callback', async (req, res) => {\n  const { code, state } = req.query as Record<string, string>;\n  await transport.finishAuth(code, typeof req.query.iss === 'string' ? req.query.iss : undefined);\n});\n`,
    ],
    [
      `app.get('/callback', async c => {\n  const code = c.req.query('code');\n  await transport.finishAuth(code!);\n});\n`,
      `app.get('/callback', async c => {\n  const code = c.req.query('code');\n  await transport.finishAuth(code!, c.req.query('iss'));\n});\n`,
    ],
    [
      `const authorizationCode = params.get('code')!;\nawait auth(provider, { serverUrl, authorizationCode });\n`,
      `const authorizationCode = params.get('code')!;\nawait auth(provider, { serverUrl, authorizationCode, iss: params.get('iss') ?? undefined });\n`,
    ],
    [
      `await auth(provider, {\n  serverUrl,\n  authorizationCode: params.get('code')!,\n});\n`,
      `await auth(provider, {\n  serverUrl,\n  authorizationCode: params.get('code')!,\n  iss: params.get('iss') ?? undefined,\n});\n`,
    ],
  ])('reads `iss` where the code is read: %s', (before, after) => expect(rewrites(before)).toBe(after));

  const waiting = (type: string, body: string) =>
    `function waitForCallback(port: number)${type} {
  return new Promise${type && '<string>'}((resolve, reject) => {
    const server = createServer((req, res) => {
      const url = new URL(req.url ?? '/', 'http://localhost');
${body}
      server.close();
    });
    server.listen(port);
  });
}\n`;

  it('hands on the parameters of a callback that a function waits for', () => {
    const before = `${waiting(': Promise<string>', `      const code = url.searchParams.get('code');\n      if (!code) return reject(new Error('No code.'));\n      resolve(code);`)}
const code = await waitForCallback(8090);
console.log('Got', code, code.slice(0, 4));
await transport.finishAuth(code);\n`;
    expect(rewrites(before)).toBe(
      before
        .replace('Promise<string>', 'Promise<URLSearchParams>')
        .replace('Promise<string>', 'Promise<URLSearchParams>')
        .replace('resolve(code)', 'resolve(url.searchParams)')
        .replace('const code = await', 'const callbackParams = await')
        .replace(
          "'Got', code, code.slice",
          "'Got', callbackParams.get('code'), callbackParams.get('code')?.slice",
        )
        .replace('finishAuth(code)', 'finishAuth(callbackParams)'),
    );
  });

  it('leaves no constant behind that only handed the code on', () => {
    const text = rewrites(
      `${waiting('', `      const code = url.searchParams.get('code')!;\n      resolve(code);`)}
const waiting = waitForCallback(8090);
await transport.finishAuth(await waiting);\n`,
    );
    expect(text).toContain('resolve(url.searchParams);');
    expect(text).toContain('finishAuth(await waiting);');
    expect(text).not.toContain("get('code')");
  });

  it.each([
    [
      'that is a parameter',
      `async function finish(code: string) {\n  await transport.finishAuth(code);\n}\n`,
    ],
    ['from a variable that changes', `let code = '';\nawait transport.finishAuth(code);\n`],
    ['out of a result', `const callback = await wait();\nawait transport.finishAuth(callback.code);\n`],
    [
      'whose parameters are out of reach',
      `const code = read();\nfunction read() {\n  const params = new URLSearchParams(search);\n  return params.get('code')!;\n}\nawait transport.finishAuth(code);\n`,
    ],
    [
      'that others wait for as well',
      `${waiting(': Promise<string>', `      resolve(url.searchParams.get('code')!);`)}
const code = await waitForCallback(8090);
await transport.finishAuth(code);
store(await waitForCallback(8091));\n`,
    ],
    [
      'that is kept besides',
      `${waiting(': Promise<string>', `      resolve(url.searchParams.get('code')!);`)}
const code = await waitForCallback(8090);
await transport.finishAuth(code);
store(code);\n`,
    ],
    [
      'that comes from a form',
      `${waiting(': Promise<string>', `      resolve(form.get('code')!);`)}
const code = await waitForCallback(8090);
await transport.finishAuth(code);\n`,
    ],
  ])('reports a code %s', (_, text) => {
    const found = migrated(text);
    expect(found.text).toBe(text);
    expect(found.left).toEqual([
      expect.stringContaining(
        '`finishAuth` gets the code without `iss`, so nothing tells which server it comes from.',
      ),
    ]);
  });

  it('reports calls of auth without issuer', () => {
    expect(
      notesOf(issuerValidation, {
        'a.ts': `${SDK}await auth(provider, { serverUrl, authorizationCode: code });\n`,
      }),
    ).toMatchObject([{ line: 2, severity: 'warning', change: 'issuer-validation' }]);
  });

  it.each([
    [
      'parameters of the callback',
      `${TRANSPORT}await transport.finishAuth(new URL(callback).searchParams);\nconst params = new URLSearchParams(query);\nawait transport.finishAuth(params);\n`,
    ],
    ['codes with issuer', `${TRANSPORT}await transport.finishAuth(code, iss);\n`],
    [
      'other transports',
      `await passport.finishAuth(code);\nawait auth(provider, { authorizationCode: code });\n`,
    ],
  ])('leaves alone %s', (_, text) => expect(notesOn(issuerValidation, text)).toEqual([]));

  it('leaves alone calls of auth that start the flow or pass it on', () => {
    const text = `${SDK}await auth(provider, { serverUrl });\nawait auth(provider, { authorizationCode, iss });\nawait auth(provider, { ...rest, authorizationCode });\n`;
    expect(notesOf(issuerValidation, { 'a.ts': text })).toEqual([]);
  });
});

describe('client-registration', () => {
  const found = (text: string) =>
    notesOf(clientRegistration, { 'a.ts': SDK + text }).map(
      ({ severity, change, line }) => `${severity} ${change} ${line - 1}`,
    );

  it('points out registration, and what a registration leaves out', () => {
    expect(
      found(`await registerClient(url, { metadata, clientMetadata: { redirect_uris, client_name } });\n`),
    ).toEqual(['info dynamic-client-registration 1', 'warning application-type 1']);
    expect(
      found(
        `const clientMetadata = { redirect_uris, client_name };\nawait registerClient(url, { clientMetadata });\n`,
      ),
    ).toEqual(['info dynamic-client-registration 2', 'warning application-type 2']);
    expect(
      found(
        `await fetch(endpoint, { method: 'POST', body: JSON.stringify({ redirect_uris: [uri], grant_types }) });\n`,
      ),
    ).toEqual(['warning application-type 1']);
  });

  it.each([
    ['native', `['http://localhost:3000/callback']`],
    ['native', `['http://127.0.0.1/callback', 'http://[::1]/callback']`],
    ['native', `['com.example.app:/callback', 'cursor://anysphere/callback']`],
    ['native', `[\`http://localhost:\${port}/callback\`]`],
    ['native', `['http://localhost:' + port]`],
    ['native', `[REDIRECT]`],
    ['web', `['https://app.example.com/callback']`],
    ['web', `[\`\${BASE}/callback\`]`],
  ])('says that a registration is %s by its redirect URIs: %s', (type, uris) => {
    const head = `${SDK}const REDIRECT = \`http://localhost:\${port}/cb\`;\nconst BASE = 'https://example.com';\n`;
    const text = `${head}await fetch(endpoint, { body: JSON.stringify({ redirect_uris: ${uris}, client_name }) });\n`;
    const { files, left } = migrateText({ 'a.ts': text }, [clientRegistration]);
    expect(files['a.ts']).toBe(
      text.replace(', client_name }', `, client_name, application_type: '${type}' }`),
    );
    expect(left).toEqual([]);
  });

  it.each([
    ['of unknown hosts', `[\`https://\${host}/callback\`]`],
    ['of unlike types', `['http://localhost/callback', 'https://app.example.com/callback']`],
    ['of plain HTTP', `['http://app.example.com/callback']`],
    ['of hosts that only begin like this one', `['http://localhost.example.com/callback']`],
    ['that change', `[...uris]`],
    ['that are not there', `[]`],
  ])('leaves registrations to a person with redirect URIs %s', (_, uris) => {
    expect(found(`fetch(url, { body: JSON.stringify({ redirect_uris: ${uris}, client_name }) });\n`)).toEqual(
      ['warning application-type 1'],
    );
  });

  it('leaves registrations to a person that have a type of their own', () => {
    const text = `const metadata: Metadata = { redirect_uris: ['http://localhost/cb'], client_name };\nfetch(url, { body: JSON.stringify(metadata) });\n`;
    expect(found(text)).toEqual(['warning application-type 2']);
  });

  it('points out providers that keep a registration', () => {
    expect(
      found(`class P implements OAuthClientProvider {\n  saveClientInformation(info: object) {}\n}\n`),
    ).toEqual(['info dynamic-client-registration 2']);
    expect(
      found(`const p: OAuthClientProvider = {\n  saveClientInformation: info => keep(info),\n};\n`),
    ).toEqual(['info dynamic-client-registration 2']);
  });

  it.each([
    [
      'registrations that say it',
      `await fetch(e, { body: JSON.stringify({ redirect_uris, client_name, application_type: 'native' }) });\n`,
    ],
    [
      'registrations that may say it',
      `await fetch(e, { body: JSON.stringify({ ...metadata, redirect_uris, client_name }) });\n`,
    ],
    [
      'metadata of providers, which the SDK completes',
      `class P implements OAuthClientProvider {\n  get clientMetadata() { return { redirect_uris: [], client_name: 'a' }; }\n}\n`,
    ],
    [
      'providers with a metadata document',
      `class P implements OAuthClientProvider {\n  clientMetadataUrl = 'https://a';\n  saveClientInformation(info: object) {}\n}\n`,
    ],
    ['classes of others', `class P implements Provider {\n  saveClientInformation(info: object) {}\n}\n`],
    [
      'bodies of other requests',
      `JSON.stringify({ redirect_uris: [uri] });\nJSON.stringify({ client_name: 'a' });\n`,
    ],
  ])('leaves alone %s', (_, text) => expect(found(text)).toEqual([]));
});

describe('credentials-by-issuer', () => {
  const provider = (body: string) => `class P implements OAuthClientProvider {\n  ${body}\n}\n`;
  const found = (text: string) => notesOf(credentialsByIssuer, { 'a.ts': SDK + text });

  it.each([
    [
      'saveTokens',
      `saveTokens(tokens: OAuthTokens) { store({ access_token: tokens.access_token, refresh_token: tokens.refresh_token }); }`,
    ],
    [
      'saveTokens',
      `async saveTokens(tokens: OAuthTokens) { const { access_token, refresh_token } = tokens; await store({ access_token, refresh_token }); }`,
    ],
    [
      'saveTokens',
      `saveTokens = ({ access_token, expires_in }: OAuthTokens) => { store({ access_token, expires_in }); };`,
    ],
    ['saveClientInformation', `saveClientInformation(info: any) { store({ client_id: info.client_id }); }`],
  ])('reports %s that drops the issuer: %s', (name, body) =>
    expect(found(provider(body))).toMatchObject([
      {
        severity: 'warning',
        message: `\`${name}\` drops the \`issuer\`, so these credentials may go to another authorization server.`,
      },
    ]),
  );

  it.each([
    ['objects that are kept', `saveTokens(tokens: OAuthTokens) { this.tokens = tokens; }`],
    [
      'objects that are written out',
      `saveTokens(tokens: OAuthTokens) { write(JSON.stringify(tokens)); log({ access_token: tokens.access_token }); }`,
    ],
    ['copies', `saveTokens(tokens: OAuthTokens) { store({ ...tokens, saved: Date.now() }); }`],
    [
      'the issuer copied along',
      `saveTokens(tokens: any) { store({ access_token: tokens.access_token, issuer: tokens.issuer }); }`,
    ],
    [
      'storage by issuer',
      `saveTokens(tokens: OAuthTokens, ctx: any) { store(ctx.issuer, { access_token: tokens.access_token }); }`,
    ],
  ])('leaves alone %s', (_, body) => expect(found(provider(body))).toEqual([]));

  it.each([
    [
      'JSON',
      `tokens() { return JSON.parse(read()); }\n  saveTokens(tokens: OAuthTokens) { write(JSON.stringify({ access_token: tokens.access_token })); }`,
    ],
    [
      'a member of a type of the SDK',
      `kept?: OAuthTokens;\n  tokens() { return this.kept; }\n  saveTokens(tokens: OAuthTokens) { this.kept = { access_token: tokens.access_token }; }`,
    ],
  ])('copies the issuer into %s', (_, body) => {
    const { files, left } = migrateText({ 'a.ts': SDK + provider(body) }, [credentialsByIssuer]);
    expect(files['a.ts']).toBe(
      SDK +
        provider(body).replace(
          'access_token: tokens.access_token }',
          'access_token: tokens.access_token, issuer: tokens.issuer }',
        ),
    );
    expect(left).toEqual([]);
  });

  it.each([
    [
      'are rebuilt when they are read',
      `tokens() { const { access_token } = read(); return { access_token }; }\n  saveTokens(tokens: OAuthTokens) { write(JSON.stringify({ access_token: tokens.access_token })); }`,
    ],
    [
      'go through a schema when they are read',
      `tokens() { return TokensSchema.parse(read()); }\n  saveTokens(tokens: OAuthTokens) { write(JSON.stringify({ access_token: tokens.access_token })); }`,
    ],
    [
      'have a type of their own',
      `kept?: Kept;\n  tokens() { return this.kept; }\n  saveTokens(tokens: OAuthTokens) { this.kept = { access_token: tokens.access_token }; }`,
    ],
  ])('reports credentials that %s', (_, body) => expect(found(provider(body))).toHaveLength(1));

  it('leaves alone classes of others', () => {
    const text = provider(`saveTokens(tokens: any) { store({ access_token: tokens.access_token }); }`);
    expect(found(text.replace('OAuthClientProvider', 'TokenStore'))).toEqual([]);
  });
});
