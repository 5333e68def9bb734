import { ts } from '../engine/ts.js';
import { INPUT_METHODS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { mcpObject } from './mcp-objects.js';
import { initializer } from './registrations.js';
import { isFunctionNode, memberValue, methodCall, unwrap, walk, type FunctionNode } from './syntax.js';
import { valuesOf } from './values.js';

/** A request that a server sends to its client. */
export interface ServerRequest {
  readonly call: ts.CallExpression;
  /** JSON-RPC method: `elicitation/create`, `sampling/createMessage`, `roots/list` or `ping`. */
  readonly method: string;
  /** What is written: `elicitInput`, `ctx.mcpReq.send`. */
  readonly spelling: string;
}

const SERVER_METHODS: Readonly<Record<string, string>> = {
  elicitInput: 'elicitation/create',
  createMessage: 'sampling/createMessage',
  listRoots: 'roots/list',
  ping: 'ping',
};

const CONTEXT_METHODS: Readonly<Record<string, string>> = {
  elicitInput: 'elicitation/create',
  requestSampling: 'sampling/createMessage',
};

/** Requests that are sent by their method. */
const SENT = ['ping', ...INPUT_METHODS];

const CALLED = new Set([...Object.keys(SERVER_METHODS), ...Object.keys(CONTEXT_METHODS), 'send', 'request']);
const WRITTEN = new RegExp(`\\b(?:${[...CALLED].join('|')})\\b`);

/** The request to the client that a call sends, if it is one. */
export function serverRequest(project: ProjectModel, node: ts.Node): ServerRequest | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const taken = requestMember(project, node);
  const callee = taken === undefined ? resolvedCallee(project, node) : { object: undefined, name: taken };
  if (!callee || !CALLED.has(callee.name)) return undefined;
  const { object, name } = callee;
  const isContext = object === undefined || isRequestContext(project, object);
  if (!isContext && mcpObject(project, object) !== 'server') return undefined;
  const known = (isContext ? CONTEXT_METHODS : SERVER_METHODS)[name];
  if (known) return { call: node, method: known, spelling: isContext ? `ctx.mcpReq.${name}` : name };
  if (name !== (isContext ? 'send' : 'request')) return undefined;
  const method = writtenMethod(project, node.arguments[0]);
  if (method === undefined || !SENT.includes(method)) return undefined;
  return { call: node, method, spelling: isContext ? 'ctx.mcpReq.send' : 'request' };
}

/** Object and method of a call, through constants that hold the method: `const ask = server.elicitInput.bind(server)`. */
function resolvedCallee(
  project: ProjectModel,
  node: ts.CallExpression,
): { object: ts.Expression; name: string } | undefined {
  const callee = unwrap(node.expression);
  if (ts.isPropertyAccessExpression(callee)) return { object: callee.expression, name: callee.name.text };
  if (!ts.isIdentifier(callee)) return undefined;
  if (!WRITTEN.test(node.getSourceFile().text)) return undefined;
  const value = initializer(callee, project.names);
  if (!value || value === callee) return destructured(project, callee);
  return methodOf(value);
}

/** `server.elicitInput`, `server.elicitInput.bind(server)`. */
function methodOf(value: ts.Expression): { object: ts.Expression; name: string } | undefined {
  const bound = methodCall(value);
  const method = bound?.name === 'bind' ? unwrap(bound.object) : value;
  return ts.isPropertyAccessExpression(method)
    ? { object: method.expression, name: method.name.text }
    : undefined;
}

/** Whether a value is a method that asks the client, of a server or a request: `server.elicitInput.bind(server)`. */
export function isAskingMethod(project: ProjectModel, value: ts.Expression): boolean {
  const method = methodOf(unwrap(value));
  if (!method || !CALLED.has(method.name)) return false;
  return isRequestContext(project, method.object) || mcpObject(project, method.object) === 'server';
}

/** `const { elicitInput } = ctx.mcpReq`. */
function destructured(
  project: ProjectModel,
  name: ts.Identifier,
): { object: ts.Expression; name: string } | undefined {
  const declaration = project.names.declaration(name);
  if (!declaration || !ts.isBindingElement(declaration)) return undefined;
  const owner = declaration.parent.parent;
  if (!ts.isVariableDeclaration(owner) || !owner.initializer) return undefined;
  return { object: owner.initializer, name: (declaration.propertyName ?? declaration.name).getText() };
}

/** The method that a call runs under a name out of the parameter of a handler: `(args, { mcpReq: { send } }) =>`. */
export function requestMember(project: ProjectModel, node: ts.CallExpression): string | undefined {
  if (!ts.isIdentifier(node.expression)) return undefined;
  const declaration = project.names.declaration(node.expression);
  if (!declaration || !ts.isBindingElement(declaration)) return undefined;
  const around = declaration.parent.parent;
  if (!ts.isBindingElement(around) || !isRequestOfContext(project, around)) return undefined;
  return (declaration.propertyName ?? declaration.name).getText();
}

/** Whether a binding takes `mcpReq` out of the context of a handler. */
function isRequestOfContext(project: ProjectModel, binding: ts.BindingElement): boolean {
  const value = valuesOf(project).ofDeclaration(binding.parent.parent);
  const isContext = value?.is === 'sdk' && /^(?:Server|Client|Base)Context$/.test(value.name);
  return isContext && (binding.propertyName ?? binding.name).getText() === 'mcpReq';
}

/** Whether an expression is the `mcpReq` of a handler's context. */
export function isRequestContext(project: ProjectModel, expression: ts.Expression): boolean {
  const node = unwrap(expression);
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text === 'mcpReq' && mcpObject(project, node.expression) === 'context';
  }
  const declaration = ts.isIdentifier(node) ? project.names.declaration(node) : undefined;
  if (!declaration) return false;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
    return isRequestContext(project, declaration.initializer);
  }
  return ts.isBindingElement(declaration) && isRequestOfContext(project, declaration);
}

/** The `method` of a request object that is written out. */
export function writtenMethod(project: ProjectModel, node: ts.Expression | undefined): string | undefined {
  const request = node && initializer(node, project.names);
  if (!request || !ts.isObjectLiteralExpression(request)) return undefined;
  const method = memberValue(request, 'method');
  const text = method && unwrap(method);
  return text && ts.isStringLiteralLike(text) ? text.text : undefined;
}

/**
 * Whether running a node asks the client something: directly, or in project functions it calls. Functions that are
 * only written there are not entered.
 * @param methods the requests that count
 */
export function asksClient(
  project: ProjectModel,
  root: ts.Node,
  methods: readonly string[] = INPUT_METHODS,
  depth = 2,
): boolean {
  let found = false;
  const seen = new Set<FunctionNode>();
  walk(root, node => {
    if (found || (node !== root && isFunctionNode(node))) return false;
    if (!ts.isCallExpression(node)) return true;
    const request = serverRequest(project, node);
    found = request !== undefined && methods.includes(request.method);
    const target = !found && depth > 0 ? valuesOf(project).callee(node) : undefined;
    if (target?.body && !seen.has(target)) {
      seen.add(target);
      found = asksClient(project, target.body, methods, depth - 1);
    }
    return !found;
  });
  return found;
}
