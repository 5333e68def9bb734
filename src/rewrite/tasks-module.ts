import type { FileStyle } from '../engine/style.js';
import { languageText } from './added-module.js';

/** Name of the module that is added to a package whose tools work in tasks. */
export const TASKS_MODULE = 'mcp-tasks';

/**
 * The module's text, as `render` wants it: a store of tasks in memory, and the callback of a tool whose work is a task.
 * Clients that declare the tasks extension get the task; all others get the result once the task is through.
 * @see https://github.com/modelcontextprotocol/ext-tasks
 */
export function tasksModuleText(typed: boolean, style: Pick<FileStyle, 'commonjs'>): string {
  return languageText(MODULE, typed, style, ['taskStore', 'taskTool']);
}

const MODULE = `import {
  fromJsonSchema,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,⟪
  type CallToolResult,
  type McpServer,
  type Result,
  type ServerContext,⟫
} from '@modelcontextprotocol/server';
import { randomUUID } from 'node:crypto';

const EXTENSION = 'io.modelcontextprotocol/tasks';
const CAPABILITY = { extensions: { [EXTENSION]: {} } };
/** How long a task is kept whose tool does not say it: there is no session whose end would remove it. */
const DEFAULT_TTL_MS = 3_600_000;
⟪
export type Task = {
  taskId: string;
  status: 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';
  statusMessage?: string;
  createdAt: string;
  lastUpdatedAt: string;
  /** Milliseconds for which it is kept. */
  ttl: number | null;
  /** Milliseconds from one look at it to the next. */
  pollInterval?: number;
};

interface Entry {
  readonly task: Task;
  result?: CallToolResult;
  /** The client it belongs to, where clients are authenticated. */
  owner?: string | undefined;
  expiry: ReturnType<typeof setTimeout>;
  readonly waiting: (() => void)[];
}
⟫
/** The tasks of this process. Several instances need a store that they share. */
⟪export ⟫class TaskStore {
  ⟪readonly ⟫#entries = new Map⟪<string, Entry>⟫();

  async createTask(options⟪: { ttl?: number | null | undefined; pollInterval?: number | undefined }⟫ = {})⟪: Promise<Task>⟫ {
    const now = new Date().toISOString();
    const task⟪: Task⟫ = {
      taskId: randomUUID(),
      status: 'working',
      createdAt: now,
      lastUpdatedAt: now,
      ttl: options.ttl ?? DEFAULT_TTL_MS,
      pollInterval: options.pollInterval ?? 1000,
    };
    this.#entries.set(task.taskId, { task, expiry: this.#expire(task), waiting: [] });
    return { ...task };
  }

  async getTask(taskId⟪: string⟫)⟪: Promise<Task>⟫ {
    return { ...this.#entry(taskId).task };
  }

  async updateTaskStatus(taskId⟪: string⟫, status⟪: Task['status']⟫, statusMessage⟪?: string⟫)⟪: Promise<void>⟫ {
    const entry = this.#entry(taskId);
    const { task } = entry;
    if (isFinal(task)) throw new Error(\`Task \${taskId} is \${task.status} and cannot become \${status}.\`);
    task.status = status;
    if (statusMessage !== undefined) task.statusMessage = statusMessage;
    task.lastUpdatedAt = new Date().toISOString();
    if (!isFinal(task)) return;
    clearTimeout(entry.expiry);
    entry.expiry = this.#expire(task);
    for (const wake of entry.waiting.splice(0)) wake();
  }

  async storeTaskResult(taskId⟪: string⟫, status⟪: 'completed' | 'failed'⟫, result⟪: Result⟫)⟪: Promise<void>⟫ {
    const entry = this.#entry(taskId);
    if (!isFinal(entry.task)) entry.result = result⟪ as CallToolResult⟫;
    await this.updateTaskStatus(taskId, status);
  }

  async getTaskResult(taskId⟪: string⟫)⟪: Promise<CallToolResult>⟫ {
    const { result, task } = this.#entry(taskId);
    if (!result) throw new Error(task.statusMessage ?? \`Task \${taskId} is \${task.status} and has no result.\`);
    return result;
  }

  /** Waits until a task is through, but not longer than until the next look at it. */
  async wait(taskId⟪: string⟫)⟪: Promise<void>⟫ {
    const { task, waiting } = this.#entry(taskId);
    if (isFinal(task)) return;
    await new Promise⟪<void>⟫(resolve => {
      const timer = setTimeout(resolve, task.pollInterval);
      waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** What clients that know tasks see of one. */
  describe(taskId⟪: string⟫)⟪: Result⟫ {
    const { task, result } = this.#entry(taskId);
    const { ttl, pollInterval, ...known } = task;
    const described = { ...known, ttlMs: ttl, pollIntervalMs: pollInterval };
    // A tool that reports an error has completed; \`failed\` is for errors of the protocol.
    if (result) return { ...described, status: 'completed', result: { ...result, resultType: 'complete' } };
    if (task.status === 'cancelled' || !isFinal(task)) {
      return { ...described, status: task.status === 'cancelled' ? 'cancelled' : 'working' };
    }
    const message = task.statusMessage ?? 'The task has no result.';
    return { ...described, status: 'failed', error: { code: ProtocolErrorCode.InternalError, message } };
  }

  /** Lets only the client that a request comes from look at a task. */
  claim(taskId⟪: string⟫, ctx⟪: ServerContext⟫)⟪: void⟫ {
    this.#entry(taskId).owner = ctx.http?.authInfo?.clientId;
  }

  isOwn(taskId⟪: string⟫, ctx⟪: ServerContext⟫)⟪: boolean⟫ {
    return this.#entry(taskId).owner === ctx.http?.authInfo?.clientId;
  }

  #entry(taskId⟪: string⟫)⟪: Entry⟫ {
    const entry = this.#entries.get(taskId);
    if (!entry) throw notFound();
    return entry;
  }

  #expire({ taskId, ttl }⟪: Task⟫)⟪: Entry['expiry']⟫ {
    const timer = setTimeout(() => this.#entries.delete(taskId), ttl ?? DEFAULT_TTL_MS);
    timer.unref();
    return timer;
  }
}

export const taskStore = new TaskStore();
⟪
export type CreateTaskContext = ServerContext & { taskStore: TaskStore; taskRequestedTtl?: number | null };
export type TaskContext = CreateTaskContext & { taskId: string };

/** What a tool does that works in a task: start it, look at it, fetch its result. */
export interface TaskHandler<Given extends readonly unknown[]> {
  createTask(...given: [...Given, ctx: CreateTaskContext]): { task: Task } | Promise<{ task: Task }>;
  getTask(...given: [...Given, ctx: TaskContext]): Pick<Task, 'status'> | Promise<Pick<Task, 'status'>>;
  getTaskResult(...given: [...Given, ctx: TaskContext]): CallToolResult | Promise<CallToolResult>;
}
⟫
/**
 * The callback of a tool that works in a task. Clients that declare the tasks extension get the task and poll it with
 * \`tasks/get\`; all others get the result once the task is through.
 */
export function taskTool⟪<Given extends readonly unknown[]>⟫(
  server⟪: McpServer⟫,
  handler⟪: TaskHandler<Given>⟫,
)⟪: (...given: [...Given, ctx: ServerContext]) => Promise<CallToolResult>⟫ {
  serveTasks(server);
  return async (...given) => {
    const args = given.slice(0, -1)⟪ as unknown as Given⟫;
    const ctx = given.at(-1)⟪ as ServerContext⟫;
    const { task } = await handler.createTask(...args, { ...ctx, taskStore });
    const { taskId } = task;
    taskStore.claim(taskId, ctx);
    if (knowsTasks(ctx)) return { ...taskStore.describe(taskId), content: [], resultType: 'task' };
    const taskContext = { ...ctx, taskStore, taskId };
    for (let { status } = task; !isFinal({ status }); ) {
      await taskStore.wait(taskId);
      ({ status } = await handler.getTask(...args, taskContext));
    }
    return handler.getTaskResult(...args, taskContext);
  };
}

/** Whether the client of a request declares the tasks extension. */
function knowsTasks(ctx⟪: ServerContext⟫)⟪: boolean⟫ {
  const envelope = ctx.mcpReq.envelope⟪ as Record<string, { extensions?: object } | undefined> | undefined⟫;
  return Object.hasOwn(envelope?.['io.modelcontextprotocol/clientCapabilities']?.extensions ?? {}, EXTENSION);
}

const serving = new WeakSet⟪<McpServer>⟫();
const TaskParams = fromJsonSchema⟪<{ taskId: string }>⟫({
  type: 'object',
  properties: { taskId: { type: 'string' } },
  required: ['taskId'],
});

function serveTasks(server⟪: McpServer⟫)⟪: void⟫ {
  // Only clients of 2025-11-25 are connected before all tools are registered, and they do not know the extension.
  if (serving.has(server) || server.isConnected()) return;
  serving.add(server);
  server.server.registerCapabilities(CAPABILITY);
  const serve = (method⟪: string⟫, answer⟪: (taskId: string) => Result | Promise<Result>⟫) =>
    server.server.setRequestHandler(method, { params: TaskParams }, ({ taskId }, ctx) => {
      if (!knowsTasks(ctx)) throw new MissingRequiredClientCapabilityError({ requiredCapabilities: CAPABILITY });
      if (!taskStore.isOwn(taskId, ctx)) throw notFound();
      return answer(taskId);
    });
  serve('tasks/get', taskId => taskStore.describe(taskId));
  // None of these tasks waits for input.
  serve('tasks/update', () => ({}));
  serve('tasks/cancel', async taskId => {
    const task = await taskStore.getTask(taskId);
    if (!isFinal(task)) await taskStore.updateTaskStatus(taskId, 'cancelled', 'The client cancelled the task.');
    return {};
  });
}

function isFinal({ status }⟪: Pick<Task, 'status'>⟫)⟪: boolean⟫ {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

function notFound()⟪: ProtocolError⟫ {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, 'Task not found');
}
`;
