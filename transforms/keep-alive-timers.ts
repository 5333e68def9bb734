import type { Rewrite, SourceUnit, TextEdit, Transform, TransformContext } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { keepAlive } from '../src/recognise/keep-alive.js';
import { mentionsSdk } from '../src/recognise/mcp-calls.js';
import { isServer } from '../src/recognise/mcp-objects.js';
import { methodCall, walk } from '../src/recognise/syntax.js';
import { onlyForLegacy, withoutTimer } from '../src/rewrite/keep-alive-timers.js';

const CHANGE = 'removed-methods';
const SERVES = /\b(?:createMcpHandler|serveStdio)(?:\(| as\b)/;
/** What gives a client of 2025-11-25 a connection of its own, on which it can be pinged; imports do not count. */
const CONNECTS_BY_HAND = /\bisLegacyRequest\(|\b(?:new|extends) [\w.]*ServerTransport\b/;
const STDIO = /\bserveStdio(?:\(| as\b)/;

/**
 * Timers of servers that ping their client: 2026-07-28 has no `ping`, and SDK v2 rejects it there, which ends a
 * process that does not catch it. Where nobody can be pinged any more the timer goes; where clients of 2025-11-25
 * still have a connection of their own it goes on for them alone.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/changelog
 */
export const keepAliveTimers: Transform = {
  name: 'keep-alive-timers',
  phase: 'protocol',
  changes: [CHANGE],
  run(context) {
    const { project, files } = context;
    const rewrites: Rewrite[] = [];
    const candidates = files.filter(
      each => each.text.includes('setInterval') && mentionsSdk(each) && !isTestFile(project, each),
    );
    const serving = candidates.length > 0 ? servingOf(context) : undefined;
    if (!serving) return { rewrites, left: [] };
    for (const unit of candidates) {
      walk(unit.ast, node => {
        const alive = keepAlive(project, node);
        if (!alive || isLegacyOnly(project, alive.ping)) return;
        const edits: TextEdit[] | undefined =
          serving === 'requests' ? withoutTimer(project, unit, alive) : onlyForLegacy(unit, alive);
        if (edits) rewrites.push({ change: CHANGE, edits });
      });
    }
    return { rewrites, left: [] };
  },
};

/** Whether a server of this project serves single requests only, or connections of 2025-11-25 as well. */
function servingOf({ project, legacy }: TransformContext): 'requests' | 'connections' | undefined {
  const own = project.units.filter(each => !isTestFile(project, each));
  if (!own.some(each => SERVES.test(each.text))) return undefined;
  const isConnected = own.some(
    unit =>
      CONNECTS_BY_HAND.test(unit.text) ||
      (legacy !== 'reject' && STDIO.test(unit.text)) ||
      connectsServer(project, unit),
  );
  return isConnected ? 'connections' : 'requests';
}

function connectsServer(project: ProjectModel, unit: SourceUnit): boolean {
  let found = false;
  if (!unit.text.includes('.connect(')) return found;
  walk(unit.ast, node => {
    const call = methodCall(node);
    found ||= call?.name === 'connect' && isServer(project, call.object);
    return !found;
  });
  return found;
}
