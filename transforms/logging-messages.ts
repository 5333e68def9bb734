import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, SourceUnit, Transform } from '../src/engine/types.js';
import { declaredCapabilities } from '../src/recognise/capabilities.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { handledMethods, mcpCalls, sentMessages } from '../src/recognise/mcp-calls.js';
import { memberValue } from '../src/recognise/syntax.js';

const CHANGE = 'roots-sampling-logging';
const IN_TIME =
  'Nothing to do now; offer what it provides in tool arguments, resources or configuration in time.';

/** Handlers of a client for what is deprecated and goes on working. */
const DEPRECATED = ['roots/list', 'sampling/createMessage'];

/**
 * Reports log messages that are not tied to a request: lost on 2026-07-28 HTTP connections, and sent on stdio though
 * the client did not ask for any. Handlers and capabilities of clients for roots and sampling are pointed out as
 * deprecated.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/logging
 */
export const loggingMessages: Transform = {
  name: 'logging-messages',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      for (const { call, on } of mcpCalls(project, unit, ['sendLoggingMessage'])) {
        if (on !== 'mcp-server' && on !== 'server') continue;
        const message =
          '`sendLoggingMessage` is lost on 2026-07-28 HTTP connections, and on stdio it goes to clients that asked for no logs.';
        left.push(
          noteAt(unit, call, CHANGE, { severity: 'warning', message, advice: adviceFor(unit, call) }),
        );
      }
      for (const { call, on } of sentMessages(project, unit, ['notifications/message'])) {
        if (on === 'client') continue;
        const message =
          '`notifications/message` must not be sent on 2026-07-28 connections that asked for no logs.';
        left.push(
          noteAt(unit, call, CHANGE, { severity: 'warning', message, advice: adviceFor(unit, call) }),
        );
      }
      for (const { call, on, method } of handledMethods(project, unit, DEPRECATED)) {
        if (on !== 'client') continue;
        const message = `\`${method}\` is deprecated; the handler goes on working, for input requests too.`;
        left.push(noteAt(unit, call, CHANGE, { severity: 'info', message, advice: IN_TIME }));
      }
      for (const { value, name, by } of declaredCapabilities(project, unit, ['roots', 'sampling'])) {
        if (by !== 'Client') continue;
        const message = `The capability \`${name}\` is deprecated and goes on working.`;
        left.push(noteAt(unit, value, CHANGE, { severity: 'info', message, advice: IN_TIME }));
      }
    }
    return { rewrites: [], left };
  },
};

/** Names of module-level loggers; stderr takes their place where there is none. */
const LOGGER = /^(?:import\b[^'"\n]*|(?:export )?const )\b(logger|log)\b/m;
const METHODS: Readonly<Record<string, string>> = {
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warning: 'warn',
};
const LONG = 60;

/** What to write in the place of a message, as a line of the file's own. */
function adviceFor(unit: SourceUnit, call: ts.CallExpression): string {
  const [sent] = call.arguments;
  const params = sent && ts.isObjectLiteralExpression(sent) ? (memberOf(sent, 'params') ?? sent) : undefined;
  const level = params && memberOf(params, 'level');
  const text = (params && memberOf(params, 'data'))?.getText(unit.ast) ?? 'data';
  const data = text.length > LONG || text.includes('\n') ? 'data' : text;
  const name = LOGGER.exec(unit.text)?.[1];
  const method = METHODS[level && ts.isStringLiteralLike(level) ? level.text : 'info'] ?? 'error';
  const line = name ? `${name}.${method}(${data})` : `console.error(${data})`;
  return `In a handler call \`ctx.mcpReq.log(level, data)\`, which asks what the request wants; elsewhere write \`${line}\`.`;
}

function memberOf(node: ts.Expression, name: string): ts.Expression | undefined {
  return ts.isObjectLiteralExpression(node) ? memberValue(node, name) : undefined;
}
