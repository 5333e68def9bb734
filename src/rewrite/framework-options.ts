import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { Rewrite, SourceUnit } from '../engine/types.js';
import { reachesOnly } from '../frameworks/report.js';
import type { ProjectModel } from '../project/model.js';
import { frameworkHold } from '../recognise/framework-hold.js';
import type { FoundStart } from '../recognise/framework-starts.js';
import { unwrap } from '../recognise/syntax.js';

/**
 * Adds the option without which the release of a framework does not speak 2026-07-28.
 * @returns undefined where it is there already, where the version declared needs none, or where the package stays
 * at its version
 */
export function addNeededOption(
  project: ProjectModel,
  unit: SourceUnit,
  start: FoundStart,
): Rewrite | undefined {
  const { node, framework, config, range } = start;
  const opts = framework.release?.shape?.opts;
  const first = 'arguments' in node ? node.arguments?.[0] : undefined;
  const literal = first && unwrap(first);
  if (!opts || !literal || !ts.isObjectLiteralExpression(literal) || !config || config.has(opts.name)) {
    return undefined;
  }
  if (range === undefined || reachesOnly(range, opts.below)) return undefined;
  if (frameworkHold(project, unit, framework) !== undefined) return undefined;
  const quote = unit.style.quote;
  return {
    change: framework.change,
    edits: [appended(unit, literal, `${opts.name}: ${quote}${opts.value}${quote}`)],
  };
}

function appended(unit: SourceUnit, literal: ts.ObjectLiteralExpression, text: string) {
  const { path: file, ast } = unit;
  const last = literal.properties.at(-1);
  if (!last) {
    const at = literal.getStart(ast) + 1;
    return { file, start: at, end: at, text: ` ${text} ` };
  }
  const start = last.getStart(ast);
  const isSpread = unit.text.slice(lineStart(unit.text, start), start).trim() === '';
  const gap = isSpread ? unit.style.eol + indentAt(unit.text, start) : ' ';
  const { hasTrailingComma, end } = literal.properties;
  const at = hasTrailingComma ? end : last.end;
  return { file, start: at, end: at, text: hasTrailingComma ? `${gap}${text},` : `,${gap}${text}` };
}
