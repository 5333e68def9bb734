import { tasksExtension } from '../../rules/tasks-extension.js';
import { tester } from './tester.js';

const V1 = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ListTasksRequestSchema } from '@modelcontextprotocol/sdk/types.js';
`;
/** The import of a name for tasks counts by itself. */
const IMPORTED = { messageId: 'noExport' as const, line: 4 };
const V2 = `import { McpServer, Server } from '@modelcontextprotocol/server';
import { Client } from '@modelcontextprotocol/client';
`;
const BY_HAND = `if (message.method === 'tools/list') list(); if (message.method === 'tools/call') run();
`;
const gone = { messageId: 'gone' as const };

tester.run('tasks-extension', tasksExtension, {
  valid: [
    {
      name: 'a capability of this name',
      code: `import type { ServerCapabilities } from '@modelcontextprotocol/client';
export const has = (capabilities: ServerCapabilities) => Boolean(capabilities?.experimental?.tasks?.list);`,
    },
    {
      name: 'methods of the extension',
      code: `${BY_HAND}if (method === 'tasks/get' || method === 'tasks/update' || method === 'tasks/cancel') name = params.taskId;`,
    },
    {
      name: 'a word on the command line',
      code: `${BY_HAND}if (args.method === 'tasks/list') listTasks();`,
    },
    {
      name: 'tasks of A2A',
      code: `import { A2AClient, InMemoryTaskStore } from '@a2a-js/sdk'; const store = new InMemoryTaskStore(); await client.getTask({ id });
send({ jsonrpc: '2.0', id: 1, method: 'tasks/get', params: {} }); if (request.method === 'tasks/cancel') cancel();`,
    },
    {
      name: 'A2A beside MCP',
      code: `${BY_HAND}if (request.method === 'message/send') send(); if (request.method === 'tasks/get') get();`,
    },
    {
      name: 'tools about tasks',
      code: `${V1.replace('ListTasksRequestSchema', 'ListToolsRequestSchema')}new McpServer(info).registerTool('list_tasks', {}, async () => ({ tasks: await board.listTasks() }));`,
    },
    {
      name: 'a task runner',
      code: `const runner = { tasks: [], taskStore: new Store() }; runner.experimental.tasks.run();`,
    },
    {
      name: 'the extension',
      code: `${V2}new McpServer(info, { capabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } });`,
    },
    {
      name: 'methods of the extension by hand',
      code: `${BY_HAND}const extension = 'io.modelcontextprotocol/tasks'; if (message.method === 'tasks/get') get(); if (message.method === 'tasks/cancel') cancel();`,
    },
    {
      name: 'tools that are never tasks',
      code: `${V2}new McpServer(info).registerTool('a', { execution: { taskSupport: 'forbidden' } }, run);`,
    },
    {
      name: 'an argument of a tool',
      code: `${V2}const client = new Client(info); client.callTool({ name: 'add', arguments: { task: { title: 'x' } } });`,
    },
    {
      name: 'the word for something else',
      code: `${V2}const options = { taskSupport: 'optional', task: { ttl: 1 } };`,
    },
    {
      name: 'types of SDK v2 for 2025-11-25',
      code: `import type { CreateTaskResult } from '@modelcontextprotocol/server';`,
    },
    {
      name: 'only for legacy requests',
      code: `${V2}const server = new Server(info); function list(era) { if (era === 'legacy') return server.request({ method: 'tasks/list' }); }`,
    },
    { name: 'comments and prose', code: `${BY_HAND}// tasks/list\nlog('tasks/result is gone');` },
    {
      name: 'a test',
      filename: 'src/tasks.test.ts',
      code: `import { InMemoryTaskStore } from '@modelcontextprotocol/sdk/experimental/tasks';`,
    },
  ],
  invalid: [
    {
      name: 'imports, once each',
      code: `import { InMemoryTaskStore, InMemoryTaskMessageQueue } from '@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js';
import type { CallToolResult, CreateTaskResult } from '@modelcontextprotocol/sdk/types.js';`,
      errors: [
        { messageId: 'noExport', line: 1, column: 10, data: { name: 'InMemoryTaskStore' } },
        { messageId: 'noExport', line: 2, column: 31, data: { name: 'CreateTaskResult' } },
      ],
    },
    {
      name: 'imports of SDK v2, once 2025-11-25 is dropped',
      settings: { mcp: { legacy: 'drop' } },
      code: `import type { CreateTaskResult } from '@modelcontextprotocol/server';`,
      errors: [{ messageId: 'oldExport' }],
    },
    {
      name: 'options and capabilities of a server',
      code: `${V1}const server = new McpServer(info, {
  capabilities: { tools: {}, tasks: { requests: {} } },
  taskStore,
  taskMessageQueue: new Queue(),
});`,
      errors: [
        IMPORTED,
        { ...gone, line: 6, column: 30 },
        { ...gone, line: 7, column: 3, data: { what: 'The option `taskStore`' } },
        { ...gone, line: 8 },
      ],
    },
    {
      name: 'capabilities in a constant, and registered later',
      code: `${V1}const options = { capabilities: { tasks: {} } }; const server = new Server(info, options); server.registerCapabilities({ tasks: {} });`,
      errors: [IMPORTED, gone, gone],
    },
    {
      name: 'tools that are tasks',
      code: `${V1}const server = new McpServer(info);
server.experimental.tasks.registerToolTask('a', { execution: { taskSupport: 'required' } }, handler);`,
      errors: [IMPORTED, { ...gone, line: 6, column: 1 }, { ...gone, line: 6, column: 64 }],
    },
    {
      name: 'streams of a client',
      code: `${V1}const client = new Client(info);
for await (const message of client.experimental.tasks.callToolStream({ name: 'a' })) show(message);`,
      errors: [IMPORTED, { ...gone, data: { what: '`experimental.tasks`' } }],
    },
    {
      name: 'requests and handlers',
      code: `${V1}async function run(client: Client, server: Server) {
  await client.request({ method: 'tasks/get', params: { taskId } }, schema);
  server.setRequestHandler(ListTasksRequestSchema, async () => ({ tasks: [] }));
}`,
      errors: [
        IMPORTED,
        { ...gone, line: 6, data: { what: 'A request of `tasks/get`' } },
        { ...gone, line: 7, data: { what: 'A handler of `tasks/list`' } },
      ],
    },
    {
      name: 'requests that ask for a task',
      code: `${V1}const client = new Client(info);
await client.callTool({ name: 'a', arguments: {} }, undefined, { task: { ttl: 60_000 } });
await client.request({ method: 'tools/call', params: {} }, schema, { task: { ttl: 1 } });`,
      errors: [IMPORTED, { ...gone, line: 6, column: 66 }, { ...gone, line: 7 }],
    },
    {
      name: 'the context of a handler',
      code: `${V1}new Server(info).setRequestHandler(CallToolRequestSchema, async (request, extra) => extra.taskStore.createTask({}));`,
      errors: [IMPORTED, gone],
    },
    {
      name: 'handlers of SDK v2',
      code: `${V2}new Server(info).setRequestHandler('tasks/result', schema, handler);`,
      errors: [gone],
    },
    {
      name: 'code by hand',
      code: `${BY_HAND}switch (message.method) { case 'tasks/result': return wait(); }
write({ jsonrpc: '2.0', id: 1, method: 'tasks/list' });
const meta = { 'io.modelcontextprotocol/related-task': { taskId } };`,
      errors: [
        { ...gone, line: 2, column: 27 },
        { ...gone, line: 3, column: 7 },
        { ...gone, line: 4, column: 16 },
      ],
    },
  ],
});
