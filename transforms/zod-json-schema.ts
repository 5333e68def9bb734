import { noteAt } from '../src/engine/notes.js';
import { indentAt, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { catalogOf } from '../src/manifests/catalog.js';
import { INSTALLED } from '../src/manifests/homes.js';
import { isRegistryRange, judgeZod } from '../src/manifests/ranges.js';
import type { PackageInfo, ProjectModel } from '../src/project/model.js';
import { sameJsonSchema } from '../src/recognise/same-json-schema.js';
import { walk } from '../src/recognise/syntax.js';
import { packagesGivingZod } from '../src/recognise/zod-given.js';
import { zodFunction } from '../src/recognise/zod.js';

const CHANGE = 'sdk-v2-packages';

const EMPTY = {
  severity: 'error',
  message: 'The JSON Schema made here is empty: `zod-to-json-schema` does not read schemas of zod 4.',
  advice:
    "Use `z.toJSONSchema(schema, { target: 'draft-7' })` and compare what it makes, or keep the schemas on `zod/v3`.",
} as const;

/**
 * Replaces `zodToJsonSchema(schema)` where the migration raises zod to 4, of whose schemas it makes nothing:
 * `z.toJSONSchema()` with the options that make the same JSON Schema. Where that is not certain, the call is
 * reported, beside the note in package.json.
 */
export const zodJsonSchema: Transform = {
  name: 'zod-json-schema',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    const keepsZod3 = project.units.some(({ text }) => /['"]zod\/v3['"]/.test(text));
    for (const unit of files) {
      const home = project.packageOf(unit.path);
      if (!unit.text.includes('zod-to-json-schema') || !home || !isRaised(project, home)) continue;
      walk(unit.ast, node => {
        if (!ts.isCallExpression(node) || !isConverter(project, node)) return;
        const rewrite = rewriteCall(project, unit, node);
        if (rewrite) rewrites.push(rewrite);
        else if (!keepsZod3) left.push(noteAt(unit, node, CHANGE, EMPTY));
      });
    }
    return { rewrites, left };
  },
};

/** Whether the migration raises the zod of a package from 3 to 4. */
function isRaised(project: ProjectModel, home: PackageInfo): boolean {
  const ranges = INSTALLED.flatMap(section => home.manifest[section]?.['zod'] ?? []);
  const isMajor = (range: string) =>
    catalogOf(range) === undefined && isRegistryRange(range) && judgeZod(range) === 'major';
  return ranges.length > 0 && ranges.every(isMajor) && packagesGivingZod(project).has(home);
}

function isConverter(project: ProjectModel, call: ts.CallExpression): boolean {
  const origin = project.names.origin(call.expression);
  return origin?.module === 'zod-to-json-schema' && ['zodToJsonSchema', 'default'].includes(origin.name);
}

function rewriteCall(project: ProjectModel, unit: SourceUnit, call: ts.CallExpression): Rewrite | undefined {
  const [schema, ...options] = call.arguments;
  if (!schema || options.length > 0 || !takesJsonSchema(unit, call)) return undefined;
  const same = sameJsonSchema(project, schema);
  const found = same && zodFunction(project, unit, call, 'toJSONSchema', 'zod');
  if (!found) return undefined;
  const given = same.hasDefault
    ? `{
  target: 'draft-7',
  io: 'input',
  override: ({ jsonSchema }) => {
    if (jsonSchema.type === 'object') jsonSchema.additionalProperties = false;
  },
}`
    : "{ target: 'draft-7' }";
  const { path: file, ast, style } = unit;
  const start = call.getStart(ast);
  const text = render(given, style, indentAt(unit.text, start));
  return {
    change: CHANGE,
    edits: [
      { file, start: call.expression.getStart(ast), end: call.expression.end, text: found.callee },
      { file, start: schema.end, end: call.end - 1, text: `, ${text}` },
    ],
    ...(found.needs && { imports: [found.needs] }),
  };
}

/** Whether the type of the result does not matter where it stands: it is asserted, or turned into text. */
function takesJsonSchema(unit: SourceUnit, call: ts.CallExpression): boolean {
  if (!/\.[cm]?tsx?$/.test(unit.path)) return true;
  let outer: ts.Node = call.parent;
  while (ts.isParenthesizedExpression(outer)) outer = outer.parent;
  return (
    ts.isAsExpression(outer) ||
    (ts.isCallExpression(outer) && outer.expression.getText() === 'JSON.stringify')
  );
}
