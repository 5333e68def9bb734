import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { methodFacts } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  assignedValue,
  enclosingFunction,
  enclosingStatement,
  isWithin,
  member,
  memberValue,
  nameText,
  siblings,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { inputAnswer, type InputAnswer } from './client-answers.js';
import { isLogged, sessionSites, type SessionSites } from './client-session.js';
import {
  classAround,
  functionCalled,
  sentMessages,
  variableOf,
  wireSites,
  type SentMessage,
  type WireSite,
} from './client-wire.js';
import { checksRevision, isClientDescription, listensApart, speaksMcp } from './client-protocol.js';
import { stringOf } from './messages.js';

/** A function of the file that sends the method it is handed. */
export interface RequestFunction {
  readonly node: FunctionNode;
  readonly name: ts.Identifier | ts.PrivateIdentifier;
  /** Places of the method and its parameters among its own parameters. */
  readonly method: number;
  readonly params: number | undefined;
  /** Sends requests, which have an id; else notifications. */
  readonly isRequest: boolean;
}

/** Where a client says hello: `await rpc('initialize', { protocolVersion, capabilities, clientInfo })`. */
export interface Handshake {
  readonly call: ts.CallExpression;
  readonly awaited: ts.AwaitExpression;
  readonly statement: ts.Statement;
  /** The request itself, when it is posted as it stands: the code after it reads the response. */
  readonly site: WireSite | undefined;
  /** What the client says of itself: an object literal, or a constant that holds one. */
  readonly client: ts.Expression;
  readonly clientLiteral: ts.ObjectLiteralExpression;
  /** The word `initialize`, and in a message the parameters beside it. */
  readonly method: ts.Expression;
  readonly message: ts.ObjectLiteralExpression | undefined;
  readonly kind: WireSite['kind'];
}

/** A client that writes its messages itself, whose whole exchange with the server is in view. */
export interface HandClient {
  readonly unit: SourceUnit;
  /** The class it is; undefined for functions. */
  readonly owner: ts.ClassLikeDeclaration | undefined;
  readonly sites: readonly WireSite[];
  readonly functions: readonly RequestFunction[];
  readonly handshake: Handshake;
  /** Statements that send `notifications/initialized`. */
  readonly initialized: readonly ts.ExpressionStatement[];
  /** Calls that send `ping`, by the argument that says so. */
  readonly pings: readonly ts.Expression[];
  readonly sessions: SessionSites;
  /** What answers questions of the server. */
  readonly answer: InputAnswer | undefined;
}

/** What only a client that was migrated already, or knows 2026-07-28 by itself, has in it. */
const IS_NEW = /\bserver\/discover\b|2026-07-28|\bMcpDialect\b/;
/** Ways to take in what a server sends that this does not follow. */
const OTHER_WAYS = /last-event-id|\bEventSource\b|\bWebSocket\b|\bXMLHttpRequest\b/i;

/** The client that a file is, when it is one and nothing of its exchange is out of view. */
export function handClient(project: ProjectModel, unit: SourceUnit): HandClient | undefined {
  if (!/['"`]initialize['"`]/.test(unit.text) || IS_NEW.test(unit.text) || OTHER_WAYS.test(unit.text))
    return undefined;
  if (!speaksMcp(project, unit) || listensApart(unit) || checksRevision(unit)) return undefined;
  const sites = wireSites(project, unit);
  const sent = sites.length > 0 ? sentMessages(project, unit, sites) : undefined;
  if (!sent) return undefined;
  const functions = sent.flatMap(each => requestFunction(project, each) ?? []);
  const requests = sent.filter(({ methodValue }) => methodValue !== undefined);
  const isKnown = requests.every(
    each => each.method !== undefined || requestFunction(project, each) !== undefined,
  );
  const asked = isKnown ? askedMethods(project, unit, functions, sent) : undefined;
  const handshakes = asked?.filter(each => each.method === 'initialize') ?? [];
  const [hello] = handshakes;
  const handshake = hello && handshakes.length === 1 ? handshakeOf(project, hello) : undefined;
  if (!asked || !handshake) return undefined;

  const initialized = asked
    .filter(each => each.method === 'notifications/initialized')
    .map(each => ownStatement(each.call));
  if (!initialized.every(each => each !== undefined)) return undefined;
  const others = asked.filter(each => !each.method.startsWith('notifications/') && each !== hello);
  // What does nothing but shake hands looks whether a server is there.
  if (others.length === 0 && functions.length === 0) return undefined;
  if (others.some(each => each.method !== 'ping' && !isOfNewRevision(each.method))) return undefined;
  const pings = others.filter(each => each.method === 'ping').map(each => each.word);

  const owner = classAround(handshake.call);
  const places = [...sites.map(each => each.call), ...initialized];
  if (places.some(each => classAround(each) !== owner)) return undefined;
  if (new Set(sites.map(each => each.kind)).size !== 1) return undefined;
  const sessions = sessionSites(project, unit, owner);
  const answer = inputAnswer(project, unit, owner);
  if (!sessions || (needsAnswer(handshake.clientLiteral) && !answer)) return undefined;
  return { unit, owner, sites, functions, handshake, initialized, pings, sessions, answer };
}

function isOfNewRevision(method: string): boolean {
  const facts = methodFacts(method);
  return facts === undefined || facts.new.includes('client');
}

/** Whether a client says that it answers questions of the server. */
function needsAnswer(client: ts.ObjectLiteralExpression): boolean {
  const capabilities = memberValue(client, 'capabilities');
  const literal = capabilities && unwrap(capabilities);
  if (!literal || !ts.isObjectLiteralExpression(literal)) return false;
  return ['elicitation', 'sampling', 'roots'].some(each => member(literal, each));
}

/** The function whose parameter the method of a message is. */
function requestFunction(project: ProjectModel, sent: SentMessage): RequestFunction | undefined {
  const { literal, methodValue } = sent;
  const method = methodValue && parameterOf(project, methodValue);
  if (!method) return undefined;
  const node = method.parent as FunctionNode;
  const name = nameOf(node);
  const given = memberValue(literal, 'params') ?? spreadParams(literal);
  const params = given && parameterIn(project, given, node);
  if (!name || (given && params === undefined)) return undefined;
  if (!node.parameters.every(isForwardable)) return undefined;
  return {
    node,
    name,
    method: node.parameters.indexOf(method),
    params,
    isRequest: hasId(project, literal),
  };
}

/** Whether a message has an id, from the start or once it is in its variable. */
function hasId(project: ProjectModel, literal: ts.ObjectLiteralExpression): boolean {
  if (literal.properties.some(each => nameText(each.name) === 'id' || isSpreadOf(each, 'id'))) return true;
  const holder = variableOf(literal);
  if (!holder || !ts.isIdentifier(holder.name)) return false;
  return project.names.references(holder.name).some(({ parent }) => {
    const isMember = ts.isPropertyAccessExpression(parent) && parent.name.text === 'id';
    return isMember && assignedValue(parent) !== undefined;
  });
}

/** `...(condition && { name })` */
function isSpreadOf(node: ts.ObjectLiteralElementLike, name: string): node is ts.SpreadAssignment {
  return ts.isSpreadAssignment(node) && new RegExp(`\\b${name}\\b`).test(node.expression.getText());
}

/** Whether what a parameter takes can be handed on: a name, or names taken out of an object. */
function isForwardable({ name }: ts.ParameterDeclaration): boolean {
  if (ts.isIdentifier(name)) return true;
  return (
    ts.isObjectBindingPattern(name) &&
    name.elements.every(each => ts.isIdentifier(each.name) && !each.dotDotDotToken)
  );
}

function parameterOf(project: ProjectModel, node: ts.Expression): ts.ParameterDeclaration | undefined {
  const name = unwrap(node);
  const declaration = ts.isIdentifier(name) ? project.names.symbol(name)?.declarations?.[0] : undefined;
  return declaration && ts.isParameter(declaration) ? declaration : undefined;
}

/** The one parameter of a function that an expression takes: `params`, `params ?? {}`. */
function parameterIn(project: ProjectModel, node: ts.Expression, owner: FunctionNode): number | undefined {
  const found = new Set<number>();
  walk(node, at => {
    const parameter = ts.isIdentifier(at) ? parameterOf(project, at) : undefined;
    if (parameter?.parent === owner) found.add(owner.parameters.indexOf(parameter));
  });
  return found.size === 1 ? [...found][0] : undefined;
}

/** `...(params && { params })` */
function spreadParams(literal: ts.ObjectLiteralExpression): ts.Expression | undefined {
  return literal.properties.find((each): each is ts.SpreadAssignment => isSpreadOf(each, 'params'))
    ?.expression;
}

function nameOf(node: FunctionNode): RequestFunction['name'] | undefined {
  const named =
    ts.isArrowFunction(node) || ts.isFunctionExpression(node)
      ? ts.isVariableDeclaration(node.parent) || ts.isPropertyDeclaration(node.parent)
        ? node.parent.name
        : undefined
      : node.name;
  return named && (ts.isIdentifier(named) || ts.isPrivateIdentifier(named)) ? named : undefined;
}

interface Asked {
  readonly method: string;
  /** The expression that says the method. */
  readonly word: ts.Expression;
  readonly call: ts.CallExpression;
  /** The parameters that go with it. */
  readonly params: ts.Expression | undefined;
  readonly sent: SentMessage | undefined;
  readonly kind: WireSite['kind'];
}

/** All methods that the file surely sends. */
function askedMethods(
  project: ProjectModel,
  unit: SourceUnit,
  functions: readonly RequestFunction[],
  sent: readonly SentMessage[],
): Asked[] {
  const found: Asked[] = [];
  for (const each of sent) {
    if (each.method === undefined || !each.methodValue) continue;
    const params = memberValue(each.literal, 'params');
    const { method, methodValue: word, call } = each;
    found.push({ method, word, call, params, sent: each, kind: each.site.kind });
  }
  const kind = sent[0]?.site.kind ?? 'http';
  walk(unit.ast, node => {
    if (!ts.isCallExpression(node)) return;
    const callee = functionCalled(project, node);
    const known = callee && functions.find(each => each.node === callee);
    const word = known && node.arguments[known.method];
    const method = word && stringOf(project, word);
    if (!known || method === undefined) return;
    const params = known.params === undefined ? undefined : node.arguments[known.params];
    found.push({ method, word: word!, call: node, params, sent: undefined, kind });
  });
  return found;
}

function handshakeOf(project: ProjectModel, asked: Asked): Handshake | undefined {
  const { call, params, kind, sent } = asked;
  const site = sent && sent.call === sent.site.call ? sent.site : undefined;
  if (!params || (site ? !canConnect(site) : sent && variableOf(sent.literal))) return undefined;
  const literal = objectOf(project, params);
  if (!literal || !isClientDescription(project, literal)) return undefined;
  let outer: ts.Node = call.parent;
  while (ts.isParenthesizedExpression(outer) || ts.isAsExpression(outer)) outer = outer.parent;
  if (!ts.isAwaitExpression(outer)) return undefined;
  const statement = enclosingStatement(outer);
  if (
    !siblings(statement) ||
    ancestors(outer).find(ts.isFunctionLike) !== ancestors(statement).find(ts.isFunctionLike)
  )
    return undefined;
  return {
    call,
    awaited: outer,
    statement,
    site,
    client: params,
    clientLiteral: literal,
    method: asked.word,
    message: sent?.literal,
    kind,
  };
}

/** Whether the code after a posted `initialize` takes the answer to `server/discover` as well. */
function canConnect(site: WireSite): boolean {
  const owner = enclosingFunction(site.call);
  if (site.kind !== 'http' || !owner) return false;
  let isRead = false;
  walk(owner, node => {
    // Under these names, the answer to `server/discover` has nothing.
    const isGone =
      ts.isPropertyAccessExpression(node) && /^(?:serverInfo|protocolVersion)$/.test(node.name.text);
    isRead ||= isGone && node.expression.kind !== ts.SyntaxKind.ThisKeyword && !isLogged(node);
    return !isRead;
  });
  return !isRead;
}

function objectOf(project: ProjectModel, node: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const value = unwrap(node);
  if (ts.isObjectLiteralExpression(value)) return value;
  const declaration = ts.isIdentifier(value) ? project.names.symbol(value)?.declarations?.[0] : undefined;
  const initializer =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? unwrap(declaration.initializer)
      : undefined;
  return initializer && ts.isObjectLiteralExpression(initializer) ? initializer : undefined;
}

/** The statement that does nothing but a call, and perhaps look away when it fails. */
function ownStatement(call: ts.CallExpression): ts.ExpressionStatement | undefined {
  let outer: ts.Node = call;
  for (;;) {
    const { parent }: ts.Node = outer;
    const isChain = ts.isPropertyAccessExpression(parent) && /^(?:catch|finally)$/.test(parent.name.text);
    if (isChain && ts.isCallExpression(parent.parent)) outer = parent.parent;
    else if (ts.isParenthesizedExpression(parent) || ts.isAwaitExpression(parent)) outer = parent;
    else if (ts.isVoidExpression(parent)) outer = parent;
    else return ts.isExpressionStatement(parent) && siblings(parent) ? parent : undefined;
  }
}

/** Whether a wire site is inside one of the statements that only older servers get. */
export function isLegacySite(client: HandClient, site: WireSite): boolean {
  return client.initialized.some(each => isWithin(site.call, each));
}
