import path from 'node:path';
import { resourceNotFoundCode } from '../../rules/resource-not-found-code.js';
import { tester } from './tester.js';

type MessageId = 'missing' | 'handWritten' | 'otherMeaning' | 'oldOnly' | 'taken' | 'otherCheck';

const V1 = `import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ErrorCode, McpError, ReadResourceRequestSchema, CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';
const mcp = new McpServer(info);
const low = new Server(info, {});
const client = new Client(info);
`;
const V2 = `import { McpServer, ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import { Client } from '@modelcontextprotocol/client';
const mcp = new McpServer(info);
const low = new Server(info, {});
const client = new Client(info);
`;

/** A case with one finding; `suggested` is the text that the suggestion puts in place of `from`. */
function invalid(code: string, messageId: MessageId, from?: string, suggested?: string) {
  if (from === undefined || suggested === undefined) return { code, errors: [{ messageId }] };
  const at = code.lastIndexOf(from);
  const output = code.slice(0, at) + suggested + code.slice(at + from.length);
  const suggestion = messageId === 'oldOnly' ? ('acceptBoth' as const) : ('useInvalidParams' as const);
  return { code, errors: [{ messageId, suggestions: [{ messageId: suggestion, output }] }] };
}

const read1 = (body: string) => `${V1}mcp.resource('a', 'a://b', async uri => { ${body} });`;
const read2 = (body: string) => `${V2}mcp.registerResource('a', 'a://b', {}, async uri => { ${body} });`;
const tried = (call: string, body: string) => `${V2}try { await ${call}; } catch (error: any) { ${body} }`;
const asked = (body: string) => tried('client.readResource({ uri })', body);

tester.run('resource-not-found-code: servers', resourceNotFoundCode, {
  valid: [
    read2(`throw new ProtocolError(-32602, 'Resource not found', { uri: uri.href });`),
    `// -32002 was a missing resource\n${V2}mcp.registerResource('a', 'a://b', {}, async uri => ({ contents: [] }));`,
    read2(`throw new ProtocolError(-32602, 'Resource not found', { uri });`),
    read2(`throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Resource not found');`),
    read1(`throw new McpError(ErrorCode.InvalidParams, 'Resource not found');`),
    read1(`throw new McpError(-32001, 'Resource not found');`),
    read1(`throw new McpError(-32003, 'not found', { uri }); throw { code: -32004 };`),
    // Errors of tools carry no code to the client.
    `${V1}mcp.tool('a', async () => { throw new McpError(-32002, 'Payload too large'); });`,
    `${V2}mcp.registerTool('a', {}, async () => { throw { code: -32002, message: 'not found' }; });`,
    // Wallets and language servers.
    `${V1}throw { code: -32002, message: 'Request of type wallet_requestPermissions already pending' };`,
    `enum ErrorCodes { ServerNotInitialized = -32002 }
     connection.reply({ jsonrpc: '2.0', id, error: { code: ErrorCodes.ServerNotInitialized, message: 'not initialized' } });`,
    `import { McpError } from 'other'; import '@modelcontextprotocol/sdk/types.js';
     throw new McpError(-32002, 'Resource not found');`,
    `${V1}throw Object.assign(new Error('Session not found'), { code: -32002 });`,
    `${V1}export const FORBIDDEN = -32002;`,
    `${V1}export const ERRORS = { SERVER_SHUTTING_DOWN: -32002, FORBIDDEN: -32001 };`,
    `${V1}const codes = { '-32002': 'Resource not found' };`,
    `${V1}other.setRequestHandler('resources/read', () => { throw { code: -32002, message: 'not found' }; });`,
    // A gateway that refuses a request before MCP sees it.
    `${V1}app.use((req, res) => res.status(401).json({ jsonrpc: '2.0', error: { code: -32002, message: 'Unauthorized' }, id: null }));`,
    `switch (message.method) { case 'tools/list': case 'initialize': return { id, error: { code: -32002, message: 'not found' } }; }`,
    `switch (method) { case 'resources/read': case 'tools/list': return { id, error: { code: -32602, message: 'Resource not found' } }; }`,
    `if (method !== 'resources/read') fail(-32002, 'not found'); else if (method === 'tools/list') ok();`,
    // Only for 2025-11-25 peers.
    `switch (method) { case 'resources/read': { if (era === 'legacy') return { id, error: { code: -32002, message: 'Resource not found' } }; } }`,
    { code: read1(`throw new McpError(-32002, 'Resource not found');`), filename: 'server.test.ts' },
  ],
  invalid: [
    {
      code: read1(`throw new McpError(-32002, \`No such resource: \${uri}\`, { uri: uri.href });`),
      errors: [
        {
          messageId: 'missing',
          line: 8,
          column: 62,
          suggestions: [
            {
              messageId: 'useInvalidParams',
              output: read1(`throw new McpError(-32602, \`No such resource: \${uri}\`, { uri: uri.href });`),
            },
          ],
        },
      ],
    },
    invalid(
      read2(`throw new ProtocolError(-32002, 'oops', { uri: uri.href });`),
      'missing',
      '-32002',
      '-32602',
    ),
    invalid(
      read2(`throw new ProtocolError(ProtocolErrorCode.ResourceNotFound, 'Resource not found');`),
      'missing',
      'ResourceNotFound',
      'InvalidParams',
    ),
    invalid(read1(`throw { code: -32002, message: 'Resource not found' };`), 'missing', '-32002', '-32602'),
    invalid(
      read1(`throw Object.assign(new Error('Unknown resource'), { code: -32002 });`),
      'missing',
      '-32002',
      '-32602',
    ),
    invalid(
      `${V2}mcp.registerResource('a', t, {}, async uri => { throw ProtocolError.fromError(-32002, 'not found', { uri }); });`,
      'missing',
      '-32002',
      '-32602',
    ),
    invalid(
      `const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
       const { McpError, ErrorCode } = require('@modelcontextprotocol/sdk/types.js');
       const mcp = new McpServer(info), bad = ErrorCode.ParseError;
       mcp.registerResource('a', t, {}, async uri => { throw new McpError(-32002, 'Resource not found'); });`,
      'missing',
      '-32002',
      'ErrorCode.InvalidParams',
    ),
    invalid(
      `${V1}low.setRequestHandler(ReadResourceRequestSchema, async request => { throw new McpError(-32002, 'Unknown resource'); });`,
      'missing',
      '-32002',
      '-32602',
    ),
    // Constants, enumerations, functions that only such handlers call.
    invalid(
      `${V1}const NOT_FOUND = -32002;\nmcp.resource('a', 'a://b', async uri => { throw new McpError(NOT_FOUND, 'not found'); });`,
      'missing',
      'NOT_FOUND',
      '-32602',
    ),
    invalid(
      `${V1}enum Codes { NotFound = -32002 }\nmcp.resource('a', t, async uri => { throw new McpError(Codes.NotFound, 'not found'); });`,
      'missing',
      'Codes.NotFound',
      '-32602',
    ),
    invalid(
      `${V1}function load(uri: string) { throw new McpError(-32002, 'Resource not found', { uri }); }\nmcp.resource('a', t, async uri => load(uri.href));`,
      'missing',
      '-32002',
      '-32602',
    ),
    invalid(
      `import * as types from '@modelcontextprotocol/sdk/types.js';
       import { Server } from '@modelcontextprotocol/sdk/server/index.js';
       class Api {
         server = new Server(info, {});
         start() { this.server.setRequestHandler(types.ReadResourceRequestSchema, this.read.bind(this)); }
         async read(request) { throw new types.McpError(-32002, 'Resource not found'); }
       }`,
      'missing',
      '-32002',
      '-32602',
    ),
    {
      ...invalid(
        `import { NOT_FOUND, Codes } from './error-codes.js';\n${read1(`throw new McpError(Codes.Missing, 'not found');`)}`,
        'missing',
        'Codes.Missing',
        '-32602',
      ),
      filename: path.join(import.meta.dirname, 'resources/server.ts'),
      settings: { mcp: { tests: true } },
    },
    // Another meaning, which SDK v2 would turn into invalid params.
    invalid(read1(`throw new McpError(-32002, 'Locked');`), 'otherMeaning'),
    invalid(
      `${V1}low.setRequestHandler(CallToolRequestSchema, async () => { throw new McpError(-32002, 'Payload too large'); });`,
      'otherMeaning',
    ),
    invalid(
      `${V2}mcp.registerPrompt('a', {}, async () => { throw new ProtocolError(-32002, 'not found'); });`,
      'otherMeaning',
    ),
    invalid(`${V1}export const fail = () => new McpError(-32002, 'Resource not found');`, 'otherMeaning'),
    invalid(
      `${V1}low.setRequestHandler('tools/list', async () => { throw { code: -32002, message: 'not found' }; });`,
      'otherMeaning',
    ),
    invalid(`${V1}class Busy extends McpError { constructor() { super(-32002, 'Busy'); } }`, 'otherMeaning'),
    invalid(
      `${V1}function load() { throw new McpError(-32002, 'not found'); }
       mcp.resource('a', t, () => load());\nlow.setRequestHandler(CallToolRequestSchema, () => load());`,
      'otherMeaning',
    ),
    // Servers written without the SDK.
    invalid(
      `switch (method) {\n  case 'tools/list': list();\n  case 'resources/read':\n    return { id, error: { code: -32002, message: 'Resource not found' } };\n}`,
      'handWritten',
      '-32002',
      '-32602',
    ),
    invalid(
      `async function read(id, params) { if (!found) return { jsonrpc: '2.0', id, error: { code: -32002, message: 'x' } }; }
       if (message.method === 'resources/read') return read(message.id, message.params);
       if (message.method === 'resources/list') return list();`,
      'handWritten',
      '-32002',
      '-32602',
    ),
    invalid(
      `const table = {
         'resources/list': () => list(),
         'resources/read': async params => { throw new RpcError(-32002, \`Resource not found: \${params.uri}\`); },
       };`,
      'handWritten',
      '-32002',
      '-32602',
    ),
  ],
});

tester.run('resource-not-found-code: clients', resourceNotFoundCode, {
  valid: [
    tried('provider.request({ method: "eth_requestAccounts" })', `if (error.code === -32002) pending();`),
    asked(`if (error.code === -32602) a();`),
    asked(`console.log('servers used to send -32002', error);`),
    asked(`if (error.data?.status === -32002) a();`),
    asked(`if (error.code === -32042 || error.code === -32603) a();`),
    asked(`if (error.code === -32602 || error.code === -32002) return null;`),
    asked(`if (error.code !== -32002 && error.code !== ProtocolErrorCode.InvalidParams) throw error;`),
    asked(`switch (error.code) { case -32602: case -32002: a(); }`),
    asked(`if ([-32602, -32002].includes(error.code)) a();`),
    asked(`if (error.code === -32001 || error.code === -32003 || error.code === -32004) a();`),
    asked(`if (error.count === -32002) a();`),
    tried('wallet.request(a)', `if (error.code === -32002) a();`),
    `${V2}export const isPending = (e: any) => e.code === -32002;`,
    `${V2}socket.on('error', (error: any) => { if (error.code === -32002) a(); });`,
    `import { Client } from 'pg'; import '@modelcontextprotocol/client'; const pg = new Client();
     try { await pg.readResource(a); } catch (error) { if (error.code === -32002) a(); }`,
    `import { McpError } from './errors'; const notFound = e => e instanceof McpError && e.code === -32002; // mcp`,
  ],
  invalid: [
    {
      code: asked(`\n  if (error.code === -32002) return null;`),
      errors: [
        {
          messageId: 'oldOnly',
          line: 7,
          column: 7,
          suggestions: [
            {
              messageId: 'acceptBoth',
              output: asked(
                `\n  if (error.code === ProtocolErrorCode.InvalidParams || error.code === -32002) return null;`,
              ).replaceAll('ProtocolErrorCode.InvalidParams', '-32602'),
            },
          ],
        },
      ],
    },
    invalid(
      asked(`if (error.code !== -32002) throw error;`),
      'oldOnly',
      'error.code !== -32002',
      'error.code !== -32602 && error.code !== -32002',
    ),
    invalid(
      asked(`if (x && -32002 == error?.code) a();`),
      'oldOnly',
      '-32002 == error?.code',
      '(error?.code == -32602 || -32002 == error?.code)',
    ),
    invalid(
      asked(`const { code } = error; if (code === -32002) a();`),
      'oldOnly',
      'code === -32002',
      'code === -32602 || code === -32002',
    ),
    invalid(
      asked(`if (error.code === ProtocolErrorCode.ResourceNotFound) a();`),
      'oldOnly',
      'error.code === ProtocolErrorCode.ResourceNotFound',
      'error.code === ProtocolErrorCode.InvalidParams || error.code === ProtocolErrorCode.ResourceNotFound',
    ),
    invalid(
      asked(`\n  switch (error.code) {\n    case -32002:\n      return null;\n  }`),
      'oldOnly',
      'case -32002:',
      'case -32602:\n    case -32002:',
    ),
    invalid(
      tried(`client.request({ method: 'resources/read', params })`, `if (error.code === -32002) a();`),
      'oldOnly',
      'error.code === -32002',
      'error.code === -32602 || error.code === -32002',
    ),
    invalid(
      `${V1}client.readResource({ uri }).catch(e => { if (e.code === -32002) a(); else throw e; });`,
      'oldOnly',
      'e.code === -32002',
      'e.code === -32602 || e.code === -32002',
    ),
    invalid(
      `${V1}const NOT_FOUND = -32002;\ntry { await client.callTool(a); } catch (e) { if (e instanceof McpError && e.code === NOT_FOUND) b(); }`,
      'oldOnly',
      'e.code === NOT_FOUND',
      '(e.code === -32602 || e.code === NOT_FOUND)',
    ),
    invalid(
      `${V1}const isNotFound = (e: unknown) => e instanceof McpError && e.code === -32002;`,
      'oldOnly',
      'e.code === -32002',
      '(e.code === -32602 || e.code === -32002)',
    ),
    invalid(
      `${V1}const load = () => client.readResource({ uri });\ntry { await load(); } catch (e) { return e.code === -32002; }`,
      'oldOnly',
      'e.code === -32002',
      'e.code === -32602 || e.code === -32002',
    ),
    invalid(asked(`if (error.code === -32602) b(); if (error.code === -32002) a();`), 'taken'),
    invalid(asked(`switch (error.code) { case -32602: b(); break; case -32002: a(); }`), 'taken'),
    invalid(asked(`if (next().code === ProtocolErrorCode.ResourceNotFound) a();`), 'taken'),
    invalid(tried('client.callTool(a)', `if (error.code === -32002) a();`), 'otherCheck'),
    invalid(
      `${V1}function f(e: unknown) { return e instanceof McpError && e.code === -32002; }`,
      'otherCheck',
    ),
  ],
});

const general = (ask: string, check: string) => `const rpc = async (method, params) => {
  const { data } = await http.post('/mcp', ${ask});
  if (${check}) return empty;
  return data.result;
};
const page = await rpc('resources/read', { uri });
await rpc('initialize', { protocolVersion: '2025-06-18', capabilities: {} });`;
const MESSAGE = "{ jsonrpc: '2.0', id: next(), method, params }";

tester.run('resource-not-found-code: clients with one function for all requests', resourceNotFoundCode, {
  valid: [
    general(MESSAGE, 'data.error?.code === -32002 || data.error?.code === -32602'),
    general(MESSAGE, 'data.error?.code === -32001'),
    general('{ query, method }', 'data.error?.code === -32002'),
    // A language server that is not started, and a wallet with a request pending.
    general(MESSAGE, 'data.error?.code === -32002').replace("'resources/read'", "'textDocument/hover'"),
    general(MESSAGE, 'data.error?.code === -32002').replace("'resources/read'", "'eth_requestAccounts'"),
  ],
  invalid: [
    invalid(general(MESSAGE, 'data.error?.code === -32002'), 'otherCheck'),
    invalid(
      general(MESSAGE, 'reply.error.code === -32002')
        .replace('const { data }', 'const reply')
        .replace('data.result', 'reply.result'),
      'otherCheck',
    ),
  ],
});
