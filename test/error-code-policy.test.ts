import { describe, expect, it } from 'vitest';
import { errorCodePolicy } from '../transforms/error-code-policy.js';
import { notesOf } from './helpers/notes.js';

const SDK = `import { McpServer, ProtocolError, Server } from '@modelcontextprotocol/server';
const mcp = new McpServer(info);
const low = new Server(info);\n`;
const found = (text: string, name = 'a.ts') =>
  notesOf(errorCodePolicy, { [name]: SDK + text }).map(({ line, message }) => `${line - 3} ${message}`);
const reserved = (code: string) =>
  `1 Codes from -32020 to -32099 belong to the specification, and it does not define ${code}.`;

describe('error-code-policy reports', () => {
  it.each([
    [`throw new ProtocolError(-32050, 'Rate limited');\n`, '-32050'],
    [`throw ProtocolError.fromError(-32099, 'Rate limited');\n`, '-32099'],
    [`class Limited extends ProtocolError { constructor() { super(-32050, 'Rate limited'); } }\n`, '-32050'],
    [`res.json({ jsonrpc: '2.0', id, error: { code: -32050, message: 'Rate limited' } });\n`, '-32050'],
    [
      `low.setRequestHandler('tools/call', async () => { throw { code: -32050, message: 'no' }; });\n`,
      '-32050',
    ],
  ])('a code of one’s own: %s', (text, code) => expect(found(text)).toEqual([reserved(code)]));

  it('a constant where it is used', () => {
    const text = `throw new ProtocolError(Codes.Limited, 'no');\nenum Codes { Limited = -32050 }\n`;
    expect(found(text)).toEqual([reserved('-32050')]);
  });

  it('codes of the specification for something else', () => {
    expect(found(`throw new ProtocolError(-32020, 'Rate limited');\n`)).toEqual([
      '1 Code -32020 means `HeaderMismatch` in 2026-07-28.',
    ]);
  });

  it('servers that are written without the SDK', () => {
    const text = `const METHODS = ['tools/list', 'tools/call'];\nreply({ jsonrpc: '2.0', id, error: { code: -32050 } });\n`;
    expect(notesOf(errorCodePolicy, { 'a.js': text })).toMatchObject([{ line: 2, severity: 'warning' }]);
  });
});

describe('error-code-policy leaves alone', () => {
  it.each([
    [
      'codes of implementations',
      `throw new ProtocolError(-32000, 'Busy'); throw new ProtocolError(-32001, 'no');\n`,
    ],
    [
      'codes outside of the range',
      `throw new ProtocolError(-32100, 'Busy'); throw new ProtocolError(429, 'no');\n`,
    ],
    ['-32042, which is a change of its own', `throw new ProtocolError(-32042, 'Sign in');\n`],
    [
      'codes that the specification defines',
      `throw new ProtocolError(-32022, 'Unsupported protocol version');\n`,
    ],
    ['definitions and checks', `const LIMITED = -32050;\nif (error.code === LIMITED) retry();\n`],
    ['errors of tools', `mcp.registerTool('a', {}, async () => { throw { code: -32050 }; });\n`],
    ['error classes of others', `import { RpcError } from 'rpc';\nthrow new RpcError(-32050, 'no');\n`],
  ])('%s', (_, text) => expect(found(text)).toEqual([]));

  it('tests, and other protocols', () => {
    expect(found(`throw new ProtocolError(-32050, 'no');\n`, 'a.test.ts')).toEqual([]);
    const wallet = `reply({ jsonrpc: '2.0', id, error: { code: -32050, message: 'no' } });\n`;
    expect(notesOf(errorCodePolicy, { 'a.ts': wallet })).toEqual([]);
  });
});
