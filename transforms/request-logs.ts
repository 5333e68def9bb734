import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ts } from '../src/engine/ts.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { logMessages, type LogMessage } from '../src/recognise/log-messages.js';
import { reachContext } from '../src/rewrite/context-parameter.js';
import { writeLog } from '../src/rewrite/log-calls.js';
import { orphans } from '../src/rewrite/orphans.js';
import { removalEdits } from '../src/rewrite/remove.js';

const CHANGE = 'roots-sampling-logging';

/**
 * Log messages that a handler sends while it answers, to `ctx.mcpReq.log(level, data)`: it sends what the request asks
 * for at 2026-07-28, and what `logging/setLevel` asks for at 2025-11-25. Messages from anywhere else are reported.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/logging
 */
export const requestLogs: Transform = {
  name: 'request-logs',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (isTestFile(project, unit)) continue;
      const messages = logMessages(project, unit);
      if (messages.length === 0 || answersInJson(project, unit)) continue;
      for (const handler of new Set(messages.map(each => each.handler.function))) {
        const own = messages.filter(each => each.handler.function === handler);
        const edits = rewriteMessages(project, unit, own);
        if (edits.length > 0) rewrites.push({ change: CHANGE, edits });
      }
    }
    return { rewrites, left: [] };
  },
};

function rewriteMessages(
  project: ProjectModel,
  unit: SourceUnit,
  messages: readonly LogMessage[],
): TextEdit[] {
  const edits: TextEdit[] = [];
  const dropped: ts.Node[] = [];
  for (const message of messages) {
    const reach = message.request
      ? { request: message.request.getText(unit.ast), edits: [] }
      : reachContext(project, unit, message.call);
    if (!reach) continue;
    edits.push(writeLog(unit, message, reach.request), ...reach.edits);
    dropped.push(...message.dropped);
  }
  if (edits.length === 0) return [];
  const written = edits.map(edit => edit.text).join('\n');
  return [...withoutRepeats(edits), ...removalEdits(unit, orphans(project, unit, dropped, isRead, written))];
}

/** The context parameter is added once, however many messages need it. */
function withoutRepeats(edits: readonly TextEdit[]): TextEdit[] {
  const keys = edits.map(({ start, end, text }) => `${start}:${end}:${text}`);
  return edits.filter((_, index) => keys.indexOf(keys[index]!) === index);
}

/** Whether a value can be left out: `extra.sessionId` and the like. */
function isRead(node: ts.Expression): boolean {
  return /^[\w$]+(?:\??\.[\w$]+)*(?: as \w+)?$/.test(node.getText());
}

/**
 * Whether the endpoint that serves a file's handlers answers with one JSON object, in front of which nothing can be
 * sent. A module with an endpoint and servers of its own serves those.
 */
function answersInJson(project: ProjectModel, unit: SourceUnit): boolean {
  const owner = project.packageOf(unit.path);
  return project.units.some(
    each =>
      project.packageOf(each.path) === owner &&
      !isTestFile(project, each) &&
      /\benableJsonResponse: true\b|\bresponseMode: ['"]json['"]/.test(each.text) &&
      (each === unit || !/\bnew (?:Mcp)?Server\(/.test(each.text)),
  );
}
