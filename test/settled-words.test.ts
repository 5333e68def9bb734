import { describe, expect, it } from 'vitest';
import { handlerResultTypes } from '../transforms/handler-result-types.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { Server } from '@modelcontextprotocol/server';
const server = new Server(info, options);
`;
const CALL = `server.setRequestHandler('tools/call', async () => `;
const LIST = `server.setRequestHandler('tools/list', () => ({ tools }));\n`;
const A = `{ name: 'a', description: 'A', inputSchema: { type: 'object', properties: { at: { type: 'string' } } } }`;
const B = `{ name: 'b', description: 'B', inputSchema: { type: 'object', properties: {} } }`;
const TOOLS = `const tools = [${A}, ${B}];\n`;

function migrate(code: string) {
  return migrateText({ 'src/a.ts': HEAD + code }, [handlerResultTypes]);
}

describe('words that become another', () => {
  it.each([
    `const item = { type: 'text', text };\nif (raw) item.type = 'image';\n${CALL}({ content: [item] }));\n`,
    `const item = { type: 'text', text };\nitem['type'] = kind();\n${CALL}({ content: [item] }));\n`,
    `let item = { type: 'text', text };\nif (raw) item = { type: 'resource', text };\n${CALL}({ content: [item] }));\n`,
    `let item = { type: 'text', text };\nitem = other();\n${CALL}({ content: [item] }));\n`,
    `function render() {\n  return { type: 'text', text };\n}\nconst shown = render();\nshown.type = 'image';\n${CALL}({ content: [render()] }));\n`,
    `function render() {\n  const item = { type: 'text', text };\n  if (raw) item.type = 'image';\n  return item;\n}\n${CALL}({ content: [render()] }));\n`,
    `const content = [{ type: 'text', text }];\nfor (const each of content) if (each.type === 'image') show(each);\n${CALL}({ content }));\n`,
    `const content = [{ type: 'text', text }];\ncontent.map(({ type }) => { switch (type) { case 'image': return 1; } });\n${CALL}({ content }));\n`,
    `const content = [{ type: 'text', text }];\ncontent.push(...more());\n${CALL}({ content }));\n`,
    `const result = { content: [{ type: 'text', text }] };\nresult.content = more();\n${CALL}result);\n`,
    `const item = { type: 'text', text };\ntype Item = typeof item;\n${CALL}({ content: [item] }));\n`,
    `const schema = { type: 'object', properties: {} };\nschema.type = kind();\nserver.setRequestHandler('tools/list', () => ({ tools: [{ name: 'a', inputSchema: schema }] }));\n`,
    `const item = { type: 'text', text };\nmark(item);\nfunction mark(given) {\n  given.type = 'image';\n}\n${CALL}({ content: [item] }));\n`,
  ])('stay and are reported: %j', code => {
    const { files, left, advice } = migrate(code);
    expect(files['src/a.ts']!.replace(/^ *\/\/ TODO.*\n/gm, '')).toBe(HEAD + code);
    expect(left).toHaveLength(1);
    expect(left[0]).toContain('for any string here');
    expect(advice[0]).toMatch(/^Declare the type/);
  });

  it.each([
    `const item = { type: WORD, text };\nitem.text = other();\n${CALL}({ content: [item] }));\n`,
    `const item = { type: WORD, text };\nif (item.type === 'text') item.text = 'image';\n${CALL}({ content: [item] }));\n`,
    `const item = { type: WORD, text };\nif (item.text === 'image') skip();\n${CALL}({ content: [item] }));\n`,
    `let item = { type: WORD, text };\nif (raw) item = { type: 'text', text: 'none' };\n${CALL}({ content: [item] }));\n`,
    `const content = [];\ncontent.push({ type: WORD, text });\ncontent.push({ type: 'image' as const, data, mimeType });\n${CALL}({ content }));\n`,
    `const other = { type: 'markdown' };\nother.type = 'image';\nconst content = [{ type: WORD, text }];\n${CALL}({ content }));\n`,
    `let content;\nif (raw) content = [];\nelse content = [{ type: 'text', text }];\nconst item = { type: WORD, text };\n${CALL}({ content: [item] }));\n`,
    `const items = [{ type: WORD, text, kind: 'a' }];\ntype Kind = (typeof items)[number]['kind'];\n${CALL}({ content: items }));\n`,
  ])('are typed where nothing else is given: %j', code => {
    const { files, left } = migrate(code.replaceAll('WORD', `'text'`));
    expect(left).toEqual([]);
    expect(files['src/a.ts']).toBe(HEAD + code.replaceAll('WORD', `'text' as const`));
  });
});

describe('words beside others that are added', () => {
  it('stay where the list takes its type from the first', () => {
    const { files, left } = migrate(
      `const content = [{ type: 'text', text }];\ncontent.push({ type: 'resource', text });\n${CALL}({ content }));\n`,
    );
    expect(files['src/a.ts']).toContain(`const content = [{ type: 'text', text }];`);
    expect(left).toHaveLength(1);
  });
});

describe('lists of tools that are read', () => {
  it.each([
    `const loud = tools.map(tool => tool.description.toUpperCase());\n`,
    `const texts: string[] = tools.map(({ description }) => description);\n`,
    `tools.map(({ name, inputSchema: { properties } }) => show(name, Object.keys(properties)));\n`,
    `const [first] = tools;\nshow(first.inputSchema.properties.at);\n`,
    `for (const { inputSchema } of tools) ajv.compile(inputSchema);\n`,
    `const found = tools.find(each => each.name === name);\nif (found) table.set(name, found);\n`,
    `const copies: Mine[] = tools.filter(each => each.name);\n`,
    `tools.push(made());\n`,
    `describeAll(tools);\nfunction describeAll(given: Mine[]) {}\n`,
    `type Given = (typeof tools)[number];\n`,
    `const only = tools as Mine[];\n`,
    `export default tools;\n`,
  ])('keep their inferred type and are reported: %j', use => {
    const { files, left } = migrate(TOOLS + use + LIST);
    expect(files['src/a.ts']).not.toContain('Tool[]');
    expect(left).toHaveLength(1);
    expect(left[0]).toContain('`undefined` members');
  });

  it('keep it where a function that lists them is read', () => {
    const code = `const list = async () => ({ tools: [${A}, ${B}] });\nserver.setRequestHandler('tools/list', list);\nconst shown = (await list()).tools[0].inputSchema.properties.at;\n`;
    const { files, left } = migrate(code);
    expect(files['src/a.ts']).not.toContain('ListToolsResult');
    expect(left).toHaveLength(1);
  });

  it.each([
    '',
    `const names = tools.map(tool => tool.name);\nshow(names.join());\n`,
    `const found = tools.find(({ name }) => name === given);\nif (!found) throw new Error(given);\n`,
    `console.error(tools.length, JSON.stringify(tools));\n`,
    `for (const tool of tools) console.error(\`\${tool.name}: \${tool.description}\`);\n`,
    `type Name = (typeof tools)[number]['name'];\n`,
    `tools.push({ name: 'c', inputSchema: { type: 'object' } });\n`,
    `const listed = [...tools];\nshow(listed.length);\n`,
    `const other = { inputSchema: { properties: { at: 1 } } };\nshow(other.inputSchema.properties.at);\n`,
    `const shown = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));\nserver.setRequestHandler('tools/list', () => ({ tools: shown }));\n`,
  ])('are declared where no read depends on the inferred type: %j', use => {
    const { files, left } = migrate(TOOLS + use + LIST);
    expect(files['src/a.ts']).toContain('const tools: Tool[] = [');
    expect(left).toEqual([]);
  });
});
