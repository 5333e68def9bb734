import { describe, expect, it } from 'vitest';
import { callbackTypes } from '../transforms/callback-types.js';
import { schemaShapes } from '../transforms/schema-shapes.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD =
  "import { McpServer, type ToolCallback, type PromptCallback } from '@modelcontextprotocol/server';\n";
const ZOD = "import { z } from 'zod';\n";

function migrate(code: string, head = HEAD + ZOD) {
  const transforms = [schemaShapes, callbackTypes];
  const first = migrateText({ 'src/a.ts': head + code }, transforms);
  const second = migrateText(first.files, transforms);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  return {
    text: first.files['src/a.ts']!,
    code: first.files['src/a.ts']!.slice(head.length),
    left: first.left,
  };
}

describe('callback types', () => {
  it.each([
    [
      'const shape = { a: z.string() };\nconst run: ToolCallback<typeof shape> = cb;\n',
      'ToolCallback<z.ZodObject<typeof shape>>',
    ],
    [
      'type H = ToolCallback<z.ZodRawShape | undefined>;\n',
      'ToolCallback<z.ZodObject<z.ZodRawShape> | undefined>',
    ],
    ['type H<T extends z.ZodRawShape> = PromptCallback<T>;\n', 'PromptCallback<z.ZodObject<T>>'],
    [
      'const t = { shape: { a: z.string() } };\nconst run: ToolCallback<typeof t.shape> = cb;\n',
      'ToolCallback<z.ZodObject<typeof t.shape>>',
    ],
  ])('%s', (code, expected) => {
    expect(migrate(code).code).toContain(expected);
  });

  it('by a type import, or a new one', () => {
    const code =
      "import { shape } from './s.js';\nexport const run: ToolCallback<Shape> = cb;\ntype Shape = { a: ZodString };\n";
    expect(migrate(code, `${HEAD}import type { z, ZodString } from 'zod';\n`).code).toContain(
      'ToolCallback<z.ZodObject<Shape>>',
    );
    const { text } = migrate(code, `${HEAD}import type { ZodString } from 'zod/v4';\n`);
    expect(text).toContain('ToolCallback<z.ZodObject<Shape>>');
    expect(text).toMatch(/import type \{ ZodString, z \} from 'zod\/v4';/);
  });

  it('follow a configuration that is wrapped where it is written', () => {
    const { code } = migrate(
      "const config = { inputSchema: { a: z.string() } };\nconst run: ToolCallback<typeof config.inputSchema> = cb;\nnew McpServer({ name: 'a', version: '1' }).registerTool('t', config, run);\n",
    );
    expect(code).toContain('const config = { inputSchema: z.object({ a: z.string() }) };');
    expect(code).toContain('ToolCallback<typeof config.inputSchema>');
  });

  it.each([
    ['const schema = z.object({});\nconst run: ToolCallback<typeof schema> = cb;\n'],
    ['type H = ToolCallback;\ntype I = ToolCallback<undefined>;\n'],
    ['type H = Callback<typeof shape>;\nconst shape = { a: z.string() };\n'],
  ])('leave %s', code => {
    expect(migrate(code).code).toBe(code);
  });
});

describe('methods that are gone', () => {
  it('as a result type', () => {
    expect(
      migrate('let h: ReturnType<McpServer[\'tool\']>;\nlet p: ReturnType<McpServer["prompt"]>[];\n').code,
    ).toBe(
      'let h: ReturnType<McpServer[\'registerTool\']>;\nlet p: ReturnType<McpServer["registerPrompt"]>[];\n',
    );
  });

  it.each([
    ["type Tool = Parameters<McpServer['tool']>;\n"],
    ['declare const server: McpServer;\nconst add = server.tool.bind(server);\n'],
    ['declare const server: McpServer;\nserver.tool = other;\n'],
  ])('are reported: %s', code => {
    const result = migrate(code);
    expect(result.code).toBe(code);
    expect(result.left).toHaveLength(1);
  });

  it('of something else are left', () => {
    const code = "type T = ReturnType<Registry['tool']>;\nconst add = registry.tool.bind(registry);\n";
    const result = migrate(code);
    expect(result.code).toBe(code);
    expect(result.left).toEqual([]);
  });
});
