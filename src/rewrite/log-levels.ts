import { addProperty } from '../engine/object-literal.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { mcpCalls } from '../recognise/mcp-calls.js';
import { isUsableAt } from '../recognise/scope.js';
import { member, unwrap } from '../recognise/syntax.js';
import { clientOf } from './era-branch.js';

const LEVEL = 'io.modelcontextprotocol/logLevel';
/** Requests whose handlers log. */
const REQUESTS = ['callTool', 'getPrompt', 'readResource'];

/**
 * Puts the level that a client asked for once into each of its requests in the same file.
 * @returns undefined when there are none, or one of them leaves no certain place for it
 */
export function levelInRequests(
  project: ProjectModel,
  unit: SourceUnit,
  client: string,
  level: ts.Expression,
): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const { call, on } of mcpCalls(project, unit, REQUESTS)) {
    if (on !== 'client' || clientOf(call) !== client) continue;
    const parameters = call.arguments[0] && unwrap(call.arguments[0]);
    if (!parameters || !ts.isObjectLiteralExpression(parameters)) return undefined;
    if (member(parameters, '_meta')) return undefined;
    if (parameters.properties.some(ts.isSpreadAssignment) || !isUsableAt(project, level, call))
      return undefined;
    edits.push(...addProperty(unit, parameters, `_meta: { '${LEVEL}': ${level.getText(unit.ast)} }`));
  }
  return edits.length > 0 ? edits : undefined;
}
