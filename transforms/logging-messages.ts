import { noteAt } from '../src/engine/notes.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { handledMethods, mcpCalls, sentMessages } from '../src/recognise/mcp-calls.js';

const CHANGE = 'roots-sampling-logging';
const ADVICE =
  'In a handler call `ctx.mcpReq.log(level, data)`, which asks what the request wants; elsewhere write to stderr.';

/** Handlers of a client for what is deprecated and goes on working. */
const DEPRECATED = ['roots/list', 'sampling/createMessage'];

/**
 * Reports log messages that are not tied to a request: lost on 2026-07-28 HTTP connections, and sent on stdio though
 * the client did not ask for any. Roots and sampling handlers of clients are pointed out as deprecated.
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
        left.push(noteAt(unit, call, CHANGE, { severity: 'warning', message, advice: ADVICE }));
      }
      for (const { call, on } of sentMessages(project, unit, ['notifications/message'])) {
        if (on === 'client') continue;
        const message =
          '`notifications/message` must not be sent on 2026-07-28 connections that asked for no logs.';
        left.push(noteAt(unit, call, CHANGE, { severity: 'warning', message, advice: ADVICE }));
      }
      for (const { call, on, method } of handledMethods(project, unit, DEPRECATED)) {
        if (on !== 'client') continue;
        const message = `\`${method}\` is deprecated; the handler goes on working, for input requests too.`;
        const advice =
          'Nothing to do now; offer what it provides in tool arguments, resources or configuration in time.';
        left.push(noteAt(unit, call, CHANGE, { severity: 'info', message, advice }));
      }
    }
    return { rewrites: [], left };
  },
};
