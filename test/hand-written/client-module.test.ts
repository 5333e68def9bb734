import { describe, expect, test, vi } from 'vitest';
import { parseSource } from '../../src/engine/parse.js';
import { render } from '../../src/engine/style.js';
import { syntaxProblems } from '../../src/engine/parse.js';
import { dialectModuleText, type DialectParts } from '../../src/hand-written/client-module.js';
import { loadText } from '../helpers/loaded-text.js';

const ALL: DialectParts = {
  legacy: true,
  http: true,
  lines: true,
  discovers: true,
  requests: true,
  connects: true,
  resumes: true,
  listens: true,
};

interface Sent {
  readonly body: { id?: number; method: string; params?: Record<string, unknown> };
  readonly headers: Record<string, string>;
}

interface Dialect {
  isLegacy?: boolean;
  discover<T>(client: object, ask: () => Promise<T>): Promise<T | undefined>;
  probe<T>(client: object, ask: () => Promise<T>): Promise<T | undefined>;
  connect(first: unknown, second: object, post: unknown): Promise<Response>;
  send(
    message: object,
    post: (body: string, headers: Record<string, string>) => Promise<Response>,
  ): Promise<Response>;
  message<T>(message: T): T;
  complete<P, T>(
    params: P,
    send: (params: P) => Promise<T>,
    answer?: (request: { params: { message: string } }) => unknown,
  ): Promise<T>;
}

function dialect(parts: Partial<DialectParts> = {}): Dialect {
  const text = dialectModuleText(true, { commonjs: false }, { ...ALL, ...parts });
  const { McpDialect } = loadText({ 'src/mcp-dialect.ts': text }, {}, 'src/mcp-dialect.ts');
  return new (McpDialect as new () => Dialect)();
}

/** Something that posts, answers with one response after the other, and keeps what it was given. */
function server(...answers: readonly (readonly [status: number, body: unknown])[]) {
  const sent: Sent[] = [];
  const post = (body: string, headers: Record<string, string>) => {
    sent.push({ body: JSON.parse(body) as Sent['body'], headers });
    const [status, answer] = answers[sent.length - 1] ?? answers.at(-1)!;
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    return Promise.resolve(new Response(text, { status }));
  };
  return { sent, post };
}

const CLIENT = { capabilities: { elicitation: {} }, clientInfo: { name: 'reader', version: '1' } };
const MODERN = {
  jsonrpc: '2.0',
  id: 1,
  result: { supportedVersions: ['2026-07-28'], capabilities: { tools: {} } },
};
const DISCOVER = { jsonrpc: '2.0', id: 1, method: 'server/discover' };

async function discover(own: Dialect, { post }: ReturnType<typeof server>) {
  return own.discover(CLIENT, async () => {
    const response = await own.send(DISCOVER, post);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const { result, error } = (await response.json()) as { result?: object; error?: { message: string } };
    if (error) throw new Error(error.message);
    return result;
  });
}

test.for([
  [true, "'"],
  [true, '"'],
  [false, "'"],
  [false, '"'],
] as const)('every choice of parts is a module, typed: %s, in %s', ([typed, quote]) => {
  for (const legacy of [true, false]) {
    for (const [http, forms] of [
      [true, undefined],
      [false, undefined],
      [true, ['response', 'data', 'body', 'stream', 'parsed']],
    ] as const) {
      for (const commonjs of [true, false]) {
        const own = { legacy, http, lines: !http, connects: http, resumes: http && !forms, asks: http };
        const parts: DialectParts = { ...ALL, ...own, ...(forms && { forms }) };
        const style = {
          commonjs,
          quote,
          semicolons: false,
          indent: '  ',
          eol: '\n',
          importExtension: '',
        };
        const text = render(dialectModuleText(typed, style, parts), style as never);
        expect(syntaxProblems(parseSource(`/x.${typed ? 'ts' : 'js'}`, text))).toEqual([]);
        expect(text).not.toMatch(/[⟪⟫⟦⟧]/);
        expect(text.includes('isLegacy')).toBe(legacy);
      }
    }
  }
});

describe('which revision a server speaks', () => {
  test('a server that answers `server/discover` is a new one, and reads like an answer to `initialize`', async () => {
    const own = dialect();
    const meta = { 'io.modelcontextprotocol/serverInfo': { name: 'books', version: '2' } };
    const { sent, post } = server([200, { ...MODERN, result: { ...MODERN.result, _meta: meta } }]);
    expect(await discover(own, { sent, post })).toMatchObject({
      capabilities: { tools: {} },
      serverInfo: { name: 'books' },
      protocolVersion: '2026-07-28',
    });
    expect(own.isLegacy).toBe(false);
    expect(sent[0]).toMatchObject({
      body: {
        params: {
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientCapabilities': CLIENT.capabilities,
            'io.modelcontextprotocol/clientInfo': CLIENT.clientInfo,
          },
        },
      },
      headers: { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'server/discover' },
    });
  });

  test.for([
    [
      'HTTP 400',
      400,
      { jsonrpc: '2.0', error: { code: -32000, message: 'Bad Request: Server not initialized' } },
    ],
    [
      'an unknown method',
      200,
      { jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'Method not found' } },
    ],
    [
      'an event',
      200,
      'event: message\ndata: {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}\n\n',
    ],
    ['HTTP 404 without JSON', 404, '<html>not found</html>'],
    ['older versions only', 400, { error: { code: -32022, data: { supported: ['2025-11-25'] } } }],
  ] as const)('%s is of an older one', async ([, status, body]) => {
    const own = dialect();
    const { sent, post } = server([status, body]);
    expect(await discover(own, { sent, post })).toBeUndefined();
    expect(own.isLegacy).toBe(true);
    await own.send({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'a' } }, post);
    expect(sent[1]).toEqual({
      body: { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'a' } },
      headers: {},
    });
  });

  test.for([401, 403, 429, 500, 503])('HTTP %s says nothing about it', async status => {
    const own = dialect();
    await expect(discover(own, server([status, 'no']))).rejects.toThrow(`HTTP ${status}`);
    expect(own.isLegacy).toBe(false);
  });

  test('a server that is newer still is none of the old ones', async () => {
    const own = dialect();
    const refused = { error: { code: -32022, message: 'Unsupported', data: { supported: ['2027-03-01'] } } };
    await expect(discover(own, server([400, refused]))).rejects.toThrow('HTTP 400');
    expect(own.isLegacy).toBe(false);
  });

  test('a request is sent again when its version was refused and is supported', async () => {
    const own = dialect();
    const refused = { error: { code: -32022, message: 'Unsupported', data: { supported: ['2026-07-28'] } } };
    const { sent, post } = server([400, refused], [200, MODERN]);
    expect(await discover(own, { sent, post })).toMatchObject({ capabilities: { tools: {} } });
    expect(sent).toHaveLength(2);
  });

  test('a posted handshake goes out once more, to an older server', async () => {
    const initialize = { jsonrpc: '2.0', id: 7, method: 'initialize', params: CLIENT };
    const old = server([400, 'no'], [200, {}]);
    await dialect().connect('server/discover', initialize, old.post);
    expect(old.sent.map(each => each.body.method)).toEqual(['server/discover', 'initialize']);
    expect(old.sent[1]!.body).toEqual(initialize);

    const modern = server([200, MODERN]);
    await dialect().connect('server/discover', initialize, modern.post);
    expect(modern.sent.map(each => each.body.method)).toEqual(['server/discover']);
  });

  test('a process that does not answer is an older server', async () => {
    vi.useFakeTimers();
    try {
      const own = dialect();
      const found = own.probe(CLIENT, () => new Promise(() => {}));
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await found).toBeUndefined();
      expect(own.isLegacy).toBe(true);
    } finally {
      vi.useRealTimers();
    }
    const refusing = dialect();
    expect(await refusing.probe(CLIENT, () => Promise.reject(new Error('no such method')))).toBeUndefined();
    const answering = dialect();
    expect(await answering.probe(CLIENT, () => Promise.resolve(MODERN))).toMatchObject({
      result: { protocolVersion: '2026-07-28' },
    });
    expect(answering.isLegacy).toBe(false);
  });
});

// The values of the table at streamable-http#value-encoding.
test.for([
  ['us-west1', 'us-west1'],
  ['Hello, 世界', '=?base64?SGVsbG8sIOS4lueVjA==?='],
  [' padded ', '=?base64?IHBhZGRlZCA=?='],
  ['line1\nline2', '=?base64?bGluZTEKbGluZTI=?='],
  ['=?base64?literal?=', '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
])('the name %j goes into its header as %j', async ([name, header]) => {
  for (const [method, params] of [
    ['tools/call', { name }],
    ['prompts/get', { name }],
    ['resources/read', { uri: name }],
  ] as const) {
    const { sent, post } = server([200, {}]);
    await dialect().send({ id: 1, method, params }, post);
    expect(sent[0]!.headers).toMatchObject({ 'Mcp-Method': method, 'Mcp-Name': header });
  }
});

test('what a message has in its `_meta` stays, and notifications and responses have none', () => {
  const own = dialect();
  const { params } = own.message({ id: 1, method: 'tools/list', params: { _meta: { progressToken: 3 } } });
  expect(params._meta).toMatchObject({
    progressToken: 3,
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  });
  for (const message of [{ method: 'notifications/cancelled' }, { id: 1, result: {} }]) {
    expect(own.message(message)).toBe(message);
  }
});

describe('a request that needs input', () => {
  const asking = (state?: string) => ({
    resultType: 'input_required',
    inputRequests: { who: { method: 'elicitation/create', params: { message: 'Who?' } } },
    ...(state !== undefined && { requestState: state }),
  });

  test('is sent again with the answers and the state of that round only', async () => {
    const results = [asking('one'), asking(), { resultType: 'complete', content: [] }];
    const sent: object[] = [];
    const result = await dialect().complete(
      { name: 'greet' },
      params => {
        sent.push(params);
        return Promise.resolve(results[sent.length - 1]);
      },
      request => ({ action: 'accept', content: { asked: request.params.message } }),
    );
    expect(result).toBe(results[2]);
    const inputResponses = { who: { action: 'accept', content: { asked: 'Who?' } } };
    expect(sent).toEqual([
      { name: 'greet' },
      { name: 'greet', inputResponses, requestState: 'one' },
      { name: 'greet', inputResponses },
    ]);
  });

  test('fails where nothing answers, or the server does not stop', async () => {
    const send = () => Promise.resolve(asking());
    await expect(dialect().complete({}, send)).rejects.toThrow('asks for elicitation/create');
    await expect(dialect().complete({}, send, () => ({}))).rejects.toThrow('after 10 rounds');
  });

  test('is complete without a type of result, and invalid with one that is not known', async () => {
    const old = { content: [] };
    expect(await dialect().complete({}, () => Promise.resolve(old))).toBe(old);
    expect(await dialect().complete(undefined, () => Promise.resolve(undefined))).toBeUndefined();
    await expect(dialect().complete({}, () => Promise.resolve({ resultType: 'task' }))).rejects.toThrow(
      'type task',
    );
  });
});

describe('a stream that breaks before the answer', () => {
  const EVENTS = { 'content-type': 'text/event-stream' };
  const request = { jsonrpc: '2.0', id: 4, method: 'tools/call', params: { name: 'a' } };
  const progress = 'data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n';
  const answer = 'event: message\r\ndata: {"jsonrpc":"2.0","id":4,"result":{}}\r\n\r\n';

  const streamed = (parts: readonly string[], error?: Error) =>
    new ReadableStream<Uint8Array>({
      async start(stream) {
        for (const part of parts) {
          stream.enqueue(new TextEncoder().encode(part));
          await new Promise(resolve => setTimeout(resolve));
        }
        if (error) stream.error(error);
        else stream.close();
      },
    });
  const read = async (body: ReadableStream<Uint8Array>, headers: Record<string, string> = EVENTS) => {
    const response = await dialect().send(request, () => Promise.resolve(new Response(body, { headers })));
    return response.text();
  };

  test('fails as such, whether it ends or breaks', async () => {
    for (const error of [undefined, new TypeError('terminated')]) {
      await expect(read(streamed([progress], error))).rejects.toThrow('broke before the answer');
    }
    await expect(read(streamed([answer.replace('4', '5')]))).rejects.toThrow('broke before the answer');
  });

  test('is whole once the answer is through, in however many pieces', async () => {
    expect(await read(streamed([progress, answer]))).toBe(progress + answer);
    expect(await read(streamed([...(progress + answer)]))).toBe(progress + answer);
    expect(await read(streamed([answer.trimEnd()]))).toBe(answer.trimEnd());
  });

  test('fails as it did where whoever asked gave up, or it is no stream of events', async () => {
    const aborted = new DOMException('stop', 'AbortError');
    await expect(read(streamed([progress], aborted))).rejects.toBe(aborted);
    expect(await read(streamed([progress]), {})).toBe(progress);
  });

  test('fails a request, which is sent again', async () => {
    vi.useFakeTimers();
    try {
      const own = dialect();
      const bodies = [streamed([progress]), streamed([]), streamed([answer])];
      let count = 0;
      const answered = own.complete({}, async () => {
        const response = await own.send(request, () =>
          Promise.resolve(new Response(bodies[count++], { headers: EVENTS })),
        );
        return response.text();
      });
      await vi.runAllTimersAsync();
      expect(await answered).toBe(answer);
      expect(count).toBe(3);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is nothing to a client that never resumed streams, nor at an older server', async () => {
    const body = () => new Response(streamed([progress]), { headers: EVENTS });
    const plain = dialect({ resumes: false });
    expect(await (await plain.send(request, () => Promise.resolve(body()))).text()).toBe(progress);
    const old = dialect();
    old.isLegacy = true;
    expect(await (await old.send(request, () => Promise.resolve(body()))).text()).toBe(progress);
  });
});

describe('parameters that headers repeat', () => {
  const tools = [
    {
      name: 'query',
      inputSchema: {
        type: 'object',
        properties: {
          region: { type: 'string', 'x-mcp-header': 'Region' },
          deep: { type: 'object', properties: { retries: { type: 'integer', 'x-mcp-header': 'Retries' } } },
          dry: { type: 'boolean', 'x-mcp-header': 'Dry-Run' },
        },
      },
    },
    { name: 'plain', inputSchema: { type: 'object' } },
  ];
  const headersFor = async (own: Dialect, args: object) => {
    const { sent, post } = server([200, {}]);
    await own.send({ id: 2, method: 'tools/call', params: { name: 'query', arguments: args } }, post);
    return sent[0]!.headers;
  };

  test('are put there once the tools are known', async () => {
    const own = dialect();
    await own.complete({}, () => Promise.resolve({ tools: [...tools] }));
    expect(await headersFor(own, { region: 'Zürich', deep: { retries: 3 }, dry: false })).toMatchObject({
      'Mcp-Param-Region': '=?base64?WsO8cmljaA==?=',
      'Mcp-Param-Retries': '3',
      'Mcp-Param-Dry-Run': 'false',
    });
    expect(Object.keys(await headersFor(own, { region: null, deep: {} }))).toEqual([
      'MCP-Protocol-Version',
      'Mcp-Method',
      'Mcp-Name',
    ]);
  });

  const marked = (properties: object, rest = {}) => ({ type: 'object', properties, ...rest });
  test.for([
    ['an empty name', marked({ a: { type: 'string', 'x-mcp-header': '' } })],
    ['no token', marked({ a: { type: 'string', 'x-mcp-header': 'My Region' } })],
    ['a line break', marked({ a: { type: 'string', 'x-mcp-header': 'A\r\nB' } })],
    ['a number', marked({ a: { type: 'number', 'x-mcp-header': 'A' } })],
    ['an object', marked({ a: { type: 'object', 'x-mcp-header': 'A' } })],
    [
      'a name twice',
      marked({ a: { type: 'string', 'x-mcp-header': 'A' }, b: { type: 'string', 'x-mcp-header': 'a' } }),
    ],
    ['an item', marked({ a: { type: 'array', items: { type: 'string', 'x-mcp-header': 'A' } } })],
    ['a branch', marked({}, { anyOf: [marked({ a: { type: 'string', 'x-mcp-header': 'A' } })] })],
    ['the root', marked({}, { 'x-mcp-header': 'A' })],
  ] as const)('leave out a tool that marks %s', async ([, inputSchema]) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const result = { tools: [...tools, { name: 'bad', inputSchema }] };
    await dialect().complete({}, () => Promise.resolve({ jsonrpc: '2.0', id: 1, result }));
    expect(result.tools.map(each => each.name)).toEqual(['query', 'plain']);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  test('are nothing to an older server', async () => {
    const own = dialect();
    own.isLegacy = true;
    const result = {
      tools: [{ name: 'bad', inputSchema: marked({ a: { type: 'number', 'x-mcp-header': 'A' } }) }],
    };
    await own.complete({}, () => Promise.resolve(result));
    expect(result.tools).toHaveLength(1);
  });
});
