import { describe, expect, it } from 'vitest';
import { toolSchemaTypes } from '../transforms/tool-schema-types.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { Server } from '@modelcontextprotocol/server';
const server = new Server(info, options);
`;
const TOOL = `{ name: 'a', inputSchema: { type: 'object', properties: { at: { type: 'object' } } } }`;
const TYPED = TOOL.replace(`'object'`, `'object' as const`);

function migrated(text: string, file = 'src/a.ts', more: Readonly<Record<string, string>> = {}) {
  const first = migrateText({ [file]: HEAD + text, ...more }, [toolSchemaTypes]);
  expect(migrateText(first.files, [toolSchemaTypes]).files).toEqual(first.files);
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
