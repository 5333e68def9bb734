import path from 'node:path';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { afterAll, describe, expect, test } from 'vitest';
import { after, before } from './support/migrated.js';
import { withToken } from './support/probe.js';
import { run } from './support/processes.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

afterAll(removeTemporaryDirectories);

interface Answer {
  readonly text: string;
  readonly handle: string | undefined;
  readonly isError: boolean;
}

interface Caller {
  call(name: string, args?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

const INFO = { name: 'mcp-migrate-tests', version: '1.0.0' };

/** A client of 2025-11-25, with a session of its own where the server keeps sessions. */
async function v1(url: string, token: string): Promise<Caller> {
  const client = new ClientV1(INFO);
  await client.connect(new HttpV1(new URL(url), withToken(token)));
  return {
    call: async (name, args = {}) => answerOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

/** A client of 2026-07-28, and no other revision. */
async function v2(url: string, token: string): Promise<Caller> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new HttpV2(new URL(url), withToken(token)));
  return {
    call: async (name, args = {}) => answerOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

function answerOf(result: unknown): Answer {
  const { content, structuredContent, isError } = result as {
    content: { text: string }[];
    structuredContent?: Record<string, string>;
    isError?: boolean;
  };
  return {
    text: content.map(each => each.text).join('\n'),
    handle: Object.entries(structuredContent ?? {}).find(([name]) => name.endsWith('_id'))?.[1],
    isError: isError ?? false,
  };
}

/** One call over a connection of its own. */
async function once(
  connect: typeof v1,
  url: string,
  token: string,
  ...call: [name: string, args?: Record<string, unknown>]
): Promise<Answer> {
  const client = await connect(url, token);
  try {
    return await client.call(...call);
  } finally {
    await client.close();
  }
}

const APPLES = { product: 'apples', quantity: 2 };

describe('a basket that was kept for a session', () => {
  test('is lost with the session before the migration', async () => {
    const server = await startHttp(await before('basket-sessions'));
    try {
      await once(v1, server.url, 'till-ada', 'add_to_basket', APPLES);
      const { text } = await once(v1, server.url, 'till-ada', 'show_basket');
      expect(JSON.parse(text)).toEqual({ lines: [], note: '' });
    } finally {
      await server.stop();
    }
  });

  test('survives the loss of its session under its handle, for clients of both revisions', async () => {
    const directory = await after('basket-sessions');
    const server = await startHttp(directory);
    const { url } = server;
    try {
      for (const connect of [v1, v2]) {
        const added = await once(connect, url, 'till-ada', 'add_to_basket', APPLES);
        expect(added.handle).toMatch(/^[0-9a-f-]{36}$/);
        expect(added.text).toContain(`basket_id: ${added.handle}`);
        const basket = { basket_id: added.handle };

        await once(connect, url, 'till-ada', 'add_to_basket', { product: 'honey', ...basket });
        for (const other of [v1, v2]) {
          const shown = await once(other, url, 'till-ada', 'show_basket', basket);
          expect(JSON.parse(shown.text)).toEqual({
            lines: [APPLES, { product: 'honey', quantity: 1 }],
            note: '',
          });
        }

        const another = await once(connect, url, 'till-ada', 'add_to_basket', { product: 'cheese' });
        expect(another.handle).not.toEqual(added.handle);
        const untouched = await once(connect, url, 'till-ada', 'show_basket', basket);
        expect(untouched.text).not.toContain('cheese');
      }
    } finally {
      await server.stop();
    }
  });

  test('is refused without its handle, under one that is not known, and to another principal', async () => {
    const server = await startHttp(await after('basket-sessions'));
    const { url } = server;
    try {
      for (const connect of [v1, v2]) {
        const { handle } = await once(connect, url, 'till-ada', 'add_to_basket', APPLES);
        const basket = { basket_id: handle };

        const missing = await once(connect, url, 'till-ada', 'show_basket');
        expect(missing).toMatchObject({ isError: true });
        expect(missing.text).toContain('Call add_to_basket or leave_note first, and pass the basket_id');

        const wrong = { basket_id: '00000000-0000-4000-8000-000000000000' };
        for (const name of ['show_basket', 'add_to_basket']) {
          const unknown = await once(connect, url, 'till-ada', name, { ...APPLES, ...wrong });
          expect(unknown).toMatchObject({ isError: true, handle: undefined });
          expect(unknown.text).toContain('Call add_to_basket or leave_note without one first');
        }

        const stolen = await once(connect, url, 'till-ben', 'show_basket', basket);
        expect(stolen).toMatchObject({ isError: true });
        expect(stolen.text).toContain('This basket_id is not known or has expired.');
        expect((await once(connect, url, 'till-ada', 'show_basket', basket)).isError).toBe(false);
      }
    } finally {
      await server.stop();
    }
  });

  test('is not known to another instance, which the report says', async () => {
    const directory = await after('basket-sessions');
    const first = await startHttp(directory);
    const second = await startHttp(directory);
    try {
      const { handle } = await once(v2, first.url, 'till-ada', 'add_to_basket', APPLES);
      const elsewhere = await once(v2, second.url, 'till-ada', 'show_basket', { basket_id: handle });
      expect(elsewhere).toMatchObject({ isError: true });
      expect(elsewhere.text).toContain('not known or has expired');
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
  });

  test('ends a day after its last use, and the least used one when there are too many', async () => {
    const directory = await after('basket-sessions');
    const script = `
      let now = 1_000_000;
      performance.now = () => now;
      const { HandleStore } = await import(process.argv[1]);
      const HOUR = 60 * 60 * 1000;
      const ctx = {};
      const forgotten = [];
      const store = new HandleStore({
        argument: 'basket_id',
        startedBy: ['add'],
        create: handle => handle,
        forget: handle => forgotten.push(handle),
      });
      const handle = store.open(ctx, undefined).state;
      const seen = [];
      for (const hours of [23, 23, 25]) {
        now += hours * HOUR;
        // The clock is read again after a moment.
        await new Promise(resolve => setTimeout(resolve, 5));
        seen.push(store.find(ctx, handle) === handle);
      }
      const first = store.open(ctx, undefined).state;
      for (let count = 0; count < 10_000; count++) store.open(ctx, undefined);
      seen.push(store.find(ctx, first) === first);
      console.log(JSON.stringify({ seen, forgotten: [handle, first].map(each => forgotten.includes(each)) }));
    `;
    const module = path.join(directory, 'dist', 'mcp-handles.js');
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', script, module], {
      cwd: directory,
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ seen: [true, true, false, false], forgotten: [true, true] });
  });
});

const FERRY = { who: 'Ida', what: 'ferry', amount: 60 };

describe('a trip that was kept by the object of a session', () => {
  test('is lost with the session before the migration', async () => {
    const server = await startHttp(await before('instance-state'));
    try {
      await once(v1, server.url, 'club-ida', 'add_expense', FERRY);
      const { text } = await once(v1, server.url, 'club-ida', 'list_expenses');
      expect(text).toBe('Nothing was paid yet');
    } finally {
      await server.stop();
    }
  });

  test('survives the loss of its session under its handle, for clients of both revisions', async () => {
    const server = await startHttp(await after('instance-state'));
    const { url } = server;
    try {
      for (const connect of [v1, v2]) {
        const first = await once(connect, url, 'club-ida', 'add_expense', FERRY);
        expect(first.text).toContain('Expense 1. Ida 0.00 EUR');
        expect(first.text).toContain(`trip_id: ${first.handle}`);
        const trip = { trip_id: first.handle };
        await once(connect, url, 'club-ida', 'use_currency', { currency: 'USD', ...trip });

        for (const other of [v1, v2]) {
          const listed = await once(other, url, 'club-ida', 'list_expenses', trip);
          expect(listed).toMatchObject({ text: 'Ida: ferry 60.00', isError: false });
          expect((await once(other, url, 'club-ida', 'settle_up', trip)).text).toBe('Ida 0.00 USD');
        }
        const another = await once(connect, url, 'club-ida', 'add_expense', { ...FERRY, who: 'Noor' });
        expect(another.text).toContain('Expense 1. Noor 0.00 EUR');
        expect(another.handle).not.toEqual(first.handle);
      }
    } finally {
      await server.stop();
    }
  });

  test('is refused without its handle, to another principal, and by another instance', async () => {
    const directory = await after('instance-state');
    const server = await startHttp(directory);
    const second = await startHttp(directory);
    try {
      for (const connect of [v1, v2]) {
        const { handle } = await once(connect, server.url, 'club-ida', 'add_expense', FERRY);
        const trip = { trip_id: handle };

        const missing = await once(connect, server.url, 'club-ida', 'settle_up');
        expect(missing).toMatchObject({ isError: true });
        expect(missing.text).toContain('Call add_expense or use_currency first, and pass the trip_id');

        for (const [url, token] of [
          [server.url, 'club-noor'],
          [second.url, 'club-ida'],
        ] as const) {
          const refused = await once(connect, url, token, 'add_expense', { ...FERRY, ...trip });
          expect(refused).toMatchObject({ isError: true, handle: undefined });
          expect(refused.text).toContain('This trip_id is not known or has expired.');
        }
        const { text } = await once(connect, server.url, 'club-ida', 'list_expenses', trip);
        expect(text).toBe('Ida: ferry 60.00');
      }
    } finally {
      await Promise.all([server.stop(), second.stop()]);
    }
  });
});

const SOCKS = { item: 'socks', count: 3 };

describe('a packing list that a low-level server kept for a session', () => {
  test('is lost with the session before the migration', async () => {
    const server = await startHttp(await before('lowlevel-state'));
    try {
      await once(v1, server.url, 'app-phone', 'add_item', SOCKS);
      const { text } = await once(v1, server.url, 'app-phone', 'show_list');
      expect(text).toBe('Nothing to pack');
    } finally {
      await server.stop();
    }
  });

  test('survives the loss of its session under its handle, for clients of both revisions', async () => {
    const server = await startHttp(await after('lowlevel-state'));
    const { url } = server;
    try {
      for (const connect of [v1, v2]) {
        const first = await once(connect, url, 'app-phone', 'add_item', SOCKS);
        expect(first.handle).toMatch(/^[0-9a-f-]{36}$/);
        expect(first.text).toBe(`[ ] 3 socks\nlist_id: ${first.handle}`);
        const list = { list_id: first.handle };
        await once(connect, url, 'app-phone', 'add_item', { item: 'book', ...list });

        for (const other of [v1, v2]) {
          const packed = await once(other, url, 'app-phone', 'check_off', { item: 'book', ...list });
          expect(packed).toMatchObject({ text: '[ ] 3 socks\n[x] 1 book', isError: false });
          const shown = await once(other, url, 'app-phone', 'show_list', list);
          expect(shown.text).toBe('[ ] 3 socks\n[x] 1 book');
        }
        const another = await once(connect, url, 'app-phone', 'add_item', { item: 'hat' });
        expect(another.text).toContain('[ ] 1 hat');
        expect(another.text).not.toContain('socks');
        expect(another.handle).not.toEqual(first.handle);
      }
    } finally {
      await server.stop();
    }
  });

  test('is refused without its handle, under one that is not known, to another principal, and by another instance', async () => {
    const directory = await after('lowlevel-state');
    const server = await startHttp(directory);
    const second = await startHttp(directory);
    try {
      for (const connect of [v1, v2]) {
        const { handle } = await once(connect, server.url, 'app-phone', 'add_item', SOCKS);
        const list = { list_id: handle };

        // Nothing checks the arguments of a low-level server in front of its own code.
        for (const wrong of [{}, { list_id: '00000000-0000-4000-8000-000000000000' }, { list_id: 7 }]) {
          const refused = await once(connect, server.url, 'app-phone', 'show_list', wrong);
          expect(refused).toMatchObject({ isError: true });
          expect(refused.text).toContain('Call add_item without one first, and pass the list_id');
        }
        for (const [url, token] of [
          [server.url, 'app-watch'],
          [second.url, 'app-phone'],
        ] as const) {
          for (const name of ['add_item', 'check_off']) {
            const refused = await once(connect, url, token, name, { ...SOCKS, ...list });
            expect(refused).toMatchObject({ isError: true, handle: undefined });
            expect(refused.text).toContain('This list_id is not known or has expired.');
          }
        }
        expect((await once(connect, server.url, 'app-phone', 'show_list', list)).text).toBe('[ ] 3 socks');
      }
    } finally {
      await Promise.all([server.stop(), second.stop()]);
    }
  });
});
