import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { isV1Specifier, isV2Specifier } from '../facts/index.js';
import type { ProjectModel } from '../project/model.js';
import { mcpObject } from './mcp-objects.js';
import { isConst, isUndefined, member, unwrap, walk } from './syntax.js';

/** Methods of `client.experimental.tasks`, with the place of the schema of results among their arguments. */
const METHODS: Readonly<Record<string, number | undefined>> = {
  callToolStream: 1,
  getTaskResult: 1,
  getTask: undefined,
  listTasks: undefined,
  cancelTask: undefined,
};

/** A client of SDK v1 that is asked for the tasks of its server. */
export interface TaskCallSite {
  /** What becomes the project's own task calls: `client.experimental.tasks`, or `client.callTool`. */
  readonly at: ts.Expression;
  readonly client: ts.Expression;
  /** The method that takes the place of `callTool`. */
  readonly method?: string;
  /** Arguments that go away: the SDK's schema of tool results. */
  readonly gone: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/**
 * Uses of `client.experimental.tasks` whose every call is in view, and `client.callTool(…, { task })`. Calls that
 * bring a result schema of their own are left out.
 */
export function taskCallSites(project: ProjectModel, unit: SourceUnit): TaskCallSite[] {
  const found: TaskCallSite[] = [];
  walk(unit.ast, node => {
    const site = ts.isPropertyAccessExpression(node)
      ? experimentalTasks(project, node)
      : ts.isCallExpression(node)
        ? augmentedCall(project, unit, node)
        : undefined;
    if (site) found.push(site);
  });
  return found;
}

function experimentalTasks(
  project: ProjectModel,
  node: ts.PropertyAccessExpression,
): TaskCallSite | undefined {
  const owner = node.expression;
  if (node.name.text !== 'tasks' || node.questionDotToken || !ts.isPropertyAccessExpression(owner)) {
    return undefined;
  }
  if (owner.name.text !== 'experimental' || owner.questionDotToken) return undefined;
  const client = owner.expression;
  if (ts.isOptionalChain(client) || mcpObject(project, client) !== 'client') return undefined;
  const calls = callsOn(project, node);
  const gone = calls?.map(call => schemaRemoval(project, call));
  if (!gone || gone.includes('unknown')) return undefined;
  return { at: node, client, gone: gone.filter(each => typeof each === 'object') };
}

/** The calls on an expression or on the constant that it is the value of; undefined where it goes anywhere else. */
function callsOn(project: ProjectModel, node: ts.Expression): ts.CallExpression[] | undefined {
  const { parent } = node;
  if (!ts.isVariableDeclaration(parent)) {
    const call = taskCall(node);
    return call && [call];
  }
  if (!isConst(parent) || !ts.isIdentifier(parent.name) || parent.type) return undefined;
  const calls: ts.CallExpression[] = [];
  for (const use of project.names.references(parent.name)) {
    if (use === parent.name) continue;
    const call = taskCall(use);
    if (!call) return undefined;
    calls.push(call);
  }
  return calls;
}

function taskCall(on: ts.Expression): ts.CallExpression | undefined {
  const access = on.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== on || access.questionDotToken) {
    return undefined;
  }
  const call = access.parent;
  const isCall = ts.isCallExpression(call) && call.expression === access && !call.typeArguments;
  return isCall && Object.hasOwn(METHODS, access.name.text) && !call.arguments.some(ts.isSpreadElement)
    ? call
    : undefined;
}

type Removal = TaskCallSite['gone'][number];

/** Takes the SDK's schema out of a call; a schema of another origin is `unknown`. */
function schemaRemoval(project: ProjectModel, call: ts.CallExpression): Removal | undefined | 'unknown' {
  const { name } = call.expression as ts.PropertyAccessExpression;
  const place = METHODS[name.text];
  const schema = place === undefined ? undefined : call.arguments[place];
  if (!schema) return undefined;
  return isToolResultSchema(project, schema) ? argumentRemoval(call, place!) : 'unknown';
}

function isToolResultSchema(project: ProjectModel, schema: ts.Expression): boolean {
  if (isUndefined(schema)) return true;
  const origin = project.names.origin(unwrap(schema));
  if (origin?.name !== 'CallToolResultSchema') return false;
  return isV1Specifier(origin.module) || isV2Specifier(origin.module);
}

/** `client.callTool(call, schema?, { task })`: with the options of a task, its result is the task. */
function augmentedCall(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.CallExpression,
): TaskCallSite | undefined {
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'callTool') return undefined;
  if (!unit.text.includes('callTool') || ts.isOptionalChain(callee)) return undefined;
  const [, second, third] = node.arguments;
  const options = third ?? second;
  if (!options || !ts.isObjectLiteralExpression(options) || !member(options, 'task')) return undefined;
  if (third && !isToolResultSchema(project, second!)) return undefined;
  if (mcpObject(project, callee.expression) !== 'client') return undefined;
  const gone = third ? [argumentRemoval(node, 1)] : [];
  return { at: callee, client: callee.expression, method: 'startTool', gone };
}

function argumentRemoval(call: ts.CallExpression, place: number): Removal {
  const { arguments: given } = call;
  const next = given[place + 1];
  const before = given[place - 1]!;
  // The line of the argument goes with it.
  const start = next ? given[place]!.getFullStart() : before.end;
  const end = next ? next.getFullStart() : given[place]!.end;
  return { start, end, text: '' };
}
