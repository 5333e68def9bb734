import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { CACHEABLE_METHODS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { walk } from '../recognise/syntax.js';
import { stringOf } from './messages.js';
import { isServedNow } from './results.js';
import { entryKey } from './table-entries.js';

/** Methods that are registered one by one, of which not all is in view. */
export interface LeftRegistrations {
  /** Where `initialize` is. */
  readonly start: ts.ExpressionStatement;
  /** Those whose results need nothing but `resultType`. */
  readonly plain: readonly string[];
  /** Those whose results say how long they are fresh as well. */
  readonly cached: readonly string[];
}

/** The methods of a file that are registered beside `initialize`, as `server.addMethod('initialize', …)`. */
export function leftRegistrations(project: ProjectModel, unit: SourceUnit): LeftRegistrations | undefined {
  const found = new Map<string, { start?: ts.ExpressionStatement; methods: string[] }>();
  walk(unit.ast, node => {
    const key = ts.isExpressionStatement(node) ? entryKey(node) : undefined;
    const method = key && ts.isExpression(key) ? stringOf(project, key) : undefined;
    if (!ts.isExpressionStatement(node) || method === undefined) return;
    const table = (node.expression as ts.CallExpression).expression.getText(unit.ast);
    const known = found.get(table) ?? { methods: [] };
    if (method === 'initialize') known.start ??= node;
    known.methods.push(method);
    found.set(table, known);
  });
  for (const { start, methods } of found.values()) {
    const isOfMcp = methods.some(each => /^(?:tools|resources|prompts)\//.test(each));
    if (!start || !isOfMcp || methods.includes('server/discover')) continue;
    const served = [...new Set(methods.filter(isServedNow))];
    const cached = served.filter(each => CACHEABLE_METHODS.includes(each));
    return { start, plain: served.filter(each => !cached.includes(each)), cached };
  }
  return undefined;
}
