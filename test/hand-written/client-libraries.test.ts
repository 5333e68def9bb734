import { describe, expect, test } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText, type TextMigration } from '../helpers/migrate-text.js';

interface Parts {
  readonly imports: string;
  readonly rpc: string;
  readonly notify?: string;
  readonly fields?: string;
  readonly more?: string;
}

/** A client whose posts are written with some library. */
function client({ imports, rpc, notify, fields = '', more = '' }: Parts): string {
  return `${imports}

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
  private async rpc(method: string, params: object = {}): Promise<any> {
    ${rpc}
  }

  private async notify(message: object): Promise<void> {
    ${notify ?? rpcless(rpc)}
  }

  private headers(): Record<string, string> {
    return { 'Content-Type': 'application/json', ...(this.sessionId ? { 'Mcp-Session-Id': this.sessionId } : {}) };
  }
}
`;
}

/** The same request with the message that it is handed. */
function rpcless(rpc: string): string {
  return rpc
    .replace(/\{ jsonrpc[^}]*\}/, 'message')
    .replace(/^(?:const|let) [^=]*= /, '')
    .split('\n')[0]!;
}

const MESSAGE = `{ jsonrpc: '2.0', id: this.nextId++, method, params }`;

function migrated(text: string, legacy: 'auto' | 'reject' = 'auto'): TextMigration {
  return migrateText({ 'src/reader.ts': text }, [handWrittenClient], { legacy });
}

function textOf(parts: Parts, legacy: 'auto' | 'reject' = 'auto'): string {
  return migrated(client(parts), legacy).files['src/reader.ts']!;
}

function moduleOf(parts: Parts): string {
  return migrated(client(parts)).files['src/mcp-dialect.ts']!;
}

const AXIOS = `import axios from 'axios';`;

describe('axios', () => {
  const rpc = `const response = await axios.post(this.url, ${MESSAGE}, { headers: this.headers() });
    return response.data.result;`;

  test('is handed the request, and its headers', () => {
    const text = textOf({ imports: AXIOS, rpc });
    expect(text).toContain(`    const message = ${MESSAGE};
    const response = await this.dialect.post(message, (request, mcpHeaders) =>
      axios.post(this.url, request, { headers: { ...this.headers(), ...mcpHeaders } }),
    );
    return response.data.result;
`);
    expect(text).toContain(`await this.dialect.discover(client, () => this.rpc('server/discover'))`);
    expect(text).toContain('return this.dialect.complete(params, next => this.rpcOnce(method, next));');
  });

  test('needs no options for headers', () => {
    const text = textOf({
      imports: AXIOS,
      rpc: `return (await axios.post(this.url, ${MESSAGE})).data.result;`,
      notify: 'await axios.post(this.url, message);',
    });
    expect(text).toContain(`axios.post(this.url, request, { headers: mcpHeaders })`);
  });

  test('may be told everything in its options', () => {
    const text = textOf({
      imports: AXIOS,
      rpc: `const { data } = await axios({ method: 'post', url: this.url, data: ${MESSAGE}, headers: this.headers() });
    return data.result;`,
      notify: `await axios.request({ method: 'POST', url: this.url, data: message });`,
    });
    expect(text).toContain('data: request, headers: { ...this.headers(), ...mcpHeaders } }');
    expect(text).toContain(
      `axios.request({ method: 'POST', url: this.url, data: request, headers: mcpHeaders })`,
    );
  });

  test.for([
    ['a field', `\n  private readonly http = axios.create({ baseURL: this.url });`, AXIOS],
    [
      'a field by its type',
      `\n  private readonly http: AxiosInstance = make();`,
      `import axios, { type AxiosInstance } from 'axios';\nimport { make } from './make.js';`,
    ],
    [
      'what is set later',
      `\n  private http;\n  constructor() {\n    this.http = axios.create({ baseURL: this.url });\n  }`,
      AXIOS,
    ],
  ] as const)('may be an instance in %s', ([, fields, imports]) => {
    const text = textOf({
      imports,
      fields,
      rpc: `return (await this.http.post('', ${MESSAGE}, { headers: this.headers() })).data.result;`,
    });
    expect(text).toContain(`this.http.post('', request, { headers: { ...this.headers(), ...mcpHeaders } })`);
  });

  test('leaves its session to older servers, and nothing of it without them', () => {
    const full = `const response = await axios.post(this.url, ${MESSAGE}, { headers: this.headers() });
    const sid = response.headers['mcp-session-id'];
    if (sid) this.sessionId = sid;
    return response.data.result;`;
    const more = `
  async close(): Promise<void> {
    if (!this.sessionId) return;
    await axios.delete(this.url, { headers: this.headers() });
    this.sessionId = undefined;
  }
`;
    const parts = { imports: AXIOS, rpc: full, notify: 'await axios.post(this.url, message);', more };
    expect(textOf(parts)).toContain(
      `const sid = this.dialect.isLegacy ? response.headers['mcp-session-id'] : undefined;`,
    );
    expect(textOf(parts, 'reject')).not.toMatch(/session|delete/i);
  });

  test('fails at refusals, which the added module reads', () => {
    const text = moduleOf({ imports: AXIOS, rpc });
    expect(text).toContain('async function settled(');
    expect(text).toContain('answer.data = Readable.from([content]);');
    expect(text).not.toMatch(/async send\(|clone\(\)|statusCode !== undefined/);
  });
});

describe('other libraries', () => {
  test.for([
    [
      'got',
      `import got from 'got';`,
      `const { body } = await got.post(this.url, { json: ${MESSAGE}, headers: this.headers() });
    return JSON.parse(body).result;`,
      `got.post(this.url, { json: request, headers: { ...this.headers(), ...mcpHeaders } })`,
    ],
    [
      'got for the content alone',
      `import got from 'got';`,
      `return (await got.post(this.url, { json: ${MESSAGE}, headers: this.headers() }).json<any>()).result;`,
      `got.post(this.url, { json: request, headers: { ...this.headers(), ...mcpHeaders } }).json<any>()`,
    ],
    [
      'ky',
      `import ky from 'ky';`,
      `const response = await ky.post(this.url, { json: ${MESSAGE}, headers: this.headers() });
    return (await response.json<any>()).result;`,
      `ky.post(this.url, { json: request, headers: { ...this.headers(), ...mcpHeaders } })`,
    ],
    [
      'undici',
      `import { request } from 'undici';`,
      `const { body } = await request(this.url, { method: 'POST', body: JSON.stringify(${MESSAGE}), headers: this.headers() });
    return (await body.json() as any).result;`,
      `request(this.url, { method: 'POST', body: JSON.stringify(outgoing), headers: { ...this.headers(), ...mcpHeaders } })`,
    ],
    [
      'node-fetch',
      `import post from 'node-fetch';`,
      `const response = await post(this.url, { method: 'POST', body: JSON.stringify(${MESSAGE}), headers: this.headers() });
    return (await response.json() as any).result;`,
      `post(this.url, { method: 'POST', body: JSON.stringify(request), headers: { ...this.headers(), ...mcpHeaders } })`,
    ],
  ] as const)('%s', ([, imports, rpc, written]) => {
    const text = textOf({ imports, rpc });
    expect(text.replaceAll(/\s+/g, ' ').replaceAll(', }', ' }')).toContain(written);
    expect(text).toContain('this.dialect.post(message, (');
  });

  test('and `fetch` beside them post alike', () => {
    const text = textOf({
      imports: AXIOS,
      rpc: `return (await axios.post(this.url, ${MESSAGE})).data.result;`,
      notify: `await fetch(this.url, { method: 'POST', body: JSON.stringify(message) });`,
    });
    expect(text).toContain(`this.dialect.post(message, (request, mcpHeaders) =>
      fetch(this.url, { method: 'POST', body: JSON.stringify(request), headers: mcpHeaders }),`);
  });
});

describe('a client is left wholly alone', () => {
  const unchanged = (parts: Parts) => {
    const text = client(parts);
    expect(migrated(text).files).toEqual({ 'src/reader.ts': text });
  };
  const rpc = `return (await this.http.post('', ${MESSAGE}, { headers: this.headers() })).data.result;`;

  test('when what it posts with is of another package, or of none', () => {
    unchanged({ imports: `import axios from './axios.js';`, rpc: rpc.replace('this.http', 'axios') });
    unchanged({ imports: `import axios from '@acme/http';`, rpc: rpc.replace('this.http', 'axios') });
    unchanged({ imports: '', fields: '\n  private readonly http = makeClient();', rpc });
  });

  test('when something looks at answers on their way', () => {
    const fields = `\n  private readonly http = axios.create();\n  constructor() {\n    this.http.interceptors.response.use(response => response.data);\n  }`;
    unchanged({ imports: AXIOS, fields, rpc });
    const made = `\n  private readonly http = axios.create({ transformResponse: unwrap });`;
    unchanged({ imports: AXIOS, fields: made, rpc });
  });

  test('when the answer or the body are of another form', () => {
    const post = (options: string) =>
      `return (await axios.post(this.url, ${MESSAGE}, ${options})).data.result;`;
    const notify = 'await axios.post(this.url, message);';
    unchanged({ imports: AXIOS, rpc: post(`{ responseType: 'arraybuffer' }`), notify });
    unchanged({ imports: AXIOS, rpc: post(`{ transformRequest: sign }`), notify });
    unchanged({ imports: AXIOS, rpc: post('this.options'), notify });
    unchanged({
      imports: AXIOS,
      rpc: post('{ ...this.options }').replace('axios.post', 'axios.put'),
      notify,
    });
    unchanged({
      imports: `import { ofetch } from 'ofetch';`,
      rpc: `return (await ofetch(this.url, { method: 'POST', body: JSON.stringify(${MESSAGE}) })).result;`,
      notify: `await ofetch(this.url, { method: 'POST', body: JSON.stringify(message) });`,
    });
  });

  test('when it has headers of the session from the start', () => {
    const fields = `\n  private readonly http = axios.create({ headers: { 'Mcp-Session-Id': SESSION } });`;
    unchanged({ imports: AXIOS, fields, rpc });
  });

  test('when a stream is asked for by another library', () => {
    const more = `
  listen() {
    return axios.get(this.url, { responseType: 'stream', headers: { Accept: 'text/event-stream' } });
  }
`;
    unchanged({ imports: AXIOS, rpc: rpc.replace('this.http', 'axios'), more });
  });

  test('when the function that sends gives back the response as it is', () => {
    unchanged({
      imports: AXIOS,
      rpc: `return axios.post(this.url, ${MESSAGE}, { headers: this.headers() });`,
      notify: 'await axios.post(this.url, message);',
    });
    unchanged({
      imports: '',
      rpc: `const response = await fetch(this.url, { method: 'POST', body: JSON.stringify(${MESSAGE}) });
    return response;`,
      notify: `await fetch(this.url, { method: 'POST', body: JSON.stringify(message) });`,
    });
  });
});

describe('a client is left whose requests would go out as others', () => {
  const rpc = `const message = ${MESSAGE};
    const response = await axios.post(this.url, message, { headers: this.headers() });
    return response.data.result;`;
  const notify = 'await axios.post(this.url, message, { headers: this.headers() });';
  const base = client({ imports: AXIOS, rpc, notify });
  const variants: readonly (readonly [why: string, text: string])[] = [
    [
      'signed over what it writes',
      base.replace('{ headers: this.headers() }', "{ headers: { 'X-Signature': sign(message) } }"),
    ],
    ['with headers in what is spread', base.replaceAll('{ headers: this.headers() }', '{ ...this.common }')],
    [
      'with an instance of headers',
      base.replace(
        /private headers\(\): [^{]*\{\n[^\n]*/,
        'private headers() {\n    return new AxiosHeaders(common);',
      ),
    ],
    [
      'with pairs of headers',
      base.replaceAll('headers: this.headers()', "headers: [['content-type', 'application/json']]"),
    ],
    [
      'whose errors are mapped',
      `${base}axios.interceptors.response.use(each => each, error => Promise.reject(new Failure(error)));\n`,
    ],
  ];

  test('and moved otherwise', () => {
    expect(migrated(base).files['src/reader.ts']).not.toBe(base);
  });

  test.each(variants)('%s', (_why, text) => {
    expect(text).not.toBe(base);
    expect(migrated(text).files['src/reader.ts']).toBe(text);
  });

  test('by a promise that is more than its answer', () => {
    const later = client({
      imports: `import got from 'got';`,
      rpc: `const answer = got.post(this.url, { json: ${MESSAGE}, headers: this.headers() });
    return (await answer.json<any>()).result;`,
      notify: 'await got.post(this.url, { json: message, headers: this.headers() });',
    });
    expect(migrated(later).files['src/reader.ts']).toBe(later);
  });
});
