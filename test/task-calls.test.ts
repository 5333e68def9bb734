import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { taskCalls } from '../transforms/task-calls.js';
import { taskTools } from '../transforms/task-tools.js';
import { tasks } from '../transforms/tasks.js';
import { migrateText } from './helpers/migrate-text.js';

const CLIENT = `import { Client } from '@modelcontextprotocol/client';
import { CallToolResultSchema } from '@modelcontextprotocol/core';
const client = new Client({ name: 'a', version: '1.0.0' });
`;
const MESSAGE =
  'Servers of 2026-07-28 decide by themselves whether a call becomes a task; others are asked as before.';
const GONE = '`experimental.tasks` left the protocol with 2026-07-28: tasks are an extension now.';

function migrated(files: Record<string, string>, options: Parameters<typeof migrateText>[2] = {}) {
  return migrateText(files, [taskTools, taskCalls, tasks], options);
}

/** The lines after the imports and the client. */
function body(text: string | undefined): string {
  return text?.split("version: '1.0.0' });\n")[1] ?? '';
}

describe('task-calls', () => {
  it('goes through a module of the project, without the schema of the SDK', () => {
    const found = migrated({
      'src/a.ts': `${CLIENT}const stream = client.experimental.tasks.callToolStream(
  { name: 'draw' },
  CallToolResultSchema,
  { task: { ttl: 1000 } },
);
`,
    });
    expect(found.files['src/a.ts']).toContain("import { taskCalls } from './mcp-task-calls.js';");
    expect(found.files['src/a.ts']).not.toContain('CallToolResultSchema');
    expect(body(found.files['src/a.ts'])).toBe(`const stream = taskCalls(client).callToolStream(
  { name: 'draw' },
  { task: { ttl: 1000 } },
);
`);
    expect(found.files['src/mcp-task-calls.ts']).toContain('export function taskCalls(client: Client)');
    expect(found.review).toEqual([`tasks-extension src/a.ts:4 ${MESSAGE}`]);
    expect(found.left).toEqual([]);
  });

  it('leaves what it wrote alone, and reports nothing in its module', () => {
    const { files } = migrated({ 'src/a.ts': `${CLIENT}await client.experimental.tasks.getTask('t');\n` });
    const again = migrated(files);
    expect(again.rewritten).toEqual([]);
    expect(again.left).toEqual([]);
  });

  it('takes the schema out of last arguments and in place of undefined', () => {
    const { files } = migrated({
      'src/a.ts': `${CLIENT}await client.experimental.tasks.getTaskResult('t', CallToolResultSchema);
await client.experimental.tasks.getTaskResult('t', undefined, { timeout: 5 });
await client.experimental.tasks.listTasks(undefined, { timeout: 5 });
`,
    });
    expect(body(files['src/a.ts'])).toBe(`await taskCalls(client).getTaskResult('t');
await taskCalls(client).getTaskResult('t', { timeout: 5 });
await taskCalls(client).listTasks(undefined, { timeout: 5 });
`);
  });

  it('follows a constant', () => {
    const { files, left } = migrated({
      'src/a.ts': `${CLIENT}const tasks = client.experimental.tasks;
await tasks.getTaskResult('t', CallToolResultSchema);
await tasks.cancelTask('t');
`,
    });
    expect(body(files['src/a.ts'])).toBe(`const tasks = taskCalls(client);
await tasks.getTaskResult('t');
await tasks.cancelTask('t');
`);
    expect(left).toEqual([]);
  });

  it('starts a tool whose options ask for a task', () => {
    const { files } = migrated({
      'src/a.ts': `${CLIENT}const a = await client.callTool({ name: 'draw' }, { task: { ttl: 1000 } });
const b = await client.callTool({ name: 'draw' }, CallToolResultSchema, { task: {} });
const c = await client.callTool({ name: 'draw' }, { timeout: 1 });
`,
    });
    expect(body(files['src/a.ts']))
      .toBe(`const a = await taskCalls(client).startTool({ name: 'draw' }, { task: { ttl: 1000 } });
const b = await taskCalls(client).startTool({ name: 'draw' }, { task: {} });
const c = await client.callTool({ name: 'draw' }, { timeout: 1 });
`);
  });

  it.each([
    [
      'a schema of the project',
      `import { Mine } from './mine.js';\nawait client.experimental.tasks.getTaskResult('t', Mine);`,
    ],
    [
      'a method that it has not',
      `client.experimental.tasks.requestStream({ method: 'tools/call' }, CallToolResultSchema);`,
    ],
    ['a constant that goes elsewhere', `const tasks = client.experimental.tasks;\nuse(tasks);`],
    ['arguments that are spread', `client.experimental.tasks.callToolStream(...given);`],
    ['a method that is taken off', `const get = client.experimental.tasks.getTask;`],
  ])('reports %s', (_, code) => {
    const found = migrated({ 'src/a.ts': `${CLIENT}${code}\n` });
    expect(Object.keys(found.files)).toEqual(['src/a.ts']);
    expect(found.rewritten).toEqual([]);
    expect(found.left.filter(line => line.includes(GONE))).toHaveLength(1);
  });

  it('leaves tasks of other packages alone', () => {
    const code = `import { Client } from '@a2a-js/sdk/client';
const client = new Client({ name: 'a' });
client.experimental.tasks.getTask('t');
client.callTool({ name: 'draw' }, { task: {} });
`;
    const found = migrated({ 'src/a.ts': code });
    expect(found.files).toEqual({ 'src/a.ts': code });
    expect(found.left).toEqual([]);
  });

  it('shares the module among the files of a package, and finds another name for its own', () => {
    const found = migrated({
      'src/a.ts': `${CLIENT}await client.experimental.tasks.getTask('t');\n`,
      'src/deep/b.ts': `${CLIENT}const taskCalls = 1;\nawait client.experimental.tasks.getTask('t');\n`,
    });
    expect(Object.keys(found.files).sort()).toEqual(['src/a.ts', 'src/deep/b.ts', 'src/mcp-task-calls.ts']);
    expect(found.files['src/deep/b.ts']).toContain(
      "import { taskCalls as mcpTaskCalls } from '../mcp-task-calls.js';",
    );
    expect(found.files['src/deep/b.ts']).toContain("await mcpTaskCalls(client).getTask('t');");
    expect(found.review).toHaveLength(1);
  });

  it('writes a module that runs in JavaScript, with require', () => {
    const found = migrated({
      'src/a.cjs': `const { Client } = require('@modelcontextprotocol/client');
const client = new Client({ name: 'a', version: '1.0.0' });
client.experimental.tasks.getTask('t');
`,
    });
    expect(found.files['src/a.cjs']).toContain("const { taskCalls } = require('./mcp-task-calls.cjs');");
    const module: { exports: Record<string, unknown> } = { exports: {} };
    const required: string[] = [];
    vm.runInNewContext(found.files['src/mcp-task-calls.cjs'] ?? '', {
      module,
      require: (name: string) => {
        required.push(name);
        return { fromJsonSchema: () => ({}) };
      },
    });
    expect(required).toEqual(['@modelcontextprotocol/client', 'node:timers/promises']);
    expect(Object.keys(module.exports)).toEqual(['taskCalls']);
  });

  it('takes the store and the capability from a client that can be sent tasks', () => {
    const { files } = migrated({
      'src/a.ts': `import { Client } from '@modelcontextprotocol/client';
import { InMemoryTaskStore } from '@modelcontextprotocol/sdk/experimental/tasks';
const client = new Client(
  { name: 'a', version: '1.0.0' },
  {
    capabilities: { elicitation: {}, tasks: { requests: { elicitation: { create: {} } } } },
    taskStore: new InMemoryTaskStore(),
  },
);
`,
    });
    expect(files['src/a.ts']).toBe(`import { Client } from '@modelcontextprotocol/client';
const client = new Client(
  { name: 'a', version: '1.0.0' },
  {
    capabilities: { elicitation: {} },
  },
);
`);
  });
});
