import { describe, expect, it } from 'vitest';
import { zodCompat } from '../transforms/zod-compat.js';
import { migrateText } from './helpers/migrate-text.js';

const JSON_SCHEMA = '@modelcontextprotocol/sdk/server/zod-json-schema-compat.js';
const COMPAT = '@modelcontextprotocol/sdk/server/zod-compat.js';

function migrate(code: string) {
  const first = migrateText({ 'src/a.ts': code }, [zodCompat]);
  expect(migrateText(first.files, [zodCompat]).files).toEqual(first.files);
  return first.files['src/a.ts']!;
}

describe('functions', () => {
  it.each([
    ['toJsonSchemaCompat(schema)', "z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })"],
    [
      "toJsonSchemaCompat(schema, { strictUnions: true, pipeStrategy: 'output' })",
      "z.toJSONSchema(schema, { io: 'output', target: 'draft-2020-12' })",
    ],
    [
      "toJsonSchemaCompat(schema, { target: 'jsonSchema7' })",
      "z.toJSONSchema(schema, { io: 'input', target: 'draft-7' })",
    ],
    ['parseWithCompat(schema, data)', 'schema.parse(data)'],
    ['parseWithCompat(tool.schema, f(x))', 'tool.schema.parse(f(x))'],
  ])('%s', (before, after) => {
    const name = /^\w+/.exec(before)![0];
    expect(
      migrate(`import { z } from 'zod';\nimport { ${name} } from '${JSON_SCHEMA}';\nconst r = ${before};\n`),
    ).toBe(`import { z } from 'zod';\nconst r = ${after};\n`);
  });

  it.each([
    ['safeParse(schema, data)', 'schema.safeParse(data)'],
    ['await safeParseAsync(schema, data)', 'await schema.safeParseAsync(data)'],
    ['objectFromShape(shape)', 'z.object(shape)'],
  ])('%s', (before, after) => {
    const name = /safeParseAsync|safeParse|objectFromShape/.exec(before)![0];
    expect(
      migrate(`import * as z from 'zod/v4';\nimport { ${name} } from '${COMPAT}';\nconst r = ${before};\n`),
    ).toBe(`import * as z from 'zod/v4';\nconst r = ${after};\n`);
  });

  it('imports zod where it is missing, and a renamed import goes too', () => {
    expect(
      migrate(
        `import { toJsonSchemaCompat as convert } from "${JSON_SCHEMA}"\nexport const r = convert(s)\n`,
      ),
    ).toBe(
      'import { z } from "zod"\nexport const r = z.toJSONSchema(s, { io: "input", target: "draft-2020-12" })\n',
    );
  });

  it('keeps what has no counterpart', () => {
    expect(
      migrate(
        `import { z } from 'zod';\nimport { toJsonSchemaCompat, getMethodLiteral } from '${JSON_SCHEMA}';\nconst r = [toJsonSchemaCompat(a), toJsonSchemaCompat(a, options), getMethodLiteral(a)];\n`,
      ),
    ).toBe(
      `import { z } from 'zod';\nimport { toJsonSchemaCompat, getMethodLiteral } from '${JSON_SCHEMA}';\nconst r = [z.toJSONSchema(a, { io: 'input', target: 'draft-2020-12' }), toJsonSchemaCompat(a, options), getMethodLiteral(a)];\n`,
    );
  });
});

describe('types', () => {
  it('of schemas that are only passed on', () => {
    expect(
      migrate(
        `import { Client } from '@modelcontextprotocol/client';\nimport type { AnySchema, SchemaOutput } from '${COMPAT}';\nexport const send = <T extends AnySchema>(c: Client, r: R, s: T): Promise<SchemaOutput<T>> => c.request(r, s);\n`,
      ),
    ).toBe(
      "import { Client, type StandardSchemaV1 } from '@modelcontextprotocol/client';\nexport const send = <T extends StandardSchemaV1>(c: Client, r: R, s: T): Promise<StandardSchemaV1.InferOutput<T>> => c.request(r, s);\n",
    );
  });

  it('of schemas that are used', () => {
    expect(
      migrate(
        `import { z } from 'zod';\nimport type { AnySchema, AnyObjectSchema, SchemaOutput, ShapeOutput, ZodRawShapeCompat } from '${COMPAT}';\nexport const read = <T extends AnySchema>(s: T, v: unknown): SchemaOutput<T> => s.parse(v);\nexport type A<S extends ZodRawShapeCompat> = ShapeOutput<S> | AnyObjectSchema;\n`,
      ),
    ).toBe(
      "import { z } from 'zod';\nexport const read = <T extends z.ZodType>(s: T, v: unknown): z.output<T> => s.parse(v);\nexport type A<S extends z.ZodRawShape> = z.output<z.ZodObject<S>> | z.ZodObject;\n",
    );
  });
});

describe('what is left alone', () => {
  it.each([
    ["import { toJsonSchemaCompat } from './compat.js';\ntoJsonSchemaCompat(s);\n"],
    ["import { safeParse } from 'valibot';\nsafeParse(schema, data);\n"],
    ["import { AnySchema } from 'joi';\nexport type S = AnySchema;\n"],
    [`import { safeParse } from '${COMPAT}';\nexport { safeParse };\n`],
    [`import { safeParse } from '${COMPAT}';\nsafeParse(...all);\nlist.map(safeParse);\n`],
  ])('%s', code => {
    expect(migrate(code)).toBe(code);
  });
});
