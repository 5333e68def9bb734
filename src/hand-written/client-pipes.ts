import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  methodCall,
  somewhere,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { callersOf } from './callers.js';
import { lastingEffect } from './client-failures.js';
import { functionsBehind, functionsNamed } from './client-path.js';
import type { HandClient } from './client.js';
import type { ProbeObstacle } from './client-probes.js';

const EXITS = /^(?:exit|close|error|disconnect)$/;
/** What a function does that finds the request of an answer. */
const TAKES_IN = /\bJSON\.parse\b|\.get\([^()]*\bid\b/;

/** What of a client of a child process depends on every request being answered. */
export function pipeObstacle(
  project: ProjectModel,
  client: HandClient,
  way: ReadonlySet<FunctionNode>,
  around: readonly FunctionNode[],
): ProbeObstacle | undefined {
  const { unit } = client;
  return (
    waiting(way) ??
    restarted(project, unit.ast, around) ??
    answeredFailure(unit.ast) ??
    deadline(project, around) ??
    (matchesById(unit.text) ? undefined : unmatched(client))
  );
}

/** A request that waits for the one before it, which an older server need not answer. */
function waiting(way: ReadonlySet<FunctionNode>): ProbeObstacle | undefined {
  for (const node of way) {
    let place: ts.Node | undefined;
    walk(node, at => {
      const isQueue =
        ts.isAwaitExpression(at) &&
        /^this\.[#\w.]+$|\b(?:queue|lock|mutex|semaphore|limit\w*|previous|tail)\b/i.test(
          unwrap(at.expression).getText(),
        );
      const call = methodCall(at);
      const isChained =
        call?.name === 'then' &&
        /^this\.[#\w.]+$|\b(?:queue|chain|tail|previous)$/i.test(call.object.getText());
      const isExclusive = call !== undefined && /^(?:runExclusive|acquire|enqueue|schedule)$/.test(call.name);
      if (isQueue || isChained || isExclusive) place ??= at;
    });
    if (place) return { place, reason: 'holds a request back until the one before is answered' };
  }
  return undefined;
}

/** `child.on('exit', () => this.start())`: a program that exits at the request is started again, and asked again. */
function restarted(
  project: ProjectModel,
  root: ts.Node,
  around: readonly FunctionNode[],
): ProbeObstacle | undefined {
  let place: ts.Node | undefined;
  walk(root, node => {
    const call = place ? undefined : methodCall(node);
    const [event, ...listeners] = call?.call.arguments ?? [];
    if (!call || !/^(?:on|once|addListener)$/.test(call.name) || !event) return;
    if (!ts.isStringLiteralLike(event) || !EXITS.test(event.text)) return;
    const behind = listeners.flatMap(each => functionsNamed(project, each).map(found => found.node));
    const all = behind.flatMap(each => [...functionsBehind(project, each)]);
    if (around.some(each => all.includes(each))) place = node;
  });
  return place && { place, reason: 'starts a server again that exits' };
}

/** Counters in the branches that take errors in. */
function answeredFailure(root: ts.Node): ProbeObstacle | undefined {
  let place: ts.Node | undefined;
  walk(root, node => {
    if (place || !ts.isIfStatement(node) || !/\.error\b/.test(node.expression.getText())) return;
    const takesIn = TAKES_IN.test(enclosingFunction(node)?.getText() ?? '');
    if (takesIn && countsIn(node.thenStatement)) place = node.thenStatement;
  });
  return place && { place, reason: 'counts answers that are errors' };
}

function countsIn(node: ts.Node): boolean {
  return somewhere(node, at => {
    const isUpdate = ts.isPostfixUnaryExpression(at) || ts.isPrefixUnaryExpression(at);
    return isUpdate && /^(?:\+\+|--)/.test(ts.tokenToString(at.operator) ?? '');
  });
}

/** A time by which the handshake has to be over, which a server that does not answer the first request uses up. */
function deadline(project: ProjectModel, around: readonly FunctionNode[]): ProbeObstacle | undefined {
  const reason = 'ends a start that takes long';
  const [owner] = around;
  if (!owner) return undefined;
  for (const part of timersIn(owner))
    if (lastingEffect(project, part) ?? rejects(part)) return { place: part, reason };
  for (const call of callersOf(project, owner)) {
    const race = ancestors(call).find(
      each => ts.isCallExpression(each) && /\brace$|time|deadline/i.test(each.expression.getText()),
    );
    if (race) return { place: race, reason };
  }
  return undefined;
}

function timersIn(owner: FunctionNode): ts.Node[] {
  const found: ts.Node[] = [];
  walk(owner, node => {
    if (
      ts.isCallExpression(node) &&
      /^set(?:Timeout|Interval)$/.test(node.expression.getText()) &&
      node.arguments[0]
    )
      found.push(node.arguments[0]);
  });
  return found;
}

function rejects(part: ts.Node): boolean {
  return /\b(?:reject|abort|throw)\b/.test(part.getText());
}

/** Whether answers are matched to requests by their ids. */
function matchesById(text: string): boolean {
  return /\.(?:get|has|set|delete)\([^()]*\bid\b|\[[^[\]]*\bid\]|\bid\s*[!=]==?|[!=]==?\s*[\w.]*\bid\b/i.test(
    text,
  );
}

function unmatched({ handshake }: HandClient): ProbeObstacle {
  return { place: handshake.call, reason: 'takes answers without looking at their ids' };
}
