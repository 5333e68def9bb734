import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import { isFunctionNode, memberValue, member, methodCall, unwrap } from './syntax.js';

export type RegistrationKind = 'tool' | 'prompt' | 'resource' | 'request' | 'notification';

/** A call that has the form of a registration; whose method it is has not been looked at. */
export interface Registration {
  readonly call: ts.CallExpression;
  /** What the method is called on. */
  readonly receiver: ts.Expression;
  readonly kind: RegistrationKind;
  /** JSON-RPC method that the callback serves, when it is written out. */
  readonly method?: string;
  readonly callback: ts.Expression;
  /** Which parameter of the callback is the context; undefined when the source does not tell. */
  readonly contextIndex?: number;
}

/** Takes apart `x.registerTool(…)`, with a task as well, `x.registerPrompt(…)`, `x.registerResource(…)` and `x.set…Handler(…)`. */
export function registration(node: ts.Node, names: NameResolver): Registration | undefined {
  const found = methodCall(node);
  if (!found) return undefined;
  const { call, object: receiver, name } = found;
  const callback = call.arguments.at(-1);
  if (!callback || call.arguments.length < 2) return undefined;
  const base = { call, receiver, callback };
  const first = literalText(call.arguments[0]!);
  switch (name) {
    case 'registerTool':
    case 'registerToolTask':
      return {
        ...base,
        kind: 'tool',
        method: 'tools/call',
        ...contextAfter(schemaOf(call, 'inputSchema', names), callback),
      };
    case 'registerPrompt':
      return {
        ...base,
        kind: 'prompt',
        method: 'prompts/get',
        ...contextAfter(schemaOf(call, 'argsSchema', names), callback),
      };
    case 'registerResource':
      return { ...base, kind: 'resource', method: 'resources/read', ...resourceContext(call, names) };
    case 'setRequestHandler':
      return { ...base, kind: 'request', contextIndex: 1, ...(first !== undefined && { method: first }) };
    case 'setNotificationHandler':
      return { ...base, kind: 'notification', ...(first !== undefined && { method: first }) };
    default:
      return undefined;
  }
}

/** Whether the second argument, the configuration, names a schema; undefined when it cannot be seen. */
function schemaOf(call: ts.CallExpression, key: string, names: NameResolver): boolean | undefined {
  const config = call.arguments.length > 2 ? initializer(call.arguments[1]!, names) : undefined;
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

function resourceContext(call: ts.CallExpression, names: NameResolver): { contextIndex?: number } {
  const address = initializer(call.arguments[1]!, names);
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
