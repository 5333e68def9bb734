import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO =
  "{ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1' } }";
const ENTRIES = `const handlers = new Map([
  ['initialize', () => (${HELLO})],
  ['ping', () => ({})],
  ['tools/list', () => ({ tools: [] })],
  ['tools/call', callTool],
]);
`;
const SETS = `const handlers = new Map();
handlers.set('initialize', initialize);
handlers.set('ping', () => ({}));
handlers.set('tools/list', () => ({ tools: [] }));
handlers.set('tools/call', callTool);
`;
const DISPATCH = `
async function dispatch({ id, method, params }) {
  const handler = handlers.get(method);
  if (!handler) return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
  return { jsonrpc: '2.0', id, result: await handler(params) };
}
`;
const REST = `
/** Tells who we are. */
function initialize() {
  return ${HELLO};
}
async function callTool(params) {
  return { content: [{ type: 'text', text: params.name }] };
}
app.post('/mcp', async (req, res) => {
  res.json(await dispatch(req.body));
});
`;

function migrated(text: string, legacy: LegacyMode = 'auto', path = 'server.js') {
  const once = migrateText({ [path]: text }, [handWrittenServers], { legacy }).files;
  expect(migrateText(once, [handWrittenServers], { legacy }).files).toEqual(once);
  return once[path]!;
}

const DISCOVERY = (indent: string) => `{
${indent}  resultType: 'complete',
${indent}  supportedVersions: ['2026-07-28'],
${indent}  capabilities: { tools: {} },
${indent}  _meta: { 'io.modelcontextprotocol/serverInfo': SERVER_INFO },
${indent}  ttlMs: 0,
${indent}  cacheScope: 'private',
${indent}}`;

describe('a Map of handlers', () => {
  it('made with its entries gets one more', () => {
    const text = migrated(ENTRIES + DISPATCH + REST);
    expect(text).toContain(`const handlers = new Map([
  ['server/discover', () => (${DISCOVERY('  ')})],
  ['initialize', () => (`);
    expect(text).toContain(
      `['tools/list', () => ({ resultType: 'complete', tools: [], ttlMs: 0, cacheScope: 'private' })],`,
    );
    expect(text).toContain(`return { resultType: 'complete', content: [`);
    expect(text).toContain(`['ping', () => ({})],`);
    expect(text).toContain(`const METHODS = ['server/discover', 'tools/list', 'tools/call'];`);
  });

  it('filled beside it gets one more', () => {
    const text = migrated(SETS + DISPATCH + REST);
    expect(text).toContain(`const handlers = new Map();
handlers.set('server/discover', discover);
handlers.set('initialize', initialize);
`);
    expect(text).toContain(`function discover() {\n  return ${DISCOVERY('  ')};\n}`);
    expect(text).toContain(
      `handlers.set('tools/list', () => ({
  resultType: 'complete',
  tools: [],
  ttlMs: 0,
  cacheScope: 'private',
}));`,
    );
  });

  it('filled with functions, or asked with has and called at once', () => {
    const inline = SETS.replace("'initialize', initialize", `'initialize', () => (${HELLO})`);
    const asked = DISPATCH.replace('  const handler = handlers.get(method);\n', '')
      .replace('!handler)', '!handlers.has(method))')
      .replace('handler(params)', 'handlers.get(method)(params)');
    const text = migrated(inline + asked + REST);
    expect(text).toContain(`handlers.set('server/discover', () => (${DISCOVERY('')}));
handlers.set('initialize', () => (`);
  });

  it('on one line stays on it', () => {
    const line =
      "const handlers = new Map([['initialize', initialize], ['tools/list', list], ['tools/call', callTool]]);\nfunction list() {\n  return { tools: [] };\n}\n";
    expect(migrated(line + DISPATCH + REST)).toContain(
      "new Map([['server/discover', discover], ['initialize', initialize], ['tools/list', list]",
    );
  });

  it('whose keys are strings by its type', () => {
    const typed = (type: string) =>
      ENTRIES.replace('new Map', `new Map${type}`) + DISPATCH.replace('params }', 'params }: any') + REST;
    expect(migrated(typed('<string, Handler>'), 'auto', 'server.ts')).toContain("['server/discover', ");
    const keys = typed('<Method, Handler>');
    expect(migrated(keys, 'auto', 'server.ts')).toBe(keys);
    // TypeScript takes the type of the first entry for all.
    const guessed = typed('');
    expect(migrated(guessed, 'auto', 'server.ts')).toBe(guessed);
  });
});

describe('a Map of handlers, without 2025-11-25', () => {
  it.each([
    ['made with its entries', ENTRIES],
    ['filled beside it', SETS],
  ])('%s loses those of the handshake', (_name, table) => {
    const text = migrated(table + DISPATCH + REST, 'reject');
    expect(text).not.toMatch(/'initialize'|'ping'/);
    expect(text.match(/'server\/discover'/g)).toHaveLength(2);
  });

  it('leaves no gap', () => {
    const text = migrated(
      SETS + "handlers.set('logging/setLevel', () => ({}));\n" + DISPATCH + REST,
      'reject',
    );
    expect(text).toContain(`const handlers = new Map();
handlers.set('server/discover', initialize);
handlers.set('tools/list', () => ({
  resultType: 'complete',
  tools: [],
  ttlMs: 0,
  cacheScope: 'private',
}));
handlers.set('tools/call', callTool);

`);
  });
});

describe('a Map of which more is done than is in view', () => {
  const more = (text: string) => SETS + text + DISPATCH + REST;
  it.each([
    ['an entry is deleted', more("handlers.delete('ping');\n")],
    ['it is handed on', more('install(handlers);\n')],
    ['it is iterated', more('for (const [name] of handlers) note(name);\n')],
    ['its keys are listed', more('const methods = [...handlers.keys()];\n')],
    ['it is filled in a function', more("function more() {\n  handlers.set('prompts/list', list);\n}\n")],
    ['it is filled in a loop', more('for (const each of all) {\n  handlers.set(each.name, each.run);\n}\n')],
    ['it is filled under a condition', more("if (DEBUG) handlers.set('debug/dump', dump);\n")],
    ['it is exported', more('').replace('const handlers', 'export const handlers')],
    ['it is exported at the end', more('export { handlers };\n')],
    ['it is another one', more('').replace('const handlers', 'let handlers')],
    ['its Map is another', "import { Map } from 'immutable';\n" + more('')],
    ['a key is not known', more('handlers.set(name, callTool);\n')],
    ['a key is there twice', more("handlers.set('ping', pong);\n")],
    ['an entry is spread', ENTRIES.replace("['ping'", "...others,\n  ['ping'") + DISPATCH + REST],
    ['a handler is made by a call', more("handlers.set('prompts/list', traced(list));\n")],
    ['it is asked in two functions', more('const knows = method => handlers.get(method);\n')],
    ['it is asked for something else', more("const ping = handlers.get('ping');\n")],
    [
      'another Map is asked as well',
      more('').replace('  if (!handler)', '  if (others.has(method)) return;\n  if (!handler)'),
    ],
  ])('leaves the server: %s', (_name, text) => {
    expect(migrated(text)).toBe(text);
    expect(migrated(text, 'reject')).toBe(text);
  });
});

describe('a server that sends log messages', () => {
  const server = ENTRIES + DISPATCH + REST;
  it.each([
    [
      'as an object',
      "const log = data => send({ jsonrpc: '2.0', method: 'notifications/message', params: { data } });\n",
    ],
    ['by name', "const log = data => notify('notifications/message', { level: 'info', data });\n"],
    ['by a constant', "const LOG = 'notifications/message';\nconst log = data => notify(LOG, { data });\n"],
  ])('is left, with the messages sent %s', (_name, log) => {
    expect(migrated(server + log)).toBe(server + log);
    expect(migrated(server + log, 'reject')).toBe(server + log);
  });

  it('is left when another file of its package sends them', () => {
    const files = {
      'server.js': server,
      'log.js': "export const LOG = { method: 'notifications/message' };\n",
    };
    expect(migrateText(files, [handWrittenServers]).files).toEqual(files);
  });

  it('is not left when requests ask for them, or when it hears them', () => {
    const asked = `const log = (meta, data) => meta['io.modelcontextprotocol/logLevel'] && notify('notifications/message', { data });\n`;
    const heard = "const isLog = message => message.method === 'notifications/message';\n";
    expect(migrated(server + asked)).toContain("['server/discover', ");
    expect(migrated(server + heard)).toContain("['server/discover', ");
  });
});
