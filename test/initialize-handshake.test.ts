import { describe, expect, it } from 'vitest';
import { initializeHandshake } from '../transforms/initialize-handshake.js';
import { notesOf, notesOn } from './helpers/notes.js';

const NEVER = 'never succeeds for 2026-07-28 clients, which start without a handshake.';

describe('initialize-handshake reports', () => {
  it.each([
    ['warning', '.', `server.oninitialized = () => { state = server.getClientVersion()?.name; };\n`],
    ['warning', '.', `mcp.server.oninitialized = async () => { await start(); };\n`],
    ['warning', '.', `server.oninitialized = resolveReady;\n`],
    [
      'warning',
      ', so what it registers is missing there.',
      `server.oninitialized = () => { if (server.getClientCapabilities()?.roots) mcp.registerTool('a', {}, f); };\n`,
    ],
    [
      'warning',
      ', so what it registers is missing there.',
      `const setUp = () => tool.enable();\nserver.oninitialized = setUp;\n`,
    ],
    ['info', '; nothing but log output is missed.', `server.oninitialized = () => console.error('ready');\n`],
    ['info', '; nothing but log output is missed.', `server.oninitialized = () => {\n  // nothing yet\n};\n`],
  ])('callbacks of the handshake as %s%s', (severity, rest, text) => {
    const [note, ...others] = notesOn(initializeHandshake, text);
    expect(note).toMatch(new RegExp(`^${severity}:\\d `));
    expect(note).toContain(`\`oninitialized\` is never called for 2026-07-28 clients${rest}`);
    expect(others).toEqual([]);
  });

  it('handlers of the handshake', () => {
    const text = `server.setRequestHandler('initialize', async r => { await track(r); });\nserver.setNotificationHandler('notifications/initialized', () => { start(); });\n`;
    expect(notesOn(initializeHandshake, text)).toEqual([
      'warning:1 `initialize` is never called for 2026-07-28 clients.',
      'warning:2 `notifications/initialized` is never called for 2026-07-28 clients.',
    ]);
  });

  it.each([
    ['`isInitializeRequest`', `export const isFirst = (body: unknown) => isInitializeRequest(body);\n`],
    [
      "A test for `'initialize'`",
      `transport.onmessage = message => { if (message.method === 'initialize') remember(message); };\n`,
    ],
    ["A test for `'initialize'`", `if ('initialize' !== method) forward(body);\n`],
    ["A test for `'initialize'`", `switch (body.method) { case 'initialize': start(); }\n`],
  ])('tests of messages: %s', (what, text) =>
    expect(notesOn(initializeHandshake, text)).toEqual([`warning:1 ${what} ${NEVER}`]),
  );

  it('private members', () => {
    const text = `const caps = (server as any)._clientCapabilities;\nconst version = mcp.server['_clientVersion'];\n`;
    expect(notesOn(initializeHandshake, text)).toEqual([
      'warning:1 `_clientCapabilities` is private and stays empty on 2026-07-28 connections.',
      'warning:2 `_clientVersion` is private and stays empty on 2026-07-28 connections.',
    ]);
  });

  it('requests that are built by hand, outside of tests', () => {
    const text = `await fetch(url, { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', clientInfo } }) });\nawait call('tools/list');\n`;
    expect(notesOf(initializeHandshake, { 'src/a.js': text })).toMatchObject([
      {
        line: 1,
        message: 'An `initialize` request that is built by hand fails on servers that speak 2026-07-28 only.',
      },
    ]);
    expect(notesOf(initializeHandshake, { 'test/a.js': text })).toEqual([]);
  });
});

describe('initialize-handshake leaves alone', () => {
  it.each([
    [
      'session endpoints, reported with their transport',
      `app.post('/mcp', req => {\n  if (isInitializeRequest(req.body)) transport = new StreamableHTTPServerTransport({});\n});\nimport { NodeStreamableHTTPServerTransport as StreamableHTTPServerTransport } from '@modelcontextprotocol/node';\n`,
    ],
    [
      'the legacy branch',
      `if (era === 'legacy') {\n  if (message.method === 'initialize') remember(message);\n}\n`,
    ],
    ['other callbacks', `bridge.oninitialized = () => start();\nserver.onclose = () => stop();\n`],
    ['methods that initialize', `await db.initialize();\nawait app.initialize({ method: 'POST' });\n`],
    [
      'other comparisons',
      `if (phase === 'initialize') start();\nif (message.method === 'initialized') start();\n`,
    ],
    ['private members of others', `const c = (redis as any)._clientVersion;\n`],
    [
      'a function of the same name',
      `function check(isInitializeRequest: (b: unknown) => boolean) {\n  return isInitializeRequest(body);\n}\n`,
    ],
    ['events of MCP Apps', `client.setNotificationHandler('ui/notifications/initialized', f);\n`],
  ])('%s', (_, text) => expect(notesOn(initializeHandshake, text)).toEqual([]));

  it('language servers', () => {
    const text = `connection.on(message => {\n  if (message.method === 'initialize') reply({ capabilities });\n});\nsend({ method: 'initialize', params: { processId, rootUri, protocolVersion } });\n`;
    expect(notesOf(initializeHandshake, { 'src/a.ts': text })).toEqual([]);
  });
});
