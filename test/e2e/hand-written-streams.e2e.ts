import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBreakingProxy, type Passed } from './support/breaking-proxy.js';
import { runClientScenario } from './support/conformance.js';
import { after, before } from './support/migrated.js';
import { runOrThrow } from './support/processes.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

const CALL = ['next_departures', '{"stop":"harbour","after":"08:00"}'];

let client: { readonly old: string; readonly migrated: string };
let server: { readonly old: string; readonly migrated: string };

beforeAll(async () => {
  client = {
    old: await before('hand-written-client-stream'),
    migrated: await after('hand-written-client-stream'),
  };
  server = { old: await before('express-event-store'), migrated: await after('express-event-store') };
});

afterAll(removeTemporaryDirectories);

describe('a client that resumes broken streams', () => {
  test('resumes them at a server of 2025-11-25, before it is migrated and after', async () => {
    const whole = await ask(client.old, server.old, 0);
    expect(whole.output).toEqual({
      tools: ['next_departures'],
      text: [{ type: 'text', text: '09:10, 16:40' }],
    });
    for (const directory of [client.old, client.migrated]) {
      const { output, passed } = await ask(directory, server.old, 1);
      expect(output).toEqual(whole.output);
      expect(calls(passed)).toHaveLength(1);
      expect(passed.filter(each => each.lastEventId)).toHaveLength(1);
    }
  });

  test('sends the request again to a server of 2026-07-28, as a new one', async () => {
    const { output, passed } = await ask(client.migrated, server.migrated, 2);
    expect(output).toMatchObject({ text: [{ type: 'text', text: '09:10, 16:40' }] });
    expect(new Set(passed.map(each => each.verb))).toEqual(new Set(['POST']));
    const sent = calls(passed);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(each => each?.id)).size).toBe(3);
    expect(sent[1]?.params).toEqual(sent[0]?.params);
    expect(passed.map(each => each.message?.method)).not.toContain('initialize');
  });

  test('gives up after three times', async () => {
    await expect(ask(client.migrated, server.migrated, 9)).rejects.toThrow('broke before the answer');
  });
});

describe('changes that a server announces', () => {
  const PIN = ['pin_notice', '{"id":"lost","title":"Lost","text":"A blue glove."}'];

  /** What a client says of changes while it puts up a notice, and what it sent. */
  async function watch(directory: string, served: string) {
    const http = await startHttp(served);
    const proxy = await startBreakingProxy(http.url, 0);
    try {
      const { stderr } = await runOrThrow(process.execPath, ['dist/index.js', ...PIN, proxy.url, '1500'], {
        cwd: directory,
        timeoutMs: 30_000,
      });
      const methods = proxy.passed.map(each => each.message?.method ?? each.verb);
      return { heard: stderr.split('\n').filter(each => each === 'Other resources'), methods };
    } finally {
      await proxy.stop();
      await http.stop();
    }
  }

  test('are heard on the stream of GET from older servers, by subscriptions/listen from newer ones', async () => {
    const board = {
      old: await before('express-subscriptions'),
      migrated: await after('express-subscriptions'),
    };
    for (const directory of [client.old, client.migrated]) {
      const { heard, methods } = await watch(directory, board.old);
      expect(heard).toEqual(['Other resources']);
      expect(methods).toContain('GET');
      expect(methods).not.toContain('subscriptions/listen');
    }
    const { heard, methods } = await watch(client.migrated, board.migrated);
    expect(heard).toEqual(['Other resources']);
    expect(methods).toContain('subscriptions/listen');
    expect(methods).not.toContain('GET');
    expect(methods).not.toContain('initialize');
  });
});

describe('the official conformance suite', () => {
  const command = (directory: string, tool: string, args: string) =>
    `${process.execPath} ${directory}/dist/index.js ${tool} '${args}'`;

  test('finds streams resumed at 2025-11-25 as before', async () => {
    for (const directory of [client.old, client.migrated]) {
      const given = command(directory, 'test_reconnection', '{}');
      expect(await runClientScenario(given, 'sse-retry', '2025-11-25')).toBe('passed');
    }
  });

  test.for(['tools_call', 'request-metadata'])('passes %s at 2026-07-28', async scenario => {
    const call = ['add_numbers', '{"a":5,"b":3}'] as const;
    expect(await runClientScenario(command(client.old, ...call), scenario)).toBe('failed');
    expect(await runClientScenario(command(client.migrated, ...call), scenario)).toBe('passed');
  });
});

function calls(passed: readonly Passed[]) {
  return passed.map(each => each.message).filter(each => each?.method === 'tools/call');
}

/** What a client prints when the streams of its first calls break, and what it sent. */
async function ask(directory: string, served: string, breaks: number) {
  const http = await startHttp(served);
  const proxy = await startBreakingProxy(http.url, breaks);
  try {
    const { stdout } = await runOrThrow(process.execPath, ['dist/index.js', ...CALL, proxy.url], {
      cwd: directory,
      timeoutMs: 30_000,
    });
    return { output: JSON.parse(stdout) as Record<string, unknown>, passed: proxy.passed };
  } finally {
    await proxy.stop();
    await http.stop();
  }
}
