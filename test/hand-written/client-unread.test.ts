import { describe, expect, test } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO = `{ protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'sync', version: '1' } }`;
const CALL = `{ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'sum' } }`;
const WHOLE = 'return await res.json();';
const BY_ID = 'return (await res.json()).find(each => each.id === message.id);';
const PIECES = 'for await (const chunk of res.body) return JSON.parse(chunk);';

/** A script that posts messages by one function, which is handed them whole. */
function script(read: string, sent = CALL, more = 'console.log(called.result);'): string {
  return `const URL = process.argv[2];

async function post(message) {
  const res = await fetch(URL, { method: 'POST', body: JSON.stringify(message) });
  ${read}
}

async function main() {
  await post({ jsonrpc: '2.0', id: 1, method: 'initialize', params: ${HELLO} });
  const called = await post(${sent});
  ${more}
}

main();
`;
}

/** A client that writes each message to a child process where it needs it. */
function pipe(sends: string, take = 'waiting.get(message.id)?.(message);'): string {
  return `import { createInterface } from 'node:readline';

export async function start(child, waiting) {
  createInterface({ input: child.stdout }).on('line', line => {
    const message = JSON.parse(line);
    ${take}
  });
  const send = message => {
    child.stdin.write(JSON.stringify(message) + '\\n');
    return new Promise(resolve => waiting.set(message.id, resolve));
  };
  await send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: ${HELLO} });
  ${sends}
}
`;
}

/** A client that has a function for its requests, and posts its handshake as it stands. */
function requester(message: string, method = 'tools/call'): string {
  return `export class Reader {
  nextId = 1;

  async open() {
    const init = { jsonrpc: '2.0', id: 0, method: 'initialize', params: ${HELLO} };
    const response = await fetch(this.url, { method: 'POST', body: JSON.stringify(init) });
    await response.json();
    return this.request('${method}', { name: 'sum' });
  }

  async request(method, params) {
    ${message}
    const response = await fetch(this.url, { method: 'POST', body: JSON.stringify(message) });
    return (await response.json()).result;
  }
}
`;
}

interface Outcome {
  /** `line of code: message` of what is reported about results that nothing reads. */
  readonly reported: string[];
  readonly advice: string[];
  readonly text: string;
}

function outcome(
  text: string,
  files: Record<string, string> = {},
  legacy: 'auto' | 'reject' = 'auto',
): Outcome {
  const result = migrateText({ 'src/sync.js': text, ...files }, [handWrittenClient], { legacy });
  const now = result.files['src/sync.js']!;
  const found = result.review.flatMap((each, index) => {
    const [, line, message] = /^multi-round-trip src\/sync\.js:(\d+) (.*input_required.*)$/.exec(each) ?? [];
    if (!line) return [];
    return [
      {
        text: `${now.split('\n')[Number(line) - 1]!.trim()}: ${message}`,
        advice: result.reviewAdvice[index]!,
      },
    ];
  });
  return { reported: found.map(each => each.text), advice: found.map(each => each.advice), text: now };
}

/** The client is moved, and nothing is said about its results. */
function expectQuiet(text: string, files: Record<string, string> = {}): void {
  const { reported, text: now } = outcome(text, files);
  expect(now).toContain('server/discover');
  expect(reported).toEqual([]);
}

const READS = 'which nothing reads here.';

describe('a request that may be answered with a question', () => {
  test.for([
    ['looked for by its id', BY_ID],
    ['taken in as it comes', PIECES],
  ] as const)('is reported where the answer is %s', ([, read]) => {
    for (const legacy of ['auto', 'reject'] as const) {
      const { reported, text } = outcome(script(read), {}, legacy);
      expect(text).toContain('dialect.send(message');
      expect(reported).toEqual([
        expect.stringContaining(`: Servers of 2026-07-28 may ask for input in the result of \`tools/call\``),
      ]);
      expect(reported[0]).toContain(`const called = await post(${CALL});`);
      expect(reported[0]).toContain(READS);
    }
  });

  test('is reported once for what puts it on a pipe', () => {
    const { reported, advice } = outcome(
      pipe(
        `send(${CALL});\n  send({ jsonrpc: '2.0', id: 3, method: 'prompts/get', params: { name: 'a' } });`,
      ),
    );
    expect(reported).toHaveLength(1);
    expect(reported[0]).toContain(`send(${CALL});: `);
    // The module of this client has nothing that answers.
    expect(advice[0]).toMatch(/`result\.resultType`.* `inputResponses` and `requestState`\.$/);
  });

  test('is asked for again where parameters are put in afterwards', () => {
    const { reported, text } = outcome(
      requester(
        `const message = { jsonrpc: '2.0', id: this.nextId++, method };\n    if (params) message.params = params;`,
      ),
    );
    expect(reported).toEqual([]);
    expect(text).toContain('dialect.complete(params, ');
  });

  test('is reported where parameters are put in in several ways', () => {
    const { reported } = outcome(
      requester(
        `const message = { jsonrpc: '2.0', id: this.nextId++, method };\n    if (params) message.params = params;\n    else message.params = {};`,
      ),
    );
    expect(reported).toEqual([
      expect.stringMatching(/^return this\.request\('tools\/call', .*`tools\/call`/),
    ]);
  });

  test('is reported where such a function is handed methods from elsewhere', () => {
    const { reported } = outcome(
      requester(
        `const message = { jsonrpc: '2.0', id: this.nextId++, method };\n    if (params) message.params = params;\n    else message.params = {};`,
        'tools/list',
      ),
    );
    expect(reported).toEqual([expect.stringContaining('in the result of this request')]);
  });

  test('is reported beside requests that are asked for, whose function answers', () => {
    const more = `const res = await fetch(URL, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/list' }) });
  console.log(called, (await res.json()).result);`;
    const { reported, advice, text } = outcome(script(PIECES, CALL, more));
    expect(text).toContain('dialect.ask(');
    expect(reported).toHaveLength(1);
    expect(advice[0]).toContain('`complete` of the added module');
  });
});

describe('nothing is reported', () => {
  test('where the dialect reads what kind of result it is', () => {
    expectQuiet(script(WHOLE));
    expectQuiet(requester(`const message = { jsonrpc: '2.0', id: this.nextId++, method, params };`));
  });

  test.for(['tools/list', 'prompts/list', 'resources/list', 'completion/complete', 'ping'])(
    'about `%s`, which is never answered so',
    method => {
      const sent = `{ jsonrpc: '2.0', id: 2, method: '${method}', params: {} }`;
      const list = `post({ jsonrpc: '2.0', id: 3, method: 'tools/list' });`;
      expectQuiet(script(BY_ID, sent, list));
      expectQuiet(pipe(`send(${sent});\n  ${list.replace('post', 'send')}`));
    },
  );

  test('about what is no request', () => {
    expectQuiet(
      pipe(`send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
  send({ jsonrpc: '2.0', method: 'tools/call', params: { name: 'sum' } });`),
    );
  });

  test.for([
    ['a member', `if (message.result?.resultType === 'other') return;`],
    ['a name taken out', `const { resultType } = message.result ?? {};\n    if (resultType) count();`],
    ['its word', `if (kindOf(message) === 'input_required') return;`],
  ] as const)('where the code reads it itself, as %s', ([, take]) => {
    expectQuiet(pipe(`send(${CALL});`, `${take}\n    waiting.get(message.id)?.(message);`));
  });

  test('where a file that it imports reads it', () => {
    const text = `import { answerOf } from './answers.js';\n${script('return answerOf(res.body);')}`;
    const answers = (read: string) => `export async function answerOf(body) {
  for await (const chunk of body) {
    const { result } = JSON.parse(chunk);
    ${read}
    return result;
  }
}
`;
    const reads = `if (result.resultType === 'input_required') throw new Error('Asks');`;
    expectQuiet(text, { 'src/answers.js': answers(reads) });
    expect(outcome(text, { 'src/answers.js': answers('') }).reported).toHaveLength(1);
    expect(outcome(text, { 'src/others.js': answers(reads) }).reported).toHaveLength(1);
  });

  test('about a client that stays as it is', () => {
    const text = script(BY_ID).replace('await post({', 'await keep({');
    expect(outcome(text)).toEqual({ reported: [], advice: [], text });
  });
});

test('writing the word down is not reading it', () => {
  const text = pipe(`send(${CALL});\n  log({ resultType: 'complete' }); // input_required`);
  expect(outcome(text).reported).toHaveLength(1);
});
