import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources } from '../../src/discovery/sources.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO =
  "{ protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1' } }";
const ESM = `export function handleInitialize(params) {
  return ${HELLO};
}
`;
const server = (load: string, call = 'handleInitialize(params)') => `${load}
app.post('/mcp', async (req, res) => {
  const { id, method, params } = req.body;
  const ok = result => res.json({ jsonrpc: '2.0', id, result });
  switch (method) {
    case 'initialize':
      return ok(${call});
    case 'tools/list':
      return ok({ tools: [] });
    default:
      return res.json({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Unknown' } });
  }
});
`;

function migrated(files: Record<string, string>) {
  return migrateText(files, [handWrittenServers]).files;
}

describe('an answer to initialize that is made in another file', () => {
  it('gets one to server/discover beside it, which is imported', () => {
    const files = migrated({
      'server.js': server("import { handleInitialize } from './handlers.js';"),
      'handlers.js': ESM,
    });
    expect(files['handlers.js']).toContain(
      "export function handleDiscover() {\n  return {\n    resultType: 'complete',",
    );
    expect(files['server.js']).toMatch(
      /import \{ handleInitialize, handleDiscover \} from '.\/handlers.js';/,
    );
    expect(files['server.js']).toContain("case 'server/discover':\n      return ok(handleDiscover());");
  });

  it('is exported from CommonJS as the other is', () => {
    const files = migrated({
      'server.cjs': server("const { handleInitialize } = require('./handlers.cjs');"),
      'handlers.cjs': `${ESM.replace('export ', '')}module.exports = { handleInitialize };\n`,
    });
    expect(files['handlers.cjs']).toContain('module.exports = { handleDiscover, handleInitialize };');
    expect(files['server.cjs']).toContain("= require('./handlers.cjs')");
    expect(files['server.cjs']).toContain('return ok(handleDiscover());');
  });

  it.each([
    ['another name', "import { handleInitialize as hello } from './handlers.js';", 'hello(params)', ESM],
    ['a barrel that gives it on', "import { handleInitialize } from './index.js';", undefined, ESM],
    [
      'a name that is taken',
      "import { handleInitialize } from './handlers.js';\nconst handleDiscover = 1;",
      undefined,
      ESM,
    ],
    [
      'a constant',
      "import { handleInitialize } from './handlers.js';",
      undefined,
      `export const handleInitialize = () => (${HELLO});\n`,
    ],
    [
      'an export by a list',
      "import { handleInitialize } from './handlers.js';",
      undefined,
      `${ESM.replace('export ', '')}export { handleInitialize };\n`,
    ],
    [
      'a factory',
      "import { handlers } from './handlers.js';",
      'handlers().hello(params)',
      `${ESM}export const handlers = () => ({ hello: handleInitialize });\n`,
    ],
  ])('is left: %s', (_, load, call, handlers) => {
    const files: Record<string, string> = { 'server.js': server(load, call), 'handlers.js': handlers };
    if (load.includes('index.js')) files['index.js'] = "export * from './handlers.js';\n";
    const after = migrated(files);
    if (load.includes('index.js')) expect(after['server.js']).toContain("from './index.js'");
    else expect(after).toEqual(files);
  });
});

describe('the files of a server that is written by hand', () => {
  it('are read without a word of the protocol when it imports them', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'handlers-'));
    const texts: Record<string, string> = {
      'server.js': server("const { handleInitialize } = require('./handlers');"),
      'handlers.js': 'module.exports = { handleInitialize: () => ({ hello: 1 }) };\n',
      'other.js': 'module.exports = 1;\n',
    };
    const files = Object.keys(texts).map(each => path.join(root, each));
    for (const [name, text] of Object.entries(texts)) await writeFile(path.join(root, name), text);
    const { sources } = await readSources(files);
    await rm(root, { recursive: true });
    expect(sources.map(each => path.basename(each.path)).sort()).toEqual(['handlers.js', 'server.js']);
  });
});
