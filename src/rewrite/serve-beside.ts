import { ts } from '../engine/ts.js';
import { noteAt } from '../engine/notes.js';
import type { Note, TextEdit, TransformContext } from '../engine/types.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import { enclosingFunction, type FunctionNode } from '../recognise/syntax.js';
import { checkBehind } from '../recognise/route-exits.js';
import { checkedPartialId } from '../recognise/partial-ids.js';
import { SessionBranches } from '../recognise/session-branch.js';
import { skippedWork } from '../recognise/skipped-work.js';
import { gateStatement, sessionCheck } from '../recognise/session-gate.js';
import { sessionGuard } from '../recognise/session-starts.js';
import { nodeGate, webGate } from './era-gates.js';
import { planGuards } from './guards.js';
import { errorOption, handlerOptions } from './handler-options.js';
import { readHostChecks } from './host-checks.js';
import { anchorOf, insertAbove, planHandler, type HandlerPlan } from './mcp-handler.js';
import {
  isAsked,
  OWN_CHECK,
  uncheckable,
  unknownOption,
  type Obstacle,
  type ServingPlan,
} from './serve-stateless.js';

const COMMENT = 'Serves revision 2026-07-28; the sessions below are for clients of 2025-11-25.';

/**
 * Serves 2026-07-28 in front of an endpoint whose sessions stay for 2025-11-25: `isLegacyRequest` decides, and what
 * it sends on runs as before. Routes for GET and DELETE, which only sessions have, are not touched.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export function planBeside(context: TransformContext, entry: HttpEntry): ServingPlan | Obstacle {
  const checks = readHostChecks(context.project, entry.creation.options);
  if ('unreadable' in checks) return uncheckable(checks.unreadable);
  const guards = planGuards(context, entry, checks);
  if (!guards) return uncheckable(entry.creation.node);
  const gate = gateStatement(context, entry);
  if (!gate) return unclear(entry);
  // With helpers, what the code asks of a session may be asked in words alone.
  const asked = entry.helpers.length > 0 ? sessionGuard(gate) : undefined;
  // What a helper does to one session's server, or asks of who starts one, would be missing.
  const [work] = entry.helpers.length > 0 ? helperWork(entry) : [];
  if (work) return bypassed(work);
  const check = checkBehind(entry, gate.pos) ?? sessionCheck(entry, gate) ?? checkedPartialId(entry) ?? asked;
  if (check) return bypassed(check);
  const anchor = anchorOf(entry);
  const options = handlerOptions(context, entry, anchor);
  if ('unknown' in options) return unknownOption(options);
  const handler = planHandler(context, entry, {
    options: [['legacy', "'reject'"], ...options, ...errorOption(context, entry, anchor)],
    inside: gate,
    closed: false,
    comment: COMMENT,
  });
  if ('refused' in handler) return { ...handler.refused, node: gate };
  const opened = openHandler(entry, gate);
  if (!opened) return unclear(entry);

  const { unit } = entry;
  const written =
    entry.creation.kind === 'web'
      ? webGate(context, entry, gate, handler)
      : nodeGate(context, entry, gate, handler);
  if (!written) return unclear(entry);
  const { barred, missed } = skippedWork(entry, gate, handler.repeated);
  if (barred) return bypassed(barred);
  const outside = [...guards.declarations, ...(handler.isInside ? [] : [handler.snippet])];
  const lines = [...guards.statements, ...written.before, ...written.lines];
  const edits: TextEdit[] = [
    ...handler.edits,
    ...insertAbove(unit, anchor, outside.filter(Boolean).join('\n')),
    ...guards.edits,
    ...opened,
    ...written.edits,
    ...reconnect(entry, handler),
    ...insertAbove(unit, gate, lines.join('\n')),
  ];
  return {
    edits,
    imports: [...handler.imports, ...guards.imports, ...written.imports],
    at: gate,
    handler: { ...handler, warnings: [...handler.warnings, ...missed.map(each => missing(entry, each))] },
    guarded: guards.imports.length > 0,
  };
}

function bypassed(node: ts.Node): Obstacle {
  return {
    node,
    message:
      'Serving 2026-07-28 beside these sessions would skip this check, or send every request away by it.',
    advice: isAsked(node)
      ? OWN_CHECK
      : 'Move every check that has nothing to do with sessions in front of the code that reads the session id, then run the migration again.',
    isError: true,
  };
}

/** Work that requests of 2026-07-28 are served without. */
function missing(entry: HttpEntry, node: ts.Node): Note {
  return noteAt(entry.unit, node, 'sessions', {
    severity: 'warning',
    message: 'This runs for clients with a session only; requests of 2026-07-28 are served without it.',
    advice: 'Move it in front of the code that reads the session id if they need it.',
  });
}

/** Makes the function around the gate `async`, so that it can wait for the answer. */
function openHandler(entry: HttpEntry, gate: ts.Statement): TextEdit[] | undefined {
  const around = enclosingFunction(gate);
  if (!around || ts.isConstructorDeclaration(around) || ts.isAccessor(around)) return undefined;
  if (around.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword)) return [];
  if (around.type && !/^Promise\b/.test(around.type.getText())) return undefined;
  const at =
    ts.isFunctionDeclaration(around) || ts.isFunctionExpression(around)
      ? functionKeyword(around)
      : around.getStart();
  return [{ file: entry.unit.path, start: at, end: at, text: 'async ' }];
}

function functionKeyword(node: FunctionNode): number {
  return node
    .getChildren()
    .find(each => each.kind === ts.SyntaxKind.FunctionKeyword)!
    .getStart();
}

/** A server that became a function is called where it is connected. */
function reconnect(entry: HttpEntry, handler: HandlerPlan): TextEdit[] {
  if (!handler.replacesServer) return [];
  const { server } = entry.connect;
  const text = handler.replacesServer;
  return [{ file: entry.unit.path, start: server.getStart(entry.unit.ast), end: server.end, text }];
}

function unclear(entry: HttpEntry): Obstacle {
  return {
    node: entry.creation.node,
    message:
      'The sessions of this endpoint are kept in a way that leaves no certain place to serve 2026-07-28 in front of them.',
    advice:
      "Test `isLegacyRequest(request)` in front of this code and serve the rest with `createMcpHandler(factory, { legacy: 'reject' })`.",
  };
}

/** What the functions that start sessions do beyond that. */
function helperWork(entry: HttpEntry): ts.Node[] {
  const branches = new SessionBranches(entry);
  return entry.helpers.flatMap(({ node }) =>
    node.body && ts.isBlock(node.body)
      ? node.body.statements.flatMap(each => branches.of(each).work)
      : [node],
  );
}
