import path from 'node:path';
import { errorCodePolicy } from '../../rules/error-code-policy.js';
import { tester } from './tester.js';

const V1 = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ErrorCode, McpError, CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';
const mcp = new McpServer(info);
const low = new Server(info, {});
`;
const V2 = `import { McpServer, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
const mcp = new McpServer(info);
`;
const WIRE = `const METHODS = ['tools/list', 'tools/call'];\n`;

const reserved = (code: string, number = '-32050') => ({
  code,
  errors: [{ messageId: 'reserved' as const, data: { code: number } }],
});
const otherMeaning = (code: string, number: string, name: string) => ({
  code,
  errors: [{ messageId: 'otherMeaning' as const, data: { code: number, name } }],
});

tester.run('error-code-policy', errorCodePolicy, {
  valid: [
    {
      name: 'a message that a test makes up',
      code: `${WIRE}const answer = { jsonrpc: '2.0', id: 2, error: { code: -32021, message: 'cap' } };`,
      filename: path.resolve('src/answers.test.ts'),
      settings: { mcp: { tests: true } },
    },
    `${V1}throw new McpError(-32000, 'Busy');`,
    `${V1}throw new McpError(-32001, 'Unauthorized');`,
    `${V1}throw new McpError(-32002, 'Locked');`,
    `${V1}throw new McpError(-32003, 'Forbidden');`,
    `${V1}throw new McpError(-32004, 'Rate limited');`,
    `${V1}throw new McpError(-32019, 'Rate limited');`,
    `${V1}throw new McpError(-32100, 'Rate limited');`,
    `${V1}throw new McpError(4290, 'Rate limited');`,
    `${V1}throw new McpError(ErrorCode.InternalError, 'Rate limited');`,
    // -32042 has a rule of its own.
    `${V1}throw new McpError(ErrorCode.UrlElicitationRequired, 'Sign in');`,
    `${V1}throw new McpError(-32042, 'Sign in');`,
    // What the specification defines, as it defines it.
    `${V2}throw new ProtocolError(-32020, 'Mcp-Method does not match the body');`,
    `${V2}throw new ProtocolError(-32021, 'This tool needs the capability elicitation');`,
    `${V2}throw new ProtocolError(-32022, 'Unsupported protocol version', { supported, requested });`,
    `${V2}throw new ProtocolError(-32022, text);`,
    `${WIRE}reply({ jsonrpc: '2.0', id, error: { code: -32022, message: 'Unsupported protocol version' } });`,
    // Not sent, or not MCP.
    `${V1}const CODES = { RATE_LIMITED: -32050 };`,
    `${V1}if (error.code === -32050) retry();`,
    `${V1}import { RpcError } from 'json-rpc'; throw new RpcError(-32050, 'Rate limited');`,
    `wallet.reply({ jsonrpc: '2.0', id, error: { code: -32050, message: 'Rate limited' } }); // no mcp`,
    `connection.onRequest('initialize', () => ({ error: { code: -32050, message: 'Rate limited' } })); // mcp`,
    `${V1}const row = { code: -32050, message: 'Rate limited' };`,
    `${V1}log({ error: { code: 'E32050' } });`,
    // The code of an error that a tool throws never reaches the client.
    `${V1}mcp.tool('a', async () => { throw { code: -32050 }; });`,
    { code: `${V1}throw new McpError(-32050, 'Rate limited');`, filename: 'a.test.ts' },
  ],
  invalid: [
    {
      code: `${V1}throw new McpError(-32050, 'Rate limited');`,
      errors: [{ messageId: 'reserved', line: 6, column: 20, endColumn: 26 }],
    },
    reserved(`${V2}throw new ProtocolError(-32050, 'Rate limited');`),
    reserved(`${V2}throw ProtocolError.fromError(-32099, 'Rate limited');`, '-32099'),
    reserved(`${V1}class Limited extends McpError { constructor() { super(-32050, 'Rate limited'); } }`),
    reserved(`${V1}class Limited extends McpError {}\nthrow new Limited(-32050, 'Rate limited');`),
    reserved(`${V1}const RATE_LIMITED = -32050;\nthrow new McpError(RATE_LIMITED, 'Rate limited');`),
    reserved(`${V1}enum Codes { Limited = -32050 }\nthrow new McpError(Codes.Limited, 'Rate limited');`),
    reserved(
      `const { McpError } = require('@modelcontextprotocol/sdk/types.js');\nthrow new McpError(-32050, 'Rate limited');`,
    ),
    reserved(
      `import * as types from '@modelcontextprotocol/sdk/types.js';\nthrow new types.McpError(-32050, 'Rate limited');`,
    ),
    {
      ...reserved(
        `${V1}import { Status } from './error-codes.js';\nthrow new McpError(Status.Busy, ''); throw new McpError(Status.Gone, '');`,
        '-32031',
      ),
      filename: path.join(import.meta.dirname, 'resources/server.ts'),
      settings: { mcp: { tests: true } },
    },
    {
      ...reserved(
        `${V1}import { Codes } from './error-codes.js';\nthrow new McpError(Codes.Throttled, '');`,
        '-32029',
      ),
      filename: path.join(import.meta.dirname, 'resources/server.ts'),
      settings: { mcp: { tests: true } },
    },
    reserved(
      `${V1}app.post('/mcp', (req, res) => res.json({ jsonrpc: '2.0', id: null, error: { code: -32050, message: 'Rate limited' } }));`,
    ),
    reserved(`${WIRE}reply({ jsonrpc: '2.0', id, error: { message: 'Rate limited', code: -32050 } });`),
    reserved(
      `${V1}low.setRequestHandler(CallToolRequestSchema, () => { throw { code: -32050, message: 'no' }; });`,
    ),
    reserved(
      `${V1}low.setRequestHandler(CallToolRequestSchema, () => { const e = new Error('no'); e.code = -32050; throw e; });`,
    ),
    otherMeaning(`${V1}throw new McpError(-32020, 'Rate limited');`, '-32020', 'HeaderMismatch'),
    otherMeaning(
      `${V1}throw new McpError(-32021, \`Session \${id} is gone\`);`,
      '-32021',
      'MissingRequiredClientCapability',
    ),
    otherMeaning(
      `${WIRE}reply({ jsonrpc: '2.0', id, error: { code: -32022, message: 'Rate limited' } });`,
      '-32022',
      'UnsupportedProtocolVersion',
    ),
  ],
});
