import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { LogMessage } from '../recognise/log-messages.js';
import { unwrap } from '../recognise/syntax.js';
import { Snippet } from './moved-text.js';

const LONG_LINE = 100;

/**
 * Writes a log message as `ctx.mcpReq.log(level, data, logger)`.
 * @param request how `ctx.mcpReq` is written there
 */
export function writeLog(unit: SourceUnit, message: LogMessage, request: string): TextEdit {
  const { call, level, data, logger } = message;
  const parts = [level, data, ...(logger ? [logger] : [])];
  const start = call.getStart(unit.ast);
  const snippet = new Snippet(unit);
  const moved = parts.map(part => snippet.node(part));
  const callee = `${request}.log`;
  const line = `${callee}(${moved.join(', ')})`;
  const comma = call.arguments.hasTrailingComma ? ',' : '';
  const spread = `${callee}(\n${moved.map(part => `  ${part}`).join(',\n')}${comma}\n)`;
  const text = snippet.render(fits(unit, message, callee, parts) ? line : spread, indentAt(unit.text, start));
  return { file: unit.path, start, end: call.end, text };
}

/** Whether the call can stand on the line that it begins on; an object that comes last may go on below. */
function fits(
  unit: SourceUnit,
  { call }: LogMessage,
  callee: string,
  parts: readonly ts.Expression[],
): boolean {
  const texts = parts.map(part => part.getText(unit.ast));
  const last = texts.pop()!;
  const isHugged = ts.isObjectLiteralExpression(unwrap(parts.at(-1)!));
  if (texts.some(text => text.includes('\n')) || (last.includes('\n') && !isHugged)) return false;
  const start = call.getStart(unit.ast);
  const before = start - lineStart(unit.text, start);
  const shown = [...texts, last.split('\n')[0]!].join(', ');
  return before + callee.length + shown.length + 3 <= LONG_LINE;
}
