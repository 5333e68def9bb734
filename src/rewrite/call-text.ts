import type { SourceUnit } from '../engine/types.js';
import type { HandlerOption } from './mcp-handler.js';

const LONG_LINE = 100;

/** A call to be written: what is called, and its arguments. */
export interface Call {
  readonly callee: string;
  readonly args: readonly (string | Call | readonly HandlerOption[])[];
}

export function flat(part: string | Call | readonly HandlerOption[]): string {
  if (typeof part === 'string') return part;
  if ('callee' in part) return `${part.callee}(${part.args.map(flat).join(', ')})`;
  return `{ ${part.map(([name, value]) => (name === value ? name : `${name}: ${value}`)).join(', ')} }`;
}

/** A declaration on one line if it fits, else with one argument a line. */
export function spread(unit: SourceUnit, start: string, value: string, call: Call): string {
  if (start.length + value.length < LONG_LINE && !value.includes('\n')) return `${start}${value};`;
  return `${start}${broken(unit, call, '')};`;
}

function broken(unit: SourceUnit, part: string | Call | readonly HandlerOption[], indent: string): string {
  const line = flat(part);
  if (typeof part === 'string') return line;
  const inner = `${indent}  `;
  const comma = /,\s*\n\s*[}\])]/.test(unit.text) ? ',' : '';
  if (!('callee' in part)) {
    const members = part.map(([name, value]) => `${inner}${name === value ? name : `${name}: ${value}`}`);
    return `{\n${members.join(',\n')}${comma}\n${indent}}`;
  }
  const [first, ...rest] = part.args;
  const options = rest.at(-1);
  const hugging = rest.length === 1 && Array.isArray(options) && flat(first!).length < LONG_LINE - 30;
  if (hugging)
    return `${part.callee}(${flat(first!)}, ${broken(unit, options as readonly HandlerOption[], indent)})`;
  const args = part.args.map(arg => {
    const text = flat(arg);
    return inner + (inner.length + text.length < LONG_LINE ? text : broken(unit, arg, inner));
  });
  return `${part.callee}(\n${args.join(',\n')}${comma}\n${indent})`;
}
