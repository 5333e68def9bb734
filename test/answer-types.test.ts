import { describe, expect, it } from 'vitest';
import { answerTypes } from '../transforms/answer-types.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { Server, type Tool, type CallToolResult, type Result } from '@modelcontextprotocol/server';
const server = new Server({ name: 'a', version: '1' }, { capabilities: { tools: {} } });
`;
const CALL = `server.setRequestHandler('tools/call', async request => `;

function left(code: string, file = 'src/a.ts') {
  const { files, left, advice } = migrateText({ [file]: HEAD + code }, [answerTypes]);
  expect(files[file]!.replace(/^ *\/\/ TODO.*\n/gm, '')).toBe(HEAD + code);
  expect(advice).toHaveLength(left.length);
  return left;
}

describe('answers that do not fit the types of SDK v2', () => {
  it.each([
    [`${CALL}({}));\n`, `Property 'content' is missing`],
    [
      `type Run = (request: unknown) => Promise<Result>;\ndeclare const table: Record<string, Run>;\n${CALL}table[request.params.name](request));\n`,
      `required in type 'CallToolResult'`,
    ],
    [
      `import type { ServerResult } from '@modelcontextprotocol/server';\ndeclare function run(): Promise<ServerResult>;\n${CALL}run());\n`,
      'CallToolResult',
    ],
    [
      `async function run(): Promise<{ content: [{ type: string; text: string }] }> {\n  return { content: [{ type: 'text', text: '' }] };\n}\n${CALL}run());\n`,
      '`content.type`',
    ],
    [
      `interface Mine extends Result {\n  more: string;\n}\ndeclare function run(): Promise<Mine>;\n${CALL}run());\n`,
      `Property 'content' is missing in type 'Mine'`,
    ],
    [
      `${CALL}({ content: [{ type: 'text', text: request.params.arguments?.text }] }));\n`,
      `Type 'unknown' is not assignable to type 'string'`,
    ],
    [
      `const names = ['a'] as const;\nserver.setRequestHandler('tools/list', () => ({ tools: [{ name: 'a', inputSchema: { type: 'object', required: names } }] }));\n`,
      'readonly',
    ],
    [
      `declare const made: { type?: 'object' | 'string' };\nserver.setRequestHandler('tools/list', () => ({ tools: [{ name: 'a', inputSchema: made }] }));\n`,
      '`type`',
    ],
    [
      `declare const parts: { uri: string; text?: string }[];\nserver.setRequestHandler('resources/read', () => ({ contents: parts }));\n`,
      '`ReadResourceResult`',
    ],
    [
      `declare const any: any;\n${CALL}{\n  if (any) return { content: [{ type: 'text', text: any.text }] };\n  return { content: [{ type: 'text', text: request.params.arguments!.text }] };\n});\n`,
      'does not fit `CallToolResult`',
    ],
  ])('are reported: %j', (code, reason) => {
    const found = left(code);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('What the handler of');
    expect(found[0]).toContain(reason);
  });

  it.each([
    `${CALL}({ content: [{ type: 'text', text: request.params.name }] }));\n`,
    `${CALL}({ content: [{ type: 'text', text: '' }], structuredContent: { a: 1 }, isError: true }));\n`,
    `declare const run: any;\n${CALL}run(request));\n`,
    `import { run } from 'elsewhere';\n${CALL}await run(request));\n`,
    `server.setRequestHandler('tools/call', async (request): Promise<any> => ({ content: request.params.arguments }));\n`,
    `declare const kept: CallToolResult;\n${CALL}kept);\n`,
    `${CALL}{\n  const ready: string = 1;\n  return { content: [] };\n});\n`,
    `${CALL}{\n  const shown = [{ id: 1 }].map((each): { id: string } => each);\n  return { content: [] };\n});\n`,
    `import type { Answer } from 'elsewhere';\ninterface Mine extends Answer {\n  more: string;\n}\ndeclare function run(): Promise<Mine>;\n${CALL}run());\n`,
    `${CALL}inputRequired({ inputRequests: {} }));\n`,
    `const other = { setRequestHandler(name: string, run: () => Promise<{}>) {} };\nother.setRequestHandler('tools/call', async () => ({}));\n`,
    `server.setRequestHandler('acme/run', { params }, async () => ({}));\n`,
    `server.setRequestHandler('ping', async () => ({}));\n`,
    `server.setRequestHandler('tools/list', async () => ({ tools: [{ name: 'a', inputSchema: { type: 'object', properties: { at: { enum: ['b'], default: null } } } }], nextCursor: undefined }));\n`,
    `server.setRequestHandler('prompts/get', async request => ({ messages: [{ role: 'user', content: { type: 'text', text: request.params.arguments?.at ?? '' } }] }));\n`,
  ])('are not: %j', code => {
    expect(left(code)).toEqual([]);
  });

  it('are not in JavaScript', () => {
    const code = `import { Server } from '@modelcontextprotocol/server';\nconst server = new Server(info);\nserver.setRequestHandler('tools/call', async () => ({}));\n`;
    expect(migrateText({ 'src/a.js': code }, [answerTypes]).left).toEqual([]);
  });

  it('are reported once where the words in them are reported already', () => {
    const code = `const item = { type: 'text', text: '' };\n${CALL}({ content: [item] }));\n`;
    expect(left(code)).toEqual([]);
  });
});

describe('what else does not fit', () => {
  it.each([
    [
      `const schema: Tool['inputSchema'] = { type: 'object', properties: { at: () => {} } };\n`,
      'JSON values',
    ],
    [
      `declare const given: unknown;\nconst properties: NonNullable<Tool['inputSchema']['properties']> = {};\nproperties.at = { default: given };\n`,
      'JSON values',
    ],
    [
      `new Server({ name: 'a', version: '1' }, { capabilities: { resources: { list: true } } });\n`,
      'no capability `list`',
    ],
  ])('is reported: %j', (code, reason) => {
    const found = left(code);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(reason);
  });

  it.each([
    `const count: number = 'a';\nconst tool: Tool | undefined = undefined;\n`,
    `new Server({ name: 'a', version: '1' }, { capabilities: { tools: { listChanged: true }, experimental: { a: {} } } });\n`,
    `const schema: Tool['inputSchema'] = { type: 'object', properties: { at: { type: 'string' } }, $defs: {} };\n`,
    `type JSONValue = string;\nconst own: JSONValue = String(1);\n`,
    `const capabilities: { tools: number } = { tools: 1, list: 2 };\n`,
  ])('is not: %j', code => {
    expect(left(code)).toEqual([]);
  });
});
