import type { SourceUnit } from '../engine/types.js';
import { ts } from '../engine/ts.js';
import { isUrlError } from './thrown-urls.js';
import { methodFacts } from '../facts/protocol.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { isLegacyOnly, isModernOnly } from '../recognise/era-guard.js';
import { isTestFile } from '../recognise/deployment.js';
import { handlerContextsOf, type HandlerContexts } from '../recognise/handler-context.js';
import { handlersAround } from '../recognise/handlers.js';
import { keepAlive } from '../recognise/keep-alive.js';
import { isOnlyLogged } from '../recognise/logged.js';
import { mcpObject } from '../recognise/mcp-objects.js';
import { ancestors, isFunctionNode, memberValue, methodCall, unwrap, walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

/** One reason why clients of 2025-11-25 need a session that lasts longer than a request. */
export interface SessionNeed {
  readonly file: string;
  readonly pos: number;
  /** What the code does, as a sentence without its full stop. */
  readonly reason: string;
  /** Whether clients of 2025-11-25 lose a feature without the session, and not just a notice. */
  readonly isFeature: boolean;
}

/** Methods of a server that send a request to its client. */
const REQUESTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    elicitInput: 'asks the user for input',
    createMessage: 'asks the client for a completion',
    requestSampling: 'asks the client for a completion',
    listRoots: 'asks the client for its roots',
    createElicitationCompletionNotifier: 'tells the client that an elicitation is complete',
  }),
);
/** Methods that send on the stream a client opens with GET. */
const NOTICES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    sendToolListChanged: 'tells clients that the tools changed',
    sendPromptListChanged: 'tells clients that the prompts changed',
    sendResourceListChanged: 'tells clients that the resources changed',
    sendResourceUpdated: 'tells clients that a resource changed',
  }),
);
const CLIENT_READS = new Set(['getClientCapabilities', 'getClientVersion']);
/** Methods of what `registerTool` and its siblings return. */
const REGISTERED_CHANGES = new Set(['enable', 'disable', 'update', 'remove']);

/**
 * Why a package needs the sessions of 2025-11-25, in the order of its files. Its own code counts and that of the
 * packages of the same project which it depends on; tests do not.
 *
 * Without a session there is no way back to the client: a request to it, a notice outside of a call, and what
 * `initialize` said about it all need a connection that outlives one request.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
 */
export function sessionNeeds(project: ProjectModel, file: string): readonly SessionNeed[] {
  let known = snapshots.get(project);
  if (!known) snapshots.set(project, (known = new Map<PackageInfo | undefined, readonly SessionNeed[]>()));
  const home = project.packageOf(file);
  let needs = known.get(home);
  if (!needs) {
    const contexts = handlerContextsOf(project);
    needs = packageUnits(project, home).flatMap(unit => needsIn(project, contexts, unit));
    known.set(home, needs);
  }
  return needs;
}

/** Several endpoints of a package ask. */
const snapshots = new WeakMap<ProjectModel, Map<PackageInfo | undefined, readonly SessionNeed[]>>();

function packageUnits(project: ProjectModel, own: PackageInfo | undefined): SourceUnit[] {
  const packages = new Set<PackageInfo | undefined>([own]);
  for (const each of packages) {
    const { dependencies, devDependencies } = each?.manifest ?? {};
    for (const other of project.packages) {
      const { name } = other.manifest;
      if (name !== undefined && (dependencies?.[name] ?? devDependencies?.[name]) !== undefined)
        packages.add(other);
    }
  }
  return project.units
    .filter(unit => packages.has(project.packageOf(unit.path)) && !isTestFile(project, unit))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function needsIn(project: ProjectModel, contexts: HandlerContexts, unit: SourceUnit): SessionNeed[] {
  const found: SessionNeed[] = [];
  const add = (node: ts.Node, reason: string, isFeature: boolean): void => {
    found.push({ file: unit.path, pos: node.getStart(unit.ast), reason, isFeature });
  };
  walk(unit.ast, node => {
    if (ts.isCallExpression(node)) {
      const need = callNeed(project, contexts, node);
      if (need) add(node, need.reason, need.isFeature);
    } else if (ts.isNewExpression(node) && isUrlError(project, node) && !isLegacyOnly(project, node)) {
      add(node, 'has the user open a page', true);
    } else if (ts.isPropertyAccessExpression(node) || ts.isBindingElement(node)) {
      if (isSessionId(contexts, node) && !isOnlyLogged(project.names, node))
        add(node, 'uses the session id of a request as a key', true);
    }
    if (isOninitialized(project, node)) add(node, 'acts when a client has finished its handshake', true);
  });
  return found;
}

function callNeed(
  project: ProjectModel,
  contexts: HandlerContexts,
  node: ts.CallExpression,
): Pick<SessionNeed, 'reason' | 'isFeature'> | undefined {
  if (valuesOf(project).sdkExport(unwrap(node.expression)) === 'inputRequired') {
    if (isModernOnly(project, node)) return undefined;
    return { reason: 'asks the client for input in the middle of a call', isFeature: true };
  }
  const sent = contexts.path(node.expression)?.join('.');
  if (sent === 'mcpReq.send' || sent === 'sendRequest')
    return requestNeed(node, 'sends a request to the client');
  if (sent === 'mcpReq.elicitInput' || sent === 'mcpReq.requestSampling')
    return { reason: REQUESTS.get(sent.slice('mcpReq.'.length))!, isFeature: true };
  const call = methodCall(node);
  if (!call) return undefined;
  const { object, name } = call;
  if (isServer(project, object, name)) {
    const request = REQUESTS.get(name);
    if (request) return { reason: request, isFeature: true };
    const notice = NOTICES.get(name);
    if (notice) return { reason: notice, isFeature: false };
    if (CLIENT_READS.has(name))
      return { reason: 'reads what the client said about itself in its handshake', isFeature: true };
    if (name === 'request') return requestNeed(node, undefined);
    // What only keeps a connection alive is not missed without one.
    if (name === 'ping' && !isKeepAlive(project, node))
      return { reason: 'sends a ping to the client', isFeature: false };
    if (name === 'sendLoggingMessage' && !isInHandler(project, node))
      return { reason: 'sends log messages outside of a call', isFeature: false };
    if (name === 'notification' && !names(node, 1, 'relatedRequestId'))
      return { reason: 'sends notifications outside of a call', isFeature: false };
    if (name === 'setRequestHandler') return handlerNeed(node);
    if (/^register(?:Tool|Prompt|Resource)$/.test(name) && isInHandler(project, node))
      return { reason: 'registers something for one client in the middle of its session', isFeature: true };
  }
  if (REGISTERED_CHANGES.has(name) && changesRegistration(project, object))
    return { reason: 'changes what a client sees in the middle of its session', isFeature: true };
  return undefined;
}

function isKeepAlive(project: ProjectModel, ping: ts.CallExpression): boolean {
  return ancestors(ping).some(each => keepAlive(project, each)?.isDispensable);
}

/** Whether a method is one of an SDK server. Names that nobody else uses count when the object is not known. */
function isServer(project: ProjectModel, object: ts.Expression, method: string): boolean {
  const kind = mcpObject(project, object);
  if (kind) return kind === 'server' || kind === 'mcp-server';
  if (valuesOf(project).of(object)) return false;
  const isOurs = REQUESTS.has(method) || NOTICES.has(method) || CLIENT_READS.has(method);
  if (!isOurs || project.names.origin(rootOf(object))) return false;
  return method !== 'createMessage' || /server|mcp/i.test(object.getText());
}

function rootOf(node: ts.Expression): ts.Expression {
  let at = unwrap(node);
  while (ts.isPropertyAccessExpression(at)) at = unwrap(at.expression);
  return at;
}

/** `request({ method: 'roots/list' })`: what the server asks for, by the method where it is written out. */
function requestNeed(
  node: ts.CallExpression,
  otherwise: string | undefined,
): Pick<SessionNeed, 'reason' | 'isFeature'> | undefined {
  const message = node.arguments[0] && unwrap(node.arguments[0]);
  const method =
    message && ts.isObjectLiteralExpression(message) ? memberValue(message, 'method') : undefined;
  const text = method && ts.isStringLiteralLike(method) ? method.text : undefined;
  if (text === 'sampling/createMessage') return { reason: REQUESTS.get('createMessage')!, isFeature: true };
  if (text === 'elicitation/create') return { reason: REQUESTS.get('elicitInput')!, isFeature: true };
  if (text === 'roots/list') return { reason: REQUESTS.get('listRoots')!, isFeature: true };
  if (text !== undefined && methodFacts(text))
    return { reason: `sends \`${text}\` to the client`, isFeature: true };
  return otherwise === undefined ? undefined : { reason: otherwise, isFeature: true };
}

/** What a handler is for, by the first argument of its registration, v1 and v2. */
const HANDLED = new Map([
  ['resources/subscribe', 'lets clients subscribe to resources'],
  ['SubscribeRequestSchema', 'lets clients subscribe to resources'],
  ['initialize', 'answers the handshake itself'],
  ['InitializeRequestSchema', 'answers the handshake itself'],
]);

function handlerNeed(node: ts.CallExpression): Pick<SessionNeed, 'reason' | 'isFeature'> | undefined {
  const [first] = node.arguments;
  const method = first && ts.isStringLiteralLike(first) ? first.text : first?.getText();
  const reason = method === undefined ? undefined : HANDLED.get(method);
  return reason === undefined ? undefined : { reason, isFeature: true };
}

/** Whether a call runs while a handler does: written in it, and in no callback that may run later. */
function isInHandler(project: ProjectModel, node: ts.Node): boolean {
  const [handler] = handlersAround(project, node);
  if (!handler) return false;
  return !ancestors(node)
    .slice(0, ancestors(node).indexOf(handler.function))
    .some(at => isFunctionNode(at) && isDelayed(at));
}

function isDelayed(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent)) return true;
  const callee = parent.expression.getText();
  return /^(?:setTimeout|setInterval|setImmediate|queueMicrotask)$|\.(?:on|once|then|subscribe|addListener)$/.test(
    callee,
  );
}

function names(node: ts.CallExpression, index: number, option: string): boolean {
  const argument = node.arguments[index];
  const literal = argument && unwrap(argument);
  return (
    literal !== undefined &&
    ts.isObjectLiteralExpression(literal) &&
    memberValue(literal, option) !== undefined
  );
}

/** `tool.disable()` in a function that is not the one in which `tool` was registered. */
function changesRegistration(project: ProjectModel, object: ts.Expression): boolean {
  const value = unwrap(object);
  if (!ts.isIdentifier(value)) return false;
  const declaration = project.names.declaration(value);
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const call = made && methodCall(unwrap(made));
  if (!call || !/^register(?:Tool|Prompt|Resource)$/.test(call.name)) return false;
  if (mcpObject(project, call.object) !== 'mcp-server') return false;
  return ancestors(value).find(isFunctionNode) !== ancestors(declaration!).find(isFunctionNode);
}

/** `ctx.sessionId`, read or taken apart, of the context of a handler. */
function isSessionId(
  contexts: HandlerContexts,
  node: ts.PropertyAccessExpression | ts.BindingElement,
): boolean {
  const path = ts.isBindingElement(node) ? contexts.boundPath(node) : contexts.path(node);
  return path?.join('.') === 'sessionId';
}

/** `server.oninitialized = …` */
function isOninitialized(project: ProjectModel, node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  const left = unwrap(node.left);
  if (!ts.isPropertyAccessExpression(left) || left.name.text !== 'oninitialized') return false;
  const kind = mcpObject(project, left.expression);
  return kind === 'server' || kind === 'mcp-server' || !valuesOf(project).of(left.expression);
}
