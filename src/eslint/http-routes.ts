import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { calledMethod } from './functions.js';
import {
  ancestors,
  isFunction,
  keyName,
  literalText,
  memberName,
  property,
  somewhere,
  unwrap,
  type FunctionNode,
} from './tree.js';

/** HTTP methods that only sessions of MCP have a use for. */
export type SessionMethod = 'GET' | 'DELETE';

const MAX_DEPTH = 3;
const ENDS_IN_TRANSPORT = /StreamableHTTPServerTransport$/;

/**
 * Whether a node is where requests of one HTTP method are handed to an MCP transport: the route of a framework, an
 * exported handler of that name, or a branch on `req.method`.
 */
export function servesMethod(file: McpFile, node: TSESTree.Node, method: SessionMethod): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.CallExpression:
      return routeHandlers(node, method).some(
        each => reachesTransport(file, each) || isHandlerOfOtherFile(file, each),
      );
    case AST_NODE_TYPES.ExportNamedDeclaration: {
      const { declaration } = node;
      return (
        declaration?.type === AST_NODE_TYPES.FunctionDeclaration &&
        declaration.id?.name === method &&
        reachesTransport(file, declaration)
      );
    }
    case AST_NODE_TYPES.BinaryExpression:
    case AST_NODE_TYPES.SwitchCase: {
      const branch = branchFor(node, method);
      return branch.some(each => handsOver(file, each, 0));
    }
    default:
      return false;
  }
}

/** The handlers that a call registers for a method: `app.get(path, handler)`, `app.route({ method, handler })`. */
function routeHandlers(node: TSESTree.CallExpression, method: SessionMethod): readonly TSESTree.Node[] {
  if (node.callee.type !== AST_NODE_TYPES.MemberExpression) return [];
  const name = memberName(node.callee);
  if (name === method.toLowerCase()) {
    const { object } = node.callee;
    if (node.arguments.length > 1) return node.arguments.slice(1);
    return isChainOfRoute(object) ? node.arguments : [];
  }
  const options = node.arguments[0];
  if (name !== 'route' || options?.type !== AST_NODE_TYPES.ObjectExpression) return [];
  const given = property(options, 'method')?.value;
  const handler = property(options, 'handler')?.value;
  const methods = given?.type === AST_NODE_TYPES.ArrayExpression ? given.elements : [given];
  const isOurs = methods.length === 1 && literalText(methods[0])?.toUpperCase() === method;
  return isOurs && handler ? [handler] : [];
}

/** `app.route('/mcp').get(…).delete(…)` */
function isChainOfRoute(node: TSESTree.Node): boolean {
  if (node.type !== AST_NODE_TYPES.CallExpression) return false;
  if (node.callee.type !== AST_NODE_TYPES.MemberExpression) return false;
  return memberName(node.callee) === 'route' || isChainOfRoute(node.callee.object);
}

/** What runs for a method after a test of `req.method`: the branch of an `if`, or the statements of a `case`. */
function branchFor(
  node: TSESTree.BinaryExpression | TSESTree.SwitchCase,
  method: SessionMethod,
): readonly TSESTree.Node[] {
  if (node.type === AST_NODE_TYPES.SwitchCase) {
    const { parent } = node;
    if (literalText(node.test) !== method || parent.type !== AST_NODE_TYPES.SwitchStatement) return [];
    return isRequestMethod(parent.discriminant) ? node.consequent : [];
  }
  if (!/^===?$/.test(node.operator)) return [];
  const [subject, value] =
    literalText(node.right) === undefined ? [node.right, node.left] : [node.left, node.right];
  if (literalText(value) !== method || !isRequestMethod(subject)) return [];
  for (const outer of ancestors(node)) {
    if (outer.type === AST_NODE_TYPES.LogicalExpression) continue;
    return outer.type === AST_NODE_TYPES.IfStatement ? [outer.consequent] : [];
  }
  return [];
}

function isRequestMethod(node: TSESTree.Node): boolean {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.MemberExpression) return memberName(value) === 'method';
  return value.type === AST_NODE_TYPES.Identifier && value.name === 'method';
}

/** Whether a handler of HTTP requests comes to hand them to a transport of sessions. */
function reachesTransport(file: McpFile, handler: TSESTree.Node, depth = 0): boolean {
  const owner = functionOf(file, handler);
  return owner !== undefined && handsOver(file, owner.body, depth);
}

/** Whether a handler is a function of another file of the project that hands requests to a transport of sessions. */
function isHandlerOfOtherFile(file: McpFile, handler: TSESTree.Node): boolean {
  const value = unwrap(handler);
  return (
    value.type === AST_NODE_TYPES.Identifier && file.names.imported(value)?.exported.servesSessions === true
  );
}

function functionOf(file: McpFile, node: TSESTree.Node): FunctionNode | undefined {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.CallExpression) {
    const { callee } = value;
    if (callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'bind') {
      return functionOf(file, callee.object);
    }
    return value.arguments.map(each => functionOf(file, each)).find(Boolean);
  }
  if (value.type === AST_NODE_TYPES.MemberExpression) return memberFunction(value);
  return file.names.function(value);
}

function memberFunction(node: TSESTree.MemberExpression): FunctionNode | undefined {
  if (node.object.type !== AST_NODE_TYPES.ThisExpression) return undefined;
  const method = calledMethod(node);
  if (method) return method;
  for (const at of ancestors(node)) {
    if (at.type !== AST_NODE_TYPES.ClassBody) continue;
    const name = memberName(node);
    const found = at.body.find(
      (each): each is TSESTree.PropertyDefinition =>
        each.type === AST_NODE_TYPES.PropertyDefinition && keyName(each) === name,
    )?.value;
    return isFunction(found) ? found : undefined;
  }
  return undefined;
}

function handsOver(file: McpFile, root: TSESTree.Node, depth: number): boolean {
  return somewhere(file.sourceCode, root, node => {
    if (node.type !== AST_NODE_TYPES.CallExpression) return false;
    const { callee } = node;
    const isHandOver =
      callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'handleRequest';
    if (isHandOver) return isTransport(file, callee.object);
    const called = depth < MAX_DEPTH ? functionOf(file, callee) : undefined;
    return called !== undefined && handsOver(file, called.body, depth + 1);
  });
}

/** Whether a value is a transport that keeps a session, as far as the file tells. */
function isTransport(file: McpFile, node: TSESTree.Node): boolean {
  const { code } = file;
  const isStateless =
    /\bsessionIdGenerator\s*:\s*undefined\b/.test(code) &&
    code.match(/\bsessionIdGenerator\b/g)?.length === 1;
  if (isStateless) return false;
  const name = file.values.classOf(node);
  if (name !== undefined) return ENDS_IN_TRANSPORT.test(name);
  return file.usesSdk && code.includes('StreamableHTTPServerTransport');
}
