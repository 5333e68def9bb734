import { describe, expect, it } from 'vitest';
import type { PackageManifest } from '../src/project/model.js';
import { zodErrors } from '../transforms/zod-errors.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORT = "import { z } from 'zod';\nlet e, other;\n";
const ZOD_3: PackageManifest = { dependencies: { zod: '^3.23.8' } };
const SERVER = `import { McpServer } from '@modelcontextprotocol/server';
new McpServer(info).registerTool('echo', { inputSchema }, run);
`;

function migrated(code: string, head = IMPORT, manifest = ZOD_3): string {
  const first = migrateText({ 'a.ts': head + code, 'server.ts': SERVER }, [zodErrors], { manifest });
  expect(migrateText(first.files, [zodErrors], { manifest }).files).toEqual(first.files);
  expect(first.left).toEqual([]);
  return first.files['a.ts']!.slice(head.length);
}

describe('errors of a ZodError', () => {
  it.each([
    `try {\n  run();\n} catch (e) {\n  if (e instanceof z.ZodError) log(e.errors.map(show));\n}\n`,
    `const text = e => (e instanceof z.ZodError ? e.errors[0] : e);\n`,
    `const isEmpty = e => !!e && e instanceof z.ZodError && e.errors.length === 0;\n`,
    `function show(error: z.ZodError) {\n  return error.errors;\n}\n`,
    `const schema = z.object({ a: z.string() }).strict();\nconst result = schema.safeParse(data);\nif (!result.success) log(result.error.errors);\n`,
    `async function check() {\n  const result = await z.string().safeParseAsync(data);\n  return result.error?.errors;\n}\n`,
  ])('are its issues: %j', code => {
    expect(migrated(code)).toBe(code.replace('.errors', '.issues'));
  });

  it('are its issues behind a named import', () => {
    const code = `if (e instanceof ZodError && isOn) log(e.errors);\n`;
    expect(migrated(code, "import { ZodError } from 'zod';\nlet e;\n")).toBe(
      code.replace('.errors', '.issues'),
    );
  });

  it.each([
    `catch_(e => e.errors);\n`,
    `if (e instanceof z.ZodError) log(other.errors);\n`,
    `if (e instanceof z.ZodError || isOther) log(e.errors);\n`,
    `if (e instanceof z.ZodError) log('zod');\nelse log(e.errors);\n`,
    `if (e instanceof AggregateError) log(e.errors);\n`,
    `const result = ajv.safeParse(data);\nlog(result.error.errors);\n`,
  ])('stay where it may be something else: %j', code => {
    expect(migrated(code)).toBe(code);
  });
});

describe('messages of a schema', () => {
  it.each([
    [
      `z.string({ required_error: 'Missing' }).min(3)`,
      `z.string({ error: issue => issue.input === undefined ? 'Missing' : undefined }).min(3)`,
    ],
    [
      `z.number({ invalid_type_error: 'No number' })`,
      `z.number({ error: issue => issue.code === 'invalid_type' ? 'No number' : undefined })`,
    ],
    [
      `z.array(z.any(), { required_error: 'Missing', invalid_type_error: 'No list' })`,
      `z.array(z.any(), { error: issue => issue.input === undefined ? 'Missing' : issue.code === 'invalid_type' ? 'No list' : undefined })`,
    ],
    [
      `z.boolean({ required_error: 'Say', invalid_type_error: 'Say' })`,
      `z.boolean({ error: issue => issue.code === 'invalid_type' ? 'Say' : undefined })`,
    ],
  ])('become its error: %j', (before, after) => {
    expect(migrated(`export const a = ${before};\n`)).toBe(`export const a = ${after};\n`);
  });

  it.each([
    `z.string({ message: 'a' });\n`,
    `z.string({ required_error: text() });\n`,
    `z.string({ required_error: 'a', description: 'b' });\n`,
    `z.enum(['a'], { required_error: 'a' });\n`,
    `z.coerce.string({ required_error: 'a' });\n`,
    `other.string({ required_error: 'a' });\n`,
  ])('stay: %j', code => {
    expect(migrated(code)).toBe(code);
  });

  it('stay where zod is not raised', () => {
    const code = `z.string({ required_error: 'a' });\nif (e instanceof z.ZodError) log(e.errors);\n`;
    expect(migrated(code, IMPORT, { dependencies: { zod: '^4.2.0' } })).toBe(code);
    expect(migrated(code, "import { z } from 'zod/v3';\nlet e;\n")).toBe(code);
  });
});
