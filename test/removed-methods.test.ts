import { describe, expect, it } from 'vitest';
import { removedMethods } from '../transforms/removed-methods.js';
import { notesOf, notesOn } from './helpers/notes.js';

describe('removed-methods', () => {
  it.each([
    ['ping', 'ping', `await client.ping();`],
    ['setLoggingLevel', 'logging/setLevel', `await client.setLoggingLevel('debug');`],
    ['sendRootsListChanged', 'notifications/roots/list_changed', `await client.sendRootsListChanged();`],
    ['ping', 'ping', `await client.request({ method: 'ping' });`],
    [
      'notifications/roots/list_changed',
      'notifications/roots/list_changed',
      `client.notification({ method: 'notifications/roots/list_changed' });`,
    ],
    ['ping', 'ping', `setInterval(() => server.ping(), 30_000);`],
    ['ping', 'ping', `mcp.registerTool('a', {}, ctx => ctx.mcpReq.send({ method: 'ping' }));`],
  ])('reports %s of %s: %s', (what, method, text) =>
    expect(notesOn(removedMethods, `${text}\n`)).toEqual([
      `warning:1 \`${what}\` fails on 2026-07-28 connections, which have no \`${method}\`.`,
    ]),
  );

  it('points out level handlers, which go on serving 2025-11-25', () => {
    expect(notesOn(removedMethods, `server.setRequestHandler('logging/setLevel', f);\n`)).toEqual([
      'info:1 `logging/setLevel` is gone; 2026-07-28 clients name the level in each request.',
    ]);
  });

  it.each([
    ['calls behind a test of the era', `if (client.getProtocolEra() === 'legacy') await client.ping();\n`],
    [
      'calls after a test of the era',
      `async function f() {\n  if (client.getProtocolEra() !== 'legacy') return;\n  await client.setLoggingLevel('debug');\n}\n`,
    ],
    ['pings of others', `await redis.ping();\nsocket.ping();\nevents.send({ method: 'ping' });\n`],
    [
      'a tool that is called ping',
      `mcp.registerTool('ping', {}, async () => reply('pong'));\nawait client.callTool({ name: 'ping' });\n`,
    ],
    ['an answer to pings', `server.setRequestHandler('ping', async () => ({}));\n`],
    ['levels of loggers', `logger.setLoggingLevel('debug');\n`],
  ])('leaves alone %s', (_, text) => expect(notesOn(removedMethods, text)).toEqual([]));

  it('leaves alone clients that only meet an in-memory server', () => {
    const text = `import { Client, InMemoryTransport } from '@modelcontextprotocol/client';\nconst c = new Client(info);\nawait c.connect(InMemoryTransport.createLinkedPair()[0]);\nawait c.ping();\n`;
    expect(notesOf(removedMethods, { 'test/a.ts': text })).toEqual([]);
  });
});
