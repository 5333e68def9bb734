import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { rootName } from './bindings.js';
import type { TransportCreation } from './http-transport.js';
import type { SessionValues } from './session-values.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  methodCall,
  unwrap,
  walk,
  type FunctionNode,
} from './syntax.js';

/** `transport.handleRequest(…)`: where a request is handed to a transport. */
export interface Dispatch {
  readonly call: ts.CallExpression;
  readonly transport: ts.Expression;
  /** The function that is called with the request. */
  readonly handler: FunctionNode;
  /** What is handed over: the arguments of `handleRequest`. */
  readonly given: readonly ts.Expression[];
  /** What `call` calls where that is a function of the endpoint, which hands the request to the transport. */
  readonly helper?: FunctionNode;
}

/** Transports that the same request may reach, and where requests are handed to them. */
export interface DispatchGroup {
  readonly creations: readonly TransportCreation[];
  readonly dispatches: readonly Dispatch[];
}

/** Every place of a file where a request is handed to a transport, or to anything else that takes it so. */
export function handleRequestCalls(project: ProjectModel, unit: SourceUnit): Dispatch[] {
  const found: Dispatch[] = [];
  walk(unit.ast, node => {
    const call = methodCall(node);
    if (call?.name !== 'handleRequest' || call.call.arguments.length === 0) return;
    const handler = requestFunction(project, call.call);
    if (handler) found.push({ call: call.call, transport: call.object, handler, given: call.call.arguments });
  });
  return found;
}

/** The function whose parameter a dispatched request comes from. */
function requestFunction(project: ProjectModel, call: ts.CallExpression): FunctionNode | undefined {
  let value: ts.Expression | undefined = call.arguments[0];
  for (let step = 0; value && step < 5; step++) {
    const root = rootName(value);
    let declaration: ts.Node | undefined = root && project.names.symbol(root)?.declarations?.[0];
    while (
      declaration &&
      (ts.isBindingElement(declaration) ||
        ts.isObjectBindingPattern(declaration) ||
        ts.isArrayBindingPattern(declaration))
    )
      declaration = declaration.parent;
    if (declaration && ts.isParameter(declaration) && isFunctionNode(declaration.parent))
      return declaration.parent;
    const made: ts.Expression | undefined =
      declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
        ? unwrap(declaration.initializer)
        : undefined;
    value = made && ts.isCallExpression(made) ? (made.arguments[0] ?? made.expression) : made;
  }
  return enclosingFunction(call);
}

/** The function that runs once for each transport that `creation` makes; undefined when it is made only once. */
export function lifetimeOf(creation: ts.Node, calls: readonly Dispatch[]): ts.Node | undefined {
  const around = ancestors(creation).filter(isFunctionNode);
  const handler = around.findLast(each => calls.some(call => call.handler === each));
  if (handler) return handler;
  const [nearest] = around;
  if (!nearest) return undefined;
  return calls.some(call => ancestors(call.handler).includes(nearest)) ? undefined : nearest;
}

/** Creations that the same request may reach belong together, and the requests with them. */
export function groupsOf(
  creations: readonly TransportCreation[],
  dispatches: readonly Dispatch[],
  values: SessionValues,
): DispatchGroup[] {
  const groups: { creations: Set<TransportCreation>; dispatches: Dispatch[] }[] = creations.map(creation => ({
    creations: new Set([creation]),
    dispatches: [],
  }));
  for (const dispatch of dispatches) {
    const from = [...(values.of(dispatch.transport)?.from ?? [])];
    const met = groups.filter(group => from.some(creation => group.creations.has(creation)));
    const [first, ...rest] = met;
    if (!first) continue;
    first.dispatches.push(dispatch);
    for (const other of rest) {
      for (const creation of other.creations) first.creations.add(creation);
      first.dispatches.push(...other.dispatches);
      groups.splice(groups.indexOf(other), 1);
    }
  }
  return groups.map(group => ({
    creations: [...group.creations],
    dispatches: [...group.dispatches].sort((a, b) => a.call.pos - b.call.pos),
  }));
}

/** The names of what a dispatched request is answered with: `res`, or the `c` of `c.req.raw`. */
export function answeredWith({ call, given, helper }: Dispatch): ts.Identifier[] {
  const [request, response] = given;
  const root = response && rootName(response);
  const isNamed = root && !ts.isObjectLiteralExpression(unwrap(response));
  const name = isNamed ? root : request && !ts.isIdentifier(unwrap(request)) ? rootName(request) : undefined;
  if (!name) return [];
  if (!helper) return [name];
  return call.arguments.filter(ts.isIdentifier).filter(each => each.text === name.text);
}

/** How much of a request a dispatch hands over, with its body or without; in the handler itself it reads best. */
export function fullness({ given, helper }: Dispatch): number {
  return given.length - (helper ? 0.5 : 0);
}
