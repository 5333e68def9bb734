import { jsonSchema202012 } from '../../rules/json-schema-2020-12.js';
import { tester } from './tester.js';

const V1 = `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
const server = new Server(info, {});
`;
const V2 = `import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';\n`;
const CLIENT = `import { Client } from '@modelcontextprotocol/client';\nconst client = new Client(info);\n`;
const WIRE = `import { z } from 'zod';\nconst LIST = 'tools/list', CALL = 'tools/call';\n`;
const VALIBOT = `import * as v from 'valibot';\nconst LIST = 'tools/list', CALL = 'tools/call';\n`;
const tool = (schema: string, key = 'inputSchema') =>
  `${V1}server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [{ name: 'a', ${key}: ${schema} }] }));`;
type MessageId = Extract<keyof typeof jsonSchema202012.meta.messages, string>;
const invalid = (code: string, messageId: MessageId = 'remote') => ({ code, errors: [{ messageId }] });
const suggested = (code: string, messageId: MessageId, suggestion: MessageId, output: string) => ({
  code,
  errors: [{ messageId, suggestions: [{ messageId: suggestion, output }] }],
});

tester.run('json-schema-2020-12', jsonSchema202012, {
  valid: [
    tool(`{ type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'string' } } }`),
    tool(`{ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }`),
    tool(`{ type: 'object', properties: { a: { $ref: 'https://json-schema.org/draft/2020-12/schema' } } }`),
    tool(
      `{ $id: 'https://a.example/a', type: 'object', properties: { a: { $ref: 'https://a.example/a#/$defs/a' } } }`,
    ),
    tool(`{ $id: 'https://a.example/a', type: 'object', properties: { a: { $ref: 'point.json' } } }`),
    tool(`{ type: 'object', properties: { $ref: { type: 'string' } } }`),
    tool(`{ type: 'object', properties: { url: { const: 'https://a.example/a.json' } } }`),
    tool(`{ $ref: 'https://a.example/a.json' }`, 'config'),
    `export const route = { inputSchema: { $ref: 'https://a.example/a.json' } }; // mcp`,
    `${V1}ajv.compile({ $ref: 'https://a.example/a.json' });`,
    { code: tool(`{ $ref: 'https://a.example/a.json' }`), filename: 'tests/a.ts' },
  ],
  invalid: [
    {
      code: tool(`{ type: 'object', properties: { a: {\n  $ref: 'https://a.example/a.json' } } }`),
      errors: [{ messageId: 'remote', line: 5, column: 3, endColumn: 35 }],
    },
    invalid(tool(`{ type: 'object', properties: { a: { '$ref': 'http://a.example/a.json#/a' } } }`)),
    invalid(
      tool(`{ $id: 'https://b.example/', allOf: [{ $ref: 'https://a.example/a.json' }] }`, 'outputSchema'),
    ),
    invalid(
      `${V1}const POINT = 'https://a.example/point.json';\nconst inputSchema = { type: 'object', properties: { a: { $ref: POINT } } };\nexport const tools = [{ name: 'a', inputSchema }];`,
    ),
    invalid(
      `const { fromJsonSchema, McpServer } = require('@modelcontextprotocol/server');
       const schema = { type: 'object', properties: { a: { $ref: 'https://a.example/a.json' } } };
       export const tool = { name: 'a', outputSchema: schema };`,
    ),
    invalid(
      `if (method === 'tools/list' || method === 'tools/call') reply({ tools: [{ inputSchema: { $ref: 'https://a.example/a.json' } }] });`,
    ),
    invalid(
      `${V2}fromJsonSchema({ type: 'object', properties: { a: { $ref: 'https://a.example/a.json' } } });`,
    ),
  ],
});

tester.run('json-schema-2020-12: dialects', jsonSchema202012, {
  valid: [
    // Dialects that a schema may declare, and that SDK v2 validates by.
    tool(`{ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }`),
    tool(`{ $schema: 'https://json-schema.org/draft-06/schema', type: 'object' }`),
    tool(`{ $schema: 'https://json-schema.org/draft/2019-09/schema#', type: 'object' }`, 'outputSchema'),
    // Made elsewhere.
    tool(`{ $schema: dialect, type: 'object' }`),
    // A property of that name.
    tool(`{ type: 'object', properties: { $schema: { type: 'string' } } }`),
    // Not of a tool.
    `${V1}ajv.compile({ $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' });`,
  ],
  invalid: [
    {
      code: tool(`{ $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' }`),
      errors: [{ messageId: 'dialect', data: { uri: 'http://json-schema.org/draft-04/schema#' } }],
    },
    invalid(
      tool(`{ '$schema': 'http://json-schema.org/schema#', type: 'object' }`, 'outputSchema'),
      'dialect',
    ),
    invalid(
      `${V2}fromJsonSchema({ $schema: 'http://json-schema.org/draft-03/schema', type: 'object' });`,
      'dialect',
    ),
  ],
});

tester.run('json-schema-2020-12: tuples', jsonSchema202012, {
  valid: [
    tool(`{ type: 'object', properties: { at: { type: 'array', prefixItems: [{ type: 'number' }] } } }`),
    tool(`{ type: 'object', properties: { at: { type: 'array', items: { type: 'number' } } } }`),
    // The declared dialect has lists in \`items\`.
    tool(
      `{ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties: { at: { items: [{ type: 'number' }] } } }`,
    ),
    // Which dialect it is of, the spread may say.
    tool(`{ ...base, type: 'object', properties: { at: { items: [{ type: 'number' }] } } }`),
    // A property that is called \`items\`, and its example.
    tool(
      `{ type: 'object', properties: { items: { type: 'array', items: { type: 'string' }, default: [], examples: [{ items: ['a'] }] } } }`,
    ),
    // Validators by name, not a schema.
    tool(`{ items: [first, second] }`),
    `${V1}export const menu = { type: 'object', items: [{ type: 'link' }] };`,
  ],
  invalid: [
    suggested(
      tool(`{ type: 'object', properties: { at: { type: 'array', items: [{ type: 'number' }] } } }`),
      'tuple',
      'rename',
      tool(`{ type: 'object', properties: { at: { type: 'array', prefixItems: [{ type: 'number' }] } } }`),
    ),
    suggested(
      tool(`{ type: 'array', 'items': [{ type: 'number' }], additionalItems: false }`, 'outputSchema'),
      'tuple',
      'rename',
      tool(`{ type: 'array', prefixItems: [{ type: 'number' }], items: false }`, 'outputSchema'),
    ),
    suggested(
      tool(`{ type: 'object', anyOf: [{ properties: { at: { items: [A, B], additionalItems } } }] }`),
      'tuple',
      'rename',
      tool(
        `{ type: 'object', anyOf: [{ properties: { at: { prefixItems: [A, B], items: additionalItems } } }] }`,
      ),
    ),
    suggested(
      `${V2}const POINT = { type: 'array', items: [{ type: 'number' }] };\nfromJsonSchema({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', properties: { at: POINT } });`,
      'tuple',
      'rename',
      `${V2}const POINT = { type: 'array', prefixItems: [{ type: 'number' }] };\nfromJsonSchema({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', properties: { at: POINT } });`,
    ),
  ],
});

tester.run('json-schema-2020-12: descriptions of tools', jsonSchema202012, {
  valid: [
    `${WIRE}const Tool = z.object({ name: z.string(), inputSchema: z.looseObject({ type: z.literal('object'), properties: z.record(z.string(), z.unknown()).optional() }) });`,
    `${WIRE}const Tool = z.object({ name: z.string(), inputSchema: z.object({ type: z.literal('object'), properties: z.record(z.any()), required: z.array(z.string()) }).passthrough() });`,
    `${WIRE}const Tool = z.object({ name: z.string(), outputSchema: z.object({ properties: z.any(), required: z.any() }).catchall(z.unknown()).optional() });`,
    `${WIRE}const Tool = z.object({ name: z.string(), inputSchema: z.record(z.string(), z.unknown()) });`,
    `${VALIBOT}const Tool = v.object({ name: v.string(), inputSchema: v.looseObject({ type: v.literal('object'), properties: v.optional(v.looseObject({})) }) });`,
    // What one tool takes.
    `${V2}server.registerTool('new', { inputSchema: z.object({ type: z.string(), properties: z.record(z.any()), required: z.array(z.string()) }) }, run);`,
    // A schema of a question, which stays flat.
    `${VALIBOT}const Ask = v.object({ requestedSchema: v.object({ type: v.literal('object'), properties: v.record(v.string(), v.any()) }) });`,
    // Further keywords by name, and those that a spread brings.
    `${WIRE}const Tool = z.object({ inputSchema: z.object({ type: z.literal('object'), properties: z.any(), anyOf: z.any() }) });`,
    `${WIRE}const Tool = z.object({ inputSchema: z.object({ ...KEYWORDS, type: z.literal('object'), properties: z.any() }) });`,
    // Any value, and the one that a known tool returns.
    `${WIRE}const Result = z.object({ content: z.array(Block), structuredContent: z.unknown().optional() });`,
    `${WIRE}const Weather = z.object({ content: z.array(Block), structuredContent: z.object({ celsius: z.number() }) });`,
    // Not a result of a tool.
    `${WIRE}const Context = z.object({ structuredContent: z.record(z.string(), z.unknown()) });`,
    // Another library's function of that name, and no MCP at all.
    `import { z } from './schemas.js';\nconst LIST = 'tools/list', CALL = 'tools/call';\nconst Tool = z.object({ inputSchema: z.object({ type: z.literal('object'), properties: z.any() }) });`,
    `import { z } from 'zod'; // mcp\nconst Tool = z.object({ inputSchema: z.object({ type: z.literal('object'), properties: z.any() }) });`,
  ],
  invalid: [
    {
      code: `${WIRE}const Tool = z.object({ name: z.string(), inputSchema: z.object({ type: z.literal('object'), properties: z.record(z.any()).optional(), required: z.array(z.string()).optional() }) });`,
      errors: [{ messageId: 'oldSchema' as const, data: { key: 'inputSchema', root: '' } }],
    },
    {
      code: `${WIRE}const Tool = z.object({ name: z.string(), outputSchema: z.object({ type: z.literal('object'), properties: z.record(z.any()) }).passthrough().optional() });`,
      errors: [
        { messageId: 'oldSchema' as const, data: { key: 'outputSchema', root: ', with a root of any type' } },
      ],
    },
    invalid(
      `${WIRE}const Tool = z.object({ inputSchema: z.object({ properties: z.any(), required: z.any() }).strict() });`,
      'oldSchema',
    ),
    invalid(
      `${WIRE}const Tool = Base.extend({ inputSchema: z.strictObject({ $schema: z.string(), type: z.literal('object'), properties: z.any() }) });`,
      'oldSchema',
    ),
    invalid(
      `${VALIBOT}const Tool = v.object({ ...Base.entries, outputSchema: v.optional(v.object({ type: v.literal('object'), properties: v.optional(v.object({})) })) });`,
      'oldSchema',
    ),
    invalid(
      `${WIRE}const Result = z.object({ content: z.array(Block), structuredContent: z.record(z.string(), z.unknown()).optional() });`,
      'objectResult',
    ),
    invalid(
      `${VALIBOT}const Result = v.object({ ...Base.entries, content: v.array(Block), structuredContent: v.optional(v.looseObject({})) });`,
      'objectResult',
    ),
    invalid(
      `${WIRE}const Result = z.object({ content: z.array(Block), structuredContent: z.object({}).passthrough() });`,
      'objectResult',
    ),
  ],
});

tester.run('json-schema-2020-12: output schemas and results', jsonSchema202012, {
  valid: [
    `${CLIENT}if (tool.outputSchema?.type !== 'object') showText();`,
    `${CLIENT}if (tool.inputSchema.type !== 'object') throw new Error('no tool');`,
    `${CLIENT}if (tool.outputSchema.type === 'object') throw new Error('none');`,
    `if (step.outputSchema.type !== 'object') throw new Error('mcp');`,
    `${CLIENT}const result = await client.callTool({ name, arguments: {} });\nif (result.structuredContent !== undefined) show(result.structuredContent);`,
    `${CLIENT}const result = await client.callTool({ name: 'weather' });\nif (result.structuredContent) show(result.structuredContent.celsius);`,
    `${CLIENT}const result = await client.callTool({ name });\nshow(result.structuredContent ?? result.content);`,
    `${CLIENT}const result = await pool.callTool({ name });\nif (result.structuredContent) show();`,
    `${CLIENT}const result = run(name);\nif (!result.structuredContent) client.callTool({ name });`,
    `${CLIENT}import { Ajv2020 } from 'ajv/dist/2020.js';\nnew Ajv2020().compile(tool.outputSchema);`,
    // What a page or the project itself offers is of the dialect that it was written in.
    `${CLIENT}import Ajv from 'ajv';\nnew Ajv().compile(tool.inputSchema);`,
    `${CLIENT}import Ajv from 'ajv';\nnew Ajv().compile(config);`,
    `${CLIENT}import { Ajv } from './schemas.js';\nnew Ajv().compile(tool.outputSchema);`,
    // By default the validator of SDK v2 looks at \`$schema\`.
    `import { Client } from '@modelcontextprotocol/client';\nimport { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';\nnew Client(info, { jsonSchemaValidator: new AjvJsonSchemaValidator() });`,
    // Answers to questions have flat schemas.
    `import { McpServer } from '@modelcontextprotocol/server';\nimport { Ajv, AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';\nnew McpServer(info, { jsonSchemaValidator: new AjvJsonSchemaValidator(new Ajv()) });`,
  ],
  invalid: [
    invalid(
      `${CLIENT}if (tool.outputSchema && tool.outputSchema.type !== 'object') { throw new Error('no'); }`,
      'outputRoot',
    ),
    invalid(`${CLIENT}if (tool.outputSchema?.type !== 'object') throw new TypeError('no');`, 'outputRoot'),
    suggested(
      `${CLIENT}const result = await client.callTool({ name, arguments: {} });\nif (result.structuredContent) show();`,
      'byTruth',
      'compare',
      `${CLIENT}const result = await client.callTool({ name, arguments: {} });\nif (result.structuredContent !== undefined) show();`,
    ),
    suggested(
      `${CLIENT}const result = await client.callTool(request);\nconst shown = !result.structuredContent && fallback;`,
      'byTruth',
      'compare',
      `${CLIENT}const result = await client.callTool(request);\nconst shown = result.structuredContent === undefined && fallback;`,
    ),
    suggested(
      `${CLIENT}const show = async () => { const result = (await client.callTool({ name: tool.name })) as Result; return result?.structuredContent ? 1 : 2; };`,
      'byTruth',
      'compare',
      `${CLIENT}const show = async () => { const result = (await client.callTool({ name: tool.name })) as Result; return result?.structuredContent !== undefined ? 1 : 2; };`,
    ),
    invalid(
      `${CLIENT}import Ajv from 'ajv';\nconst ajv = new Ajv();\nfor (const tool of tools) ajv.compile(tool.outputSchema);`,
      'draft07',
    ),
    invalid(
      `const { Client } = require('@modelcontextprotocol/client');\nconst { Ajv } = require('ajv');\nnew Ajv({ strict: false }).validate(tool.outputSchema!, value);`,
      'draft07',
    ),
    invalid(
      `import { Client } from '@modelcontextprotocol/client';\nimport { Ajv, AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';\nconst validator = new AjvJsonSchemaValidator(new Ajv({ strict: false }));\nnew Client(info, { jsonSchemaValidator: validator });`,
      'draft07',
    ),
    invalid(
      `import { Client } from '@modelcontextprotocol/sdk/client/index.js';\nimport { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';\nimport Ajv from 'ajv';\nconst ajv = new Ajv({ allErrors: true });\nnew Client(info, { jsonSchemaValidator: new AjvJsonSchemaValidator(ajv) });`,
      'draft07',
    ),
  ],
});
