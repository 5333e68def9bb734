import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isMcpServer } from './mcp-server.js';
import { methodCall, walk } from './syntax.js';
import { configArguments, type ConfigArgument } from './variadic-arguments.js';

/** The registration methods that SDK v2 no longer has, with those that took over. */
export const NEW_REGISTRATIONS: Readonly<Record<string, string>> = {
  tool: 'registerTool',
  prompt: 'registerPrompt',
  resource: 'registerResource',
};

/** A call of one of them on an SDK server. */
export interface VariadicCall {
  readonly unit: SourceUnit;
  readonly call: ts.CallExpression;
  /** `tool`, `prompt` or `resource`. */
  readonly method: string;
  /**
   * The arguments that become members of the configuration; `complete` when nothing but the name changes, undefined
   * when it cannot be told which argument is which.
   */
  readonly config: readonly ConfigArgument[] | 'complete' | undefined;
}

const snapshots = new WeakMap<ProjectModel, readonly VariadicCall[]>();

/** Every such call in a project, in order. */
export function variadicCalls(project: ProjectModel): readonly VariadicCall[] {
  let calls = snapshots.get(project);
  if (!calls) snapshots.set(project, (calls = project.units.flatMap(unit => callsIn(project, unit))));
  return calls;
}

function callsIn(project: ProjectModel, unit: SourceUnit): VariadicCall[] {
  const found: VariadicCall[] = [];
  walk(unit.ast, node => {
    const call = methodCall(node);
    if (!call || !Object.hasOwn(NEW_REGISTRATIONS, call.name) || call.call.arguments.length < 2) return;
    if (!isMcpServer(project, call.object)) return;
    found.push({ unit, call: call.call, method: call.name, config: configOf(project, call.call, call.name) });
  });
  return found;
}

function configOf(project: ProjectModel, call: ts.CallExpression, method: string): VariadicCall['config'] {
  const given = [...call.arguments];
  if (given.some(ts.isSpreadElement)) return undefined;
  const middle = given.slice(1, -1);
  if (method === 'tool' || method === 'prompt')
    return configArguments(project, method, middle, given.at(-1)!);
  // `resource(name, uri, callback)` lacks the metadata.
  if (middle.length === 1) return [];
  return middle.length === 2 ? 'complete' : undefined;
}
