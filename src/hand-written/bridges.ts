import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isConst,
  isFunctionNode,
  methodCall,
  somewhere,
  unwrap,
  walk,
  wrapped,
} from '../recognise/syntax.js';

/** Code that hands what one transport of the SDK receives to another: `toClient.onmessage = m => toServer.send(m)`. */
export interface Bridge {
  /** The transport that clients are connected to, as it is written. */
  readonly toClient: string;
  /** What is done with a message of a client. */
  readonly receive: ts.ArrowFunction | ts.FunctionExpression;
  /** The transport that leads to the server. */
  readonly toServer: ts.Expression;
  /** What is done with a message of the server. */
  readonly back: ts.ArrowFunction | ts.FunctionExpression;
  /** The call that sends it on to the server. */
  readonly send: ts.CallExpression;
  /** The name of the message that is sent on. */
  readonly message: ts.Identifier;
  /** What takes the errors of messages to the client, where one function does. */
  readonly onClientError?: string;
}

const SDK = /['"]@modelcontextprotocol\/(?:client|server|core|node)\b/;

/** The bridges of a file in which all of it is in view: both directions, and which of them leads to the server. */
export function bridges(project: ProjectModel, unit: SourceUnit): Bridge[] {
  if (!/\.onmessage\s*=/.test(unit.text) || !SDK.test(unit.text)) return [];
  const forwards: Forward[] = [];
  walk(unit.ast, node => {
    const forward = forwardOf(project, node);
    if (forward) forwards.push(forward);
  });
  return forwards.flatMap(forward => {
    if (!facesClient(project, forward.from) || !facesServer(project, forward.to)) return [];
    const from = forward.from.getText();
    const back = forwards.filter(
      ({ scope, to, from: other }) =>
        scope === forward.scope && to.getText() === from && other.getText() === forward.to.getText(),
    );
    const same = forwards.filter(
      ({ scope, from: other }) => scope === forward.scope && other.getText() === from,
    );
    if (back.length !== 1 || same.length !== 1) return [];
    const handler = caught(back[0]!.send)?.handler;
    const { receive, send, message } = forward;
    const onClientError = handler && ts.isIdentifier(handler) ? handler.text : undefined;
    const bridge = { toClient: from, toServer: forward.to, back: back[0]!.receive, receive, send, message };
    return [{ ...bridge, ...(onClientError && { onClientError }) }];
  });
}

interface Forward {
  readonly from: ts.Expression;
  readonly to: ts.Expression;
  readonly receive: ts.ArrowFunction | ts.FunctionExpression;
  readonly send: ts.CallExpression;
  readonly message: ts.Identifier;
  readonly scope: ts.Node | undefined;
}

/** `from.onmessage = message => { …; to.send(message); … }`, with one call that sends the message on. */
function forwardOf(project: ProjectModel, node: ts.Node): Forward | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const left = unwrap(node.left);
  const receive = unwrap(node.right);
  if (!ts.isPropertyAccessExpression(left) || left.name.text !== 'onmessage') return undefined;
  if (!ts.isArrowFunction(receive) && !ts.isFunctionExpression(receive)) return undefined;
  const [parameter] = receive.parameters;
  if (!parameter || !ts.isIdentifier(parameter.name)) return undefined;
  const from = unwrap(left.expression);
  const sends: Pick<Forward, 'to' | 'send' | 'message'>[] = [];
  walk(receive.body, at => {
    const call = methodCall(at);
    const [argument] = call?.call.arguments ?? [];
    if (call?.name !== 'send' || !argument || call.object.getText() === from.getText()) return;
    const message = unwrap(argument);
    if (ts.isIdentifier(message) && isOfParameter(project, message, parameter))
      sends.push({ to: unwrap(call.object), send: call.call, message });
  });
  const [sent, more] = sends;
  return sent && !more ? { from, receive, scope: enclosingFunction(node), ...sent } : undefined;
}

/** Whether a name is the message that came, or a constant made of it: `const message = changed(_message)`. */
function isOfParameter(
  project: ProjectModel,
  name: ts.Identifier,
  parameter: ts.ParameterDeclaration,
): boolean {
  const declaration = project.names.declaration(name);
  if (declaration === parameter) return true;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  return (
    isConst(declaration) &&
    somewhere(
      wrapped(declaration.initializer),
      at => ts.isIdentifier(at) && project.names.declaration(at) === parameter,
    )
  );
}

function facesClient(project: ProjectModel, transport: ts.Expression): boolean {
  const made = madeFrom(project, transport);
  // Nobody asks for 2026-07-28 over HTTP+SSE.
  return made === undefined
    ? /to_?client$/i.test(lastName(transport))
    : /^(?!SSE)\w*ServerTransport$/.test(made);
}

function facesServer(project: ProjectModel, transport: ts.Expression): boolean {
  const made = madeFrom(project, transport);
  return made === undefined ? /to_?server$/i.test(lastName(transport)) : /ClientTransport$/.test(made);
}

/** The class of the SDK that a variable is made from in view; undefined for what comes from elsewhere. */
function madeFrom(project: ProjectModel, transport: ts.Expression): string | undefined {
  const declaration = ts.isIdentifier(transport) ? project.names.declaration(transport) : undefined;
  const value =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? unwrap(declaration.initializer)
      : undefined;
  if (!value || !ts.isNewExpression(value)) return undefined;
  const origin = project.names.origin(value.expression);
  return origin?.module.startsWith('@modelcontextprotocol/') ? origin.name : '';
}

function lastName(transport: ts.Expression): string {
  return ts.isPropertyAccessExpression(transport) ? transport.name.text : transport.getText();
}

/** The `.catch(handler)` behind a call, and the whole of it. */
export function caught(
  call: ts.CallExpression,
): { readonly whole: ts.CallExpression; readonly handler: ts.Expression } | undefined {
  const access = wrapped(call).parent;
  const whole = ts.isPropertyAccessExpression(access) ? access.parent : undefined;
  if (!whole || !ts.isCallExpression(whole) || methodCall(whole)?.name !== 'catch') return undefined;
  const [handler, more] = whole.arguments;
  return handler && !more ? { whole, handler: unwrap(handler) } : undefined;
}

/** Whether something in a function sends what it did not receive: an error to the client, for one. */
export function answersItself(project: ProjectModel, handler: ts.Expression, toClient: string): boolean {
  const value = functionBehind(project, handler);
  if (!value) return true;
  return somewhereIn(value, at => methodCall(at)?.name === 'send' || at.getText() === `${toClient}.send`);
}

/** The function that an expression is, or names; undefined for what is out of view. */
function functionBehind(project: ProjectModel, handler: ts.Expression): ts.Node | undefined {
  if (isFunctionNode(handler)) return handler;
  const declaration = ts.isIdentifier(handler) ? project.names.declaration(handler) : undefined;
  if (!declaration) return /^(?:console|log(?:ger)?)\.\w+$/.test(handler.getText()) ? handler : undefined;
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  const value = ts.isVariableDeclaration(declaration) && declaration.initializer;
  return value && isFunctionNode(unwrap(value)) ? unwrap(value) : undefined;
}

function somewhereIn(node: ts.Node, test: (node: ts.Node) => boolean): boolean {
  let found = false;
  walk(node, at => {
    found ||= test(at);
    return !found;
  });
  return found;
}

/** Whether a transport is started by hand, which nobody does to one that a server or client is connected with. */
export function isStartedByHand(project: ProjectModel, creation: ts.NewExpression): boolean {
  const declaration = wrapped(creation).parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  return project.names.references(declaration.name).some(use => {
    const access = use.parent;
    return methodCall(access.parent)?.name === 'start' && ts.isPropertyAccessExpression(access);
  });
}

/** The `try` around a call that is the last thing in it, where the call is awaited. */
export function tryAround(call: ts.CallExpression): ts.CatchClause | undefined {
  const awaited = wrapped(call).parent;
  if (!ts.isAwaitExpression(awaited) || !ts.isExpressionStatement(awaited.parent)) return undefined;
  const statement = awaited.parent;
  const block = ancestors(statement).find(ts.isBlock);
  const isLast = block?.statements.at(-1) === statement;
  return isLast && ts.isTryStatement(block.parent) && block.parent.tryBlock === block
    ? block.parent.catchClause
    : undefined;
}
