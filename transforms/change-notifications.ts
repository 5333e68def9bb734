import { noteAt } from '../src/engine/notes.js';
import type { Note, SourceUnit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { CHANGE_EVENTS, PUBLISHES, type ChangeEvent } from '../src/facts/change-events.js';
import { LISTENS } from '../src/facts/protocol-words.js';
import { reportedFiles, servesHttp, speaksOverWire } from '../src/recognise/deployment.js';
import { handledMethods, mcpCalls, sentMessages } from '../src/recognise/mcp-calls.js';

const CHANGE = 'subscriptions-listen';

type Words = Pick<Note, 'severity' | 'message' | 'advice'>;

const unread: Words = {
  severity: 'warning',
  message: '`resources/subscribe` is never called on 2026-07-28 connections, so what it records stays empty.',
  advice:
    'Keep it for 2025-11-25, and announce updates without looking at the record: only listeners get them.',
};
const kept: Words = {
  severity: 'info',
  message: '`resources/subscribe` stays for 2025-11-25; clients of 2026-07-28 listen instead.',
  advice: 'Nothing to do: the server tells those who listen without looking at what it records.',
};

/** What does it over HTTP, by the method that sends and by that of the notification. */
const NOTIFIERS = announcements(each => each.sender);
const ANNOUNCEMENTS = announcements(each => each.method);
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
      const add = (node: Parameters<typeof noteAt>[1], note: Words) =>
        left.push(noteAt(unit, node, CHANGE, note));
      const subscribing = handledMethods(project, unit, ['resources/subscribe']).filter(
        each => each.on !== 'client',
      );
      for (const { call } of subscribing) add(call, publishes(project, unit) ? kept : unread);
      // A file that publishes as well sends by itself where that is right: in kept sessions and over stdio.
      if (servesHttp(project, unit) && !PUBLISHES.test(unit.text)) {
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

function announcements(key: (event: ChangeEvent) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    CHANGE_EVENTS.map(each => [
      key(each),
      `${each.notify}(${each.notify === 'resourceUpdated' ? 'uri' : ''})`,
    ]),
  );
}

function lost(what: string, notify: string): Words {
  return {
    severity: 'error',
    message: `\`${what}\` is lost without a word on 2026-07-28 HTTP connections.`,
    advice: `Call \`notify.${notify}\` on what \`createMcpHandler\` returned, and keep this for 2025-11-25.`,
  };
}

/** Whether some file of the package tells those who listen. */
function publishes(project: ProjectModel, unit: SourceUnit): boolean {
  const owner = project.packageOf(unit.path);
  return project.units.some(each => project.packageOf(each.path) === owner && PUBLISHES.test(each.text));
}
