import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { methodCall, unwrap, walk } from './syntax.js';

/** Names that error classes of SDK v1 had, with those of the classes that took over. */
export const NEW_ERROR_NAMES: Readonly<Record<string, readonly string[]>> = {
  // v1 raised protocol errors and its own ones with the one class.
  McpError: ['ProtocolError', 'SdkError'],
  StreamableHTTPError: ['SdkHttpError'],
};

/** A place where the name of an error's class is compared with a text. */
export interface ErrorNameTest {
  /** The text. */
  readonly literal: ts.StringLiteralLike;
  /** - `equals`: `e.name === 'X'`; `case`: in a `switch`; `list`: `['X'].includes(e.name)`; `expect`: `.toBe('X')` */
  readonly form: 'equals' | 'case' | 'list' | 'expect';
  /** What has the name: `e.name`, `e.constructor.name`. */
  readonly subject: ts.Expression;
}

/** Finds tests of a class name that SDK v1 had; a project with a class of that name of its own has none. */
export function errorNameTests(project: ProjectModel, ast: ts.SourceFile): ErrorNameTest[] {
  const found: ErrorNameTest[] = [];
  walk(ast, node => {
    if (!ts.isStringLiteralLike(node) || !Object.hasOwn(NEW_ERROR_NAMES, node.text)) return;
    const test = nameTest(node);
    if (test && !isOwnName(project, node.text)) found.push(test);
  });
  return found;
}

function nameTest(literal: ts.StringLiteralLike): ErrorNameTest | undefined {
  const { parent } = literal;
  if (ts.isBinaryExpression(parent)) {
    const isTest = [
      ts.SyntaxKind.EqualsEqualsEqualsToken,
      ts.SyntaxKind.EqualsEqualsToken,
      ts.SyntaxKind.ExclamationEqualsEqualsToken,
      ts.SyntaxKind.ExclamationEqualsToken,
    ].includes(parent.operatorToken.kind);
    const subject = parent.left === literal ? parent.right : parent.left;
    return isTest && isClassName(subject) ? { literal, form: 'equals', subject } : undefined;
  }
  if (ts.isCaseClause(parent)) {
    const subject = parent.parent.parent.expression;
    return isClassName(subject) ? { literal, form: 'case', subject } : undefined;
  }
  if (ts.isArrayLiteralExpression(parent)) {
    const call = methodCall(parent.parent.parent);
    const subject = call?.object === parent && call.name === 'includes' ? call.call.arguments[0] : undefined;
    return subject && isClassName(subject) ? { literal, form: 'list', subject } : undefined;
  }
  const call = methodCall(parent);
  if (!call || !/^to(?:Be|Equal|StrictEqual)$/.test(call.name)) return undefined;
  let expected: ts.Expression = call.object;
  while (ts.isPropertyAccessExpression(expected)) expected = expected.expression;
  const subject = ts.isCallExpression(expected) ? expected.arguments[0] : undefined;
  return subject && isClassName(subject) ? { literal, form: 'expect', subject } : undefined;
}

/** `e.name`, `e.constructor.name`, under assertions and `?.`. */
function isClassName(node: ts.Expression): boolean {
  const value = unwrap(node);
  return ts.isPropertyAccessExpression(value) && value.name.text === 'name';
}

const ownNames = new WeakMap<ProjectModel, ReadonlySet<string>>();

/** Whether the project declares a class of this name, or gives the name to errors of its own. */
function isOwnName(project: ProjectModel, name: string): boolean {
  let names = ownNames.get(project);
  if (!names) {
    const found = new Set<string>();
    for (const unit of project.units) {
      if (!/McpError|StreamableHTTPError/.test(unit.text)) continue;
      walk(unit.ast, node => {
        if (ts.isClassLike(node) && node.name) found.add(node.name.text);
        if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
          const isName = /\bname$/.test(node.left.getText());
          if (isName && ts.isStringLiteralLike(node.right)) found.add(node.right.text);
        }
      });
    }
    ownNames.set(project, (names = found));
  }
  return names.has(name);
}
