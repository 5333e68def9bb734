import { describe, expect, test } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText, type TextMigration } from '../helpers/migrate-text.js';

/** A client over HTTP, some of whose parts can be given in other words. */
function httpClient(
  parts: { hello?: string; post?: string; more?: string; capabilities?: string } = {},
): string {
  const { more = '', capabilities = '{}' } = parts;
  const hello =
    parts.hello ??
    `await this.rpc('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: ${capabilities},
      clientInfo: { name: 'reader', version: '1.0.0' },
    });
    await this.notify('notifications/initialized');`;
  const post =
    parts.post ??
    `const response = await fetch(this.url, {
      method: 'POST',
      headers: this.headers(),
      body: JSON.stringify({ jsonrpc: '2.0', id: this.nextId++, method, params }),
    });
    const sid = response.headers.get('mcp-session-id');
    if (sid) this.sessionId = sid;
    return (await response.json()).result;`;
  return `export class Reader {
  private sessionId: string | undefined;
  private nextId = 1;

  constructor(private readonly url: string) {}

  async connect(): Promise<void> {
    ${hello}
  }

  async read(uri: string): Promise<any> {
    return this.rpc('resources/read', { uri });
  }
${more}
  private headers(): Record<string, string> {
    return {
      'Content-Type': 'application/json',
      ...(this.sessionId ? { 'Mcp-Session-Id': this.sessionId } : {}),
    };
  }

  private async rpc(method: string, params: Record<string, unknown> = {}): Promise<any> {
    ${post}
  }

  private async notify(method: string): Promise<void> {
    await fetch(this.url, {
      method: 'POST',
      headers: this.headers(),
      body: JSON.stringify({ jsonrpc: '2.0', method }),
    });
  }
}
`;
}

function migrated(text: string, legacy: 'auto' | 'reject' = 'auto', name = 'src/reader.ts'): TextMigration {
  return migrateText({ [name]: text }, [handWrittenClient], { legacy });
}

function textOf(text: string, legacy: 'auto' | 'reject' = 'auto'): string {
  return migrated(text, legacy).files['src/reader.ts']!;
}

describe('the handshake', () => {
  test('is asked for after `server/discover`, and only of older servers', () => {
    const text = textOf(httpClient());
    expect(text).toContain(`    const client = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'reader', version: '1.0.0' },
    };
    if (!(await this.dialect.discover(client, () => this.rpc('server/discover')))) {
      await this.rpc('initialize', client);
      await this.notify('notifications/initialized');
    }
`);
  });

  test('gives what code reads from it in either case', () => {
    const hello = `const hello = await this.rpc('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'reader', version: '1.0.0' },
    });
    console.log(hello.serverInfo.name);
    await this.notify('notifications/initialized');`;
    const text = textOf(httpClient({ hello }));
    expect(text).toContain(`    const hello =
      (await this.dialect.discover(client, () => this.rpc('server/discover'))) ??
      (await this.rpc('initialize', client));
    console.log(hello.serverInfo.name);
    if (this.dialect.isLegacy) await this.notify('notifications/initialized');
`);
  });

  test('goes away where older servers do not count', () => {
    const text = textOf(httpClient(), 'reject');
    expect(text).toContain(`    const client = {
      capabilities: {},
      clientInfo: { name: 'reader', version: '1.0.0' },
    };
    await this.dialect.discover(client, () => this.rpc('server/discover'));
  }
`);
    expect(text).not.toMatch(/initialize|Mcp-Session-Id|mcp-session-id|isLegacy/);
  });

  test('that is posted as it stands is posted by the dialect', () => {
    const hello = `const message = {
      jsonrpc: '2.0',
      id: 0,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {} },
    };
    const response = await fetch(this.url, { method: 'POST', body: JSON.stringify(message) });
    this.sessionId = response.headers.get('mcp-session-id') ?? undefined;`;
    const text = textOf(httpClient({ hello }));
    expect(text).toContain(
      `await this.dialect.connect('server/discover', message, (body, mcpHeaders) =>
      fetch(this.url, { method: 'POST', body, headers: mcpHeaders }),
    );
    if (this.dialect.isLegacy) this.sessionId = response.headers.get('mcp-session-id') ?? undefined;
`,
    );
    const rejecting = textOf(httpClient({ hello }), 'reject');
    expect(rejecting).toContain(`const client = { capabilities: {} };`);
    expect(rejecting).toContain(`method: 'server/discover',\n    };`);
    expect(rejecting).toContain('this.dialect.connect(client, message, (body, mcpHeaders) =>');
  });
});

describe('requests', () => {
  test('get their metadata and headers from one helper', () => {
    const text = textOf(httpClient());
    expect(text).toContain(`    const message = { jsonrpc: '2.0', id: this.nextId++, method, params };
    const response = await this.dialect.send(message, (body, mcpHeaders) =>
      fetch(this.url, {
        method: 'POST',
        headers: { ...this.headers(), ...mcpHeaders },
        body,
      }),
    );
    const sid = this.dialect.isLegacy ? response.headers.get('mcp-session-id') : null;
    if (sid) this.sessionId = sid;
`);
    expect(text).toContain(
      `      ...(this.dialect.isLegacy && this.sessionId ? { 'Mcp-Session-Id': this.sessionId } : {}),\n`,
    );
  });

  test('go through a function that reads the type of the result', () => {
    const text = textOf(httpClient());
    expect(text).toContain(
      `  private async rpc(method: string, params: Record<string, unknown> = {}): Promise<any> {
    return this.dialect.complete(params, next => this.rpcOnce(method, next));
  }

  private async rpcOnce(method: string, params: Record<string, unknown> = {}): Promise<any> {
`,
    );
  });

  test('that ping ask newer servers about themselves', () => {
    const more = `
  async isAlive(): Promise<boolean> {
    return (await this.rpc('ping')) !== undefined;
  }
`;
    expect(textOf(httpClient({ more }))).toContain(
      `await this.rpc(this.dialect.isLegacy ? 'ping' : 'server/discover')`,
    );
    expect(textOf(httpClient({ more }), 'reject')).toContain(
      `await this.rpc('server/discover')) !== undefined`,
    );
  });

  test('may be held as text, or have their id added later', () => {
    const post = `const message: Record<string, unknown> = { jsonrpc: '2.0', method, params };
    if (!method.startsWith('notifications/')) message.id = this.nextId++;
    const payload = JSON.stringify(message);
    const response = await fetch(this.url, { method: 'POST', headers: this.headers(), body: payload });
    return (await response.json()).result;`;
    const text = textOf(httpClient({ post }));
    expect(text).toContain(`message.id = this.nextId++;
    const response = await this.dialect.send(message, (body, mcpHeaders) =>
      fetch(this.url, { method: 'POST', headers: { ...this.headers(), ...mcpHeaders }, body }),
    );
`);
    expect(text).toContain('private async rpcOnce(');
  });
});

describe('questions of the server', () => {
  const answering = `
  private async receive(message: any): Promise<void> {
    const result = await this.answer(message);
    await fetch(this.url, {
      method: 'POST',
      headers: this.headers(),
      body: JSON.stringify({ jsonrpc: '2.0', id: message.id, result }),
    });
  }

  private async answer(message: any): Promise<unknown> {
    if (message.method === 'elicitation/create') return { action: 'decline' };
    throw new Error('unknown');
  }
`;

  test('are answered by the function that answered them before', () => {
    const text = textOf(httpClient({ capabilities: '{ elicitation: {} }', more: answering }));
    expect(text).toContain(
      `complete(params, next => this.rpcOnce(method, next), request => this.answer(request));`,
    );
    expect(text).toContain(`const answer = { jsonrpc: '2.0', id: message.id, result };`);
  });

  test('leave a client alone whose answers are not in view, and are reported', () => {
    const text = httpClient({ capabilities: '{ elicitation: {} }' });
    const { files, left } = migrated(text);
    expect(files).toEqual({ 'src/reader.ts': text });
    expect(left).toEqual([expect.stringContaining('Servers of 2026-07-28 ask in the result of a request')]);
  });

  test('that are posted in passing are worked out by a function', () => {
    const text = textOf(
      httpClient({ capabilities: '{ elicitation: {} }', more: INLINE.replace('this.url && ', '') }),
    );
    expect(text).toContain('request => this.answerRequest(request),');
    expect(text).toContain(
      `const answer = { jsonrpc: '2.0', id: message.id, result: this.answerRequest(message) };`,
    );
  });

  const INLINE = `
  private async receive(message: any): Promise<void> {
    if (this.url && message.method === 'elicitation/create') {
      const result = { action: 'decline' };
      await fetch(this.url, {
        method: 'POST',
        headers: this.headers(),
        body: JSON.stringify({ jsonrpc: '2.0', id: message.id, result }),
      });
    }
  }
`;

  test('that are answered in passing leave a client alone, and are reported', () => {
    const text = httpClient({ capabilities: '{ elicitation: {} }', more: INLINE });
    const { files, left } = migrated(text);
    expect(files).toEqual({ 'src/reader.ts': text });
    expect(left).toEqual([expect.stringContaining('Servers of 2026-07-28 ask in the result of a request')]);
  });

  test('are not reported where the client is left for something else, or offers no answers', () => {
    const watching = `${INLINE}\n  watch(level: string) {\n    return this.rpc('logging/setLevel', { level });\n  }\n`;
    expect(migrated(httpClient({ capabilities: '{ elicitation: {} }', more: watching })).left).toEqual([]);
    expect(migrated(httpClient({ more: INLINE })).left).toEqual([]);
  });
});

describe('a client is left wholly alone', () => {
  const unchanged = (text: string, legacy: 'auto' | 'reject' = 'auto') => {
    const { files } = migrated(text, legacy);
    expect(files).toEqual({ 'src/reader.ts': text });
  };

  test('when one of its messages takes a way out of view', () => {
    unchanged(
      httpClient({ more: `\n  ask() {\n    send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });\n  }\n` }),
    );
  });

  test('when it uses what 2026-07-28 took away', () => {
    unchanged(
      httpClient({
        more: `\n  watch(level: string) {\n    return this.rpc('logging/setLevel', { level });\n  }\n`,
      }),
    );
  });

  test('when it resumes streams', () => {
    unchanged(httpClient().replace("'Content-Type': 'application/json',", "'Last-Event-ID': this.last,"));
  });

  test('when something depends on the session that cannot be told', () => {
    unchanged(httpClient({ more: `\n  get id() {\n    return this.sessionId;\n  }\n` }));
    unchanged(
      httpClient({ more: `\n  async ensure() {\n    if (!this.sessionId) await this.connect();\n  }\n` }),
    );
  });

  test('when the one who calls says where its server is', () => {
    unchanged(`export async function rpc(url: string, method: string, params?: object) {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return response.json();
}

export async function connect(url: string) {
  await rpc(url, 'initialize', { protocolVersion: '2025-06-18', capabilities: {} });
}
`);
  });

  test('when it only looks whether a server is there', () => {
    unchanged(`export async function isUp() {
  const response = await fetch('http://localhost:3000/mcp', {
    method: 'POST',
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {} },
    }),
  });
  return response.ok;
}
`);
  });

  test('when it is of another protocol', () => {
    unchanged(`export async function start(connection: any) {
  await connection.sendRequest('initialize', { processId: process.pid, capabilities: {} });
}
`);
  });
});

test('a check for a session is left to older servers', () => {
  const more = `
  async list(): Promise<any> {
    if (!this.sessionId) throw new Error('Not connected');
    return this.rpc('tools/list');
  }
`;
  expect(textOf(httpClient({ more }))).toContain(
    `if (this.dialect.isLegacy && !this.sessionId) throw new Error('Not connected');`,
  );
  expect(textOf(httpClient({ more }), 'reject')).not.toContain('Not connected');
});

describe('without older servers, a session leaves nothing behind', () => {
  const CLOSE = `
  async close(): Promise<void> {
    if (!this.sessionId) return;
    await fetch(this.url, { method: 'DELETE', headers: this.headers() });
    this.sessionId = undefined;
  }
`;

  test('neither what ends it nor where its id was', () => {
    const text = textOf(httpClient({ more: CLOSE }), 'reject');
    expect(text).toContain('async close(): Promise<void> {');
    expect(text).not.toMatch(/DELETE|sessionId/);
  });

  test('nor a header among others', () => {
    const post = `const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Mcp-Session-Id': this.sessionId!, Accept: 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: this.nextId++, method, params }),
    });
    return (await response.json()).result;`;
    const text = textOf(httpClient({ post }), 'reject');
    expect(text).toContain(
      `headers: { 'Content-Type': 'application/json', ...mcpHeaders, Accept: 'application/json' },`,
    );
  });

  test('but what closes more than the session stays', () => {
    const more = CLOSE.replace(
      '    this.sessionId = undefined;\n',
      '    this.sessionId = undefined;\n    this.log.end();\n',
    );
    const text = textOf(httpClient({ more }), 'reject');
    expect(text).toContain(more);
    expect(text).toContain('private sessionId: string | undefined;');
  });
});

test('a child process gets lines with metadata, and one that does not answer gets its handshake', () => {
  const text = `const { spawn } = require('child_process');

const child = spawn('node', ['server.js']);
const pending = new Map();
let nextId = 1;

function send(method, params) {
  return new Promise(resolve => {
    const id = nextId++;
    pending.set(id, resolve);
    child.stdin.write(JSON.stringify({ jsonrpc: '2.0', id, method, params }) + '\\n');
  });
}

async function main() {
  await send('initialize', { protocolVersion: '2025-06-18', capabilities: {} });
  child.stdin.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }) + '\\n');
  return send('tools/list');
}

main();
`;
  const { files } = migrated(text, 'auto', 'scripts/list.js');
  expect(files['scripts/list.js']).toBe(`const { spawn } = require('child_process');
const { McpDialect } = require('./mcp-dialect');

const child = spawn('node', ['server.js']);
const pending = new Map();
let nextId = 1;

const dialect = new McpDialect();

function send(method, params) {
  return dialect.complete(params, next => sendOnce(method, next));
}

function sendOnce(method, params) {
  return new Promise(resolve => {
    const id = nextId++;
    pending.set(id, resolve);
    child.stdin.write(JSON.stringify(dialect.message({ jsonrpc: '2.0', id, method, params })) + '\\n');
  });
}

async function main() {
  const client = { protocolVersion: '2025-06-18', capabilities: {} };
  if (!(await dialect.probe(client, () => send('server/discover')))) {
    await send('initialize', client);
    child.stdin.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }) + '\\n');
  }
  return send('tools/list');
}

main();
`);
  expect(files['scripts/mcp-dialect.js']).toContain('module.exports = { PROTOCOL_VERSION, McpDialect };');
  expect(files['scripts/mcp-dialect.js']).not.toMatch(/\bsend\(message|: string/);
});

test('two clients of a package share one module, which is not written again', () => {
  const files = { 'src/reader.ts': httpClient(), 'src/tools/writer.ts': httpClient() };
  const once = migrateText(files, [handWrittenClient]);
  expect(Object.keys(once.files).sort()).toEqual([
    'src/mcp-dialect.ts',
    'src/reader.ts',
    'src/tools/writer.ts',
  ]);
  expect(once.files['src/tools/writer.ts']).toContain(`import { McpDialect } from '../mcp-dialect`);
  expect(migrateText(once.files, [handWrittenClient]).files).toEqual(once.files);
});
