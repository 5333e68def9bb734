import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, methodCall, unwrap } from './syntax.js';
import { zodExport } from './zod.js';

/** What can be said of any schema without a difference in its JSON Schema. */
const ANY = ['describe', 'optional', 'default'];
/** Schemas, and what is said of them, that have the same JSON Schema in `zod-to-json-schema` and in zod 4. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  string: [...ANY, 'min', 'max', 'length', 'url'],
  number: [
    ...ANY,
    ...[
      'min',
      'max',
      'gt',
      'gte',
      'lt',
      'lte',
      'positive',
      'negative',
      'nonnegative',
      'nonpositive',
      'multipleOf',
    ],
  ],
  boolean: ANY,
  enum: ANY,
  literal: ANY,
  array: [...ANY, 'min', 'max', 'length'],
  object: [...ANY, 'strict', 'extend'],
};

/** A schema whose JSON Schema stays as it was. */
export interface SameJsonSchema {
  /** Something in it may be left out because it has a default. */
  readonly hasDefault: boolean;
}

/**
 * Whether zod 4 makes the same JSON Schema of a schema as `zod-to-json-schema` made of it with zod 3; undefined where
 * they differ (`int`, `email`, records, `any`, what is used twice) or the schema is not all in sight.
 */
export function sameJsonSchema(project: ProjectModel, schema: ts.Expression): SameJsonSchema | undefined {
  const seen = new Set<ts.Node>();
  let hasDefault = false;
  return isSame(schema) ? { hasDefault } : undefined;

  function isSame(expression: ts.Expression): boolean {
    const node = unwrap(expression);
    if (ts.isIdentifier(node)) {
      const declaration = project.names.declaration(node);
      // What is used twice was a reference to its first use.
      if (!declaration || seen.has(declaration) || !ts.isVariableDeclaration(declaration)) return false;
      seen.add(declaration);
      return isConst(declaration) && declaration.initializer !== undefined && isSame(declaration.initializer);
    }
    const said: { readonly name: string; readonly call: ts.CallExpression }[] = [];
    let at = node;
    for (;;) {
      if (!ts.isCallExpression(at)) return false;
      const made = zodExport(project.names, unwrap(at.expression));
      if (made) return made.module === 'zod' && isMade(made.name, at, said);
      const method = methodCall(at);
      if (!method || at.questionDotToken) return false;
      said.push({ name: method.name, call: at });
      at = unwrap(method.object);
    }
  }

  function isMade(
    kind: string,
    { arguments: [first, ...others] }: ts.CallExpression,
    said: readonly { readonly name: string; readonly call: ts.CallExpression }[],
  ): boolean {
    const known = Object.hasOwn(SAME, kind) ? SAME[kind]! : [];
    if (!said.every(({ name }) => known.includes(name))) return false;
    hasDefault ||= said.some(({ name }) => name === 'default');
    const extended = said.filter(({ name }) => name === 'extend').map(({ call }) => call.arguments[0]);
    if (kind === 'object') return [first, ...extended].every(each => each !== undefined && isShape(each));
    if (kind === 'array') return first !== undefined && others.length === 0 && isSame(first);
    if (kind === 'literal') return first !== undefined && isPlainLiteral(first);
    if (kind === 'enum') return first !== undefined && ts.isArrayLiteralExpression(unwrap(first));
    return first === undefined && known.length > 0;
  }

  function isShape(expression: ts.Expression): boolean {
    const shape = unwrap(expression);
    if (!ts.isObjectLiteralExpression(shape)) return false;
    return shape.properties.every(
      each =>
        ts.isPropertyAssignment(each) && !ts.isComputedPropertyName(each.name) && isSame(each.initializer),
    );
  }
}

function isPlainLiteral(expression: ts.Expression): boolean {
  const node = unwrap(expression);
  return (
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword
  );
}
