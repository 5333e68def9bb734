import { describe, expect, it } from 'vitest';
import { tasks } from '../transforms/tasks.js';
import { notesOf, notesOn } from './helpers/notes.js';

const left = (what: string) => `${what} left the protocol with 2026-07-28: tasks are an extension now.`;

describe('tasks', () => {
  it.each([
    ['Requests of `tasks/*`', `await client.request({ method: 'tasks/get', params }, Schema);\n`],
    ['Handlers of `tasks/*`', `server.setRequestHandler('tasks/list', f);\n`],
    ['Handlers of `tasks/*`', `client.setNotificationHandler('notifications/tasks/status', f);\n`],
    ['`experimental.tasks`', `client.experimental.tasks.listTasks();\n`],
    ['Task support of tools', `mcp.registerTool('a', { execution: { taskSupport: 'optional' } }, f);\n`],
    ['The capability `tasks`', `new Server(info, { capabilities: { tasks: { list: {} } } });\n`],
  ])('reports: %s', (what, text) => expect(notesOn(tasks, text)).toEqual([`warning:1 ${left(what)}`]));

  it('points out imports of what SDK v2 keeps, and reports the others', () => {
    const text = `import { type Task, type CreateTaskResult, McpServer } from '@modelcontextprotocol/server';
import { InMemoryTaskStore } from '@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js';\n`;
    expect(notesOf(tasks, { 'a.ts': text })).toMatchObject([
      { line: 1, severity: 'info', message: expect.stringContaining('`Task` is deprecated') as string },
      {
        line: 2,
        severity: 'warning',
        message: expect.stringContaining('SDK v2 has no `InMemoryTaskStore`') as string,
      },
    ]);
  });

  it.each([
    [
      'tasks of A2A',
      `import { InMemoryTaskStore, type Task } from '@a2a-js/sdk/server';\nconst store = new InMemoryTaskStore();\nawait a2a.request({ method: 'tasks/get' });\n`,
    ],
    [
      'tools about tasks',
      `mcp.registerTool('listTasks', { description: 'tasks/list' }, f);\nawait client.callTool({ name: 'tasks/get' });\n`,
    ],
    [
      'tools without task support',
      `mcp.registerTool('a', { execution: { taskSupport: 'forbidden' } }, f);\n`,
    ],
    [
      'capabilities without tasks',
      `new Server(info, { capabilities: { tools: {} } });\nconst capabilities = { tasks: {} };\n`,
    ],
    ['routes', `app.get('/tasks/list', f);\nrouter.setRequestHandler('tasks/list', f);\n`],
    ['the legacy branch', `if (era === 'legacy') server.setRequestHandler('tasks/list', f);\n`],
  ])('leaves alone %s', (_, text) => expect(notesOn(tasks, text)).toEqual([]));
});
