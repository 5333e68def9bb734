import { describe, expect, it } from 'vitest';
import { resourceNotFound } from '../transforms/resource-not-found.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORTS = `import { McpServer, ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
const mcp = new McpServer(info);
const low = new Server(info);\n`;

function migrate(files: Record<string, string>) {
  const once = migrateText(files, [resourceNotFound]);
  expect(migrateText(once.files, [resourceNotFound]).files).toEqual(once.files);
  return once;
}

/** The text after the imports, and the messages of what is left. */
function run(text: string): { text: string; left: readonly string[] } {
  const { files, left } = migrate({ 'a.ts': IMPORTS + text });
  return { text: files['a.ts']!.slice(IMPORTS.length), left };
}

const read = (body: string) => `mcp.registerResource('a', 'a://b', {}, async uri => { ${body} });\n`;
const low = (method: string, body: string) =>
  `low.setRequestHandler('${method}', async request => { ${body} });\n`;

describe('resource-not-found rewrites', () => {
  it.each([
    ['a message', `throw new ProtocolError(-32002, 'Resource not found');`],
    ['a template', 'throw new ProtocolError(-32002, `No such resource: ${uri}`);'],
    ['data with uri', `throw new ProtocolError(-32002, 'oops', { uri: uri.href });`],
    ['a thrown object', `throw { code: -32002, message: 'Resource not found' };`],
    ['an assigned error', `throw Object.assign(new Error('Unknown resource'), { code: -32002 });`],
    ['fromError', `throw ProtocolError.fromError(-32002, 'not found', { uri });`],
    ['a nested function', `await all(() => { throw new ProtocolError(-32002, 'not found'); });`],
  ])('the code in a resource callback: %s', (_, body) => {
    expect(run(read(body)).text).toBe(read(body.replace('-32002', '-32602')));
    expect(run(read(body)).left).toEqual([]);
  });

  it('the code in a low-level handler of resources/read', () => {
    const text = low('resources/read', `throw new ProtocolError(-32002, 'Resource not found');`);
    expect(run(text).text).toBe(text.replace('-32002', '-32602'));
  });

  it('a member of the SDK enumeration, by its local name', () => {
    const text = read(`throw new ProtocolError(ProtocolErrorCode.ResourceNotFound, 'Resource not found');`);
    expect(run(text).text).toBe(text.replace('ResourceNotFound', 'InvalidParams'));
  });

  it('to the enumeration where the file uses it', () => {
    const text = `const parse = ProtocolErrorCode.ParseError;\n${read(`throw new ProtocolError(-32002, 'not found');`)}`;
    expect(run(text).text).toBe(text.replace('-32002', 'ProtocolErrorCode.InvalidParams'));
  });

  it('a constant that means nothing else, once', () => {
    const text = `const NOT_FOUND = -32002;\n${read(`if (a) throw new ProtocolError(NOT_FOUND, 'not found');\n  throw new ProtocolError(NOT_FOUND, 'not found', { uri });`)}`;
    expect(run(text).text).toBe(text.replace('-32002', '-32602'));
  });

  it('the use of a constant that is used elsewhere or exported, and of members', () => {
    for (const [declaration, use] of [
      [
        `const NOT_FOUND = -32002;\nexport const isMissing = (e: any) => e.code === NOT_FOUND;\n`,
        'NOT_FOUND',
      ],
      [`export const NOT_FOUND = -32002;\n`, 'NOT_FOUND'],
      [`enum Codes { NotFound = -32002 }\n`, 'Codes.NotFound'],
      [`const Codes = { NotFound: -32002 } as const;\n`, 'Codes.NotFound'],
    ]) {
      const body = read(`throw new ProtocolError(${use}, 'not found');`);
      expect(run(declaration + body).text).toBe(declaration + body.replace(use!, '-32602'));
    }
  });

  it('functions that only resource handlers call, in other files too', () => {
    const { files } = migrate({
      'store.ts': `import { ProtocolError } from '@modelcontextprotocol/server';\nexport function load(uri: URL) {\n  throw new ProtocolError(-32002, 'Resource not found', { uri });\n}\n`,
      'a.ts': `import { load } from './store.js';\n${IMPORTS}${read('return load(uri);')}`,
    });
    expect(files['store.ts']).toContain(`new ProtocolError(-32602, 'Resource not found', { uri })`);
  });
});

describe('resource-not-found reports', () => {
  const SENT = 'Code -32002 is retired; SDK v2 sends -32602 (invalid params) in its place.';

  it.each([
    ['another meaning in a resource callback', read(`throw new ProtocolError(-32002, 'Locked');`)],
    ['a low-level tool handler', low('tools/call', `throw new ProtocolError(-32002, 'Payload too large');`)],
    [
      'a prompt',
      `mcp.registerPrompt('a', {}, async () => { throw new ProtocolError(-32002, 'not found'); });\n`,
    ],
    [
      'an SDK error outside of handlers',
      `export const fail = () => new ProtocolError(-32002, 'Resource not found');\n`,
    ],
    [
      'an object thrown by a low-level handler',
      low('tools/list', `throw { code: -32002, message: 'not found' };`),
    ],
  ])('%s', (_, text) => {
    const { text: after, left } = run(text);
    expect(after).toBe(text);
    expect(left).toEqual([`resource-not-found-code a.ts:4 ${SENT}`]);
  });

  it('a function that tools use as well', () => {
    const text = `function load() { throw new ProtocolError(-32002, 'Resource not found'); }\n${read('load();')}${low('tools/call', 'load();')}`;
    expect(run(text)).toEqual({ text, left: [`resource-not-found-code a.ts:4 ${SENT}`] });
  });

  it('a server written without the SDK', () => {
    const text = `switch (method) {\n  case 'resources/read':\n    return { id, error: { code: -32002, message: 'Resource not found' } };\n}\n`;
    const { files, left } = migrate({ 'a.js': text });
    expect(files['a.js']).toBe(text);
    expect(left).toEqual([
      'resource-not-found-code a.js:3 A missing resource is -32602 (invalid params) in 2026-07-28; -32002 is retired.',
    ]);
  });
});

describe('resource-not-found leaves alone', () => {
  it.each([
    [
      'a wallet',
      `throw { code: -32002, message: 'Request of type wallet_requestPermissions already pending' };\n`,
    ],
    [
      'a language server',
      `enum ErrorCodes { ServerNotInitialized = -32002 }\nreply({ error: { code: ErrorCodes.ServerNotInitialized, message: 'not initialized' } });\n`,
    ],
    [
      'an error class of another package',
      `import { McpError } from 'other';\nthrow new McpError(-32002, 'Resource not found');\n`,
    ],
    [
      'a missing thing that is no resource',
      `throw Object.assign(new Error('Session not found'), { code: -32002 });\n`,
    ],
    ['a constant without use', `export const FORBIDDEN = -32002;\n`],
    [
      'a tool of the high-level server',
      `mcp.registerTool('a', {}, async () => { throw new ProtocolError(-32002, 'Payload too large'); });\n`,
    ],
    ['an object in a tool', `mcp.registerTool('a', {}, async () => { throw { code: -32002 }; });\n`],
    ['neighbouring codes', read(`throw new ProtocolError(-32001, 'Resource not found');`)],
    [
      'more neighbouring codes',
      read(`throw new ProtocolError(-32003, 'not found', { uri }); throw { code: -32004 };`),
    ],
    ['invalid params', read(`throw new ProtocolError(-32602, 'Resource not found');`)],
    [
      'a handler of another library',
      `other.setRequestHandler('resources/read', () => { throw { code: -32002, message: 'not found' }; });\n`,
    ],
    ['text and keys', `const codes = { '-32002': 'Resource not found' };\n`],
  ])('%s', (_, text) => expect(run(text)).toEqual({ text, left: [] }));
});
