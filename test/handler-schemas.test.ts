import { describe, expect, it } from 'vitest';
import { handlerSchemas } from '../transforms/handler-schemas.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD =
  "import { Server } from '@modelcontextprotocol/server';\nconst server = new Server({ name: 'a', version: '1' }, {});\n";

function migrate(code: string, others: Record<string, string> = {}) {
  const first = migrateText({ 'src/a.ts': code, ...others }, [handlerSchemas]);
  const second = migrateText(first.files, [handlerSchemas]);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  return { code: first.files['src/a.ts']!, left: first.left, files: first.files };
}

describe('schemas in every spelling', () => {
  it.each([
    [
      'named',
      "import { ListToolsRequestSchema } from '@modelcontextprotocol/core';\n",
      'ListToolsRequestSchema',
    ],
    ['renamed', "import { ListToolsRequestSchema as L } from '@modelcontextprotocol/core';\n", 'L'],
    ['namespace', "import * as types from '@modelcontextprotocol/core';\n", 'types.ListToolsRequestSchema'],
    ['barrel', "import { ListToolsRequestSchema } from './sdk.js';\n", 'ListToolsRequestSchema'],
    ['namespace of a barrel', "import * as sdk from './sdk.js';\n", 'sdk.ListToolsRequestSchema'],
    [
      'constant',
      "import { ListToolsRequestSchema } from '@modelcontextprotocol/core';\nconst L = ListToolsRequestSchema;\n",
      'L',
    ],
    [
      'object',
      "import { ListToolsRequestSchema } from '@modelcontextprotocol/core';\nconst schemas = { list: ListToolsRequestSchema };\n",
      'schemas.list',
    ],
    [
      'required',
      "const { ListToolsRequestSchema } = require('@modelcontextprotocol/core');\n",
      'ListToolsRequestSchema',
    ],
    [
      'its method literal',
      "import * as types from '@modelcontextprotocol/core';\n",
      'types.ListToolsRequestSchema.shape.method.value',
    ],
  ])('%s', (_name, head, expression) => {
    const { code, left } = migrate(`${HEAD}${head}server.setRequestHandler(${expression}, handler);\n`, {
      'src/sdk.ts': "export * from '@modelcontextprotocol/core';\n",
    });
    expect(code).toContain("server.setRequestHandler('tools/list', handler);\n");
    expect(left).toEqual([]);
  });

  it.each([
    ['setNotificationHandler', 'ToolListChangedNotificationSchema', 'notifications/tools/list_changed'],
    ['removeRequestHandler', 'PingRequestSchema', 'ping'],
    ['removeNotificationHandler', 'RootsListChangedNotificationSchema', 'notifications/roots/list_changed'],
  ])('%s', (method, schema, name) => {
    const { code } = migrate(
      `import { ${schema} } from "@modelcontextprotocol/core";\nexport const run = (it) => it.${method}(${schema}, cb);\n`,
    );
    expect(code).toContain(`it.${method}("${name}", cb);`);
  });

  it('a schema given to a file without an SDK import', () => {
    const { files } = migrate(
      `${HEAD}import { CallToolRequestSchema } from '@modelcontextprotocol/core';\nexport { CallToolRequestSchema };\n`,
      {
        'src/b.js':
          "import { CallToolRequestSchema as C } from './a.js';\nexport const add = s => s.setRequestHandler(C, run);\n",
      },
    );
    expect(files['src/b.js']).toContain("s.setRequestHandler('tools/call', run);");
  });
});

describe('what is left alone', () => {
  it.each([
    ["server.setRequestHandler('tools/list', handler);\n"],
    [
      "import { ListToolsRequestSchema } from 'other';\nserver.setRequestHandler(ListToolsRequestSchema, handler);\n",
    ],
    [
      "import { CallToolRequestSchema } from '@modelcontextprotocol/core';\nCallToolRequestSchema.parse(x);\nother.set(CallToolRequestSchema, 1);\n",
    ],
    ['ipc.setRequestHandler(schema, handler);\n'],
    [
      "import { GetTaskRequestSchema } from '@modelcontextprotocol/core';\nserver.setRequestHandler(GetTaskRequestSchema, handler);\n",
    ],
  ])('%s', code => {
    const result = migrate(HEAD + code);
    expect(result.code).toBe(HEAD + code);
    expect(result.left).toEqual([]);
  });
});

it('reports a schema of the project', () => {
  const code = `${HEAD}import { z } from 'zod';\nconst S = z.object({ method: z.literal('acme/x') });\nserver.setRequestHandler(S, handler);\n`;
  const result = migrate(code);
  expect(result.code).toBe(code);
  expect(result.left).toEqual([
    'sdk-v2-packages src/a.ts:5 SDK v2 registers handlers by method name; `setRequestHandler` throws when it gets a schema.',
  ]);
});

describe('handlers that a stand-in recorded', () => {
  const head =
    "import { ListToolsRequestSchema, CallToolRequestSchema } from '@modelcontextprotocol/core';\n";

  it.each([
    [
      'const server = { setRequestHandler: vi.fn((schema, handler) => handlers.set(schema, handler)) };\nhandlers.get(ListToolsRequestSchema);\n',
      "handlers.get('tools/list');",
    ],
    [
      'expect(server.setRequestHandler).toHaveBeenCalledWith(ListToolsRequestSchema, expect.any(Function));\n',
      "toHaveBeenCalledWith('tools/list', expect.any(Function));",
    ],
    [
      'server.setRequestHandler.mock.calls.find(call => call[0] === CallToolRequestSchema)[1];\n',
      "call => call[0] === 'tools/call'",
    ],
    [
      'const keys = server.setRequestHandler.mock.calls.map(c => c[0]);\nexpect(keys).toContain(ListToolsRequestSchema);\n',
      "toContain('tools/list');",
    ],
  ])('%s', (code, expected) => {
    const result = migrate(head + code);
    expect(result.code).toContain(expected);
    expect(result.left).toEqual([]);
  });

  it.each([
    ['server.setRequestHandler.mock.calls.length;\nCallToolRequestSchema.parse(message);\n'],
    ['validate(CallToolRequestSchema);\n'],
    ["server.setRequestHandler('tools/call', run);\nconvert(CallToolRequestSchema);\n"],
  ])('leaves %s', code => {
    expect(migrate(head + code).code).toBe(head + code);
  });
});
