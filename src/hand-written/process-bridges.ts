import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { transportCreations, type TransportCreation } from '../recognise/http-transport.js';
import {
  enclosingFunction,
  enclosingStatement,
  isConst,
  isWithin,
  methodCall,
  siblings,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { isPassedOn } from './passed-messages.js';

/**
 * A route that starts an MCP server on stdio and hands it what a transport of the SDK receives:
 * `transport.onmessage = m => child.stdin.write(…)`.
 */
export interface ProcessBridge {
  readonly unit: SourceUnit;
  readonly creation: TransportCreation;
  /** The call of `spawn`. */
  readonly spawn: ts.CallExpression;
  /** The function that answers a request of HTTP. */
  readonly handler: FunctionNode;
  /** The request, the response and the parsed body, as they are handed to the transport. */
  readonly given: readonly [ts.Expression, ts.Expression, ts.Expression];
  /** Whether nothing looks into the messages of requests, or changes an answer, on their way. */
  readonly isPlain: boolean;
}

/** The bridges of a file from Streamable HTTP to a process for each request or for each session. */
export function bridgesToProcesses(project: ProjectModel, unit: SourceUnit): ProcessBridge[] {
  if (!/child_process/.test(unit.text) || !/\.onmessage\s*=/.test(unit.text)) return [];
  return transportCreations(unit, project.names).flatMap(creation => {
    const handler = creation.kind === 'node' ? enclosingFunction(creation.node) : undefined;
    const found = handler && bridgeIn(project, unit, creation, handler);
    return found ? [found] : [];
  });
}

function bridgeIn(
  project: ProjectModel,
  unit: SourceUnit,
  creation: TransportCreation,
  handler: FunctionNode,
): ProcessBridge | undefined {
  const transport = transportName(creation.node);
  if (!transport) return undefined;
  const receivers: ts.Expression[] = [];
  const sends: ts.Expression[] = [];
  const spawns: ts.CallExpression[] = [];
  const dispatches: ts.CallExpression[] = [];
  walk(handler, node => {
    const received = assigned(node, transport);
    if (received) receivers.push(received);
    const call = methodCall(node);
    if (call?.object.getText() === transport) {
      if (call.name === 'send') sends.push(...call.call.arguments.slice(0, 1));
      if (call.name === 'handleRequest') dispatches.push(call.call);
    }
    if (ts.isCallExpression(node) && isSpawn(project, node) && enclosingFunction(node) === handler)
      spawns.push(node);
  });
  const [spawn, otherSpawn] = spawns;
  const [receive, otherReceive] = receivers;
  const [dispatch, otherDispatch] = dispatches;
  if (!spawn || !receive || !dispatch || sends.length === 0) return undefined;
  if (otherSpawn || otherReceive || otherDispatch || enclosingFunction(dispatch) !== handler)
    return undefined;
  const process = spawn.parent;
  const isNamed =
    ts.isVariableDeclaration(process) &&
    isConst(process) &&
    ts.isIdentifier(process.name) &&
    process.name.text;
  if (!isNamed || !writesTo(receive, isNamed)) return undefined;
  const [request, response, body] = dispatch.arguments;
  if (!request || !response || !body) return undefined;
  return {
    unit,
    creation,
    spawn,
    handler,
    given: [request, response, body],
    isPlain: isPassedOn(project, unwrap(receive), sends),
  };
}

/** The name of the variable that a transport is kept in: `const transport = new …`, `transport = new …`. */
function transportName(creation: ts.NewExpression): string | undefined {
  const { parent } = creation;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  return ts.isBinaryExpression(parent) && parent.right === creation && ts.isIdentifier(parent.left)
    ? parent.left.text
    : undefined;
}

function assigned(node: ts.Node, transport: string): ts.Expression | undefined {
  const isReceiver =
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    node.left.getText() === `${transport}.onmessage`;
  return isReceiver ? node.right : undefined;
}

function isSpawn(project: ProjectModel, call: ts.CallExpression): boolean {
  const origin = project.names.origin(call.expression);
  return origin !== undefined && /^(?:node:)?child_process$/.test(origin.module) && origin.name === 'spawn';
}

function writesTo(receive: ts.Node, process: string): boolean {
  let found = false;
  walk(receive, node => {
    const call = methodCall(node);
    found ||=
      call?.name === 'write' &&
      /^\w+[!?]?\.stdin!?$/.test(call.object.getText()) &&
      call.object.getText().startsWith(process);
    return !found;
  });
  return found;
}

/**
 * The statement of a handler in front of which its request can be handed to another process instead: the first that
 * makes something of the bridge. Undefined where the process depends on something that is made later.
 */
export function frontOf(project: ProjectModel, bridge: ProcessBridge): ts.Statement | undefined {
  const { creation, handler, spawn, given } = bridge;
  const made = enclosingStatement(creation.node);
  const block = siblings(made);
  const started = enclosingStatement(spawn);
  if (!block?.includes(started) || !isWithin(made, handler)) return undefined;
  const server = block.find(each => isServerFor(project, each, bridge));
  const [front] = [made, started, ...(server ? [server] : [])].sort((a, b) => a.pos - b.pos);
  const needed = [spawn, ...given];
  return needed.every(each => isKnownBefore(project, each, front!)) ? front : undefined;
}

/** `const server = new Server(…)`, which is connected to the transport. */
function isServerFor(
  project: ProjectModel,
  statement: ts.Statement,
  { handler, creation }: ProcessBridge,
): boolean {
  const declaration = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]
    : undefined;
  const value = declaration?.initializer && unwrap(declaration.initializer);
  if (!declaration || !value || !ts.isNewExpression(value)) return false;
  const origin = project.names.origin(value.expression);
  if (origin?.module !== '@modelcontextprotocol/server' || !/^(?:Mcp)?Server$/.test(origin.name))
    return false;
  const transport = transportName(creation.node);
  return handler.getText().includes(`${declaration.name.getText()}.connect(${transport})`);
}

/** Whether all names of an expression are declared outside its function, as parameters, or before a statement. */
function isKnownBefore(project: ProjectModel, node: ts.Node, statement: ts.Statement): boolean {
  let isKnown = true;
  walk(node, at => {
    const isName =
      ts.isIdentifier(at) && !(ts.isPropertyAccessExpression(at.parent) && at.parent.name === at);
    const declaration = isName && project.names.declaration(at);
    if (!declaration || declaration.getSourceFile() !== statement.getSourceFile()) return;
    const isInside = isWithin(declaration, node);
    const isLater =
      declaration.pos >= statement.pos && enclosingFunction(declaration) === enclosingFunction(statement);
    if (!isInside && isLater && !ts.isParameter(declaration)) isKnown = false;
  });
  return isKnown;
}
