import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { methodFacts } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  enclosingFunction,
  isWithin,
  member,
  memberValue,
  returnedExpressions,
  unwrap,
} from '../recognise/syntax.js';
import { inputAnswer, questionTest, type InputAnswer } from './client-answers.js';
import { callbackAnswer, type CallbackAnswer } from './client-callback-answers.js';
import { handshakeOf, readsOldNames, type Handshake } from './client-handshake.js';
import { clientChanges, heardStream, type ClientChanges } from './client-changes.js';
import { checksRevision, speaksMcp } from './client-protocol.js';
import { askedMethods, requestFunction, type RequestFunction } from './client-requests.js';
import { sessionSites, type SessionSites } from './client-session.js';
import { ownStatement } from './client-calls.js';
import { clientStreams, isOfOldStream, type ClientStreams } from './client-streams.js';
import { askingSites } from './client-asks.js';
import { unreadRequests, type UnreadRequest } from './client-unread.js';
import {
  classAround,
  functionCalled,
  givesResponse,
  sentMessages,
  wireSites,
  type WireSite,
} from './client-wire.js';

/** A client that writes its messages itself, whose whole exchange with the server is in view. */
export interface HandClient {
  readonly unit: SourceUnit;
  /** The class it is; undefined for functions. */
  readonly owner: ts.ClassLikeDeclaration | undefined;
  readonly sites: readonly WireSite[];
  readonly functions: readonly RequestFunction[];
  readonly handshake: Handshake;
  /** What puts `initialize` on the wire. */
  readonly greeter: WireSite | undefined;
  /** Statements that send `notifications/initialized`. */
  readonly initialized: readonly ts.ExpressionStatement[];
  /** Calls that send `ping`, by the argument that says so. */
  readonly pings: readonly ts.Expression[];
  readonly sessions: SessionSites;
  readonly streams: ClientStreams;
  /** Posts of requests whose results nothing else would read for what they are. */
  readonly asks: ReadonlySet<WireSite>;
  /** Requests whose results nothing reads for what they are. */
  readonly unread: readonly UnreadRequest[];
  /** What answers questions of the server. */
  readonly answer: InputAnswer | undefined;
  readonly changes: ClientChanges;
}

/** What only a client that was migrated already, or knows 2026-07-28 by itself, has in it. */
const IS_NEW = /\bserver\/discover\b|2026-07-28|\bMcpDialect\b/;
/** Ways to take in what a server sends that this does not follow; the old transport answers on an `EventSource`. */
const OTHER_WAYS = /\b(?:WebSocket|XMLHttpRequest)\b|^(?=[^]*\bEventSource\b)[^]*(['"`])endpoint\1/;
/** Methods by which resources are watched at 2025-11-25. */
const WATCHES = /^resources\/(?:un)?subscribe$/;

/** The client that a file is, when it is one and nothing of its exchange is out of view. */
export function handClient(project: ProjectModel, unit: SourceUnit): HandClient | undefined {
  const client = wholeClient(project, unit);
  return client && answers(client) ? client : undefined;
}

/** A client that is wholly in view, but answers questions of the server where nothing else can have them answered. */
export interface UnansweringClient {
  readonly client: HandClient;
  /** Where it answers them, or else says that it does. */
  readonly place: ts.Node;
  /** The call that is handed what sends the answer. */
  readonly asking: CallbackAnswer | undefined;
}

/**
 * The client of a file that answers questions of the server in the middle of other code, so that nothing can answer
 * the same question in a result.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function unansweringClient(project: ProjectModel, unit: SourceUnit): UnansweringClient | undefined {
  const client = wholeClient(project, unit);
  if (!client || answers(client)) return undefined;
  const test = questionTest(project, unit);
  const asking = test && callbackAnswer(project, test);
  return { client, place: test ?? client.handshake.clientLiteral, asking };
}

/** Whether a client that says it answers questions of the server has a function that does. */
function answers({ handshake, answer }: HandClient): boolean {
  return answer !== undefined || !needsAnswer(handshake.clientLiteral);
}

function wholeClient(project: ProjectModel, unit: SourceUnit): HandClient | undefined {
  if (!/['"`]initialize['"`]/.test(unit.text) || IS_NEW.test(unit.text) || OTHER_WAYS.test(unit.text))
    return undefined;
  if (!speaksMcp(project, unit) || checksRevision(unit)) return undefined;
  const sites = wireSites(project, unit);
  const sent = sites.length > 0 ? sentMessages(project, unit, sites) : undefined;
  if (!sent) return undefined;
  const functions = oncePerFunction(sent.flatMap(each => requestFunction(project, each) ?? []));
  if (!functions) return undefined;
  const requests = sent.filter(({ methodValue }) => methodValue !== undefined);
  const isKnown = requests.every(
    each => each.method !== undefined || requestFunction(project, each) !== undefined,
  );
  const asked = isKnown ? askedMethods(project, unit, functions, sent) : undefined;
  const handshakes = asked?.filter(each => each.method === 'initialize') ?? [];
  const [hello] = handshakes;
  const handshake = hello && handshakes.length === 1 ? handshakeOf(project, hello) : undefined;
  if (!asked || !hello || !handshake) return undefined;

  const initialized = asked
    .filter(each => each.method === 'notifications/initialized')
    .map(each => ownStatement(each.call));
  if (!initialized.every(each => each !== undefined)) return undefined;
  const others = asked.filter(each => !each.method.startsWith('notifications/') && each !== hello);
  // What does nothing but shake hands looks whether a server is there.
  if (others.length === 0 && functions.length === 0) return undefined;
  const isKnownNow = (method: string) => method === 'ping' || WATCHES.test(method) || isOfNewRevision(method);
  if (!others.every(each => isKnownNow(each.method))) return undefined;
  const pings = others.filter(each => each.method === 'ping').map(each => each.word);

  // What is read of results there is read by whoever calls.
  const greeting = functionCalled(project, handshake.call);
  const greeter = hello.sent ?? sent.find(each => requestFunction(project, each)?.node === greeting);
  const answering = functions.filter(each => each.isRequest).map(each => each.node);
  if (answering.some(each => givesResponse(project, each, sites))) return undefined;
  if (greeting && givesResponse(project, greeting, sites, true)) return undefined;
  // Beside other things, the answer is not read like one to `initialize`.
  const isBeside =
    greeting &&
    (returnedExpressions(greeting).some(isWithoutResult) || givesResponse(project, greeting, sites));
  const reader = enclosingFunction(handshake.call) ?? unit.ast;
  if (isBeside && readsOldNames(reader)) return undefined;

  const owner = classAround(handshake.call);
  const places = [...sites.map(each => each.call), ...initialized];
  if (places.some(each => classAround(each) !== owner)) return undefined;
  if (new Set(sites.map(each => each.kind)).size !== 1) return undefined;
  const streams = clientStreams(
    project,
    unit,
    node => functions.some(each => each.node === node && each.isRequest && each.params !== undefined),
    node => places.some(each => isWithin(each, node)) || asked.some(each => isWithin(each.call, node)),
  );
  // Other fetchers have other streams in their responses.
  const isForeign = sites.some(({ form, kind }) => form !== undefined || kind === 'node');
  if (!streams || (isForeign && streams.resumes.length > 0)) return undefined;
  const { standing } = streams;
  const found = clientChanges(project, unit, { asked, functions, sites, standing });
  // Other fetchers have other options.
  const changes =
    isForeign && found.listening?.kind === 'stream' ? { ...found, listening: undefined } : found;
  const heard = heardStream(changes);
  const old: ClientStreams = heard ? { ...streams, standing: [] } : streams;
  const isOld = (node: ts.Node) =>
    isOfOldStream(old, node) || (heard?.checks.some(each => isWithin(node, each)) ?? false);
  const sessions = sessionSites(project, unit, owner, isOld);
  const answer = inputAnswer(project, unit, owner);
  if (!sessions) return undefined;
  const asks = askingSites(sent, hello, streams);
  const unread = unreadRequests(project, unit, { asked, functions, sites, asks });
  return {
    unit,
    owner,
    sites,
    functions,
    handshake,
    greeter: greeter?.site,
    initialized,
    pings,
    sessions,
    streams,
    asks,
    unread,
    answer,
    changes,
  };
}

/** The functions that send what they are handed, of which some write several messages; undefined when these differ. */
function oncePerFunction(functions: readonly RequestFunction[]): RequestFunction[] | undefined {
  const known = new Map<ts.Node, RequestFunction>();
  for (const each of functions) {
    const same = known.get(each.node);
    const isSame =
      !same ||
      (same.method === each.method && same.params === each.params && same.isRequest === each.isRequest);
    if (!isSame) return undefined;
    known.set(each.node, same ?? each);
  }
  return [...known.values()];
}

/** `{ headers, json }` */
function isWithoutResult(node: ts.Expression): boolean {
  const value = unwrap(node);
  return ts.isObjectLiteralExpression(value) && !member(value, 'result');
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

/** Whether a wire site is inside one of the statements that only older servers get. */
export function isLegacySite(client: HandClient, site: WireSite): boolean {
  return client.initialized.some(each => isWithin(site.call, each));
}
