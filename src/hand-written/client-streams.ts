import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { HEADERS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  assignedValue,
  enclosingFunction,
  enclosingStatement,
  isWithin,
  memberValue,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { isLibraryGet } from './http-calls.js';
import { constantOf, nodeCall } from './node-requests.js';
import { calleeName, functionCalled } from './client-wire.js';
import { stringOf } from './messages.js';
import { resumePoints, type ResumePoint } from './client-resumes.js';
import { standingStream, type StandingStream } from './client-standing.js';

/** A request by `GET` for a stream of events, which 2026-07-28 has no more. */
export interface StreamRequest {
  readonly call: ts.CallExpression;
  readonly options: ts.ObjectLiteralExpression;
  /** The function that makes it. */
  readonly owner: FunctionNode;
  /** The id after which the stream goes on, when every such request has one. */
  readonly after: ts.Expression | undefined;
}

/** What a client does with streams of `GET`. */
export interface ClientStreams {
  /** Where it goes on with the broken stream of a request. */
  readonly resumes: readonly ResumePoint[];
  /** Where it waits for messages that belong to no request. */
  readonly standing: readonly StandingStream[];
}

/** Ways to take in what a server sends that this does not follow; the old transport says where to post in an event. */
const OTHER_WAYS = /\b(?:EventSource|WebSocket|XMLHttpRequest)\b|(['"`])endpoint\1/;
const STREAM = /event-stream|mcp-session-id|last-event-id|\bheaders\b/i;

/**
 * The streams that a client opens by `GET`; undefined when one of them is of a form that is not known.
 * @param isAnswered whether what a function throws goes to the one that sends the request again
 * @param isSending whether a function sends messages of its own
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#receiving-messages
 */
export function clientStreams(
  project: ProjectModel,
  unit: SourceUnit,
  isAnswered: (node: FunctionNode) => boolean,
  isSending: (node: FunctionNode) => boolean,
): ClientStreams | undefined {
  const found: StreamRequest[] = [];
  let isKnown = true;
  walk(unit.ast, node => {
    const call = ts.isCallExpression(node) && isStreamCall(project, node) ? node : undefined;
    const request = call && streamRequest(project, call);
    if (request) found.push(request);
    else if (call || isLibraryStream(project, node)) isKnown = false;
    return isKnown;
  });
  if (!isKnown || !isEveryIdSent(unit, found)) return undefined;
  if (found.length > 0 && OTHER_WAYS.test(unit.text)) return undefined;
  const resumes: ResumePoint[] = [];
  const standing: StandingStream[] = [];
  for (const request of found) {
    const points = resumePoints(project, unit, request, isAnswered);
    const stream = points ? undefined : standingStream(project, unit, request, isSending);
    if (points) resumes.push(...points);
    else if (stream) standing.push(stream);
    else return undefined;
  }
  return { resumes, standing };
}

/** Whether a call asks for a stream by `GET`, as far as its words tell. */
function isStreamCall(project: ProjectModel, call: ts.CallExpression): boolean {
  if (!/fetch$/i.test(calleeName(call) ?? '') || functionCalled(project, call)) return false;
  const given = call.arguments[1] && unwrap(call.arguments[1]);
  if (!given) return false;
  if (!ts.isObjectLiteralExpression(given)) return false;
  const method = memberValue(given, 'method');
  return (!method || /\bGET\b/i.test(method.getText())) && STREAM.test(given.getText());
}

/** The same by another library than `fetch`, whose streams are read otherwise. */
function isLibraryStream(project: ProjectModel, node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  const isGet = isLibraryGet(project, node) || isNodeGet(project, node);
  return isGet && node.arguments.some(each => STREAM.test(writtenOptions(project, each).getText()));
}

/** `http.get(…)`, and `http.request(…)` that says no other method. */
function isNodeGet(project: ProjectModel, call: ts.CallExpression): boolean {
  const name = nodeCall(project, call);
  if (name !== 'request') return name === 'get';
  const methods = call.arguments.flatMap(each => {
    const options = writtenOptions(project, each);
    return ts.isObjectLiteralExpression(options) ? (memberValue(options, 'method') ?? []) : [];
  });
  return methods.every(each => !/^(?:POST|DELETE)$/i.test(stringOf(project, each) ?? ''));
}

function writtenOptions(project: ProjectModel, given: ts.Expression): ts.Expression {
  const value = unwrap(given);
  return unwrap((ts.isIdentifier(value) && constantOf(project, value)?.initializer) || value);
}

function streamRequest(project: ProjectModel, call: ts.CallExpression): StreamRequest | undefined {
  const options = unwrap(call.arguments[1]!) as ts.ObjectLiteralExpression;
  const owner = enclosingFunction(call);
  const method = memberValue(options, 'method');
  const isGet = !method || stringOf(project, method)?.toUpperCase() === 'GET';
  if (!owner || !isGet || memberValue(options, 'body')) return undefined;
  const [after, ...more] = eventIds(owner).filter(each => isWithin(each.node, owner));
  if (more.length > 0) return undefined;
  return { call, options, owner, after: after?.isAlways ? after.value : undefined };
}

interface EventId {
  readonly node: ts.Node;
  readonly value: ts.Expression;
  /** Whether it is sent whatever it is. */
  readonly isAlways: boolean;
}

/** Where the id of the last event becomes a header: in a literal, or by an assignment. */
function eventIds(owner: ts.Node): EventId[] {
  const found: EventId[] = [];
  walk(owner, node => {
    if (!isHeaderName(node)) return;
    const { parent } = node;
    if (ts.isPropertyAssignment(parent) && parent.name === node) {
      const spread = ancestors(parent).find(each => ts.isSpreadAssignment(each) || ts.isStatement(each));
      const isAlways = !spread || !ts.isSpreadAssignment(spread);
      found.push({ node, value: parent.initializer, isAlways });
      return;
    }
    const value = ts.isElementAccessExpression(parent) ? assignedValue(parent) : undefined;
    const statement = value && enclosingStatement(node);
    if (value && statement)
      found.push({
        node,
        value,
        isAlways: ts.isBlock(statement.parent) && !ts.isIfStatement(statement.parent.parent),
      });
  });
  return found;
}

function isHeaderName(node: ts.Node): node is ts.StringLiteralLike {
  return ts.isStringLiteralLike(node) && node.text.toLowerCase() === HEADERS.lastEventId.toLowerCase();
}

/** Whether nothing else in a file names `Last-Event-ID`. */
function isEveryIdSent(unit: SourceUnit, requests: readonly StreamRequest[]): boolean {
  const sent = requests.flatMap(({ owner }) => eventIds(owner).map(each => each.node));
  let isKnown = true;
  walk(unit.ast, node => {
    if (isHeaderName(node) && !sent.includes(node)) isKnown = false;
    return isKnown;
  });
  return isKnown;
}

/** Whether a node runs for servers of earlier revisions only, once the client's streams are left to them. */
export function isOfOldStream({ resumes, standing }: ClientStreams, node: ts.Node): boolean {
  return (
    standing.some(each => isWithin(node, each.node)) ||
    resumes.some(
      ({ request, functions }) =>
        isWithin(node, request.call) || functions.some(each => isWithin(node, each)),
    )
  );
}
