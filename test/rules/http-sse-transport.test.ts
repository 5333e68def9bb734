import { httpSseTransport } from '../../rules/http-sse-transport.js';
import { tester } from './tester.js';

const MCP = "const words = ['tools/list', 'mcp-protocol-version'];\n";
const drop = { mcp: { legacy: 'drop' } };

tester.run('http-sse-transport', httpSseTransport, {
  valid: [
    {
      name: 'Streamable HTTP',
      code: `import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
new StreamableHTTPClientTransport(url);`,
    },
    {
      name: 'a class of somebody else',
      code: "import { SSEServerTransport } from './mcp/transport.js'; new SSEServerTransport('/m', res);",
    },
    { name: 'a class of the file', code: 'class SSEClientTransport {} new SSEClientTransport(url);' },
    {
      name: 'an import and a type',
      code: `import type { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
let transport: SSEServerTransport | undefined;`,
    },
    {
      name: 'the fallback of a client on v2',
      code: "import { SSEClientTransport } from '@modelcontextprotocol/client'; new SSEClientTransport(url);",
    },
    {
      name: 'a server for older clients only',
      code: `import { isLegacyRequest } from '@modelcontextprotocol/server';
import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse';
if (await isLegacyRequest(req)) new SSEServerTransport('/messages', res);`,
    },
    { name: 'prose and comments', code: "// SSEServerTransport\nlog('SSEClientTransport is deprecated');" },
    {
      name: 'events of something else',
      code: `${MCP}res.write('event: endpoints\\n'); res.write('event: message\\n');`,
    },
    { name: 'a text about the event', code: `${MCP}log('waiting for event: endpoint');` },
    { name: 'an event of another name', code: `${MCP}stream.writeSSE({ event: 'ping', data: '' });` },
    {
      name: 'a listener on something else',
      code: `${MCP}router.addEventListener('endpoint', go); new EventSource(url).addEventListener('message', go);`,
    },
    {
      name: 'a test',
      filename: 'test/sse.test.ts',
      code: "import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'; new SSEClientTransport(url);",
    },
  ],
  invalid: [
    {
      name: 'a server',
      code: `import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
app.get('/sse', async (req, res) => {
  const transport = new SSEServerTransport('/messages', res);
});`,
      errors: [{ messageId: 'server', line: 3, column: 21 }],
    },
    {
      name: 'a server on v2',
      code: "import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse'; new SSEServerTransport('/m', res);",
      errors: [{ messageId: 'server' }],
    },
    {
      name: 'a client',
      code: "import { SSEClientTransport as Sse } from '@modelcontextprotocol/sdk/client/sse.js'; new Sse(url);",
      errors: [{ messageId: 'client', line: 1, column: 86 }],
    },
    {
      name: 'a client, imported at run time',
      code: "const { SSEClientTransport } = await import('@modelcontextprotocol/sdk/client/sse.js'); new SSEClientTransport(url);",
      errors: [{ messageId: 'client' }],
    },
    {
      name: 'CommonJS and a namespace',
      code: "const sse = require('@modelcontextprotocol/sdk/server/sse.js'); new sse.SSEServerTransport('/m', res);",
      errors: [{ messageId: 'server' }],
    },
    {
      name: 'a client on v2 that has no older servers',
      code: "import { SSEClientTransport } from '@modelcontextprotocol/client'; new SSEClientTransport(url);",
      settings: drop,
      errors: [{ messageId: 'client' }],
    },
    {
      name: 'a subclass',
      code: `import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
class Logged extends SSEServerTransport {}`,
      errors: [{ messageId: 'server', line: 2, column: 22 }],
    },
    {
      name: 'an endpoint by hand',
      code: `${MCP}res.write(\`event: endpoint\\ndata: /messages?sessionId=\${id}\\n\\n\`);\nres.write('event: endpoint\\ndata: /m\\n\\n');`,
      errors: [
        { messageId: 'endpoint', line: 2, column: 11 },
        { messageId: 'endpoint', line: 3, column: 11 },
      ],
    },
    {
      name: 'an endpoint with Hono',
      code: `${MCP}await stream.writeSSE({ event: 'endpoint', data: '/messages' });`,
      errors: [{ messageId: 'endpoint' }],
    },
    {
      name: 'a client by hand',
      code: `${MCP}const source = new EventSource(url); source.addEventListener('endpoint', event => post(event.data));`,
      errors: [{ messageId: 'listener', line: 2, column: 38 }],
    },
    {
      name: 'what the migration left',
      code: `import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse';
// TODO(mcp-migrate): http-sse-transport The HTTP+SSE transport is deprecated.
const transport = new SSEServerTransport('/messages', res);`,
      errors: [{ messageId: 'server', line: 3 }],
    },
  ],
});
