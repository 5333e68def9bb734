import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { TASKS_MODULE } from '../rewrite/tasks-module.js';
import { mcpObject } from './mcp-objects.js';
import { initializer, registration } from './registrations.js';
import { isFunctionNode, member, memberValue, methodCall, unwrap } from './syntax.js';

const HANDLERS = ['createTask', 'getTask', 'getTaskResult'];

/** A tool that is registered with the experimental tasks of SDK v1. */
export interface TaskTool {
  readonly call: ts.CallExpression;
  /** The server, at which `experimental.tasks` is read. */
  readonly server: ts.Expression;
  /** `server.experimental.tasks.registerToolTask`. */
  readonly callee: ts.Expression;
  /** What the tool is registered with, where it is written out. */
  readonly config?: ts.ObjectLiteralExpression;
  /** Whether the tool takes arguments; undefined where the configuration does not tell. */
  readonly hasArguments?: boolean;
  /** Its three handlers, where they are written out. */
  readonly handlers?: ts.ObjectLiteralExpression;
}

/** Takes apart `server.experimental.tasks.registerToolTask(name, config, handlers)`. */
export function taskTool(project: ProjectModel, node: ts.Node): TaskTool | undefined {
  const found = methodCall(node);
  if (found?.name !== 'registerToolTask' || found.call.arguments.length !== 3) return undefined;
  const server = taskServer(found.object);
  if (!server || mcpObject(project, server) !== 'mcp-server') return undefined;
  const [, config, handlers] = found.call.arguments;
  const options = initializer(config!, project.names);
  const literal = unwrap(handlers!);
  const index = registration(found.call, project.names)?.contextIndex;
  return {
    call: found.call,
    server,
    callee: found.call.expression,
    ...(options && ts.isObjectLiteralExpression(options) && { config: options }),
    ...(index !== undefined && { hasArguments: index === 1 }),
    ...(isWritten(literal) && { handlers: literal }),
  };
}

/** The server of `server.experimental.tasks`. */
function taskServer(node: ts.Expression): ts.Expression | undefined {
  const tasks = unwrap(node);
  if (!ts.isPropertyAccessExpression(tasks) || tasks.name.text !== 'tasks') return undefined;
  const experimental = unwrap(tasks.expression);
  const isMember = ts.isPropertyAccessExpression(experimental) && experimental.name.text === 'experimental';
  return isMember ? experimental.expression : undefined;
}

function isWritten(node: ts.Expression): node is ts.ObjectLiteralExpression {
  if (!ts.isObjectLiteralExpression(node) || node.properties.length !== HANDLERS.length) return false;
  return HANDLERS.every(name => {
    const found = member(node, name);
    const value = found && (memberValue(node, name) ?? found);
    return value !== undefined && (isFunctionNode(value) || ts.isIdentifier(value));
  });
}

/**
 * Which parameter of a handler of a task is the context.
 * @param owner the object literal of handlers, or the member of it that a handler is
 */
export function taskHandlerIndex(project: ProjectModel, owner: ts.Node): number | undefined {
  const literal = ts.isObjectLiteralExpression(owner) ? owner : owner.parent;
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  const { parent: call } = literal;
  if (!call || !ts.isCallExpression(call) || call.arguments.at(-1) !== literal) return undefined;
  if (methodCall(call)?.name === 'registerToolTask') {
    return taskTool(project, call) && registration(call, project.names)?.contextIndex;
  }
  if (!isTaskToolCall(project, call)) return undefined;
  return registration(call.parent, project.names)?.contextIndex;
}

/** Whether a call is one of `taskTool` of the module that the migration adds. */
function isTaskToolCall(project: ProjectModel, call: ts.CallExpression): boolean {
  const declaration = ts.isIdentifier(call.expression)
    ? project.names.declaration(call.expression)
    : undefined;
  const file = declaration?.getSourceFile().fileName;
  return file !== undefined && path.parse(file).name === TASKS_MODULE;
}
