import { describe, expect, it } from 'vitest';
import { changeNotifications } from '../transforms/change-notifications.js';
import { clientListening } from '../transforms/client-listening.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { Client } from '@modelcontextprotocol/client';
`;
const CLIENT = `const client = new Client({ name: 'a', version: '1' });
`;

function migrated(text: string): string {
  const { files, left } = migrateText({ 'src/a.ts': HEAD + text }, [clientListening, changeNotifications]);
  expect(left).toEqual([]);
  return files['src/a.ts']!;
}

describe('client-listening', () => {
  it('listens for the list that it handles changes of', () => {
    const before = `${CLIENT}client.setNotificationHandler('notifications/tools/list_changed', refresh);
await client.connect(transport);
`;
    expect(migrated(before))
      .toBe(`${HEAD}${before}if (client.getProtocolEra() === 'modern' && client.getServerCapabilities()?.tools?.listChanged) {
  await client.listen({ toolsListChanged: true });
}
`);
  });

  it('listens for several lists, in a class', () => {
    const text = (added: string) => `class Host {
  private client = new Client({ name: 'a', version: '1' });
  async start(transport: Transport) {
    this.client.setNotificationHandler('notifications/prompts/list_changed', () => this.read());
    this.client.setNotificationHandler('notifications/resources/list_changed', () => this.read());
    await this.client.connect(transport);
${added}  }
}
`;
    expect(migrated(text(''))).toBe(
      HEAD +
        text(`    if (this.client.getProtocolEra() === 'modern') {
      const { prompts, resources } = this.client.getServerCapabilities() ?? {};
      if (prompts?.listChanged || resources?.listChanged) {
        await this.client.listen({ promptsListChanged: true, resourcesListChanged: true });
      }
    }
`),
    );
  });

  it('listens for a resource as long as the connection lasts', () => {
    expect(migrated(`${CLIENT}for (const uri of uris) await client.subscribeResource({ uri });\n`)).toBe(
      `${HEAD}${CLIENT}for (const uri of uris) {
  if (client.getProtocolEra() === 'modern') {
    await client.listen({ resourceSubscriptions: [uri] });
  } else {
    await client.subscribeResource({ uri });
  }
}
`,
    );
  });

  it('closes the subscription where the old one ended', () => {
    expect(
      migrated(`export async function watch(client: Client, uri: string) {
  await client.subscribeResource({ uri });
  await done();
  await client.unsubscribeResource({ uri });
}
`),
    ).toBe(`import { Client, type McpSubscription } from '@modelcontextprotocol/client';
export async function watch(client: Client, uri: string) {
  let subscription: McpSubscription | undefined;
  if (client.getProtocolEra() === 'modern') {
    subscription = await client.listen({ resourceSubscriptions: [uri] });
  } else {
    await client.subscribeResource({ uri });
  }
  await done();
  if (client.getProtocolEra() === 'modern') {
    await subscription?.close();
  } else {
    await client.unsubscribeResource({ uri });
  }
}
`);
  });

  it('keeps subscriptions by their resource', () => {
    expect(
      migrated(`class Watcher {
  private readonly client = new Client({ name: 'a', version: '1' });

  async watch(uri: string) {
    await this.client.subscribeResource({ uri });
  }

  async unwatch(uri: string) {
    await this.client.unsubscribeResource({ uri });
  }
}
`),
    ).toBe(`import { Client, type McpSubscription } from '@modelcontextprotocol/client';
class Watcher {
  private readonly client = new Client({ name: 'a', version: '1' });
  private readonly subscriptions = new Map<string, McpSubscription>();

  async watch(uri: string) {
    if (this.client.getProtocolEra() === 'modern') {
      this.subscriptions.set(uri, await this.client.listen({ resourceSubscriptions: [uri] }));
    } else {
      await this.client.subscribeResource({ uri });
    }
  }

  async unwatch(uri: string) {
    if (this.client.getProtocolEra() === 'modern') {
      await this.subscriptions.get(uri)?.close();
      this.subscriptions.delete(uri);
    } else {
      await this.client.unsubscribeResource({ uri });
    }
  }
}
`);
  });

  it.each([
    [
      'a client that listens',
      `${CLIENT}client.setNotificationHandler('notifications/tools/list_changed', f);\nawait client.connect(t);\nawait client.listen({ toolsListChanged: true });\n`,
    ],
    [
      'a connection that falls back',
      `${CLIENT}client.setNotificationHandler('notifications/tools/list_changed', f);\ntry { await client.connect(t); } catch { await client.connect(u); }\n`,
    ],
    [
      'a result that is used',
      `${CLIENT}export const subscribe = (uri: string) => client.subscribeResource({ uri });\n`,
    ],
    [
      'clients that come from elsewhere, closed in another function',
      `export async function on(client: Client, uri: string) { await client.subscribeResource({ uri }); }
export async function off(client: Client, uri: string) { await client.unsubscribeResource({ uri }); }
`,
    ],
  ])('leaves %s', (_, text) => {
    expect(migrateText({ 'a.ts': HEAD + text }, [clientListening]).files['a.ts']).toBe(HEAD + text);
  });
});
