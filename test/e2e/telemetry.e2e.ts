import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { afterAll, describe, expect, test } from 'vitest';
import { after, before, migrate } from './support/migrated.js';
import {
  buildAndCheck,
  copyFixture,
  install,
  removeTemporaryDirectories,
  temporaryDirectory,
} from './support/project.js';
import { startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

const NAME = 'express-telemetry';
const INFO = { name: 'garden-planner', version: '3.4.0' };
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';
const CALLS = [
  { name: 'find_seeds', arguments: { word: 'bean' } },
  { name: 'when_to_sow', arguments: { seed: 'beetroot' } },
  { name: 'days_to_harvest', arguments: { seed: 'beetroot' } },
];

/** Fields that pino writes on every line. */
const OF_PINO = new Set(['level', 'time', 'pid', 'hostname']);

/** What the server recorded of one client's calls. */
interface Recorded {
  /** Session that the client was given, if any. */
  readonly session: string | undefined;
  readonly spans: readonly { name: string; attributes: Record<string, unknown> }[];
  readonly logs: readonly Record<string, unknown>[];
  /** The lines of the counter. */
  readonly metrics: readonly string[];
}

describe('what a server records of a client of 2025-11-25', () => {
  test.each([
    ['before', before],
    ['after', after],
  ])('is its session, %s the migration', async (_, project) => {
    const { session, spans, logs, metrics } = await recorded(await project(NAME), callV1);
    expect(session).toMatch(/^[\da-f-]{36}$/);
    expect(spans).toEqual([
      {
        name: 'find_seeds',
        attributes: { 'gen_ai.tool.name': 'find_seeds', 'mcp.session.id': session, 'seeds.found': 2 },
      },
      { name: 'when_to_sow', attributes: { 'mcp.session.id': session } },
    ]);
    expect(logs).toEqual([
      { tool: 'when_to_sow', sessionId: session, seed: 'beetroot', msg: 'looked up' },
      { requestId: 3, sessionId: session, days: 90, msg: 'days to harvest' },
    ]);
    expect(metrics).toHaveLength(1);
    expect(labels(metrics[0]!)).toEqual([`session="${session}"`, 'tool="find_seeds"']);
  });
});

describe('what a migrated server records of a client of 2026-07-28', () => {
  test('is the client and the request, and no ids in metrics', async () => {
    const { session, spans, logs, metrics } = await recorded(await after(NAME), callV2);
    expect(session).toBeUndefined();
    const client = {
      'mcp.protocol.version': '2026-07-28',
      'mcp.client.name': 'garden-planner',
      'mcp.client.version': '3.4.0',
      'jsonrpc.request.id': expect.stringMatching(/^\d+$/) as string,
    };
    expect(spans).toEqual([
      {
        name: 'find_seeds',
        attributes: { 'gen_ai.tool.name': 'find_seeds', ...client, 'seeds.found': 2 },
      },
      { name: 'when_to_sow', attributes: client },
    ]);
    const request = {
      requestId: expect.any(Number) as number,
      client: 'garden-planner/3.4.0',
      traceparent: TRACE,
    };
    expect(logs).toEqual([
      { tool: 'when_to_sow', ...request, seed: 'beetroot', msg: 'looked up' },
      { ...request, days: 90, msg: 'days to harvest' },
    ]);
    expect(metrics).toHaveLength(1);
    expect(labels(metrics[0]!)).toEqual([
      'mcp_client_name="garden-planner"',
      'mcp_protocol_version="2026-07-28"',
      'tool="find_seeds"',
    ]);
  });

  test('is the same when it refuses those of 2025-11-25, and knows no sessions', async () => {
    const directory = await copyFixture(NAME);
    await migrate(directory, ['--legacy', 'reject']);
    await install(directory);
    await buildAndCheck(directory);
    const server = await readFile(path.join(directory, 'src/server.ts'), 'utf8');
    expect(server).not.toContain('sessionId');
    const { spans } = await recorded(directory, callV2);
    expect(spans.map(each => each.attributes['mcp.client.name'])).toEqual([
      'garden-planner',
      'garden-planner',
    ]);
  });
});

async function recorded(
  directory: string,
  call: (url: URL) => Promise<string | undefined>,
): Promise<Recorded> {
  const logFile = path.join(await temporaryDirectory('logs'), 'log.jsonl');
  const server = await startHttp(directory, '/mcp', { LOG_FILE: logFile });
  try {
    const session = await call(new URL(server.url));
    const page = async (name: string) => (await fetch(new URL(name, server.url))).text();
    const lines = (await readFile(logFile, 'utf8')).trim().split('\n');
    return {
      session,
      spans: JSON.parse(await page('/debug/spans')) as Recorded['spans'],
      logs: lines.map(line => {
        const entries = Object.entries(JSON.parse(line) as Record<string, unknown>);
        return Object.fromEntries(entries.filter(([name]) => !OF_PINO.has(name)));
      }),
      metrics: (await page('/metrics')).split('\n').filter(line => line.startsWith('seed_searches')),
    };
  } finally {
    await server.stop();
  }
}

/** The labels of a line of a metric that the code sets, sorted. */
function labels(line: string): string[] {
  const all = /\{(.*)\}/.exec(line)![1]!.split(',');
  return all.filter(label => !label.startsWith('otel_scope')).sort();
}

async function callV1(url: URL): Promise<string | undefined> {
  const client = new ClientV1(INFO);
  const transport = new HttpV1(url);
  await client.connect(transport);
  for (const call of CALLS) expect(await client.callTool(call)).not.toHaveProperty('isError');
  const { sessionId } = transport;
  await client.close();
  return sessionId;
}

async function callV2(url: URL): Promise<string | undefined> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const transport = new HttpV2(url);
  await client.connect(transport);
  const _meta = { traceparent: TRACE };
  for (const call of CALLS) expect(await client.callTool({ ...call, _meta })).not.toHaveProperty('isError');
  const { sessionId } = transport;
  await client.close();
  return sessionId;
}
