import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../src/run/migrate.js';
import { readFile } from 'node:fs/promises';
import { MANIFEST } from '../helpers/client-project.js';

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-judge-')));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function migrated(text: string, options: Parameters<typeof migrate>[0] = { paths: ['.'] }) {
  await mkdir(path.join(dir, 'src'), { recursive: true });
  await writeFile(path.join(dir, 'package.json'), MANIFEST);
  await writeFile(path.join(dir, 'src/a.ts'), text);
  const { findings } = await migrate({ cwd: dir, ...options });
  return {
    text: await readFile(path.join(dir, 'src/a.ts'), 'utf8'),
    places: findings.map(({ change, kind, severity, line, column, originalLine }) =>
      [change, kind, severity, `${line}:${column}`, originalLine].join(' '),
    ),
  };
}

const ASKS = `import { Server } from '@modelcontextprotocol/server';

export const ask = (server: Server) =>
  server.listRoots();
`;

describe('a place that only a rule finds', () => {
  /** A message that goes over a socket of one's own: no transform follows it. */
  const SENDS = `import type { CallToolResult } from '@modelcontextprotocol/server';

export function ask(socket: { send(text: string): void }): CallToolResult {
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'elicitation/create', params: {} }));
  return { content: [] };
}
`;

  it('is reported, and marked', async () => {
    const { text, places } = await migrated(SENDS);
    expect(places).toEqual(['multi-round-trip left warning 5:30 4']);
    expect(text.split('\n')[3]).toMatch(/^ {2}\/\/ TODO\(mcp-migrate\): multi-round-trip /);
  });

  it('is reported again the same, and its marker goes with it', async () => {
    const { text } = await migrated(SENDS);
    const again = await migrated(text);
    expect(again).toEqual({ text, places: ['multi-round-trip left warning 5:30 5'] });
    const done = await migrated(text.replace(/ {2}socket\.send.*\n/, ''));
    expect(done).toEqual({ text: SENDS.replace(/ {2}socket\.send.*\n/, ''), places: [] });
  });

  it('gets one marker with others of its change around it', async () => {
    const line = SENDS.split('\n')[3]!;
    const { text, places } = await migrated(
      SENDS.replace(line, `${line}\n${line.replace('elicitation/create', 'roots/list')}`),
    );
    expect(places.filter(place => place.startsWith('multi-round-trip'))).toEqual([
      'multi-round-trip left warning 5:30 4',
      'multi-round-trip left warning 6:30 5',
    ]);
    expect(text.match(/TODO\(mcp-migrate\): multi-round-trip/g)).toHaveLength(1);
  });

  it('is left out with --skip', async () => {
    expect(await migrated(SENDS, { paths: ['.'], skip: ['multi-round-trip'] })).toEqual({
      text: SENDS,
      places: [],
    });
  });
});

it('is judged with the package.json that the migration writes', async () => {
  const V1 = MANIFEST.replace(
    '@modelcontextprotocol/client": "^2.4.0',
    '@modelcontextprotocol/sdk": "^1.25.0',
  );
  await mkdir(path.join(dir, 'src'), { recursive: true });
  await writeFile(path.join(dir, 'package.json'), V1);
  await writeFile(
    path.join(dir, 'src/server.ts'),
    "import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';\nexport type S = McpServer;\n",
  );
  const vendor =
    "export const headers = (id: string) => {\n  const all: Record<string, string> = {};\n  all['mcp-session-id'] = id;\n  return all;\n};\n";
  await writeFile(path.join(dir, 'src/vendor.ts'), vendor);
  const first = await migrate({ cwd: dir, paths: ['.'] });
  expect(first.findings.filter(each => each.severity !== 'info')).toEqual([]);
  expect((await migrate({ cwd: dir, paths: ['.'] })).changed).toEqual([]);
});

describe('a place that a comment of ESLint exempts', () => {
  it('is not reported when the comment names its rule', async () => {
    const text = ASKS.replace(
      '  server.',
      '  // eslint-disable-next-line mcp-migrate/multi-round-trip -- old clients only\n  server.',
    );
    const { text: after, places } = await migrated(text.replace('listRoots', 'elicitInput'));
    expect(after).toBe(text.replace('listRoots', 'elicitInput'));
    expect(places).toEqual([]);
  });

  it('is reported when the comment names another', async () => {
    const text = ASKS.replace('  server.', '  // eslint-disable-next-line mcp-migrate/sessions\n  server.');
    expect((await migrated(text)).places).toContainEqual(expect.stringMatching(/^multi-round-trip left/));
  });
});

describe('a module that the migration adds', () => {
  it('has nothing that a rule finds, though it refuses the handshake', async () => {
    await mkdir(path.join(dir, 'src'), { recursive: true });
    await writeFile(path.join(dir, 'package.json'), '{ "name": "shelf", "type": "module" }\n');
    await writeFile(
      path.join(dir, 'src/a.js'),
      `import express from 'express';

const app = express();
const TOOLS = [];

app.post('/mcp', express.json(), (req, res) => {
  const { id, method } = req.body;
  switch (method) {
    case 'initialize':
      return res.json({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'a', version: '1' } } });
    case 'tools/list':
      return res.json({ jsonrpc: '2.0', id, result: { tools: TOOLS } });
    default:
      return res.json({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
  }
});
`,
    );
    const { findings } = await migrate({ cwd: dir, paths: ['.'], legacy: 'reject' });
    expect(await readFile(path.join(dir, 'src/mcp-revision.js'), 'utf8')).toContain('-32022');
    expect(findings.filter(each => each.file.endsWith('mcp-revision.js'))).toEqual([]);
  });
});
