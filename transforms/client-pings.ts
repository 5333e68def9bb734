import { noteAt } from '../src/engine/notes.js';
import { render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile, speaksOverWire } from '../src/recognise/deployment.js';
import { mcpCalls } from '../src/recognise/mcp-calls.js';
import { methodCall, unwrap, wrapped } from '../src/recognise/syntax.js';
import { clientOf, clientStatement, onlyInLegacy } from '../src/rewrite/era-branch.js';
import { levelInRequests } from '../src/rewrite/log-levels.js';

const CHANGE = 'removed-methods';

/**
 * Calls of a client that 2026-07-28 connections reject: `ping` asks there for `server/discover`, which every server
 * answers; the level of `setLoggingLevel` goes into each request; `sendRootsListChanged` is left out, since servers
 * ask for roots when they need them. With servers of 2025-11-25 all three go on as before.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/changelog
 */
export const clientPings: Transform = {
  name: 'client-pings',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (isTestFile(project, unit)) continue;
      const calls = mcpCalls(project, unit, ['ping', 'setLoggingLevel', 'sendRootsListChanged']);
      if (!calls.some(each => each.on === 'client') || !speaksOverWire(project, unit)) continue;
      for (const { call, name, on } of calls) {
        if (on !== 'client') continue;
        const result = name === 'ping' ? discover(unit, call) : guard(project, unit, call, name);
        if (result) rewrites.push({ change: CHANGE, ...result });
      }
    }
    return { rewrites, left: [] };
  },
};

type Result = Pick<Rewrite, 'edits' | 'review'>;

/** `client.ping()` asks the same of a server that has no `ping`, where nothing but the success counts. */
function discover(unit: SourceUnit, call: ts.CallExpression): Result | undefined {
  const client = clientOf(call);
  const outer = wrapped(call);
  if (client === undefined || !isOnlyWaitedFor(outer)) return undefined;
  const options = call.arguments.map(each => each.getText(unit.ast)).join(', ');
  const isWhole = ts.isAwaitExpression(outer.parent) || ts.isPropertyAccessExpression(outer.parent);
  const choice = `${client}.getProtocolEra() === 'legacy' ? ${call.getText(unit.ast)} : ${client}.discover(${options})`;
  const start = call.getStart(unit.ast);
  const text = render(isWhole ? `(${choice})` : choice, unit.style);
  return { edits: [{ file: unit.path, start, end: call.end, text }] };
}

/** `await ping()`, `ping().catch(…)`, an element of `Promise.race([…])`: the empty result goes nowhere. */
function isOnlyWaitedFor(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isExpressionStatement(parent)) return true;
  if (ts.isAwaitExpression(parent) || ts.isVoidExpression(parent)) return isOnlyWaitedFor(wrapped(parent));
  const chained = ts.isPropertyAccessExpression(parent) ? methodCall(parent.parent) : undefined;
  if (chained && /^(?:then|catch|finally)$/.test(chained.name)) {
    const [callback] = chained.call.arguments;
    const taken = callback && unwrap(callback);
    if (chained.name !== 'then') return isOnlyWaitedFor(wrapped(chained.call));
    return taken !== undefined && ts.isArrowFunction(taken) && taken.parameters.length === 0;
  }
  const isRaced = ts.isArrayLiteralExpression(parent) && /^Promise\.(?:race|all)$/.test(racer(parent) ?? '');
  return isRaced && isOnlyWaitedFor(wrapped(parent.parent as ts.CallExpression));
}

function racer(list: ts.ArrayLiteralExpression): string | undefined {
  return ts.isCallExpression(list.parent) ? list.parent.expression.getText() : undefined;
}

function guard(
  project: ProjectModel,
  unit: SourceUnit,
  call: ts.CallExpression,
  name: string,
): Result | undefined {
  const found = clientStatement(call);
  if (!found) return undefined;
  const edits: TextEdit[] = onlyInLegacy(unit, found);
  const [level] = call.arguments;
  if (name !== 'setLoggingLevel' || !level) return { edits };
  const requests = levelInRequests(project, unit, found.client, level);
  return { edits: [...edits, ...(requests ?? [])], review: levelNote(unit, call, requests !== undefined) };
}

function levelNote(unit: SourceUnit, call: ts.CallExpression, isComplete: boolean): Note {
  return noteAt(unit, call, CHANGE, {
    severity: isComplete ? 'info' : 'warning',
    message: 'At 2026-07-28 a request gets log messages only when it names the level itself.',
    advice: isComplete
      ? 'The requests of this file name it; add it to those of this client elsewhere.'
      : "Add `'io.modelcontextprotocol/logLevel'` to the `_meta` of the requests whose messages matter.",
  });
}
