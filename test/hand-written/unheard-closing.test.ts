import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

interface Parts {
  readonly top?: string;
  readonly cancelled?: string;
  readonly call?: string;
  readonly end?: string;
}

/** A server on Express; `cancelled` is what its branch for \`notifications/cancelled\` does. */
function server({ top = '', cancelled = '', call = '', end = '' }: Parts) {
  return `import express from 'express';
import { work } from './work.js';
const app = express();
app.use(express.json());
const jobs = new Map();
${top}
app.post('/mcp', async (req, res) => {
  const message = req.body;
  const { id, method, params } = message;
  const ok = result => res.json({ jsonrpc: '2.0', id, result });
  switch (method) {
    case 'initialize':
      return ok({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1.0.0' } });
    case 'notifications/cancelled':
      ${cancelled}
      return res.status(202).end();
    case 'tools/list':
      return ok({ tools: [] });
    case 'tools/call': {
      const controller = new AbortController();
      jobs.set(id, controller);
      ${call}
      return ok({ content: await work(params, controller.signal), isError: false });
    }
    default:
      return res.json({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
  }
});
${end}`;
}

function run(text: string, legacy: LegacyMode = 'keep') {
  return migrateText({ 'server.js': text }, [handWrittenServers], { legacy });
}

const ABORT = 'jobs.get(params.requestId)?.abort();';

describe('work that only notifications/cancelled stops, over HTTP', () => {
  it.each(['keep', 'stateless', 'reject'] as const)('is said beside the rewritten server: %s', legacy => {
    const { files, left, severities, advice } = run(server({ cancelled: ABORT }), legacy);
    expect(files['server.js']).toContain("case 'server/discover':");
    expect(left).toEqual([expect.stringContaining('cancel by closing the response')]);
    expect(severities).toEqual(['warning']);
    expect(advice[0]).toContain("res.on('close', () => controller.abort())");
  });

  it.each([
    [
      'in a function',
      { top: 'function stop(id) {\n  jobs.get(id)?.abort();\n}', cancelled: 'stop(params.requestId);' },
    ],
    ['by a queue', { top: 'const queue = makeQueue();', cancelled: 'queue.cancel(params.requestId);' }],
    ['by ending a child', { cancelled: "jobs.get(params.requestId)?.child.kill('SIGTERM');" }],
    [
      'while something else is closed',
      { cancelled: ABORT, end: "const server = app.listen(3000);\nserver.on('close', () => jobs.clear());" },
    ],
  ] satisfies [string, Parts][])('is said where it is done %s', (_name, parts) => {
    expect(run(server(parts)).left).toHaveLength(1);
  });

  it('names the signal where requests have one', () => {
    const text = `const jobs = new Map();
export async function POST(request) {
  const message = await request.json();
  const { id, method, params } = message;
  const ok = result => Response.json({ jsonrpc: '2.0', id, result });
  switch (method) {
    case 'initialize':
      return ok({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1.0.0' } });
    case 'notifications/cancelled':
      ${ABORT}
      return new Response(null, { status: 202 });
    case 'tools/list':
      return ok({ tools: [] });
    default:
      return Response.json({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
  }
}
`;
    expect(run(text).advice).toEqual([expect.stringContaining('request.signal')]);
  });

  it.each([
    ['where nothing is stopped', {}],
    ['where it is only noted', { cancelled: 'console.log(params.requestId);' }],
    [
      'where the closing of the response is heard',
      { cancelled: ABORT, call: "res.on('close', () => controller.abort());" },
    ],
    [
      'where the closing of the socket is heard',
      { cancelled: ABORT, call: "req.socket.once('close', () => controller.abort());" },
    ],
  ] satisfies [string, Parts][])('is not said %s', (_name, parts) => {
    const { files, left } = run(server(parts));
    expect(files['server.js']).toContain("case 'server/discover':");
    expect(left).toEqual([]);
  });

  it('is not said of a server over stdio', () => {
    const text = `import readline from 'node:readline';
const jobs = new Map();
const send = message => process.stdout.write(JSON.stringify(message) + '\\n');
readline.createInterface({ input: process.stdin }).on('line', line => {
  const message = JSON.parse(line);
  const { id, method, params } = message;
  switch (method) {
    case 'initialize':
      return send({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1.0.0' } } });
    case 'notifications/cancelled':
      ${ABORT}
      return;
    case 'tools/list':
      return send({ jsonrpc: '2.0', id, result: { tools: [] } });
    default:
      return send({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
  }
});
`;
    const { files, left } = run(text);
    expect(files['server.js']).toContain("case 'server/discover':");
    expect(left).toEqual([]);
  });
});
