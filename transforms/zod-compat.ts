import { removeElements, removeStatement } from '../src/engine/prune-imports.js';
import { quoted } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { ImportRequest, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { oauthPackage } from '../src/recognise/oauth-side.js';
import { isChain } from '../src/recognise/schema-arguments.js';
import { memberValue, nameText, unwrap } from '../src/recognise/syntax.js';
import { zodFunction, type ZodFunction } from '../src/recognise/zod.js';
import { moduleUses, type ImportedName, type ModuleStatement } from '../src/sdk-codemod/module-uses.js';

const CHANGE = 'sdk-v2-packages';

/** The two modules of SDK v1 that hid the version of Zod; v2 has neither. */
const COMPAT =
  /^@modelcontextprotocol\/sdk\/(?:dist\/(?:esm|cjs)\/)?server\/zod-(?:json-schema-)?compat(?:\.js)?$/;

/** Functions `f(schema, …rest)` with the method of a schema that does the same: `schema.m(…rest)`. */
const METHODS: Readonly<Record<string, string>> = {
  parseWithCompat: 'parse',
  safeParse: 'safeParse',
  safeParseAsync: 'safeParseAsync',
};

/** Targets of `toJsonSchemaCompat` with those of Zod 4. */
const TARGETS: Readonly<Record<string, string>> = {
  jsonSchema7: 'draft-7',
  'draft-7': 'draft-7',
  'jsonSchema2019-09': 'draft-2020-12',
  'draft-2020-12': 'draft-2020-12',
};

/**
 * Replaces the helpers of SDK v1 for schemas of either Zod version: SDK v2 takes schemas that know their own JSON
 * Schema, and Zod 4 has the rest. What has no counterpart keeps its import, which is reported.
 */
export const zodCompat: Transform = {
  name: 'zod-compat',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      for (const statement of moduleUses(unit).statements) {
        if (!COMPAT.test(statement.specifier.text)) continue;
        const file = new CompatUses(project, unit, statement);
        for (const name of statement.names) rewrites.push(...file.uses(name));
        const removal = file.unused();
        if (removal) rewrites.push({ change: CHANGE, edits: removal });
      }
    }
    return { rewrites, left: [] };
  },
};

class CompatUses {
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #statement: ModuleStatement;
  readonly #callsSchemas: boolean;

  constructor(project: ProjectModel, unit: SourceUnit, statement: ModuleStatement) {
    this.#project = project;
    this.#unit = unit;
    this.#statement = statement;
    this.#callsSchemas =
      /\b(?:toJsonSchemaCompat|parseWithCompat|safeParse(?:Async)?|toJSONSchema|\.parse)\b/.test(unit.text);
  }

  /** Rewrites of the uses of an imported name that have a counterpart. */
  uses({ name, local }: ImportedName): Rewrite[] {
    return this.#project.names.references(local).flatMap(use => {
      const rewrite =
        ts.isCallExpression(use.parent) && use.parent.expression === use
          ? this.#call(name, use.parent)
          : ts.isTypeReferenceNode(use.parent)
            ? this.#type(name, use.parent)
            : undefined;
      return rewrite ?? [];
    });
  }

  /** Edits that remove the names without a use, and the statement with the last of them. */
  unused(): TextEdit[] | undefined {
    const { names, statement, alone } = this.#statement;
    const gone = names.filter(({ local }) => this.#project.names.references(local).length === 0);
    if (gone.length === 0) return undefined;
    if (gone.length === names.length) {
      return alone && !this.#statement.whole ? [removeStatement(this.#unit, statement)] : undefined;
    }
    const list = names[0]!.node.parent;
    if (!ts.isNamedImports(list) && !ts.isObjectBindingPattern(list)) return undefined;
    const elements: ts.NodeArray<ts.Node> = list.elements;
    return removeElements(this.#unit, elements, new Set(gone.map(each => each.node)));
  }

  #call(name: string, call: ts.CallExpression): Rewrite | undefined {
    const [schema, data] = call.arguments;
    if (!schema || call.arguments.some(ts.isSpreadElement)) return undefined;
    if (name === 'toJsonSchemaCompat') return this.#toJsonSchema(call, schema);
    if (name === 'objectFromShape') {
      const found = zodFunction(this.#project, this.#unit, call, 'object');
      return found && this.#rewrite([this.#edit(call.expression, found.callee)], found);
    }
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    const target = unwrap(schema);
    if (
      !method ||
      !data ||
      call.arguments.length !== 2 ||
      !(isChain(target) || ts.isCallExpression(target))
    ) {
      return undefined;
    }
    const text = `${schema.getText(this.#unit.ast)}.${method}(${data.getText(this.#unit.ast)})`;
    return this.#rewrite([this.#edit(call, text)]);
  }

  #toJsonSchema(call: ts.CallExpression, schema: ts.Expression): Rewrite | undefined {
    const options = this.#jsonSchemaOptions(call.arguments[1]);
    const found = options && zodFunction(this.#project, this.#unit, call, 'toJSONSchema');
    if (!found) return undefined;
    const edits = [this.#edit(call.expression, found.callee)];
    const given = call.arguments[1];
    if (given) edits.push(this.#edit(given, options));
    else edits.push({ file: this.#unit.path, start: schema.end, end: schema.end, text: `, ${options}` });
    return this.#rewrite(edits, found);
  }

  /** Options of `z.toJSONSchema` for what v2 advertises, or for what the options of v1 asked. */
  #jsonSchemaOptions(given: ts.Expression | undefined): string | undefined {
    const options = given && unwrap(given);
    let io = 'input';
    let target = 'draft-2020-12';
    if (options) {
      if (!ts.isObjectLiteralExpression(options)) return undefined;
      for (const property of options.properties) {
        const key = nameText(property.name);
        const value = key === undefined ? undefined : memberValue(options, key);
        const text = value && unwrap(value);
        // Zod 4 has no say in how unions are written.
        if (key === 'strictUnions') continue;
        if (!text || !ts.isStringLiteralLike(text)) return undefined;
        if (key === 'pipeStrategy') io = text.text;
        else if (key === 'target' && TARGETS[text.text]) target = TARGETS[text.text]!;
        else return undefined;
      }
    }
    const { style } = this.#unit;
    return `{ io: ${quoted(io, style)}, target: ${quoted(target, style)} }`;
  }

  #type(name: string, type: ts.TypeReferenceNode): Rewrite | undefined {
    const argument = type.typeArguments?.[0]?.getText(this.#unit.ast);
    const isZod = this.#callsSchemas || name === 'ZodRawShapeCompat' || name === 'ShapeOutput';
    if (!isZod && (name === 'AnySchema' || name === 'SchemaOutput')) {
      const text = name === 'AnySchema' ? 'StandardSchemaV1' : `StandardSchemaV1.InferOutput<${argument}>`;
      if (name === 'SchemaOutput' && !argument) return undefined;
      const module = oauthPackage(this.#project, this.#unit);
      const needs: ImportRequest = {
        file: this.#unit.path,
        module,
        name: 'StandardSchemaV1',
        typeOnly: true,
      };
      return this.#rewrite([this.#edit(type, text)], { callee: '', needs });
    }
    const found = zodFunction(this.#project, this.#unit, type, 'object');
    const z = /^(\w+)\.object$/.exec(found?.callee ?? '')?.[1];
    const text = z === undefined ? undefined : zodType(name, z, argument);
    return text === undefined ? undefined : this.#rewrite([this.#edit(type, text)], found);
  }

  #rewrite(edits: TextEdit[], { needs }: Partial<ZodFunction> = {}): Rewrite {
    return { change: CHANGE, edits, ...(needs && { imports: [needs] }) };
  }

  #edit(node: ts.Node, text: string): TextEdit {
    return { file: this.#unit.path, start: node.getStart(this.#unit.ast), end: node.end, text };
  }
}

function zodType(name: string, z: string, argument: string | undefined): string | undefined {
  if (name === 'AnySchema') return `${z}.ZodType`;
  if (name === 'AnyObjectSchema') return `${z}.ZodObject`;
  if (name === 'ZodRawShapeCompat') return `${z}.ZodRawShape`;
  if (!argument) return undefined;
  if (name === 'SchemaOutput') return `${z}.output<${argument}>`;
  return name === 'ShapeOutput' ? `${z}.output<${z}.ZodObject<${argument}>>` : undefined;
}
