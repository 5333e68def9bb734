import { createRequire } from 'node:module';
import * as z3 from 'zod/v3';
import * as z4 from 'zod/v4';
import { describe, expect, it } from 'vitest';
import { zodJsonSchema } from '../transforms/zod-json-schema.js';
import { migrateText } from './helpers/migrate-text.js';
import { loadText } from './helpers/loaded-text.js';

/** SDK v1 brings the converter along. */
const sdk = createRequire(createRequire(import.meta.url).resolve('@modelcontextprotocol/sdk/types.js'));
const converter = sdk('zod-to-json-schema') as { zodToJsonSchema(schema: unknown): unknown };

const HEAD = `import { McpServer, Server } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { zodToJsonSchema } from 'zod-to-json-schema';
import { Other } from './other.js';

const server = new McpServer({ name: 'a', version: '1.0.0' });
server.registerTool('a', { inputSchema: z.object({}) }, async () => ({ content: [] }));
`;
const OTHER = `import { z } from 'zod';\nexport const Other = z.object({ far: z.string() });\n`;

function migrated(lines: string, zod = '^3.23.8') {
  const manifest = { type: 'module', dependencies: { zod, 'zod-to-json-schema': '^3.24.0' } } as const;
  const files = { 'src/a.ts': HEAD + lines, 'src/other.ts': OTHER };
  return migrateText(files, [zodJsonSchema], { manifest });
}

describe('zodToJsonSchema becomes the function of zod 4', () => {
  it.each([
    `z.object({ a: z.string(), b: z.number(), c: z.boolean().optional() })`,
    `z.object({ a: z.string().min(1).max(9).describe('A'), b: z.number().min(1).lte(5).describe('B') }).describe('C')`,
    `z.object({ a: z.enum(['x', 'y']), b: z.literal('k'), c: z.literal(3).optional() }).strict()`,
    `z.object({ a: z.array(z.object({ b: z.string().url() })).min(1), c: z.array(z.enum(['a'])).optional() })`,
    `z.object({ a: z.string().default('q'), b: z.number().optional().default(3).describe('B'), c: z.boolean().describe('C').default(false) })`,
    `z.object({ a: z.object({ b: z.string().default('x') }).optional() }).extend({ c: z.number().positive().multipleOf(2) })`,
    `z.object({})`,
    `z.string().describe('alone')`,
    `z.object({ a: Other, b: z.array(z.array(z.string()).max(2).describe('inner')).length(3) })`,
  ])('%s', written => {
    const lines = `const Schema = ${written};\nexport const result = zodToJsonSchema(Schema) as object;\n`;
    const { files, rewritten } = migrated(lines);
    expect(rewritten).toEqual(['sdk-v2-packages']);
    expect(files['src/a.ts']).not.toContain('zodToJsonSchema');
    const run = (texts: Readonly<Record<string, string>>, z: unknown) => {
      const own = {
        ...texts,
        'src/a.ts': texts['src/a.ts']!.replace(/^import \{ McpServer.*\n|^(?:const )?server.*\n/gm, ''),
      };
      return loadText(own, { zod: { z }, 'zod-to-json-schema': converter }, 'src/a.ts')['result'];
    };
    const before = run({ 'src/a.ts': HEAD + lines, 'src/other.ts': OTHER }, z3.z);
    expect(run(files, z4)).toEqual(before);
  });

  it('with the option that says what zod 3 said of defaults', () => {
    const plain = migrated(`export const a = zodToJsonSchema(Other) as any;\n`).files['src/a.ts'];
    expect(plain).toContain("export const a = z.toJSONSchema(Other, { target: 'draft-7' }) as any;");
    expect(plain).not.toContain('zod-to-json-schema');
    const lines = `export const a = zodToJsonSchema(z.object({ a: z.string().default('') })) as any;\n`;
    expect(migrated(lines).files['src/a.ts']).toContain(`, {
  target: 'draft-7',
  io: 'input',
  override: ({ jsonSchema }) => {
    if (jsonSchema.type === 'object') jsonSchema.additionalProperties = false;
  },
}) as any;`);
  });
});

describe('zodToJsonSchema is left', () => {
  it.each([
    [
      'for integers, which get bounds',
      `const a = zodToJsonSchema(z.object({ a: z.number().int() })) as any;\n`,
    ],
    [
      'for formats, which get patterns',
      `const a = zodToJsonSchema(z.object({ a: z.string().email() })) as any;\n`,
    ],
    ['for records', `const a = zodToJsonSchema(z.object({ a: z.record(z.string()) })) as any;\n`],
    ['for any, which is required', `const a = zodToJsonSchema(z.object({ a: z.any() })) as any;\n`],
    ['for a schema in two places', `const a = zodToJsonSchema(z.object({ a: Other, b: Other })) as any;\n`],
    ['for transformed values', `const a = zodToJsonSchema(z.string().transform(Number)) as any;\n`],
    [
      'for a schema out of sight',
      `export const a = (schema: z.ZodTypeAny) => zodToJsonSchema(schema) as any;\n`,
    ],
    ['for objects that are spread', `const a = zodToJsonSchema(z.object({ ...Other.shape })) as any;\n`],
    ['with options', `const a = zodToJsonSchema(Other, { target: 'openApi3' }) as any;\n`],
    ['where its type is used', `const a = zodToJsonSchema(Other);\n`],
    [
      'for another function of that name',
      `const own = { zodToJsonSchema: (schema: unknown) => schema };\nconst a = own.zodToJsonSchema(Other) as any;\n`,
    ],
  ])('%s', (_, lines) => {
    expect(migrated(lines).files['src/a.ts']).toBe(HEAD + lines);
  });

  it.each(['^4.2.0', 'catalog:', 'workspace:*'])('where zod is %s', zod => {
    const lines = `export const a = zodToJsonSchema(Other) as any;\n`;
    expect(migrated(lines, zod).files['src/a.ts']).toBe(HEAD + lines);
  });
});

describe('calls that make empty schemas', () => {
  it.each([
    `export function made(schema: z.ZodType) {\n  return zodToJsonSchema(schema);\n}\n`,
    `export const a = zodToJsonSchema(Other, { name: 'a' });\n`,
    `export const a: Mine = zodToJsonSchema(Other);\n`,
  ])('are reported at each place: %j', lines => {
    const { files, left } = migrated(lines);
    expect(files['src/a.ts']).toContain('zodToJsonSchema(');
    expect(left).toHaveLength(1);
    expect(left[0]).toContain('The JSON Schema made here is empty');
  });

  it.each([
    [`export const a = zodToJsonSchema(Other) as any;\n`, '^3.23.8'],
    [`export const a = zodToJsonSchema(Other, { name: 'a' });\n`, '^4.2.0'],
    [
      `import { z as z3 } from 'zod/v3';\nexport const a = zodToJsonSchema(z3.string(), { name: 'a' });\n`,
      '^3.25.0',
    ],
    [`import { convert } from './convert.js';\nexport const a = convert(Other, { name: 'a' });\n`, '^3.23.8'],
    [`export const a = own.zodToJsonSchema(Other, { name: 'a' });\n`, '^3.23.8'],
  ])('are not where they are rewritten, or read by zod 3: %j', (lines, zod) => {
    expect(migrated(lines, zod).left).toEqual([]);
  });
});
