import { mkdtempSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPipeline } from '../../src/engine/pipeline.js';
import { schemaShapes } from '../../transforms/schema-shapes.js';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

let root = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'types-')));
  mkdirSync(path.join(root, 'node_modules'));
  symlinkSync(path.join(NODE_MODULES, 'zod'), path.join(root, 'node_modules', 'zod'), 'junction');
  writeFileSync(
    path.join(root, 'tsconfig.json'),
    '{ // comments are allowed\n  "compilerOptions": { "module": "NodeNext", "paths": { "~/*": ["./src/*"] }, "types": ["absent"] } }',
  );
  mkdirSync(path.join(root, 'src'));
  // On disk only: no candidate, so that the project knows it by its types alone.
  writeFileSync(
    path.join(root, 'src', 'shapes.ts'),
    "import { z } from 'zod';\nexport const shape = { a: z.string() };\nexport const schema = z.object(shape);\nexport const maybe = (on: boolean) => (on ? shape : undefined);\n",
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Migrates one file of a project with installed packages. */
function migrate(code: string, directory = root) {
  const head =
    "import { McpServer } from '@modelcontextprotocol/server';\nimport { z } from 'zod';\ndeclare const server: McpServer;\n";
  const file = path.join(directory, 'src', 'server.ts');
  const output = runPipeline({
    root: directory,
    sources: [{ path: file, text: head + code }],
    packages: [],
    transforms: [schemaShapes],
    legacy: 'auto',
  });
  expect(output.defects).toEqual([]);
  return {
    text: output.after.unit(file)!.text.slice(head.length),
    left: output.notes.map(note => note.message),
  };
}

const register = (schema: string) =>
  `server.registerTool('t', { inputSchema: ${schema} }, async () => ({ content: [] }));\n`;

describe('with installed packages', () => {
  it.each([
    ['a file that is not migrated', "import { shape } from './shapes.js';\n", 'shape', 'z.object(shape)'],
    ['a path alias', "import { shape } from '~/shapes.js';\n", 'shape', 'z.object(shape)'],
    [
      'a generic function',
      'const pick = <T, K extends keyof T>(from: T, ...keys: K[]) => ({}) as Pick<T, K>;\n',
      "pick({ a: z.string(), b: z.number() }, 'a')",
      "z.object(pick({ a: z.string(), b: z.number() }, 'a'))",
    ],
    [
      'a record made of entries',
      'const names: string[] = [];\nconst shape = Object.fromEntries(names.map(name => [name, z.string()]));\n',
      'shape',
      'z.object(shape)',
    ],
    ['a narrowed schema', 'declare const x: { s: z.ZodTypeAny };\n', 'x.s', 'x.s'],
    ['a schema from elsewhere', "import { schema } from '~/shapes.js';\n", 'schema', 'schema'],
    [
      'the shape of a schema from elsewhere',
      "import { schema } from '~/shapes.js';\n",
      'schema.shape',
      'z.object(schema.shape)',
    ],
  ])('%s', (_name, head, before, after) => {
    const { text, left } = migrate(head + register(before));
    expect(text).toBe(head + register(after));
    expect(left).toEqual([]);
  });

  it('a shape that may be missing', () => {
    const head = "import { maybe } from '~/shapes.js';\nconst found = maybe(true);\n";
    expect(migrate(head + register('found')).text).toBe(
      head + register('found ? z.object(found) : undefined'),
    );
  });

  it('a configuration known by its type only', () => {
    const code =
      "declare const tools: { config: { description: string; inputSchema: z.ZodRawShape } }[];\nfor (const tool of tools.slice(1)) server.registerTool('t', tool.config, cb);\n";
    expect(migrate(code).text).toContain(
      "registerTool('t', { ...tool.config, inputSchema: z.object(tool.config.inputSchema) }, cb)",
    );
  });

  it('a value of type any is reported', () => {
    const { text, left } = migrate(`declare const given: any;\n${register('given')}`);
    expect(text).toContain(register('given'));
    expect(left).toEqual(['Cannot tell whether `inputSchema` gets a schema or a plain object of schemas.']);
  });
});

it('reports what it cannot see without installed packages', () => {
  const bare = realpathSync(mkdtempSync(path.join(tmpdir(), 'types-bare-')));
  try {
    const { text, left } = migrate(`import { shape } from '~/shapes.js';\n${register('shape')}`, bare);
    expect(text).toContain(register('shape'));
    expect(left).toHaveLength(1);
  } finally {
    rmSync(bare, { recursive: true, force: true });
  }
});
