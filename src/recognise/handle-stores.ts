import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { methodCall } from './syntax.js';
import { valuesOf } from './values.js';

/** Name of the module that the migration adds to a package whose tools keep something between calls. */
export const HANDLE_MODULE = 'mcp-handles';

/** Whether an expression is a store of what tools keep between calls, of the class that the migration adds. */
export function isHandleStore(project: ProjectModel, node: ts.Expression): boolean {
  const value = valuesOf(project).of(node);
  if (value?.is !== 'instance') return false;
  const { name } = value.class;
  return name?.text === 'HandleStore' && path.parse(name.getSourceFile().fileName).name === HANDLE_MODULE;
}

/** `baskets.find(ctx, id)` and `baskets.unknown()`: they start nothing and change nothing that a handler can tell. */
export function looksUpHandle(project: ProjectModel, node: ts.CallExpression): boolean {
  const call = methodCall(node);
  return (
    call !== undefined &&
    (call.name === 'find' || call.name === 'unknown') &&
    isHandleStore(project, call.object)
  );
}
