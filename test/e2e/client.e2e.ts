import { afterAll, describe, expect, test } from 'vitest';
import { after, before } from './support/migrated.js';
import { runOrThrow } from './support/processes.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startProxy } from './support/proxy.js';
import { startCommand, startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const QUESTIONS = [
  '--call=book_details',
  '--args={"isbn":"9780000000011"}',
  '--read=library://books/9780000000028',
  // Missing: the client has to understand the old error code and the new one.
  '--read=library://books/1',
];

describe('a migrated client', () => {
  test('gets the same from servers of both revisions, each in its own', async () => {
    const oldServer = await before('express-session-map');
    const recorded = await peek(await before('client'), oldServer);
    expect(recorded.output).toMatchObject({
      tools: ['search_books', 'book_details', 'check_shelves'],
      'library://books/1': { missing: 'library://books/1' },
    });
    expect(recorded.versions).toContain('2025-11-25');

    const client = await after('client');
    const fromOld = await peek(client, oldServer);
    expect(fromOld.output).toEqual(recorded.output);
    expect(fromOld.versions.at(-1)).toBe('2025-11-25');

    const fromNew = await peek(client, await after('express-session-map'));
    expect(fromNew.output).toEqual(recorded.output);
    expect(new Set(fromNew.versions)).toEqual(new Set(['2026-07-28']));
  });

  test('talks to servers of both revisions over stdio', async () => {
    const oldServer = await before('stdio-singleton-crlf');
    const recorded = await peekStdio(await before('client'), oldServer);
    expect(recorded).toMatchObject({
      tools: ['add_note', 'list_notes', 'count_notes', 'delete_everything'],
      result: [{ type: 'text', text: '1. buy stamps' }],
    });

    const client = await after('client');
    expect(await peekStdio(client, oldServer)).toEqual(recorded);
    expect(await peekStdio(client, await after('stdio-singleton-crlf'))).toEqual(recorded);
  });
});

/** Runs the client against an HTTP server; answers what it printed and the revisions it named on the way. */
async function peek(client: string, server: string): Promise<{ output: unknown; versions: string[] }> {
  const http = await startHttp(server);
  const proxy = await startProxy(http.url);
  try {
    const output = await printed(client, [...QUESTIONS, proxy.url]);
    return { output, versions: proxy.seen('mcp-protocol-version') };
  } finally {
    await proxy.stop();
    await http.stop();
  }
}

async function peekStdio(client: string, server: string): Promise<unknown> {
  const { command, args, cwd } = await startCommand(server);
  return printed(client, ['--call=list_notes', '--read=notes://note/1', '--', command, ...args], cwd);
}

async function printed(client: string, args: readonly string[], cwd = client): Promise<unknown> {
  const start = await startCommand(client);
  const entry = `${client}/${start.args[0]}`;
  const { stdout } = await runOrThrow(start.command, [entry, ...args], { cwd, timeoutMs: 60_000 });
  return JSON.parse(stdout);
}
