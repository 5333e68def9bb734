import type { FileStyle } from '../engine/style.js';
import { languageText } from './added-module.js';

/** Name of the module that is added to a package whose clients call tools as tasks. */
export const TASK_CALLS_MODULE = 'mcp-task-calls';

/**
 * The module's text, as `render` wants it: tool calls whose work may be a task, in the words of the experimental API
 * of SDK v1. On connections of 2026-07-28 they speak the tasks extension, which SDK v2 has no methods for; on those
 * of 2025-11-25 the tasks of that revision.
 * @see https://github.com/modelcontextprotocol/ext-tasks
 */
export function taskCallsModuleText(typed: boolean, style: Pick<FileStyle, 'commonjs'>): string {
  return languageText(MODULE, typed, style, ['taskCalls']);
}

const MODULE = `import {
  fromJsonSchema,
  ProtocolError,
  ProtocolErrorCode,⟪
  type CallToolResult,
  type Client,
  type JSONRPCMessage,
  type RequestOptions,
  type Transport,⟫
} from '@modelcontextprotocol/client';
import { setTimeout as sleep } from 'node:timers/promises';

const EXTENSION = 'io.modelcontextprotocol/tasks';
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
/** Before the names under which requests of the extension leave the client, which does not know them. */
const PREFIX = \`\${EXTENSION}/\`;
const AnyResult = fromJsonSchema⟪<Record<string, unknown>>⟫({ type: 'object' });
⟪
export type Task = {
  taskId: string;
  status: 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';
  statusMessage?: string;
  createdAt: string;
  lastUpdatedAt: string;
  /** Milliseconds for which the server keeps it. */
  ttl: number | null;
  /** Milliseconds from one look at it to the next. */
  pollInterval?: number;
};

export type TaskCallOptions = RequestOptions & {
  /** What servers of 2025-11-25 are asked for; those of 2026-07-28 decide it by themselves. */
  task?: { ttl?: number | null | undefined; pollInterval?: number | undefined } | undefined;
};

export type TaskMessage =
  | { type: 'taskCreated'; task: Task }
  | { type: 'taskStatus'; task: Task }
  | { type: 'result'; result: CallToolResult }
  | { type: 'error'; error: ProtocolError };

type ToolCall = { name: string; arguments?: Record<string, unknown>; _meta?: Record<string, unknown> };
⟫
/**
 * Calls tools whose work may be a task: of the extension where the connection is of 2026-07-28, and of the protocol
 * itself where it is of 2025-11-25. Servers without tasks give their result at once.
 */
class TaskCalls {
  ⟪readonly ⟫#client⟪: Client⟫;
  ⟪readonly ⟫#known = new Set⟪<string>⟫();
  #taskTools⟪: Promise<Set<string>> | undefined⟫;

  constructor(client⟪: Client⟫) {
    this.#client = client;
  }

  /** Calls a tool and tells of its task until there is a result or an error. */
  async *callToolStream(
    call⟪: ToolCall⟫,
    options⟪: TaskCallOptions⟫ = {},
  )⟪: AsyncGenerator<TaskMessage, void, void>⟫ {
    const { task: _asked, ...given } = options;
    try {
      const { task: created, ...result } = await this.startTool(call, options);
      if (!created) {
        yield { type: 'result', result };
        return;
      }
      yield { type: 'taskCreated', task: created };
      const { taskId } = created;
      for (;;) {
        const task = await this.getTask(taskId, given);
        yield { type: 'taskStatus', task };
        const { status } = task;
        if (status === 'cancelled' || (status === 'failed' && !this.#isModern)) throw endedWithout(task);
        if (status !== 'working' && (status !== 'input_required' || !this.#isModern)) {
          yield { type: 'result', result: await this.getTaskResult(taskId, given) };
          return;
        }
        await this.#untilNextLook(task, given);
      }
    } catch (error) {
      const isOfProtocol = error instanceof ProtocolError;
      yield {
        type: 'error',
        error: isOfProtocol ? error : new ProtocolError(ProtocolErrorCode.InternalError, String(error)),
      };
    }
  }

  /** Calls a tool: its result, or the task that the result will come from. */
  async startTool(
    call⟪: ToolCall⟫,
    options⟪: TaskCallOptions⟫ = {},
  )⟪: Promise<CallToolResult & { task?: Task | undefined }>⟫ {
    const { task: asked, ...given } = options;
    const task = this.#isModern ? undefined : await this.#taskFor(call.name, asked);
    const result = await this.#request('tools/call', { ...call, ...(task && { task }) }, given);
    if (!result['task']) return result⟪ as CallToolResult⟫;
    const created = taskOf(result['task']⟪ as Record<string, unknown>⟫);
    this.#known.add(created.taskId);
    return { content: [], task: created };
  }

  async getTask(taskId⟪: string⟫, options⟪?: RequestOptions⟫)⟪: Promise<Task>⟫ {
    return taskOf(await this.#request('tasks/get', { taskId }, options));
  }

  /** Waits until a task is through. */
  async getTaskResult(taskId⟪: string⟫, options⟪?: RequestOptions⟫)⟪: Promise<CallToolResult>⟫ {
    if (!this.#isModern) return (await this.#request('tasks/result', { taskId }, options))⟪ as CallToolResult⟫;
    for (;;) {
      const described = await this.#request('tasks/get', { taskId }, options);
      const task = taskOf(described);
      if (task.status === 'completed') {
        const { resultType: _type, ...result } = described['result']⟪ as Record<string, unknown>⟫;
        return result⟪ as CallToolResult⟫;
      }
      if (task.status === 'failed') {
        const { code, message, data } = described['error']⟪ as ProtocolError⟫;
        throw new ProtocolError(code, message, data);
      }
      if (task.status === 'cancelled') throw endedWithout(task);
      await this.#untilNextLook(task, options);
    }
  }

  /** The tasks of the server, or those that this client started: the extension has no list. */
  async listTasks(
    cursor⟪?: string⟫,
    options⟪?: RequestOptions⟫,
  )⟪: Promise<{ tasks: Task[]; nextCursor?: string | undefined }>⟫ {
    if (!this.#isModern) {
      const page = await this.#request('tasks/list', cursor === undefined ? {} : { cursor }, options);
      return page⟪ as { tasks: Task[]; nextCursor?: string }⟫;
    }
    const tasks⟪: Task[]⟫ = [];
    for (const taskId of this.#known) {
      try {
        tasks.push(await this.getTask(taskId, options));
      } catch (error) {
        if (!(error instanceof ProtocolError) || error.code !== ProtocolErrorCode.InvalidParams) throw error;
        this.#known.delete(taskId);
      }
    }
    return { tasks };
  }

  async cancelTask(taskId⟪: string⟫, options⟪?: RequestOptions⟫)⟪: Promise<Task>⟫ {
    const answer = await this.#request('tasks/cancel', { taskId }, options);
    return this.#isModern ? this.getTask(taskId, options) : taskOf(answer);
  }

  get #isModern()⟪: boolean⟫ {
    return this.#client.getProtocolEra() === 'modern';
  }

  /** The task to ask a server of 2025-11-25 for, if it may be asked for one. */
  async #taskFor(tool⟪: string⟫, asked⟪: TaskCallOptions['task']⟫)⟪: Promise<TaskCallOptions['task']>⟫ {
    if (!this.#client.getServerCapabilities()?.tasks?.requests?.tools?.call) return undefined;
    if (asked) return asked;
    this.#taskTools ??= this.#client.listTools().then(({ tools }) => {
      const found = tools.filter(({ execution }) => /optional|required/.test(execution?.taskSupport ?? ''));
      return new Set(found.map(({ name }) => name));
    });
    return (await this.#taskTools).has(tool) ? {} : undefined;
  }

  /** Answers what a task asks for with the client's handlers, or waits a little. */
  async #untilNextLook({ taskId, status, pollInterval }⟪: Task⟫, options⟪?: RequestOptions⟫)⟪: Promise<void>⟫ {
    if (status === 'input_required') await this.#request('tasks/input', { taskId }, options);
    else await sleep(pollInterval ?? 1000, undefined, options?.signal ? { signal: options.signal } : {});
  }

  #request(
    method⟪: string⟫,
    params⟪: Record<string, unknown>⟫,
    options⟪?: RequestOptions⟫,
  )⟪: Promise<Record<string, unknown>>⟫ {
    if (!this.#isModern) return this.#client.request({ method, params }, AnyResult, options);
    if (this.#client.transport) speakTasks(this.#client.transport);
    return this.#client.request({ method: PREFIX + method, params }, AnyResult, options);
  }
}

const calls = new WeakMap⟪<Client, TaskCalls>⟫();

/** The task calls of a connected client. */
export function taskCalls(client⟪: Client⟫)⟪: TaskCalls⟫ {
  const found = calls.get(client) ?? new TaskCalls(client);
  calls.set(client, found);
  return found;
}

const speaking = new WeakSet⟪<Transport>⟫();

/** Gives requests of the extension their names and its capability, and takes a task for the result of a tool. */
function speakTasks(transport⟪: Transport⟫)⟪: void⟫ {
  if (speaking.has(transport)) return;
  speaking.add(transport);
  /** Requests that look whether a task asks for input. */
  const looks = new Set⟪<unknown>⟫();
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    if (!('method' in message) || !('id' in message) || !message.method.startsWith(PREFIX))
      return send(message, options);
    const { params } = message;
    let method = message.method.slice(PREFIX.length);
    if (method === 'tasks/input') {
      const isAnswer = params?.['inputResponses'] !== undefined;
      if (!isAnswer) looks.add(message.id);
      method = isAnswer ? 'tasks/update' : 'tasks/get';
    }
    const meta = params?._meta⟪ as Record<string, { extensions?: object } | undefined> | undefined⟫;
    const known = meta?.[CAPABILITIES];
    const capabilities = { ...known, extensions: { ...known?.extensions, [EXTENSION]: {} } };
    return send(
      { ...message, method, params: { ...params, _meta: { ...meta, [CAPABILITIES]: capabilities } } },
      options,
    );
  };
  const { onmessage } = transport;
  transport.onmessage = (message, extra) => onmessage?.(understood(message, looks), extra);
}

function understood⟪<M extends JSONRPCMessage>⟫(message⟪: M⟫, looks⟪: Set<unknown>⟫)⟪: M⟫ {
  const isLook = !('method' in message) && looks.delete(message.id);
  if (!('result' in message)) return message;
  const { result } = message;
  if (isLook && result['status'] === 'input_required') {
    return { ...message, result: { ...result, resultType: 'input_required' } };
  }
  if (result['resultType'] !== 'task') return message;
  return { ...message, result: { resultType: 'complete', task: result } };
}

function taskOf(described⟪: Record<string, unknown>⟫)⟪: Task⟫ {
  const { ttlMs, pollIntervalMs } = described;
  const {
    taskId,
    status,
    statusMessage,
    createdAt,
    lastUpdatedAt,
    ttl = ttlMs,
    pollInterval = pollIntervalMs,
  } = described⟪ as Task⟫;
  return {
    taskId,
    status,
    createdAt,
    lastUpdatedAt,
    ttl: (ttl ?? null)⟪ as number⟫ | null,
    ...(statusMessage !== undefined && { statusMessage }),
    ...(pollInterval !== undefined && { pollInterval: pollInterval⟪ as number⟫ }),
  };
}

function endedWithout({ taskId, status }⟪: Task⟫)⟪: ProtocolError⟫ {
  const what = status === 'cancelled' ? 'was cancelled' : 'failed';
  return new ProtocolError(ProtocolErrorCode.InternalError, \`Task \${taskId} \${what}\`);
}
`;
