import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import type { Handler } from '../recognise/handlers.js';
import { member, memberValue, nameText, unwrap } from '../recognise/syntax.js';
import { zodExport, zodFunction, zodSpecifier } from '../recognise/zod.js';
import { brokenObject } from './broken-lines.js';
import { addLong, indented } from './long-property.js';

/** How a tool takes a handle, and what its results carry. */
export interface HandleArgument {
  readonly name: string;
  /** What the handle is of, for descriptions: `basket`. */
  readonly subject: string;
  readonly startedBy: readonly string[];
  /** Whether the tool starts something new when it gets no handle. */
  readonly isOptional: boolean;
}

export interface SchemaEdits {
  readonly edits: readonly TextEdit[];
  readonly imports: readonly ImportRequest[];
}

/**
 * Adds the handle to the schema of a tool's arguments, and to that of its results when it has one and hands handles
 * out.
 * @returns undefined when a schema is not a Zod object in the registration or one that it can extend there
 */
export function handleSchemaEdits(
  project: ProjectModel,
  unit: SourceUnit,
  { call, contextIndex }: Handler,
  argument: HandleArgument,
): SchemaEdits | undefined {
  const config = call.arguments.length === 3 ? unwrap(call.arguments[1]!) : undefined;
  if (!config || !ts.isObjectLiteralExpression(config) || config.getSourceFile() !== unit.ast)
    return undefined;
  if (config.properties.some(ts.isSpreadAssignment) || contextIndex === undefined) return undefined;
  const zod = zodFunction(project, unit, call, 'object');
  // Schemas of Zod Mini have no methods.
  if (!zod?.callee.endsWith('.object') || zodSpecifier(unit.ast)?.includes('mini')) return undefined;
  const z = zod.callee.slice(0, -'.object'.length);
  const property = `${argument.name}: ${input(z, argument)}`;
  // What is added makes the line of a configuration too long, whatever it is.
  const base = indentAt(unit.text, config.getStart(unit.ast));
  const broken = brokenObject(unit, config, property.length, base);
  const inner = broken ? base + unit.style.indent : undefined;
  const edits: TextEdit[] = [];
  if (contextIndex === 0) {
    if (member(config, 'inputSchema')) return undefined;
    edits.push(...addLong(unit, config, `inputSchema: ${z}.object({\n  ${indented(property)},\n})`));
  } else {
    const added = extended(project, unit, memberValue(config, 'inputSchema'), property, inner);
    if (!added) return undefined;
    edits.push(...added, ...(broken ?? []));
  }
  if (argument.isOptional && member(config, 'outputSchema')) {
    const output = `${argument.name}: ${z}.string().describe('Names the ${argument.subject} in later calls.')`;
    const added = extended(project, unit, memberValue(config, 'outputSchema'), output, inner);
    if (!added) return undefined;
    edits.push(...added);
  }
  return { edits, imports: zod.needs ? [zod.needs] : [] };
}

function input(z: string, { name, subject, startedBy, isOptional }: HandleArgument): string {
  const starters = startedBy.join(' or ');
  return isOptional
    ? `${z}
  .string()
  .optional()
  .describe(
    'The ${subject} to go on with, from an earlier result. Leave it out to start afresh. It is kept until a day after its last use.',
  )`
    : `${z}
  .string('Call ${starters} first, and pass the ${name} that it returns.')
  .describe('The ${subject} to use, from a result of ${starters}.')`;
}

/** `z.object({ … })` gets the property; the name of such a schema is extended where it is used. */
function extended(
  project: ProjectModel,
  unit: SourceUnit,
  schema: ts.Expression | undefined,
  property: string,
  base: string | undefined,
): TextEdit[] | undefined {
  const written = schema && unwrap(schema);
  if (!written) return undefined;
  const literal = objectLiteralOf(project, written);
  if (literal) return addLong(unit, literal, property, base);
  const made = ts.isIdentifier(written) ? constantValue(project, written) : written;
  if (!made || !isZodObject(project, made)) return undefined;
  // `z.object(shape)`: what the shape has must be seen, for the property would take the place of its namesake.
  if (made === written && !shapeOf(project, made)) return undefined;
  const extension = `.extend({\n  ${indented(property)},\n})`;
  const text = render(extension, unit.style, base ?? indentAt(unit.text, written.getStart(unit.ast)));
  return [{ file: unit.path, start: written.end, end: written.end, text }];
}

function isZodObject(project: ProjectModel, node: ts.Expression): boolean {
  return ts.isCallExpression(node) && zodExport(project.names, unwrap(node.expression))?.name === 'object';
}

function objectLiteralOf(project: ProjectModel, node: ts.Expression): ts.ObjectLiteralExpression | undefined {
  if (!isZodObject(project, node)) return undefined;
  const [shape] = (node as ts.CallExpression).arguments;
  const literal = shape && unwrap(shape);
  return literal && ts.isObjectLiteralExpression(literal) ? literal : undefined;
}

/** The value that a constant is made with. */
function constantValue(project: ProjectModel, name: ts.Identifier): ts.Expression | undefined {
  const declaration = project.names.declaration(name);
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    ? unwrap(declaration.initializer)
    : undefined;
}

/** The shape that a Zod object is made with, where it is written out: in its call, or in a constant. */
function shapeOf(project: ProjectModel, node: ts.Expression): ts.ObjectLiteralExpression | undefined {
  if (!isZodObject(project, node)) return undefined;
  const [shape] = (node as ts.CallExpression).arguments;
  const written = shape && unwrap(shape);
  const literal = written && ts.isIdentifier(written) ? constantValue(project, written) : written;
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  return literal.properties.some(ts.isSpreadAssignment) ? undefined : literal;
}

/** Names of the arguments that a tool's schema declares, as far as they are written out. */
export function argumentNames(project: ProjectModel, { call }: Handler): string[] {
  const config = call.arguments[1] && unwrap(call.arguments[1]);
  if (!config || !ts.isObjectLiteralExpression(config)) return [];
  const value = memberValue(config, 'inputSchema');
  const schema = value && unwrap(value);
  const made = schema && ts.isIdentifier(schema) ? constantValue(project, schema) : schema;
  const literal = made && shapeOf(project, made);
  return literal?.properties.flatMap(each => nameText(each.name) ?? []) ?? [];
}
