import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import {
  ancestors,
  isFunctionNode,
  isWithin,
  memberValue,
  methodCall,
  siblings,
  somewhere,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { FreeNames } from '../rewrite/free-names.js';
import { callersOf } from './callers.js';
import { branchOf, type Dispatcher } from './dispatcher.js';
import { writtenMethod } from './messages.js';
import type { Reception } from './reception.js';
import { keepsSession } from './session-conditions.js';
import { isCompared, KINDS, OLD_METHODS, type Subscriptions } from './subscriptions.js';

/** Parameters of functions that are for one client. */
const OF_ONE = /^_?(?:req|request|res|response|reply|rep|c|ctx|session\w*|stream|socket|client|connection)$/i;
/** Conditions about who listens. */
const LISTENS = /stream|session|subscri|client|listen|sse|conn|writable|closed|ended|size|length/i;
const WRITES = /^(?:write|send|enqueue|push|emit)\w*$/i;

/**
 * Finds where a server over HTTP tells all streams of changes: a loop over them, or the call of a function that has one.
 * Undefined when it tells of none, tells one client alone, or answers with no response of node.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export function httpSubscriptionsOf(
  project: ProjectModel,
  dispatcher: Dispatcher,
  receptions: readonly Reception[],
): Subscriptions | undefined {
  const [reception, ...others] = receptions;
  const send = /^(\w+)\.(?:status|writeHead)\(/.exec(reception?.reply.statements ?? '')?.[1];
  if (!reception || others.length > 0 || !send || reception.reply.headers === undefined) return undefined;
  const home = project.packageOf(dispatcher.unit.path);
  if (!isOpenToAll(project, dispatcher, reception)) return undefined;
  const edits: TextEdit[] = [];
  const names = new Map<SourceUnit, Set<string>>();
  const kinds = new Set<string>();
  for (const unit of project.units) {
    if (project.packageOf(unit.path) !== home || isTestFile(project, unit)) continue;
    let isKnown = true;
    walk(unit.ast, node => {
      const kind = ts.isStringLiteralLike(node) ? KINDS[node.text] : undefined;
      if (!isKnown || !kind || isCompared(node)) return isKnown;
      const told = tellingOf(project, dispatcher, unit, node as ts.StringLiteralLike);
      if (told) {
        edits.push(told);
        kinds.add(kind);
        names.set(unit, new Set(['tell']));
      }
      isKnown = told !== undefined && new FreeNames(unit).take('tell') === 'tell';
      return isKnown;
    });
    if (!isKnown) return undefined;
  }
  return kinds.size > 0 ? { edits, names, kinds: [...kinds].sort(), send } : undefined;
}

/** Words of servers that do not serve or tell everybody alike. */
const NOT_ALIKE =
  /\b(?:40[13]|429|503)\b|authoriz|authenti|\btoken|api[-_]?key|tenant|user|owner|\brole|limit|\bMAX_|permi(?:t|ssion)|forbid|denied|allowed|guard|verif|protect|ensure|login|secret|passw|credential|\bscope/i;

/**
 * Whether all that may send requests may listen to all changes: a stream would be opened in front of checks behind the
 * place where messages are read, and without those of `GET` and `resources/subscribe`.
 */
function isOpenToAll(
  project: ProjectModel,
  dispatcher: Dispatcher,
  { anchor, unit, message }: Reception,
): boolean {
  const home = project.packageOf(unit.path);
  const around = project.units.filter(
    each => project.packageOf(each.path) === home && !isTestFile(project, each),
  );
  if (around.some(each => NOT_ALIKE.test(each.text) || somewhere(each.ast, isGuardedRoute))) return false;
  const asks = branchOf(dispatcher, 'resources/subscribe')?.body ?? [];
  if (asks.some(each => somewhere(each, ts.isIfStatement) || somewhere(each, ts.isThrowStatement)))
    return false;
  const list = siblings(anchor) ?? [];
  const after = list.slice(list.indexOf(anchor) + 1);
  // What is behind the call that dispatches a message is about its answer.
  const end = after.findIndex(each => !ts.isIfStatement(each) && somewhere(each, at => isGiven(at, message)));
  return after
    .slice(0, end === -1 ? undefined : end)
    .filter(each => !isWithin(dispatcher.statement, each))
    .every(each =>
      ts.isIfStatement(each)
        ? /session|\bid\b|method|isArray/i.test(each.expression.getText())
        : keepsSession(each),
    );
}

/** `app.get('/mcp', middleware, handler)` */
function isGuardedRoute(node: ts.Node): boolean {
  const call = methodCall(node);
  const [path] = call?.call.arguments ?? [];
  return (
    call?.name === 'get' &&
    path !== undefined &&
    ts.isStringLiteralLike(path) &&
    path.text.startsWith('/') &&
    call.call.arguments.length > 2
  );
}

/** Whether a node is a call that is given a message. */
function isGiven(node: ts.Node, message: string): boolean {
  return ts.isCallExpression(node) && node.arguments.some(each => unwrap(each).getText() === message);
}

/** `tell('notifications/…', params);` in front of what tells all streams of clients of 2025-11-25. */
function tellingOf(
  project: ProjectModel,
  dispatcher: Dispatcher,
  unit: SourceUnit,
  name: ts.StringLiteralLike,
): TextEdit | undefined {
  const { parent } = name;
  if (OLD_METHODS.some(each => branchOf(dispatcher, each)?.body.some(at => isWithin(name, at))))
    return undefined;
  let params: ts.Expression | undefined;
  let origin: ts.Node;
  if (ts.isPropertyAssignment(parent) && ts.isObjectLiteralExpression(parent.parent)) {
    origin = parent.parent;
    if (writtenMethod(project, parent.parent) !== name.text) return undefined;
    params = memberValue(parent.parent, 'params');
    if (!params && parent.parent.properties.length > 2) return undefined;
  } else if (ts.isCallExpression(parent) && parent.arguments[0] === name && parent.arguments.length < 3) {
    origin = parent;
    [, params] = parent.arguments;
  } else return undefined;
  const statement = placeOf(project, origin);
  if (!statement || (params && !isKnownAt(project, params, statement))) return undefined;
  const start = statement.getStart(unit.ast);
  const indent = indentAt(unit.text, start);
  const given = [name, ...(params ? [params] : [])].map(each => each.getText(unit.ast)).join(', ');
  const text = render(`tell(${given});\n`, unit.style, indent);
  return { file: unit.path, start, end: start, text: text.trimEnd() + unit.style.eol + indent };
}

/** The statement that tells all streams of a change; undefined when it is one stream, or not certain. */
function placeOf(project: ProjectModel, origin: ts.Node): ts.Statement | undefined {
  let place: ts.Statement | undefined;
  let isLoop = false;
  let isKept = false;
  for (const at of ancestors(origin)) {
    if (isFunctionNode(at)) {
      const call = ts.isCallExpression(at.parent) ? methodCall(at.parent) : undefined;
      if (call?.name === 'forEach' && !isKept && goesToAll(call.call)) {
        isLoop = true;
        place = undefined;
        continue;
      }
      if (!isOfAll(project, at)) return undefined;
      break;
    }
    if (!ts.isStatement(at) || ts.isBlock(at) || !siblings(at)) continue;
    const isGate =
      ts.isIfStatement(at) && isWithin(origin, at.thenStatement) && isAboutListening(at.expression);
    if (ts.isForOfStatement(at) || ts.isForInStatement(at)) {
      if (isKept || !goesToAll(at)) return undefined;
      isLoop = true;
      place = at;
    } else if (ts.isIterationStatement(at, false) || ts.isSwitchStatement(at)) return undefined;
    else if (isGate) {
      if (isKept || at.elseStatement) return undefined;
      place = at;
    } else if (ts.isIfStatement(at) || ts.isTryStatement(at)) isKept = place !== undefined;
    else place ??= at;
  }
  if (!place || (!isLoop && !tellsAll(project, origin))) return undefined;
  return leavesBefore(place) ? undefined : place;
}

/** Whether a loop is over all there is, and passes over none but what does not listen. */
function goesToAll(loop: ts.Node): boolean {
  return !/\.(?:get|filter|find)\(|\bbreak\b/.test(loop.getText()) && !somewhere(loop, isChoice);
}

/** A condition that tells one stream from another. */
function isChoice(node: ts.Node): boolean {
  const condition =
    ts.isIfStatement(node) || ts.isWhileStatement(node)
      ? node.expression
      : ts.isConditionalExpression(node)
        ? node.condition
        : undefined;
  return condition !== undefined && !isAboutListening(condition);
}

const LISTENING =
  /(?:^|\.|_)(?:\w*streams?|res|response|session|client|conn(?:ection)?|writable|writableEnded|destroyed|closed|ended|size|length|listening|subscri\w*|sse)$/i;

/** Whether a condition only asks if somebody listens, and to what: `session.stream`, `uris.has(uri)`. */
function isAboutListening(condition: ts.Expression): boolean {
  const operands = condition
    .getText()
    .replace(/[()\s]/g, found => (found.trim() ? found : ''))
    .split(/&&|\|\|/);
  return operands.every(each => {
    const asked = each
      .replace(/[!=]==?(?:undefined|null|0)$|[<>]=?0$/, '')
      .replace(/^[(!]+/, '')
      .replace(/\?/g, '');
    return LISTENING.test(asked.replace(/\)+$/, '')) || /\.has\(\w*\.?\w*uri\)+$/i.test(asked);
  });
}

/** Whether a function is run once for each change: it is of no client, and is not called for each. */
function isOfAll(project: ProjectModel, owner: FunctionNode): boolean {
  const around = [owner, ...ancestors(owner).filter(isFunctionNode)];
  const isOfOne = around.some(each =>
    each.parameters.some(one => OF_ONE.test(one.name.getText()) || ts.isObjectBindingPattern(one.name)),
  );
  if (isOfOne) return false;
  return around.every(each =>
    callersOf(project, each).every(call => {
      const inside = ancestors(call);
      const end = inside.findIndex(isFunctionNode);
      return !inside.slice(0, end === -1 ? undefined : end).some(at => ts.isIterationStatement(at, false));
    }),
  );
}

/** Whether what a message or its name is handed to writes it in a loop. */
function tellsAll(project: ProjectModel, origin: ts.Node): boolean {
  const call = ts.isCallExpression(origin) ? origin : origin.parent;
  const body = ts.isCallExpression(call) ? valuesOf(project).callee(call)?.body : undefined;
  if (!body) return false;
  let tells = false;
  walk(body, node => {
    const loop = methodCall(node);
    const isLoop = ts.isForOfStatement(node) || ts.isForInStatement(node) || loop?.name === 'forEach';
    if (isLoop && goesToAll(node)) {
      walk(node, at => {
        if (ts.isCallExpression(at) && WRITES.test(at.expression.getText().split('.').at(-1)!)) tells = true;
      });
    }
    return !tells;
  });
  return tells;
}

/** Whether something in front of a statement may leave its function because of who listens. */
function leavesBefore(place: ts.Statement): boolean {
  const list = siblings(place) ?? [];
  return list
    .slice(0, list.indexOf(place))
    .some(
      each =>
        ts.isIfStatement(each) &&
        LISTENS.test(each.expression.getText()) &&
        somewhere(each, ts.isReturnStatement),
    );
}

/** Whether an expression means the same in front of a statement, and does nothing. */
function isKnownAt(project: ProjectModel, value: ts.Expression, place: ts.Statement): boolean {
  let is = true;
  walk(unwrap(value), node => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isAwaitExpression(node)) is = false;
    if (!is || !ts.isIdentifier(node)) return is;
    const declaration = project.names.symbol(node)?.declarations?.[0];
    if (declaration && isWithin(declaration, place) && !isWithin(declaration, value)) is = false;
    return is;
  });
  return is;
}
