import { noteAt } from '../src/engine/notes.js';
import type { Note, Transform } from '../src/engine/types.js';
import { LISTENS } from '../src/facts/protocol-words.js';
import { reportedFiles, servesHttp, speaksOverWire } from '../src/recognise/deployment.js';
import { handledMethods, mcpCalls, sentMessages } from '../src/recognise/mcp-calls.js';

const CHANGE = 'subscriptions-listen';

/** Methods of servers that announce a change, with what does it over HTTP. */
const NOTIFIERS: Readonly<Record<string, string>> = {
  sendToolListChanged: 'toolsChanged()',
  sendPromptListChanged: 'promptsChanged()',
  sendResourceListChanged: 'resourcesChanged()',
  sendResourceUpdated: 'resourceUpdated(uri)',
};
const ANNOUNCEMENTS: Readonly<Record<string, string>> = {
  'notifications/tools/list_changed': 'toolsChanged()',
  'notifications/prompts/list_changed': 'promptsChanged()',
  'notifications/resources/list_changed': 'resourcesChanged()',
  'notifications/resources/updated': 'resourceUpdated(uri)',
};
const SUBSCRIPTION_CALLS = ['subscribeResource', 'unsubscribeResource'];

/**
 * Reports change notifications that no longer arrive: over HTTP what a server sends by itself is lost, and a client
 * gets only what it asked for with `subscriptions/listen`. Under `serveStdio` the calls of a server stay right.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export const changeNotifications: Transform = {
  name: 'change-notifications',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      const add = (node: Parameters<typeof noteAt>[1], note: Pick<Note, 'severity' | 'message' | 'advice'>) =>
        left.push(noteAt(unit, node, CHANGE, note));
      const subscribing = handledMethods(project, unit, ['resources/subscribe']).filter(
        each => each.on !== 'client',
      );
      for (const { call } of subscribing) {
        add(call, {
          severity: 'warning',
          message:
            '`resources/subscribe` is never called on 2026-07-28 connections, so what it records stays empty.',
          advice:
            'Keep it for 2025-11-25, and announce updates without looking at the record: only listeners get them.',
        });
      }
      if (servesHttp(project, unit)) {
        for (const { call, name, on } of mcpCalls(project, unit, Object.keys(NOTIFIERS))) {
          if (on === 'server' || on === 'mcp-server') add(call, lost(name, NOTIFIERS[name]!));
        }
        for (const { call, method, on } of sentMessages(project, unit, Object.keys(ANNOUNCEMENTS))) {
          if (on !== 'client') add(call, lost(method, ANNOUNCEMENTS[method]!));
        }
      }
      if (!speaksOverWire(project, unit)) continue;
      for (const { call, name, on } of mcpCalls(project, unit, SUBSCRIPTION_CALLS)) {
        if (on !== 'client') continue;
        add(call, {
          severity: 'warning',
          message: `\`${name}\` fails on 2026-07-28 connections.`,
          advice:
            'There, call `client.listen({ resourceSubscriptions: [uri] })`, and close the subscription when done.',
        });
      }
      if (LISTENS.test(unit.text)) continue;
      for (const { call, method, on } of handledMethods(project, unit, Object.keys(ANNOUNCEMENTS))) {
        if (on !== 'client') continue;
        add(call, {
          severity: 'warning',
          message: `\`${method}\` arrives on 2026-07-28 connections only while the client listens for it.`,
          advice: 'Give the client the `listChanged` option, or call `client.listen(…)` after connecting.',
        });
      }
    }
    return { rewrites: [], left };
  },
};

function lost(what: string, notify: string): Pick<Note, 'severity' | 'message' | 'advice'> {
  return {
    severity: 'error',
    message: `\`${what}\` is lost without a word on 2026-07-28 HTTP connections.`,
    advice: `Call \`notify.${notify}\` on what \`createMcpHandler\` returned, and keep this for 2025-11-25.`,
  };
}
