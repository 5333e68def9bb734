import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { after, before } from './support/migrated.js';
import { runOrThrow } from './support/processes.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startProxy } from './support/proxy.js';
import { startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const EXTENSION = 'io.modelcontextprotocol/tasks';

interface Answer {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number };
}

describe('a migrated task tool', () => {
  test('gives clients of the extension what a task gave clients of 2025-11-25', async () => {
    const old = await onServer(await before('task-tools'), taskResults);
    expect(old['hello']).toMatchObject({
      content: [{ type: 'text', text: expect.stringContaining('HELLO') as string }],
    });

    await onServer(await after('task-tools'), async url => {
      for (const [text, result] of Object.entries(old)) {
        const created = await modern(url, 'tools/call', call(text));
        expect(created.result).toMatchObject({ resultType: 'task', status: 'working', ttlMs: 60_000 });
        const { taskId } = created.result as { taskId: string };
        const done = await finished(url, taskId);
        expect(done).toMatchObject({ resultType: 'complete', status: 'completed', taskId, result });
      }
    });
  });

  test('can be cancelled, and is hidden from clients without the extension', async () => {
    await onServer(await after('task-tools'), async url => {
      const created = await modern(url, 'tools/call', call('slow '.repeat(80)));
      const { taskId } = created.result as { taskId: string };
      expect(await modern(url, 'tasks/get', { taskId }, {})).toMatchObject({ error: { code: -32021 } });
      expect(await modern(url, 'tasks/update', { taskId, inputResponses: {} })).toMatchObject({
        result: { resultType: 'complete' },
      });
      expect(await modern(url, 'tasks/cancel', { taskId })).toMatchObject({
        result: { resultType: 'complete' },
      });
      expect(await finished(url, taskId)).toMatchObject({ status: 'cancelled' });
      // The work that goes on finds its task cancelled, and the server stands it.
      await sleep(5000);
      expect(await finished(url, taskId)).toMatchObject({ status: 'cancelled' });
      expect(await modern(url, 'tasks/get', { taskId: 'unknown' })).toMatchObject({
        error: { code: -32602 },
      });
    });
  });

  test('says that it knows the extension', async () => {
    await onServer(await after('task-tools'), async url => {
      const { result } = await modern(url, 'server/discover', {});
      expect(result).toMatchObject({ capabilities: { extensions: { [EXTENSION]: {} } } });
      expect(result).not.toHaveProperty('capabilities.tasks');
    });
  });
});

describe('a migrated client of task tools', () => {
  test('orders, fetches and abandons tasks of servers of both revisions', async () => {
    const oldServer = await before('task-tools');
    const recorded = await ordered(await before('task-client'), oldServer);
    expect(recorded.printed).toMatchObject({
      order: expect.stringMatching(/^accepted\n\*+\n\* +HELLO/) as string,
      start: expect.stringContaining('LATER') as string,
      price: '4.00 €',
      abandon: 'listed\ncancelled\ncancelled',
    });

    const client = await after('task-client');
    const fromOld = await ordered(client, oldServer);
    expect(fromOld.printed).toEqual(recorded.printed);
    expect(fromOld.versions.at(-1)).toBe('2025-11-25');

    const fromNew = await ordered(client, await after('task-tools'));
    expect(fromNew.printed).toEqual(recorded.printed);
    expect(new Set(fromNew.versions)).toEqual(new Set(['2026-07-28']));
    expect(fromNew.methods).toEqual(expect.arrayContaining(['tools/call', 'tasks/get', 'tasks/cancel']));
    expect(fromNew.methods).not.toContain('tasks/result');
  });
});

/** What the client prints for each of its commands, and what it says to the server on the way. */
async function ordered(
  client: string,
  server: string,
): Promise<{ printed: Record<string, string>; versions: string[]; methods: string[] }> {
  const http = await startHttp(server);
  const proxy = await startProxy(http.url);
  const printed: Record<string, string> = {};
  try {
    for (const words of [
      ['order', 'hello'],
      ['start', 'later'],
      ['price', 'a4'],
      ['abandon', 'no thanks'],
    ]) {
      const start = [path.join(client, 'dist/index.js'), proxy.url, ...words];
      const { stdout } = await runOrThrow(process.execPath, start, { cwd: client });
      printed[words[0]!] = stdout.trim();
    }
    return { printed, versions: proxy.seen('mcp-protocol-version'), methods: proxy.seen('mcp-method') };
  } finally {
    await proxy.stop();
    await http.stop();
  }
}

const call = (text: string) => ({ name: 'render_poster', arguments: { text, width: 12 } });

/** What the posters of the 2025-11-25 server are, fetched as tasks. */
async function taskResults(url: string): Promise<Record<string, unknown>> {
  const client = new Client({ name: 'mcp-migrate-tests', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const results: Record<string, unknown> = {};
  for (const text of ['hello', 'much too long for it']) {
    const stream = client.experimental.tasks.callToolStream(call(text), undefined, { task: { ttl: 60_000 } });
    let taskId = '';
    for await (const message of stream) {
      if (message.type === 'taskCreated') ({ taskId } = message.task);
    }
    const { content, isError } = await client.experimental.tasks.getTaskResult(taskId, CallToolResultSchema);
    results[text] = isError ? { content, isError } : { content };
  }
  await client.close();
  return results;
}

async function finished(url: string, taskId: string): Promise<Record<string, unknown>> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { result } = await modern(url, 'tasks/get', { taskId });
    if (result?.['status'] !== 'working') return result ?? {};
    await sleep(20);
  }
  throw new Error(`Task ${taskId} goes on and on.`);
}

/** One request of a 2026-07-28 client. */
async function modern(
  url: string,
  method: string,
  params: Record<string, unknown>,
  capabilities: object = { extensions: { [EXTENSION]: {} } },
): Promise<Answer> {
  const name = params['name'] ?? params['taskId'];
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': method,
      ...(typeof name === 'string' && { 'Mcp-Name': name }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method,
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'mcp-migrate-tests', version: '1.0.0' },
          'io.modelcontextprotocol/clientCapabilities': capabilities,
        },
      },
    }),
  });
  const text = await response.text();
  const event = /^data: *(\{.*)$/m.exec(text);
  return JSON.parse(event?.[1] ?? text) as Answer;
}

async function onServer<T>(directory: string, use: (url: string) => Promise<T>): Promise<T> {
  const server = await startHttp(directory);
  try {
    return await use(server.url);
  } finally {
    await server.stop();
  }
}
