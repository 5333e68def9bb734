import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO = `{ protocolVersion: '2025-11-25', capabilities: { tools: { listChanged: true }, logging: {} }, serverInfo: { name: 'shelf', version: '1' } }`;

/** A server on standard output; `telling` is how it tells of changes. */
function server(telling: string, cases = '') {
  return `import readline from 'node:readline';

function send(message) {
  process.stdout.write(JSON.stringify(message) + '\\n');
}

${telling}

async function handle({ id, method, params }) {
  switch (method) {
    case 'initialize':
      send({ jsonrpc: '2.0', id, result: ${HELLO} });
      break;
    case 'tools/list':
      send({ jsonrpc: '2.0', id, result: { tools: [] } });
      break;
    ${cases}
    default:
      send({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
  }
}

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', line => {
  const message = JSON.parse(line);
  handle(message);
});
`;
}

const TOOLS =
  "store.on('tools', () => send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }));";
const SUBSCRIBE = `case 'resources/subscribe':
      subscribed.add(params.uri);
      send({ jsonrpc: '2.0', id, result: {} });
      break;`;
const UPDATES = (condition: string) => `const subscribed = new Set();
store.on('change', uri => {
  if (${condition}) send({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } });
});`;

function migrated(text: string, legacy: LegacyMode = 'keep') {
  const once = migrateText({ 'server.js': text }, [handWrittenServers], { legacy });
  expect(migrateText(once.files, [handWrittenServers], { legacy }).files).toEqual(once.files);
  return once.files;
}

describe('changes that are told of on standard output', () => {
  it('go to those who listen', () => {
    const text = migrated(server(TOOLS))['server.js'];
    expect(text).toContain(
      "store.on('tools', () => tell({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }, send));",
    );
    expect(text).toContain("  if (listened(message, ['toolsListChanged'], send)) return;\n");
    expect(text).toContain("const METHODS = ['server/discover', 'tools/list', 'subscriptions/listen'];");
    expect(text).toContain("import { listened, tell } from './mcp-subscriptions.js';");
  });

  it('are promised', () => {
    const text = migrated(server(TOOLS))['server.js']!;
    const discover = text.slice(text.indexOf("case 'server/discover'"), text.indexOf("case 'initialize'"));
    expect(discover).toContain('capabilities: { tools: { listChanged: true } },');
  });

  it('go through a function that makes the messages', () => {
    const text = migrated(
      server(`function notify(method, params) {
  send({ jsonrpc: '2.0', method, params });
}
store.on('tools', () => notify('notifications/tools/list_changed'));
store.on('done', id => notify('notifications/progress', { progressToken: id, progress: 1 }));`),
    )['server.js'];
    expect(text).toContain("  tell({ jsonrpc: '2.0', method, params }, send);");
    expect(text).toContain("notify('notifications/tools/list_changed'));");
  });

  it('go to those who listen to a resource, beside those who subscribed', () => {
    const text = server(UPDATES('subscribed.has(uri)'), SUBSCRIBE);
    expect(migrated(text)['server.js']).toContain(
      "if (subscribed.has(uri) || isListenedTo(uri)) tell({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } }, send);",
    );
    const alone = migrated(text, 'reject')['server.js'];
    expect(alone).toContain('if (isListenedTo(uri)) tell(');
    expect(alone).not.toContain("'resources/subscribe'");
  });

  it('are told by a method of a class', () => {
    const text = `import readline from 'node:readline';
class Rack {
  write(message) {
    process.stdout.write(JSON.stringify(message) + '\\n');
  }

  changed() {
    this.write({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
  }

  start() {
    readline.createInterface({ input: process.stdin }).on('line', line => {
      const message = JSON.parse(line);
      this.handle(message);
    });
  }

  handle({ id, method }) {
    switch (method) {
      case 'initialize':
        return this.write({ jsonrpc: '2.0', id, result: ${HELLO} });
      case 'tools/list':
        return this.write({ jsonrpc: '2.0', id, result: { tools: [] } });
      default:
        return this.write({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Unknown' } });
    }
  }
}
new Rack().start();
`;
    const after = migrated(text)['server.js'];
    expect(after).toContain(
      "tell({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }, each => this.write(each));",
    );
    expect(after).toContain("if (listened(message, ['toolsListChanged'], each => this.write(each))) return;");
  });
});

describe('a server is left', () => {
  it.each<[string, string, string?]>([
    [
      'that writes a change itself',
      `store.on('tools', () => {
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }) + '\\n');
});`,
    ],
    [
      'that makes a change in one place and sends it in another',
      `const changed = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' };
store.on('tools', () => send(changed));`,
    ],
    [
      'that chooses the method of a change',
      `store.on('change', kind => send({ jsonrpc: '2.0', method: kind === 'tool' ? 'notifications/tools/list_changed' : 'notifications/prompts/list_changed' }));`,
    ],
    ['that has another `tell`', `const tell = text => console.error(text);\n${TOOLS}`],
    ['that asks more than who subscribed', UPDATES('subscribed.has(uri) && store.isPublic(uri)'), SUBSCRIBE],
    [
      'that leaves in front of what it tells',
      `const subscribed = new Set();
store.on('change', uri => {
  if (!subscribed.has(uri)) return;
  send({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } });
});`,
      SUBSCRIBE,
    ],
    [
      'that tells all who subscribed in turn',
      `const subscribed = new Set();
store.on('change', () => {
  for (const uri of subscribed) send({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } });
});`,
      SUBSCRIBE,
    ],
    [
      'that asks for another address than it tells',
      `const subscribed = new Set();
store.on('change', (uri, part) => {
  if (subscribed.has(uri)) send({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: part } });
});`,
      SUBSCRIBE,
    ],
    [
      'that logs to the client besides',
      `${TOOLS}
store.on('log', data => send({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data } }));`,
    ],
  ])('%s', (_, telling, cases) => {
    const text = server(telling, cases);
    for (const legacy of ['keep', 'reject'] as const) {
      expect(migrated(text, legacy)).toEqual({ 'server.js': text });
    }
  });
});
