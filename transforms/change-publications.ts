import { noteAt } from '../src/engine/notes.js';
import type { Note, Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { PUBLISHES } from '../src/facts/change-events.js';
import type { ProjectModel } from '../src/project/model.js';
import { changeNotices } from '../src/recognise/change-notices.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { handlersOf, publishChanges, type NoticesOf } from '../src/rewrite/publish-changes.js';

const CHANGE = 'subscriptions-listen';
/** What has connections that last: sessions that are kept, and stdio, where the SDK passes notifications on. */
const LASTING =
  /\b(?:isLegacyRequest|\w*StreamableHTTPServerTransport|serveStdio|StdioServerTransport|SSEServerTransport)\b/;

/**
 * Tells 2026-07-28 clients that listen over HTTP of changes that a server announces itself: `notify` of the handler
 * reaches them, what a server sends does not. Sending stays where a connection may last: in sessions that are kept
 * for 2025-11-25 and over stdio.
 *
 * The record of subscribers is passed by, since no 2026-07-28 client is ever in it. A listener that every server gets
 * when it is made is left, because a server is made for every request.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export const changePublications: Transform = {
  name: 'change-publications',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project }) {
    const packages = new Set(project.units.map(unit => project.packageOf(unit.path)));
    const rewrites = [...packages].flatMap(owner => {
      const units = project.units.filter(
        unit => project.packageOf(unit.path) === owner && !isTestFile(project, unit),
      );
      return publishIn(project, units) ?? [];
    });
    return { rewrites, left: [] };
  },
};

function publishIn(project: ProjectModel, units: readonly SourceUnit[]): Rewrite | undefined {
  const handlers = handlersOf(project, units);
  if (handlers.length === 0) return undefined;
  const files: NoticesOf[] = units
    .filter(unit => !PUBLISHES.test(unit.text))
    .map(unit => ({ unit, notices: changeNotices(project, unit) }))
    .filter(({ notices }) => notices.length > 0);
  if (files.length === 0) return undefined;
  const keeps = units.some(unit => LASTING.test(unit.text));
  const result = publishChanges(project, handlers, files, keeps);
  return result && { change: CHANGE, ...result, review: review(files[0]!) };
}

function review({ unit, notices }: NoticesOf): Note {
  return noteAt(unit, notices[0]!.at, CHANGE, {
    severity: 'info',
    message: 'Clients of 2026-07-28 are told of this change when they listen for it.',
    advice: 'Several instances of this server need one event `bus` that reaches all of them.',
  });
}
