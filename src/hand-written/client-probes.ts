import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  isFunctionNode,
  isWithin,
  methodCall,
  somewhere,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { failureParts, lastingEffect } from './client-failures.js';
import { functionsBehind, functionsNamed } from './client-path.js';
import { pipeObstacle } from './client-pipes.js';
import { functionCalled, type WireSite } from './client-wire.js';
import { handClient, unansweringClient, type HandClient } from './client.js';
import { stringOf } from './messages.js';

/** Why a `server/discover` cannot take the way that `initialize` takes, where an older server refuses it. */
export interface ProbeObstacle {
  readonly place: ts.Node;
  /** What the way does with it. */
  readonly reason: string;
}

const RETRIES = /retr(?:y|ies)|backoff|circuit|breaker|resilien|^fire$/i;
const RETRYING_MODULE = /retry|backoff|opossum|cockatiel|breaker|resilien/i;

/**
 * What of a client would take a refused `server/discover` for more than an answer: requests that shake hands again, are
 * sent again, or are counted when they fail, and children that are ended when one takes too long. A server of an
 * earlier revision may refuse it in any way, or not answer at all.
 * @param legacy whether servers of earlier revisions are asked at all
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
 */
export function probeObstacle(
  project: ProjectModel,
  client: HandClient,
  legacy: boolean,
): ProbeObstacle | undefined {
  const way = wayOf(project, client);
  const special = ownTreatment(project, client);
  if (special) return special;
  if (!legacy) return undefined;
  const around = ancestors(client.handshake.call).filter(isFunctionNode);
  return (
    handshakeAgain(way, around) ??
    repeated(project, client, way) ??
    lastingFailure(project, client, way) ??
    (client.handshake.kind === 'lines' ? pipeObstacle(project, client, way, around) : undefined)
  );
}

/** Whether a message is the `initialize` of a client that is reported for such an obstacle. */
export function isHeldHandshake(
  project: ProjectModel,
  unit: SourceUnit,
  message: ts.ObjectLiteralExpression,
  legacy: boolean,
): boolean {
  const client = handClient(project, unit) ?? unansweringClient(project, unit)?.client;
  const isOwn = client !== undefined && isWithin(message, client.handshake.call);
  return isOwn && probeObstacle(project, client, legacy) !== undefined;
}

/** The functions between the handshake and the wire. */
function wayOf(project: ProjectModel, { handshake, sites }: HandClient): ReadonlySet<FunctionNode> {
  const start = handshake.site ? undefined : functionCalled(project, handshake.call);
  const found = new Set(start ? functionsBehind(project, start) : []);
  // What posts may be a function of the project by itself.
  for (const site of sites) {
    if (handshake.site && site !== handshake.site) continue;
    for (const { node, place } of functionsNamed(project, site.call.expression))
      if (isWithin(place, site.call.expression))
        functionsBehind(project, node).forEach(each => found.add(each));
  }
  return found;
}

/** `if (method !== 'initialize' && !this.ready) throw …`: what holds for `initialize` does not for `server/discover`. */
function ownTreatment(project: ProjectModel, { unit, handshake }: HandClient): ProbeObstacle | undefined {
  let place: ts.Node | undefined;
  walk(unit.ast, node => {
    if (place || ts.isTypeNode(node)) return false;
    if (!ts.isExpression(node) || node === handshake.method || !isTested(node)) return undefined;
    if (stringOf(project, node) === 'initialize') place = node;
    return undefined;
  });
  return place && { place, reason: 'tells `initialize` from other requests' };
}

function isTested(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return /^[!=]==?$/.test(parent.operatorToken.getText());
  if (ts.isCaseClause(parent) || ts.isArrayLiteralExpression(parent)) return true;
  const call =
    ts.isCallExpression(parent) && parent.arguments.includes(node) ? methodCall(parent) : undefined;
  return (
    call !== undefined && /^(?:has|includes|add|startsWith|endsWith|test|localeCompare)$/.test(call.name)
  );
}

/** A function on the way that runs the one which shakes hands. */
function handshakeAgain(
  way: ReadonlySet<FunctionNode>,
  around: readonly FunctionNode[],
): ProbeObstacle | undefined {
  const again = around.find(each => way.has(each));
  return again && { place: again, reason: 'may shake hands again by itself' };
}

/** A request that is sent in a loop, by a function that calls itself, or by one that tries again. */
function repeated(
  project: ProjectModel,
  { unit, sites }: HandClient,
  way: ReadonlySet<FunctionNode>,
): ProbeObstacle | undefined {
  const reason = 'sends again what failed';
  const module = unit.ast.statements.find(
    each =>
      ts.isImportDeclaration(each) &&
      ts.isStringLiteral(each.moduleSpecifier) &&
      RETRYING_MODULE.test(each.moduleSpecifier.text),
  );
  if (module && way.size > 0) return { place: module, reason };
  for (const node of way) {
    const named = functionsNamed(project, node);
    const sends = named.filter(each => reaches(project, each.node, sites));
    const own = sites.map(each => each.call).filter(each => isWithin(each, node));
    const posts = own.length === 0 && sends.length === 0 ? postsIn(node) : [];
    for (const place of [...own, ...sends.map(each => each.place), ...posts])
      if (isRepeated(place, node)) return { place, reason };
    const failing = failureParts(node);
    const itself = sends.find(
      each =>
        each.node === node ||
        (failing.some(part => isWithin(each.place, part)) && functionsBehind(project, each.node).has(node)),
    );
    if (itself) return { place: itself.place, reason };
    if (ts.canHaveDecorators(node) && ts.getDecorators(node)?.length) return { place: node, reason };
  }
  return undefined;
}

function reaches(project: ProjectModel, node: FunctionNode, sites: readonly WireSite[]): boolean {
  const behind = functionsBehind(project, node);
  return sites.some(({ call }) => ancestors(call).some(each => isFunctionNode(each) && behind.has(each)));
}

/** `fetch(url, options)` in a function around it. */
function postsIn(node: FunctionNode): ts.Node[] {
  const found: ts.Node[] = [];
  walk(node, at => {
    const isFetch = ts.isCallExpression(at) && /(?:^|\.)fetch$/i.test(at.expression.getText());
    if (isFetch && !/['"`]GET['"`]|event-stream/.test(at.getText())) found.push(at);
  });
  return found;
}

function isRepeated(place: ts.Node, within: FunctionNode): boolean {
  return ancestors(place).some(each => {
    if (!isWithin(each, within)) return false;
    if (ts.isIterationStatement(each, false)) return !isReadingLoop(each, place);
    return ts.isCallExpression(each) && each !== place && RETRIES.test(calledName(each));
  });
}

/** `for await (const message of this.post(…))`, `while (true) { await reader.read(); … }`: what comes in is many, not what goes out. */
function isReadingLoop(loop: ts.IterationStatement, place: ts.Node): boolean {
  if (ts.isForOfStatement(loop)) return loop.awaitModifier !== undefined || isWithin(place, loop.expression);
  return somewhere(loop.statement, at => methodCall(at)?.name === 'read');
}

function calledName(call: ts.CallExpression): string {
  const callee = unwrap(call.expression);
  if (ts.isIdentifier(callee)) return callee.text;
  if (!ts.isPropertyAccessExpression(callee)) return '';
  const owner = unwrap(callee.expression);
  const ownerName = ts.isPropertyAccessExpression(owner)
    ? owner.name.text
    : ts.isIdentifier(owner)
      ? owner.text
      : '';
  return RETRIES.test(callee.name.text) ? callee.name.text : ownerName;
}

/** What a failing request on the way leaves behind. */
function lastingFailure(
  project: ProjectModel,
  { unit }: HandClient,
  way: ReadonlySet<FunctionNode>,
): ProbeObstacle | undefined {
  if (way.size === 0) return undefined;
  const parts = [...way].flatMap(failureParts);
  for (const part of [...parts, ...interceptors(unit.ast)]) {
    const place = lastingEffect(project, part);
    if (place) return { place, reason: 'does more than report a request that fails' };
  }
  return undefined;
}

/** `http.interceptors.response.use(…, error => { … })` */
function interceptors(root: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  walk(root, node => {
    const call = methodCall(node);
    const isInterceptor = call?.name === 'use' && /\binterceptors\.response$/.test(call.object.getText());
    if (isInterceptor) found.push(...call.call.arguments.slice(1));
  });
  return found;
}
