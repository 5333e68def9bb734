import { ts } from '../engine/ts.js';
import { leaves } from './route-exits.js';
import {
  enclosingFunction,
  isFunctionNode,
  isWithin,
  methodCall,
  unwrap,
  walk,
  type FunctionNode,
} from './syntax.js';

/** Names of functions that keep requests out. */
const CHECK = /auth|verif|permi|allow|guard|require|assert|validat|check|protect|ensure|limit|forbid|deny/i;
const LOG = /^(?:console|log|logger|this\.log|this\.logger)\b/;

/** `server.connect(transport)` in the same function. */
export function connection(handler: FunctionNode, creation: ts.NewExpression) {
  const { parent } = creation;
  const name = ts.isVariableDeclaration(parent)
    ? parent.name.getText()
    : ts.isBinaryExpression(parent) && parent.right === creation
      ? parent.left.getText()
      : undefined;
  const calls: { call: ts.CallExpression; server: ts.Expression }[] = [];
  walk(handler, node => {
    const found = methodCall(node);
    const [argument] = found?.call.arguments ?? [];
    if (found?.name !== 'connect' || !argument || found.call.arguments.length !== 1) return;
    const isIt = unwrap(argument) === creation || (name !== undefined && argument.getText() === name);
    if (isIt && enclosingFunction(found.call) === handler)
      calls.push({ call: found.call, server: found.object });
  });
  return calls.length === 1 ? calls[0] : undefined;
}

/**
 * What decides by the request whether, or for whom, a server is connected.
 * @param within the part of the handler to look at: its body, or the branch of the stream
 */
export function decision(
  handler: FunctionNode,
  within: ts.Node,
  connect: ts.CallExpression,
): ts.Node | undefined {
  const [request] = handler.parameters;
  const name = request && ts.isIdentifier(request.name) ? request.name.text : undefined;
  let found: ts.Node | undefined;
  walk(within, node => {
    if (found || node.pos > connect.pos) return false;
    if (isFunctionNode(node) || (ts.isCallExpression(node) && LOG.test(node.expression.getText())))
      return false;
    if (ts.isCatchClause(node)) return false;
    const call = methodCall(node);
    if (
      call &&
      /^(?:on|once)$/.test(call.name) &&
      call.object.getText().replace(/\.(?:raw|socket)$/, '') === name
    )
      return false;
    if (ts.isIfStatement(node) && leaves(node) && !isWithin(connect, node)) found = node.expression;
    if (ts.isCallExpression(node) && CHECK.test(calledName(node))) found = node;
    if (ts.isIdentifier(node) && node.text === name && !isLocalRead(node)) found = node.parent;
    return !found;
  });
  return found;
}

function calledName(call: ts.CallExpression): string {
  const callee = unwrap(call.expression);
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
}

/** A member of something else that has the name of the request. */
function isLocalRead(node: ts.Identifier): boolean {
  return (
    (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) || ts.isParameter(node.parent)
  );
}

/** Code in one short line, for messages. */
export function shortened(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ');
  return flat.length > 50 ? `${flat.slice(0, 47)}…` : flat;
}
