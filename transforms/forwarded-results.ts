import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { isProtocolRequest } from '../src/recognise/handler-context.js';
import { mcpObject } from '../src/recognise/mcp-objects.js';
import { registration } from '../src/recognise/registrations.js';
import { isFunctionNode, returnedExpressions, unwrap, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';
import { SdkImports } from '../src/rewrite/free-names.js';
import { isTypeScript } from '../src/rewrite/languages.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Casts what a proxy passes on from `client.request(call, CompatibilityCallToolResultSchema)` to `CallToolResult`
 * where a handler of `tools/call` returns it: SDK v2 takes no results of before 2024-11-05 by their type, while what
 * is sent stays the same.
 */
export const forwardedResults: Transform = {
  name: 'forwarded-results',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!unit.text.includes('CompatibilityCallToolResultSchema') || !isTypeScript(unit)) continue;
      walk(unit.ast, node => {
        const found = registration(node, project.names);
        if (found?.kind !== 'request' || found.method !== 'tools/call') return;
        const callback = unwrap(found.callback);
        if (!isFunctionNode(callback) || callback.type || !mcpObject(project, found.receiver)) return;
        for (const returned of returnedExpressions(callback)) {
          const call = ts.isAwaitExpression(returned) ? unwrap(returned.expression) : returned;
          if (!ts.isCallExpression(call) || !isProtocolRequest(project, call)) continue;
          const schema = call.arguments[1] && unwrap(call.arguments[1]);
          if (!schema || valuesOf(project).sdkExport(schema) !== 'CompatibilityCallToolResultSchema')
            continue;
          const imports = new SdkImports(project, unit);
          const edits = cast(unit, returned, imports.use('CallToolResult', true));
          rewrites.push({ change: CHANGE, edits, imports: imports.requests });
        }
      });
    }
    return { rewrites, left: [] };
  },
};

function cast(unit: SourceUnit, returned: ts.Expression, type: string): TextEdit[] {
  const [start, end] = [returned.getStart(), returned.end];
  if (!ts.isAwaitExpression(returned)) {
    return [{ file: unit.path, start: end, end, text: ` as Promise<${type}>` }];
  }
  return [
    { file: unit.path, start, end: start, text: '(' },
    { file: unit.path, start: end, end, text: `) as ${type}` },
  ];
}
