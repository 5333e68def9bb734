import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO = `{ protocolVersion: '2025-11-25', capabilities: { tools: { listChanged: true } }, serverInfo: { name: 'shelf', version: '1' } }`;
const CHANGED = "{ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }";

/** A server on Express that keeps its streams in a set; `telling` is how it tells of changes. */
const server = (telling: string, cases = '') => `import express from 'express';
const app = express();
const streams = new Set();

function broadcast(message) {
  for (const stream of streams) stream.write('data: ' + JSON.stringify(message) + '\\n\\n');
}

${telling}

function dispatch({ id, method, params }) {
  switch (method) {
    case 'initialize':
      return { jsonrpc: '2.0', id, result: ${HELLO} };
    case 'tools/list':
      return { jsonrpc: '2.0', id, result: { tools: [] } };
    ${cases}
    default:
      return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
  }
}

app.post('/mcp', (req, res) => {
  res.json(dispatch(req.body));
});

app.get('/mcp', (req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  streams.add(res);
});
`;

function migrated(text: string, legacy: LegacyMode = 'keep') {
  const once = migrateText({ 'server.js': text }, [handWrittenServers], { legacy }).files;
  expect(migrateText(once, [handWrittenServers], { legacy }).files).toEqual(once);
  expect(once['server.js']).toContain("case 'server/discover'");
  return once;
}

describe('changes that a server tells of on its streams', () => {
  it.each([
    [
      `store.on('tools', () => broadcast(${CHANGED}));`
        .replace('() => b', '() => {\n  b')
        .replace('));', ');\n});'),
    ],
    [`function changed() {\n  broadcast(${CHANGED});\n}\nstore.on('tools', changed);`],
    [
      `function changed() {\n  if (!dirty) return;\n  streams.forEach(stream => stream.write(JSON.stringify(${CHANGED})));\n}`,
    ],
    [
      "const notify = method => {\n  for (const stream of streams) stream.write(JSON.stringify({ jsonrpc: '2.0', method }));\n};\nfunction changed() {\n  notify('notifications/tools/list_changed');\n}",
    ],
    [`function changed() {\n  if (streams.size > 0) {\n    broadcast(${CHANGED});\n  }\n}`],
  ])('go to those who listen as well: %s', telling => {
    for (const legacy of ['keep', 'reject'] as const) {
      const files = migrated(server(telling), legacy);
      const text = files['server.js']!;
      expect(text.match(/tell\('notifications\/tools\/list_changed'\);/g)).toHaveLength(1);
      expect(text).toContain("if (listened(req.body, ['toolsListChanged'], res)) return;");
      expect(text).toContain("const METHODS = ['server/discover', 'tools/list', 'subscriptions/listen'];");
      expect(Object.keys(files)).toContain('mcp-subscriptions.js');
    }
  });

  it('are told in front of what asks who listens, with what they are of', () => {
    const text = migrated(
      server(`function updated(uri) {
  for (const [stream, uris] of watching) {
    if (uris.has(uri)) stream.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } }));
  }
}`),
    )['server.js']!;
    expect(text).toContain(`function updated(uri) {
  tell('notifications/resources/updated', { uri });
  for (const [stream, uris] of watching) {`);
  });
});

describe('changes that are not told of for sure', () => {
  const told = (body: string, more = '') => `${more}function changed(uri) {\n${body}\n}`;
  it.each([
    ['to one stream', told(`  stream.write(JSON.stringify(${CHANGED}));`, 'let stream;\n')],
    [
      'to the stream that is handed over',
      `function changed(stream) {\n  stream.write(JSON.stringify(${CHANGED}));\n}`,
    ],
    [
      'in a handler of requests',
      `app.get('/mcp', (req, res) => {\n  store.on('tools', () => {\n    broadcast(${CHANGED});\n  });\n});`,
    ],
    [
      'by a function that is called for each session',
      `function changed(id) {\n  broadcast(${CHANGED});\n}\nfunction all() {\n  for (const id of ids) changed(id);\n}`,
    ],
    ['by what is not in view', told(`  bus.send(${CHANGED});`)],
    [
      'in a loop with a choice of its own',
      told(
        `  for (const stream of streams) {\n    if (isNew) {\n      for (const each of all) broadcast(${CHANGED});\n    }\n  }`,
      ),
    ],
    ['behind who listens', told(`  if (streams.size === 0) return;\n  broadcast(${CHANGED});`)],
    [
      'in another case where nobody listens',
      told(`  if (streams.size > 0) {\n    broadcast(${CHANGED});\n  } else later();`),
    ],
    [
      'with what is only known there',
      told(
        `  for (const [stream, seen] of watching) {\n    stream.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: seen } }));\n  }`,
      ),
    ],
    [
      'with what a call makes',
      told("  broadcast({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: next() });"),
    ],
    [
      'to those of one key',
      told(`  for (const stream of byRoom.get(uri) ?? []) stream.write(JSON.stringify(${CHANGED}));`),
    ],
    [
      'to a part of all',
      told(
        `  [...streams].filter(each => each.room === uri).forEach(each => each.write(JSON.stringify(${CHANGED})));`,
      ),
    ],
    [
      'to those that a condition chooses',
      told(
        `  for (const client of streams) {\n    if (client.room === uri) client.write(JSON.stringify(${CHANGED}));\n  }`,
      ),
    ],
    [
      'to those that are not passed over',
      told(
        `  for (const session of streams) {\n    if (!session || session.room !== uri) continue;\n    session.write(JSON.stringify(${CHANGED}));\n  }`,
      ),
    ],
    [
      'to those that listen and more',
      told(
        `  for (const session of streams) {\n    if (session.stream && session.isStaff) session.write(JSON.stringify(${CHANGED}));\n  }`,
      ),
    ],
    [
      'of a server that asks who comes',
      told(
        `  broadcast(${CHANGED});`,
        'app.use((req, res, next) => (req.headers.authorization === KEY ? next() : res.status(401).end()));\n',
      ),
    ],
    [
      'of a server with a limit',
      told(`  broadcast(${CHANGED});`, 'const isFull = () => streams.size >= MAX_STREAMS;\n'),
    ],
    ['with a name that is taken', told(`  broadcast(${CHANGED});`, 'const tell = () => {};\n')],
    [
      'under a name that is not known',
      told('  broadcast(message(CHANGED));', "const CHANGED = 'notifications/tools/list_changed';\n"),
    ],
  ])('are not promised: %s', (_name, telling) => {
    const { 'server.js': text, ...more } = migrated(server(telling));
    expect(text).not.toMatch(/listened\(|subscriptions\/listen|^\s*tell\(/m);
    expect(text).toContain('capabilities: { tools: {} },');
    expect(Object.keys(more)).toEqual(['mcp-revision.js']);
  });

  it.each([
    "case 'resources/subscribe':\n      if (!store.mayRead(params.uri)) return refuse(id);\n      return { jsonrpc: '2.0', id, result: {} };",
    "case 'resources/subscribe':\n      if (!known.has(params.uri)) throw new Error(params.uri);\n      return { jsonrpc: '2.0', id, result: {} };",
  ])('are not promised where subscribing is refused to some: %s', cases => {
    const text = migrated(server(told(`  broadcast(${CHANGED});`), cases))['server.js']!;
    expect(text).not.toContain('listened(');
  });

  it('are not promised in front of another check', () => {
    const text = server(told(`  broadcast(${CHANGED});`)).replace(
      '  res.json(dispatch(req.body));',
      '  const message = req.body;\n  if (closing) return res.status(410).end();\n  res.json(dispatch(message));',
    );
    expect(migrated(text)['server.js']).not.toContain('listened(');
  });

  it.each([
    ["app.get('/mcp', (req, res) => {", "app.get('/mcp', wait, (req, res) => {"],
    [
      '  res.json(dispatch(req.body));',
      '  const message = req.body;\n  admit(req);\n  res.json(dispatch(message));',
    ],
  ])('are not promised in front of what may refuse: %s', (from, to) => {
    const text = server(told(`  broadcast(${CHANGED});`)).replace(from, to);
    expect(text).toContain(to);
    expect(migrated(text)['server.js']).not.toContain('listened(');
  });

  it('are not promised where answers have no stream of node', () => {
    const text = server(`function changed() {\n  broadcast(${CHANGED});\n}`)
      .replace(
        "app.post('/mcp', (req, res) => {\n  res.json(dispatch(req.body));",
        "app.post('/mcp', async (req, reply) => {\n  reply.code(200).send(dispatch(req.body));",
      )
      .replace(
        "import express from 'express';\nconst app = express();",
        "import fastify from 'fastify';\nconst app = fastify();",
      );
    expect(migrated(text)['server.js']).not.toContain('listened(');
  });
});
