import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { handlerContext } from '../transforms/handler-context.js';
import { taskTools } from '../transforms/task-tools.js';
import { tasks } from '../transforms/tasks.js';
import { migrateText } from './helpers/migrate-text.js';

const SERVER = `import { McpServer } from '@modelcontextprotocol/server';
const server = new McpServer({ name: 'a', version: '1.0.0' });
`;
const HANDLERS = `{
  createTask: async ({ text }, extra) => ({ task: await extra.taskStore.createTask({ ttl: 1000 }) }),
  getTask: async (_args, extra) => extra.taskStore.getTask(extra.taskId),
  getTaskResult: async (_args, extra) => extra.taskStore.getTaskResult(extra.taskId),
}`;
const registered = (config: string, handlers = HANDLERS) =>
  `server.experimental.tasks.registerToolTask('draw', ${config}, ${handlers});\n`;
const CONFIG = `{ inputSchema: z.object({ text: z.string() }), execution: { taskSupport: 'required' } }`;
const MESSAGE =
  'Only clients that declare the tasks extension get a task now; all others wait for the result.';

function migrated(files: Record<string, string>, options: Parameters<typeof migrateText>[2] = {}) {
  return migrateText(files, [taskTools, handlerContext, tasks], options);
}

describe('task-tools', () => {
  it('registers a task tool as a tool, and adds the module that keeps its tasks', () => {
    const found = migrated({ 'src/a.ts': SERVER + registered(CONFIG) });
    expect(found.files['src/a.ts']).toBe(
      SERVER.replace('\nconst', "\nimport { taskTool } from './mcp-tasks.js';\nconst") +
        `server.registerTool('draw', { inputSchema: z.object({ text: z.string() }) }, taskTool(server, ${HANDLERS}));\n`,
    );
    expect(found.files['src/mcp-tasks.ts']).toContain('export function taskTool<Given');
    expect(found.review).toEqual([`tasks-extension src/a.ts:4 ${MESSAGE}`]);
    expect(found.left).toEqual([]);
  });

  it('leaves what it wrote alone', () => {
    const { files } = migrated({ 'src/a.ts': SERVER + registered(CONFIG) });
    const again = migrated(files);
    expect(again.rewritten).toEqual([]);
    expect(again.left).toEqual([]);
  });

  it('shares the module among the files of a package, and asks for one review', () => {
    const found = migrated({
      'src/a.ts': SERVER + registered(CONFIG),
      'src/tools/b.ts': SERVER + registered(CONFIG),
    });
    expect(Object.keys(found.files).sort()).toEqual(['src/a.ts', 'src/mcp-tasks.ts', 'src/tools/b.ts']);
    expect(found.files['src/tools/b.ts']).toContain("from '../mcp-tasks.js'");
    expect(found.review).toHaveLength(1);
  });

  it('tells tools without arguments, and moves the members of their context', () => {
    const { files } = migrated({
      'src/a.ts':
        SERVER +
        registered(
          '{ description: "d" }',
          `{
  async createTask({ taskStore, signal }) { return start(taskStore, signal); },
  async getTask(ctx) { return ctx.taskStore.getTask(ctx.taskId); },
  async getTaskResult(ctx) { return read(ctx.authInfo); },
}`,
        ),
    });
    expect(files['src/a.ts']).toContain('taskTool<[]>(server, {');
    expect(files['src/a.ts']).toContain('createTask({ taskStore, mcpReq: { signal } })');
    expect(files['src/a.ts']).toContain('ctx.http?.authInfo');
  });

  it('writes JavaScript without types', () => {
    const text = `const { McpServer } = require('@modelcontextprotocol/server');
const server = new McpServer({ name: 'a', version: '1.0.0' });
${registered(CONFIG)}`;
    const { files } = migrated({ 'src/a.js': text }, { manifest: {} });
    const module = files['src/mcp-tasks.js']!;
    expect(module).toContain("const { randomUUID } = require('node:crypto');");
    expect(module).toContain('module.exports = { taskStore, taskTool };');
    expect(module).not.toMatch(/[⟪⟫]|: (?:string|Task|Promise)\b|\bexport\b|\binterface\b/);
    expect(() => new vm.Script(module)).not.toThrow();
    expect(files['src/a.js']).toContain("const { taskTool } = require('./mcp-tasks');");
  });

  it.each([
    ['handlers that are kept elsewhere', registered(CONFIG, 'handlers')],
    ['handlers that are put together', registered(CONFIG, '{ ...handlers, createTask }')],
    [
      'a server that is looked up anew',
      `server.registerTool('x', {}, f);\ncurrent().experimental.tasks.registerToolTask('draw', ${CONFIG}, ${HANDLERS});\nfunction current() { return server; }\n`,
    ],
  ])('leaves and reports %s', (_, text) => {
    const found = migrated({ 'src/a.ts': SERVER + text });
    expect(found.files['src/a.ts']).toBe(SERVER + text);
    expect(found.left).toEqual([expect.stringContaining('`experimental.tasks` left the protocol')]);
  });

  it.each([
    [
      'of a type of the SDK',
      `import type { TaskStore } from '@modelcontextprotocol/sdk/experimental/tasks';\nexport class Store implements TaskStore {}\n`,
    ],
    [
      'that a server is given',
      `${SERVER.replace("'1.0.0' }", "'1.0.0' }, { taskStore: new RedisStore() }")}`,
    ],
  ])('leaves task tools alone beside a store %s', (_, store) => {
    const text = SERVER + registered(CONFIG);
    const found = migrated({ 'src/a.ts': text, 'src/store.ts': store });
    expect(found.files['src/a.ts']).toBe(text);
    expect(found.left.join()).toContain('src/a.ts:3 `experimental.tasks` left the protocol');
  });

  it('leaves servers of others alone', () => {
    const text = SERVER + registered(CONFIG).replace('server.', 'other.');
    expect(migrated({ 'src/a.ts': text }).files['src/a.ts']).toBe(text);
  });
});

describe('task options', () => {
  const HEAD = `import { McpServer } from '@modelcontextprotocol/server';
import { InMemoryTaskStore, InMemoryTaskMessageQueue } from '@modelcontextprotocol/sdk/experimental/tasks';
`;
  const text = (body: string) => migrated({ 'src/a.ts': HEAD + body }).files['src/a.ts']!;

  it('go away with the store, its cleanup and the capability', () => {
    expect(
      text(`// Keeps tasks.
const taskStore = new InMemoryTaskStore();

const server = new McpServer(info, {
  // Tasks may be listed.
  capabilities: { tools: {}, tasks: { list: {} } },
  taskStore, // in memory
  taskMessageQueue: new InMemoryTaskMessageQueue(),
  instructions: 'Ask.',
});
process.on('exit', () => {
  taskStore.cleanup();
  stop();
});
`),
    ).toBe(`import { McpServer } from '@modelcontextprotocol/server';

const server = new McpServer(info, {
  // Tasks may be listed.
  capabilities: { tools: {} },
  instructions: 'Ask.',
});
process.on('exit', () => {
  stop();
});
`);
  });

  it('go away without a comma or a member left behind', () => {
    expect(
      text(`const server = new McpServer(info, {
  capabilities: { tasks: {} },
  taskStore: new InMemoryTaskStore(),
  taskMessageQueue: new InMemoryTaskMessageQueue()
});
`),
    ).toBe(`import { McpServer } from '@modelcontextprotocol/server';
const server = new McpServer(info, {
  capabilities: {}
});
`);
  });

  it.each([
    [
      'a store that is used for more',
      `const store = new InMemoryTaskStore();\nconst server = new McpServer(info, { taskStore: store });\nlist(store);\n`,
    ],
    [
      'a store of the project',
      `class RedisStore {}\nconst server = new McpServer(info, { taskStore: new RedisStore() });\n`,
    ],
    [
      'the capability of a server that answers `tasks/*` by itself',
      `const server = new McpServer(info, { capabilities: { tasks: {} } });\nserver.server.setRequestHandler('tasks/list', f);\n`,
    ],
    ['options without tasks', `const server = new McpServer(info, { capabilities: { tools: {} } });\n`],
  ])('leave alone %s', (_, body) => expect(text(body)).toBe(HEAD + body));
});
