import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import {
  startAuthorizationServer,
  startProtectedServer,
  type AuthorizationServer,
} from './support/authorization.js';
import { credentials, inbox } from './support/inbox.js';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const QUESTION = ['list_units', '{"kind":"mass"}'];
const ANSWER = [{ type: 'text', text: 'kg, g, lb, oz' }];
const OTHER = () => 'https://evil.example.com';
const NONE = () => undefined;

describe('a migrated client signs in', () => {
  test.for(['2025-11-25', '2026-07-28'])('to servers of %s', async revision => {
    const server = await (revision === '2025-11-25' ? before : after)('express-stateless');
    await onServers(server, [await startAuthorizationServer()], async ({ url, uses }) => {
      const found = await call(await after('oauth-client'), url, await credentials());
      expect(found.stderr).not.toContain('Error');
      expect(found.output).toEqual(ANSWER);
      expect(uses[0]!.redeemed).toHaveLength(1);
      expect(uses[0]!.registered).toMatchObject([{ application_type: 'native' }]);
    });
  });

  test('again when the server changes to another authorization server, with a registration of its own', async () => {
    const [first, second] = [await startAuthorizationServer(), await startAuthorizationServer()];
    await onServers(await before('express-stateless'), [first, second], async ({ url, select }) => {
      const client = await after('oauth-client');
      const file = await credentials();
      expect((await call(client, url, file)).output).toEqual(ANSWER);
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
        client: { issuer: first.issuer },
        tokens: { issuer: first.issuer },
      });
      select(second);
      expect((await call(client, url, file)).output).toEqual(ANSWER);
      expect(second.registered).toHaveLength(1);
      expect(second.clients.filter(id => first.clients.includes(id))).toEqual([]);
    });
  });
});

describe('a code that came from another issuer', () => {
  test.for([
    ['of another server', OTHER],
    ['without issuer, although it was promised', NONE],
  ] as const)('%s was redeemed before, and is refused after the migration', async ([, sent]) => {
    const server = await before('express-stateless');
    await onServers(server, [await startAuthorizationServer(sent)], async ({ url, uses }) => {
      const old = await call(await before('oauth-client'), url, await credentials());
      expect(old.output).toEqual(ANSWER);
      expect(uses[0]!.redeemed).toHaveLength(1);

      const migrated = await call(await after('oauth-client'), url, await credentials());
      expect(migrated.code).toBe(1);
      expect(migrated.stderr).toMatch(/IssuerMismatchError|iss/);
      expect(uses[0]!.redeemed).toHaveLength(1);
    });
  });
});

test('a registration by hand says what type of application it is for', async () => {
  const server = await startAuthorizationServer();
  try {
    const file = await credentials();
    for (const directory of [await before('oauth-client'), await after('oauth-client')]) {
      const args = ['register', server.registrationEndpoint];
      expect(await inbox(directory, args, file)).toMatchObject({ code: 0 });
    }
    expect(server.registered.map(each => each['application_type'])).toEqual([undefined, 'native']);
  } finally {
    await server.stop();
  }
});

test('tokens are renewed as before, and for no server in particular, which the migration reports', async () => {
  const issuer = await startAuthorizationServer();
  await onServers(await before('express-stateless'), [issuer], async ({ url }) => {
    for (const directory of [await before('oauth-client'), await after('oauth-client')]) {
      const file = await credentials();
      expect((await call(directory, url, file)).output).toEqual(ANSWER);
      const asked = issuer.resources.length;
      const renewed = await inbox(directory, ['renew', issuer.issuer], file);
      expect(renewed).toMatchObject({ code: 0, stdout: '3600\n' });
      expect(issuer.resources.slice(asked)).toEqual([null]);

      const signedIn = issuer.clients.length;
      expect((await call(directory, url, file)).output).toEqual(ANSWER);
      expect(issuer.clients).toHaveLength(signedIn);
    }
  });
});

interface Servers {
  readonly url: string;
  readonly uses: readonly AuthorizationServer[];
  /** Changes the authorization server whose tokens count. */
  readonly select: (server: AuthorizationServer) => void;
}

async function onServers(
  directory: string,
  uses: readonly AuthorizationServer[],
  run: (servers: Servers) => Promise<void>,
): Promise<void> {
  let [current] = uses;
  const upstream = await startHttp(directory);
  const resource = await startProtectedServer(upstream.url, () => current!);
  try {
    await run({ url: resource.url, uses, select: server => (current = server) });
  } finally {
    await Promise.all([resource, upstream, ...uses].map(each => each.stop()));
  }
}

async function call(directory: string, url: string, file: string) {
  const found = await inbox(directory, ['call', url, ...QUESTION], file);
  return { ...found, output: found.code === 0 ? (JSON.parse(found.stdout) as unknown) : undefined };
}
