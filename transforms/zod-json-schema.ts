import { indentAt, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { catalogOf } from '../src/manifests/catalog.js';
import { INSTALLED } from '../src/manifests/homes.js';
import { isRegistryRange, judgeZod } from '../src/manifests/ranges.js';
import type { PackageInfo, ProjectModel } from '../src/project/model.js';
import { sameJsonSchema } from '../src/recognise/same-json-schema.js';
import { walk } from '../src/recognise/syntax.js';
import { packagesGivingZod } from '../src/recognise/zod-given.js';
import { zodFunction } from '../src/recognise/zod.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Replaces `zodToJsonSchema(schema)` where the migration raises zod to 4, of whose schemas it makes nothing:
 * `z.toJSONSchema()` with the options that make the same JSON Schema. Where that is not certain, package.json gets the
 * note on `zod-to-json-schema`.
 */
export const zodJsonSchema: Transform = {
  name: 'zod-json-schema',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      const home = project.packageOf(unit.path);
      if (!unit.text.includes('zod-to-json-schema') || !home || !isRaised(project, home)) continue;
      walk(unit.ast, node => {
        const rewrite = ts.isCallExpression(node) ? rewriteCall(project, unit, node) : undefined;
        if (rewrite) rewrites.push(rewrite);
      });
    }
    return { rewrites, left: [] };
  },
};

/** Whether the migration raises the zod of a package from 3 to 4. */
function isRaised(project: ProjectModel, home: PackageInfo): boolean {
  const ranges = INSTALLED.flatMap(section => home.manifest[section]?.['zod'] ?? []);
  const isMajor = (range: string) =>
    catalogOf(range) === undefined && isRegistryRange(range) && judgeZod(range) === 'major';
  return ranges.length > 0 && ranges.every(isMajor) && packagesGivingZod(project).has(home);
}

function rewriteCall(project: ProjectModel, unit: SourceUnit, call: ts.CallExpression): Rewrite | undefined {
  const origin = project.names.origin(call.expression);
  const isConverter =
    origin?.module === 'zod-to-json-schema' && ['zodToJsonSchema', 'default'].includes(origin.name);
  const [schema, ...options] = call.arguments;
  if (!isConverter || !schema || options.length > 0 || !takesJsonSchema(unit, call)) return undefined;
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
