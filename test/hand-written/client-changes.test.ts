import { describe, expect, test } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText } from '../helpers/migrate-text.js';

interface Parts {
  /** What is done about messages that belong to no request. */
  readonly take?: string;
  /** What is done when a request is sent. */
  readonly sending?: string;
  readonly answered?: string;
  readonly more?: string;
}

const REFRESH = `if (message.method === 'notifications/tools/list_changed') void refresh();`;

function pipeClient(parts: Parts = {}): string {
  const { take = REFRESH, sending = '', more = '' } = parts;
  const answered = parts.answered ?? 'waiting.get(message.id)?.(message.result);';
  return `import { createInterface } from 'node:readline';

export async function start(child, refresh) {
  const waiting = new Map();
  let lastId = 0;

  const send = message => child.stdin.write(JSON.stringify(message) + '\\n');

  createInterface({ input: child.stdout }).on('line', line => {
    const message = JSON.parse(line);
    ${take}
    ${answered}
  });

  function request(method, params) {
    return new Promise(resolve => {
      const id = ++lastId;
      waiting.set(id, resolve);${sending}
      send({ jsonrpc: '2.0', id, method, params });
    });
  }

  await request('initialize', { protocolVersion: '2025-06-18', capabilities: {} });
  send({ jsonrpc: '2.0', method: 'notifications/initialized' });
${more}
  return { call: (name, args) => request('tools/call', { name, arguments: args }) };
}
`;
}

function httpClient(take: string, opens: string, more = ''): string {
  return `export class Watcher {
  #sessionId;
  #lastId = 0;
  #stopping = new AbortController();

  async connect() {
    await this.#rpc('initialize', { protocolVersion: '2025-11-25', capabilities: {} });
    void this.#watch();
  }

  call(name) {
    return this.#rpc('tools/call', { name });
  }

  async #watch() {
    ${opens}
    for await (const message of messages(response.body)) this.#take(message);
  }

  #take(message) {
    ${take}
  }
${more}
  #headers() {
    return { 'Content-Type': 'application/json', ...(this.#sessionId && { 'Mcp-Session-Id': this.#sessionId }) };
  }

  async #rpc(method, params) {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: this.#headers(),
      body: JSON.stringify({ jsonrpc: '2.0', id: ++this.#lastId, method, params }),
    });
    this.#sessionId = response.headers.get('mcp-session-id') ?? undefined;
    return (await response.json()).result;
  }
}
`;
}

function migrated(text: string, legacy: 'auto' | 'reject' = 'auto') {
  const { files } = migrateText({ 'src/client.js': text }, [handWrittenClient], { legacy });
  return { text: files['src/client.js']!, module: files['src/mcp-dialect.js'] ?? '' };
}

/** The client is moved, but asks for no changes. */
function expectUnheard(text: string): void {
  const result = migrated(text).text;
  expect(result).toContain('server/discover');
  expect(result).not.toMatch(/subscriptions\/listen|listening\(/);
}

const OPENS = `if (!this.#sessionId) return;
    const response = await fetch(this.url, {
      headers: { ...this.#headers(), Accept: 'text/event-stream' },
      signal: this.#stopping.signal,
    });`;
const RELOAD = `if (message.method === 'notifications/prompts/list_changed') this.reload();`;

describe('a client of a pipe that waits for changes', () => {
  test('asks newer servers for them after the handshake', () => {
    expect(migrated(pipeClient()).text)
      .toContain(`    send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }
  if (!dialect.isLegacy) {
    // Answered only once there is no more to announce.
    request('subscriptions/listen', { notifications: { toolsListChanged: true } }).catch(() => {});
  }
`);
    expect(migrated(pipeClient(), 'reject').text)
      .toContain(`  // Answered only once there is no more to announce.
  request('subscriptions/listen', { notifications: { toolsListChanged: true } }).catch(() => {});
`);
  });

  test('asks in a message of its own where requests are given up after a time', () => {
    const { text } = migrated(pipeClient({ sending: ' setTimeout(resolve, 5000);' }));
    expect(text).toContain(`    send({
      jsonrpc: '2.0',
      id: -1,
      method: 'subscriptions/listen',
      params: { notifications: { toolsListChanged: true } },
    });
`);
  });

  test('asks for resources in the place of subscribing to them', () => {
    const { text } = migrated(
      pipeClient({
        take: `if (message.method === 'notifications/resources/updated') refresh(message.params.uri);`,
        more: `  await request('resources/subscribe', { uri: 'shop://stock' });`,
      }),
    );
    expect(text).toContain(`  if (dialect.isLegacy) {
    await request('resources/subscribe', { uri: 'shop://stock' });
  } else {
    request('subscriptions/listen', { notifications: { resourceSubscriptions: ['shop://stock'] } }).catch(() => {});
  }
`);
  });
});

describe('a client that opens a stream by GET', () => {
  test('opens it by `subscriptions/listen` at newer servers', () => {
    const { text, module } = migrated(httpClient(RELOAD, OPENS));
    expect(text).toContain(`    if (this.#dialect.isLegacy && !this.#sessionId) return;
    const response = await fetch(
      this.url,
      this.#dialect.listening({ promptsListChanged: true }, {
        headers: { ...this.#headers(), Accept: 'text/event-stream' },
        signal: this.#stopping.signal,
      }),
    );
    for await`);
    expect(module).toContain('  listening(notifications, options) {\n    if (this.isLegacy) return options;');
  });

  test('only does so where older servers do not count', () => {
    const { text, module } = migrated(httpClient(RELOAD, OPENS), 'reject');
    expect(text).toContain('this.#dialect.listening({ promptsListChanged: true }, {');
    expect(text).not.toMatch(/this\.#session|Mcp-Session-Id/);
    expect(module).not.toContain('isLegacy');
  });
});

describe('a client is moved, but asks for no changes', () => {
  test('when it does nothing about them', () => {
    expectUnheard(pipeClient({ take: `if (message.method === 'notifications/tools/list_changed') return;` }));
    expectUnheard(
      pipeClient({ take: `switch (message.method) { case 'notifications/tools/list_changed': break; }` }),
    );
  });

  test('when it cannot take an answer that nobody waits for', () => {
    expectUnheard(
      pipeClient({
        sending: ' setTimeout(resolve, 5000);',
        answered: 'waiting.get(message.id)(message.result);',
      }),
    );
  });

  test('when what it reads from the stream goes elsewhere', () => {
    expectUnheard(httpClient('console.log(message);', OPENS, `\n  other(message) {\n    ${RELOAD}\n  }\n`));
  });

  test('when the stream depends on its session in another way', () => {
    expectUnheard(
      httpClient(
        RELOAD,
        OPENS.replace('if (!this.#sessionId) return;', "if (this.sessionLess) throw new Error('none');"),
      ),
    );
  });

  test('when it reads answers only once they are whole', () => {
    expectUnheard(
      httpClient(RELOAD, OPENS)
        .replace('    void this.#watch();\n', '')
        .replace(/ {2}async #watch[^]*?\n {2}}\n\n/, ''),
    );
  });

  test('when it ends what it subscribes to, or looks at the answer', () => {
    const ending = pipeClient({
      more: `  await request('resources/subscribe', { uri });\n  await request('resources/unsubscribe', { uri });`,
      take: '',
    });
    expectUnheard(ending);
    expect(migrated(ending).text).toContain("  await request('resources/subscribe', { uri });\n");
    expectUnheard(
      pipeClient({ more: `  const state = await request('resources/subscribe', { uri });`, take: '' }),
    );
  });
});
