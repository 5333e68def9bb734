import { describe, expect, test } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText } from '../helpers/migrate-text.js';

const REPORTED = 'Servers of 2026-07-28 ask in the result of a request';

/** A client of a pipe that takes in messages in a way of its own. */
function pipeClient(take: string, more = ''): string {
  return `import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export function start(file, ask) {
  const child = spawn('node', [file]);
  const waiting = new Map();
  let lastId = 0;

  const send = message => child.stdin.write(JSON.stringify(message) + '\\n');

  createInterface({ input: child.stdout }).on('line', async line => {
    const msg = JSON.parse(line);
    ${take}
    waiting.get(msg.id)?.(msg.result);
  });
${more}
  function request(method, params) {
    return new Promise(resolve => {
      const id = ++lastId;
      waiting.set(id, resolve);
      send({ jsonrpc: '2.0', id, method, params });
    });
  }

  async function connect() {
    await request('initialize', { protocolVersion: '2025-06-18', capabilities: { elicitation: {} } });
    send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  return { connect, call: (name, args) => request('tools/call', { name, arguments: args }) };
}
`;
}

function migrated(text: string) {
  const { files, left } = migrateText({ 'src/pipe.js': text }, [handWrittenClient], { legacy: 'auto' });
  return { text: files['src/pipe.js']!, left };
}

function expectLeft(take: string, more?: string): void {
  const text = pipeClient(take, more);
  const result = migrated(text);
  expect(result.text).toBe(text);
  expect(result.left).toEqual([expect.stringContaining(REPORTED)]);
}

describe('questions answered in the middle of other code', () => {
  test('are answered by a function, in either era', () => {
    const { text, left } = migrated(
      pipeClient(`if (msg.method === 'elicitation/create') {
      // Whoever runs this knows the answer.
      const text = await ask(msg.params.message);
      send({ jsonrpc: '2.0', id: msg.id, result: { action: 'accept', content: { text } } });
      return;
    }`),
    );
    expect(left).toEqual([]);
    expect(text).toContain(`    if (msg.method === 'elicitation/create') {
      send({ jsonrpc: '2.0', id: msg.id, result: await answerRequest(msg) });
      return;
    }
`);
    expect(text).toContain(`
  async function answerRequest(msg) {
    if (msg.method === 'elicitation/create') {
      // Whoever runs this knows the answer.
      const text = await ask(msg.params.message);
      return { action: 'accept', content: { text } };
    }
    throw new Error(\`The server asks for \${msg.method}, which this client does not answer.\`);
  }
`);
    expect(text).toContain(
      'dialect.complete(params, next => requestOnce(method, next), request => answerRequest(request));',
    );
  });

  test('may be answered differently, as long as each way answers', () => {
    const { text } = migrated(
      pipeClient(`switch (msg.method) {
      case 'elicitation/create':
        if (!msg.params.requestedSchema) {
          send({ jsonrpc: '2.0', id: msg.id, result: { action: 'cancel' } });
          return;
        }
        try {
          const content = await ask(msg.params);
          send({ jsonrpc: '2.0', id: msg.id, result: { action: 'accept', content } });
        } catch {
          send({ jsonrpc: '2.0', id: msg.id, result: { action: 'decline' } });
        }
        return;
    }`),
    );
    expect(text).toContain(`      case 'elicitation/create':
        send({ jsonrpc: '2.0', id: msg.id, result: await answerRequest(msg) });
        return;
`);
    expect(text).toContain(`      if (!msg.params.requestedSchema) {
        return { action: 'cancel' };
      }
      try {
        const content = await ask(msg.params);
        return { action: 'accept', content };
      } catch {
        return { action: 'decline' };
      }
`);
  });

  test('keep telling older servers what goes wrong', () => {
    const { text } = migrated(
      pipeClient(`if (msg.id !== undefined && msg.method === 'elicitation/create') {
      try {
        send({ jsonrpc: '2.0', id: msg.id, result: await ask(msg.params) });
      } catch (error) {
        send({ jsonrpc: '2.0', id: msg.id, error: { code: -32603, message: String(error) } });
      }
      return;
    }`),
    );
    expect(text).toContain(`        send({ jsonrpc: '2.0', id: msg.id, result: await answerRequest(msg) });
      } catch (error) {
        send({ jsonrpc: '2.0', id: msg.id, error:`);
    expect(text).toContain(`if (msg.method === 'elicitation/create') return await ask(msg.params);`);
  });

  test('may be handed to a function that sends the answer', () => {
    const called = migrated(
      pipeClient(
        `if (msg.method === 'elicitation/create') return elicit(msg);
    if (msg.method === 'roots/list') return respond(msg.id, { roots: [] });
    if (msg.method === 'sampling/createMessage') {
      respond(msg.id, { role: 'assistant', content: [] });
      return;
    }`,
        `
  function respond(id, result) {
    send({ jsonrpc: '2.0', id, result });
  }

  async function elicit(msg) {
    const { params } = msg;
    respond(msg.id, await ask(params));
  }
`,
      ),
    );
    expect(called.left).toEqual([]);
    expect(called.text).toContain(`  async function elicit(msg) {
    respond(msg.id, await answerRequest(msg));
  }`);
    expect(called.text)
      .toContain(`    if (msg.method === 'roots/list') return respond(msg.id, await answerRequest(msg));
    if (msg.method === 'sampling/createMessage') {
      respond(msg.id, await answerRequest(msg));
      return;
    }
`);
    expect(called.text).toContain(`    if (msg.method === 'roots/list') return { roots: [] };`);
  });

  test('may be answered by a function that is run at once', () => {
    const { text } = migrated(
      pipeClient(`if (msg.method === 'elicitation/create') {
      (async () => {
        const content = await ask(msg.params);
        send({ jsonrpc: '2.0', id: msg.id, result: { action: 'accept', content } });
      })();
      return;
    }`),
    );
    expect(text).toContain(`      (async () => {
        send({ jsonrpc: '2.0', id: msg.id, result: await answerRequest(msg) });
      })();
      return;`);
  });
});

describe('questions are left, and reported', () => {
  const SEND = `send({ jsonrpc: '2.0', id: msg.id, result: { action: 'decline' } });`;

  test('where something else decides as well whether they are answered', () => {
    expectLeft(`if (ask && msg.method === 'elicitation/create') {\n      ${SEND}\n      return;\n    }`);
    expectLeft(`if (!msg.id && msg.method === 'elicitation/create') {\n      ${SEND}\n      return;\n    }`);
    expectLeft(`if (msg.method !== 'elicitation/create') {\n      ${SEND}\n      return;\n    }`);
  });

  test('where one way gives no answer, or another kind of one', () => {
    expectLeft(`if (msg.method === 'elicitation/create') {
      if (!ask) return;
      ${SEND}
      return;
    }`);
    expectLeft(`if (msg.method === 'elicitation/create') {
      if (!ask) {
        send({ jsonrpc: '2.0', id: msg.id, error: { code: -32601, message: 'no' } });
        return;
      }
      ${SEND}
      return;
    }`);
    expectLeft(`if (msg.method === 'elicitation/create') {
      if (ask) ${SEND}
      return;
    }`);
  });

  test('where one way goes on with what comes after', () => {
    expectLeft(`for (const each of [1]) {
      if (msg.method === 'elicitation/create') {
        if (each) {
          ${SEND}
          return;
        }
        ${SEND}
        continue;
      }
    }`);
  });

  test('where the answer comes out of a callback', () => {
    expectLeft(`if (msg.method === 'elicitation/create') {
      ask(msg.params, content => send({ jsonrpc: '2.0', id: msg.id, result: { action: 'accept', content } }));
      return;
    }`);
  });

  test('where more is sent on the way', () => {
    expectLeft(`if (msg.method === 'elicitation/create') {
      send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 1, progress: 1 } });
      ${SEND}
      return;
    }`);
  });

  test('where the answer depends on what only that place knows', () => {
    expectLeft(`const count = line.length;
    if (msg.method === 'elicitation/create') {
      send({ jsonrpc: '2.0', id: msg.id, result: { action: 'accept', content: { count } } });
      return;
    }`);
    expectLeft(
      `if (msg.method === 'elicitation/create') {
      msg.seen = true;
      msg = { ...msg };
      ${SEND}
      return;
    }`.replace('msg.seen = true;', ''),
    );
  });

  test('where two places answer the same', () => {
    expectLeft(`if (msg.method === 'elicitation/create') {
      ${SEND}
      return;
    }
    if (msg.method === 'elicitation/create') {
      ${SEND}
      return;
    }`);
  });

  test('where something else is answered', () => {
    expectLeft(`if (msg.method === 'elicitation/create') {
      send({ jsonrpc: '2.0', id: lastId, result: { action: 'decline' } });
      return;
    }`);
  });

  test('where a case runs into the next', () => {
    expectLeft(`switch (msg.method) {
      case 'elicitation/create':
        ${SEND}
      case 'notifications/message':
        console.log(line);
        return;
    }`);
  });

  test('where no place answers at all', () => {
    expectLeft(`if (msg.method && msg.id) {
      send({ jsonrpc: '2.0', id: msg.id, result: await ask[msg.method](msg.params) });
      return;
    }`);
  });
});

describe('questions that something else decides about', () => {
  const answer = `if (msg.method === 'elicitation/create') {
      const text = await ask(msg.params.message);
      send({ jsonrpc: '2.0', id: msg.id, result: { action: 'accept', content: { text } } });
      return;
    }`;

  test.each([
    [
      'a setting in front',
      `if (!process.env.ALLOW && msg.method?.startsWith('elicitation/')) {\n      return;\n    }\n    ${answer}`,
    ],
    ['a state by another name', `const quiet = muted.now;\n    if (quiet) return;\n    ${answer}`],
    ['a setting around', `if (process.stdin.isTTY) {\n    ${answer}\n    }`],
  ])('are left: %s', (_why, take) => {
    expectLeft(take);
  });

  test('are moved behind what only tells messages apart', () => {
    const { text } = migrated(
      pipeClient(
        `if (!msg.jsonrpc) return;\n    if (waiting.has(msg.id)) {\n      waiting.get(msg.id)(msg.result);\n      return;\n    }\n    ${answer}`,
      ),
    );
    expect(text).toContain('answerRequest');
  });
});
