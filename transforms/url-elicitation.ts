import { chainsTo } from '../src/analysis/call-chains.js';
import { isUrlError } from '../src/analysis/thrown-urls.js';
import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { handledMethods, mcpCalls, sentMessages } from '../src/recognise/mcp-calls.js';
import { walk } from '../src/recognise/syntax.js';

const CHANGE = 'elicitation-complete-removed';
const COMPLETE = 'notifications/elicitation/complete';

/**
 * Reports what URL elicitation no longer has: the error that asked for one, the id that named it, and the
 * notification that it is complete. A server asks with an input request, and the client calls again when done.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation
 */
export const urlElicitation: Transform = {
  name: 'url-elicitation',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      if (!/[eE]licitation|-32042/.test(unit.text)) continue;
      const add = (node: ts.Node, message: string, advice: string) =>
        left.push(noteAt(unit, node, CHANGE, { severity: 'warning', message, advice }));
      walk(unit.ast, node => {
        if (!ts.isNewExpression(node) || isLegacyOnly(project, node) || !isUrlError(project, node)) return;
        const what = ts.isIdentifier(node.expression) ? node.expression.text : 'UrlElicitationRequiredError';
        const chains = chainsTo(project, node);
        add(
          node,
          what === 'UrlElicitationRequiredError'
            ? '`UrlElicitationRequiredError` reaches 2026-07-28 clients as an internal error (-32603).'
            : 'Error -32042 must not be sent to 2026-07-28 clients.',
          `Return \`inputRequired({ inputRequests: { name: inputRequired.elicitUrl(…) } })\` from the handler.${chains.length > 0 ? ` It runs for ${chains.join(', ')}.` : ''}`,
        );
      });
      const notifiers = mcpCalls(project, unit, ['createElicitationCompletionNotifier']);
      const sent = sentMessages(project, unit, [COMPLETE]).filter(each => each.on !== 'client');
      for (const { call } of [...notifiers, ...sent]) {
        add(
          call,
          `\`${COMPLETE}\` is gone: 2026-07-28 clients are not told that a URL elicitation is complete.`,
          'Keep it for 2025-11-25; at 2026-07-28 the client calls again, and the handler looks whether it is done.',
        );
      }
      for (const { call, on } of handledMethods(project, unit, [COMPLETE])) {
        if (on !== 'client') continue;
        add(
          call,
          `\`${COMPLETE}\` never arrives on 2026-07-28 connections.`,
          'Keep it for 2025-11-25; at 2026-07-28 the client answers the input request once the user is back.',
        );
      }
    }
    return { rewrites: [], left };
  },
};
