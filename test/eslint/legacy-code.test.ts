import { removedMethods } from '../../rules/removed-methods.js';
import { sessions } from '../../rules/sessions.js';
import { statelessHandshake } from '../../rules/stateless-handshake.js';
import { subscriptionsListen } from '../../rules/subscriptions-listen.js';
import { tester } from '../rules/tester.js';

const V1 = `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
`;
const V2 = `import { Client } from '@modelcontextprotocol/client';
const client = new Client(info, { versionNegotiation: { mode: 'auto' } });
`;
const drop = { mcp: { legacy: 'drop' } };

tester.run('removed-methods: what runs for 2025-11-25 only', removedMethods, {
  valid: [
    {
      name: 'comparisons of the revision',
      code: `${V2}const version = client.getNegotiatedProtocolVersion();
if (version !== '2026-07-28') await client.ping();
if (version === '2025-11-25' || version === '2025-06-18') await client.ping();
if (version < '2026-07-28') await client.ping();
if ('2025-11-25' >= version) await client.ping();
const isOld = version <= '2025-11-25';
if (isOld) await client.ping();
version >= '2026-07-28' ? skip() : await client.ping();
if (['2025-06-18', '2025-11-25'].includes(version)) await client.ping();
const MODERN = new Set(['2026-07-28']);
if (!MODERN.has(client.getNegotiatedProtocolVersion())) await client.ping();`,
    },
    {
      name: 'a revision in a constant, after which the new one has left',
      code: `${V2}const STATELESS = '2026-07-28';
async function check() {
  if (client.getNegotiatedProtocolVersion() === STATELESS) return;
  await client.ping();
}`,
    },
    {
      name: 'a switch over the era',
      code: `${V2}switch (client.getProtocolEra()) {
  case 'modern': break;
  case 'legacy': await client.ping();
}
switch (era) { case 'modern': skip(); break; default: await client.ping(); }`,
    },
    {
      name: 'functions and methods that are only used behind a test of the era, however far',
      code: `${V2}class Watcher {
  get era() { return client.getProtocolEra() ?? 'legacy'; }
  async reconcile() { if (this.era === 'legacy') { await this.reconcileOld(); return; } await this.open(); }
  private async reconcileOld() { for (const uri of this.uris) await this.check(uri); }
  private async check(uri) { try { await client.ping(); } catch {} }
}
const beat = async () => client.ping();
function start() { setInterval(beat, 1000); }
if (client.getProtocolEra() === 'legacy') start();`,
    },
    {
      name: 'flags that can mean nothing else',
      code: `${V2}if (isLegacyConnection) await client.ping();
if (!this.supportsModern) await client.ping();
if (options.legacy) await client.ping();`,
    },
    {
      name: 'what is done when a call of 2026-07-28 has failed',
      code: `${V2}try { await client.listen({ toolsListChanged: true }); } catch { await client.ping(); }`,
    },
    {
      name: 'code that is named for the older revision',
      code: `${V2}export async function legacyHealth() { await client.ping(); }
export const byEra = { legacy: () => client.ping(), modern: () => client.discover() };
export class LegacyAdapter { health() { return client.ping(); } }`,
    },
  ],
  invalid: [
    {
      name: 'a function that is used elsewhere as well, or by other files',
      code: `${V2}async function beat() { await client.ping(); }
if (client.getProtocolEra() === 'legacy') await beat();
await beat();
export async function check() { await client.ping(); }
if (client.getProtocolEra() === 'legacy') await check();`,
      errors: [
        { messageId: 'call', line: 3 },
        { messageId: 'call', line: 6 },
      ],
    },
    {
      name: 'comparisons that say nothing of the era',
      code: `${V2}if (version !== '2024-11-05') await client.ping();
if (version >= '2025-06-18') await client.ping();
if (date < '2026-07-28') await client.ping();
if (['2025-11-25', '2026-07-28'].includes(version)) await client.ping();`,
      errors: [3, 4, 5, 6].map(line => ({ messageId: 'call' as const, line })),
    },
    {
      name: 'what SDK v1 calls legacy',
      code: `${V1}const client = new Client(info);
export async function legacyHealth() { await client.ping(); }
if (isLegacyServer) await client.ping();`,
      errors: [
        { messageId: 'call', line: 3 },
        { messageId: 'call', line: 4 },
      ],
    },
    {
      name: 'names, where 2025-11-25 is dropped',
      code: `${V2}export async function legacyHealth() { await client.ping(); }`,
      settings: drop,
      errors: [{ messageId: 'call', line: 3 }],
    },
    {
      name: 'what is done when something else has failed',
      code: `${V2}try { await client.callTool(request); app.listen(3000); server.listen(() => log()); } catch { await client.ping(); }`,
      errors: [{ messageId: 'call', line: 3 }],
    },
  ],
});

tester.run('sessions: code that is named for 2025-11-25', sessions, {
  valid: [
    {
      name: 'beside its counterpart for 2026-07-28',
      code: `import { PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/client';
export function legacyHeaders(id) { return { 'mcp-session-id': id }; }
export function modernHeaders(method) { return { 'Mcp-Method': method }; }`,
    },
    {
      name: 'a store',
      code: `import { createMcpHandler } from '@modelcontextprotocol/server';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
const legacySessions = new Map<string, NodeStreamableHTTPServerTransport>();`,
    },
  ],
  invalid: [
    {
      name: 'a name that asks',
      code: `import { createMcpHandler } from '@modelcontextprotocol/server';
const isLegacyCall = req.headers['mcp-session-id'] !== undefined;`,
      errors: [{ messageId: 'header', line: 2 }],
    },
    {
      name: 'a name of SDK v1',
      code: `import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
const legacySessions = new Map<string, StreamableHTTPServerTransport>();`,
      errors: [{ messageId: 'store', line: 2 }],
    },
  ],
});

tester.run('stateless-handshake: code that is named for 2025-11-25', statelessHandshake, {
  valid: [
    {
      name: 'a request by hand beside those of 2026-07-28',
      code: `import { PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/client';
export const legacyInitialize = url => send(url, { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25' } });`,
    },
  ],
  invalid: [
    {
      name: 'a request by hand under another name',
      code: `import { Client } from '@modelcontextprotocol/client';
export const probe = url => send(url, { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25' } });`,
      errors: [{ messageId: 'byHand', line: 2 }],
    },
  ],
});

tester.run('subscriptions-listen: messages that are passed on', subscriptionsListen, {
  valid: [
    {
      name: 'by a proxy on SDK v2',
      code: `${V2}function forward({ method, params }) {
  switch (method) {
    case 'resources/subscribe': return client.subscribeResource(params);
    case 'resources/unsubscribe': return client.unsubscribeResource(params);
  }
}`,
    },
  ],
  invalid: [
    {
      name: 'by a proxy on SDK v1',
      code: `${V1}const client = new Client(info);
if (request.method === 'resources/subscribe') await client.subscribeResource(request.params);`,
      errors: [
        { messageId: 'byHand', line: 3 },
        { messageId: 'call', line: 3 },
      ],
    },
  ],
});
