import { describe, expect, it } from 'vitest';
import { recordedRegistrations } from '../transforms/recorded-registrations.js';
import { variadicRegistrations } from '../transforms/variadic-registrations.js';
import { migrateText } from './helpers/migrate-text.js';

const SOURCE = `import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
export function configure(server: McpServer) {
  server.tool('a', 'about', { x: z.string() }, async ({ x }) => ({ content: [] }));
  server.tool('b', 'about', { y: z.string() }, async ({ y }) => ({ content: [] }));
  server.prompt('p', async () => ({ messages: [] }));
}
`;
const HEAD =
  "import type { McpServer } from '@modelcontextprotocol/server';\nimport { configure } from '../src/a.js';\nconst server = { tool: vi.fn(), prompt: vi.fn() } as unknown as McpServer;\nconfigure(server);\n";
const NEW_HEAD = HEAD.replace('tool:', 'registerTool:').replace('prompt:', 'registerPrompt:');

function migrate(code: string, source = SOURCE, head = HEAD) {
  const transforms = [variadicRegistrations, recordedRegistrations];
  const first = migrateText({ 'src/a.ts': source, 'test/a.test.ts': head + code }, transforms);
  const second = migrateText(first.files, transforms);
  expect(second.files).toEqual(first.files);
  return { text: first.files['test/a.test.ts']!, left: first.left };
}

describe('what a test reads of recorded registrations', () => {
  it.each([
    [
      "const call = (server.tool as jest.Mock).mock.calls.find(([name]) => name === 'a');\nconst [, , , handler] = call;\n",
      "const call = (server.registerTool as jest.Mock).mock.calls.find(([name]) => name === 'a');\nconst [, , handler] = call;\n",
    ],
    [
      'const [name, description, schema, handler] = vi.mocked(server.tool).mock.calls[0]!;\n',
      'const [name, { description, inputSchema: { shape: schema } }, handler] = vi.mocked(server.registerTool).mock.calls[0]!;\n',
    ],
    [
      'const run = (server.tool as any as Mock).mock.calls[1][3];\nawait run({});\n',
      'const run = (server.registerTool as any as Mock).mock.calls[1][2];\nawait run({});\n',
    ],
    [
      "const calls = server.tool.mock.calls;\nconst call = calls.find(c => c[0] === 'a')!;\nexpect(call[1]).toBe('about');\nexpect(call[2].x).toBeDefined();\ncall[3]({});\n",
      "const calls = server.registerTool.mock.calls;\nconst call = calls.find(c => c[0] === 'a')!;\nexpect(call[1].description).toBe('about');\nexpect(call[1].inputSchema.shape.x).toBeDefined();\ncall[2]({});\n",
    ],
    [
      'for (const c of names) expect(server.prompt.mock.calls.map(call => call[1])).toBeDefined();\n',
      'for (const c of names) expect(server.registerPrompt.mock.calls.map(call => call[2])).toBeDefined();\n',
    ],
    [
      'expect(server.tool).toHaveBeenCalledTimes(2);\n',
      'expect(server.registerTool).toHaveBeenCalledTimes(2);\n',
    ],
    [
      "expect(server.tool).toHaveBeenCalledWith('a', 'about', expect.any(Object), expect.any(Function));\n",
      "expect(server.registerTool).toHaveBeenCalledWith('a', { description: 'about', inputSchema: expect.any(Object) }, expect.any(Function));\n",
    ],
    [
      "expect(server.prompt).toHaveBeenCalledWith('p', expect.any(Function));\n",
      "expect(server.registerPrompt).toHaveBeenCalledWith('p', {}, expect.any(Function));\n",
    ],
    ["vi.spyOn(server, 'tool');\n", "vi.spyOn(server, 'registerTool');\n"],
  ])('%s', (before, after) => {
    const { text, left } = migrate(before);
    expect(text).toBe(NEW_HEAD + after);
    expect(left).toEqual([]);
  });
});

describe('stand-ins with code of their own', () => {
  it.each([
    [
      'tool: vi.fn((name, description, schema, handler) => handlers.set(name, handler))',
      'registerTool: vi.fn((name, _config: unknown, handler) => handlers.set(name, handler))',
    ],
    [
      'tool(name: string, description: string, schema: unknown, handler: Function) { tools.push({ name, schema, handler }); }',
      'registerTool(name: string, { inputSchema: { shape: schema } }: any, handler: Function) { tools.push({ name, schema, handler }); }',
    ],
    [
      'prompt: (name, handler) => prompts.set(name, handler)',
      'registerPrompt: (name, _config: unknown, handler) => prompts.set(name, handler)',
    ],
  ])('%s', (before, after) => {
    const head = (member: string) =>
      `import { configure } from '../src/a.js';\nconst server = { ${member} };\nconfigure(server as any);\n`;
    const { text, left } = migrate('', SOURCE, head(before));
    expect(text).toBe(head(after));
    expect(left).toEqual([]);
  });
});

describe('calls that differ', () => {
  const source = SOURCE.replace(
    "server.tool('b', 'about', { y: z.string() }, ",
    "server.tool('b', 'about', ",
  );

  it('follows a handler, which is called', () => {
    const { text } = migrate('const call = server.tool.mock.calls[0];\nawait call[3]({});\n', source);
    expect(text).toContain('await call[2]({});');
  });

  it('leaves a file that expects a plain object', () => {
    const code =
      "expect(server.tool).toHaveBeenCalledWith('a', 'about', { x: expect.anything() }, expect.any(Function));\n";
    expect(migrate(code).text).toBe(HEAD + code);
  });

  it('leaves a file that reads what is not certain', () => {
    const code = 'const call = server.tool.mock.calls[0];\nawait call[3]({});\ncheck(call[2]);\n';
    expect(migrate(code, source).text).toBe(HEAD + code);
  });
});

describe('what is left alone', () => {
  it.each([
    ['(registry.tool as jest.Mock).mock.calls[0][3];\n'],
    ['expect(other.tool).toHaveBeenCalledWith(1, 2, 3, 4);\n'],
    ['const bound = server.tool.bind(server);\n'],
    ['const [a, b] = list;\nconst d = rows[3];\n'],
  ])('%s', code => {
    expect(migrate(code).text).toBe(NEW_HEAD + code);
  });

  it('projects whose registrations are new already', () => {
    const head = HEAD.replace('tool:', 'registerTool:').replace(', prompt: vi.fn()', '');
    const code = '(server.registerTool as Mock).mock.calls[0][2];\n';
    const source =
      "import { McpServer } from '@modelcontextprotocol/server';\nexport const configure = (s: McpServer) => s.registerTool('a', {}, cb);\n";
    expect(migrate(code, source, head).text).toBe(head + code);
  });
});
