import path from 'node:path';
import { removedMethods } from '../../rules/removed-methods.js';
import { sessions } from '../../rules/sessions.js';
import { statelessHandshake } from '../../rules/stateless-handshake.js';
import { tester } from '../rules/tester.js';

const filename = path.join(import.meta.dirname, '../rules/resources/server.ts');

tester.run('removed-methods: constants of other files', removedMethods, {
  valid: [
    {
      name: 'methods that stay',
      filename,
      settings: { mcp: { tests: true } },
      code: `import { METHODS } from './methods.js'; // modelcontextprotocol
const table = { [METHODS.TOOLS.LIST]: list, [METHODS.TOOLS.CALL]: call };`,
    },
  ],
  invalid: [
    {
      name: 'a table by the names of the methods',
      filename,
      settings: { mcp: { tests: true } },
      code: `import { METHODS } from './methods.js'; // modelcontextprotocol
const table = { [METHODS.TOOLS.LIST]: list, [METHODS.PING]: this.ping.bind(this) };`,
      errors: [{ messageId: 'dispatch', line: 2 }],
    },
  ],
});

tester.run('sessions: handlers of other files', sessions, {
  valid: [
    {
      name: 'what hands nothing to a transport',
      filename,
      settings: { mcp: { tests: true } },
      code: `import { health } from './http-endpoint.js'; // mcp-session-id
app.delete('/mcp', health);`,
    },
  ],
  invalid: [
    {
      name: 'what ends a session',
      filename,
      settings: { mcp: { tests: true } },
      code: `import { handleDelete } from './http-endpoint.js'; // mcp-session-id
app.delete('/mcp', auth, handleDelete);`,
      errors: [{ messageId: 'end', line: 2 }],
    },
  ],
});

tester.run('stateless-handshake: clients over HTTP+SSE', statelessHandshake, {
  valid: [
    {
      name: 'a client that meets such servers only',
      code: `import { Client, SSEClientTransport } from '@modelcontextprotocol/client';
async function open(url) { const client = new Client(info); await client.connect(new SSEClientTransport(url)); }`,
    },
  ],
  invalid: [
    {
      name: 'a client that falls back to them',
      code: `import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
async function open(url) {
  const client = new Client(info);
  try { await client.connect(new StreamableHTTPClientTransport(url)); } catch { await client.connect(new SSEClientTransport(url)); }
}`,
      errors: [
        {
          messageId: 'notNegotiated',
          line: 3,
          suggestions: [
            {
              messageId: 'negotiate',
              output: `import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
async function open(url) {
  const client = new Client(info, { versionNegotiation: { mode: 'auto' } });
  try { await client.connect(new StreamableHTTPClientTransport(url)); } catch { await client.connect(new SSEClientTransport(url)); }
}`,
            },
          ],
        },
      ],
    },
  ],
});
