import { describe, expect, it } from 'vitest';
import { schemaShapes } from '../transforms/schema-shapes.js';
import { migrateText } from './helpers/migrate-text.js';

const SERVER = "import { McpServer } from '@modelcontextprotocol/server';\n";
const ZOD = "import { z } from 'zod';\n";

/** Migrates files, checks that a second run changes nothing, and returns the first file's text and the notes. */
function migrate(files: Record<string, string>) {
  const first = migrateText(files, [schemaShapes]);
  const second = migrateText(first.files, [schemaShapes]);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  return { text: first.files[Object.keys(files)[0]!]!, files: first.files, left: first.left };
}

/** Migrates one server file with `body` behind the usual imports and returns what became of the body. */
function body(code: string, others: Record<string, string> = {}) {
  const head = `${SERVER}${ZOD}const server = new McpServer({ name: 'a', version: '1' });\n`;
  const { text, left, files } = migrate({ 'src/server.ts': head + code, ...others });
  expect(text.startsWith(head)).toBe(true);
  return { code: text.slice(head.length), left, files };
}

const register = (config: string) => `server.registerTool('t', ${config}, async () => ({ content: [] }));\n`;

describe('shapes that are wrapped where they are registered', () => {
  it.each([
    ['a literal', '{ a: z.string() }', 'z.object({ a: z.string() })'],
    ['an empty literal', '{}', 'z.object({})'],
    [
      'a literal with spread shapes',
      '{ ...{ a: z.string() }, b: z.number() }',
      'z.object({ ...{ a: z.string() }, b: z.number() })',
    ],
    ['a literal in a cast', '{ a: z.string() } as const', 'z.object({ a: z.string() } as const)'],
    [
      'the shape of a strict schema',
      'z.strictObject({ a: z.string() }).shape',
      'z.object(z.strictObject({ a: z.string() }).shape)',
    ],
    ['the shape of a plain schema', 'z.object({ a: z.string() }).shape', 'z.object({ a: z.string() })'],
    [
      'the shape of an extended plain schema',
      'z.object({}).extend({ a: z.string() }).shape',
      'z.object({}).extend({ a: z.string() })',
    ],
    [
      'the shape of a passthrough schema',
      'z.object({}).passthrough().shape',
      'z.object(z.object({}).passthrough().shape)',
    ],
    [
      'Object.freeze of a shape',
      'Object.freeze({ a: z.string() })',
      'z.object(Object.freeze({ a: z.string() }))',
    ],
  ])('%s', (_name, before, after) => {
    const { code, left } = body(register(`{ inputSchema: ${before} }`));
    expect(code).toBe(register(`{ inputSchema: ${after} }`));
    expect(left).toEqual([]);
  });

  it('a constant', () => {
    const { code, left } = body(`const shape = { a: z.string() };\n${register('{ inputSchema: shape }')}`);
    expect(code).toBe(`const shape = { a: z.string() };\n${register('{ inputSchema: z.object(shape) }')}`);
    expect(left).toEqual([]);
  });

  it('a shorthand', () => {
    const { code } = body(`const inputSchema = { a: z.string() };\n${register('{ inputSchema }')}`);
    expect(code).toContain(register('{ inputSchema: z.object(inputSchema) }'));
  });

  it('input and output of one tool', () => {
    const { code } = body(
      `const a = { a: z.string() };\nconst b = { b: z.string() };\n${register('{ inputSchema: a, outputSchema: b }')}`,
    );
    expect(code).toContain(register('{ inputSchema: z.object(a), outputSchema: z.object(b) }'));
  });

  it('prompt arguments', () => {
    const { code } = body(
      "const args = { a: z.string() };\nserver.registerPrompt('p', { argsSchema: args }, () => ({ messages: [] }));\n",
    );
    expect(code).toContain('{ argsSchema: z.object(args) }');
  });

  it('a condition whose other branch is undefined', () => {
    const { code } = body(`const s = { a: z.string() };\n${register('{ inputSchema: on ? s : undefined }')}`);
    expect(code).toContain('inputSchema: on ? z.object(s) : undefined');
  });

  it('a condition between two shapes', () => {
    const { code } = body(
      `const s = { a: z.string() };\nconst r = {};\n${register('{ inputSchema: on ? s : r }')}`,
    );
    expect(code).toContain('inputSchema: z.object(on ? s : r)');
  });

  it('what a function returns', () => {
    const { code } = body(
      `function paged(shape) { return { ...shape, cursor: z.string().optional() }; }\n${register('{ inputSchema: paged({ a: z.string() }) }')}`,
    );
    expect(code).toContain('inputSchema: z.object(paged({ a: z.string() }))');
  });

  it('what a function returns by its declared type', () => {
    const { code } = body(
      `declare function shape(): z.ZodRawShape;\n${register('{ inputSchema: shape() }')}`,
    );
    expect(code).toContain('inputSchema: z.object(shape())');
  });

  it('a parameter by its declared type', () => {
    const { code } = body(
      `function add(shape: z.ZodRawShape) {\n  ${register('{ inputSchema: shape }')}}\nfunction more<T extends z.ZodRawShape>(shape?: T) {\n  ${register('{ inputSchema: shape }')}}\n`,
    );
    expect(code).toContain('{ inputSchema: z.object(shape) }');
    expect(code).toContain('{ inputSchema: shape ? z.object(shape) : undefined }');
  });

  it('a member of a declared interface', () => {
    const { code } = body(
      `interface Tool { name: string; input: z.ZodRawShape; output?: Record<string, z.ZodTypeAny> }\nfunction add(tool: Tool) {\n  ${register('{ inputSchema: tool.input, outputSchema: tool.output }')}}\n`,
    );
    expect(code).toContain(
      '{ inputSchema: z.object(tool.input), outputSchema: tool.output ? z.object(tool.output) : undefined }',
    );
  });

  it('a member of every element of a list', () => {
    const { code, left } = body(
      `const a = { input: { a: z.string() } };\nconst tools = [a, { input: {} }];\nfor (const tool of tools) {\n  ${register('{ inputSchema: tool.input }')}}\ntools.forEach(t => {\n  ${register('{ inputSchema: t.input }')}});\n`,
    );
    expect(code).toContain('inputSchema: z.object(tool.input)');
    expect(code).toContain('inputSchema: z.object(t.input)');
    expect(left).toEqual([]);
  });

  it('a shape given to update()', () => {
    const { code } = body(
      `const tool = ${register('{}')}tool.update({ paramsSchema: { a: z.string() } });\n`,
    );
    expect(code).toContain('tool.update({ paramsSchema: z.object({ a: z.string() }) });');
  });
});

describe('configurations kept in a variable', () => {
  it('wraps in the configuration when only registrations read it', () => {
    const { code } = body(
      `const config = { description: 'd', inputSchema: {}, outputSchema: { a: z.string() } };\nconsole.log(config.description);\n${register('config')}`,
    );
    expect(code).toContain(
      "const config = { description: 'd', inputSchema: z.object({}), outputSchema: z.object({ a: z.string() }) };",
    );
    expect(code).toContain(register('config'));
  });

  it('wraps a copy when the shape is read elsewhere too', () => {
    const { code } = body(
      `const config = { inputSchema: { a: z.string() }, outputSchema: {} };\nz.object(config.inputSchema).parse({});\n${register('config')}`,
    );
    expect(code).toContain('const config = { inputSchema: { a: z.string() }, outputSchema: {} };');
    expect(code).toContain(
      register(
        '{ ...config, inputSchema: z.object(config.inputSchema), outputSchema: z.object(config.outputSchema) }',
      ),
    );
  });

  it('wraps behind a spread', () => {
    const { code } = body(
      `const base = { inputSchema: { a: z.string() } };\nserver.registerTool(\n  't',\n  {\n    ...base,\n    description: 'd',\n  },\n  cb,\n);\n`,
    );
    expect(code).toContain(
      "    ...base,\n    description: 'd',\n    inputSchema: z.object(base.inputSchema),\n",
    );
  });

  it('follows a configuration into another file and imports zod there', () => {
    const { files } = migrate({
      'src/server.ts': `${SERVER}import { config } from './config.js';\nconst server = new McpServer({ name: 'a', version: '1' });\n${register('config')}`,
      'src/config.ts': "import type { z } from 'zod/v4';\nexport const config = { inputSchema: {} };\n",
    });
    expect(files['src/config.ts']).toBe(
      "import type { z } from 'zod/v4';\nimport { z as zod } from 'zod/v4';\nexport const config = { inputSchema: zod.object({}) };\n",
    );
  });
});

describe('shapes from other files', () => {
  const use = (head: string) =>
    `${SERVER}${head}const server = new McpServer({ name: 'a', version: '1' });\n`;

  it.each([
    ["import { shape } from './shapes.js';\n", 'shape'],
    ["import { shape as given } from './shapes.js';\n", 'given'],
    ["import * as shapes from './shapes.js';\n", 'shapes.shape'],
    ["import { shape } from './barrel.js';\n", 'shape'],
    ["import { tool } from './shapes.js';\n", 'tool.input'],
  ])('%s', (head, expression) => {
    const { text, left } = migrate({
      'src/server.ts': use(head) + register(`{ inputSchema: ${expression} }`),
      'src/shapes.ts': `import { z } from 'zod/v4';\nexport const shape = { a: z.string() };\nexport const tool = { name: 't', input: shape };\n`,
      'src/barrel.ts': "export * from './shapes.js';\n",
    });
    expect(text).toContain(`inputSchema: z.object(${expression})`);
    expect(text).toContain("import { z } from 'zod/v4';\n");
    expect(left).toEqual([]);
  });

  it('writes a require into CommonJS', () => {
    const { text } = migrate({
      'server.cjs':
        "const { McpServer } = require('@modelcontextprotocol/server')\nconst { shape } = require('./shapes.cjs')\nconst server = new McpServer({ name: 'a', version: '1' })\nserver.registerTool('t', { inputSchema: shape }, cb)\n",
      'shapes.cjs': "const z = require('zod')\nmodule.exports.shape = { a: z.string() }\n",
    });
    expect(text).toContain('{ inputSchema: z.object(shape) }');
  });
});

describe('the name that zod has in the file', () => {
  const shape = 'const shape = { a: s };\n';
  const make = (head: string, rest = '') =>
    migrate({
      'src/server.ts': `${SERVER}${head}const server = new McpServer({ name: 'a', version: '1' });\n${rest}${register('{ inputSchema: { a: s } }')}`,
      'src/s.ts': shape,
    }).text;

  it.each([
    ["import * as zod from 'zod';\n", 'zod.object('],
    ["import zod from 'zod';\n", 'zod.object('],
    ["import { z as zz } from 'zod/v4';\n", 'zz.object('],
    ["import { object, string } from 'zod';\n", 'inputSchema: object('],
    ["import * as z from 'zod/mini';\n", 'z.object('],
  ])('%s', (head, expected) => {
    expect(make(head)).toContain(expected);
  });

  it('imports under another name when z is taken', () => {
    const text = make('', 'const z = 1;\n');
    expect(text).toContain("import { z as zod } from 'zod';\n");
    expect(text).toContain('inputSchema: zod.object({ a: s })');
  });

  it.each([
    ['{ a: z.string() }'],
    ['z.object({ a: z.string() })'],
    ['z.object({ a: z.string() }).shape'],
    ["z.object({ a: z.string() }).partial().describe('d')"],
  ])('reports zod 3: %s', schema => {
    const { text, left } = migrate({
      'src/server.ts': `${SERVER}import { z } from 'zod/v3';\nconst server = new McpServer({ name: 'a', version: '1' });\n${register(`{ inputSchema: ${schema} }`)}`,
    });
    expect(text).toContain(`{ inputSchema: ${schema} }`);
    expect(left).toEqual([
      'sdk-v2-packages src/server.ts:4 This is made with `zod/v3`, which SDK v2 cannot read.',
    ]);
  });
});

describe('what is left alone', () => {
  it.each([
    ['a schema', 'z.object({ a: z.string() })'],
    ['a derived schema', 'z.object({ a: z.string() }).extend({ b: z.number() }).strict()'],
    ['a schema with metadata', "z.object({ a: z.map(z.string(), z.string()) }).meta({ id: 'x' })"],
    ['undefined', 'undefined'],
    ['a schema of the SDK', "fromJsonSchema({ type: 'object' })"],
  ])('%s', (_name, schema) => {
    const code = register(`{ inputSchema: ${schema} }`);
    const head = `import { McpServer, fromJsonSchema } from '@modelcontextprotocol/server';\n${ZOD}const server = new McpServer({ name: 'a', version: '1' });\n`;
    const { text, left } = migrate({ 'src/server.ts': head + code });
    expect(text).toBe(head + code);
    expect(left).toEqual([]);
  });

  it.each([
    ['a schema in a constant', 'const s = z.object({});\n', 's'],
    ['a schema parameter', 'declare const s: z.ZodObject<any>;\n', 's'],
    ['a member that is a schema', 'const t = { s: z.object({}) };\n', 't.s'],
  ])('%s', (_name, head, schema) => {
    const { code, left } = body(head + register(`{ inputSchema: ${schema} }`));
    expect(code).toBe(head + register(`{ inputSchema: ${schema} }`));
    expect(left).toEqual([]);
  });

  it('a server of another package', () => {
    const code =
      "import { McpServer } from 'other-mcp';\nimport { z } from 'zod';\nconst server = new McpServer();\nserver.registerTool('t', { inputSchema: { a: z.string() } }, cb);\n";
    const { text, left } = migrate({ 'src/server.ts': code });
    expect(text).toBe(code);
    expect(left).toEqual([]);
  });

  it('a registry of the project that has the same method', () => {
    const { code, left } = body(
      "class Registry { registerTool(name: string, config: object, run: unknown) {} }\nconst registry = new Registry();\nregistry.registerTool('t', { inputSchema: { a: z.string() } }, cb);\n",
    );
    expect(code).toContain('{ inputSchema: { a: z.string() } }');
    expect(left).toEqual([]);
  });

  it('an SDK server that is still v1', () => {
    const code =
      "import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';\nimport { z } from 'zod';\nconst server = new McpServer({});\nserver.registerTool('t', { inputSchema: { a: z.string() } }, cb);\n";
    expect(migrate({ 'src/server.ts': code }).text).toBe(code);
  });
});

describe('what is reported', () => {
  it('a value nobody can see', () => {
    const { code, left } = body(`import { shape } from 'elsewhere';\n${register('{ inputSchema: shape }')}`);
    expect(code).toContain('{ inputSchema: shape }');
    expect(left).toEqual([
      'sdk-v2-packages src/server.ts:5 Cannot tell whether `inputSchema` gets a schema or a plain object of schemas.',
    ]);
  });

  it('JSON Schema', () => {
    const { left } = body(register("{ inputSchema: { type: 'object', properties: {} } }"));
    expect(left).toEqual(['sdk-v2-packages src/server.ts:4 This is JSON Schema, not a schema object.']);
  });
});

describe('injected servers', () => {
  it('a parameter of a file without an SDK import', () => {
    const { text } = migrate({
      'src/tools.ts': `${ZOD}export function add(server) {\n  ${register('{ inputSchema: { a: z.string() } }')}}\n`,
      'src/server.ts': `${SERVER}import { add } from './tools.js';\nadd(new McpServer({ name: 'a', version: '1' }));\n`,
    });
    expect(text).toContain('inputSchema: z.object({ a: z.string() })');
  });

  it('this and super in a subclass', () => {
    const { code } = body(
      `class Mine extends McpServer {\n  add() {\n    this.registerTool('a', { inputSchema: {} }, cb);\n    super.registerTool('b', { inputSchema: {} }, cb);\n  }\n}\n`,
    );
    expect(code.match(/z\.object\(\{\}\)/g)).toHaveLength(2);
  });
});

it('keeps line endings, quotes and everything else', () => {
  const before = `${SERVER}${ZOD}const server = new McpServer({ name: "a", version: '1' })\nserver.registerTool("t", {\n\tinputSchema: { // why\n\t\ta: z.string(),\n\t},\n}, cb)\n`;
  const { text } = migrate({ 'src/server.ts': before.replaceAll('\n', '\r\n') });
  expect(text).toBe(
    before
      .replace('inputSchema: {', 'inputSchema: z.object({')
      .replace('\t},\n}', '\t}),\n}')
      .replaceAll('\n', '\r\n'),
  );
});
