import { ASKING_METHODS, INPUT_METHODS } from '../facts/protocol.js';
import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isLegacyOnly } from '../recognise/era-guard.js';
import type { Handler } from '../recognise/handlers.js';
import { serverRequest } from '../recognise/server-requests.js';
import {
  ancestors,
  isFunctionNode,
  isWithin,
  siblings,
  somewhere,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { askedServer } from './asked-server.js';
import type { Helper } from './asking-helpers.js';
import { Effects, type Effect } from './effects.js';
import { canTakeKey } from './repeated-helpers.js';
import { GuardedEffects, type GuardedEffect } from './guarded-effects.js';
import { givenBy } from './helper-results.js';
import {
  partOf,
  resultNames,
  thrownPart,
  type InputPart,
  type Obstacle,
  type PlacedPart,
} from './input-parts.js';

/** Where a function asks for input, and goes on with the answers. */
export interface InputSite extends PlacedPart {
  /** Awaits right behind it that do not need its answer: they are asked in the same round. */
  readonly along: readonly InputPart[];
  /** Requests that may have been answered when this one is reached. */
  readonly earlier: readonly InputSite[];
}

/** A request, the call of a helper that asks, or an error that does. */
export type Asking = ts.CallExpression | ts.NewExpression;

/** A function that asks: a handler, or a helper whose callers pass on what it asks. */
export interface Asker {
  readonly function: FunctionNode;
  readonly handler?: Handler;
  readonly helper?: Helper;
}

/** What is to be done in a function that asks. */
export interface InputPlan extends Asker {
  /** What can be rewritten, in the order of the text. */
  readonly sites: readonly InputSite[];
  /** Calls whose result differs in each round and has to be the same in all of them. */
  readonly kept: readonly Effect[];
  /** What is done in the first round alone. */
  readonly guarded: readonly GuardedEffect[];
  readonly obstacles: ReadonlyMap<Asking, Obstacle>;
}

/**
 * Looks at all requests that a function sends, and tells which of them can become input requests.
 * @param calls what asks in it
 * @param helpers the helper of each call that is no request
 */
export function planInput(
  project: ProjectModel,
  asker: Asker,
  calls: readonly Asking[],
  helpers: ReadonlyMap<Asking, Helper>,
): InputPlan {
  const { function: owner, handler } = asker;
  const obstacles = new Map<Asking, Obstacle>();
  let sites: PlacedPart[] = [];
  for (const call of calls) {
    const site = !handler || mayAsk(project, handler) ? look(call) : HANDLER;
    if ('is' in site) obstacles.set(call, site);
    else if (!sites.some(each => each.awaited === site.awaited)) sites.push(site);
  }
  const statements = sites.map(each => each.statement);
  sites = sites.filter(site => {
    // What is parted first is looked at again.
    const isAlone = site.split ?? statements.filter(each => each === site.statement).length === 1;
    if (!isAlone) block(site, { is: 'form' });
    return Boolean(isAlone);
  });
  for (;;) {
    const effects = new Effects(
      project,
      owner,
      new Set<ts.Node>(sites.flatMap(callsOf)),
      handler !== undefined,
    );
    const guards = new GuardedEffects(
      project,
      owner,
      sites.some(each => each.thrown) ? undefined : handler,
      sites.flatMap(callsOf),
      keptValues(effects, sites).map(each => each.node),
    );
    const ordered = inOrder(project, sites);
    const stopped = sites.filter(site => {
      const found = obstacleBefore(effects, guards, site) ?? obstacleBetween(project, ordered, site);
      if (found) block(site, found);
      return found !== undefined;
    });
    sites = sites.filter(site => !stopped.includes(site));
    if (stopped.length > 0) continue;
    const all = effectsBefore(effects, sites);
    const guarded = [...new Set(all.flatMap(each => guards.around(each) ?? []))];
    const kept = keptValues(effects, sites).filter(
      each => !guarded.some(({ statement }) => isWithin(each.node, statement)),
    );
    return { ...asker, obstacles, sites: ordered, kept, guarded };
  }

  function look(call: Asking): PlacedPart | Obstacle {
    if (ts.isNewExpression(call)) return thrownPart(project, owner, call);
    const part = partOf(project, owner, call, helpers.get(call));
    if ('is' in part || !part.hasFallback) return part;
    const isSeen = part.questions.every(each => askedServer(project, each, handler));
    return isSeen ? part : { is: 'caught' };
  }

  function block(site: InputPart, obstacle: Obstacle): void {
    for (const call of callsOf(site)) obstacles.set(call, obstacle);
  }
}

const HANDLER: Obstacle = { is: 'handler' };

/** Whether a handler serves a method that may ask for input, and is called by the SDK alone. */
function mayAsk(project: ProjectModel, handler: Handler): boolean {
  const isCalled = !handler.inline && valuesOf(project).callsOf(handler.function).length > 0;
  return handler.on !== 'Client' && ASKING_METHODS.includes(handler.method ?? '') && !isCalled;
}

/** Whether one round of a function needs what another one learned. */
export function needsState({ kept, guarded, sites }: InputPlan): boolean {
  return kept.length > 0 || guarded.length > 0 || sites.some(site => site.earlier.length > 0);
}

/** The requests of a part, or the call of the helper that asks in it. */
export function callsOf({ questions, passed, thrown }: InputPart): Asking[] {
  if (thrown) return [thrown];
  return passed ? [passed.call] : questions.flatMap(each => each.request?.call ?? []);
}

/** The requests written in a node, in functions inside it as well. */
export function requestsIn(project: ProjectModel, root: ts.Node): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  walk(root, node => {
    const request = serverRequest(project, node);
    if (request && INPUT_METHODS.includes(request.method) && !isLegacyOnly(project, node))
      found.push(request.call);
  });
  return found;
}

/** What keeps the code in front of a request, or its parameters, from running in every round. */
function obstacleBefore(effects: Effects, guards: GuardedEffects, site: PlacedPart): Obstacle | undefined {
  if (site.thrown) return undefined;
  const once = effectsBefore(effects, [site]).filter(each => guards.around(each));
  const isOnce = (node: ts.Node) => once.some(each => isWithin(node, guards.around(each)!.statement));
  const repeated = [...site.around.before, ...site.around.onLeaving]
    .flatMap(part => effects.of(part))
    .filter(each => !isOnce(each.node));
  const asked = callsOf(site).flatMap(call => (call.arguments ?? []).flatMap(each => effects.of(each)));
  const lasting = [...repeated, ...asked].find(each => each.kind !== 'chance');
  if (lasting) return { is: 'effect', node: lasting.node };
  // What a helper is given may be used after the answer, too.
  const given = site.passed ? asked : [];
  const changing = given[0] ?? repeated.find(each => !isKeepable(each));
  return changing && { is: 'chance', node: changing.node };
}

/** What keeps a helper from asking in one round of several. */
function obstacleBetween(
  project: ProjectModel,
  ordered: readonly InputSite[],
  site: PlacedPart,
): Obstacle | undefined {
  const placed = ordered.find(each => each.awaited === site.awaited);
  if (!placed?.passed) return undefined;
  const { helper, call } = placed.passed;
  const repeated = placed.earlier.filter(
    each => each.passed && each.passed.helper.reaches.some(other => helper.reaches.includes(other)),
  );
  const hasKeys = canTakeKey(helper) && repeated.every(each => each.passed!.helper === helper);
  if (repeated.length > 0 && !hasKeys) return { is: 'twice', node: call };
  const isEarlier = ordered.some(each => each.earlier.includes(placed));
  return isEarlier && !givenBy(project, helper.function) ? { is: 'result', node: call } : undefined;
}

/** Whether the value of a call can travel in the state of the request: it runs once, and its value is plain. */
function isKeepable({ kind, node, gives }: Effect): boolean {
  if (kind !== 'chance') return false;
  const isDate = ts.isNewExpression(node);
  if (!gives && !isDate) return false;
  for (const at of ancestors(node)) {
    if (ts.isIterationStatement(at, false) || ts.isParameter(at)) return false;
    if (isFunctionNode(at)) return true;
  }
  return false;
}

/** What of the code in front of requests would happen in every round. */
function effectsBefore(effects: Effects, sites: readonly PlacedPart[]): Effect[] {
  const parts = sites.flatMap(site => (site.thrown ? [] : site.around.before));
  return parts.flatMap(part => effects.of(part)).filter(each => each.kind !== 'chance');
}

function keptValues(effects: Effects, sites: readonly PlacedPart[]): Effect[] {
  const found = new Map<ts.Node, Effect>();
  for (const part of sites.flatMap(site => (site.thrown ? [] : site.around.before))) {
    for (const effect of effects.of(part)) {
      if (effect.kind === 'chance') found.set(effect.node, effect);
    }
  }
  return [...found.values()].sort((a, b) => a.node.pos - b.node.pos);
}

function inOrder(project: ProjectModel, sites: readonly PlacedPart[]): InputSite[] {
  const sorted = [...sites].sort((a, b) => a.awaited.pos - b.awaited.pos);
  const done: InputSite[] = [];
  for (const site of sorted) {
    const last = done.at(-1);
    if (last && isIndependent(project, last, site)) {
      done[done.length - 1] = { ...last, along: [...last.along, site] };
      continue;
    }
    const earlier = done.filter(each => site.around.before.some(part => isWithin(each.awaited, part)));
    done.push({ ...site, along: [], earlier });
  }
  return done;
}

/** Whether a request follows right on another one and does not use its answer, so that both can be asked at once. */
function isIndependent(project: ProjectModel, site: InputSite, next: PlacedPart): boolean {
  const parts = [site, ...site.along];
  if ([...parts, next].some(part => part.passed ?? part.thrown)) return false;
  const last = parts.at(-1)!.statement;
  const list = ts.isStatement(last) ? siblings(last) : undefined;
  if (!list || list[list.indexOf(last as ts.Statement) + 1] !== next.statement) return false;
  if (next.statement.getFullText().trimStart().startsWith('/')) return false;
  if (![...parts, next].every(part => resultNames(part) !== undefined)) return false;
  const known = new Set<ts.Node | undefined>(
    parts.flatMap(part => resultNames(part)!.map(each => project.names.declaration(each))),
  );
  return !somewhere(
    next.statement,
    node => ts.isIdentifier(node) && node.parent !== undefined && known.has(project.names.declaration(node)),
  );
}
