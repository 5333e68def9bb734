import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { bindableParameter, type GuardedEffect } from '../analysis/guarded-effects.js';
import type { Handler } from '../recognise/handlers.js';
import { unwrapAwaited } from '../recognise/syntax.js';
import type { Travelling } from './input-writing.js';
import { lineStarts } from './split-conditions.js';

/**
 * What tells the state of one call from that of a call with other arguments: what was done for those was not done
 * for these. The specification wants a digest of the salient parameters in such a state.
 * @param name the handler's name, as it is written
 * @returns undefined when the name cannot stand in a template
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function boundName(name: string, handler: Handler): string | undefined {
  const parameter = bindableParameter(handler);
  const isLiteral = /^['"`]/.test(name);
  const text = isLiteral ? name.slice(1, -1) : `\${${name}}`;
  if (!parameter || (isLiteral && /[`$\\]/.test(text))) return undefined;
  if (parameter === 'none') return name;
  return `\`${text} \${JSON.stringify(${argumentsOf(parameter)})}\``;
}

function argumentsOf({ name }: ts.ParameterDeclaration): string {
  if (!ts.isObjectBindingPattern(name)) return name.getText();
  const members = name.elements.map(({ dotDotDotToken, propertyName, name: local }) => {
    if (dotDotDotToken) return `...${local.getText()}`;
    return propertyName ? `${propertyName.getText()}: ${local.getText()}` : local.getText();
  });
  return `{ ${members.join(', ')} }`;
}

/**
 * Edits that let a statement run in one round alone: the note that it has run, or its value, travels.
 * @param keys what travels; the note is added
 */
export function guardEdits(
  unit: SourceUnit,
  { statement, name, value }: GuardedEffect,
  variable: string,
  keys: Map<string, Travelling>,
): TextEdit[] {
  const { path: file, text, ast, style } = unit;
  if (value) {
    const key = freeIn(keys, value.name);
    keys.set(key, { is: 'value', type: typeOf(value) });
    const start = value.call.getStart(ast);
    return [
      { file, start, end: start, text: `(${variable}.${key} ??= ` },
      { file, start: value.call.end, end: value.call.end, text: ')' },
    ];
  }
  const key = freeIn(keys, `did${name[0]!.toUpperCase()}${name.slice(1)}`);
  keys.set(key, { is: 'value', type: 'boolean' });
  const start = statement.getStart(ast);
  const indent = indentAt(text, start);
  const inner = style.eol + indent + style.indent;
  const done = render(`${variable}.${key} = true;`, style);
  return [
    { file, start, end: start, text: `if (!${variable}.${key}) {${inner}` },
    ...lineStarts(unit, statement, start, statement.end).map(at => ({
      ...{ file, start: at, end: at },
      text: style.indent,
    })),
    { file, start: statement.end, end: statement.end, text: `${inner}${done}${style.eol}${indent}}` },
  ];
}

function freeIn(keys: ReadonlyMap<string, Travelling>, wanted: string): string {
  let key = wanted;
  for (let count = 2; keys.has(key) || key in Object.prototype; count++) key = `${wanted}${count}`;
  return key;
}

function typeOf({ call, given }: NonNullable<GuardedEffect['value']>): string {
  if (given !== 'value') return given;
  const { expression } = unwrapAwaited(call) as ts.CallExpression;
  return `Awaited<ReturnType<typeof ${expression.getText()}>>`;
}
