import { describe, expect, it } from 'vitest';
import { streamResumption } from '../transforms/stream-resumption.js';
import { notesOf, notesOn } from './helpers/notes.js';

const NODE = `import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';\n`;

describe('stream-resumption', () => {
  it('reports calls that would time out, and callbacks that stay silent', () => {
    const text = `await client.callTool(p, { resumptionToken, onresumptiontoken });\nawait client.request(r, { onresumptiontoken: save });\n`;
    expect(notesOn(streamResumption, text)).toEqual([
      'warning:1 A call with a `resumptionToken` times out on 2026-07-28 connections: there is no stream to resume.',
      'warning:2 `onresumptiontoken` is never called on 2026-07-28 connections: a broken stream cannot be resumed.',
    ]);
  });

  it('points out event stores, which go on serving sessions', () => {
    const text = `${NODE}new NodeStreamableHTTPServerTransport({ sessionIdGenerator, eventStore: new Store() });\n`;
    expect(notesOf(streamResumption, { 'a.ts': text })).toEqual([
      {
        severity: 'info',
        change: 'stream-resumability',
        line: 2,
        message: 'The event store serves 2025-11-25 sessions only; 2026-07-28 has no resumption.',
      },
    ]);
  });

  describe('classes of event stores', () => {
    const STORE = `import type { EventStore } from '@modelcontextprotocol/server';\nexport class Events implements EventStore {}\n`;

    it('points out one that nothing uses any more', () =>
      expect(
        notesOf(streamResumption, {
          'store.ts': STORE,
          'a.ts': `import { Events } from './store.js';\nserve();\n`,
        }),
      ).toEqual([
        {
          severity: 'info',
          change: 'stream-resumability',
          line: 2,
          message: 'Nothing in this project uses the event store `Events`, and 2026-07-28 has no resumption.',
        },
      ]));

    it.each([
      ['is made', `import { Events } from './store.js';\nconst events = new Events();\n`],
      ['is made by another name', `import { Events as E } from './store.js';\nconst make = () => new E();\n`],
      ['is passed on', `export { Events } from './store.js';\n`],
    ])('leaves alone one that %s elsewhere', (_, text) =>
      expect(notesOf(streamResumption, { 'store.ts': STORE, 'a.ts': text })).toEqual([]),
    );

    it('leaves alone stores of others', () => {
      const text = STORE.replace('@modelcontextprotocol/server', '@events/core');
      expect(notesOf(streamResumption, { 'store.ts': text })).toEqual([]);
    });
  });

  it.each([
    `req.headers['last-event-id']`,
    `request.headers.get('Last-Event-ID')`,
    `c.req.header('last-event-id')`,
  ])('reports %s', read =>
    expect(notesOn(streamResumption, `const last = ${read};\n`)).toEqual([
      'warning:1 `Last-Event-ID` is gone in 2026-07-28: clients do not resume streams.',
    ]),
  );

  it('points out the header beside a transport of sessions', () => {
    const text = `${NODE}let transport: NodeStreamableHTTPServerTransport;\nconst last = req.headers['last-event-id'];\n`;
    expect(notesOf(streamResumption, { 'a.ts': text })).toMatchObject([{ severity: 'info', line: 3 }]);
  });

  it('points out streams that a handler closes', () => {
    const text = `mcp.registerTool('a', {}, ctx => { ctx.http?.closeSSE?.(); });\n`;
    expect(notesOn(streamResumption, text)).toEqual([
      'info:1 `closeSSE` does nothing for 2026-07-28 requests, whose streams are not resumed.',
    ]);
  });

  it.each([
    [
      'event stores of others',
      `new EventSourced({ eventStore: new Store() });\nconst eventStore = new Store();\n`,
    ],
    ['tokens of others', `await upload.request(r, { resumptionToken });\n`],
    ['other options', `await client.callTool(p, { timeout: 1000 });\n`],
    [
      'the legacy branch',
      `if (await isLegacyRequest(r)) log(r.headers.get('last-event-id'));\n`.replace(
        'await isLegacyRequest(r)',
        `era === 'legacy'`,
      ),
    ],
    ['lists of headers', `const allowed = ['content-type', 'last-event-id'];\n`],
    ['closing of others', `stream.http.closeSSE();\n`],
  ])('leaves alone %s', (_, text) => expect(notesOn(streamResumption, text)).toEqual([]));

  it('leaves alone files without the SDK', () => {
    const text = `app.get('/events', req => resume(req.headers['last-event-id']));\n`;
    expect(notesOf(streamResumption, { 'a.js': text })).toEqual([]);
  });
});
