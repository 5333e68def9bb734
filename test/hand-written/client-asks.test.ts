import stream from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { dialectModuleText } from '../../src/hand-written/client-module.js';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { loadText } from '../helpers/loaded-text.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO = `{ protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'sync', version: '1' } }`;

/** A script that posts messages by one function, which is handed them whole. */
function script(parts: { read?: string; more?: string; hello?: string } = {}): string {
  const { read = 'return await res.json();', more = '', hello = '' } = parts;
  return `const URL = process.argv[2];

async function post(message, sessionId) {
  const headers = { Accept: 'application/json' };
  if (sessionId) headers['Mcp-Session-Id'] = sessionId;
  const res = await fetch(URL, { method: 'POST', headers, body: JSON.stringify(message) });
  ${read}
}

async function main() {
  const init = await post({ jsonrpc: '2.0', id: 1, method: 'initialize', params: ${HELLO} });
  ${hello}
  const called = await post({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'sum' } });
  console.log(called.result);
}
${more}
main();
`;
}

function migrated(text: string, legacy: 'auto' | 'reject' = 'auto'): string {
  return migrateText({ 'src/sync.js': text }, [handWrittenClient], { legacy }).files['src/sync.js']!;
}

describe('requests that are posted where they are written', () => {
  test('are asked for, so that the kind of result is read', () => {
    expect(migrated(script())).toContain(`  const res = await dialect.ask(message, (body, mcpHeaders) =>
    fetch(URL, { method: 'POST', headers: { ...headers, ...mcpHeaders }, body }),
  );
  return await res.json();
`);
  });

  test('get names of their own in one function', () => {
    const more = `
async function both() {
  const one = await fetch(URL, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/list' }) });
  const two = await fetch(URL, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 4, method: 'prompts/list' }) });
  return [await one.json(), await two.json()];
}
`;
    const text = migrated(script({ more }));
    expect(text).toContain(`const message = { jsonrpc: '2.0', id: 3, method: 'tools/list' };`);
    expect(text).toContain(`const request = { jsonrpc: '2.0', id: 4, method: 'prompts/list' };`);
    expect(text.match(/dialect\.ask\(/g)).toHaveLength(3);
  });

  test.for([
    [
      'by its id',
      `const answers = [await res.json()];\n  return answers.find(each => each.id === message.id);`,
    ],
    ['as it comes in', `for await (const chunk of res.body) return JSON.parse(chunk);`],
  ])('are only sent where the answer is looked for %s', ([, read]) => {
    expect(migrated(script({ read: read! }))).toContain('await dialect.send(message, (body, mcpHeaders) =>');
  });
});

describe('a session id', () => {
  const read = 'return { headers: res.headers, json: await res.json() };';
  const hello = `const sessionId = init.headers.get('mcp-session-id');
  await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, sessionId);`;

  test('may be handed to the function that sends it', () => {
    const text = migrated(script({ read, hello }));
    expect(text).toContain(`const sessionId = dialect.isLegacy ? init.headers.get('mcp-session-id') : null;`);
    expect(text).toContain(`if (dialect.isLegacy && sessionId) headers['Mcp-Session-Id'] = sessionId;`);
  });

  const unchanged = (text: string) => expect(migrated(text)).toBe(text);

  test('that is handed to something else leaves a client alone', () => {
    unchanged(script({ read, hello: hello.replace('await post(', 'await keep(') }));
    unchanged(
      script({ read, hello }).replace(
        'if (sessionId) headers',
        'if (sessionId) cache.set(sessionId, 1);\n  headers',
      ),
    );
  });

  test('of another answer, on which other code hangs, leaves a client alone', () => {
    unchanged(`export class Tester {
  async open() {
    const response = await fetch(URL, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: ${HELLO} }) });
    this.sessionId = (await response.json()).result.sessionId;
  }
  async call(name) {
    if (!this.sessionId) return null;
    const headers = { 'mcp-session-id': this.sessionId };
    const response = await fetch(URL, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name } }) });
    return (await response.json()).result;
  }
}
`);
  });

  test('beside an answer whose old names are read leaves a client alone', () => {
    unchanged(script({ read, hello: `${hello}\n  show(init.json.result.serverInfo.name);` }));
  });
});

interface Dialect {
  ask(
    message: object,
    post: unknown,
    answer?: (request: unknown) => unknown,
  ): Promise<{ data: unknown } & Response>;
}

function dialect(forms: readonly ('data' | 'response')[]): Dialect {
  const parts = { legacy: true, http: true, lines: false, discovers: true, requests: true, connects: false };
  const text = dialectModuleText(true, { commonjs: false }, { ...parts, resumes: false, forms, asks: true });
  const { McpDialect } = loadText(
    { 'src/mcp-dialect.ts': text },
    { 'node:stream': stream },
    'src/mcp-dialect.ts',
  );
  return new (McpDialect as new () => Dialect)();
}

describe('a question in the answer to such a request', () => {
  const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'greet' } };
  const who = { method: 'elicitation/create', params: { message: 'Who?' } };
  const asking = {
    jsonrpc: '2.0',
    id: 7,
    result: { resultType: 'input_required', inputRequests: { who }, requestState: 's' },
  };
  const done = { jsonrpc: '2.0', id: 8, result: { content: [] } };

  test.for([
    ['fetch', [], (body: object) => new Response(JSON.stringify(body))],
    ['axios', ['data'], (body: object) => ({ status: 200, config: {}, data: body })],
    ['another fetch', ['response'], (body: object) => new Response(`data: ${JSON.stringify(body)}\n\n`)],
  ] as const)('is answered with another id, over %s', async ([, forms, make]) => {
    const sent: { id: unknown; params: object }[] = [];
    const post = vi.fn((given: unknown) => {
      sent.push((typeof given === 'string' ? JSON.parse(given) : given) as (typeof sent)[0]);
      return Promise.resolve(make(sent.length === 1 ? asking : done));
    });
    const last = await dialect(forms).ask(message, post, () => ({ action: 'accept' }));
    const text = forms[0] === 'data' ? JSON.stringify(last.data) : await last.text();
    expect(text).toContain('"content":[]');
    expect(sent[1]!.id).not.toBe(sent[0]!.id);
    expect(sent[1]!.params).toMatchObject({
      inputResponses: { who: { action: 'accept' } },
      requestState: 's',
    });
  });

  test('fails where nothing answers', async () => {
    const post = () => Promise.resolve(new Response(JSON.stringify(asking)));
    await expect(dialect([]).ask(message, post)).rejects.toThrow('which this client does not answer');
  });
});
