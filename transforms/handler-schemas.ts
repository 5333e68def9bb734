import { quoted } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { isTaskSchema, methodOfSchema } from '../src/facts/spec-schemas.js';
import type { ProjectModel } from '../src/project/model.js';
import { handlerKeys, type HandlerKey } from '../src/recognise/handler-keys.js';
import { methodCall, unwrap, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';
import { writtenAs } from '../src/recognise/written.js';

const CHANGE = 'sdk-v2-packages';

const REGISTRATIONS = new Set([
  'setRequestHandler',
  'setNotificationHandler',
  'removeRequestHandler',
  'removeNotificationHandler',
]);

const PROTOCOLS = new Set(['Server', 'Client', 'Protocol']);

/**
 * Registers handlers by method name where they were registered by schema: `setRequestHandler(ListToolsRequestSchema,
 * …)` throws in SDK v2 when it is called. Finds the schema behind namespaces, barrels and constants.
 */
export const handlerSchemas: Transform = {
  name: 'handler-schemas',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      walk(unit.ast, node => {
        const found = methodCall(node);
        const [schema] = found && REGISTRATIONS.has(found.name) ? found.call.arguments : [];
        if (!found || !schema) return;
        const name = schemaName(project, schema);
        const method = name === undefined ? undefined : methodOfSchema(name);
        if (method !== undefined) {
          const text = quoted(method, unit.style);
          const edit = { file: unit.path, start: schema.getStart(unit.ast), end: schema.end, text };
          rewrites.push({ change: CHANGE, edits: [edit] });
        } else if (isCustomSchema(project, found.object, schema, name))
          left.push(custom(unit, schema, found.name));
      });
      rewrites.push(...handlerKeys(project, unit.ast).map(key => recorded(unit, key)));
    }
    return { rewrites, left };
  },
};

/** The SDK's name of the schema an argument stands for: `S`, `types.S`, or `S.shape.method.value`. */
function schemaName(project: ProjectModel, node: ts.Expression): string | undefined {
  const value = unwrap(node);
  const schema = /\.shape\.method\.value$/.test(value.getText()) ? behindMethod(value) : value;
  const [only, ...more] = writtenAs(project, schema) ?? [];
  return only && more.length === 0 ? valuesOf(project).sdkExport(only) : undefined;
}

function behindMethod(node: ts.Expression): ts.Expression {
  let at = node;
  for (let depth = 0; depth < 3 && ts.isPropertyAccessExpression(at); depth++) at = at.expression;
  return at;
}

/** Whether an SDK object gets a schema of the project's own, which v2 takes as `(method, { params }, handler)`. */
function isCustomSchema(
  project: ProjectModel,
  receiver: ts.Expression,
  schema: ts.Expression,
  name: string | undefined,
): boolean {
  // The tasks of 2025-11-25 are a change of their own.
  if (name !== undefined && isTaskSchema(name)) return false;
  if (!PROTOCOLS.has(valuesOf(project).sdkName(receiver) ?? '')) return false;
  const written = writtenAs(project, schema) ?? [];
  return written.some(
    each => ts.isCallExpression(each) && /\bobject$|\bextend$/.test(each.expression.getText()),
  );
}

/** A key of a recorded handler, which is the method now. */
function recorded(unit: SourceUnit, { node, method }: HandlerKey): Rewrite {
  const start = node.getStart(unit.ast);
  const edit = { file: unit.path, start, end: node.end, text: quoted(method, unit.style) };
  const review: Note = {
    change: CHANGE,
    file: unit.path,
    pos: start,
    severity: 'info',
    message: 'Handlers are registered by method name in SDK v2, so tests find them by it.',
    advice: 'Check that this looks up a handler; a schema that is used to validate stays a schema.',
  };
  return { change: CHANGE, edits: [edit], review };
}

function custom(unit: SourceUnit, schema: ts.Node, method: string): Note {
  return {
    change: CHANGE,
    file: unit.path,
    pos: schema.getStart(unit.ast),
    severity: 'error',
    message: `SDK v2 registers handlers by method name; \`${method}\` throws when it gets a schema.`,
    advice: `Call \`${method}('method/name', { params: … }, handler)\`; the handler then gets the parameters alone.`,
  };
}
