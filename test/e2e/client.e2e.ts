import { afterAll, describe, expect, test } from 'vitest';
import { asked, askedStdio, printed } from './support/asked.js';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startProxy } from './support/proxy.js';
import { startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const QUESTIONS = [
  '--call=book_details',
  '--args={"isbn":"9780000000011"}',
  '--read=library://books/9780000000028',
  // Missing: the client has to understand the old error code and the new one.
  '--read=library://books/1',
];

/** Clients that look into a server; the second is written in Flow. */
describe.each(['client', 'flow-client'])('a migrated client: %s', name => {
  test('gets the same from servers of both revisions, each in its own', async () => {
    const oldServer = await before('express-session-map');
    const recorded = await peek(await before(name), oldServer);
    expect(recorded.output).toMatchObject({
      tools: ['search_books', 'book_details', 'check_shelves'],
      'library://books/1': { missing: 'library://books/1' },
    });
    expect(recorded.versions).toContain('2025-11-25');

    const client = await after(name);
    const fromOld = await peek(client, oldServer);
    expect(fromOld.output).toEqual(recorded.output);
    expect(fromOld.versions.at(-1)).toBe('2025-11-25');

    const fromNew = await peek(client, await after('express-session-map'));
    expect(fromNew.output).toEqual(recorded.output);
    expect(new Set(fromNew.versions)).toEqual(new Set(['2026-07-28']));
  });

  test('does so over stdio', async () => {
    const oldServer = await before('stdio-singleton-crlf');
    const recorded = await peekStdio(await before(name), oldServer);
    expect(recorded.output).toMatchObject({
      tools: ['add_note', 'list_notes', 'count_notes', 'delete_everything'],
      result: [{ type: 'text', text: '1. buy stamps' }],
    });
    expect(recorded.methods).toContain('initialize');

    const client = await after(name);
    const fromOld = await peekStdio(client, oldServer);
    expect(fromOld.output).toEqual(recorded.output);
    expect(fromOld.methods).toContain('initialize');

    const fromNew = await peekStdio(client, await after('stdio-singleton-crlf'));
    expect(fromNew.output).toEqual(recorded.output);
    expect(fromNew.methods).toContain('server/discover');
    expect(fromNew.methods).not.toContain('initialize');
  });
});

describe('a migrated client of a framework: openai-agents', () => {
  const question = ['--call=book_details', '--args={"isbn":"9780000000011"}'];

  test('gets the same from servers of both revisions, each in its own', async () => {
    const oldServer = await before('express-session-map');
    const recorded = await asked(await before('openai-agents'), oldServer, question);
    expect(recorded.output).toMatchObject({ tools: ['search_books', 'book_details', 'check_shelves'] });
    expect(recorded.versions).toContain('2025-11-25');

    const client = await after('openai-agents');
    const fromOld = await asked(client, oldServer, question);
    expect(fromOld.output).toEqual(recorded.output);
    expect(fromOld.versions.at(-1)).toBe('2025-11-25');

    const fromNew = await asked(client, await after('express-session-map'), question);
    expect(fromNew.output).toEqual(recorded.output);
    expect(new Set(fromNew.versions)).toEqual(new Set(['2026-07-28']));
  });

  test('does so over stdio', async () => {
    const stdioQuestion = ['--call=list_notes'];
    const oldServer = await before('stdio-singleton-crlf');
    const recorded = await askedStdio(await before('openai-agents'), oldServer, stdioQuestion);
    expect(recorded.output).toMatchObject({ content: [{ type: 'text', text: '1. buy stamps' }] });
    expect(recorded.methods).toContain('initialize');

    const client = await after('openai-agents');
    const fromOld = await askedStdio(client, oldServer, stdioQuestion);
    expect(fromOld.output).toEqual(recorded.output);

    const fromNew = await askedStdio(client, await after('stdio-singleton-crlf'), stdioQuestion);
    expect(fromNew.output).toEqual(recorded.output);
    expect(fromNew.methods).toContain('server/discover');
    expect(fromNew.methods).not.toContain('initialize');
  });
});

describe('a migrated client that resumes streams', () => {
  test('sends the request again where there is no stream to resume', async () => {
    const client = await after('client');
    const newServer = await after('express-session-map');
    const plain = await peek(client, newServer);
    expect(plain.output).toMatchObject({ 'library://books/1': { missing: 'library://books/1' } });
    const again = await peek(client, newServer, ['--resume=event-of-another-time']);
    expect(again.output).toEqual(plain.output);
  });
});

describe('a migrated client that watches', () => {
  test('hears the same from servers of both revisions, each in its own', async () => {
    const oldServer = await before('express-subscriptions');
    const recorded = await watch(await before('client-watch'), oldServer);
    expect(recorded.output).toEqual({
      logs: ['debug', 'debug', 'info'],
      updated: ['board://notices/bins'],
      lists: 1,
    });

    const client = await after('client-watch');
    const fromOld = await watch(client, oldServer);
    expect(fromOld.output).toEqual(recorded.output);
    expect(fromOld.versions.at(-1)).toBe('2025-11-25');

    const fromNew = await watch(client, await after('express-subscriptions'));
    expect(fromNew.output).toEqual(recorded.output);
    expect(new Set(fromNew.versions)).toEqual(new Set(['2026-07-28']));
  });
});

describe('a migrated client that spoke HTTP+SSE only', () => {
  test('speaks Streamable HTTP where it finds it, and HTTP+SSE where it does not', async () => {
    const oldServer = await before('http-sse');
    const recorded = await display(await before('sse-client'), oldServer, '/sse');
    expect(JSON.stringify(recorded.output)).toContain('line 4 to Harbour');
    expect(recorded.versions.at(-1)).toBe('2025-11-25');

    const client = await after('sse-client');
    const fromOld = await display(client, oldServer, '/sse');
    expect(fromOld.output).toEqual(recorded.output);
    expect(fromOld.versions.at(-1)).toBe('2025-11-25');

    const newServer = await after('http-sse');
    const fromNew = await display(client, newServer, '/mcp');
    expect(fromNew.output).toEqual(recorded.output);
    expect(new Set(fromNew.versions)).toEqual(new Set(['2026-07-28']));

    const fromBeside = await display(client, newServer, '/sse');
    expect(fromBeside.output).toEqual(recorded.output);
    expect(fromBeside.versions.at(-1)).toBe('2025-11-25');
  });
});

/** Has the client show two stops, one of which there is not. */
async function display(
  client: string,
  server: string,
  endpoint: string,
): Promise<{ output: unknown; versions: string[] }> {
  const http = await startHttp(server, endpoint);
  const proxy = await startProxy(http.url);
  try {
    const output = await printed(client, [proxy.url, 'Market', 'Nowhere']);
    return { output, versions: proxy.seen('mcp-protocol-version') };
  } finally {
    await proxy.stop();
    await http.stop();
  }
}

/** Has the client watch one notice of the board while it changes that one and pins another. */
async function watch(client: string, server: string): Promise<{ output: unknown; versions: string[] }> {
  const http = await startHttp(server);
  const proxy = await startProxy(http.url);
  const pin = (id: string) => `--args=${JSON.stringify({ id, title: id, text: 'News' })}`;
  try {
    const calls = ['--call=pin_notice', pin('bins'), pin('keys')];
    const output = await printed(client, [proxy.url, 'board://notices/bins', ...calls]);
    return { output, versions: proxy.seen('mcp-protocol-version') };
  } finally {
    await proxy.stop();
    await http.stop();
  }
}

/** Has the client ask the questions of an HTTP server. */
function peek(
  client: string,
  server: string,
  options: readonly string[] = [],
): Promise<{ output: unknown; versions: string[] }> {
  return asked(client, server, [...QUESTIONS, ...options]);
}

/** Has the client ask the questions of a server that it starts itself. */
function peekStdio(client: string, server: string): Promise<{ output: unknown; methods: string[] }> {
  return askedStdio(client, server, ['--call=list_notes', '--read=notes://note/1']);
}
