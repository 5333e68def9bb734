import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { isJsonRpc } from './messages.js';
import { hasSpread, literalText, memberName, property, propertyValue, unwrap, wrapped } from './tree.js';

/** A JSON-RPC message that a call sends in an HTTP request, written out by hand. */
export interface HttpRequest {
  readonly message: TSESTree.ObjectExpression;
  /** The method of the message; undefined when it is decided at run time. */
  readonly method: string | undefined;
  /** The options of the request that its headers are, or would be, in. */
  readonly options: TSESTree.ObjectExpression | undefined;
}

/**
 * The message that a call sends over HTTP, by the shape of its arguments: `fetch(url, { method: 'POST', body: JSON.stringify({ jsonrpc, … }) })`,
 * `axios.post(url, { jsonrpc, … }, { headers })`, `got.post(url, { json: { jsonrpc, … } })`.
 */
export function httpRequest(
  file: McpFile,
  node: TSESTree.CallExpression | TSESTree.NewExpression,
): HttpRequest | undefined {
  const callee = unwrap(node.callee);
  const isPost = callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'post';
  for (const [index, argument] of node.arguments.entries()) {
    const options = unwrap(argument);
    if (options.type === AST_NODE_TYPES.ObjectExpression) {
      const isHttp = isPost || ['method', 'headers'].some(each => property(options, each));
      const inside = isHttp ? bodyOf(file, options) : undefined;
      if (inside) return { ...inside, options };
    }
    const direct = isPost && index === 1 ? messageIn(file, argument) : undefined;
    if (direct) return { ...direct, options: file.names.object(node.arguments[2]) };
  }
  return undefined;
}

function bodyOf(file: McpFile, options: TSESTree.ObjectExpression) {
  for (const name of ['body', 'data', 'json', 'payload']) {
    const value = propertyValue(options, name);
    const found = value && messageIn(file, value);
    if (found) return found;
  }
  return undefined;
}

/** The message in an expression, itself or as the argument of `JSON.stringify`. */
function messageIn(file: McpFile, node: TSESTree.Node) {
  let value: TSESTree.Node | undefined = unwrap(node);
  if (value.type === AST_NODE_TYPES.Identifier) {
    const assigned = file.names.initializer(value);
    value = assigned ? unwrap(assigned) : undefined;
  }
  if (value?.type === AST_NODE_TYPES.CallExpression) {
    const { callee } = value;
    const isText = callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'stringify';
    value = isText ? value.arguments[0] : undefined;
  }
  const message = value && file.names.object(value);
  if (!message || !isJsonRpc(file.names, message)) return undefined;
  const method = property(message, 'method');
  return method ? { message, method: file.names.string(method.value) } : undefined;
}

/** Whether a request surely goes without a header; not when its headers come from elsewhere. */
export function lacksHeader(file: McpFile, request: HttpRequest, header: string): boolean {
  const { options } = request;
  if (!options) return true;
  if (hasSpread(options)) return false;
  const given = propertyValue(options, 'headers');
  if (!given) return true;
  const headers = file.names.object(given);
  if (!headers || isAdded(file, given, header)) return false;
  return headers.properties.every(each => {
    if (each.type === AST_NODE_TYPES.SpreadElement) return isWithout(file, each.argument, header);
    const { key } = each;
    const name = !each.computed && key.type === AST_NODE_TYPES.Identifier ? key.name : file.names.string(key);
    return name !== undefined && name.toLowerCase() !== header.toLowerCase();
  });
}

/** Whether headers that are kept in a variable may get a further one: `headers['Mcp-Method'] = method`. */
function isAdded(file: McpFile, node: TSESTree.Node, header: string): boolean {
  const value = unwrap(node);
  if (value.type !== AST_NODE_TYPES.Identifier) return false;
  return (file.names.variable(value)?.references ?? []).some(({ identifier }) => {
    const { parent } = wrapped(identifier);
    if (parent?.type === AST_NODE_TYPES.CallExpression) return parent.callee !== identifier;
    if (parent?.type !== AST_NODE_TYPES.MemberExpression || parent.object !== identifier) return false;
    const name = memberName(parent) ?? file.names.string(parent.property);
    return name === undefined || name.toLowerCase() === header.toLowerCase();
  });
}

/** Whether what is spread into headers is known and has no such header: an object of the file, or a choice of them. */
function isWithout(file: McpFile, node: TSESTree.Node, header: string): boolean {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.ConditionalExpression) {
    return isWithout(file, value.consequent, header) && isWithout(file, value.alternate, header);
  }
  if (value.type === AST_NODE_TYPES.LogicalExpression) return isWithout(file, value.right, header);
  const object = file.names.object(value);
  return (
    object !== undefined &&
    !isAdded(file, value, header) &&
    object.properties.every(each => {
      if (each.type !== AST_NODE_TYPES.Property) return false;
      const name =
        !each.computed && each.key.type === AST_NODE_TYPES.Identifier ? each.key.name : literalText(each.key);
      return name !== undefined && name.toLowerCase() !== header.toLowerCase();
    })
  );
}
