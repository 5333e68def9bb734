import { describe, expect, it } from 'vitest';
import { changeNotifications } from '../transforms/change-notifications.js';
import { notesOf, notesOn } from './helpers/notes.js';

const HTTP = `const handler = createMcpHandler(() => mcp);\n`;

describe('change-notifications', () => {
  it.each([
    ['sendToolListChanged', `mcp.sendToolListChanged();`],
    ['sendPromptListChanged', `mcp.sendPromptListChanged();`],
    ['sendResourceListChanged', `server.sendResourceListChanged();`],
    ['sendResourceUpdated', `server.sendResourceUpdated({ uri });`],
    [
      'notifications/resources/updated',
      `server.notification({ method: 'notifications/resources/updated', params });`,
    ],
  ])('reports as an error what is lost over HTTP: %s', (what, text) => {
    expect(notesOn(changeNotifications, `${HTTP}${text}\n`)).toEqual([
      `error:2 \`${what}\` is lost without a word on 2026-07-28 HTTP connections.`,
    ]);
    expect(notesOn(changeNotifications, `serveStdio(() => mcp);\n${text}\n`)).toEqual([]);
  });

  it('reports handlers of subscriptions, whose record stays empty', () => {
    const text = `server.setRequestHandler('resources/subscribe', f);\nserver.setRequestHandler('resources/unsubscribe', f);\n`;
    expect(notesOn(changeNotifications, text)).toEqual([
      'warning:1 `resources/subscribe` is never called on 2026-07-28 connections, so what it records stays empty.',
    ]);
  });

  it('reports calls of a client that fail', () => {
    const text = `await client.subscribeResource({ uri });\nawait client.unsubscribeResource({ uri });\n`;
    expect(notesOn(changeNotifications, text)).toEqual([
      'warning:1 `subscribeResource` fails on 2026-07-28 connections.',
      'warning:2 `unsubscribeResource` fails on 2026-07-28 connections.',
    ]);
  });

  it('reports notification handlers of clients that do not listen', () => {
    const text = `client.setNotificationHandler('notifications/tools/list_changed', f);\n`;
    expect(notesOn(changeNotifications, text)).toEqual([
      'warning:1 `notifications/tools/list_changed` arrives on 2026-07-28 connections only while the client listens for it.',
    ]);
    expect(notesOn(changeNotifications, `${text}await client.listen({ toolsListChanged: true });\n`)).toEqual(
      [],
    );
  });

  it.each([
    ['other objects', `${HTTP}bus.sendToolListChanged();\nother.sendResourceUpdated({ uri });\n`],
    ['the notifier of the handler', `${HTTP}handler.notify.toolsChanged();\n`],
    [
      'the legacy branch',
      `${HTTP}if (era === 'legacy') mcp.sendToolListChanged();\nif (client.getProtocolEra() === 'legacy') await client.subscribeResource({ uri });\n`,
    ],
    [
      'other handlers',
      `server.setRequestHandler('resources/read', f);\nclient.setNotificationHandler('notifications/progress', f);\n`,
    ],
    [
      'subscriptions of others',
      `redis.subscribeResource('a');\nrouter.setRequestHandler('resources/subscribe', f);\n`,
    ],
  ])('leaves alone %s', (_, text) => expect(notesOn(changeNotifications, text)).toEqual([]));

  it('leaves alone clients of tests that bring their own transport', () => {
    const text = `import { Client } from '@modelcontextprotocol/client';\nawait new Client(info).subscribeResource({ uri });\n`;
    expect(notesOf(changeNotifications, { 'test/a.ts': text })).toEqual([]);
    expect(notesOf(changeNotifications, { 'src/a.ts': text })).toHaveLength(1);
  });
});
