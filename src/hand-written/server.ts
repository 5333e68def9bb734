import { render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, LegacyMode, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, enclosingFunction, isWithin, memberValue } from '../recognise/syntax.js';
import { FreeNames } from '../rewrite/free-names.js';
import { AddedModule, canImport } from './added-revision-module.js';
import { closedMethods } from './closed-methods.js';
import { discoverEdits } from './discover.js';
import { capabilitiesNow } from './capabilities.js';
import { branchOf, type Branch, type Dispatcher } from './dispatcher.js';
import { gatesElsewhere, type GatedServer } from './gates-elsewhere.js';
import { documentedStart, handshakeAnswer, topStatement } from './handshake-answer.js';
import { needsHandshake, wantsHandshakeFirst } from './handshake-state.js';
import { modernOnlyEdits } from './legacy-removal.js';
import { checkEdit } from './message-check.js';
import { notFoundEdits } from './not-found-edits.js';
import { shutSchemas, type ShutSchema } from './message-schemas.js';
import { hasObstacle } from './obstacles.js';
import { httpSubscriptionsOf } from './http-subscriptions.js';
import { receptionsOf, type Reception } from './reception.js';
import { resultEdits } from './result-edits.js';
import { isServedNow, Results } from './results.js';
import { sessionRemoval, type SessionRemoval } from './session-removal.js';
import { SessionUses } from './session-uses.js';
import { sessionGuards, type SessionGuards } from './sessions.js';
import { isSoleDispatcher } from './sole-dispatcher.js';
import { SUBSCRIPTIONS_MODULE } from './subscriptions-module.js';
import { subscriptionsOf } from './subscriptions.js';

export interface ServerOptions {
  readonly legacy: LegacyMode;
  readonly cacheSeconds?: number | undefined;
}

/** All that makes a server which is written by hand one of 2026-07-28. */
export interface ServerRewrite {
  readonly edits: readonly TextEdit[];
  readonly imports: readonly ImportRequest[];
  /** Whether `initialize` declares capabilities that `server/discover` does not. */
  readonly declaresLess: boolean;
}

/** Why a server is left: what serves requests of 2026-07-28 uses a session, which they do not have. */
export interface SessionNeeds {
  readonly needed: readonly ts.Expression[];
}

/** Why a server is left: its schemas do not let messages of 2026-07-28 through. */
export interface ShutServer {
  readonly shut: readonly ShutSchema[];
}

/**
 * Makes a dispatcher answer requests of 2026-07-28: `server/discover` beside `initialize`, a check in front of it that
 * refuses what the revision refuses, complete results. Undefined when one part of the server is not in view.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 */
export function serverRewrite(
  project: ProjectModel,
  dispatcher: Dispatcher,
  options: ServerOptions,
): ServerRewrite | SessionNeeds | ShutServer | GatedServer | undefined {
  const methods = dispatcher.branches.flatMap(each => each.methods);
  const handshake = branchOf(dispatcher, 'initialize');
  if (!handshake || methods.includes('server/discover') || !refusesUnknown(dispatcher)) return undefined;
  if (!isSoleDispatcher(project, dispatcher)) return undefined;
  const receptions = receptionsOf(project, dispatcher);
  const results = new Results(project, dispatcher);
  if (needsHandshake(project, dispatcher, results)) return undefined;
  const sites = results.all();
  const keepsLegacy = options.legacy !== 'reject';
  const told =
    receptions &&
    (subscriptionsOf(project, dispatcher, receptions, keepsLegacy) ??
      httpSubscriptionsOf(project, dispatcher, receptions));
  const discover = keepsLegacy
    ? discoverEdits(project, dispatcher, handshake, told !== undefined)
    : modernOnlyEdits(project, dispatcher, handshake, told !== undefined);
  const completed = sites && resultEdits(project, sites, options.cacheSeconds);
  if (!receptions || !discover || !completed) return undefined;
  if (!receptions.every(each => canImport(project, each.unit))) return undefined;
  const uses = receptions
    .filter(each => each.reply.headers !== undefined)
    .map(each => new SessionUses(project, each, results, dispatcher));
  if (!uses.map(each => each.collect()).every(Boolean)) {
    const needed = uses.flatMap(each => each.needed);
    return needed.length > 0 ? { needed } : undefined;
  }
  const gates = gatesElsewhere(project, uses);
  if (gates.length > 0) return { gates };
  const guards = receptions.map(each => {
    const own = uses.find(use => use.reception === each);
    return own && keepsLegacy ? sessionGuards(project, own) : NO_GUARDS;
  });
  if (guards.some(each => each === undefined)) return undefined;
  const closed = keepsLegacy ? [] : receptions.map(each => closedMethods(project, each));
  const removal = keepsLegacy
    ? NOTHING_REMOVED
    : sessionRemoval(
        project,
        dispatcher,
        uses,
        closed.flatMap(each => each.bodies),
      );
  const isClosed = (node: ts.Node) =>
    closed.some(each => each.bodies.some(body => body === node || isWithin(node, body)));
  if (!removal || removal.gone.some(each => isForOneMethod(each) && !isClosed(each))) return undefined;
  const units = new Set([dispatcher.unit, ...receptions.map(each => each.unit)]);
  const isStdio = receptions.some(each => each.reply.headers === undefined);
  if (hasObstacle(project, units, results, isStdio && !told)) return undefined;
  const legacyOnly = [...guards.flatMap(each => each!.guarded), ...removal.gone];
  const around = [dispatcher.owner, ...receptions.map(each => enclosingFunction(each.anchor))];
  if (around.some(each => wantsHandshakeFirst(project, each, legacyOnly))) return undefined;
  const module = new AddedModule(project, dispatcher.unit);
  const http = receptions.some(each => each.reply.headers !== undefined);
  if (http && receptions.some(each => each.reply.headers === undefined)) return undefined;
  if (!module.serves(http)) return undefined;
  const shut = shutSchemas(project, dispatcher, results);
  if (shut.length > 0) return { shut };
  const served = [
    'server/discover',
    ...methods.filter(isServedNow),
    ...(told ? ['subscriptions/listen'] : []),
  ];
  const checks = new Map<SourceUnit, string>();
  const edits: TextEdit[] = [...discover.edits, ...completed, ...notFoundEdits(project, dispatcher, results)];
  const imports: ImportRequest[] = [...discover.imports];
  for (const [index, reception] of receptions.entries()) {
    const { unit } = reception;
    const list = checks.get(unit) ?? new FreeNames(unit).take('METHODS', 'MCP_METHODS');
    if (!checks.has(unit)) edits.push(methodList(reception, list, [...new Set(served)]));
    checks.set(unit, list);
    const check = checkEdit(reception, list, guards[index]!, removal.gone, told);
    if (!check) return undefined;
    edits.push(...reception.edits, ...guards[index]!.edits, check);
    const loaded = module.load(
      unit,
      guards[index]!.guarded.length > 0 ? ['isModern', 'refusal'] : ['refusal'],
    );
    imports.push(...loaded.imports);
    edits.unshift(...loaded.edits);
  }
  if (told) {
    const listening = new AddedModule(project, dispatcher.unit, SUBSCRIPTIONS_MODULE);
    for (const unit of new Set([...told.names.keys(), ...receptions.map(each => each.unit)])) {
      const names = new Set(told.names.get(unit));
      if (receptions.some(each => each.unit === unit)) names.add('listened');
      const loaded = listening.load(unit, [...names].sort());
      imports.push(...loaded.imports);
      edits.unshift(...loaded.edits);
    }
    edits.push(...told.edits, ...listening.edits({ http, keepsLegacy }));
  }
  edits.push(...module.edits({ http, keepsLegacy }));
  const kept = edits.filter(each => !isInGone(each, removal.gone));
  const removed = [...removal.edits, ...closed.flatMap(each => each.edits)];
  kept.push(...removed.filter(each => !removed.some(other => other !== each && covers(other, each))));
  return { edits: merged(kept), imports, declaresLess: declaresLess(project, handshake, told !== undefined) };
}

/** Whether code is for some methods of HTTP, which go on being answered: nobody would be asked for a session there. */
function isForOneMethod(node: ts.Node): boolean {
  return ancestors(node).some(
    each =>
      (ts.isCaseClause(each) && /^['"](?:GET|HEAD|DELETE)['"]$/.test(each.expression.getText())) ||
      (ts.isIfStatement(each) &&
        isWithin(node, each.thenStatement) &&
        /['"](?:GET|HEAD|DELETE)['"]/.test(each.expression.getText())),
  );
}

function declaresLess(project: ProjectModel, handshake: Branch, listens: boolean): boolean {
  const answer = handshakeAnswer(project, handshake);
  const capabilities = answer && memberValue(answer.literal, 'capabilities');
  return capabilities !== undefined && capabilitiesNow(project, capabilities, listens) !== 'same';
}

const NO_GUARDS: SessionGuards = { edits: [], guarded: [] };
const NOTHING_REMOVED: SessionRemoval = { edits: [], gone: [] };

/** Whether an edit is in code that goes as a whole. */
function isInGone({ file, start, end }: TextEdit, gone: readonly ts.Node[]): boolean {
  return gone.some(
    each => each.getSourceFile().fileName === file && each.getStart() <= start && end <= each.end,
  );
}

function covers(outer: TextEdit, inner: TextEdit): boolean {
  const isSame = outer.start === inner.start && outer.end === inner.end;
  return !isSame && outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether a dispatcher fails for methods that it does not know, and does not hand them to something else. */
function refusesUnknown({ fallback, kind }: Dispatcher): boolean {
  if (kind === 'table' || fallback.length === 0) return true;
  const text = fallback.map(each => each.getText()).join('\n');
  return (
    /-3260\d|not\s*found|unknown|unsupported|throw |METHOD_NOT_FOUND|MethodNotFound/i.test(text) ||
    !text.includes('(')
  );
}

/** `METHODS`, in front of the code that receives messages. */
function methodList({ unit, anchor }: Reception, name: string, methods: readonly string[]): TextEdit {
  const top = topStatement(anchor);
  const start = documentedStart(unit, top);
  const listed = methods.map(each => `'${each}'`);
  const line = `const ${name} = [${listed.join(', ')}];`;
  const text =
    line.length <= 100 ? line : `const ${name} = [\n${listed.map(each => `  ${each},\n`).join('')}];`;
  const snippet = `/** What is served of 2026-07-28. */\n${text}\n\n`;
  return { file: unit.path, start, end: start, text: render(snippet, unit.style) };
}

/** Insertions at one place made one, in the order in which they were asked for. */
function merged(edits: readonly TextEdit[]): TextEdit[] {
  const found: TextEdit[] = [];
  for (const edit of edits) {
    const index = found.findIndex(
      each =>
        each.file === edit.file &&
        each.start === edit.start &&
        each.end === each.start &&
        edit.end === edit.start,
    );
    const same = found[index];
    if (same) found[index] = { ...same, text: same.text + edit.text };
    else found.push(edit);
  }
  return found;
}
