import { extractWWWAuthenticateParams } from '@modelcontextprotocol/client';
import { afterAll, describe, expect, test } from 'vitest';
import { startAuthorizationServer, type AuthorizationServer } from './support/authorization.js';
import { INITIALIZE } from './support/http.js';
import { credentials, inbox } from './support/inbox.js';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const SERVERS = [
  ['before', before],
  ['after', after],
] as const;

describe('a server that takes tokens', () => {
  test('names its metadata to requests that it refuses only after the migration', async () => {
    for (const [when, server] of SERVERS) {
      await onServer(await server('express-tokens'), async ({ url, issuer }) => {
        const metadata = new URL('/.well-known/oauth-protected-resource/mcp', url);
        const refused = await post(url);
        expect(refused.status).toBe(401);
        const { resourceMetadataUrl } = extractWWWAuthenticateParams(refused);
        expect(resourceMetadataUrl?.href).toBe(when === 'before' ? undefined : metadata.href);

        const found = await fetch(metadata);
        expect(await found.json()).toMatchObject({
          resource: url,
          authorization_servers: [issuer.issuer],
          scopes_supported: ['parcels'],
        });
      });
    }
  });

  test.for(SERVERS)('lets clients of both SDKs sign in %s the migration', async ([, server]) => {
    const directory = await server('express-tokens');
    for (const [, client] of SERVERS) {
      await onServer(directory, async ({ url, issuer }) => {
        const { code, stdout, stderr } = await inbox(
          await client('oauth-client'),
          ['call', url, 'track', '{"id":"P-100"}'],
          await credentials(),
        );
        expect(stderr).not.toContain('Error');
        expect(code).toBe(0);
        expect(JSON.parse(stdout)).toEqual([{ type: 'text', text: 'P-100 is in transit in Hamburg' }]);
        // The authorization request, and the request for the token.
        expect(issuer.resources).toEqual([url, url]);
      });
    }
  });

  test.for(SERVERS)('refuses tokens for other servers, and unknown ones, %s it', async ([, server]) => {
    await onServer(await server('express-tokens'), async ({ url, issuer }) => {
      expect((await post(url, issuer.grant('https://other.example/mcp'))).status).toBe(401);
      expect((await post(url, 'a guess')).status).toBe(401);
      expect((await post(url, issuer.grant(url))).status).toBe(200);
    });
  });
});

interface Running {
  readonly url: string;
  readonly issuer: AuthorizationServer;
}

async function onServer(directory: string, use: (running: Running) => Promise<void>): Promise<void> {
  const issuer = await startAuthorizationServer();
  try {
    const server = await startHttp(directory, '/mcp', { ISSUER: issuer.issuer });
    try {
      await use({ url: server.url, issuer });
    } finally {
      await server.stop();
    }
  } finally {
    await issuer.stop();
  }
}

async function post(url: string, token?: string): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(INITIALIZE),
  });
  await response.text();
  return response;
}
