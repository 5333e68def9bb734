import { describe, expect, it } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { initializeHandshake } from '../../transforms/initialize-handshake.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO = `{
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'poller', version: '1.4.0' },
    }`;

interface HttpParts {
  /** The body of what sends requests; `this.post(…)` sends a message. */
  readonly call?: string;
  readonly post?: string;
  readonly more?: string;
  readonly imports?: string;
  readonly initialize?: string;
}

const POSTED = `this.post({ jsonrpc: '2.0', id: ++this.counter, method, params })`;

/** A client over HTTP that sends its requests by \`call\`, and all messages by \`post\`. */
function poller({ call, post, more = '', imports = '', initialize }: HttpParts = {}): string {
  return `${imports}export class Poller {
  private counter = 0;
  private failures = 0;
  private openUntil = 0;

  constructor(private readonly endpoint: string) {}

  async initialize(): Promise<void> {
    ${initialize ?? `await this.call('initialize', ${HELLO});`}
    await this.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  async listTools(): Promise<{ name: string }[]> {
    return (await this.call('tools/list', {})).tools;
  }

  private async call(method: string, params: object): Promise<any> {
    ${call ?? `const answer = await ${POSTED};\n    return answer.result;`}
  }

  private async post(message: object): Promise<any> {
    ${
      post ??
      `const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
    });
    if (!response.ok) throw new Error(\`HTTP \${response.status}\`);
    return response.status === 202 ? {} : response.json();`
    }
  }
${more}}
`;
}

interface PipeParts {
  readonly start?: string;
  readonly sending?: string;
  readonly request?: string;
  readonly error?: string;
  readonly more?: string;
}

/** A client of a child process that speaks in lines. */
function bridge({ start = '', sending = '', request, error, more = '' }: PipeParts = {}): string {
  return `import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Bridge {
  private child!: ChildProcessWithoutNullStreams;
  private readonly pending = new Map<number, any>();
  private nextId = 1;
  private timeouts = 0;
  private queue: Promise<unknown> = Promise.resolve();
  tools: string[] = [];

  async start(): Promise<void> {
    this.child = spawn('server', [], { stdio: 'pipe' });
    createInterface({ input: this.child.stdout }).on('line', line => this.receive(line));
    ${start}
    await this.request('initialize', ${HELLO});
    this.write({ jsonrpc: '2.0', method: 'notifications/initialized' });
    this.tools = (await this.request('tools/list', {})).tools;
  }

  private request(method: string, params: object): Promise<any> {
    ${
      request ??
      `const id = this.nextId++;
    return new Promise((resolve, reject) => {
      ${sending}
      this.pending.set(id, { resolve, reject });
      this.write({ jsonrpc: '2.0', id, method, params });
    });`
    }
  }

  private write(message: object): void {
    this.child.stdin.write(\`\${JSON.stringify(message)}\\n\`);
  }

  private receive(line: string): void {
    const message = JSON.parse(line);
    const waiting = this.pending.get(message.id);
    if (!waiting) return;
    this.pending.delete(message.id);
    if (message.error) ${error ?? 'waiting.reject(new Error(message.error.message));'}
    else waiting.resolve(message.result);
  }
${more}}
`;
}

function migrated(text: string, legacy: 'auto' | 'reject' = 'auto') {
  const { files, left } = migrateText({ 'src/client.ts': text }, [handWrittenClient], { legacy });
  return { text: files['src/client.ts']!, left };
}

function expectLeft(text: string, reason: string, legacy: 'auto' | 'reject' = 'auto'): void {
  const result = migrated(text, legacy);
  expect(result.text).toBe(text);
  expect(result.left).toEqual([expect.stringContaining(reason)]);
}

const AGAIN = `try {
      const answer = await ${POSTED};
      return answer.result;
    } catch (error) {
      if (String(error).includes('HTTP 404')) {
        await this.initialize();
        return (await ${POSTED}).result;
      }
      throw error;
    }`;

describe('clients over HTTP whose request function does more than post are left', () => {
  it.each<[string, string, HttpParts]>([
    ['a new handshake after a failure', 'may shake hands again', { call: AGAIN }],
    [
      'a new handshake by another method',
      'may shake hands again',
      {
        call: AGAIN.replace('this.initialize()', 'this.renew()'),
        more: `\n  private async renew() {\n    await this.initialize();\n  }\n`,
      },
    ],
    [
      'a handshake before the first request',
      'may shake hands again',
      {
        call: `if (this.counter === 0) await this.initialize();\n    return (await ${POSTED}).result;`,
      },
    ],
    [
      'a new handshake where the message is posted',
      'may shake hands again',
      {
        post: `const response = await fetch(this.endpoint, { method: 'POST', body: JSON.stringify(message) });
    if (response.status === 400) {
      await this.initialize();
      return this.post(message);
    }
    return response.json();`,
      },
    ],
    [
      'a new handshake by a getter',
      'may shake hands again',
      {
        call: `await this.ready;\n    return (await ${POSTED}).result;`,
        more: `\n  private get ready() {\n    return this.counter > 0 ? undefined : this.initialize();\n  }\n`,
      },
    ],
    [
      'a count of failures',
      'does more than report',
      {
        call: `try {
      return (await ${POSTED}).result;
    } catch (error) {
      if (++this.failures >= 3) this.openUntil = Date.now() + 30_000;
      throw error;
    }`,
      },
    ],
    [
      'a count of failures in a function',
      'does more than report',
      {
        call: `return ${POSTED}.then((answer: any) => answer.result).catch((error: Error) => this.failed(error));`,
        more: `\n  private failed(error: Error): never {\n    this.failures += 1;\n    throw error;\n  }\n`,
      },
    ],
    [
      'a count after what is right has returned',
      'does more than report',
      {
        post: `const response = await fetch(this.endpoint, { method: 'POST', body: JSON.stringify(message) });
    if (response.ok) return response.json();
    this.failures++;
    throw new Error('failed');`,
      },
    ],
    [
      'something unknown that hears of failures',
      'does more than report',
      {
        call: `const answer = await ${POSTED};
    if (answer.error) this.listener.failed(answer.error);
    return answer.result;`,
        more: `\n  listener: any;\n`,
      },
    ],
    [
      'a circuit breaker around the request',
      'sends again what failed',
      { call: `return this.breaker.fire(() => ${POSTED});`, more: `\n  breaker: any;\n` },
    ],
    [
      'a library that tries again',
      'sends again what failed',
      {
        imports: `import pRetry from 'p-retry';\n\n`,
        call: `return pRetry(async () => (await ${POSTED}).result);`,
      },
    ],
    [
      'a loop',
      'sends again what failed',
      {
        call: `for (const delay of [100, 200, 400]) {
      try {
        return (await ${POSTED}).result;
      } catch {
        console.warn(delay);
      }
    }
    throw new Error('failed');`,
      },
    ],
    [
      'a function that calls itself',
      'does more than report',
      {
        call: `const answer = await ${POSTED};
    return answer.error?.code === -32603 ? this.call(method, params) : answer.result;`,
      },
    ],
    [
      'a fetch of its own that tries again',
      'sends again what failed',
      {
        imports: `async function fetchOften(url: string, options: RequestInit) {
  let response = await fetch(url, options);
  while (!response.ok) response = await fetch(url, options);
  return response;
}\n\n`,
        post: `const response = await fetchOften(this.endpoint, { method: 'POST', body: JSON.stringify(message) });
    return response.json();`,
      },
    ],
  ])('%s', (_name, reason, parts) => {
    expectLeft(poller(parts), reason);
  });

  it('a test for `initialize`, whoever its servers are', () => {
    const text = poller({
      call: `if (method !== 'initialize' && this.counter === 0) throw new Error('Not connected');
    return (await ${POSTED}).result;`,
    });
    expectLeft(text, 'tells `initialize` from other requests');
    expectLeft(text, 'tells `initialize` from other requests', 'reject');
  });

  it('a handshake that is written out, which is reported once', () => {
    const text = poller({
      initialize: `await this.post({ jsonrpc: '2.0', id: 0, method: 'initialize', params: ${HELLO} });`,
      post: `const response = await fetch(this.endpoint, { method: 'POST', body: JSON.stringify(message) });
    if (!response.ok) this.failures++;
    return response.json();`,
    });
    const { left } = migrateText({ 'client.ts': text }, [handWrittenClient, initializeHandshake]);
    expect(left).toEqual([expect.stringContaining('a request that fails (`this.failures++`)')]);
  });

  it('a list of methods that do without a session', () => {
    const imports = `const FREE = new Set(['initialize', 'ping']);\n\n`;
    const call = `if (!FREE.has(method)) console.log(method);\n    return (await ${POSTED}).result;`;
    expectLeft(poller({ imports, call }), 'tells `initialize` from other requests');
  });

  it('but not where older servers are none of theirs', () => {
    expect(migrated(poller({ call: AGAIN }), 'reject').text).toContain('server/discover');
  });
});

describe('clients over HTTP still ask for discovery', () => {
  it.each<[string, HttpParts]>([
    [
      'whatever they throw',
      {
        call: `const { error, result } = await ${POSTED};\n    if (error) throw new Error(error.message);\n    return result;`,
      },
    ],
    [
      'when they log what fails',
      {
        call: `try {\n      return (await ${POSTED}).result;\n    } catch (error) {\n      console.error(String(error));\n      throw error;\n    }`,
      },
    ],
    [
      'when they count what succeeds, and clean up',
      {
        call: `const timer = setTimeout(() => console.warn('slow'), 5000);
    try {
      const { result } = await ${POSTED};
      this.failures = 0;
      return result;
    } finally {
      clearTimeout(timer);
    }`,
      },
    ],
    [
      'when they give up after a time',
      {
        post: `const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 5000);
    const response = await fetch(this.endpoint, {
      method: 'POST',
      body: JSON.stringify(message),
      signal: controller.signal,
    });
    clearTimeout(timer);
    return response.json();`,
      },
    ],
    [
      'when others connect anew',
      {
        more: `\n  async again(): Promise<void> {\n    await this.initialize();\n    await this.listTools();\n  }\n`,
      },
    ],
  ])('%s', (_name, parts) => {
    expect(migrated(poller(parts)).text).toContain('server/discover');
  });

  it('when the handshake is posted beside the function that shakes hands again', () => {
    const initialize = `await this.post({ jsonrpc: '2.0', id: 0, method: 'initialize', params: ${HELLO} });`;
    expect(migrated(poller({ initialize, call: AGAIN })).text).toContain('server/discover');
  });
});

const timer = (then: string) => `setTimeout(() => {
        this.pending.delete(id);
        reject(new Error('timeout'));
        ${then}
      }, 5000);`;

describe('clients of a child process are left that need an answer to every request', () => {
  it.each<[string, string, PipeParts]>([
    ['one that ends the child', 'does more than report', { sending: timer(`this.child.kill('SIGKILL');`) }],
    [
      'one that ends it by a function',
      'does more than report',
      {
        sending: `setTimeout(() => this.late(id), 5000);`,
        more: `\n  private late(id: number): void {\n    this.pending.get(id).reject(new Error('timeout'));\n    this.child.kill();\n  }\n`,
      },
    ],
    [
      'one that ends it by another name',
      'does more than report',
      {
        sending: `const { child } = this;\n      setTimeout(() => child.kill(), 5000);`,
      },
    ],
    ['one that closes its input', 'does more than report', { sending: timer(`this.child.stdin.end();`) }],
    ['one that counts', 'does more than report', { sending: timer('this.timeouts++;') }],
    [
      'one that says so to others',
      'does more than report',
      { sending: timer(`this.hub.emit('late', id);`), more: '\n  hub: any;\n' },
    ],
    ['one that starts anew', 'may shake hands again', { sending: timer('void this.start();') }],
    [
      'a signal that ends the child',
      'does more than report',
      {
        sending: `AbortSignal.timeout(5000).addEventListener('abort', () => this.child.kill());`,
      },
    ],
    [
      'a time for the whole start',
      'ends a start that takes long',
      {
        start: `const late = setTimeout(() => this.child.kill(), 5000);\n    void late;`,
      },
    ],
    [
      'a child that is started when it exits',
      'starts a server again that exits',
      {
        start: `this.child.on('exit', () => this.died());`,
        more: `\n  private died(): void {\n    if (this.timeouts++ < 3) void this.start();\n  }\n`,
      },
    ],
    [
      'errors that are counted where they come in',
      'counts answers that are errors',
      {
        error: `{\n      this.timeouts++;\n      waiting.reject(new Error('failed'));\n    }`,
      },
    ],
    [
      'one request at a time',
      'holds a request back',
      {
        request: `const id = this.nextId++;
    const run = () =>
      new Promise<any>(resolve => {
        this.pending.set(id, { resolve });
        this.write({ jsonrpc: '2.0', id, method, params });
      });
    const next = this.queue.then(run);
    this.queue = next;
    return next;`,
      },
    ],
  ])('%s', (_name, reason, parts) => {
    expectLeft(bridge(parts), reason);
  });

  it('the next answer is taken for that of the request', () => {
    const text = bridge()
      .replace('this.pending.set(id, { resolve, reject });', 'this.waiting.push({ resolve, reject });')
      .replace('this.pending.get(message.id)', 'this.waiting.shift()')
      .replace('    this.pending.delete(message.id);\n', '')
      .replace('private readonly pending = new Map<number, any>();', 'private readonly waiting: any[] = [];');
    expectLeft(text, 'without looking at their ids');
  });

  it('a start that others put an end to', () => {
    const text = `${bridge()}
export async function open(bridge: Bridge, late: Promise<never>): Promise<void> {
  await Promise.race([bridge.start(), late]);
}
`;
    expectLeft(text, 'ends a start that takes long');
  });

  it('but not those that only stop to wait', () => {
    expect(migrated(bridge()).text).toContain('server/discover');
    expect(migrated(bridge({ sending: timer(`console.error('late');`) })).text).toContain('server/discover');
    const stop = `\n  stop(): void {\n    setTimeout(() => this.child.kill('SIGKILL'), 5000);\n  }\n`;
    expect(migrated(bridge({ more: stop })).text).toContain('server/discover');
    const exits = `this.child.on('exit', () => this.pending.clear());`;
    expect(migrated(bridge({ start: exits })).text).toContain('server/discover');
  });
});
