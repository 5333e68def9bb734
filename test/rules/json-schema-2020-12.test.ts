import { jsonSchema202012 } from '../../rules/json-schema-2020-12.js';
import { tester } from './tester.js';

const V1 = `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
const server = new Server(info, {});
`;
const tool = (schema: string, key = 'inputSchema') =>
  `${V1}server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [{ name: 'a', ${key}: ${schema} }] }));`;
const invalid = (code: string) => ({ code, errors: [{ messageId: 'remote' as const }] });

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
  ],
});
