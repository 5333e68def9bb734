import { ts } from '../engine/ts.js';
import { REGISTRAR_PACKAGES, registrarMethod } from '../frameworks/index.js';
import type { NameResolver } from '../project/names.js';
import { isFunctionNode, memberValue, member, methodCall, unwrap } from './syntax.js';

export type RegistrationKind = 'tool' | 'prompt' | 'resource' | 'request' | 'notification';

/** A call that has the form of a registration; whose method it is has not been looked at. */
export interface Registration {
  readonly call: ts.CallExpression;
  /** What the method is called on. */
  readonly receiver: ts.Expression;
  /** What the method gets. */
  readonly given: readonly ts.Expression[];
  readonly kind: RegistrationKind;
  /** JSON-RPC method that the callback serves, when it is written out. */
  readonly method?: string;
  readonly callback: ts.Expression;
  /** Which parameter of the callback is the context; undefined when the source does not tell. */
  readonly contextIndex?: number;
}

/**
 * Takes apart `x.registerTool(…)`, with a task as well, `x.registerPrompt(…)`, `x.registerResource(…)`,
 * `x.set…Handler(…)`, and functions of frameworks that register in these ways on the server they are given.
 */
export function registration(node: ts.Node, names: NameResolver): Registration | undefined {
  const found = registered(node, names);
  if (!found) return undefined;
  const { call, receiver, name, given } = found;
  const callback = given.at(-1);
  if (!callback || given.length < 2) return undefined;
  const base = { call, receiver, given, callback };
  const first = literalText(given[0]!);
  switch (name) {
    case 'registerTool':
    case 'registerToolTask':
      return {
        ...base,
        kind: 'tool',
        method: 'tools/call',
        ...contextAfter(schemaOf(given, 'inputSchema', names), callback),
      };
    case 'registerPrompt':
      return {
        ...base,
        kind: 'prompt',
        method: 'prompts/get',
        ...contextAfter(schemaOf(given, 'argsSchema', names), callback),
      };
    case 'registerResource':
      return { ...base, kind: 'resource', method: 'resources/read', ...resourceContext(given, names) };
    case 'setRequestHandler':
      return { ...base, kind: 'request', contextIndex: 1, ...(first !== undefined && { method: first }) };
    case 'setNotificationHandler':
      return { ...base, kind: 'notification', ...(first !== undefined && { method: first }) };
    default:
      return undefined;
  }
}

type Registered = Pick<Registration, 'call' | 'receiver' | 'given'> & { readonly name: string };

function registered(node: ts.Node, names: NameResolver): Registered | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const [server, ...given] = node.arguments;
  if (server && hasRegistrars(node.getSourceFile())) {
    const origin = names.origin(unwrap(node.expression));
    const name = origin && registrarMethod(origin.module, origin.name);
    if (name !== undefined) return { call: node, receiver: server, name, given };
  }
  const found = methodCall(node);
  return found && { call: node, receiver: found.object, name: found.name, given: node.arguments };
}

const withRegistrars = new WeakMap<ts.SourceFile, boolean>();

function hasRegistrars(file: ts.SourceFile): boolean {
  let known = withRegistrars.get(file);
  if (known === undefined) {
    known = REGISTRAR_PACKAGES.some(name => file.text.includes(name));
    withRegistrars.set(file, known);
  }
  return known;
}

/** Whether the second argument, the configuration, names a schema; undefined when it cannot be seen. */
function schemaOf(given: readonly ts.Expression[], key: string, names: NameResolver): boolean | undefined {
  const config = given.length > 2 ? initializer(given[1]!, names) : undefined;
  if (!config || !ts.isObjectLiteralExpression(config)) return undefined;
  if (member(config, key)) {
    const value = memberValue(config, key);
    return !(value && ts.isIdentifier(value) && value.text === 'undefined');
  }
  return config.properties.some(ts.isSpreadAssignment) ? undefined : false;
}

function contextAfter(hasArguments: boolean | undefined, callback: ts.Expression): { contextIndex?: number } {
  if (hasArguments !== undefined) return { contextIndex: hasArguments ? 1 : 0 };
  const inline = unwrap(callback);
  return isFunctionNode(inline) && inline.parameters.length > 1 ? { contextIndex: 1 } : {};
}

function resourceContext(given: readonly ts.Expression[], names: NameResolver): { contextIndex?: number } {
  const address = initializer(given[1]!, names);
  if (!address) return {};
  if (ts.isStringLiteralLike(address) || ts.isTemplateExpression(address)) return { contextIndex: 1 };
  return ts.isNewExpression(address) ? { contextIndex: 2 } : {};
}

function literalText(node: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** What an expression was written as: the value itself, or that of the variable it names. */
export function initializer(node: ts.Expression, names: NameResolver): ts.Expression | undefined {
  const value = unwrap(node);
  if (!ts.isIdentifier(value)) return value;
  const declaration = names.declaration(value);
  if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
  return declaration.initializer && unwrap(declaration.initializer);
}
