import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, SourceUnit, Transform, TransformContext } from '../src/engine/types.js';
import { HEADERS } from '../src/facts/protocol.js';
import { isTestFile, reportedFiles, servesHttp } from '../src/recognise/deployment.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { handlerContextsOf, type HandlerContexts } from '../src/recognise/handler-context.js';
import { isOnlyLogged } from '../src/recognise/logged.js';
import { initializer } from '../src/recognise/registrations.js';
import { methodCall, walk } from '../src/recognise/syntax.js';
import { contextNameAt, recordedBy, telemetryAdvice } from '../src/recognise/telemetry.js';
import { adviceForRead } from '../src/rewrite/state-advice.js';

const CHANGE = 'sessions';
/** Methods that read or set a header. */
const HEADER_METHODS = /^(?:get|header|has|set|setHeader|getHeader|append)$/;

/**
 * Reports code that uses the session id as a key of its own, in a handler or in front of the transport: there is
 * none at 2026-07-28. Where sessions are kept for 2025-11-25, reading their header is how they are kept.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const sessionKeys: Transform = {
  name: 'session-keys',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const contexts = handlerContextsOf(project);
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      const mayReadHeader = servesHttp(project, unit);
      walk(unit.ast, node => {
        const isRead = isContextId(contexts, node) && !isOnlyLogged(project.names, node);
        if (isRead && !isLegacyOnly(project, node)) {
          left.push(
            noteAt(unit, node, CHANGE, {
              severity: 'warning',
              message: 'The session id is undefined for 2026-07-28 clients.',
              advice:
                telemetryOf(node) ??
                adviceForRead(project, node) ??
                'Key by the caller (`ctx.http?.authInfo`) or by an explicit handle that a tool takes as argument.',
            }),
          );
        }
        const isHeader = mayReadHeader && usesHeader(context, node);
        if (isHeader && !keepsSessions(context, unit) && !isLegacyOnly(project, node)) {
          left.push(
            noteAt(unit, node, CHANGE, {
              severity: 'warning',
              message: 'Session header `Mcp-Session-Id` is gone in 2026-07-28.',
              advice: 'Key by the caller or by an explicit handle, or leave it to clients of 2025-11-25.',
            }),
          );
        }
      });
    }
    return { rewrites: [], left };
  },
};

/** What to write where the session id goes into a span or a metric. */
function telemetryOf(node: ts.Node): string | undefined {
  const recorded = recordedBy(node);
  return recorded && telemetryAdvice(recorded, contextNameAt(node));
}

function isContextId(contexts: HandlerContexts, node: ts.Node): boolean {
  const path = ts.isPropertyAccessExpression(node)
    ? contexts.path(node)
    : ts.isBindingElement(node)
      ? contexts.boundPath(node)
      : undefined;
  return path?.join('.') === 'sessionId';
}

/** `req.headers['mcp-session-id']`, `req.get(SESSION_HEADER)`, `res.setHeader('Mcp-Session-Id', id)`. */
function usesHeader({ project }: TransformContext, node: ts.Node): boolean {
  const call = methodCall(node);
  const named = ts.isElementAccessExpression(node)
    ? node.argumentExpression
    : call && HEADER_METHODS.test(call.name)
      ? call.call.arguments[0]
      : undefined;
  const text = named && initializer(named, project.names);
  return (
    text !== undefined &&
    ts.isStringLiteralLike(text) &&
    text.text.toLowerCase() === HEADERS.sessionId.toLowerCase()
  );
}

/** Whether the package of a file keeps sessions for 2025-11-25, or still has them. */
function keepsSessions({ project }: TransformContext, unit: SourceUnit): boolean {
  const owner = project.packageOf(unit.path);
  return project.units.some(
    each =>
      project.packageOf(each.path) === owner &&
      !isTestFile(project, each) &&
      /\bisLegacyRequest\b|\bsessionIdGenerator\b/.test(each.text),
  );
}
