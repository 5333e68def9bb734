import { describe, expect, test } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText } from '../helpers/migrate-text.js';

interface Parts {
  readonly imports?: string;
  /** What `rpc(method, params)` does. */
  readonly rpc: string;
  readonly notify?: string;
  readonly fields?: string;
  readonly more?: string;
}

const BODY = `const body = JSON.stringify({ jsonrpc: '2.0', id: this.nextId++, method, params });`;

const READ = `res => {
        let text = '';
        res.on('data', chunk => (text += chunk));
        res.on('end', () => resolve(JSON.parse(text).result));
      }`;

const NOTIFY = `const body = JSON.stringify(message);
    return new Promise<void>((resolve, reject) => {
      const req = http.request(this.url, { method: 'POST', headers: this.headers() }, res => {
        res.resume();
        res.on('end', () => resolve());
      });
      req.on('error', reject);
      req.end(body);
    });`;

/** A client that posts with `node:http`. */
function client({ imports = '', rpc, notify = NOTIFY, fields = '', more = '' }: Parts): string {
  return `import http from 'node:http';
${imports}
export class Reader {
  private sessionId: string | undefined;
  private nextId = 1;
  private readonly url = 'http://localhost:3000/mcp';${fields}

  async connect(): Promise<void> {
    await this.rpc('initialize', { protocolVersion: '2025-06-18', capabilities: {} });
    await this.notify({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  async read(uri: string): Promise<any> {
    return this.rpc('resources/read', { uri });
  }
${more}
  private rpc(method: string, params: object = {}): Promise<any> {
    ${rpc}
  }

  private notify(message: { jsonrpc: string; method: string }): Promise<void> {
    ${notify}
  }

  private headers(): Record<string, string> {
    return { 'Content-Type': 'application/json', ...(this.sessionId ? { 'Mcp-Session-Id': this.sessionId } : {}) };
  }
}
`;
}

/** A request whose text is in \`body\`. */
function posted(
  options: string,
  {
    head = BODY,
    call = 'http.request(this.url, ',
    callback = READ,
    tail = 'req.write(body);\n      req.end();',
  } = {},
): string {
  return `${head}
    return new Promise((resolve, reject) => {
      const req = ${call}${options}, ${callback});
      req.on('error', reject);
      ${tail}
    });`;
}

const OPTIONS = `{ method: 'POST', headers: { ...this.headers(), 'Content-Length': Buffer.byteLength(body) } }`;

/** A client with one function for all messages, which resolves to text. */
function carrier(more = ''): string {
  return `import http from 'node:http';

const URL = 'http://localhost:3000/mcp';
let nextId = 1;

export async function rpc(method: string, params: object = {}): Promise<any> {
  return JSON.parse(await send({ jsonrpc: '2.0', id: nextId++, method, params })).result;
}

export async function connect(): Promise<void> {
  const hello = await rpc('initialize', { protocolVersion: '2025-06-18', capabilities: {} });
  console.log(hello.serverInfo.name);
  await send({ jsonrpc: '2.0', method: 'notifications/initialized' });
}
${more}
function send(message: object): Promise<string> {
  const body = JSON.stringify(message);
  return new Promise((resolve, reject) => {
    const req = http.request(URL, { method: 'POST', headers: { 'Content-Length': Buffer.byteLength(body) } }, res => {
      let text = '';
      res.on('data', chunk => (text += chunk));
      res.on('end', () => resolve(text));
    });
    req.on('error', reject);
    req.end(body);
  });
}
`;
}

function migrated(text: string): string {
  return migrateText({ 'src/reader.ts': text }, [handWrittenClient], { legacy: 'auto' }).files[
    'src/reader.ts'
  ]!;
}

function filesOf(parts: Parts, legacy: 'auto' | 'reject' = 'auto'): Record<string, string> {
  return migrateText({ 'src/reader.ts': client(parts) }, [handWrittenClient], { legacy }).files;
}

function textOf(parts: Parts, legacy: 'auto' | 'reject' = 'auto'): string {
  return filesOf(parts, legacy)['src/reader.ts']!;
}

describe('a request of node:http', () => {
  test('has its message, its length and its headers made beside each other', () => {
    const text = textOf({ rpc: posted(OPTIONS) });
    expect(text).toContain(
      `    const message = this.dialect.message({ jsonrpc: '2.0', id: this.nextId++, method, params });
    const body = JSON.stringify(message);
`,
    );
    expect(text).toContain(
      `'Content-Length': Buffer.byteLength(body), ...this.dialect.headers(message) } }, res => {
        this.dialect.observe(message, res);
        let text = '';`,
    );
    expect(text).toContain(`await this.dialect.discover(client, () => this.rpc('server/discover'))`);
    expect(text).toContain('return this.dialect.complete(params, next => this.rpcOnce(method, next));');
  });

  test('is looked at only where the answer to the handshake comes', () => {
    const text = textOf({ rpc: posted(OPTIONS) });
    expect(text).toContain('const body = JSON.stringify(this.dialect.message(message));');
    expect(text).toContain('headers: { ...this.headers(), ...this.dialect.headers(message) }');
    expect(text.match(/observe\(/g)).toHaveLength(1);
  });

  test('needs nobody to look at it where older servers are given up', () => {
    const files = filesOf({ rpc: posted(OPTIONS) }, 'reject');
    expect(files['src/reader.ts']).toContain('...this.dialect.headers(message)');
    expect(files['src/reader.ts']).not.toMatch(/observe|session|initialize/i);
    expect(files['src/mcp-dialect.ts']).not.toMatch(/observe|isLegacy|IncomingMessage|UNSUPPORTED/);
  });

  test.for([
    ['options alone', `{ hostname: 'localhost', port: 3000, path: '/mcp', method: 'POST' }`, 'http.request('],
    ['an agent', `{ method: 'POST', agent: this.agent, headers: this.headers() }`, 'http.request(this.url, '],
    [
      'one of two modules',
      `{ method: 'POST', headers: this.headers() }`,
      `(this.url.startsWith('https') ? https : http).request(this.url, `,
    ],
  ] as const)('may have %s', ([, options, call]) => {
    const text = textOf({
      imports: `import https from 'node:https';\n`,
      fields: `\n  private readonly agent = new http.Agent({ keepAlive: true });`,
      rpc: posted(options, { call }),
    });
    expect(text.match(/this\.dialect\.headers\(message\)/g)).toHaveLength(2);
  });

  test('may have its options and its headers in constants, and headers that are added', () => {
    const rpc = `${BODY}
    const headers: Record<string, string | number> = { 'Content-Type': 'application/json' };
    headers['Content-Length'] = Buffer.byteLength(body);
    if (this.sessionId) headers['Mcp-Session-Id'] = this.sessionId;
    const options: http.RequestOptions = { method: 'POST', headers };
    return new Promise((resolve, reject) => {
      const req = http.request(this.url, options, ${READ});
      req.on('error', reject);
      req.end(body);
    });`;
    const text = textOf({ rpc });
    expect(text).toContain(`{ 'Content-Type': 'application/json', ...this.dialect.headers(message) };`);
    expect(text).toContain(`if (this.dialect.isLegacy && this.sessionId) headers['Mcp-Session-Id']`);
  });

  test('may be signed by the text that is sent', () => {
    const head = `${BODY}
    const signature = createHmac('sha256', KEY).update(body).digest('hex');`;
    const options = `{ method: 'POST', headers: { ...this.headers(), 'X-Signature': signature } }`;
    const text = textOf({
      imports: `import { createHmac } from 'node:crypto';\nconst KEY = 'k';\n`,
      rpc: posted(options, { head }),
    });
    expect(text).toContain(`const body = JSON.stringify(message);
    const signature = createHmac('sha256', KEY).update(body).digest('hex');`);
  });

  test('may have its message in a buffer, or written where it is sent', () => {
    const head = `const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }), 'utf8');`;
    const options = `{ method: 'POST', headers: { ...this.headers(), 'content-length': String(body.length) } }`;
    expect(textOf({ rpc: posted(options, { head }) })).toContain(
      `const body = Buffer.from(JSON.stringify(message), 'utf8');`,
    );
    const written = posted(`{ method: 'POST', headers: this.headers() }`, {
      head: '',
      tail: `req.end(JSON.stringify({ jsonrpc: '2.0', id: this.nextId++, method, params }));`,
    });
    expect(textOf({ rpc: written }))
      .toContain(`      const message = this.dialect.message({ jsonrpc: '2.0', id: this.nextId++, method, params });
      const req = http.request(`);
  });

  test('may hear of its response by an event, and be chained', () => {
    const rpc = `${BODY}
    return new Promise((resolve, reject) => {
      http
        .request(this.url, { method: 'POST', headers: this.headers() })
        .on('error', reject)
        .on('response', ${READ})
        .end(body);
    });`;
    expect(textOf({ rpc })).toContain('this.dialect.observe(message, res);');
  });

  test('may resolve to text that a function of its own reads', () => {
    const text = migrated(carrier());
    expect(text).toContain('const body = JSON.stringify(dialect.message(message));');
    expect(text).toContain('dialect.observe(message, res);');
    expect(text).toContain(`(await dialect.discover(client, () => rpc('server/discover')))`);
  });

  test('may set its parameters later, resolve to something else where there was no answer, and say its session', () => {
    const head = `const message: any = { jsonrpc: '2.0', id: this.nextId++, method };
    if (params) message.params = params;
    const body = JSON.stringify(message);`;
    const callback = `res => {
        if (res.headers['mcp-session-id']) {
          this.sessionId = res.headers['mcp-session-id'] as string;
          console.log(this.sessionId);
        }
        let text = '';
        res.on('data', chunk => (text += chunk));
        res.on('end', () => {
          try {
            resolve(JSON.parse(text).result);
          } catch {
            resolve({ raw: text });
          }
        });
      }`;
    const text = textOf({ rpc: posted(OPTIONS, { head, callback }) });
    expect(text).toContain('return this.dialect.complete(params, next => this.rpcOnce(method, next));');
    expect(text).toContain('const body = JSON.stringify(this.dialect.message(message));');
    expect(text).toContain(`if (this.dialect.isLegacy && res.headers['mcp-session-id']) {
          this.sessionId = res.headers['mcp-session-id'] as string;
          console.log(this.sessionId);`);
    expect(textOf({ rpc: posted(OPTIONS, { head, callback }) }, 'reject')).not.toContain('session');
  });

  test('keeps the retries around it', () => {
    const more = `
  async readSurely(uri: string): Promise<any> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.read(uri);
      } catch (error) {
        if (attempt > 2) throw error;
      }
    }
  }
`;
    expect(textOf({ rpc: posted(OPTIONS), more })).toContain('this.dialect.observe(message, res);');
  });
});

describe('is left as it is', () => {
  const SHORT = `{ method: 'POST', headers: this.headers() }`;
  const lefts: readonly (readonly [string, Parts])[] = [
    [
      'when its length is of something else',
      { rpc: posted(`{ method: 'POST', headers: { ...this.headers(), 'Content-Length': LENGTH } }`) },
    ],
    [
      'when its length is counted from another text',
      {
        rpc: posted(`{ method: 'POST', headers: { ...this.headers(), 'Content-Length': length } }`, {
          head: `const length = Buffer.byteLength(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    ${BODY}`,
        }),
      },
    ],
    [
      'when the message is signed, not its text',
      {
        rpc: posted(SHORT, {
          head: `const rpc = { jsonrpc: '2.0', id: this.nextId++, method, params };
    const signature = sign(rpc);
    const body = JSON.stringify(rpc);`,
        }),
      },
    ],
    [
      'when it is written in pieces',
      { rpc: posted(SHORT, { tail: 'req.write(body.slice(0, 10));\n      req.end(body.slice(10));' }) },
    ],
    ['when a stream is piped into it', { rpc: posted(SHORT, { tail: 'Readable.from([body]).pipe(req);' }) }],
    ['when it is written later', { rpc: posted(SHORT, { tail: `req.on('socket', () => req.end(body));` }) }],
    [
      'when others have its options',
      {
        imports: `const OPTIONS = { method: 'POST', headers: { Accept: 'application/json' } };\n`,
        rpc: posted('OPTIONS'),
      },
    ],
    [
      'when its options are handed on',
      {
        rpc: posted('options', { head: `${BODY}\n    const options = ${SHORT};\n    log(options);` }),
      },
    ],
    [
      'when another try is made in the middle of it',
      {
        rpc: `${BODY}
    return new Promise((resolve, reject) => {
      const attempt = (left: number) => {
        const req = http.request(this.url, ${SHORT}, ${READ});
        req.on('error', error => (left > 0 ? attempt(left - 1) : reject(error)));
        req.end(body);
      };
      attempt(2);
    });`,
      },
    ],
    [
      'when its response is read later',
      {
        rpc: `${BODY}
    return new Promise((resolve, reject) => {
      const req = http.request(this.url, ${SHORT}, resolve);
      req.on('error', reject);
      req.end(body);
    });`,
      },
    ],
    [
      'when its response is read after something else',
      {
        rpc: posted(SHORT, {
          callback: `async res => {
        await this.ready;
        let text = '';
        for await (const chunk of res) text += chunk;
        resolve(JSON.parse(text).result);
      }`,
        }),
      },
    ],
    [
      'when its response is unpacked',
      {
        imports: `import zlib from 'node:zlib';\n`,
        rpc: posted(SHORT, {
          callback: `res => {
        let text = '';
        res.pipe(zlib.createGunzip()).on('data', chunk => (text += chunk)).on('end', () => resolve(JSON.parse(text).result));
      }`,
        }),
      },
    ],
    [
      'when requests resolve to text',
      { rpc: posted(SHORT, { callback: READ.replace('JSON.parse(text).result', 'text') }) },
    ],
    [
      'when requests resolve to their response',
      { rpc: posted(SHORT, { callback: `res => { res.resume(); resolve({ status: res.statusCode }); }` }) },
    ],
    [
      'when headers come in pairs',
      { rpc: posted(`{ method: 'POST', headers: ['Content-Type', 'application/json'] }`) },
    ],
    [
      'when a stream is opened by GET',
      {
        rpc: posted(SHORT),
        more: `
  listen(): void {
    http.get(this.url, { headers: { ...this.headers(), Accept: 'text/event-stream' } }, res => res.resume());
  }
`,
      },
    ],
    [
      'when it is another library',
      {
        imports: `import { http as https } from 'follow-redirects';\n`,
        rpc: posted(SHORT, { call: 'https.request(this.url, ' }),
      },
    ],
  ];

  test('when it sends what is no message as well', () => {
    const text = carrier(`\nexport const track = (event: string) => send({ event, at: Date.now() });\n`);
    expect(migrated(text)).toBe(text);
  });

  test('when another client of its package posts with fetch', () => {
    const node = client({ rpc: posted(OPTIONS) });
    const post = `return fetch(this.url, { method: 'POST', headers: this.headers(), body })`;
    const other = client({
      rpc: `${BODY}\n    ${post}.then(async res => (await res.json()).result);`,
      notify: `const body = JSON.stringify(message);\n    ${post}.then(() => undefined);`,
    });
    const { files } = migrateText({ 'src/a.ts': node, 'src/b.ts': other }, [handWrittenClient]);
    expect(files['src/a.ts']).toBe(node);
    expect(files['src/b.ts']).toContain('this.dialect.send(');
  });

  test.for(lefts)('%s', ([, parts]) => {
    expect(textOf(parts)).toBe(client(parts));
  });
});
