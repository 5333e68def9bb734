import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { registration, type Registration } from './registrations.js';
import { ancestors, isFunctionNode, unwrap, type FunctionNode } from './syntax.js';
import { valuesOf, type Values } from './values.js';

/** A function that an SDK server or client calls for requests. */
export interface Handler extends Registration {
  readonly function: FunctionNode;
  /** Written in the registration itself, so that nobody else calls it. */
  readonly inline: boolean;
  /** Class of the object it is registered on. */
  readonly on: 'McpServer' | 'Server' | 'Client';
}

/** The registration a function is the callback of. */
export function handlerOf(project: ProjectModel, node: FunctionNode): Handler | undefined {
  const values = valuesOf(project);
  const inline = callAround(node);
  if (inline) {
    const found = asHandler(project, values, inline, node);
    if (found) return found;
  }
  for (const call of values.passedTo(node)) {
    const found = asHandler(project, values, call, node);
    if (found) return found;
  }
  return undefined;
}

/** The handlers a node lies in, innermost first. */
export function handlersAround(project: ProjectModel, node: ts.Node): Handler[] {
  return ancestors(node).flatMap(at => (isFunctionNode(at) ? (handlerOf(project, at) ?? []) : []));
}

/**
 * The handlers that run a node: those it lies in, and those that call the functions it lies in. Undefined when
 * something that is no handler runs it as well, or when nothing seen runs it.
 */
export function handlersRunning(project: ProjectModel, node: ts.Node): readonly Handler[] | undefined {
  const found = new Set<Handler>();
  return collect(project, node, found, new Set()) && found.size > 0 ? [...found] : undefined;
}

function collect(
  project: ProjectModel,
  node: ts.Node,
  found: Set<Handler>,
  seen: Set<FunctionNode>,
): boolean {
  const around = handlersAround(project, node)[0];
  if (around) {
    found.add(around);
    return true;
  }
  const outermost = ancestors(node).filter(isFunctionNode).at(-1);
  if (!outermost || seen.has(outermost)) return outermost !== undefined;
  seen.add(outermost);
  const calls = valuesOf(project).callsOf(outermost);
  return calls.length > 0 && calls.every(call => collect(project, call, found, seen));
}

/** The parameter through which a node can reach the context of the request, innermost function first. */
export function contextInReach(project: ProjectModel, node: ts.Node): ts.ParameterDeclaration | undefined {
  const values = valuesOf(project);
  for (const at of ancestors(node)) {
    if (!isFunctionNode(at)) continue;
    const found = at.parameters.find(parameter => {
      const value = values.ofDeclaration(parameter);
      return value?.is === 'sdk' && (value.name === 'ServerContext' || value.name === 'BaseContext');
    });
    if (found) return found;
  }
  return undefined;
}

function callAround(node: FunctionNode): ts.CallExpression | undefined {
  let outer: ts.Node = node;
  while (ts.isParenthesizedExpression(outer.parent) || ts.isAsExpression(outer.parent)) outer = outer.parent;
  return ts.isCallExpression(outer.parent) ? outer.parent : undefined;
}

function asHandler(
  project: ProjectModel,
  values: Values,
  call: ts.CallExpression,
  node: FunctionNode,
): Handler | undefined {
  const registered = registration(call, project.names);
  if (!registered) return undefined;
  const inline = unwrap(registered.callback) === node;
  if (!inline) {
    const value = values.of(registered.callback);
    if (value?.is !== 'function' || value.node !== node) return undefined;
  }
  const on = values.sdkName(registered.receiver);
  return on === 'McpServer' || on === 'Server' || on === 'Client'
    ? { ...registered, function: node, inline, on }
    : undefined;
}
