import type { TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { numberValue, walk } from '../recognise/syntax.js';
import type { Dispatcher } from './dispatcher.js';
import type { Results } from './results.js';

/** The code for a missing resource before 2026-07-28. */
const NOT_FOUND = -32002;

/**
 * -32602 for -32002 where resources are read.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/resources#error-handling
 */
export function notFoundEdits(project: ProjectModel, dispatcher: Dispatcher, results: Results): TextEdit[] {
  const home = project.packageOf(dispatcher.unit.path);
  const edits: TextEdit[] = [];
  for (const unit of project.units) {
    if (!unit.text.includes(String(NOT_FOUND)) || project.packageOf(unit.path) !== home) continue;
    walk(unit.ast, node => {
      if (numberValue(node) !== NOT_FOUND) return undefined;
      const methods = results.served(node);
      if (methods?.size === 1 && methods.has('resources/read')) {
        edits.push({ file: unit.path, start: node.getStart(unit.ast), end: node.end, text: '-32602' });
      }
      return false;
    });
  }
  return edits;
}
