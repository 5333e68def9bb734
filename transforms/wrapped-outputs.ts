import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { mcpCalls } from '../src/recognise/mcp-calls.js';
import { initializer } from '../src/recognise/registrations.js';
import { memberValue, nameText, propertyValue, unwrap } from '../src/recognise/syntax.js';
import { zodExport } from '../src/recognise/zod.js';

const CHANGE = 'json-schema-2020-12';

/** Names that say of a member only that it is there. */
const EMPTY_NAMES = new Set(['result', 'results', 'items', 'list', 'data', 'value', 'values', 'output']);
/** Schemas of Zod whose values are no objects; until 2026-07-28 they could not be the output of a tool. */
const NO_OBJECTS = new Set(['array', 'tuple', 'string', 'number', 'boolean', 'enum', 'literal', 'union']);

/**
 * Points out tools whose output is an object only because it had to be one: all it holds is a list, a text or the
 * like under a name that says nothing. Since 2026-07-28 an output schema may have a root of any type.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/tools#output-schema
 */
export const wrappedOutputs: Transform = {
  name: 'wrapped-outputs',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      if (!unit.text.includes('outputSchema')) continue;
      for (const { call } of mcpCalls(project, unit, ['registerTool'])) {
        const options = call.arguments[1] && initializer(call.arguments[1], project.names);
        if (!options || !ts.isObjectLiteralExpression(options)) continue;
        const schema = memberValue(options, 'outputSchema');
        const name = schema && onlyMember(project, schema);
        if (!schema || name === undefined || options.getSourceFile() !== unit.ast) continue;
        left.push(
          noteAt(unit, schema, CHANGE, {
            severity: 'info',
            message: `This output is an object only to hold its \`${name}\`; since 2026-07-28 it may be that value itself.`,
            advice:
              'Nothing has to change. Should you take the object away, SDK v2 gives clients of 2025-11-25 the value as `result`.',
          }),
        );
      }
    }
    return { rewrites: [], left };
  },
};

/** The name of the only member of an object schema, when it stands for its value alone. */
function onlyMember(project: ProjectModel, schema: ts.Expression): string | undefined {
  const shape = shapeOf(project, schema);
  const [property, ...others] = shape?.properties ?? [];
  const name = property && nameText(property.name);
  const given = property && propertyValue(property);
  if (others.length > 0 || !given || name === undefined || !EMPTY_NAMES.has(name)) return undefined;
  const value = initializer(given, project.names);
  return value && isNoObject(project, value) ? name : undefined;
}

/** The fields in `z.object({ … })` or in a raw shape, as SDK v1 took them. */
function shapeOf(project: ProjectModel, schema: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const written = initializer(schema, project.names);
  if (!written || ts.isObjectLiteralExpression(written)) return written;
  if (!ts.isCallExpression(written) || zodExport(project.names, written.expression)?.name !== 'object') {
    return undefined;
  }
  const shape = written.arguments[0] && initializer(written.arguments[0], project.names);
  return shape && ts.isObjectLiteralExpression(shape) ? shape : undefined;
}

/** Whether a value is made by a function of Zod for lists, texts and the like; `.describe()` and others may follow. */
function isNoObject(project: ProjectModel, schema: ts.Expression): boolean {
  let value = unwrap(schema);
  while (ts.isCallExpression(value)) {
    const made = zodExport(project.names, value.expression);
    if (made) return NO_OBJECTS.has(made.name);
    const callee = unwrap(value.expression);
    if (!ts.isPropertyAccessExpression(callee) || callee.name.text === 'optional') return false;
    value = unwrap(callee.expression);
  }
  return false;
}
