import { describe, expect, it } from 'vitest';
import { handlerResultTypes } from '../transforms/handler-result-types.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { Server } from '@modelcontextprotocol/server';
const server = new Server(info, options);
`;
const TOOL = `{ name: 'a', inputSchema: { type: 'object', properties: { at: { type: 'object' } } } }`;
const TYPED = TOOL.replace(`'object'`, `'object' as const`);

function migrated(text: string, file = 'src/a.ts', more: Readonly<Record<string, string>> = {}) {
  const first = migrateText({ [file]: HEAD + text, ...more }, [handlerResultTypes]);
  expect(migrateText(first.files, [handlerResultTypes]).files).toEqual(first.files);
  expect(first.left).toEqual([]);
  return first.files;
}

describe('schemas of tools lists', () => {
  it.each([
    `server.setRequestHandler('tools/list', async () => {\n  const tool = ${TOOL};\n  return { tools: [tool] };\n});\n`,
    `const tools = [${TOOL}];\nserver.setRequestHandler('tools/list', () => ({ tools }));\n`,
    `const tool = ${TOOL};\nconst all = [tool].slice();\nserver.setRequestHandler('tools/list', () => ({ tools: all.filter(isOn) }));\n`,
    `const more = [${TOOL}];\nserver.setRequestHandler('tools/list', () => ({ tools: [...more] }));\n`,
    `const tools = [];\ntools.push(${TOOL});\nserver.setRequestHandler('tools/list', () => ({ tools }));\n`,
    `function tools() {\n  return [${TOOL}];\n}\nserver.setRequestHandler('tools/list', () => ({ tools: tools() }));\n`,
    `async function list() {\n  return { tools: [${TOOL}] };\n}\nserver.setRequestHandler('tools/list', list);\n`,
    `const tools = names.map(name => (${TOOL}));\nserver.setRequestHandler('tools/list', () => ({ tools }));\n`,
  ])('keep the type that SDK v2 expects: %j', code => {
    expect(migrated(code)['src/a.ts']).toBe(HEAD + code.replace(TOOL, TYPED));
  });

  it('keep it in a schema of its own, in another file', () => {
    const files = migrated(
      `import { schema } from './schema.js';\nserver.setRequestHandler('tools/list', () => ({ tools: [{ name: 'a', inputSchema: schema }] }));\n`,
      'src/a.ts',
      { 'src/schema.ts': `export const schema = { type: 'object' };\n` },
    );
    expect(files['src/schema.ts']).toBe(`export const schema = { type: 'object' as const };\n`);
  });

  it.each([
    `server.setRequestHandler('tools/list', async () => ({ tools: [${TOOL}] }));\n`,
    `const tools: Tool[] = [${TOOL}];\nserver.setRequestHandler('tools/list', () => ({ tools }));\n`,
    `const tools = [${TOOL}] satisfies Tool[];\nserver.setRequestHandler('tools/list', () => ({ tools }));\n`,
    `const tool = ${TOOL} as Tool;\nserver.setRequestHandler('tools/list', () => ({ tools: [tool] }));\n`,
    `const tool = ${TOOL} as const;\nserver.setRequestHandler('tools/list', () => ({ tools: [tool] }));\n`,
    `function tools(): Tool[] {\n  return [${TOOL}];\n}\nserver.setRequestHandler('tools/list', () => ({ tools: tools() }));\n`,
    `const tool = ${TYPED};\nserver.setRequestHandler('tools/list', () => ({ tools: [tool] }));\n`,
    `const tools = [${TOOL}];\nother.setRequestHandler('tools/list', () => ({ tools }));\n`,
    `const tools = [${TOOL}];\nserver.setRequestHandler('prompts/list', () => ({ tools }));\n`,
  ])('stay: %j', code => {
    expect(migrated(code)['src/a.ts']).toBe(HEAD + code);
  });

  it('stay in JavaScript', () => {
    const code = `const tools = [${TOOL}];\nserver.setRequestHandler('tools/list', () => ({ tools }));\n`;
    expect(migrated(code, 'src/a.js')['src/a.js']).toBe(HEAD + code);
  });
});

const CALL = `server.setRequestHandler('tools/call', async request => `;

describe('results of other handlers', () => {
  it.each([
    [
      `${CALL}{\n  const content = [{ type: 'text', text }];\n  return { content };\n});\n`,
      `${CALL}{\n  const content = [{ type: 'text' as const, text }];\n  return { content };\n});\n`,
    ],
    [
      `${CALL}({ content: [{ type: 'text', text }, ...more.map(each => ({ type: 'text', text: each }))] }));\n`,
      `${CALL}({ content: [{ type: 'text', text }, ...more.map(each => ({ type: 'text' as const, text: each }))] }));\n`,
    ],
    [
      `class Pages {\n  static async list() {\n    return { content: [{ type: 'text', text }] };\n  }\n}\n${CALL}Pages.list());\n`,
      `class Pages {\n  static async list() {\n    return { content: [{ type: 'text' as const, text }] };\n  }\n}\n${CALL}Pages.list());\n`,
    ],
    [
      `const table = {\n  a: async () => ({ content: [{ type: 'image', data, mimeType }] }),\n};\n${CALL}table[request.params.name]());\n`,
      `const table = {\n  a: async () => ({ content: [{ type: 'image' as const, data, mimeType }] }),\n};\n${CALL}table[request.params.name]());\n`,
    ],
    [
      `function ask() {\n  return { messages: [{ role: 'user', content: { type: 'text', text } }] };\n}\nserver.setRequestHandler('prompts/get', () => ask());\n`,
      `function ask() {\n  return { messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] };\n}\nserver.setRequestHandler('prompts/get', () => ask());\n`,
    ],
    [
      `const files = [{ uri, name, annotations: { audience: ['user'] } }];\nserver.setRequestHandler('resources/list', () => ({ resources: files }));\n`,
      `const files = [{ uri, name, annotations: { audience: ['user' as const] } }];\nserver.setRequestHandler('resources/list', () => ({ resources: files }));\n`,
    ],
  ])('keep the words that SDK v2 expects: %j', (before, after) => {
    expect(migrated(before)['src/a.ts']).toBe(HEAD + after);
  });

  it.each([
    `${CALL}({ content: [{ type: 'text', text }] }));\n`,
    `${CALL}({ content: more.map(each => ({ type: 'text', text: each })) }));\n`,
    `function run(): CallToolResult {\n  return { content: [{ type: 'text', text }] };\n}\n${CALL}run());\n`,
    `const content: Content[] = [{ type: 'text', text }];\n${CALL}({ content }));\n`,
    `const kind = { type: 'markdown', text };\n${CALL}({ content: [kind] }));\n`,
    `const structuredContent = { type: 'text' };\n${CALL}({ content: [], structuredContent }));\n`,
    `class Pages {\n  list() {\n    return { content: [{ type: 'text', text }] };\n  }\n}\n${CALL}Pages.list());\n`,
    `const content = [{ type: 'text', text }];\nserver.setRequestHandler('acme/call', { params }, () => ({ content }));\n`,
  ])('stay: %j', code => {
    expect(migrated(code)['src/a.ts']).toBe(HEAD + code);
  });
});

const A = `{ name: 'a', inputSchema: { type: 'object', properties: { at: { type: 'string' } } } }`;
const B = `{ name: 'b', inputSchema: { type: 'object', properties: {} } }`;
const LIST = `server.setRequestHandler('tools/list', `;

describe('tools whose schemas differ', () => {
  it.each([
    [
      `${LIST}async () => ({ tools: [A, B] }));\n`,
      `${LIST}async (): Promise<ListToolsResult> => ({ tools: [A, B] }));\n`,
    ],
    [`${LIST}() => ({ tools: [A, B] }));\n`, `${LIST}(): ListToolsResult => ({ tools: [A, B] }));\n`],
    [
      `${LIST}async request => ({ tools: [A, B] }));\n`,
      `${LIST}async (request): Promise<ListToolsResult> => ({ tools: [A, B] }));\n`,
    ],
    [
      `${LIST}async function () {\n  if (off) return { tools: [B] };\n  return { tools: [A] };\n});\n`,
      `${LIST}async function (): Promise<ListToolsResult> {\n  if (off) return { tools: [B] };\n  return { tools: [A] };\n});\n`,
    ],
    [
      `const tools = [A, B];\n${LIST}() => ({ tools }));\n`,
      `const tools: Tool[] = [A, B];\n${LIST}() => ({ tools }));\n`,
    ],
    [
      `function tools() {\n  return [A, B];\n}\n${LIST}() => ({ tools: tools() }));\n`,
      `function tools(): Tool[] {\n  return [A, B];\n}\n${LIST}() => ({ tools: tools() }));\n`,
    ],
    [
      `const other = A;\n${LIST}() => ({ tools: [other, B] }));\n`,
      `const other = A_TYPED;\n${LIST}(): ListToolsResult => ({ tools: [other, B] }));\n`,
    ],
  ])('are declared: %j', (before, after) => {
    const text = (given: string) =>
      given
        .replaceAll(/\bA_TYPED\b/g, A.replace(`'object'`, `'object' as const`))
        .replaceAll(/\bA\b/g, A)
        .replaceAll(/\bB\b/g, B);
    expect(migratedTools(text(before))).toBe(text(after));
  });

  it('are declared where one schema has members side by side that differ', () => {
    const tool = `{ name: 'a', inputSchema: { type: 'object', properties: { at: { anyOf: [{ type: 'string' }, { type: 'array', items: {} }] } } } }`;
    expect(migratedTools(`const tool = ${tool};\n${LIST}() => ({ tools: [tool] }));\n`)).toBe(
      `const tool: Tool = ${tool};\n${LIST}() => ({ tools: [tool] }));\n`,
    );
  });

  it.each([
    `${LIST}async () => ({ tools: [${A}, ${A}] }));\n`,
    `${LIST}async (): Promise<Answer> => ({ tools: [${A}, ${B}] }));\n`,
    `${LIST}async () => ({ tools: [${A}, ${B}] as Tool[] }));\n`,
    `const tools: Tool[] = [${A}, ${B}];\n${LIST}() => ({ tools }));\n`,
    `${LIST}() => ({ tools: [${A}, { ...base, inputSchema: { type: 'object', properties: { ...more } } }] }));\n`,
  ])('stay: %j', code => {
    expect(migrated(code)['src/a.ts']).toBe(HEAD + code);
  });

  it.each([
    [`${LIST}() => ({ tools: [${A.replace('name', 'category: 1, name')}, ${B}] }));\n`, 1],
    [
      `const tools = [${A}, ${B}];\nconst first = tools[0].inputSchema.properties.at;\n${LIST}() => ({ tools }));\n`,
      1,
    ],
    [`const tools = [${A}, ${B}];\ntype Given = typeof tools;\n${LIST}() => ({ tools }));\n`, 1],
    [`${LIST}() => answer({ tools: [${A}, ${B}] }));\nfunction answer(given) {\n  return given;\n}\n`, 0],
  ])('are left where the declared type might not fit: %j', (code, reported) => {
    const result = migrateText({ 'src/a.ts': HEAD + code }, [handlerResultTypes]);
    expect(result.files['src/a.ts']).not.toContain('ListToolsResult');
    expect(result.files['src/a.ts']).not.toContain(': Tool');
    expect(result.left).toHaveLength(reported);
  });

  it('get no types in JavaScript', () => {
    const code = `${LIST}async () => ({ tools: [${A}, ${B}] }));\n`;
    expect(migrated(code, 'src/a.js')['src/a.js']).toBe(HEAD + code);
  });
});

/** What a file becomes, without its head. */
function migratedTools(code: string): string {
  const text = migrated(code)['src/a.ts']!;
  return text.slice(text.indexOf('const server')).replace(/^const server.*\n/, '');
}
