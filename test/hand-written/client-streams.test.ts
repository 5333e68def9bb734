import { describe, expect, test } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText } from '../helpers/migrate-text.js';

const RESUMING = `    let stream = response;
    let lastEventId: string | undefined;
    for (;;) {
      try {
        for await (const event of events(stream.body!)) {
          if (event.id) lastEventId = event.id;
          if (event.message?.id === id) return event.message.result;
        }
      } catch (error) {
        if (lastEventId === undefined) throw error;
      }
      if (lastEventId === undefined) throw new Error('No answer');
      await sleep(1000);
      this.log('Goes on');
      stream = await fetch(this.url, {
        headers: { ...this.headers(), Accept: 'text/event-stream', 'Last-Event-ID': lastEventId },
      });
    }`;

const LISTENING = `
  private async listen(): Promise<void> {
    if (!this.sessionId) return;
    const response = await fetch(this.url, { headers: { ...this.headers(), Accept: 'text/event-stream' } });
    for await (const event of events(response.body!)) this.take(event);
  }
`;

interface Parts {
  readonly read?: string;
  readonly more?: string;
  readonly connect?: string;
  readonly head?: string;
}

/** A client over HTTP that reads streams. */
function client({ read = RESUMING, more = '', connect = '', head = '' }: Parts = {}): string {
  return `import { events, sleep } from './events.js';
${head}
export class Reader {
  private sessionId: string | undefined;
  private nextId = 1;

  constructor(private readonly url: string) {}

  async connect(): Promise<void> {
    await this.rpc('initialize', { protocolVersion: '2025-11-25', capabilities: {} });
    await this.notify('notifications/initialized');
${connect}  }

  async call(name: string): Promise<any> {
    return this.rpc('tools/call', { name });
  }
${more}
  private headers(): Record<string, string> {
    return { 'Content-Type': 'application/json', ...(this.sessionId ? { 'Mcp-Session-Id': this.sessionId } : {}) };
  }

  private async rpc(method: string, params: Record<string, unknown> = {}): Promise<any> {
    const id = this.nextId++;
    const response = await fetch(this.url, {
      method: 'POST',
      headers: this.headers(),
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
    });
    this.sessionId = response.headers.get('mcp-session-id') ?? undefined;
${read}
  }

  private async notify(method: string): Promise<void> {
    await fetch(this.url, { method: 'POST', headers: this.headers(), body: JSON.stringify({ jsonrpc: '2.0', method }) });
  }
}
`;
}

function migrated(text: string, legacy: 'auto' | 'reject' = 'auto') {
  return migrateText({ 'src/reader.ts': text }, [handWrittenClient], { legacy }).files;
}

const textOf = (text: string, legacy: 'auto' | 'reject' = 'auto') => migrated(text, legacy)['src/reader.ts']!;

describe('a stream that is resumed', () => {
  test('is only resumed at older servers; at others the request is sent again', () => {
    const files = migrated(client());
    expect(files['src/reader.ts']).toContain(`      }
      if (!this.dialect.isLegacy) throw new DroppedStream();
      if (lastEventId === undefined) throw new Error('No answer');
      await sleep(1000);
      this.log('Goes on');
      stream = await fetch(this.url, {
        headers: { ...this.headers(), Accept: 'text/event-stream', 'Last-Event-ID': lastEventId },
      });
`);
    expect(files['src/reader.ts']).toContain(`import { McpDialect, DroppedStream } from './mcp-dialect.js';`);
    expect(files['src/mcp-dialect.ts']).toContain('await again(() => send(params))');
  });

  test('is not resumed any more where older servers do not count', () => {
    const text = textOf(client(), 'reject');
    expect(text).toContain(`        if (lastEventId === undefined) throw error;
      }
      throw new DroppedStream();
    }
`);
    expect(text).not.toMatch(/Last-Event-ID|sleep\(/);
  });

  const SEPARATE = {
    read: `    let lastEventId = '';
    for await (const event of events(response.body!)) {
      lastEventId = event.id ?? lastEventId;
      if (event.message?.id === id) return event.message.result;
    }
    if (lastEventId) return this.resume(id, lastEventId);
    throw new Error('No answer');`,
    more: `
  private async resume(id: number, after: string): Promise<any> {
    await sleep(500);
    const response = await fetch(this.url, { method: 'GET', headers: { ...this.headers(), 'Last-Event-ID': after } });
    for await (const event of events(response.body!)) if (event.message?.id === id) return event.message.result;
    throw new Error('No answer');
  }
`,
  };

  test('may be resumed by a function of its own', () => {
    expect(textOf(client(SEPARATE))).toContain(`    if (!this.dialect.isLegacy) throw new DroppedStream();
    if (lastEventId) return this.resume(id, lastEventId);
    throw new Error('No answer');
`);
    const rejecting = textOf(client(SEPARATE), 'reject');
    expect(rejecting).not.toContain('resume(');
    expect(rejecting).toContain('    throw new DroppedStream();\n  }\n');
  });

  test.for<[string, string]>([
    [
      'when what is thrown there is caught',
      client({
        read: RESUMING.replace('stream = await fetch', 'try { stream = await fetch').replace(
          /\}\);\n {4}\}$/,
          '});\n      } catch { continue; }\n    }',
        ),
      }),
    ],
    [
      'when the stream may as well be of the request itself',
      client({
        read: RESUMING.replace('stream = await fetch', 'stream = !lastEventId ? response : await fetch'),
      }),
    ],
    [
      'when nobody waits for it',
      client({ ...SEPARATE, read: SEPARATE.read.replace('return this', 'void this') }),
    ],
    [
      'when the id is only sent at times, in what gives something back',
      client({
        ...SEPARATE,
        more: SEPARATE.more.replace(`'Last-Event-ID': after`, `...(after ? { 'Last-Event-ID': after } : {})`),
      }),
    ],
    [
      'when another place sends an id as well',
      client({ more: `\n  private options(id: string) {\n    return { 'Last-Event-ID': id };\n  }\n` }),
    ],
    ['when the function is handed to another', client({ ...SEPARATE, connect: '    retry(this.resume);\n' })],
    [
      'when its requests go through a fetch of a package',
      client({ head: `import fetch from 'node-fetch';\n` }),
    ],
    [
      'when the old transport says where to post',
      client({
        more: `\n  private take(event: any) {\n    if (event.type === 'endpoint') this.post = event.data;\n  }\n`,
      }),
    ],
  ])('leaves a client alone %s', ([, text]) => {
    expect(migrated(text)).toEqual({ 'src/reader.ts': text });
  });
});

describe('a stream for messages of no request', () => {
  const read = '    return (await response.json()).result;';
  const listening = client({ read, more: LISTENING, connect: '    void this.listen().catch(() => {});\n' });

  test('is opened at older servers only', () => {
    const text = textOf(listening);
    expect(text).toContain(`    if (!this.sessionId) return;
    if (!this.dialect.isLegacy) return;
    const response = await fetch(this.url, { headers: { ...this.headers(), Accept: 'text/event-stream' } });
`);
    expect(text).not.toContain('DroppedStream');
    expect(textOf(listening, 'reject')).not.toMatch(/listen\(|event-stream/);
  });

  test('may go on after its last event by itself', () => {
    const more = LISTENING.replace(
      `Accept: 'text/event-stream' }`,
      `Accept: 'text/event-stream', ...(this.last ? { 'Last-Event-ID': this.last } : {}) }`,
    );
    const text = textOf(client({ read, more, connect: '    this.listen();\n' }));
    expect(text).toContain(
      '    if (!this.dialect.isLegacy) return;\n    const response = await fetch(this.url, {',
    );
  });

  test.for<[string, string]>([
    [
      'when it gives something back',
      client({
        read,
        more: LISTENING.replace('Promise<void>', 'Promise<any>').replace('this.take(event)', 'return event'),
        connect: '    this.hello = await this.listen();\n',
      }),
    ],
    [
      'when the same function shakes hands',
      client({
        read,
        connect: `    const response = await fetch(this.url, { headers: { Accept: 'text/event-stream' } });\n    this.take(response);\n`,
      }),
    ],
  ])('leaves a client alone %s', ([, text]) => {
    expect(migrated(text)).toEqual({ 'src/reader.ts': text });
  });

  test('is reported when it is an `EventSource`, and the rest of the client is moved', () => {
    const { files, review } = migrateText(
      { 'src/reader.ts': client({ read, connect: '    this.source = new EventSource(this.url);\n' }) },
      [handWrittenClient],
      { legacy: 'auto' },
    );
    expect(files['src/reader.ts']).toContain("this.rpc('server/discover')");
    expect(files['src/reader.ts']).toContain('this.source = new EventSource(this.url);');
    expect(review).toContainEqual(expect.stringContaining('`EventSource` opens the stream of `GET`'));
    const old = client({
      read,
      connect: "    new EventSource(this.url).addEventListener('endpoint', open);\n",
    });
    expect(migrated(old)).toEqual({ 'src/reader.ts': old });
  });

  test('leaves a client alone without older servers when others can call what opens it', () => {
    const text = client({
      read,
      more: LISTENING.replace('private async', 'async'),
      connect: '    void this.listen();\n',
    });
    expect(migrated(text, 'reject')).toEqual({ 'src/reader.ts': text });
    expect(textOf(text)).toContain('if (!this.dialect.isLegacy) return;');
  });
});
