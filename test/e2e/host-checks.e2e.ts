import { afterAll, describe, expect, test } from 'vitest';
import { DISCOVER, INITIALIZE, post } from './support/http.js';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp, type HttpServer } from './support/server.js';

afterAll(removeTemporaryDirectories);

/** Requests to a server that allows its own address and one web page, with the status each gets. */
const REQUESTS: readonly { title: string; headers: Record<string, string>; status: number }[] = [
  { title: 'its own host', headers: {}, status: 200 },
  { title: 'an allowed origin', headers: { Origin: 'https://clock.example.com' }, status: 200 },
  { title: 'a rebound host', headers: { Host: 'rebound.example.net' }, status: 403 },
  { title: 'a foreign origin', headers: { Origin: 'https://evil.example.net' }, status: 403 },
];

describe('host and origin checks of the old transport survive its removal', () => {
  test.for(REQUESTS)('$title', async ({ headers, status }) => {
    const old = await ask(await before('express-host-checks'), server =>
      post(server.url, headers, INITIALIZE),
    );
    expect(old.status).toBe(status);

    const migrated = await after('express-host-checks');
    await ask(migrated, async server => {
      expect((await post(server.url, headers, INITIALIZE)).status).toBe(status);
      const modern = await post(server.url, { ...DISCOVER.headers, ...headers }, DISCOVER.message);
      expect(modern.status).toBe(status);
    });
  });
});

async function ask<T>(directory: string, use: (server: HttpServer) => Promise<T>): Promise<T> {
  const server = await startHttp(directory);
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}
