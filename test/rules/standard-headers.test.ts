import { standardHeaders } from '../../rules/standard-headers.js';
import { tester } from './tester.js';

const SDK = "import { createMcpHandler } from '@modelcontextprotocol/server';\n";

tester.run('standard-headers', standardHeaders, {
  valid: [
    {
      name: 'the revision of the request that is passed on',
      code: `app.post('/mcp', async (req, res) => {
  const answer = await fetch(target, {
    headers: { 'MCP-Protocol-Version': req.headers['mcp-protocol-version'] ?? '2025-03-26', 'Mcp-Method': req.headers['mcp-method'] },
    body: JSON.stringify(req.body),
  });
});`,
    },
    {
      name: 'the revision of an answer',
      code: `app.post('/mcp', (req, res) => {
  res.setHeader('MCP-Protocol-Version', '2025-06-18').json(answerTo(req.body));
});`,
    },
    {
      name: 'the revision of a message that an imported helper makes',
      code: `import { toolCall } from './messages.js';
app.post('/ask', async (req, res) => {
  const answer = await fetch(target, { headers: { 'MCP-Protocol-Version': '2025-06-18' }, body: JSON.stringify(toolCall('ask', { question: req.body.question })) });
});`,
    },
    {
      name: 'the revision of a message that a helper makes of the whole body',
      code: `import { ask } from './messages.js';
app.post('/ask', async (req, res) => {
  const answer = await fetch(target, { headers: { 'MCP-Protocol-Version': '2025-06-18' }, body: JSON.stringify(ask(req.body)) });
});`,
    },
    {
      name: 'the revision of a message made of what the body says',
      code: `app.post('/ask', async (req, res) => {
  const { question } = req.body;
  const message = await toolCall('ask', { question });
  const answer = await fetch(target, { headers: { 'MCP-Protocol-Version': '2025-06-18' }, body: message });
});`,
    },
    {
      name: 'the revision of a message made from a variable',
      code: `app.post('/ask', async (req, res) => {
  const body = req.body;
  const answer = await fetch(target, { headers: { 'MCP-Protocol-Version': '2025-06-18' }, body: JSON.stringify(toolCall(body.name, body)) });
});`,
    },
    {
      name: 'the revision of a message written by a class',
      code: `app.post('/ask', async (req, res) => {
  const answer = await fetch(target, { headers: { 'MCP-Protocol-Version': '2025-06-18' }, body: new ToolCall(req.body.name).toString() });
});`,
    },
    {
      name: 'the revision of a question beside a log of what came in',
      code: `app.post('/ask', async (req, res) => {
  console.log(req.body);
  if (!req.body) return res.status(400).end();
  const answer = await fetch(target, { headers: { 'MCP-Protocol-Version': '2025-06-18' }, body: ping });
});`,
    },
    {
      name: 'the older revision in another header',
      code: `app.post('/mcp', async (req, res) => {
  await fetch(target, { headers: { 'Api-Version': '2025-06-18' }, body: JSON.stringify(req.body) });
});`,
    },
    {
      name: 'headers that may get more of a request that came in',
      code: `const mirrored = {};
for (const [name, value] of Object.entries(req.headers)) mirrored[name] = String(value);
fetch(url, { method: 'POST', headers: { ...mirrored }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) });`,
    },
    {
      name: 'headers that get the new ones later',
      code: `const headers: Record<string, string> = { 'MCP-Protocol-Version': '2026-07-28' };
headers['Mcp-Method'] = method;
fetch(url, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } }) });`,
    },
    {
      name: 'headers that are recorded, and headers that are gone',
      code: "trace({ captureRequestHeaders: ['mcp-session-id'] }); const REMOVED_HEADERS = ['mcp-session-id', 'last-event-id'];",
    },
    {
      name: 'the policy of an authorization server',
      code: `import { oauthProviderAuthServerMetadata } from '@better-auth/oauth-provider';
app.use(cors({ allowHeaders: ['Authorization', 'MCP-Protocol-Version'] }));`,
    },
    {
      name: 'the policy of the routes of an authorization server by hand',
      code: `export const metadata = { grant_types_supported: ['authorization_code'] };
export const cors = { 'Access-Control-Allow-Headers': 'Content-Type, Authorization, MCP-Protocol-Version' };`,
    },
    {
      name: 'a list that has them all',
      code: "cors({ allowedHeaders: ['mcp-session-id', 'mcp-protocol-version', 'mcp-method', 'mcp-name'] });",
    },
    {
      name: 'a list in another case',
      code: "cors({ allowHeaders: ['Mcp-Session-Id', 'MCP-PROTOCOL-VERSION', 'MCP-METHOD', 'MCP-NAME'] });",
    },
    {
      name: 'a policy of something else',
      code: `${SDK}cors({ allowedHeaders: ['Content-Type', 'X-Key'] });`,
    },
    {
      name: 'a policy without a list',
      code: `${SDK}cors({ origin: '*', exposedHeaders: ['Mcp-Session-Id'] });`,
    },
    { name: 'every header', code: "res.setHeader('Access-Control-Allow-Headers', '*, mcp-session-id');" },
    {
      name: 'a stream of events that is not of MCP',
      code: "const mcp = 1; cors({ allowedHeaders: ['Last-Event-ID', 'Content-Type'] });",
    },
    {
      name: 'exposed headers',
      code: "res.setHeader('Access-Control-Expose-Headers', 'mcp-session-id, mcp-protocol-version');",
    },
    { name: 'prose', code: "log('Access-Control-Allow-Headers is mcp-session-id');" },
    {
      name: 'headers of responses',
      code: "const RESPONSE_HEADERS = ['mcp-session-id', 'www-authenticate'];",
    },
    { name: 'a list of something else', code: "const words = ['mcp-session-id', 'session'];" },
    {
      name: 'a request with the headers',
      code: `fetch(url, {
  method: 'POST',
  headers: { 'Mcp-Method': 'tools/call', 'Mcp-Name': 'add', 'MCP-Protocol-Version': '2026-07-28' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'add' } }),
});`,
    },
    {
      name: 'a request whose headers come from elsewhere',
      code: `import { headersFor } from './headers.js';
fetch(url, { method: 'POST', headers: headersFor('tools/list'), body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) });`,
    },
    {
      name: 'a request with headers taken in',
      code: `fetch(url, { method: 'POST', headers: { ...headersFor('tools/list') }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) });`,
    },
    {
      name: 'the request of a wallet',
      code: `const mcp = 1;
fetch(rpc, { method: 'POST', headers: {}, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_call', params: [] }) });`,
    },
    {
      name: 'a JSON-RPC client of something else',
      code: `const mcp = 1;
fetch(rpc, { method: 'POST', headers: {}, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });`,
    },
    {
      name: 'a request that 2026-07-28 does not have',
      code: `fetch(url, { method: 'POST', headers: {}, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize' }) });`,
    },
    {
      name: 'a message that goes another way',
      code: `socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }));`,
    },
    {
      name: 'a body without JSON-RPC',
      code: `fetch(url, { method: 'POST', headers: {}, body: JSON.stringify({ method: 'tools/list' }) });`,
    },
    {
      name: 'headers that a client of the SDK is made with',
      code: `import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
const FORWARDED_HEADERS = ['authorization', 'mcp-session-id'];`,
    },
    {
      name: 'a request of an older client in a file on SDK v2',
      code: `${SDK}await handler.fetch(new Request(url, { method: 'POST', headers: {}, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) }));`,
    },
    {
      name: 'a test',
      filename: 'test/cors.test.ts',
      code: "cors({ allowedHeaders: ['mcp-session-id'] });",
    },
  ],
  invalid: [
    {
      name: 'one revision for a body that is kept in a variable',
      code: `app.post('/ask', async (req, res) => {
  const body = JSON.stringify(req.body);
  const answer = await fetch(target, { headers: { 'MCP-Protocol-Version': '2025-06-18' }, body: body });
});`,
      errors: [{ messageId: 'fixed', data: { version: '2025-06-18' } }],
    },
    {
      name: 'one revision for a body that is added to',
      code: `app.post('/ask', async (req, res) => {
  const answer = await fetch(target, { headers: { 'MCP-Protocol-Version': '2025-06-18' }, body: JSON.stringify({ ...req.body, traced: true }) });
});`,
      errors: [{ messageId: 'fixed', data: { version: '2025-06-18' } }],
    },
    {
      name: 'one revision for all requests that are passed on',
      code: `app.post('/mcp', async (req, res) => {
  const answer = await fetch(target, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'MCP-Protocol-Version': '2025-06-18' },
    body: JSON.stringify(req.body),
  });
});`,
      errors: [{ messageId: 'fixed', line: 4, data: { version: '2025-06-18' } }],
    },
    {
      name: 'one revision in a constant, set on headers',
      code: `const REVISION = '2025-11-25';
export async function POST(request: Request) {
  const headers = new Headers(request.headers);
  headers.set('mcp-protocol-version', REVISION);
  return fetch(MCP_SERVER, { method: 'POST', headers, body: await request.text() });
}`,
      errors: [{ messageId: 'fixed', line: 4 }],
    },
    {
      name: 'headers that get another one later',
      code: `const headers: Record<string, string> = { 'MCP-Protocol-Version': version };
if (session) headers['Mcp-Session-Id'] = session;
fetch(url, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } }) });`,
      errors: [{ messageId: 'request', line: 3 }],
    },
    {
      name: 'a list that a policy takes in, once',
      code: `const ALLOWED_HEADERS = ['content-type', 'mcp-session-id'];
cors({ allowedHeaders: [...ALLOWED_HEADERS, ...options.more] });`,
      errors: [{ messageId: 'allowList', line: 2, column: 24 }],
    },
    {
      name: 'an option',
      code: "cors({ allowedHeaders: ['Content-Type', 'mcp-session-id'] });",
      output:
        "cors({ allowedHeaders: ['Content-Type', 'mcp-session-id', 'mcp-protocol-version', 'mcp-method', 'mcp-name'] });",
      errors: [
        {
          messageId: 'allowList',
          data: { missing: '`mcp-protocol-version`, `mcp-method` and `mcp-name`' },
          line: 1,
          column: 24,
        },
      ],
    },
    {
      name: 'an option in double quotes, over several lines, with comments',
      code: `cors({
  allowHeaders: [
    "Content-Type", // JSON
    "Mcp-Session-Id", // sessions
    "Authorization",
  ],
});`,
      output: `cors({
  allowHeaders: [
    "Content-Type", // JSON
    "Mcp-Session-Id",
    "MCP-Protocol-Version",
    "Mcp-Method",
    "Mcp-Name", // sessions
    "Authorization",
  ],
});`,
      errors: [{ messageId: 'allowList', line: 2, column: 17 }],
    },
    {
      name: 'a policy that exposes a header of MCP',
      code: "cors({ allowedHeaders: 'Content-Type', exposedHeaders: 'Mcp-Session-Id' });",
      output:
        "cors({ allowedHeaders: 'Content-Type, MCP-Protocol-Version, Mcp-Method, Mcp-Name', exposedHeaders: 'Mcp-Session-Id' });",
      errors: [{ messageId: 'allowList' }],
    },
    {
      name: 'a header that is set',
      code: 'res.setHeader("Access-Control-Allow-Headers", "Accept, mcp-session-id");',
      output:
        'res.setHeader("Access-Control-Allow-Headers", "Accept, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name");',
      errors: [{ messageId: 'allowList' }],
    },
    {
      name: 'an object of headers',
      code: "const headers = { 'Access-Control-Allow-Headers': 'mcp-protocol-version,x' };",
      output:
        "const headers = { 'Access-Control-Allow-Headers': 'mcp-protocol-version,mcp-method,mcp-name,x' };",
      errors: [{ messageId: 'allowList' }],
    },
    {
      name: 'a header of a configuration',
      code: "const rule = { key: 'Access-Control-Allow-Headers', value: 'mcp-session-id, mcp-method, mcp-name' };",
      output:
        "const rule = { key: 'Access-Control-Allow-Headers', value: 'mcp-session-id, mcp-method, mcp-name, mcp-protocol-version' };",
      errors: [{ messageId: 'allowList' }],
    },
    {
      name: 'a pair for Headers',
      code: "new Headers([['Access-Control-Allow-Headers', 'mcp-session-id, mcp-protocol-version, mcp-method']]);",
      output:
        "new Headers([['Access-Control-Allow-Headers', 'mcp-session-id, mcp-protocol-version, mcp-method, mcp-name']]);",
      errors: [{ messageId: 'allowList' }],
    },
    {
      name: 'a list in a constant that is joined',
      code: "const ALLOWED = ['mcp-session-id', 'mcp-name'];\nres.setHeader('Access-Control-Allow-Headers', ALLOWED.join(', '));",
      output:
        "const ALLOWED = ['mcp-session-id', 'mcp-name', 'mcp-protocol-version', 'mcp-method'];\nres.setHeader('Access-Control-Allow-Headers', ALLOWED.join(', '));",
      errors: [{ messageId: 'allowList', line: 1, column: 17 }],
    },
    {
      name: 'a list of constants',
      code: "const SESSION = 'mcp-session-id';\ncors({ allowedHeaders: [SESSION, 'x'] });",
      output:
        "const SESSION = 'mcp-session-id';\ncors({ allowedHeaders: [SESSION, 'x', 'mcp-protocol-version', 'mcp-method', 'mcp-name'] });",
      errors: [{ messageId: 'allowList' }],
    },
    {
      name: 'a list that is put together',
      code: "cors({ allowedHeaders: ['mcp-session-id', ...more()] });",
      output: null,
      errors: [{ messageId: 'allowList' }],
    },
    {
      name: 'the headers that a proxy passes on',
      code: "const FORWARDED_HEADERS = new Set(['authorization', 'mcp-session-id', 'last-event-id']);",
      output: null,
      errors: [{ messageId: 'forwarded', line: 1, column: 35 }],
    },
    {
      name: 'a request by hand',
      code: `const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
});`,
      output: null,
      errors: [
        {
          messageId: 'request',
          data: { method: 'tools/call', missing: '`Mcp-Method` and `Mcp-Name`' },
          line: 1,
          column: 24,
        },
      ],
    },
    {
      name: 'a request without a name',
      code: "request(url, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) });",
      output: null,
      errors: [{ messageId: 'request', data: { method: 'tools/list', missing: '`Mcp-Method`' } }],
    },
    {
      name: 'a message in a constant, posted with headers in another',
      code: `const headers = { Accept: 'application/json' };
const payload = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
axios.post(url, payload, { headers });`,
      output: null,
      errors: [{ messageId: 'request', line: 3, column: 1 }],
    },
    {
      name: 'a request of 2026-07-28 in a file on SDK v2',
      code: `${SDK}new Request(url, { method: 'POST', headers: {}, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: meta } }) });`,
      output: null,
      errors: [{ messageId: 'request', data: { method: 'tools/list', missing: '`Mcp-Method`' } }],
    },
    {
      name: 'a web request',
      code: "new Request(url, { method: 'POST', headers: {}, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'prompts/get' }) });",
      output: null,
      errors: [
        { messageId: 'request', data: { method: 'prompts/get', missing: '`Mcp-Method` and `Mcp-Name`' } },
      ],
    },
    {
      name: 'a client of MCP by hand',
      code: `const send = (method, params) =>
  fetch(url, { method: 'POST', headers: {}, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
await send('tools/list', {}); await send('tools/call', { name: 'add' });`,
      output: null,
      errors: [{ messageId: 'anyRequest', line: 2, column: 3 }],
    },
  ],
});
