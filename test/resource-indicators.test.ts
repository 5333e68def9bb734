import { describe, expect, it } from 'vitest';
import { resourceIndicators } from '../transforms/resource-indicators.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORTS = `import { auth, exchangeAuthorization, fetchToken, refreshAuthorization, startAuthorization, StreamableHTTPClientTransport, type OAuthClientProvider } from '@modelcontextprotocol/client';
`;
const TRANSPORT = `const transport = new StreamableHTTPClientTransport(url, { requestInit });\n`;

/** What is noted about code, with lines counted after its imports. */
function notes(code: string, file = 'src/a.ts'): string[] {
  const { left, severities, rewritten } = migrateText({ [file]: IMPORTS + code }, [resourceIndicators]);
  expect(rewritten).toEqual([]);
  expect(severities).toEqual(left.map(() => 'info'));
  return left.map(note => note.replace(/^sdk-v2-packages \S+:(\d+)/, (_, line) => String(Number(line) - 1)));
}

const WITHHELD = '`validateResourceURL` takes out the `resource` that requests for a token have to name.';

describe('validateResourceURL', () => {
  const provider = (code: string) =>
    `export const provider: OAuthClientProvider = {\n  redirectUrl,\n  ${code},\n};\n`;

  it.each([
    ['an arrow function', provider('validateResourceURL: async () => undefined')],
    ['a method', provider('async validateResourceURL() { return undefined; }')],
    ['a bare return', provider('async validateResourceURL() { log(); return; }')],
    ['an empty body', provider('validateResourceURL: async () => {}')],
    [
      'a class',
      `class Provider implements OAuthClientProvider {\n\n  async validateResourceURL() { return void 0; }\n}\n`,
    ],
    [
      'an assignment',
      `class Provider implements OAuthClientProvider {\n  constructor(options) {\n    if (options.skip) this.validateResourceURL = async () => undefined;\n  }\n}\n`,
    ],
  ])('is noted when it returns nothing: %s', (_, code) => expect(notes(code)).toEqual([`3 ${WITHHELD}`]));

  it('is told what to return', () => {
    const { advice } = migrateText(
      { 'a.ts': IMPORTS + provider('validateResourceURL: async () => undefined') },
      [resourceIndicators],
    );
    expect(advice).toEqual([
      'Remove it, so that the SDK sends what the server announces, or `return resourceUrlFromServerUrl(serverUrl)`.',
    ]);
  });

  it.each([
    ['it returns the address', provider('validateResourceURL: async serverUrl => new URL(serverUrl)')],
    [
      'it returns nothing for servers without metadata, as the SDK does',
      provider(
        'async validateResourceURL(url, resource) { if (!resource) return undefined; return new URL(resource); }',
      ),
    ],
    ['it refuses', provider(`async validateResourceURL() { throw new Error('No'); }`)],
    [
      'only a function inside returns nothing',
      provider('validateResourceURL: async url => pick(url, () => undefined)'),
    ],
    [
      'it is no provider of the SDK',
      `export const rules = { validateResourceURL: async () => undefined };\n`,
    ],
    [
      'it is only declared',
      `abstract class Provider implements OAuthClientProvider {\n  abstract validateResourceURL(): Promise<undefined>;\n}\n`,
    ],
  ])('is fine when %s', (_, code) => expect(notes(code)).toEqual([]));
});

describe('steps of the SDK', () => {
  it.each([
    ['startAuthorization', 'issuer, { clientInformation, redirectUrl }'],
    ['exchangeAuthorization', 'issuer, { clientInformation, authorizationCode, codeVerifier, redirectUri }'],
    ['refreshAuthorization', 'issuer, { clientInformation, refreshToken }'],
    ['fetchToken', 'provider, issuer, { metadata, authorizationCode }'],
  ])('%s is noted without a resource, and fine with it', (name, given) => {
    expect(notes(`await ${name}(${given});\n`)).toEqual([
      `1 \`${name}\` does not name the \`resource\` that the token is for.`,
    ]);
    expect(notes(`await ${name}(${given.replace(' }', ', resource }')});\n`)).toEqual([]);
    expect(notes(`await ${name}(${given.replace(' }', ', ...rest }')});\n`)).toEqual([]);
  });

  it('are found with options of a variable', () => {
    expect(
      notes(
        'const options = { clientInformation, refreshToken };\nawait refreshAuthorization(issuer, options);\n',
      ),
    ).toEqual(['2 `refreshAuthorization` does not name the `resource` that the token is for.']);
  });

  it.each([
    [
      'other functions of the name',
      `import { fetchToken as other } from 'oauth';\nother(provider, issuer, {});\n`,
    ],
    ['options from elsewhere', 'await refreshAuthorization(issuer, optionsFor(client));\n'],
    ['the whole flow, which sends it', 'await auth(provider, { serverUrl });\n'],
  ])('%s are fine', (_, code) => expect(notes(code)).toEqual([]));
});

describe('requests put together by hand', () => {
  const request = (more = '') =>
    `const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token${more} });\n`;

  it('are noted in a file that connects to a server', () => {
    expect(notes(TRANSPORT + request())).toEqual([
      '2 This request for a token does not name the `resource` that the token is for.',
    ]);
  });

  it.each([
    ['that name it', TRANSPORT + request(', resource: serverUrl')],
    ['that get it afterwards', `${TRANSPORT}${request()}body.set('resource', serverUrl);\n`],
    ['for something else than MCP', request()],
    ['that spread', TRANSPORT + request(', ...more')],
    ['for another grant', TRANSPORT + request().replace('refresh_token', 'client_credentials')],
    ['that a server answers', `${TRANSPORT}if (body.grant_type !== 'refresh_token') refuse();\n`],
    [
      'that the SDK completes',
      `${TRANSPORT}class Provider implements OAuthClientProvider {\n  prepareTokenRequest() {\n    return new URLSearchParams({ grant_type: 'authorization_code', code });\n  }\n}\n`,
    ],
  ])('are fine: those %s', (_, code) => expect(notes(code)).toEqual([]));

  it('are fine in tests', () => expect(notes(TRANSPORT + request(), 'test/a.test.ts')).toEqual([]));
});
