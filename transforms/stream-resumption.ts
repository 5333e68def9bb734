import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, SourceUnit, Transform } from '../src/engine/types.js';
import { isV2Specifier } from '../src/facts/index.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import type { ProjectModel } from '../src/project/model.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { mcpCalls, mentionsSdk } from '../src/recognise/mcp-calls.js';
import { isWithin, member, methodCall, nameText, unwrap, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'stream-resumability';
const RESUMING = ['resumptionToken', 'onresumptiontoken'];
const CALLS = ['request', 'callTool', 'readResource', 'getPrompt', 'send'];

/**
 * Reports what resumes broken streams: event stores, resumption tokens and `Last-Event-ID`. At 2026-07-28 a stream
 * that breaks is gone, and the client sends its request again.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const streamResumption: Transform = {
  name: 'stream-resumption',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      if (!mentionsSdk(unit)) continue;
      for (const { call } of mcpCalls(project, unit, CALLS)) {
        const options = call.arguments.map(unwrap).filter(ts.isObjectLiteralExpression);
        const found = options.flatMap(each => RESUMING.flatMap(name => member(each, name) ?? []))[0];
        if (found) left.push(token(unit, found));
      }
      left.push(...eventStores(project, unit), ...headerReads(project, unit), ...closings(project, unit));
      left.push(...unusedStores(project, unit));
    }
    return { rewrites: [], left };
  },
};

/** Transports with an event store. They serve 2025-11-25 only, so that the store goes on doing its work. */
function eventStores(project: ProjectModel, unit: SourceUnit): Note[] {
  const found: Note[] = [];
  if (!unit.text.includes('eventStore')) return found;
  walk(unit.ast, node => {
    if (!ts.isNewExpression(node)) return;
    const name = valuesOf(project).sdkExport(node.expression);
    const [options] = node.arguments ?? [];
    if (
      !name?.endsWith('StreamableHTTPServerTransport') ||
      !options ||
      !ts.isObjectLiteralExpression(options)
    )
      return;
    const store = member(options, 'eventStore');
    if (!store || isLegacyOnly(project, node)) return;
    found.push(
      noteAt(unit, store, CHANGE, {
        severity: 'info',
        message: 'The event store serves 2025-11-25 sessions only; 2026-07-28 has no resumption.',
        advice:
          'Nothing to do while those sessions are served; long work should survive being asked for again.',
      }),
    );
  });
  return found;
}

/** Exported classes of event stores that no transport is given any more. Those of the same file go with their use. */
function unusedStores(project: ProjectModel, unit: SourceUnit): Note[] {
  if (!/\bimplements\b[^{]*\bEventStore\b/.test(unit.text)) return [];
  return unit.ast.statements.filter(ts.isClassDeclaration).flatMap(node => {
    const isStore = node.heritageClauses?.some(clause =>
      clause.types.some(each => isEventStore(project, each.expression)),
    );
    if (!isStore || !node.name || isUsed(project, node, node.name)) return [];
    return noteAt(unit, node, CHANGE, {
      severity: 'info',
      message: `Nothing in this project uses the event store \`${node.name.text}\`, and 2026-07-28 has no resumption.`,
      advice: 'Delete it, unless others import it from this package.',
    });
  });
}

function isEventStore(project: ProjectModel, expression: ts.Expression): boolean {
  const origin = project.names.origin(expression);
  return origin?.name === 'EventStore' && isV2Specifier(origin.module);
}

/** Whether anything but an import names a class anywhere in the project, the class itself left out. */
function isUsed(project: ProjectModel, node: ts.ClassDeclaration, name: ts.Identifier): boolean {
  if (ts.getModifiers(node)?.some(each => each.kind === ts.SyntaxKind.DefaultKeyword)) return true;
  let found = false;
  for (const { ast, text } of project.units) {
    if (found || !text.includes(name.text)) continue;
    walk(ast, at => {
      if (!ts.isIdentifier(at) || at.text !== name.text || isWithin(at, node)) return !found;
      found ||= !ts.isImportSpecifier(at.parent) || at.parent.propertyName !== undefined;
      return !found;
    });
  }
  return found;
}

function token(unit: SourceUnit, node: ts.ObjectLiteralElementLike): Note {
  const message =
    nameText(node.name) === 'resumptionToken'
      ? 'A call with a `resumptionToken` times out on 2026-07-28 connections: there is no stream to resume.'
      : '`onresumptiontoken` is never called on 2026-07-28 connections: a broken stream cannot be resumed.';
  const advice = 'There, send the request again when it fails, and make what it does safe to repeat.';
  return noteAt(unit, node, CHANGE, { severity: 'warning', message, advice });
}

/** `req.headers['last-event-id']`, `headers.get('Last-Event-ID')`; beside a transport of sessions it is in its place. */
function headerReads(project: ProjectModel, unit: SourceUnit): Note[] {
  const found: Note[] = [];
  if (!/last-event-id/i.test(unit.text)) return found;
  walk(unit.ast, node => {
    const read = ts.isElementAccessExpression(node) ? node.argumentExpression : headerArgument(node);
    if (!read || nameText(read)?.toLowerCase() !== 'last-event-id' || isLegacyOnly(project, node)) return;
    if (ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      return;
    found.push(
      noteAt(unit, node, CHANGE, {
        severity: unit.text.includes('StreamableHTTPServerTransport') ? 'info' : 'warning',
        message: '`Last-Event-ID` is gone in 2026-07-28: clients do not resume streams.',
        advice: 'Keep it for 2025-11-25 sessions, and answer a repeated request on its own.',
      }),
    );
  });
  return found;
}

function headerArgument(node: ts.Node): ts.Expression | undefined {
  const call = methodCall(node);
  return call && ['get', 'header', 'has'].includes(call.name) ? call.call.arguments[0] : undefined;
}

/** `ctx.http?.closeSSE?.()`, which makes the client come back for the rest. */
function closings(project: ProjectModel, unit: SourceUnit): Note[] {
  const found: Note[] = [];
  if (!/\bclose(?:Standalone)?SSE\b/.test(unit.text)) return found;
  walk(unit.ast, node => {
    const call = methodCall(node);
    if (!call || !/^close(?:Standalone)?SSE$/.test(call.name)) return;
    const http = unwrap(call.object);
    if (!ts.isPropertyAccessExpression(http) || http.name.text !== 'http') return;
    if (!/Context$/.test(valuesOf(project).sdkName(http.expression) ?? '') || isLegacyOnly(project, node))
      return;
    found.push(
      noteAt(unit, node, CHANGE, {
        severity: 'info',
        message: `\`${call.name}\` does nothing for 2026-07-28 requests, whose streams are not resumed.`,
        advice: 'Nothing to do while 2025-11-25 sessions are served.',
      }),
    );
  });
  return found;
}
