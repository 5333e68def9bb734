import { afterAll, describe, expect, test } from 'vitest';
import { startClosingProxy } from './support/closing-proxy.js';
import { after, before } from './support/migrated.js';
import { runOrThrow } from './support/processes.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startCommand, startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const SERVER = 'express-keep-alive';
const CLIENT = 'client-resume';

/** Printing takes longer than this. */
const BREAK_AFTER_MS = 1_500;

describe('a client whose stream breaks in the middle of a call', () => {
  test.each([
    ['before, against the server before', before, before],
    ['before, against the server after', before, after],
    ['after, against the server before', after, before],
  ])('goes on with it where both speak 2025-11-25: %s', async (_, client, server) => {
    const { output, requests } = await printed(await client(CLIENT), await server(SERVER));
    expect(output).toEqual({ result: [{ type: 'text', text: 'Permit 1 for HH-AB 12' }], breaks: 1 });
    expect(requests.filter(each => each.what === 'POST tools/call')).toHaveLength(1);
    expect(requests.filter(each => each.lastEvent !== undefined)).toEqual([
      { what: 'GET', lastEvent: expect.stringMatching(/./) as string },
    ]);
  });

  test('asks again where both speak 2026-07-28', async () => {
    const { output, requests } = await printed(await after(CLIENT), await after(SERVER));
    expect(output).toEqual({ result: [{ type: 'text', text: 'Permit 2 for HH-AB 12' }], breaks: 1 });
    expect(requests.filter(each => each.what === 'POST tools/call')).toHaveLength(2);
    expect(requests.filter(each => each.lastEvent !== undefined)).toEqual([]);
    expect(requests.map(each => each.what)).not.toContain('POST initialize');
  });
});

/** Has the client print a permit over a line that breaks once. */
async function printed(client: string, server: string) {
  const http = await startHttp(server);
  const proxy = await startClosingProxy(http.url, BREAK_AFTER_MS);
  try {
    const { command, args } = await startCommand(client);
    const { stdout } = await runOrThrow(command, [`${client}/${args[0]}`, proxy.url, 'HH-AB 12'], {
      cwd: client,
      timeoutMs: 60_000,
    });
    return { output: JSON.parse(stdout) as unknown, requests: proxy.requests };
  } finally {
    await proxy.stop();
    await http.stop();
  }
}
