import { describe, expect, test } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText } from '../helpers/migrate-text.js';

/** A client that posts, and takes in what the server asks meanwhile. */
function client(take: string, more = ''): string {
  return `type Reply = (result: object) => void;

export class Caller {
  private nextId = 1;

  constructor(
    private readonly url: string,
    private readonly onElicit: (params: any, reply: Reply) => void,
  ) {}

  async connect(): Promise<void> {
    await this.request('initialize', { protocolVersion: '2025-11-25', capabilities: { elicitation: {} } });
    await this.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  async request(method: string, params: object = {}): Promise<any> {
    const response = await this.post({ jsonrpc: '2.0', id: this.nextId++, method, params });
    const [first, ...rest] = (await response.text()).split('\\n').map(line => JSON.parse(line));
    if (first.method) await this.handle(first);
    return (rest.at(-1) ?? first).result;
  }

  private async handle(message: any): Promise<void> {
    ${take}
  }
${more}
  private async post(message: object): Promise<Response> {
    return fetch(this.url, { method: 'POST', body: JSON.stringify(message) });
  }
}
`;
}

function migrated(take: string, more?: string) {
  const text = client(take, more);
  const { files, left, advice } = migrateText({ 'src/caller.ts': text }, [handWrittenClient], {
    legacy: 'auto',
  });
  return { isLeft: files['src/caller.ts'] === text, text: files['src/caller.ts']!, left, advice };
}

const SEND = `this.post({ jsonrpc: '2.0', id: message.id, result })`;

describe('answers out of callbacks', () => {
  test('are reported with the promise to make of them', () => {
    const { isLeft, left, advice } = migrated(`if (message.method === 'elicitation/create') {
      this.onElicit(message.params, result => {
        void ${SEND};
      });
    }`);
    expect(isLeft).toBe(true);
    expect(left).toEqual([expect.stringContaining('ask in the result of a request')]);
    expect(advice).toEqual([
      'Its answer comes out of a callback: return `new Promise(resolve => this.onElicit(message.params, resolve))` from a function that takes the request, send what that resolves to, and migrate again: the client is moved as a whole then.',
    ]);
  });

  test('are moved with the client once that is done', () => {
    const { text, left } = migrated(
      `const result = await this.answer(message);
    await ${SEND};`,
      `
  private answer(message: any): Promise<any> {
    if (message.method === 'elicitation/create') {
      return new Promise(resolve => this.onElicit(message.params, resolve));
    }
    throw new Error('unknown');
  }
`,
    );
    expect(left).toEqual([]);
    expect(text).toContain('request => this.answer(request)');
  });

  test('are named in a case, and where the callback takes more', () => {
    const { isLeft, advice } = migrated(`switch (message.method) {
      case 'elicitation/create':
        this.onElicit(message.params, (source, result) => {
          console.log(source);
          void ${SEND};
        });
    }`);
    expect(isLeft).toBe(true);
    expect(advice).toEqual([expect.stringContaining('`new Promise(resolve => this.onElicit(…))`')]);
  });

  test.for([
    ['promises', `askUser(message.params).then(result => ${SEND})`],
    ['what is worked out in the callback', `queueMicrotask(() => { const result = {}; void ${SEND}; })`],
  ])('are not %s', ([, sending]) => {
    const { isLeft, advice } = migrated(
      `if (message.method === 'elicitation/create') {\n      ${sending};\n    }`,
    );
    expect(isLeft).toBe(true);
    expect(advice).toEqual([expect.stringMatching(/^Move what works out the answer into a function/)]);
  });
});
