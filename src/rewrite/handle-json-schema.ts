import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { member, memberValue, nameText, unwrap } from '../recognise/syntax.js';
import { brokenObject } from './broken-lines.js';
import type { HandleArgument } from './handle-schema.js';
import { addLong } from './long-property.js';

/**
 * Adds the handle to the JSON Schema of a tool's arguments, and to that of its results when it has one and hands
 * handles out.
 * @param definition what `tools/list` says of the tool
 * @returns undefined when a schema is not an object that is written out there
 */
export function jsonSchemaEdits(
  unit: SourceUnit,
  definition: ts.ObjectLiteralExpression,
  argument: HandleArgument,
): TextEdit[] | undefined {
  const input = writtenObject(definition, 'inputSchema');
  if (!input) return undefined;
  const { name, isOptional } = argument;
  const property = schemaOf(name, inputDescription(argument));
  const base = indentAt(unit.text, definition.getStart(unit.ast));
  const broken = brokenObject(unit, definition, property.length, base);
  const inner = broken ? base + unit.style.indent : undefined;
  const edits = [...(broken ?? [])];
  const added = extended(unit, input, name, property, inner, !isOptional);
  if (!added) return undefined;
  edits.push(...added);
  if (isOptional && member(definition, 'outputSchema')) {
    const output = writtenObject(definition, 'outputSchema');
    const described = schemaOf(name, `Names the ${argument.subject} in later calls.`);
    const result = output && extended(unit, output, name, described, inner, false);
    if (!result) return undefined;
    edits.push(...result);
  }
  return edits;
}

/** Names of the arguments that a tool's JSON Schema declares. */
export function jsonArgumentNames(definition: ts.ObjectLiteralExpression): string[] {
  const input = writtenObject(definition, 'inputSchema');
  const properties = input && writtenObject(input, 'properties');
  return properties?.properties.flatMap(each => nameText(each.name) ?? []) ?? [];
}

function inputDescription({ subject, startedBy, isOptional }: HandleArgument): string {
  return isOptional
    ? `The ${subject} to go on with, from an earlier result. Leave it out to start afresh. It is kept until a day after its last use.`
    : `The ${subject} to use, from a result of ${startedBy.join(' or ')}.`;
}

function schemaOf(name: string, description: string): string {
  const text = `'${description}'`;
  const isLong = text.length > 70;
  return `${name}: {\n  type: 'string',\n  description:${isLong ? '\n    ' : ' '}${text},\n}`;
}

/** An object literal under a name, of which every property can be seen. */
function writtenObject(
  literal: ts.ObjectLiteralExpression,
  name: string,
): ts.ObjectLiteralExpression | undefined {
  const value = memberValue(literal, name);
  const written = value && unwrap(value);
  if (!written || !ts.isObjectLiteralExpression(written)) return undefined;
  return written.properties.every(each => ts.isPropertyAssignment(each) && nameText(each.name) !== undefined)
    ? written
    : undefined;
}

/** The schema of an object with one property more. */
function extended(
  unit: SourceUnit,
  schema: ts.ObjectLiteralExpression,
  name: string,
  property: string,
  given: string | undefined,
  isRequired: boolean,
): TextEdit[] | undefined {
  const type = memberValue(schema, 'type');
  if (!type || !ts.isStringLiteralLike(unwrap(type))) return undefined;
  if ((unwrap(type) as ts.StringLiteralLike).text !== 'object') return undefined;
  const base = given ?? indentAt(unit.text, schema.getStart(unit.ast));
  const properties = writtenObject(schema, 'properties');
  if (!properties && member(schema, 'properties')) return undefined;
  const required = requiredEdits(unit, schema, name);
  if (isRequired && member(schema, 'required') && !required) return undefined;
  const own = [
    ...(properties ? [] : [`properties: {\n  ${property.replaceAll('\n', '\n  ')},\n}`]),
    ...(isRequired && !required ? [`required: ['${name}']`] : []),
  ].join(',\n');
  const broken = brokenObject(unit, schema, property.length, base);
  const inner = broken ? base + unit.style.indent : undefined;
  return [
    ...(own === '' ? (broken ?? []) : addLong(unit, schema, own, base, property.length)),
    ...(properties ? addLong(unit, properties, property, inner) : []),
    ...(isRequired && required ? required : []),
  ];
}

/** Edits that add a name to the required ones; undefined where no list of them is written out. */
function requiredEdits(
  unit: SourceUnit,
  schema: ts.ObjectLiteralExpression,
  name: string,
): TextEdit[] | undefined {
  const value = memberValue(schema, 'required');
  const list = value && unwrap(value);
  if (!list || !ts.isArrayLiteralExpression(list)) return undefined;
  const { path: file, text, ast, style } = unit;
  const last = list.elements.at(-1);
  const added = render(`'${name}'`, style);
  if (!last) {
    const start = list.getStart(ast);
    return [{ file, start, end: list.end, text: `[${added}]` }];
  }
  const start = last.getStart(ast);
  const isOwnLine = text.slice(list.getStart(ast), list.end).includes('\n');
  const gap = isOwnLine ? style.eol + indentAt(text, start) : ' ';
  return [{ file, start: last.end, end: last.end, text: `,${gap}${added}` }];
}
