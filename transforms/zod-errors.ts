import { replaceNode } from '../src/engine/edits.js';
import { quoted } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { isZodRaised } from '../src/manifests/zod-raise.js';
import type { ProjectModel } from '../src/project/model.js';
import { isConst, isWithin, nameText, unwrap, walk } from '../src/recognise/syntax.js';
import { zodExport } from '../src/recognise/zod.js';

const CHANGE = 'sdk-v2-packages';
/** Schemas whose only issue of their own is that the value has another type, in zod 3 and 4 alike. */
const TYPED = new Set(['string', 'number', 'boolean', 'bigint', 'array']);

/**
 * What zod 4 has under another name, in packages whose zod is raised from 3: `errors` of a `ZodError` becomes
 * `issues`, and the messages `required_error` and `invalid_type_error` of a schema become its `error`.
 * @see https://zod.dev/v4/changelog
 */
export const zodErrors: Transform = {
  name: 'zod-errors',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!/\.errors\b|required_error|invalid_type_error/.test(unit.text)) continue;
      if (!isZodRaised(project, unit)) continue;
      walk(unit.ast, node => {
        const edit = issues(project, unit, node) ?? message(project, unit, node);
        if (edit) rewrites.push({ change: CHANGE, edits: [edit] });
      });
    }
    return { rewrites, left: [] };
  },
};

/** `error.errors` to `error.issues`. */
function issues(project: ProjectModel, unit: SourceUnit, node: ts.Node): TextEdit | undefined {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'errors') return undefined;
  const error = unwrap(node.expression);
  const isZods = ts.isIdentifier(error)
    ? isTested(project, error) || isDeclared(project, error)
    : isOfResult(project, error);
  return isZods ? replaceNode(unit, node.name, 'issues') : undefined;
}

/** Whether a name is read only where it was tested to be a `ZodError`. */
function isTested(project: ProjectModel, error: ts.Identifier): boolean {
  const symbol = project.names.symbol(error);
  if (!symbol) return false;
  for (let at: ts.Node = error; !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    const condition =
      ts.isIfStatement(parent) && parent.thenStatement === at
        ? parent.expression
        : ts.isConditionalExpression(parent) && parent.whenTrue === at
          ? parent.condition
          : isAnd(parent) && parent.right === at
            ? parent.left
            : undefined;
    if (condition && tests(condition)) return true;
  }
  return false;

  function tests(condition: ts.Expression): boolean {
    const test = unwrap(condition);
    if (isAnd(test)) return tests(test.left) || tests(test.right);
    if (!ts.isBinaryExpression(test) || test.operatorToken.kind !== ts.SyntaxKind.InstanceOfKeyword)
      return false;
    const tested = unwrap(test.left);
    if (!ts.isIdentifier(tested) || project.names.symbol(tested) !== symbol) return false;
    return isZodError(project, unwrap(test.right));
  }
}

function isAnd(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
}

function isDeclared(project: ProjectModel, error: ts.Identifier): boolean {
  const declaration = project.names.declaration(error);
  if (!declaration || !(ts.isParameter(declaration) || ts.isVariableDeclaration(declaration))) return false;
  const { type } = declaration;
  return type !== undefined && ts.isTypeReferenceNode(type) && isZodError(project, type.typeName);
}

function isZodError(project: ProjectModel, node: ts.Node): boolean {
  const origin = zodExport(project.names, node);
  return origin?.module === 'zod' && origin.name === 'ZodError';
}

/** Whether an expression is `result.error` of a constant that a zod schema's `safeParse` gave. */
function isOfResult(project: ProjectModel, node: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'error') return false;
  const parsed = constantValue(project, unwrap(node.expression));
  const call = parsed && (ts.isAwaitExpression(parsed) ? unwrap(parsed.expression) : parsed);
  if (!call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
  const { name, expression } = call.expression;
  return /^safeParse(?:Async)?$/.test(name.text) && isZodSchema(project, expression);
}

/** Whether an expression is a chain of calls that starts at zod, or a constant that holds one. */
function isZodSchema(project: ProjectModel, node: ts.Expression): boolean {
  let at = unwrap(node);
  at = constantValue(project, at) ?? at;
  while (ts.isCallExpression(at)) {
    const callee = unwrap(at.expression);
    const origin = zodExport(project.names, callee);
    if (origin) return origin.module === 'zod';
    if (!ts.isPropertyAccessExpression(callee)) return false;
    at = unwrap(callee.expression);
    at = constantValue(project, at) ?? at;
  }
  return false;
}

function constantValue(project: ProjectModel, node: ts.Expression): ts.Expression | undefined {
  const declaration = ts.isIdentifier(node) ? project.names.declaration(node) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  const { initializer } = declaration;
  return initializer && !isWithin(node, initializer) ? unwrap(initializer) : undefined;
}

/** `z.string({ required_error: 'a', invalid_type_error: 'b' })` to its `error` function. */
function message(project: ProjectModel, unit: SourceUnit, node: ts.Node): TextEdit | undefined {
  const options = ts.isCallExpression(node) ? node.arguments.at(-1) : undefined;
  if (!ts.isCallExpression(node) || !options || !ts.isObjectLiteralExpression(options)) return undefined;
  const callee = unwrap(node.expression);
  const origin = zodExport(project.names, callee);
  if (origin?.module !== 'zod' || !TYPED.has(origin.name)) return undefined;
  if (node.arguments.length !== (origin.name === 'array' ? 2 : 1)) return undefined;
  const texts = new Map<string, string>();
  for (const property of options.properties) {
    const key = nameText(property.name);
    const isText = ts.isPropertyAssignment(property) && ts.isStringLiteralLike(property.initializer);
    if (!isText || (key !== 'required_error' && key !== 'invalid_type_error')) return undefined;
    texts.set(key, property.initializer.getText(unit.ast));
  }
  const required = texts.get('required_error');
  const invalid = texts.get('invalid_type_error');
  // The function is asked about the checks of the schema as well, whose messages stay their own.
  const code = quoted('invalid_type', unit.style);
  const typed = invalid === undefined ? 'undefined' : `issue.code === ${code} ? ${invalid} : undefined`;
  const isOne = required === undefined || required === invalid;
  if (isOne && invalid === undefined) return undefined;
  const text = isOne ? typed : `issue.input === undefined ? ${required} : ${typed}`;
  return replaceNode(unit, options, `{ error: issue => ${text} }`);
}
