import { quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isFunctionNode, methodCall, unwrap } from '../recognise/syntax.js';
import { readHeader, stringOf } from './messages.js';

/** Code that reads one header of the request that a function was handed: `req.headers['x']`, `c.req.header('x')`. */
export interface HeaderRead {
  readonly node: ts.CallExpression | ts.ElementAccessExpression;
  /** In lower case. */
  readonly header: string;
  /** What names the header. */
  readonly name: ts.Expression;
}

/** The read of a header of an incoming request that a node is; responses that code awaited are none. */
export function incomingHeader(project: ProjectModel, node: ts.Node): HeaderRead | undefined {
  if (!ts.isCallExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  const header = readHeader(project, node);
  if (header === undefined || !isOfRequest(project, ownerOf(node))) return undefined;
  const name = ts.isCallExpression(node) ? node.arguments[0]! : node.argumentExpression;
  return { node, header, name };
}

/** Whether headers, or what has them, came into a function with a request. */
export function isOfRequest(project: ProjectModel, owner: ts.Expression): boolean {
  const root = rootOf(owner);
  const declaration = root && project.names.declaration(root);
  if (!declaration) return false;
  if (ts.isParameter(declaration)) return !isAnswer(declaration.parent) && !isResponseType(declaration);
  // `async function forward({ request, response, url })`
  const isMember =
    ts.isBindingElement(declaration) &&
    ts.isObjectBindingPattern(declaration.parent) &&
    ts.isParameter(declaration.parent.parent);
  return isMember && /^req(?:uest)?$/.test((declaration.propertyName ?? declaration.name).getText());
}

/** The same read of another header. */
export function readAs(unit: SourceUnit, { node, name }: HeaderRead, header: string): string {
  const start = node.getStart(unit.ast);
  return (
    unit.text.slice(start, name.getStart(unit.ast)) +
    quoted(header, unit.style) +
    unit.text.slice(name.end, node.end)
  );
}

/** Whether an expression names a header in the list of those that a request of MCP has. */
export function namesHeader(project: ProjectModel, node: ts.Expression, header: string): boolean {
  return stringOf(project, node)?.toLowerCase() === header.toLowerCase();
}

function ownerOf(node: ts.CallExpression | ts.ElementAccessExpression): ts.Expression {
  return ts.isCallExpression(node) ? methodCall(node)!.object : node.expression;
}

/** `req` of `req.headers` and `c` of `c.req.raw.headers`. */
function rootOf(node: ts.Expression): ts.Identifier | undefined {
  let inner = unwrap(node);
  while (ts.isPropertyAccessExpression(inner)) inner = unwrap(inner.expression);
  return ts.isIdentifier(inner) ? inner : undefined;
}

/** `http.request(options, response => …)`, `fetch(…).then(response => …)`, `request.on('response', response => …)` */
function isAnswer(owner: ts.Node): boolean {
  const call = isFunctionNode(owner) ? owner.parent : undefined;
  if (!call || !ts.isCallExpression(call) || !call.arguments.includes(owner as ts.Expression)) return false;
  const callee = unwrap(call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  if (name !== 'on' && name !== 'once') return /^(?:request|get|then|fetch)$/.test(name) && !isRoute(call);
  const [event] = call.arguments;
  return event !== undefined && ts.isStringLiteralLike(event) && event.text !== 'request';
}

/** `app.get('/mcp', handler)`: a route, and no request. */
function isRoute(call: ts.CallExpression): boolean {
  const [path] = call.arguments;
  return path !== undefined && ts.isStringLiteralLike(path) && path.text.startsWith('/');
}

function isResponseType({ type }: ts.ParameterDeclaration): boolean {
  return type !== undefined && /\b(?:Response|AxiosResponse|ServerResponse)\b/.test(type.getText());
}
