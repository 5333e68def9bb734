import { afterAll, describe, expect, test } from 'vitest';
import { startBreakingProxy } from './support/breaking-proxy.js';
import { after, before } from './support/migrated.js';
import { runOrThrow } from './support/processes.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startCommand, startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const SERVER = 'express-keep-alive';
const CLIENT = 'client-resume';

describe('a client whose stream breaks in the middle of a call', () => {
  test.each([
    ['before, against the server before', before, before],
    ['before, against the server after', before, after],
    ['after, against the server before', after, before],
  ])('goes on with it where both speak 2025-11-25: %s', async (_, client, server) => {
    const { output, passed } = await printed(await client(CLIENT), await server(SERVER));
    expect(output).toEqual({ result: [{ type: 'text', text: 'Permit 1 for HH-AB 12' }], breaks: 1 });
    expect(passed.filter(each => each.message?.method === 'tools/call')).toHaveLength(1);
    expect(passed.filter(each => each.lastEventId !== undefined)).toEqual([
      { verb: 'GET', lastEventId: expect.stringMatching(/./) as string },
    ]);
  });

  test('asks again where both speak 2026-07-28', async () => {
    const { output, passed } = await printed(await after(CLIENT), await after(SERVER));
    expect(output).toEqual({ result: [{ type: 'text', text: 'Permit 2 for HH-AB 12' }], breaks: 1 });
    const methods = passed.map(each => each.message?.method);
    expect(methods.filter(each => each === 'tools/call')).toHaveLength(2);
    expect(passed.filter(each => each.lastEventId !== undefined)).toEqual([]);
    expect(methods).not.toContain('initialize');
  });
});

/** Has the client print a permit over a line that breaks once. */
async function printed(client: string, server: string) {
  const http = await startHttp(server);
  const proxy = await startBreakingProxy(http.url);
  try {
    const { command, args } = await startCommand(client);
    const { stdout } = await runOrThrow(command, [`${client}/${args[0]}`, proxy.url, 'HH-AB 12'], {
      cwd: client,
      timeoutMs: 60_000,
    });
    return { output: JSON.parse(stdout) as unknown, passed: proxy.passed };
  } finally {
    await proxy.stop();
    await http.stop();
  }
}
