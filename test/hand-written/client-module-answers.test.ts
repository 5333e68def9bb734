import { describe, expect, it } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText } from '../helpers/migrate-text.js';

interface ModuleOfClient {
  new (): {
    readonly isLegacy: boolean;
    discover(client: object, ask: () => Promise<unknown>): Promise<unknown>;
    send(message: object, post: () => Promise<Response>): Promise<Response>;
  };
}

/** A client of which parts can be given in other words. */
function client(read = '', more = ''): string {
  return `export class Client {
  constructor(url) {
    this.url = url;
    this.id = 0;
  }
  async start() {
    const hello = await this.request('initialize', { protocolVersion: '2025-11-25', capabilities: {} });
    ${read}
  }
  async list() {
    return (await this.request('tools/list')).tools;
  }
  ${more}
  async request(method, params = {}) {
    const response = await fetch(this.url, {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: this.id++, method, params }),
    });
    return (await response.json()).result;
  }
}
`;
}

const PINGS = `beat() {\n    return this.request('ping');\n  }`;

function moduleOf(text: string, legacy: 'auto' | 'reject' = 'auto'): string {
  const { files } = migrateText({ 'client.js': text }, [handWrittenClient], { legacy });
  return files['mcp-dialect.js']!;
}

async function dialectOf(text: string) {
  const url = `data:text/javascript,${encodeURIComponent(moduleOf(text))}`;
  const { McpDialect } = (await import(url)) as { McpDialect: ModuleOfClient };
  return new McpDialect();
}

const answer = (result: object) => () =>
  Promise.resolve(new Response(JSON.stringify({ jsonrpc: '2.0', id: 1, result })));
const refusal = () => Promise.resolve(new Response('no upstream', { status: 404 }));
const asking = { jsonrpc: '2.0', id: 1, method: 'server/discover' };
const KNOWS = { supportedVersions: ['2026-07-28'], capabilities: {} };

describe('where `server/discover` is sent in the place of `ping`', () => {
  async function connected() {
    const dialect = await dialectOf(client('', PINGS));
    await dialect.discover({}, async () => (await dialect.send(asking, answer(KNOWS))).json());
    return dialect;
  }

  it('a refusal says nothing of the revision once that is known', async () => {
    const dialect = await connected();
    const response = await dialect.send(asking, refusal);
    expect([response.status, dialect.isLegacy]).toEqual([404, false]);
  });

  it('connecting again asks anew', async () => {
    const dialect = await connected();
    const hello = await dialect.discover({}, () => dialect.send(asking, refusal));
    expect([hello, dialect.isLegacy]).toEqual([undefined, true]);
  });

  it('the module says so only there', () => {
    expect(moduleOf(client('', PINGS))).toContain('#isKnown');
    expect(moduleOf(client())).not.toContain('#isKnown');
    expect(moduleOf(client('', PINGS), 'reject')).not.toContain('#isKnown');
  });
});

describe('a server that does not say who it is', () => {
  const discovered = async (text: string) => {
    const dialect = await dialectOf(text);
    return dialect.discover({}, async () => (await dialect.send(asking, answer(KNOWS))).json());
  };

  it.each([
    'this.name = hello.serverInfo.name;',
    'this.server = hello.serverInfo;',
    'const { serverInfo } = hello;\n    this.name = serverInfo.name;',
    'const { serverInfo: { name } } = hello;\n    this.name = name;',
    'const { name } = hello.serverInfo;\n    this.name = name;',
  ])('has an empty name where code counts on one: %s', async read => {
    expect(moduleOf(client(read))).toContain(`?? { name: '', version: '' }`);
    expect(await discovered(client(read))).toMatchObject({
      result: { serverInfo: { name: '', version: '' } },
    });
  });

  it.each([
    '',
    "this.name = hello.serverInfo?.name ?? 'unnamed';",
    'if (hello.serverInfo) this.name = hello.serverInfo?.name;',
    "const { serverInfo } = hello;\n    this.name = serverInfo?.name ?? 'unnamed';",
    'const server = hello.serverInfo ?? {};\n    this.name = server.name;',
  ])('has none where code looks: %s', read => {
    expect(moduleOf(client(read))).not.toContain(`version: ''`);
  });
});
